/* The history builder: what it accepts, what it refuses, and the order it leaves. */
#include "model/history.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "model/snapshot.h"

/* Mondays as days since 1970, and 2024-12-30, whose week holds the source's first five days. */
#define W_FIRST 20087
#define W_2025  20094 /* 2025-01-06 */
#define W21     20591 /* 2026-05-18 */
#define W22     20598
#define W23     20605

static struct history_bucket week_head(int32_t monday, int days)
{
	return (struct history_bucket){.date = monday, .days = days};
}

static void open_week(struct history_builder *builder, int32_t monday, int days)
{
	struct history_bucket head = week_head(monday, days);

	assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
}

static void open_day(struct history_builder *builder, int32_t date)
{
	struct history_bucket head = week_head(date, 1);

	assert_true(history_builder_bucket(builder, HISTORY_DAY, &head, NULL));
}

static bool add(struct history_builder *builder, const char *name, int64_t tokens)
{
	return history_builder_row(builder, name, strlen(name), tokens, NULL);
}

/* Refused with a reason that holds `word`. */
static void assert_refused(struct history_builder *builder, const char *name, size_t length,
			   int64_t tokens, const char *word)
{
	struct error error = {""};

	assert_false(history_builder_row(builder, name, length, tokens, &error));
	assert_non_null(strstr(error.text, word));
}

static void assert_row(const struct history *history, const struct history_bucket *bucket, size_t i,
		       const char *name, int64_t tokens)
{
	assert_true(i < bucket->n_rows);
	assert_string_equal(history->models[bucket->rows[i].model], name);
	assert_int_equal(bucket->rows[i].tokens, tokens);
}

static void test_rows_are_ranked(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	const struct history_bucket *week;
	struct history *history;

	(void)state;
	open_week(builder, W21, 7);
	assert_true(add(builder, "b/two", 500));
	assert_true(add(builder, "other", 9000));
	assert_true(add(builder, "c/three:free", 20));
	assert_true(add(builder, "a/one", 20));
	assert_true(add(builder, "c/three", 700));
	assert_true(add(builder, "d/none", 0));
	history = history_finish(builder);
	week = history_week(history, W21);
	assert_non_null(week);
	assert_int_equal(week->n_rows, 5);
	assert_row(history, week, 0, "c/three", 700);
	assert_row(history, week, 1, "b/two", 500);
	assert_row(history, week, 2, "a/one", 20);
	assert_row(history, week, 3, "c/three:free", 20);
	assert_row(history, week, 4, "d/none", 0);
	assert_true(week->has_tail);
	assert_int_equal(week->tail, 9000);
	assert_int_equal(week->total, 10240);
	assert_int_equal(history->n_models, 5);
	assert_int_equal(history->origin, HISTORY_LIVE);
	history_unref(history);
}

static void test_tail_comes_only_from_other(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_SAMPLE);
	struct history *history;

	(void)state;
	open_week(builder, W21, 7);
	assert_true(add(builder, "a/other", 5));
	open_week(builder, W22, 7);
	assert_true(add(builder, "other", 0));
	history = history_finish(builder);
	assert_int_equal(history->origin, HISTORY_SAMPLE);
	assert_false(history_week(history, W21)->has_tail);
	assert_int_equal(history_week(history, W21)->tail, 0);
	assert_int_equal(history_week(history, W21)->n_rows, 1);
	assert_true(history_week(history, W22)->has_tail);
	assert_int_equal(history_week(history, W22)->n_rows, 0);
	history_unref(history);
}

static void test_buckets_are_sorted_and_found(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history_bucket head = week_head(W22, 7);
	const struct history_bucket *week;
	struct history *history;

	(void)state;
	open_week(builder, W23, 5);
	head.quality = HISTORY_COARSE;
	head.as_of = 1780000000;
	head.fetched_at = 1780000123;
	head.total = head.tail = 77;
	head.has_tail = true;
	assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
	assert_true(add(builder, "a/x", 3));
	open_week(builder, W21, 7);
	open_day(builder, W22);
	assert_true(add(builder, "a/x", 1));
	open_day(builder, W22 - 3);
	history = history_finish(builder);
	assert_int_equal(history->n_weeks, 3);
	assert_int_equal(history->weeks[0].date, W21);
	assert_int_equal(history->weeks[1].date, W22);
	assert_int_equal(history->weeks[2].date, W23);
	assert_int_equal(history->n_days, 2);
	assert_int_equal(history->days[0].date, W22 - 3);
	assert_ptr_equal(history_day(history, W22), &history->days[1]);
	assert_null(history_day(history, W21));
	assert_null(history_week(history, W22 + 1));
	assert_null(history_week(history, W23 + 7));
	week = history_week(history, W22);
	assert_int_equal(week->quality, HISTORY_COARSE);
	assert_int_equal(week->as_of, 1780000000);
	assert_int_equal(week->fetched_at, 1780000123);
	assert_int_equal(week->total, 3);
	assert_false(week->has_tail);
	history_unref(history);
}

