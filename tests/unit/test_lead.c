/* The run of who is ahead, from the store's rows: the same that the records of the whole history
 * say, for histories of every shape. */
#include "refresh/lead.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "model/record.h"
#include "refresh/load.h"
#include "support/scratch.h"

#define FIRST_WEEK 20094 /* 2025-01-06, a Monday */

static struct vendor_map *vendors;

static int setup(void **state)
{
	static const char map[] = "cn\tChina\tCN\ttest\nus\tAmerica\tUS\ttest\n"
				  "fr\tFrance\tFR\ttest\nhost\tHost\t-\ttest\n";
	struct error error;

	vendors = vendor_map_new();
	if (!vendor_map_parse(vendors, map, sizeof(map) - 1, "map", &error))
		return -1;
	return scratch_setup(state);
}

static int teardown(void **state)
{
	vendor_map_free(vendors);
	return scratch_teardown(state);
}

/* A small generator of its own, so that every run of the test sees the same weeks. */
static uint32_t random_of(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % n;
}

/* Weeks of which some are missing, short, coarse, level or without either of the two. */
static struct history *make_history(uint32_t seed, int n_weeks)
{
	static const char *const names[] = {"cn/a", "us/a",   "cn/b", "us/b",
					    "fr/a", "host/a", "no/a"};
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	/* The larger, the longer the runs. */
	uint32_t luck = n_weeks > 100 ? 10000 : 2 + random_of(&seed, 40);

	for (int w = 0; w < n_weeks; w++) {
		struct history_bucket head = {.date = FIRST_WEEK + 7 * w, .days = 7};
		bool china = w / 7 % 2 == 0 || n_weeks > 100;

		if (w > 0 && random_of(&seed, luck) == 0 && w + 2 < n_weeks)
			continue;
		if (random_of(&seed, luck) == 0)
			head.days = 1 + (int)random_of(&seed, 7);
		if (random_of(&seed, luck) == 0)
			head.quality = random_of(&seed, 2) ? HISTORY_COARSE : HISTORY_DAILY_SUM;
		assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
		for (size_t i = 0; i < 7; i++) {
			int64_t tokens = 10 + (int64_t)random_of(&seed, 3);

			if (i == (china ? 0 : 1))
				tokens += random_of(&seed, luck) == 0 ? 0 : 20;
			if (random_of(&seed, 4) == 0 && i > 1)
				continue;
			history_builder_row(builder, names[i], strlen(names[i]), tokens, NULL);
		}
		history_builder_row(builder, HISTORY_TAIL, strlen(HISTORY_TAIL), 40, NULL);
	}
	return history_finish(builder);
}

static struct store *store_with(struct history *history)
{
	struct error error = {""};
	struct store *store;
	struct store_refresh refresh = {.now = 1800000000, .history = history};

	scratch_clear();
	store = store_open(scratch_store, STORE_WRITE, &error);
	assert_non_null(store);
	if (!store_write(store, &refresh, &error))
		fail_msg("%s", error.text);
	return store;
}

/* Runs seen, so that the test knows that it has seen what it is about. */
struct seen {
	int runs, at_least, none, longest;
};

static void compare_week(struct store *store, const struct snapshot *snapshot, int32_t monday,
			 enum denominator denominator, struct seen *seen)
{
	struct basis basis = {.mix = mix_base, .denominator = denominator};
	struct error error = {""};
	struct records records = {0};
	struct run run;

	assert_true(lead_is_simple(&basis));
	if (!lead_run(store, vendors, monday, denominator, &run, &error))
		fail_msg("%s", error.text);
	if (!records_init(&records, snapshot, monday, &basis)) {
		assert_int_equal(run.weeks, 0);
		return;
	}
	assert_int_equal(run.weeks, records.lead.weeks);
	assert_int_equal(run.since, records.lead.since);
	assert_int_equal(run.at_least, records.lead.at_least);
	seen->runs += run.weeks > 1;
	seen->at_least += run.at_least;
	seen->none += run.weeks == 0;
	if (run.weeks > seen->longest)
		seen->longest = run.weeks;
	records_done(&records);
}

static void compare(uint32_t seed, int n_weeks, int from, struct seen *seen)
{
	struct history *history = make_history(seed, n_weeks);
	struct store *store = store_with(history);
	struct status status = {0};
	struct snapshot *snapshot = refresh_snapshot(store, vendors, 1800000000, &status, NULL);

	assert_non_null(snapshot);
	for (int w = from; w < n_weeks; w++) {
		compare_week(store, snapshot, FIRST_WEEK + 7 * w, DENOMINATOR_ALL, seen);
		compare_week(store, snapshot, FIRST_WEEK + 7 * w, DENOMINATOR_IDENTIFIED, seen);
	}
	snapshot_unref(snapshot);
	history_unref(history);
	store_close(store);
}

static void test_as_the_records_say(void **state)
{
	struct seen seen = {0};

	(void)state;
	for (uint32_t seed = 1; seed <= 40; seed++)
		compare(seed, 30, 0, &seen);
	assert_true(seen.runs > 100);
	assert_true(seen.at_least > 50);
	assert_true(seen.none > 50);
}

/* Longer than what is asked for at first. */
static void test_long_runs(void **state)
{
	struct seen seen = {0};

	(void)state;
	for (uint32_t seed = 1; seen.longest <= 130 && seed <= 60; seed++)
		compare(seed, 150, 140, &seen);
	assert_true(seen.longest > 130);
}

static void test_what_rows_alone_do_not_tell(void **state)
{
	struct basis basis = {.mix = mix_base};

	(void)state;
	assert_true(lead_is_simple(&basis));
	basis.denominator = DENOMINATOR_TOP_10;
	assert_false(lead_is_simple(&basis));
	basis.denominator = DENOMINATOR_ALL;
	basis.paid_only = true;
	assert_false(lead_is_simple(&basis));
	basis.paid_only = false;
	basis.measure = MEASURE_USD;
	assert_false(lead_is_simple(&basis));
}

static void test_no_weeks(void **state)
{
	struct run run = {.weeks = 3};
	struct store *store = store_open(scratch_store, STORE_WRITE, NULL);

	(void)state;
	assert_true(lead_run(store, vendors, FIRST_WEEK, DENOMINATOR_ALL, &run, NULL));
	assert_int_equal(run.weeks, 0);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_as_the_records_say, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_runs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_rows_alone_do_not_tell, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_weeks, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
