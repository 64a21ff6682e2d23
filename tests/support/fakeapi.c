#include "support/fakeapi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"

#define FIRST_DAY 20089 /* 2025-01-01 */

const char *const fakeapi_names[FAKEAPI_MODELS] = {"a/a-20250101", "b/b:free", "c/c", "other"};

/* What is asked of the rankings. */
struct window {
	bool weeks;
	int32_t start, end;
};

struct body {
	char *text;
	size_t length;
	FILE *file;
};

int64_t fakeapi_tokens(int day, int model)
{
	return (int64_t)(FAKEAPI_MODELS - model) * 1000000 + (int64_t)day * 17 % 1009;
}

static void body_open(struct body *body)
{
	body->file = open_memstream(&body->text, &body->length);
	if (!body->file)
		abort();
}

static void body_reply(struct body *body, const struct httpd_request *request, const char *headers)
{
	fclose(body->file);
	httpd_reply(request, 200, headers, body->text, body->length);
	free(body->text);
}

static void reply_error(const struct httpd_request *request, int status, int retry_after,
			const char *message)
{
	char body[256], headers[64] = "";

	snprintf(body, sizeof(body), "{\"error\":{\"code\":%d,\"message\":\"%s\"}}", status,
		 message);
	if (retry_after > 0)
		snprintf(headers, sizeof(headers), "Retry-After: %d\r\n", retry_after);
	httpd_reply(request, status, headers, body, strlen(body));
}

/* The window as the source clamps it; the reason when it refuses. */
static const char *read_window(const struct httpd_request *request, int32_t last_day,
			       struct window *window)
{
	window->weeks = httpd_query(request, "period", "week");
	if (!window->weeks && !httpd_query(request, "period", "day"))
		return "period";
	window->end = last_day;
	window->start = last_day - 29;
	if (strstr(request->target, "_date=") &&
	    (!httpd_query_date(request, "start_date", &window->start) ||
	     !httpd_query_date(request, "end_date", &window->end)))
		return "not a date";
	if (window->end < window->start || window->end - window->start + 1 > 366)
		return "span";
	if (window->end < FIRST_DAY || window->start > last_day)
		return "outside the data";
	if (window->start < FIRST_DAY)
		window->start = FIRST_DAY;
	if (window->end > last_day)
		window->end = last_day;
	return NULL;
}

static void write_bucket(struct fakeapi *api, FILE *file, const char *before, int32_t date,
			 int32_t from, int32_t to, bool broken)
{
	bool one_model = atomic_load(&api->one_model);
	char text[CALENDAR_SIZE];
	int64_t left_out = 0;

	for (int model = 0; model < FAKEAPI_MODELS; model++) {
		int64_t tokens = left_out;

		for (int32_t day = from; day <= to; day++)
			tokens += fakeapi_tokens(day, model) * atomic_load(&api->percent) / 100;
		if (one_model && model > 0 && model < FAKEAPI_MODELS - 1) {
			left_out = tokens;
			continue;
		}
		fprintf(file,
			"%s{\"date\":\"%s\",\"model_permaslug\":\"%s\",\"total_tokens\":\"%lld%"
			"s\"}",
			model == 0 ? before : ",", calendar_format_date(text, date),
			fakeapi_names[model], (long long)tokens, broken && model == 1 ? ".5" : "");
	}
}

static void write_rankings(struct fakeapi *api, FILE *file, const struct window *window)
{
	int32_t step = window->weeks ? 7 : 1;
	int32_t date = window->weeks ? calendar_monday(window->start) : window->start;
	bool broken = window->weeks && atomic_load(&api->broken_weeks);
	char start[CALENDAR_SIZE], end[CALENDAR_SIZE], as_of[CALENDAR_SIZE];
	int32_t said = window->end - (window->weeks ? 0 : atomic_load(&api->stray_days));

	fputs("{\"data\":[", file);
	if (window->weeks && atomic_load(&api->empty_weeks))
		date = window->end + 1;
	for (; date <= window->end; date += step) {
		int32_t last = date + step - 1;

		write_bucket(api, file, date <= window->start ? "" : ",", date,
			     date < window->start ? window->start : date,
			     last > window->end ? window->end : last, broken);
	}
	fprintf(file,
		"],\"meta\":{\"as_of\":\"%sT02:00:00.000Z\",\"version\":\"v1\",\"start_date\":\"%"
		"s\","
		"\"end_date\":\"%s\"}}",
		calendar_format_date(as_of, window->end + 1 - atomic_load(&api->ends_ahead)),
		calendar_format_date(start, window->start), calendar_format_date(end, said));
}