static void test_reopened_bucket_goes_on(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	const struct history_bucket *week;
	struct history *history;

	(void)state;
	open_week(builder, W21, 6);
	assert_true(add(builder, "a/x", 10));
	assert_true(add(builder, "other", 4));
	open_week(builder, W22, 7);
	assert_true(add(builder, "a/x", 1));
	open_week(builder, W21, 7);
	assert_refused(builder, "a/x", 3, 5, "twice");
	assert_refused(builder, "other", 5, 5, "twice");
	assert_true(add(builder, "a/y", 30));
	history = history_finish(builder);
	assert_int_equal(history->n_weeks, 2);
	week = history_week(history, W21);
	assert_int_equal(week->days, 7);
	assert_int_equal(week->total, 44);
	assert_int_equal(week->n_rows, 2);
	assert_row(history, week, 0, "a/y", 30);
	assert_row(history, week, 1, "a/x", 10);
	assert_int_equal(history_tokens(week, week->rows[1].model), 10);
	assert_int_equal(history_tokens(history_week(history, W22), week->rows[0].model), -1);
	assert_int_equal(history_tokens(history_week(history, W22), week->rows[1].model), 1);
	history_unref(history);
}

static void test_wrong_heads_are_refused(void **state)
{
	static const struct {
		enum history_period period;
		int32_t date;
		int days;
	} wrong[] = {
		{HISTORY_WEEK, W21 + 1, 7}, {HISTORY_WEEK, W21 - 1, 7}, {HISTORY_WEEK, W21, 0},
		{HISTORY_WEEK, W21, 8},     {HISTORY_DAY, W21, 0},      {HISTORY_DAY, W21, 2},
	};
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);

	(void)state;
	assert_refused(builder, "a/x", 3, 1, "without");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct history_bucket head = week_head(wrong[i].date, wrong[i].days);
		struct error error = {""};

		open_week(builder, W22, 7);
		assert_false(history_builder_bucket(builder, wrong[i].period, &head, &error));
		assert_non_null(strstr(error.text, "2026-05-1"));
		assert_refused(builder, "a/x", 3, 1, "without");
	}
	history_builder_free(builder);
}

static void test_wrong_rows_are_refused(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history *history;

	(void)state;
	open_week(builder, W21, 7);
	assert_refused(builder, "", 0, 1, "empty");
	assert_refused(builder, "a/x", 3, -1, "negative");
	assert_true(add(builder, "a/x", INT64_MAX - 5));
	assert_refused(builder, "a/y", 3, 6, "2^63-1");
	assert_refused(builder, "other", 5, INT64_MAX, "2^63-1");
	assert_true(add(builder, "other", 5));
	assert_refused(builder, "a/x", 3, 0, "twice");
	assert_refused(builder, "other", 5, 0, "twice");
	history = history_finish(builder);
	assert_int_equal(history->n_models, 1);
	assert_int_equal(history->weeks[0].n_rows, 1);
	assert_int_equal(history->weeks[0].tail, 5);
	assert_true(history->weeks[0].total == INT64_MAX);
	history_unref(history);
}

static void test_a_bucket_has_a_thousand_rows(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history *history;
	char name[32];

	(void)state;
	open_week(builder, W21, 7);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "a/m%d", i);
		assert_true(add(builder, name, i));
	}
	assert_refused(builder, "a/more", 6, 1, "more than 1000");
	assert_true(add(builder, "other", 1));
	open_week(builder, W22, 7);
	assert_true(add(builder, "a/more", 1));
	history = history_finish(builder);
	assert_int_equal(history->weeks[0].n_rows, 1000);
	assert_row(history, &history->weeks[0], 0, "a/m999", 999);
	assert_row(history, &history->weeks[0], 999, "a/m0", 0);
	assert_int_equal(history->weeks[0].total, 999 * 1000 / 2 + 1);
	history_unref(history);
}

