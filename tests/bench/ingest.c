/* ingest - what a year of daily rows costs: decoded, checked and written by our own modules, beside
 * json-c parsing the same bytes and SQLite inserting the same rows.
 *
 *	ingest FOLDER ROUNDS          both, in turn; milliseconds, medians
 *	ingest FOLDER                 ours alone, once: peak resident set
 *
 * Each round writes new files in FOLDER. */
#include <json-c/json.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/calendar.h"
#include "base/text.h"
#include "source/decode.h"
#include "source/store.h"

enum { DAYS = 366, MODELS = 51, ROUNDS_MAX = 99 };

static int32_t first_day;

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "ingest: %s: %s\n", what, why);
	exit(1);
}

static void make_body(struct strbuf *body)
{
	char date[CALENDAR_SIZE];

	strbuf_printf(body, "{\"data\":[");
	for (int day = 0; day < DAYS; day++)
		for (int i = 0; i < MODELS; i++)
			strbuf_printf(body,
				      "%s{\"date\":\"%s\",\"model_permaslug\":\"%s%.0d\","
				      "\"total_tokens\":\"%lld\"}",
				      day || i ? "," : "",
				      calendar_format_date(date, first_day + day),
				      i ? "some-author/some-model-2026" : "other", i,
				      1000000007LL * (1 + (day * 31 + i * 17) % 1000) / (i + 1));
	strbuf_printf(body, "],\"meta\":{\"as_of\":\"%sT02:00:00Z\",",
		      calendar_format_date(date, first_day + DAYS));
	strbuf_printf(body, "\"start_date\":\"%s\",", calendar_format_date(date, first_day));
	strbuf_printf(body, "\"end_date\":\"%s\",\"version\":\"v1\"}}",
		      calendar_format_date(date, first_day + DAYS - 1));
}

static void ours(const struct strbuf *body, const char *path)
{
	struct decode_window window = {HISTORY_DAY, first_day, first_day + DAYS - 1};
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	int64_t now = (int64_t)(first_day + DAYS) * CALENDAR_DAY_SECONDS + 7300;
	struct store_refresh refresh = {.now = now};
	struct decode_meta meta;
	struct history *history;
	struct error error;
	struct store *store;

	if (!decode_rankings(body->data, body->length, &window, now, builder, &meta, &error))
		fail("decode", error.text);
	history = history_finish(builder);
	store = store_open(path, STORE_WRITE, &error);
	if (!store)
		fail(path, error.text);
	refresh.history = history;
	if (!store_write(store, &refresh, &error))
		fail(path, error.text);
	store_close(store);
	history_unref(history);
}

static void run(sqlite3 *db, const char *sql)
{
	char *why;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail(sql, why);
}

static struct json_object *parse(const struct strbuf *body)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *tree = json_tokener_parse_ex(tokener, body->data, (int)body->length);

	if (!tree)
		fail("json-c", json_tokener_error_desc(json_tokener_get_error(tokener)));
	json_tokener_free(tokener);
	return tree;
}

static void insert(struct json_object *tree, const char *path)
{
	struct json_object *rows = json_object_object_get(tree, "data");
	sqlite3_stmt *statement;
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		fail(path, sqlite3_errmsg(db));
	run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
		"CREATE TABLE r (date TEXT NOT NULL, model TEXT NOT NULL, tokens INTEGER NOT NULL,"
		" PRIMARY KEY (date, model)) STRICT, WITHOUT ROWID; BEGIN");
	sqlite3_prepare_v2(db, "INSERT INTO r VALUES (?, ?, ?)", -1, &statement, NULL);
	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		const char *tokens =
			json_object_get_string(json_object_object_get(row, "total_tokens"));

		sqlite3_bind_text(statement, 1,
				  json_object_get_string(json_object_object_get(row, "date")), -1,
				  SQLITE_STATIC);
		sqlite3_bind_text(
			statement, 2,
			json_object_get_string(json_object_object_get(row, "model_permaslug")), -1,
			SQLITE_STATIC);
		sqlite3_bind_int64(statement, 3, strtoll(tokens, NULL, 10));
		if (sqlite3_step(statement) != SQLITE_DONE)
			fail("insert", sqlite3_errmsg(db));
		sqlite3_reset(statement);
	}
	sqlite3_finalize(statement);
	run(db, "COMMIT");
	sqlite3_close(db);
}

static double milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(*values), ascending);
	return values[n / 2];
}

/* Of this program alone: getrusage() counts what forked it, too. */
static long peak_kib(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	long peak = -1;

	while (file && fgets(line, sizeof(line), file) && peak < 0)
		sscanf(line, "VmHWM: %ld kB", &peak);
	if (file)
		fclose(file);
	if (peak < 0)
		fail("/proc/self/status", "no VmHWM");
	return peak;
}

int main(int argc, char **argv)
{
	double own[ROUNDS_MAX], parsed[ROUNDS_MAX], inserted[ROUNDS_MAX], start;
	int rounds = argc == 3 ? atoi(argv[2]) : 0;
	struct strbuf body;
	char path[4096];

	if (argc < 2 || rounds < 0 || rounds > ROUNDS_MAX)
		fail("usage", "ingest FOLDER [ROUNDS]");
	first_day = calendar_day(2025, 6, 2);
	strbuf_init(&body, SIZE_MAX);
	make_body(&body);
	if (rounds == 0) {
		snprintf(path, sizeof(path), "%s/once.db", argv[1]);
		ours(&body, path);
		printf("{\"body\": %zu, \"peak\": %ld}\n", body.length, peak_kib() * 1024);
		return 0;
	}
	for (int i = 0; i < rounds; i++) {
		struct json_object *tree;

		snprintf(path, sizeof(path), "%s/ours-%d.db", argv[1], i);
		start = milliseconds();
		ours(&body, path);
		own[i] = milliseconds() - start;

		snprintf(path, sizeof(path), "%s/plain-%d.db", argv[1], i);
		start = milliseconds();
		tree = parse(&body);
		parsed[i] = milliseconds() - start;
		start = milliseconds();
		insert(tree, path);
		inserted[i] = milliseconds() - start;
		json_object_put(tree);
	}
	printf("{\"body\": %zu, \"ours\": %.3f, \"parse\": %.3f, \"insert\": %.3f}\n", body.length,
	       median(own, rounds), median(parsed, rounds), median(inserted, rounds));
	strbuf_done(&body);
	return 0;
}
