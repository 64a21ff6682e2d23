#include <langinfo.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/calendar.h"
#include "base/text.h"
#include "doctor.h"
#include "refresh/lease.h"
#include "source/decode.h"
#include "source/key_command.h"
#include "source/paths.h"
#include "ui/term.h"
#include "versions.h"

#define PATIENCE 60 /* seconds for all of the answer */
#define SETTLED  8  /* days after which the source has a day for certain, late as it may be */

static void copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%.*s", (int)size - 1, text);
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* Key and network */

static void gather_key(const struct options *options, struct doctor_facts *facts,
		       struct credentials *credentials)
{
	const char *command = options->settings.key_command;
	bool good = context_find_key(options, credentials, &facts->key_from, &facts->key_wrong);

	if (good && !*credentials->key && command && !facts->offline) {
		facts->key_from = KEY_OF_COMMAND;
		good = key_command_run(command, NULL, credentials, &facts->key_wrong);
	}
	if (!good)
		credentials_wipe(credentials);
	else if (!*credentials->key)
		facts->key_from = KEY_OF_NOBODY;
}

void doctor_hide_user(char *out, size_t size, const char *address)
{
	const char *authority = strstr(address, "://");
	size_t scheme = authority ? (size_t)(authority + 3 - address) : 0;
	size_t length = strcspn(address + scheme, "/");
	const char *at = memrchr(address + scheme, '@', length);

	if (at)
		snprintf(out, size, "%.*s%s", (int)scheme, address, at + 1);
	else
		snprintf(out, size, "%s", address);
}

/* The variables that libcurl goes by for https, in its order. */
static void gather_proxy(struct doctor_facts *facts)
{
	static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

	for (size_t i = 0; !facts->proxy_variable && i < sizeof(names) / sizeof(names[0]); i++) {
		const char *address = variable(names[i]);

		if (!address)
			continue;
		facts->proxy_variable = names[i];
		doctor_hide_user(facts->proxy, sizeof(facts->proxy), address);
	}
	facts->no_proxy = variable("no_proxy") || variable("NO_PROXY");
}

/* Is it what a refresh would take?  A network's sign-in page answers everything with 200, too. */
static void check_body(const struct fetch_response *response, const struct decode_window *window,
		       struct doctor_facts *facts)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct decode_meta meta;
	struct error error;

	if (!decode_rankings(response->body, response->length, window, facts->now, builder, &meta,
			     &error)) {
		facts->trouble = TROUBLE_PAYLOAD;
		copy(facts->detail, sizeof(facts->detail), error.text);
	}
	history_builder_free(builder);
}

/* One day's rankings: of what needs the key the least. */
static void ask(const struct context *context, struct doctor_facts *facts,
		const struct credentials *credentials)
{
	static atomic_bool never;
	const struct settings *settings = &context->options->settings;
	const int32_t wanted = calendar_day_of(clock_now(context->clock)) - SETTLED;
	const struct decode_window window = {HISTORY_DAY, wanted, wanted};
	char day[CALENDAR_SIZE];
	struct strbuf url;
	struct fetch_request request = {.credentials = credentials, .trace = &facts->trace};
	struct fetch_response response;
	struct fetch *fetch;

	fetch = fetch_new(&never, &facts->curl_wrong);
	if (!fetch)
		return;
	calendar_format_date(day, wanted);
	strbuf_init(&url, SIZE_MAX - 1);
	strbuf_printf(&url, "%s/datasets/rankings-daily?period=day&start_date=%s&end_date=%s",
		      settings->api_url, day, day);
	request.url = url.data;
	fetch_limit(fetch, settings->timeout < PATIENCE ? settings->timeout : PATIENCE);
	fetch_get(fetch, &request, clock_now(context->clock), &response);
	facts->now = clock_now(context->clock);
	facts->asked = true;
	facts->keyed = *credentials->key;
	facts->trouble = response.trouble;
	facts->http = response.http;
	facts->bytes = (int64_t)response.length;
	facts->retry_after = response.retry_after;
	copy(facts->detail, sizeof(facts->detail), response.detail);
	if (response.trouble == TROUBLE_NONE)
		check_body(&response, &window, facts);
	fetch_response_done(&response);
	strbuf_done(&url);
	fetch_free(fetch);
}

