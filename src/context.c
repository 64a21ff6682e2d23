#include "context.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/text.h"
#include "refresh/load.h"
#include "refresh/refresh.h"
#include "source/asset.h"
#include "source/key_command.h"
#include "source/paths.h"
#include "source/store.h"
#include "view/view.h"

#define MAP_MAX_BYTES 1048576

static bool wants_network(const struct options *options)
{
	if (options->action == ACTION_DASHBOARD && options->settings.offline)
		return false;
	return action_info(options->action)->flags & ACTION_NETWORK;
}

static bool load_vendors(struct context *context, struct error *error)
{
	const struct asset *asset = asset_find("vendors.map");

	context->vendors = vendor_map_new();
	return vendor_map_parse(context->vendors, asset->text, asset->length, asset->name, error);
}

static bool read_vendors(struct vendor_map *map, FILE *stream, const char *origin,
			 struct error *error)
{
	char *text = mem_alloc(MAP_MAX_BYTES + 1, 1);
	size_t length = fread(text, 1, MAP_MAX_BYTES + 1, stream);
	bool good;

	if (ferror(stream))
		good = error_set(error, "cannot read %s: %s", origin, strerror(errno));
	else if (length > MAP_MAX_BYTES)
		good = error_set(error, "%s is larger than %d bytes: not used", origin,
				 MAP_MAX_BYTES);
	else
		good = vendor_map_parse(map, text, length, origin, error);
	free(text);
	return good;
}

/* The user's lines come after the shipped ones and so replace them.  A file that is not there is
 * no failure. */
static bool load_user_vendors(struct vendor_map *map, struct error *error)
{
	char *path = paths_config_file("vendors.map");
	char *shown = path ? paths_shown(path) : NULL;
	FILE *stream = path ? fopen(path, "r") : NULL;
	bool good = true;

	if (stream)
		good = read_vendors(map, stream, shown, error);
	else if (path && errno != ENOENT && errno != ENOTDIR)
		good = error_set(error, "cannot read %s: %s", shown, strerror(errno));
	if (stream)
		fclose(stream);
	free(shown);
	free(path);
	return good;
}

static bool has_key_option(const struct options *options)
{
	return options->given.values[settings_find("key-file")] != NULL;
}

bool context_find_key(const struct options *options, struct credentials *credentials,
		      enum key_source *from, struct error *error)
{
	bool in_environment = !has_key_option(options) && credentials_in_environment();
	const char *file = in_environment ? NULL : options->settings.key_file;

	*from = in_environment ? KEY_OF_ENVIRONMENT : file ? KEY_OF_FILE : KEY_OF_NOBODY;
	return credentials_load(credentials, file, error);
}

/* That of the environment has been wiped there once it was taken. */
static bool load_key(const struct context *context, struct credentials *credentials,
		     struct error *error)
{
	enum key_source from;

	if (!context->key_of_environment || has_key_option(context->options) ||
	    credentials_in_environment())
		return context_find_key(context->options, credentials, &from, error) ||
		       (from == KEY_OF_FILE ? config_blame(context->config, "key-file", error)
					    : false);
	*credentials = context->credentials;
	return true;
}

bool context_open_network(const struct context *context, struct context_network *network,
			  struct error *error)
{
	const struct options *options = context->options;
	const char *log = options->settings.log;

	memset(network, 0, sizeof(*network));
	if (wants_network(options) && !load_key(context, &network->credentials, error))
		return false;
	if (!log || !(action_info(options->action)->flags & ACTION_NETWORK))
		return true;
	network->log = log_open(log, context->clock, error);
	if (network->log)
		return true;
	credentials_wipe(&network->credentials);
	return config_blame(context->config, "log", error);
}

bool context_need_key(struct context *context, struct error *error)
{
	const char *command = context->options->settings.key_command;

	if (*context->credentials.key || !command)
		return true;
	return key_command_run(command, NULL, &context->credentials, error);
}

void context_take_network(struct context *context, struct context_network *network)
{
	log_close(context->log);
	context->log = network->log;
	credentials_take(&context->credentials, &network->credentials);
}

