#include "simulation/world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "refresh/schedule.h"
#include "support/httpd.h"

#define LINES    8
#define TAIL     LINES /* its place among the rows */
#define LISTED   60    /* days for which a model that left is still in the catalogue */
#define BLOCK    (3 * 3600)
#define DAYS_MAX 20000
#define LONGEST  (3600 * 6 / 5) /* the longest backoff, with its jitter */
/* Every quarter of an hour, and after failures 30 s, 1, 2, 4, 8 min later and so on. */
#define PLANNED_AN_HOUR (5 + 8)

#define FIRST_DAY  20089 /* 2025-01-01 */
#define DAY        86400
#define WEEKS_PATH "/datasets/rankings-daily?"

static const char *const lines[LINES] = {"deepseek/chat",    "anthropic/opus", "openai/mini",
					 "google/flash",     "z-ai/big",       "x-ai/quick",
					 "mistralai/middle", "stealth/river"};

/* What a time of trouble is like; in the last one connections are closed without a word. */
enum { FAULT_500 = 1, FAULT_429, FAULT_401, FAULT_HTML, FAULT_CUT, FAULT_SILENCE };

struct body {
	char *text;
	size_t length;
	FILE *file;
};

/* Any number from two, always the same. */
static uint32_t mix(uint64_t a, uint64_t b)
{
	uint64_t x = a * 0x9E3779B97F4A7C15u + b * 0xC2B2AE3D27D4EB4Fu + 0x165667B19E3779F9u;

	x ^= x >> 29;
	x *= 0xBF58476D1CE4E5B9u;
	x ^= x >> 32;
	return (uint32_t)x;
}

/* The market */

static int32_t generation(int line, int32_t day)
{
	return (day + line * 37) / (90 + 10 * line);
}

static bool name_model(char name[64], int line, int32_t day)
{
	if (line == TAIL)
		snprintf(name, 64, "%s", HISTORY_TAIL);
	else
		snprintf(name, 64, "%s-%d", lines[line], (int)generation(line, day));
	return line != TAIL;
}

static int64_t tokens(int line, int32_t day)
{
	return (int64_t)(LINES + 1 - line) * 400000000000 + mix((uint64_t)line, (uint64_t)day);
}

int32_t world_last_day(int64_t now)
{
	return (int32_t)(now / DAY) - 1;
}

void world_add_day(struct history_builder *builder, int32_t day)
{
	struct history_bucket head = {
		.date = day,
		.days = 1,
		.quality = HISTORY_EXACT,
		.as_of = (int64_t)(day + 1) * DAY + 7200,
		.fetched_at = (int64_t)(day + 1) * DAY + 7200,
	};
	char name[64];

	history_builder_bucket(builder, HISTORY_DAY, &head, NULL);
	for (int line = 0; line <= TAIL; line++) {
		name_model(name, line, day);
		history_builder_row(builder, name, strlen(name), tokens(line, day), NULL);
	}
}

/* What it is asked */

/* Is this time one of trouble, and of which kind?  0 for none. */
static int trouble_at(int64_t now)
{
	uint32_t chance = mix((uint64_t)(now / BLOCK), 7);

	if (chance % 16 > 5 || now % BLOCK > 600 + (int64_t)(chance >> 8) % 9000)
		return 0;
	return 1 + (int)(chance % 16);
}

bool world_is_bad(int64_t now)
{
	return trouble_at(now) != 0;
}

static void raise_to(atomic_int *most, int value)
{
	if (value > atomic_load(most))
		atomic_store(most, value);
}

static atomic_int *keyed_of(const struct world *world, int64_t client_now)
{
	int64_t day = client_now / DAY - world->start / DAY + 1;

	if (day < 0 || day >= DAYS_MAX)
		abort();
	return &world->keyed[day];
}

int world_requests_today(const struct world *world)
{
	return atomic_load(
		keyed_of(world, simclock_true_now(world->sim) + simclock_ahead(world->sim)));
}

static void count_keyed(struct world *world, int64_t now)
{
	raise_to(&world->most_a_day,
		 atomic_fetch_add(keyed_of(world, now + simclock_ahead(world->sim)), 1) + 1);
	if (now / 60 != world->minute)
		world->in_minute = 0;
	world->minute = now / 60;
	raise_to(&world->most_a_minute, ++world->in_minute);
}

/* When the next refresh has to have come: after the interval, or later for as few requests as are
 * left until the client's midnight; after a failure at the latest after the longest backoff, or
 * when we said.  Where its clock was set back, what it asked on the later day counts, too. */