static void gather_network(const struct context *context, struct doctor_facts *facts)
{
	struct credentials credentials;

	facts->offline = context->options->settings.offline;
	facts->plain = strncmp(context->options->settings.api_url, "http://", 7) == 0;
	gather_key(context->options, facts, &credentials);
	gather_proxy(facts);
	facts->has_curl = fetch_about(&facts->curl, &facts->curl_wrong);
	if (facts->has_curl && !facts->offline)
		ask(context, facts, &credentials);
	credentials_wipe(&credentials);
}

/* Store */

/* The request is one of the day's, like those of a refresh: a store that can be written as it is
 * gets it into its log. */
static void count_request(const struct context *context, struct doctor_facts *facts)
{
	struct store_fetch fetch = {
		.at = facts->now,
		.feed = STORE_DOCTOR,
		.keyed = facts->keyed,
		.trouble = facts->trouble,
		.http = facts->http,
		.bytes = facts->bytes,
		.retry_after = facts->retry_after,
	};
	struct store_refresh refresh = {.now = facts->now, .fetches = &fetch, .n_fetches = 1};
	struct store *store = store_open(context->store_path, STORE_APPEND, NULL);

	copy(fetch.detail, sizeof(fetch.detail), facts->detail);
	facts->counted = store && store_write(store, &refresh, NULL);
	store_close(store);
}

static void gather_status(const struct context *context, struct doctor_facts *facts)
{
	bool calm = false;

	facts->status.interval = context->options->settings.interval;
	for (int i = 0; !calm && i < STORE_TRIES; i++) {
		struct store *store = store_open(context->store_path, STORE_READ, NULL);

		facts->status_known =
			store && store_load_status(store, facts->now, &facts->status, NULL);
		calm = !store || store_undisturbed(store);
		store_close(store);
	}
	facts->status_known = facts->status_known && calm;
}

static void gather_store(const struct context *context, struct doctor_facts *facts)
{
	const char *path = context->store_path;
	struct error reason;

	copy(facts->store_reason, sizeof(facts->store_reason), context->store_reason);
	if (!path)
		return;
	copy(facts->store, sizeof(facts->store), path);
	facts->store_there = context_has_store(context);
	facts->folder_writable = paths_may_make(path, &reason);
	if (!facts->folder_writable)
		copy(facts->store_reason, sizeof(facts->store_reason), reason.text);
	facts->refresher = lease_holder(path);
	facts->n_openers = lease_openers(path, facts->openers, DOCTOR_OPENERS);
	if (!facts->store_there)
		return;
	store_examine(path, &facts->report);
	if (facts->report.state != STORE_SOUND)
		return;
	if (facts->asked)
		count_request(context, facts);
	gather_status(context, facts);
}

/* Settings, terminal and versions */

static void gather_config(const struct context *context, struct doctor_facts *facts)
{
	const struct config *config = context->config;
	const char *wrong_map = context->vendors_wrong.text;

	if (config->shown[CONFIG_USER])
		copy(facts->config, sizeof(facts->config), config->shown[CONFIG_USER]);
	facts->config_there = config->there[CONFIG_USER];
	facts->n_problems = config->n_problems + (*wrong_map != '\0');
	if (facts->n_problems > 0)
		copy(facts->problem, sizeof(facts->problem),
		     config->n_problems ? config->problems[0] : wrong_map);
}

static void gather_terminal(struct doctor_facts *facts)
{
	facts->codeset = nl_langinfo(CODESET);
	facts->term = getenv("TERM");
	facts->colors = variable("TERM") ? term_terminfo_colors() : -1;
	facts->colorterm = getenv("COLORTERM");
	facts->no_color = variable("NO_COLOR") != NULL;
}

static void gather_versions(struct doctor_facts *facts)
{
	struct strbuf text;

	strbuf_init(&text, sizeof(facts->versions) - 1);
	strbuf_text(&text, "ortop " ORTOP_VERSION ", ");
	versions_of_libraries(&text);
	memcpy(facts->versions, text.data, text.length + 1);
	strbuf_done(&text);
}

void doctor_gather(const struct context *context, struct doctor_facts *facts)
{
	memset(facts, 0, sizeof(*facts));
	facts->now = clock_now(context->clock);
	gather_network(context, facts);
	gather_store(context, facts);
	gather_config(context, facts);
	gather_terminal(facts);
	gather_versions(facts);
}