bool context_init(struct context *context, struct options *options, struct config *config,
		  const struct clock *clock, struct error *error)
{
	struct context_network network;
	struct error reason = {""};

	memset(context, 0, sizeof(*context));
	context->options = options;
	context->config = config;
	context->clock = clock;
	if (action_info(options->action)->flags & ACTION_BARE)
		return true;
	if (!load_vendors(context, error))
		return false;
	load_user_vendors(context->vendors, &context->vendors_wrong);
	context->key_of_environment = credentials_in_environment();
	if (!context_open_network(context, &network, error))
		return false;
	context_take_network(context, &network);
	context->store_path = paths_store(&reason);
	if (!context->store_path)
		snprintf(context->store_reason, sizeof(context->store_reason), "%.199s",
			 reason.text);
	return true;
}

void context_done(struct context *context)
{
	vendor_map_free(context->vendors);
	credentials_wipe(&context->credentials);
	log_close(context->log);
	free(context->store_path);
}

static struct status first_status(const struct context *context)
{
	return (struct status){
		.offline_mode = context->options->settings.offline,
		.interval = context->options->settings.interval,
	};
}

struct snapshot *context_sample(const struct context *context)
{
	struct status status = first_status(context);

	memcpy(status.store, context->store_reason, sizeof(status.store));
	if (!*context->credentials.key && !context->options->settings.key_command &&
	    !context->options->settings.offline)
		status.rankings.trouble = TROUBLE_NO_KEY;
	return refresh_snapshot(NULL, context->vendors, clock_now(context->clock), &status, NULL);
}

/* An empty file is what a start on a full disk leaves.  What cannot be looked at is no reason to
 * show something else: who opens it is told why. */
bool context_has_store(const struct context *context)
{
	const char *path = context->store_path;
	struct stat status;

	if (!path)
		return false;
	if (stat(path, &status) != 0)
		return errno != ENOENT && errno != ENOTDIR;
	return !S_ISREG(status.st_mode) || status.st_size > 0;
}

/* Only an explanation tells of them. */
static bool wants_restatements(const struct options *options)
{
	return options->view && strcmp(options->view, "explain") == 0;
}

static void add_restatements(struct snapshot *snapshot, struct store *store)
{
	struct restatements *restatements = refresh_load_restatements(store, NULL);

	if (restatements)
		snapshot_set_restatements(snapshot, restatements);
	restatements_unref(restatements);
}

/* The store's snapshot, whole when `first` is NULL; *calm is false when somebody wrote meanwhile.
 */
static struct snapshot *try_to_load(const struct context *context, const struct load_first *first,
				    bool *calm, struct error *error)
{
	int64_t now = clock_now(context->clock);
	struct status status = first_status(context);
	struct snapshot *snapshot;
	struct store *store = store_open(context->store_path, STORE_READ, error);

	*calm = true;
	if (!store)
		return NULL;
	snapshot = first ? refresh_first(store, first, context->vendors, now, &status, error)
			 : refresh_snapshot(store, context->vendors, now, &status, error);
	if (!snapshot)
		error_wrap(error, "store %s", context->store_path);
	else if (wants_restatements(context->options))
		add_restatements(snapshot, store);
	*calm = store_undisturbed(store);
	store_close(store);
	return snapshot;
}

static struct snapshot *load(const struct context *context, const struct load_first *first,
			     struct error *error)
{
	struct snapshot *snapshot = NULL;
	bool calm = false;

	for (int i = 0; !calm && i < STORE_TRIES; i++) {
		snapshot_unref(snapshot);
		snapshot = try_to_load(context, first, &calm, error);
	}
	if (calm)
		return snapshot;
	snapshot_unref(snapshot);
	error_set(error, "store %s: another program writes it all the time", context->store_path);
	return NULL;
}

struct snapshot *context_snapshot(const struct context *context, struct error *error)
{
	if (!context_has_store(context))
		return context_sample(context);
	return load(context, NULL, error);
}

struct snapshot *context_first(const struct context *context, int weeks, struct error *error)
{
	const struct options *options = context->options;
	struct load_first first = {
		.weeks = weeks,
		.every_price = options->settings.unit == UNIT_USD || options->settings.paid_only,
	};
	bool partial;

	if (!context_has_store(context))
		return context_sample(context);
	/* A week that is asked for may be older, and what is no pane may look back further. */
	partial = !options->week && view_find(options->settings.view)->pane;
	return load(context, partial ? &first : NULL, error);
}