static int64_t next_due(const struct world *world, int64_t now)
{
	int64_t client = now + simclock_ahead(world->sim);
	int64_t night = DAY - client % DAY;
	const atomic_int *keyed = keyed_of(world, client);
	int left = (SCHEDULE_BUDGET - atomic_load(&keyed[0]) - atomic_load(&keyed[1])) / 2;
	int64_t wait = world->bad ? LONGEST : SCHEDULE_INTERVAL;

	if (left <= 0)
		wait = night + 60;
	else if (!world->bad && (night + left - 1) / left > wait)
		wait = (night + left - 1) / left;
	return now + wait > world->wait_until ? now + wait : world->wait_until;
}

/* A refresh ends with the catalogue. */
static void end_refresh(struct world *world, int64_t now)
{
	atomic_store(&world->due_at, next_due(world, now));
	atomic_store(&world->refreshed_at, now);
	world->bad = false;
	if (now / 3600 != world->hour) {
		world->in_hour = 0;
		/* One may have been pressed just before the hour. */
		if (atomic_load(&world->pressed) > 1)
			atomic_store(&world->pressed, 1);
	}
	world->hour = now / 3600;
	raise_to(&world->most_an_hour, ++world->in_hour);
	if (world->in_hour > PLANNED_AN_HOUR + atomic_load(&world->pressed))
		atomic_fetch_add(&world->storms, 1);
}

/* Answers */

static void body_open(struct body *body)
{
	body->file = open_memstream(&body->text, &body->length);
	if (!body->file)
		abort();
}

static void reply_error(const struct httpd_request *request, int status, int64_t retry_after)
{
	char body[128], header[64] = "";

	snprintf(body, sizeof(body), "{\"error\":{\"code\":%d,\"message\":\"not now\"}}", status);
	if (retry_after > 0)
		snprintf(header, sizeof(header), "Retry-After: %" PRId64 "\r\n", retry_after);
	httpd_reply(request, status, header, body, strlen(body));
}

static int64_t retry_after(int64_t now)
{
	return 60 + mix((uint64_t)now, 3) % (WORLD_RETRY_MAX - 60);
}