/* 3,000 models in turn over three weeks: each keeps one index, and no two share one. */
static void test_models_are_interned(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	static bool seen[3000];
	struct history *history;
	char name[32];

	(void)state;
	for (int32_t week = 0; week < 4; week++) {
		open_week(builder, W21 + 7 * week, 7);
		for (int i = 0; i < 1000; i++) {
			snprintf(name, sizeof(name), "v%d/m", (week * 1000 + i) % 3000);
			assert_true(add(builder, name, 1));
		}
	}
	history = history_finish(builder);
	assert_int_equal(history->n_models, 3000);
	for (size_t i = 0; i < history->n_models; i++) {
		int number = -1;

		assert_int_equal(sscanf(history->models[i], "v%d/m", &number), 1);
		assert_in_range(number, 0, 2999);
		assert_false(seen[number]);
		seen[number] = true;
		assert_int_equal(history_tokens(&history->weeks[number / 1000], (uint32_t)i), 1);
	}
	history_unref(history);
}

static void test_names_become_inert(void **state)
{
	static const char raw[] = "a/\x1b[2J\xff\xe2\x80\xae\xc3\xa9";
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history *history;

	(void)state;
	open_week(builder, W21, 7);
	assert_true(history_builder_row(builder, raw, sizeof(raw) - 1, 1, NULL));
	assert_true(history_builder_row(builder, "a\0b", 3, 2, NULL));
	history = history_finish(builder);
	assert_row(history, &history->weeks[0], 0, "a\\u{0000}b", 2);
	assert_row(history, &history->weeks[0], 1, "a/\\u{001B}[2J\\xFF\\u{202E}\xc3\xa9", 1);
	history_unref(history);
}

static void test_name_length(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	char name[300];

	(void)state;
	memset(name, 'a', sizeof(name));
	open_week(builder, W21, 7);
	assert_refused(builder, name, 257, 1, "256");
	assert_true(history_builder_row(builder, name, 256, 1, NULL));
	name[0] = '\x01';
	assert_refused(builder, name, 257, 1, "256");
	/* What begins like an escape and is none counts byte by byte. */
	memcpy(name, "\\u{12}\\xZZ\\u{1234", 17);
	assert_refused(builder, name, 257, 1, "256");
	assert_true(history_builder_row(builder, name, 256, 1, NULL));
	history_builder_free(builder);
}

/* A name at the limit grows eightfold by escaping; the store gives that text back. */
static void test_escaped_names_are_read_again(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history *first, *again;
	char controls[256], bytes[256];

	(void)state;
	memset(controls, '\x01', sizeof(controls));
	memset(bytes, '\xfe', sizeof(bytes));
	open_week(builder, W21, 7);
	assert_true(history_builder_row(builder, controls, sizeof(controls), 2, NULL));
	assert_true(history_builder_row(builder, bytes, sizeof(bytes), 1, NULL));
	first = history_finish(builder);
	assert_int_equal(strlen(first->models[0]), 8 * 256);
	assert_int_equal(strlen(first->models[1]), 4 * 256);
	builder = history_builder_new(HISTORY_LIVE);
	open_week(builder, W21, 7);
	assert_true(add(builder, first->models[0], 2));
	assert_true(add(builder, first->models[1], 1));
	again = history_finish(builder);
	assert_row(again, &again->weeks[0], 0, first->models[0], 2);
	assert_row(again, &again->weeks[0], 1, first->models[1], 1);
	history_unref(first);
	history_unref(again);
}

static struct history *history_of_weeks(const int32_t *mondays, const int *days, size_t n)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);

	for (size_t i = 0; i < n; i++)
		open_week(builder, mondays[i], days[i]);
	return history_finish(builder);
}

