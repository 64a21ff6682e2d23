/* ingest - what a year of daily rows costs: decoded, checked, judged and written by our own
 *modules, beside json-c parsing the same bytes and SQLite writing the same rows.
 *
 *	ingest FOLDER ROUNDS          both, in turn; milliseconds, medians
 *	ingest FOLDER                 ours alone, once: peak resident set
 *
 * Each round makes new files in FOLDER and writes each twice: "empty", and then "known", where
 *every row is there already and is replaced, those of the last day restated. */
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
#include "model/judge.h"
#include "source/decode.h"
#include "source/store.h"

enum { DAYS = 366, MODELS = 51, ROUNDS_MAX = 99 };

/* Into a store without a day; over the same rows, of which only the last day's are others; over
 * rows of which each is another. */
enum { EMPTY, KNOWN, RESTATED, TIMES };

static const char *const time_names[TIMES] = {"empty", "known", "restated"};

enum step { STEP_OPEN, STEP_DECODE, STEP_JUDGE, STEP_WRITE, STEP_PARSE, STEP_INSERT, STEPS };

static const char *const step_names[STEPS] = {"open",  "decode", "judge",
					      "write", "parse",  "insert"};

static double spent[TIMES][STEPS][ROUNDS_MAX];
static int32_t first_day;

static double milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* What went by since *start, which becomes now. */
static double lap(double *start)
{
	double before = *start;

	*start = milliseconds();
	return *start - before;
}

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "ingest: %s: %s\n", what, why);
	exit(1);
}

/* The last day still grows for some hours. */
static int changed(int day, int time)
{
	return time == RESTATED || day == DAYS - 1 ? time : 0;
}

static void make_body(struct strbuf *body, int time)
{
	char date[CALENDAR_SIZE];

	strbuf_init(body, SIZE_MAX);
	strbuf_printf(body, "{\"data\":[");
	for (int day = 0; day < DAYS; day++)
		for (int i = 0; i < MODELS; i++)
			strbuf_printf(body,
				      "%s{\"date\":\"%s\",\"model_permaslug\":\"%s%.0d\","
				      "\"total_tokens\":\"%lld\"}",
				      day || i ? "," : "",
				      calendar_format_date(date, first_day + day),
				      i ? "some-author/some-model-2026" : "other", i,
				      1000000007LL * (1 + (day * 31 + i * 17) % 1000) / (i + 1) +
					      changed(day, time));
	strbuf_printf(body, "],\"meta\":{\"as_of\":\"%sT0%d:00:00Z\",",
		      calendar_format_date(date, first_day + DAYS), 2 + time);
	strbuf_printf(body, "\"start_date\":\"%s\",", calendar_format_date(date, first_day));
	strbuf_printf(body, "\"end_date\":\"%s\",\"version\":\"v1\"}}",
		      calendar_format_date(date, first_day + DAYS - 1));
}

/* A store that knows one week, as nothing else is judged, and no day. */
static void prepare(const char *path)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history_bucket week = {.date = first_day, .days = 7, .quality = HISTORY_EXACT};
	struct store_refresh refresh = {.now = (int64_t)(first_day + 7) * CALENDAR_DAY_SECONDS};
	struct history *history;
	struct error error;
	struct store *store = store_open(path, STORE_WRITE, &error);

	if (!store || !history_builder_bucket(builder, HISTORY_WEEK, &week, &error) ||
	    !history_builder_row(builder, "some-author/some-model-2026", 27, 1, &error))
		fail(path, error.text);
	history = history_finish(builder);
	refresh.history = history;
	if (!store_write(store, &refresh, &error))
		fail(path, error.text);
	store_close(store);
	history_unref(history);
}