static void reply_trouble(const struct httpd_request *request, int trouble, int64_t now)
{
	static const char cut[] = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{\"data\":[";
	static const char page[] = "<!DOCTYPE html><title>Bad gateway</title>";

	if (trouble == FAULT_500)
		reply_error(request, 500, 0);
	else if (trouble == FAULT_429)
		reply_error(request, 429, retry_after(now));
	else if (trouble == FAULT_401)
		reply_error(request, 401, 0);
	else if (trouble == FAULT_HTML)
		httpd_reply(request, 200, "", page, strlen(page));
	else if (trouble == FAULT_CUT)
		httpd_send(request, cut, strlen(cut));
}

static void write_row(FILE *file, const char *before, int32_t date, const char *name, int64_t sum)
{
	char text[CALENDAR_SIZE];

	fprintf(file,
		"%s{\"date\":\"%s\",\"model_permaslug\":\"%s\",\"total_tokens\":\"%" PRId64 "\"}",
		before, calendar_format_date(text, date), name, sum);
}

/* The sums of the days from `from` to `to`, a model's generations each a row of its own: by tokens,
 * the larger first, which within a line is the one of more days. */
static void write_bucket(FILE *file, bool first, int32_t date, int32_t from, int32_t to)
{
	const char *before = first ? "" : ",";
	char name[64];

	for (int line = 0; line <= TAIL; line++) {
		int64_t sum = 0;

		for (int32_t day = from; day <= to; day++) {
			sum += tokens(line, day);
			if (day < to &&
			    (line == TAIL || generation(line, day) == generation(line, day + 1)))
				continue;
			name_model(name, line, day);
			write_row(file, before, date, name, sum);
			before = ",";
			sum = 0;
		}
	}
}

static void answer_rankings(const struct httpd_request *request, int64_t now)
{
	bool weeks = httpd_query(request, "period", "week");
	char start_text[CALENDAR_SIZE], end_text[CALENDAR_SIZE], as_of[CALENDAR_SIZE];
	int32_t start, end, last = world_last_day(now), step = weeks ? 7 : 1;
	struct body body;

	if (!httpd_query_date(request, "start_date", &start) ||
	    !httpd_query_date(request, "end_date", &end) || start > last || end < start) {
		reply_error(request, 400, 0);
		return;
	}
	start = start < FIRST_DAY ? FIRST_DAY : start;
	end = end > last ? last : end;
	body_open(&body);
	fputs("{\"data\":[", body.file);
	for (int32_t date = weeks ? start - (start + 3) % 7 : start; date <= end; date += step) {
		int32_t to = date + step - 1;

		write_bucket(body.file, date <= start, date, date < start ? start : date,
			     to > end ? end : to);
	}
	fprintf(body.file,
		"],\"meta\":{\"as_of\":\"%s\",\"version\":\"v1\",\"start_date\":\"%s\","
		"\"end_date\":\"%s\"}}",
		calendar_format_time(as_of, now), calendar_format_date(start_text, start),
		calendar_format_date(end_text, end));
	fclose(body.file);
	httpd_reply(request, 200, "", body.text, body.length);
	free(body.text);
}

static void write_models(FILE *file, int32_t today)
{
	const char *before = "";

	for (int line = 0; line < LINES; line++)
		for (int32_t day = today - LISTED; day <= today; day += LISTED) {
			uint32_t price = 100 + mix((uint64_t)line, (uint64_t)(today / 45)) % 900;
			char name[64];

			if (day < today && generation(line, day) == generation(line, today))
				continue;
			name_model(name, line, day);
			fprintf(file,
				"%s{\"id\":\"%s\",\"canonical_slug\":\"%s\",\"name\":\"%s\","
				"\"context_length\":131072,\"pricing\":{\"prompt\":\"0.000000%u\","
				"\"completion\":\"0.00000%u\"}}",
				before, name, name, name, price, price);
			before = ",";
		}
}

static void answer_models(const struct httpd_request *request, int64_t now)
{
	struct body body;
	char etag[32], headers[64], sent[64];
	uint32_t sum = 0;

	body_open(&body);
	fputs("{\"data\":[", body.file);
	write_models(body.file, (int32_t)(now / DAY));
	fputs("]}", body.file);
	fclose(body.file);
	for (size_t i = 0; i < body.length; i++)
		sum = sum * 31 + (unsigned char)body.text[i];
	snprintf(etag, sizeof(etag), "\"%08" PRIx32 "\"", sum);
	snprintf(headers, sizeof(headers), "ETag: %s\r\n", etag);
	if (httpd_header(request, "If-None-Match", sent, sizeof(sent)) && !strcmp(sent, etag))
		httpd_reply(request, 304, "", "", 0);
	else
		httpd_reply(request, 200, headers, body.text, body.length);
	free(body.text);
}

static void answer_providers(const struct httpd_request *request, const char *model, int64_t now)
{
	char body[512];

	snprintf(body, sizeof(body),
		 "{\"data\":{\"id\":\"%.*s\",\"endpoints\":[{\"provider_name\":\"One\",\"tag\":"
		 "\"one\",\"context_length\":131072,\"pricing\":{\"prompt\":\"0.000000%u\","
		 "\"completion\":\"0.00001\"},\"status\":0,\"uptime_last_30m\":99.5}]}}",
		 (int)(strlen(model) - strlen("/endpoints")), model,
		 1 + mix((uint64_t)now / DAY, 5) % 9);
	httpd_reply(request, 200, "", body, strlen(body));
}

static void note_trouble(struct world *world, int trouble, int64_t now)
{
	world->bad = true;
	atomic_fetch_add(&world->failed, 1);
	if (trouble != FAULT_429)
		return;
	world->wait_until = now + retry_after(now);
	if (world->wait_until > atomic_load(&world->due_at))
		atomic_store(&world->due_at, world->wait_until);
}

static void answer(const struct httpd_request *request, void *data)
{
	struct world *world = data;
	const char *target = request->target + strlen("/api/v1");
	int64_t now = simclock_true_now(world->sim);
	bool catalog = !strcmp(target, "/models");
	bool weeks = httpd_query(request, "period", "week");
	bool rankings = !strncmp(target, WEEKS_PATH, strlen(WEEKS_PATH));
	int trouble = trouble_at(now);
	char header[128];

	/* All is noted before the answer goes out: time may pass as soon as it has come. */
	if (httpd_header(request, "Authorization", header, sizeof(header)))
		count_keyed(world, now);
	if (trouble)
		note_trouble(world, trouble, now);
	if (catalog)
		end_refresh(world, now);
	atomic_fetch_add(catalog     ? &world->catalogs
			 : !rankings ? &world->providers
			 : weeks     ? &world->weeks
				     : &world->days,
			 1);
	if (trouble)
		reply_trouble(request, trouble, now);
	else if (catalog)
		answer_models(request, now);
	else if (rankings)
		answer_rankings(request, now);
	else
		answer_providers(request, target + strlen("/models/"), now);
}

void world_start(struct world *world, const struct simclock *sim)
{
	memset(world, 0, sizeof(*world));
	world->sim = sim;
	world->start = simclock_true_now(sim);
	world->keyed = calloc(DAYS_MAX, sizeof(*world->keyed));
	if (!world->keyed)
		abort();
	atomic_store(&world->due_at, world->start + SCHEDULE_INTERVAL);
	world->server = httpd_start(answer, world);
	snprintf(world->url, sizeof(world->url), "http://127.0.0.1:%d/api/v1",
		 httpd_port(world->server));
}

void world_stop(struct world *world)
{
	httpd_stop(world->server);
	free(world->keyed);
}
