#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "base/mem.h"
#include "base/text.h"
#include "refresh/load.h"
#include "refresh/lookup.h"
#include "refresh/refresh.h"
#include "source/store.h"
#include "subjects.h"
#include "writing.h"

static int complain(const struct error *error, int code)
{
	fprintf(stderr, "ortop: %s\n", error->text);
	return code;
}

static int code_of(enum trouble trouble)
{
	switch (trouble) {
	case TROUBLE_NONE:
		return EXIT_DONE;
	case TROUBLE_NO_KEY:
	case TROUBLE_KEY_REFUSED:
		return EXIT_KEY;
	case TROUBLE_RATE_LIMITED:
	case TROUBLE_BUDGET:
	case TROUBLE_OFFLINE:
	case TROUBLE_TIMEOUT:
	case TROUBLE_CUT:
	case TROUBLE_TLS:
	case TROUBLE_PROXY:
	case TROUBLE_SERVER:
	case TROUBLE_ABORTED:
		return EXIT_OFFLINE;
	case TROUBLE_REQUEST:
	case TROUBLE_PAYLOAD:
	case TROUBLE_HELD:
	case TROUBLE_STORE:
		break;
	}
	return EXIT_FAILED;
}

static void report(const char *what, const struct feed *feed)
{
	char http[16] = "";

	if (feed->http >= 300 && feed->trouble != TROUBLE_NONE)
		snprintf(http, sizeof(http), " (%d)", feed->http);
	if (feed->trouble == TROUBLE_NONE)
		fprintf(stderr, "ortop: %s: up to date\n", what);
	else
		fprintf(stderr, "ortop: %s: %s%s%s%s; %s\n", what, trouble_words(feed->trouble),
			http, *feed->detail ? ": " : "", feed->detail,
			trouble_remedy_once(feed->trouble));
}

/* The rankings, whose answer may be held, or taken though it is worse. */
static void report_rankings(const struct refresh_result *result)
{
	const struct held *held = &result->held;

	if (result->rankings.trouble == TROUBLE_HELD)
		fprintf(stderr,
			"ortop: rankings: held: %s; %d of %d answers agree, an hour apart; %s\n",
			held->reason, held->agreeing, HELD_ENOUGH, trouble_remedy(TROUBLE_HELD));
	else if (result->rankings.trouble == TROUBLE_NONE && held->agreeing > 0)
		fprintf(stderr, "ortop: rankings: taken, though %s\n", held->reason);
	else
		report("rankings", &result->rankings);
}

/* The server's Retry-After, which the store remembers, holds for every ortop. */
static bool must_wait(const struct context *context, struct store *store)
{
	int64_t now = clock_now(context->clock), retry_at = 0;
	char wait[FORMAT_SIZE];

	if (!store_load_retry_at(store, now, &retry_at, NULL) || retry_at <= now)
		return false;
	fprintf(stderr, "ortop: %s: the server asked to wait, try again in %s\n",
		trouble_words(TROUBLE_RATE_LIMITED), format_wait(wait, retry_at - now));
	return true;
}

/* The model whose providers are asked for. */
struct wanted {
	char *id;             /* by which it is asked for; what was typed when it is not known */
	struct error unknown; /* what may have been meant then; "" when it is known */
};

/* The source is asked for what the catalogue does not have (yet), so it is no error here. */
static struct wanted find_wanted(const struct context *context, struct store *store,
				 const char *typed)
{
	struct status status = {.interval = 0};
	struct wanted wanted = {.unknown = {""}};
	struct history *history;
	struct catalog *catalog;
	struct snapshot *snapshot;
	struct arena arena;
	const struct listing *listing;
	const char *key;

	if (!refresh_load(store, &history, &catalog, NULL)) {
		wanted.id = mem_strdup(typed);
		return wanted;
	}
	snapshot = snapshot_new(history, catalog, context->vendors, &status);
	arena_init(&arena);
	key = subjects_find(&arena, snapshot, SUBJECTS_PROVIDERS, typed, &wanted.unknown);
	listing = endpoints_listing(catalog, key ? key : typed);
	wanted.id = mem_strdup(listing ? listing->id : typed);
	arena_done(&arena);
	snapshot_unref(snapshot);
	history_unref(history);
	catalog_unref(catalog);
	return wanted;
}

static int ask_providers(const struct refresh_context *refresh, const struct wanted *wanted)
{
	struct lookup_result result;
	const struct endpoints_state *state = &result.state;
	struct feed feed = {.trouble = TROUBLE_NONE};

	lookup_run(refresh, wanted->id, &result);
	if (state->delisted && *wanted->unknown.text)
		return complain(&wanted->unknown, EXIT_USAGE);
	if (state->delisted) {
		fprintf(stderr, "ortop: providers: %s is listed no more (404)\n", wanted->id);
		return EXIT_FAILED;
	}
	feed.trouble = state->trouble;
	feed.http = state->http;
	memcpy(feed.detail, state->detail, sizeof(feed.detail));
	report("providers", &feed);
	return code_of(state->trouble);
}

static int fetch_providers(const struct context *context, const struct refresh_context *refresh)
{
	const char *subject = context->options->subject;
	struct wanted wanted;
	struct strbuf typed;
	int code;

	/* It is repeated on a terminal. */
	strbuf_init(&typed, SIZE_MAX);
	text_escape(&typed, subject, strlen(subject));
	wanted = find_wanted(context, refresh->store, typed.data);
	if (*wanted.unknown.text && !lookup_is_id(wanted.id))
		code = complain(&wanted.unknown, EXIT_USAGE);
	else
		code = ask_providers(refresh, &wanted);
	free(wanted.id);
	strbuf_done(&typed);
	return code;
}

static bool is_not_kept(const struct refresh_result *result)
{
	return result->rankings.trouble == TROUBLE_STORE ||
	       result->catalog.trouble == TROUBLE_STORE;
}

/* A store that did not take what came may be damaged: then it is asked again, for a new one. */
static void refresh_into(struct writing *writing, struct refresh_context *refresh,
			 struct refresh_result *result)
{
	refresh_run(refresh, result);
	if (!is_not_kept(result) || !writing_rescue(writing, NULL))
		return;
	refresh->store = writing->store;
	refresh_run(refresh, result);
}

static int fetch_into(struct context *context, struct writing *writing, struct fetch *fetch)
{
	const struct options *options = context->options;
	struct refresh_context refresh = {
		.api_url = options->settings.api_url,
		.credentials = &context->credentials,
		.fetch = fetch,
		.store = writing->store,
		.clock = context->clock,
		.log = context->log,
		.accept = options->accept,
	};
	struct refresh_result result;
	int code;

	if (options->subject)
		return fetch_providers(context, &refresh);
	refresh_into(writing, &refresh, &result);
	report_rankings(&result);
	report("prices", &result.catalog);
	code = code_of(result.rankings.trouble);
	return code != EXIT_DONE ? code : code_of(result.catalog.trouble);
}

int command_fetch(struct context *context)
{
	static atomic_bool never;
	struct error error;
	struct writing writing;
	struct fetch *fetch;
	int code;

	if (!context_need_key(context, &error))
		return complain(&error, EXIT_KEY);
	fetch = fetch_new(&never, &error);
	if (!fetch)
		return complain(&error, EXIT_FAILED);
	fetch_limit(fetch, context->options->settings.timeout);
	if (!writing_open(&writing, context, &error))
		code = complain(&error, EXIT_FAILED);
	else if (must_wait(context, writing.store))
		code = EXIT_OFFLINE;
	else
		code = fetch_into(context, &writing, fetch);
	writing_close(&writing);
	fetch_free(fetch);
	return code;
}
