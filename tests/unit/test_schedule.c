/* When to ask again: the interval, the backoff and its bounds, the server's word, the budget. */
#include "refresh/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define MIDNIGHT INT64_C(1787270400) /* 2026-08-21T00:00:00Z */
#define MINUTE   60
#define HOUR     3600
#define DAY      86400

struct refresh_case {
	int64_t interval;
	int failures; /* before this outcome */
	bool failed;
	int64_t retry_after;
	int requests_today, cost;
	int64_t seconds; /* of the day */
	int64_t least, most;
	int failures_after;
};

static const struct refresh_case cases[] = {
	/* All well: the interval, whatever the random number, and the failures are forgotten. */
	{15 * MINUTE, 0, false, 0, 2, 2, HOUR, 900, 900, 0},
	{15 * MINUTE, 7, false, 0, 2, 2, HOUR, 900, 900, 0},
	{MINUTE, 0, false, 0, 0, 0, HOUR, 60, 60, 0},
	/* Failures: 30 s, 1, 2, 4, 8, 15 min (bounded by the interval), then 30 min, 1 h; +-20 %.
	 */
	{15 * MINUTE, 0, true, 0, 0, 0, HOUR, 24, 36, 1},
	{15 * MINUTE, 1, true, 0, 0, 0, HOUR, 48, 72, 2},
	{15 * MINUTE, 2, true, 0, 0, 0, HOUR, 96, 144, 3},
	{15 * MINUTE, 3, true, 0, 0, 0, HOUR, 192, 288, 4},
	{15 * MINUTE, 4, true, 0, 0, 0, HOUR, 384, 576, 5},
	{15 * MINUTE, 5, true, 0, 0, 0, HOUR, 720, 1080, 6},
	{15 * MINUTE, 6, true, 0, 0, 0, HOUR, 1440, 2160, 7},
	{15 * MINUTE, 7, true, 0, 0, 0, HOUR, 2880, 4320, 8},
	{15 * MINUTE, 1000000, true, 0, 0, 0, HOUR, 2880, 4320, 1000001},
	/* A short interval bounds the first six, and is doubled after them. */
	{MINUTE, 0, true, 0, 0, 0, HOUR, 24, 36, 1},
	{MINUTE, 5, true, 0, 0, 0, HOUR, 48, 72, 6},
	{MINUTE, 6, true, 0, 0, 0, HOUR, 96, 144, 7},
	/* A long one does not. */
	{6 * HOUR, 5, true, 0, 0, 0, HOUR, 768, 1152, 6},
	/* Never sooner than the server says, nor than our own wait. */
	{15 * MINUTE, 0, true, 720, 0, 0, HOUR, 720, 720, 1},
	{15 * MINUTE, 0, true, 5, 0, 0, HOUR, 24, 36, 1},
	{15 * MINUTE, 0, false, 1000, 0, 0, HOUR, 1000, 1000, 0},
	/* 480 requests at 2 a refresh are 240 refreshes a day: every 6 minutes. */
	{MINUTE, 0, false, 0, 0, 2, 0, 360, 360, 0},
	/* At noon with 360 gone, 60 refreshes are left for 12 hours: every 12 minutes. */
	{MINUTE, 0, false, 0, 360, 2, 12 * HOUR, 720, 720, 0},
	{15 * MINUTE, 0, false, 0, 360, 2, 12 * HOUR, 900, 900, 0},
	/* Retries are not stretched while there is something left. */
	{MINUTE, 0, true, 0, 360, 2, 12 * HOUR, 24, 36, 1},
	{MINUTE, 0, true, 0, 479, 2, 12 * HOUR, 12 * HOUR, 12 * HOUR + 59, 1},
	/* Nothing left: after midnight, within its first minute. */
	{MINUTE, 0, false, 0, 480, 2, 12 * HOUR, 12 * HOUR, 12 * HOUR + 59, 0},
	{MINUTE, 0, false, 0, 479, 2, DAY - 1, MINUTE, MINUTE, 0},
	{MINUTE, 0, false, 0, 500, 2, DAY - 600, 600, 659, 0},
	/* Without a key nothing is counted. */
	{MINUTE, 0, false, 0, 500, 0, DAY - 600, 60, 60, 0},
};

static void test_table(void **state)
{
	static const uint32_t randoms[] = {0, 1, 59, 1000, UINT32_MAX / 2, UINT32_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct refresh_case *c = &cases[i];

		for (size_t r = 0; r < sizeof(randoms) / sizeof(randoms[0]); r++) {
			struct schedule schedule = {c->interval, c->failures};
			struct schedule_outcome outcome = {c->failed, c->retry_after,
							   c->requests_today, c->cost};
			int64_t wait = schedule_next(&schedule, &outcome, MIDNIGHT + c->seconds,
						     randoms[r]);

			if (wait < c->least || wait > c->most)
				fail_msg("case %zu, random %u: %lld s", i, randoms[r],
					 (long long)wait);
			assert_int_equal(schedule.failures, c->failures_after);
		}
	}
}

static void test_jitter_spreads(void **state)
{
	struct schedule_outcome outcome = {.failed = true};
	struct schedule low = {15 * MINUTE, 7}, high = low, middle = low;

	(void)state;
	assert_int_equal(schedule_next(&low, &outcome, MIDNIGHT, 0), 2880);
	assert_int_equal(schedule_next(&high, &outcome, MIDNIGHT, UINT32_MAX), 4320);
	assert_in_range(schedule_next(&middle, &outcome, MIDNIGHT, UINT32_MAX / 2), 3599, 3601);
}

/* A day of refreshes every minute, as a clock would run them, stays within the budget and goes on
 * to the day's end. */
static void test_day_stays_in_budget(void **state)
{
	struct schedule schedule = {MINUTE, 0};
	struct schedule_outcome outcome = {.cost = 2};
	int64_t time = MIDNIGHT, last = MIDNIGHT;

	(void)state;
	while (time < MIDNIGHT + DAY) {
		assert_true(schedule_allows(outcome.requests_today, outcome.cost));
		outcome.requests_today += outcome.cost;
		last = time;
		time += schedule_next(&schedule, &outcome, time, 7);
	}
	assert_true(outcome.requests_today <= 480);
	assert_true(outcome.requests_today >= 470);
	assert_true(last > MIDNIGHT + DAY - HOUR);
}

static void test_allows(void **state)
{
	(void)state;
	assert_true(schedule_allows(0, 3));
	assert_true(schedule_allows(478, 2));
	assert_false(schedule_allows(479, 2));
	assert_true(schedule_allows(480, 0));
	assert_false(schedule_allows(480, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_jitter_spreads),
		cmocka_unit_test(test_day_stays_in_budget),
		cmocka_unit_test(test_allows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
