#include "refresh/refresh.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/judge.h"
#include "refresh/refresh_internal.h"
#include "refresh/schedule.h"
#include "refresh/window.h"
#include "source/decode.h"

#define URL_MAX   4096
#define RETRY_MAX CALENDAR_DAY_SECONDS

static struct feed *feed_of(struct round *round, enum store_feed feed)
{
	return feed == STORE_RANKINGS ? &round->result->rankings : &round->result->catalog;
}

void refresh_set_trouble(struct feed *feed, enum trouble trouble, int http, const char *detail,
			 int64_t now)
{
	feed->trouble = trouble;
	feed->http = http;
	snprintf(feed->detail, sizeof(feed->detail), "%.*s", DETAIL_MAX, detail);
	if (feed->since == 0)
		feed->since = now;
}

static void set_good(struct feed *feed, int64_t now)
{
	feed->trouble = TROUBLE_NONE;
	feed->detail[0] = '\0';
	feed->since = 0;
	feed->ok_at = now;
}

/* The last request came to nothing, though it was answered. */
bool refresh_refuse(struct round *round, struct call *call, const char *why)
{
	struct store_fetch *fetch;

	assert(round->fetches);
	fetch = &round->fetches[round->n_fetches - 1];
	fetch->trouble = TROUBLE_PAYLOAD;
	snprintf(fetch->detail, sizeof(fetch->detail), "%.*s", DETAIL_MAX, why);
	refresh_set_trouble(feed_of(round, call->feed), TROUBLE_PAYLOAD, fetch->http, why,
			    fetch->at);
	log_line(round->context->log, "%s: refused: %s", call->name, why);
	return false;
}

static void note_response(struct round *round, const struct call *call, int64_t now)
{
	const struct fetch_response *response = &call->response;
	struct refresh_result *result = round->result;
	struct feed *feed = feed_of(round, call->feed);
	struct store_fetch *fetch;
	int64_t retry = response->retry_after < RETRY_MAX ? response->retry_after : RETRY_MAX;

	round->fetches = mem_grow(round->fetches, &round->capacity, round->n_fetches + 1,
				  sizeof(*round->fetches));
	fetch = &round->fetches[round->n_fetches++];
	*fetch = (struct store_fetch){
		.at = now,
		.feed = call->feed,
		.keyed = call->keyed,
		.trouble = response->trouble,
		.http = response->http,
		.bytes = (int64_t)response->length,
		.retry_after = retry,
	};
	memcpy(fetch->detail, response->detail, sizeof(fetch->detail));
	feed->tried_at = now;
	feed->http = response->http;
	if (retry > result->retry_after)
		result->retry_after = retry;
	result->requests_today += call->keyed;
	log_line(round->context->log, "%s: http %d, %zu bytes, %s%s%s", call->name, response->http,
		 response->length,
		 response->trouble == TROUBLE_NONE ? "answered" : trouble_words(response->trouble),
		 response->detail[0] ? ": " : "", response->detail);
}

/* Send a request and note what came of it in log and fetch log.  The response is to be freed. */
void refresh_ask(struct round *round, struct call *call)
{
	const struct refresh_context *context = round->context;
	struct fetch_request request = {
		.credentials = call->keyed ? context->credentials : NULL,
		.etag = call->etag,
	};
	struct strbuf url;
	int64_t now = clock_now(context->clock);
	size_t base = strlen(context->api_url);

	while (base > 0 && context->api_url[base - 1] == '/')
		base--;
	if (context->progress)
		context->progress(context->data, round->step, round->steps);
	strbuf_init(&url, URL_MAX);
	strbuf_bytes(&url, context->api_url, base);
	strbuf_text(&url, call->path);
	request.url = url.data;
	fetch_get(context->fetch, &request, now, &call->response);
	strbuf_done(&url);
	round->step++;
	note_response(round, call, now);
}

static struct catalog *decode_catalog(struct round *round, struct call *call)
{
	struct catalog_builder *builder = catalog_builder_new();
	struct error error;
	size_t n_models;

	if (!decode_models(call->response.body, call->response.length,
			   clock_now(round->context->clock), builder, &n_models, &error)) {
		catalog_builder_free(builder);
		refresh_refuse(round, call, error.text);
		return NULL;
	}
	log_line(round->context->log, "%s: %zu models", call->name, n_models);
	return catalog_finish(builder);
}