/* Half an answer, and then silence. */
static void stall(struct fakeapi *api, const struct httpd_request *request)
{
	static const char half[] = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{\"data\":[";

	httpd_send(request, half, sizeof(half) - 1);
	atomic_fetch_add(&api->stalled, 1);
	httpd_stall(request, 60000);
}

static void answer_rankings(struct fakeapi *api, const struct httpd_request *request)
{
	struct window window;
	struct body body;
	char header[128];
	const char *wrong;
	int status;

	if (!httpd_header(request, "Authorization", header, sizeof(header)) ||
	    strcmp(header, "Bearer " FAKEAPI_KEY) != 0) {
		reply_error(request, 401, 0, "Missing Authentication header");
		return;
	}
	wrong = read_window(request, atomic_load(&api->last_day), &window);
	if (atomic_load(&api->windows_refused) && strstr(request->target, "_date="))
		wrong = "no windows";
	status = atomic_load(window.weeks ? &api->weeks_status : &api->days_status);
	if (wrong || status != 200) {
		reply_error(request, wrong ? 400 : status, atomic_load(&api->retry_after),
			    wrong ? wrong : "as the test wants it");
	} else if (atomic_load(&api->stall)) {
		stall(api, request);
	} else {
		body_open(&body);
		write_rankings(api, body.file, &window);
		body_reply(&body, request, "");
	}
}

static void write_models(struct fakeapi *api, FILE *file)
{
	int price = atomic_load(&api->price);

	fprintf(file,
		"{\"data\":[{\"id\":\"a/a\",\"canonical_slug\":\"a/a-20250101\",\"name\":\"A: A\","
		"\"context_length\":131072,\"pricing\":{\"prompt\":\"0.00000%d\","
		"\"completion\":\"0.00001\"}},"
		"{\"id\":\"b/b:free\",\"canonical_slug\":\"b/b\",\"name\":\"B\","
		"\"context_length\":null,\"pricing\":{\"prompt\":\"0\"%s}}]}",
		price, atomic_load(&api->broken_models) ? "" : ",\"completion\":\"0\"");
}

static void answer_models(struct fakeapi *api, const struct httpd_request *request)
{
	char etag[32], sent[64], headers[64];
	struct body body;
	int status = atomic_load(&api->models_status);

	snprintf(etag, sizeof(etag), "\"price-%d\"", atomic_load(&api->price));
	if (httpd_header(request, "Authorization", sent, sizeof(sent))) {
		reply_error(request, 400, 0, "the key was sent where none is needed");
	} else if (status != 200) {
		reply_error(request, status, atomic_load(&api->retry_after),
			    "as the test wants it");
	} else if (atomic_load(&api->always_304) ||
		   (httpd_header(request, "If-None-Match", sent, sizeof(sent)) &&
		    !strcmp(sent, etag))) {
		httpd_reply(request, 304, "", "", 0);
	} else {
		snprintf(headers, sizeof(headers), "ETag: %s\r\n", etag);
		body_open(&body);
		write_models(api, body.file);
		body_reply(&body, request, headers);
	}
}

/* /models/AUTHOR/SLUG/endpoints: a provider at the price of a/a, and one that is down. */
static void answer_providers(struct fakeapi *api, const struct httpd_request *request,
			     const char *model)
{
	int status = atomic_load(&api->providers_status);
	struct body body;

	if (status != 200) {
		reply_error(request, status, atomic_load(&api->retry_after),
			    "as the test wants it");
	} else if (atomic_load(&api->stall_providers)) {
		stall(api, request);
	} else {
		body_open(&body);
		fprintf(body.file,
			"{\"data\":{\"id\":\"%.*s\",\"endpoints\":[{\"provider_name\":\"One\","
			"\"tag\":\"one/fp8\",\"quantization\":\"fp8\",\"context_length\":131072,"
			"\"pricing\":{\"prompt\":\"0.00000%d\",\"completion\":\"0.00001\","
			"\"discount\":0.25},\"status\":0,\"uptime_last_30m\":%s},"
			"{\"provider_name\":\"Two\",\"tag\":\"two\",\"context_length\":null,"
			"\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"},\"status\":-2}]}}",
			(int)(strlen(model) - strlen("/endpoints")), model,
			atomic_load(&api->price),
			atomic_load(&api->broken_providers) ? "101" : "99.5");
		body_reply(&body, request, "");
	}
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && !strcmp(text + length - tail, end);
}

static void answer(const struct httpd_request *request, void *data)
{
	struct fakeapi *api = data;
	const char *target = request->target;

	if (!strncmp(target, "/api/v1", 7))
		target += 7;
	pthread_mutex_lock(&api->lock);
	if (api->n_targets < 64)
		snprintf(api->targets[api->n_targets++], sizeof(api->targets[0]), "%s", target);
	pthread_mutex_unlock(&api->lock);
	if (!strcmp(target, "/models"))
		answer_models(api, request);
	else if (!strncmp(target, "/models/", 8) && ends_with(target, "/endpoints"))
		answer_providers(api, request, target + 8);
	else if (!strncmp(target, "/datasets/rankings-daily?", 25))
		answer_rankings(api, request);
	else
		reply_error(request, 404, 0, "not found");
}

void fakeapi_start(struct fakeapi *api, int last_day)
{
	memset(api, 0, sizeof(*api));
	pthread_mutex_init(&api->lock, NULL);
	atomic_store(&api->last_day, last_day);
	atomic_store(&api->days_status, 200);
	atomic_store(&api->weeks_status, 200);
	atomic_store(&api->models_status, 200);
	atomic_store(&api->providers_status, 200);
	atomic_store(&api->price, 2);
	atomic_store(&api->percent, 100);
	api->server = httpd_start(answer, api);
	snprintf(api->url, sizeof(api->url), "http://127.0.0.1:%d/api/v1", httpd_port(api->server));
}

void fakeapi_stop(struct fakeapi *api)
{
	httpd_stop(api->server);
	pthread_mutex_destroy(&api->lock);
}

void fakeapi_clear(struct fakeapi *api)
{
	pthread_mutex_lock(&api->lock);
	api->n_targets = 0;
	pthread_mutex_unlock(&api->lock);
}

const char *fakeapi_asked(struct fakeapi *api, int i, char out[160])
{
	pthread_mutex_lock(&api->lock);
	snprintf(out, 160, "%s", i < api->n_targets ? api->targets[i] : "");
	pthread_mutex_unlock(&api->lock);
	return out;
}