static void test_latest_is_the_last_complete_week(void **state)
{
	static const int32_t mondays[] = {W21, W22, W23};
	static const int running[] = {7, 7, 5}, complete[] = {7, 7, 7}, gap[] = {7, 3, 5};
	struct history *history = history_of_weeks(mondays, running, 3);

	(void)state;
	assert_int_equal(history_latest(history)->date, W22);
	assert_true(history_is_running(history, &history->weeks[2]));
	assert_false(history_is_running(history, &history->weeks[1]));
	history_unref(history);

	history = history_of_weeks(mondays, complete, 3);
	assert_int_equal(history_latest(history)->date, W23);
	assert_false(history_is_running(history, &history->weeks[2]));
	history_unref(history);

	history = history_of_weeks(mondays, gap, 3);
	assert_int_equal(history_latest(history)->date, W21);
	assert_false(history_is_running(history, &history->weeks[1]));
	history_unref(history);

	history = history_of_weeks(mondays + 2, running + 2, 1);
	assert_null(history_latest(history));
	history_unref(history);
}

static void test_first_week_has_five_days_for_ever(void **state)
{
	static const int32_t mondays[] = {W_FIRST, W_2025};
	static const int five[] = {5, 2}, four[] = {4};
	struct history *history = history_of_weeks(mondays, five, 2);

	(void)state;
	assert_int_equal(history_latest(history)->date, W_FIRST);
	assert_true(history_is_running(history, &history->weeks[1]));
	history_unref(history);

	history = history_of_weeks(mondays, five, 1);
	assert_int_equal(history_latest(history)->date, W_FIRST);
	assert_false(history_is_running(history, &history->weeks[0]));
	history_unref(history);

	history = history_of_weeks(mondays, four, 1);
	assert_null(history_latest(history));
	assert_true(history_is_running(history, &history->weeks[0]));
	history_unref(history);

	history = history_of_weeks(NULL, NULL, 0);
	assert_null(history_latest(history));
	assert_null(history_week(history, W21));
	assert_int_equal(history->n_models, 0);
	history_unref(history);
	history_unref(NULL);
}

static void *hold_and_let_go(void *data)
{
	const struct snapshot *snapshot = data;

	for (int i = 0; i < 2000; i++) {
		struct snapshot *held = snapshot_ref(snapshot);

		if (held->history->weeks[0].total != 8)
			return data;
		snapshot_unref(held);
	}
	snapshot_unref(snapshot);
	return NULL;
}

/* The snapshot outlives its makers' references, and its last holder may be any thread. */
static void test_snapshot_keeps_its_parts(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct catalog *catalog = catalog_finish(catalog_builder_new());
	struct vendor_map *vendors = vendor_map_new();
	const struct status status = {.next_try = 42, .store = "read-only"};
	struct snapshot *snapshot;
	struct history *history;
	pthread_t threads[4];

	(void)state;
	open_week(builder, W21, 7);
	assert_true(add(builder, "a/x", 8));
	history = history_finish(builder);
	snapshot = snapshot_new(history, catalog, vendors, &status);
	history_unref(history);
	catalog_unref(catalog);
	assert_ptr_equal(snapshot->history, history);
	assert_ptr_equal(snapshot->catalog, catalog);
	assert_ptr_equal(snapshot->vendors, vendors);
	assert_int_equal(snapshot->status.next_try, 42);
	assert_string_equal(snapshot->status.store, "read-only");
	for (int i = 0; i < 4; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, hold_and_let_go, snapshot_ref(snapshot)),
			0);
	snapshot_unref(snapshot);
	for (int i = 0; i < 4; i++) {
		void *failed = snapshot;

		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	snapshot_unref(NULL);
	vendor_map_free(vendors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_are_ranked),
		cmocka_unit_test(test_tail_comes_only_from_other),
		cmocka_unit_test(test_buckets_are_sorted_and_found),
		cmocka_unit_test(test_reopened_bucket_goes_on),
		cmocka_unit_test(test_wrong_heads_are_refused),
		cmocka_unit_test(test_wrong_rows_are_refused),
		cmocka_unit_test(test_a_bucket_has_a_thousand_rows),
		cmocka_unit_test(test_models_are_interned),
		cmocka_unit_test(test_names_become_inert),
		cmocka_unit_test(test_name_length),
		cmocka_unit_test(test_escaped_names_are_read_again),
		cmocka_unit_test(test_latest_is_the_last_complete_week),
		cmocka_unit_test(test_first_week_has_five_days_for_ever),
		cmocka_unit_test(test_snapshot_keeps_its_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