/* What came of the catalogue. */
struct catalog_answer {
	struct catalog *catalog; /* NULL unless it is new */
	bool unchanged;
	struct feed before; /* as the feed was left */
	char etag[FETCH_ETAG_MAX];
};

/* The source has nothing new (304): then what the store has must be there.  It is read, since
 * nothing else of a refresh does, and damage would be found by the next start alone. */
static bool take_unchanged(struct round *round)
{
	struct catalog_builder *builder = catalog_builder_new();
	struct store_fetch *fetch = &round->fetches[round->n_fetches - 1];
	struct feed *feed = &round->result->catalog;
	struct error error;
	bool good = store_load_catalog(round->context->store, builder, &error);

	catalog_builder_free(builder);
	if (good)
		return true;
	fetch->trouble = TROUBLE_STORE;
	snprintf(fetch->detail, sizeof(fetch->detail), "%.*s", DETAIL_MAX, error.text);
	refresh_set_trouble(feed, TROUBLE_STORE, feed->http, error.text, fetch->at);
	log_line(round->context->log, "store not read: %s", error.text);
	return false;
}

static void refresh_catalog(struct round *round, struct catalog_answer *answer)
{
	struct feed *feed = &round->result->catalog;
	struct call call = {.feed = STORE_CATALOG, .path = "/models", .name = "catalogue"};
	char etag[FETCH_ETAG_MAX];

	if (!store_etag(round->context->store, etag, NULL))
		etag[0] = '\0';
	call.etag = etag;
	answer->before = *feed;
	refresh_ask(round, &call);
	if (call.response.trouble != TROUBLE_NONE) {
		refresh_set_trouble(feed, call.response.trouble, call.response.http,
				    call.response.detail, clock_now(round->context->clock));
	} else if (call.response.body) {
		answer->catalog = decode_catalog(round, &call);
		memcpy(answer->etag, call.response.etag, sizeof(answer->etag));
	} else {
		answer->unchanged = take_unchanged(round);
	}
	if (answer->catalog || answer->unchanged)
		set_good(feed, clock_now(round->context->clock));
	fetch_response_done(&call.response);
}

/* Good answers that could not be kept. */
static void fail_to_store(struct round *round, struct store_refresh *refresh,
			  const struct error *error)
{
	struct refresh_result *result = round->result;
	struct feed *feeds[] = {
		[STORE_RANKINGS] = &result->rankings, [STORE_CATALOG] = &result->catalog};
	bool good[] = {[STORE_RANKINGS] = refresh->history != NULL,
		       [STORE_CATALOG] = refresh->catalog || refresh->catalog_unchanged};

	log_line(round->context->log, "not stored: %s", error->text);
	for (int i = 0; i < 2; i++)
		if (good[i])
			refresh_set_trouble(feeds[i], TROUBLE_STORE, feeds[i]->http, error->text,
					    refresh->now);
	for (size_t i = 0; i < round->n_fetches; i++) {
		struct store_fetch *fetch = &round->fetches[i];

		if (!good[fetch->feed] || fetch->trouble != TROUBLE_NONE)
			continue;
		fetch->trouble = TROUBLE_STORE;
		snprintf(fetch->detail, sizeof(fetch->detail), "%.*s", DETAIL_MAX, error->text);
	}
	/* The requests were sent all the same, and count. */
	refresh->history = NULL;
	refresh->catalog = NULL;
	refresh->catalog_unchanged = false;
	store_write(round->context->store, refresh, NULL);
}

/* Whether the rankings' answer was taken is known when it is written. */
static void note_judgement(struct round *round, int64_t now)
{
	const struct held *held = &round->result->held;
	struct feed *rankings = &round->result->rankings;
	struct log *log = round->context->log;

	if (!held_waits(held)) {
		set_good(rankings, now);
		if (round->judgement.worse)
			log_line(log, "taken, though %s", held->reason);
		return;
	}
	refresh_set_trouble(rankings, TROUBLE_HELD, rankings->http, held->reason, now);
	log_line(log, "held: %s (%d of %d answers agree; ortop fetch --accept takes it)",
		 held->reason, held->agreeing, HELD_ENOUGH);
}

/* A good answer that there is no room for, as of a server that invents models without end. */
static void leave_catalog(struct round *round, const struct catalog_answer *answer,
			  struct store_refresh *refresh, const struct error *error)
{
	struct call call = {.feed = STORE_CATALOG, .name = "catalogue"};
	int64_t tried_at = round->result->catalog.tried_at;

