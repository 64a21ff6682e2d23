#include "context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "refresh/refresh.h"
#include "source/asset.h"
#include "source/fetch.h"
#include "source/paths.h"
#include "source/store.h"

static bool wants_network(const struct options *options)
{
	return options->action == ACTION_FETCH ||
	       (options->action == ACTION_DASHBOARD && !options->offline);
}

static bool load_vendors(struct context *context, struct error *error)
{
	const struct asset *asset = asset_find("vendors.map");

	context->vendors = vendor_map_new();
	return vendor_map_parse(context->vendors, asset->text, asset->length, asset->name, error);
}

/* The default is right, and checking it would load libcurl before the first frame. */
static bool check_url(const char *url, struct error *error)
{
	return strcmp(url, REFRESH_API_URL) == 0 || fetch_check_url(url, error);
}

bool context_init(struct context *context, const struct options *options, const struct clock *clock,
		  struct error *error)
{
	struct error reason = {""};

	memset(context, 0, sizeof(*context));
	context->options = options;
	context->clock = clock;
	if (!load_vendors(context, error))
		return false;
	if (wants_network(options) &&
	    (!check_url(options->api_url, error) ||
	     !credentials_load(&context->credentials, options->key_file, error)))
		return false;
	if (options->log) {
		context->log = log_open(options->log, clock, error);
		if (!context->log)
			return false;
	}
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
		.offline_mode = context->options->offline,
		.interval = context->options->interval,
	};
}

struct snapshot *context_sample(const struct context *context)
{
	struct status status = first_status(context);

	memcpy(status.store, context->store_reason, sizeof(status.store));
	if (!*context->credentials.key && !context->options->offline)
		status.rankings.trouble = TROUBLE_NO_KEY;
	return refresh_snapshot(NULL, context->vendors, clock_now(context->clock), &status, NULL);
}

struct snapshot *context_snapshot(const struct context *context, struct error *error)
{
	struct status status = first_status(context);
	struct snapshot *snapshot;
	struct store *store;

	if (!context->store_path || access(context->store_path, F_OK) != 0)
		return context_sample(context);
	store = store_open(context->store_path, STORE_READ, error);
	if (!store)
		return NULL;
	snapshot = refresh_snapshot(store, context->vendors, clock_now(context->clock), &status,
				    error);
	store_close(store);
	return snapshot;
}