/* As a refresh does it: the known figures are read, since they judge the new ones. */
static void ours(const struct strbuf *body, const char *path, int time, int round)
{
	struct decode_window window = {HISTORY_DAY, first_day, first_day + DAYS - 1};
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	int64_t now = (int64_t)(first_day + DAYS) * CALENDAR_DAY_SECONDS + 7300 + 3600 * time;
	struct candidate answer = {.first_day = first_day, .first_week = first_day + DAYS};
	struct history *known, *history;
	struct judgement judgement;
	struct held held;
	size_t restated = 0;
	struct store_refresh refresh = {
		.now = now, .judgement = &judgement, .held = &held, .restated = &restated};
	static const size_t expected[TIMES] = {0, MODELS, (size_t)DAYS * MODELS};
	double start = milliseconds();
	struct decode_meta meta;
	struct error error;
	struct store *store;

	store = store_open(path, STORE_WRITE, &error);
	if (!store || !store_load_history(store, &known, &error))
		fail(path, error.text);
	spent[time][STEP_OPEN][round] = lap(&start);
	if (!decode_rankings(body->data, body->length, &window, now, builder, &meta, &error))
		fail("decode", error.text);
	history = history_finish(builder);
	spent[time][STEP_DECODE][round] = lap(&start);
	answer.history = history;
	answer.end = meta.end;
	judge(known, &answer, calendar_day_of(now), &judgement);
	history_unref(known);
	spent[time][STEP_JUDGE][round] = lap(&start);
	refresh.history = history;
	if (!store_write(store, &refresh, &error))
		fail(path, error.text);
	store_close(store);
	history_unref(history);
	spent[time][STEP_WRITE][round] = lap(&start);
	if (held_waits(&held) || restated != expected[time])
		fail(path, "not taken as it should be");
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

static void prepare_plain(const char *path)
{
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		fail(path, sqlite3_errmsg(db));
	run(db, "PRAGMA journal_mode = WAL;"
		"CREATE TABLE r (date TEXT NOT NULL, model TEXT NOT NULL, tokens INTEGER NOT NULL,"
		" PRIMARY KEY (date, model)) STRICT, WITHOUT ROWID");
	sqlite3_close(db);
}

static void insert(struct json_object *tree, const char *path)
{
	struct json_object *rows = json_object_object_get(tree, "data");
	sqlite3_stmt *statement;
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		fail(path, sqlite3_errmsg(db));
	run(db, "PRAGMA synchronous = NORMAL; BEGIN");
	sqlite3_prepare_v2(db, "REPLACE INTO r VALUES (?, ?, ?)", -1, &statement, NULL);
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

static void plain(const struct strbuf *body, const char *path, int time, int round)
{
	double start = milliseconds();
	struct json_object *tree = parse(body);

	spent[time][STEP_PARSE][round] = lap(&start);
	insert(tree, path);
	spent[time][STEP_INSERT][round] = lap(&start);
	json_object_put(tree);
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

static void print_medians(const struct strbuf *body, int rounds)
{
	printf("{\"body\": %zu", body->length);
	for (int time = 0; time < TIMES; time++) {
		printf(", \"%s\": {", time_names[time]);
		for (int step = 0; step < STEPS; step++)
			printf("%s\"%s\": %.3f", step ? ", " : "", step_names[step],
			       median(spent[time][step], rounds));
		printf("}");
	}
	printf("}\n");
}

int main(int argc, char **argv)
{
	int rounds = argc == 3 ? atoi(argv[2]) : 0;
	struct strbuf bodies[TIMES];
	char path[4096], plain_path[4096];

	if (argc < 2 || rounds < 0 || rounds > ROUNDS_MAX)
		fail("usage", "ingest FOLDER [ROUNDS]");
	first_day = calendar_day(2025, 6, 2);
	for (int time = 0; time < TIMES; time++)
		make_body(&bodies[time], time);
	for (int i = 0; i < rounds + (rounds == 0); i++) {
		snprintf(path, sizeof(path), "%s/ours-%d.db", argv[1], i);
		prepare(path);
		snprintf(plain_path, sizeof(plain_path), "%s/plain-%d.db", argv[1], i);
		prepare_plain(plain_path);
		for (int time = 0; time < TIMES; time++) {
			ours(&bodies[time], path, time, i);
			if (rounds > 0)
				plain(&bodies[time], plain_path, time, i);
		}
	}
	if (rounds > 0)
		print_medians(&bodies[0], rounds);
	else
		printf("{\"body\": %zu, \"peak\": %ld}\n", bodies[0].length, peak_kib() * 1024);
	for (int time = 0; time < TIMES; time++)
		strbuf_done(&bodies[time]);
	return 0;
}