	round->result->catalog = answer->before;
	round->result->catalog.tried_at = tried_at;
	refresh_refuse(round, &call, error->text);
	refresh->catalog = NULL;
}

static void write_round(struct round *round, const struct history *history,
			const struct catalog_answer *answer)
{
	struct store_refresh refresh = {
		.history = history,
		.judgement = &round->judgement,
		.accept = round->context->accept,
		.held = &round->result->held,
		.catalog = answer->catalog,
		.catalog_etag = answer->etag,
		.catalog_unchanged = answer->unchanged,
		.now = clock_now(round->context->clock),
		.fetches = round->fetches,
		.n_fetches = (int)round->n_fetches,
	};
	bool too_much = false, good;
	struct error error;

	refresh.catalog_too_much = &too_much;
	good = store_write(round->context->store, &refresh, &error);
	if (too_much) {
		leave_catalog(round, answer, &refresh, &error);
		good = store_write(round->context->store, &refresh, &error);
	}
	if (!good) {
		fail_to_store(round, &refresh, &error);
		return;
	}
	if (history)
		note_judgement(round, refresh.now);
	if (held_waits(&round->result->held))
		history = NULL;
	round->result->changed = history || refresh.catalog;
	log_line(round->context->log, "stored: %zu weeks, %zu days, %zu models%s",
		 history ? history->n_weeks : 0, history ? history->n_days : 0,
		 refresh.catalog ? refresh.catalog->n_listings : 0,
		 answer->unchanged ? " (catalogue unchanged)" : "");
}

/* What is known already, and the feeds as they were left. */
static bool begin(struct round *round, struct history **known)
{
	struct refresh_result *result = round->result;
	int64_t now = clock_now(round->context->clock);
	struct status status = {.requests_today = 0};
	struct error error;
	bool ok = store_load_history(round->context->store, known, &error) &&
		  store_load_status(round->context->store, now, &status, &error);

	result->rankings = status.rankings;
	result->catalog = status.catalog;
	result->requests_today = status.requests_today;
	result->held = status.held;
	if (!ok) {
		refresh_set_trouble(&result->rankings, TROUBLE_STORE, 0, error.text, now);
		refresh_set_trouble(&result->catalog, TROUBLE_STORE, 0, error.text, now);
		log_line(round->context->log, "store not read: %s", error.text);
	}
	return ok;
}

/* There is nothing to ask with. */
static void stay_offline(struct round *round)
{
	struct refresh_result *result = round->result;
	int64_t now = clock_now(round->context->clock);

	log_line(round->context->log, "not asked: %s", round->context->no_fetch);
	refresh_set_trouble(&result->rankings, TROUBLE_OFFLINE, 0, round->context->no_fetch, now);
	refresh_set_trouble(&result->catalog, TROUBLE_OFFLINE, 0, round->context->no_fetch, now);
	result->rankings.tried_at = result->catalog.tried_at = now;
}

void refresh_run(const struct refresh_context *context, struct refresh_result *result)
{
	struct round round = {.context = context, .result = result, .steps = 1};
	struct catalog_answer answer = {.catalog = NULL};
	struct history *known = NULL, *history = NULL;
	int64_t now = clock_now(context->clock);
	bool has_key = context->credentials && context->credentials->key[0];
	int windows;

	*result = (struct refresh_result){.changed = false};
	if (!begin(&round, &known) || !context->fetch) {
		if (!context->fetch)
			stay_offline(&round);
		history_unref(known);
		return;
	}
	windows = window_count(window_first_week(known), calendar_day_of(now));
	if (!has_key) {
		refresh_set_trouble(&result->rankings, TROUBLE_NO_KEY, 0, "", now);
	} else if (!schedule_allows(result->requests_today, windows + 1)) {
		refresh_set_trouble(&result->rankings, TROUBLE_BUDGET, 0, "", now);
	} else {
		round.steps = windows + 2;
		history = refresh_rankings(&round, known);
	}
	history_unref(known);
	if (result->rankings.trouble == TROUBLE_ABORTED)
		result->catalog.trouble = TROUBLE_ABORTED;
	else
		refresh_catalog(&round, &answer);
	write_round(&round, history, &answer);
	history_unref(history);
	catalog_unref(answer.catalog);
	free(round.fetches);
	mem_release();
}
