#include "refresh/lookup.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/text.h"
#include "refresh/schedule.h"
#include "source/decode_endpoints.h"

#define SECONDS    20 /* a refresh may be waiting behind it */
#define URL_MAX    8192
#define RETRY_MAX  CALENDAR_DAY_SECONDS
#define DETAIL_MAX ((int)sizeof(((struct endpoints_state *)0)->detail) - 1)

static void set_trouble(struct lookup_result *result, enum trouble trouble, const char *detail)
{
	result->state.trouble = trouble;
	snprintf(result->state.detail, sizeof(result->state.detail), "%.*s", DETAIL_MAX, detail);
}

bool lookup_is_id(const char *model)
{
	const char *slash = strchr(model, '/');

	if (!slash || slash == model || !slash[1] || strchr(slash + 1, '/'))
		return false;
	return !(strspn(model, ".") == (size_t)(slash - model) ||
		 strspn(slash + 1, ".") == strlen(slash + 1));
}

static void append_url(struct strbuf *url, const char *api_url, const char *model)
{
	strbuf_printf(url, "%s/models/", api_url);
	for (const char *c = model; *c; c++) {
		if (isascii(*c) && (isalnum((unsigned char)*c) || strchr("-._~/:", *c)))
			strbuf_bytes(url, c, 1);
		else
			strbuf_printf(url, "%%%02X", (unsigned)(unsigned char)*c);
	}
	strbuf_text(url, "/endpoints");
}

/* May it be asked for now?  Otherwise the state says why not. */
static bool check(const struct refresh_context *context, const char *model, bool keyed, int64_t now,
		  struct lookup_result *result)
{
	struct status status = {.requests_today = 0};
	struct error error;

	if (!lookup_is_id(model)) {
		set_trouble(result, TROUBLE_REQUEST, "not the id of a model: author/slug");
	} else if (!store_load_status(context->store, now, &status, &error)) {
		set_trouble(result, TROUBLE_STORE, error.text);
	} else if (keyed && !schedule_allows(status.requests_today, 1)) {
		set_trouble(result, TROUBLE_BUDGET, "");
	} else {
		return true;
	}
	return false;
}

static void send_request(const struct refresh_context *context, const char *model, bool keyed,
			 int64_t now, struct fetch_response *response)
{
	struct fetch_request request = {
		.credentials = keyed ? context->credentials : NULL,
		.seconds = SECONDS,
	};
	struct strbuf url;

	strbuf_init(&url, URL_MAX);
	append_url(&url, context->api_url, model);
	request.url = url.data;
	fetch_get(context->fetch, &request, now, response);
	strbuf_done(&url);
	log_line(context->log, "providers of %s: http %d, %zu bytes, %s%s%s", model, response->http,
		 response->length,
		 response->trouble == TROUBLE_NONE ? "answered" : trouble_words(response->trouble),
		 response->detail[0] ? ": " : "", response->detail);
}

/* The answer's list, or NULL with the reason in the state. */
static struct endpoints *take_answer(const struct fetch_response *response, const char *model,
				     bool keyed, int64_t now, struct lookup_result *result)
{
	struct endpoints_builder *builder;
	struct error error;

	result->state.http = response->http;
	if (response->http == 404) {
		result->state.delisted = true;
		return NULL;
	}
	if (response->trouble != TROUBLE_NONE) {
		bool no_key = !keyed && (response->http == 401 || response->http == 403);

		set_trouble(result, no_key ? TROUBLE_NO_KEY : response->trouble, response->detail);
		return NULL;
	}
	builder = endpoints_builder_new();
	if (decode_endpoints(response->body, response->length, model, now, builder, &error))
		return endpoints_finish(builder);
	endpoints_builder_free(builder);
	set_trouble(result, TROUBLE_PAYLOAD, error.text);
	return NULL;
}

static void keep(const struct refresh_context *context, struct endpoints *endpoints,
		 struct store_fetch *fetch, struct lookup_result *result)
{
	struct store_refresh refresh = {
		.endpoints = endpoints,
		.now = fetch->at,
		.fetches = fetch,
		.n_fetches = 1,
	};
	struct error error;

	fetch->trouble = result->state.trouble;
	snprintf(fetch->detail, sizeof(fetch->detail), "%.*s", DETAIL_MAX, result->state.detail);
	result->changed = store_write(context->store, &refresh, &error) && endpoints;
	if (!endpoints || result->changed)
		return;
	log_line(context->log, "providers not stored: %s", error.text);
	set_trouble(result, TROUBLE_STORE, error.text);
	/* The request was sent all the same, and counts. */
	fetch->trouble = TROUBLE_STORE;
	refresh.endpoints = NULL;
	store_write(context->store, &refresh, NULL);
}

void lookup_run(const struct refresh_context *context, const char *model,
		struct lookup_result *result)
{
	bool keyed = context->credentials && context->credentials->key[0];
	int64_t now = clock_now(context->clock);
	struct store_fetch fetch = {.at = now, .feed = STORE_ENDPOINTS, .keyed = keyed};
	struct fetch_response response;
	struct endpoints *endpoints;

	*result = (struct lookup_result){.changed = false};
	if (!check(context, model, keyed, now, result))
		return;
	send_request(context, model, keyed, now, &response);
	result->requests = keyed;
	result->retry_after = response.retry_after < RETRY_MAX ? response.retry_after : RETRY_MAX;
	endpoints = take_answer(&response, model, keyed, clock_now(context->clock), result);
	fetch.http = response.http;
	fetch.bytes = (int64_t)response.length;
	fetch.retry_after = result->retry_after;
	keep(context, endpoints, &fetch, result);
	endpoints_unref(endpoints);
	fetch_response_done(&response);
}

bool lookup_is_settled(const struct endpoints *endpoints, const char *model, int64_t now)
{
	const struct endpoint_list *list = endpoints_find(endpoints, model);

	if (!list)
		return false;
	return list->state.delisted ||
	       (list->fetched_at <= now && now - list->fetched_at < LOOKUP_FRESH);
}
