/* What comes from a user's file into the store: it says so, is no news of the feed, and gives way
 * to the source's own answer. */
#include "source/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "support/scratch.h"

#define W21 20591 /* 2026-05-18, a Monday */
#define NOW (INT64_C(20605) * 86400)

static struct store *store;

static int setup(void **state)
{
	int failed = scratch_setup(state);

	store = store_open(scratch_store, STORE_WRITE, NULL);
	return store ? failed : -1;
}

static int teardown(void **state)
{
	store_close(store);
	return scratch_teardown(state);
}

/* Two weeks from W21 on and a day; returns how many known figures changed. */
static size_t bring(int64_t tokens, bool imported, int64_t now)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history_bucket head = {.date = W21, .days = 7, .as_of = now, .imported = imported};
	struct error error = {""};
	struct history *history;
	size_t restated = 99;
	struct store_refresh refresh = {.imported = imported, .restated = &restated, .now = now};

	for (int week = 0; week < 2; week++, head.date += 7) {
		assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
		assert_true(history_builder_row(builder, "a/a", 3, tokens + week, NULL));
		assert_true(history_builder_row(builder, "b/b", 3, 5, NULL));
	}
	head.days = 1;
	assert_true(history_builder_bucket(builder, HISTORY_DAY, &head, NULL));
	assert_true(history_builder_row(builder, "a/a", 3, tokens, NULL));
	history = history_finish(builder);
	refresh.history = history;
	if (!store_write(store, &refresh, &error))
		fail_msg("%s", error.text);
	history_unref(history);
	return restated;
}

static void assert_loaded(bool imported, int64_t tokens)
{
	struct history *history;

	assert_true(store_load_history(store, &history, NULL));
	assert_int_equal(history->n_weeks, 2);
	assert_int_equal(history->n_days, 1);
	for (size_t i = 0; i < 2; i++)
		assert_true(history->weeks[i].imported == imported);
	assert_true(history->days[0].imported == imported);
	assert_int_equal(history->weeks[0].total, tokens + 5);
	history_unref(history);
	assert_true(store_load_newest(store, 1, &history, NULL));
	assert_true(history->weeks[0].imported == imported);
	history_unref(history);
}

static void test_it_says_so(void **state)
{
	struct status status = {.requests_today = 0};

	(void)state;
	assert_int_equal(bring(100, true, NOW), 0);
	assert_loaded(true, 100);
	/* Nothing was asked, and nothing answered. */
	assert_true(store_load_status(store, NOW, &status, NULL));
	assert_int_equal(status.rankings.ok_at, 0);
	assert_int_equal(status.requests_today, 0);
	/* The source's own answer takes its place. */
	assert_int_equal(bring(100, false, NOW + 1), 0);
	assert_loaded(false, 100);
	assert_true(store_load_status(store, NOW, &status, NULL));
	assert_int_equal(status.rankings.ok_at, NOW + 1);
}

/* Both ways are logged, and nothing of a file counts as growing. */
static void test_restated(void **state)
{
	(void)state;
	bring(100, false, NOW);
	assert_int_equal(bring(101, true, NOW + 1), 3);
	assert_int_equal(scratch_number("SELECT count(*) FROM restatement WHERE growing = 0"), 3);
	assert_int_equal(bring(102, false, NOW + 2), 3);
	/* The second week and the day after it are the source's last. */
	assert_int_equal(scratch_number("SELECT count(*) FROM restatement WHERE growing = 1"), 2);
	assert_int_equal(bring(102, false, NOW + 3), 0);
}

/* An answer that waits goes on waiting. */
static void test_what_is_held_stays(void **state)
{
	struct held held;

	(void)state;
	scratch_sql("INSERT INTO held VALUES (1, 10, 20, 2, 7, 'a reason')");
	bring(100, true, NOW);
	assert_true(store_load_held(store, &held, NULL));
	assert_int_equal(held.agreeing, 2);
	assert_int_equal(held.digest, 7);
}

static void test_version_3_is_migrated(void **state)
{
	(void)state;
	bring(100, true, NOW);
	store_close(store);
	scratch_sql("ALTER TABLE bucket DROP COLUMN imported; PRAGMA user_version = 3");
	/* Read as it is: it knew of no files. */
	store = store_open(scratch_store, STORE_READ, NULL);
	assert_non_null(store);
	assert_loaded(false, 100);
	store_close(store);
	assert_int_equal(scratch_number("PRAGMA user_version"), 3);
	store = store_open(scratch_store, STORE_WRITE, NULL);
	assert_non_null(store);
	assert_int_equal(scratch_number("PRAGMA user_version"), 4);
	assert_loaded(false, 100);
	assert_int_equal(bring(101, true, NOW + 1), 3);
	assert_loaded(true, 101);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_it_says_so),
		TEST(test_restated),
		TEST(test_what_is_held_stays),
		TEST(test_version_3_is_migrated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
