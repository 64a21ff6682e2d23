/* A subject's own streaks, on markets whose answers are worked out beside them; those of the sample
 * come from a script over the days as served, summed by week and model, the 50 largest kept. */
#include "model/streak.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"

struct made_week {
	const char *monday;
	int days;
	enum history_quality quality;
	int a, b, c, d; /* tokens of us-a/a, us-a/b, cn-a/c and fr-a/d; 0: not named */
};

static void market_weeks(struct market *market, const struct made_week *weeks, size_t n)
{
	static const char *const slugs[] = {"us-a/a", "us-a/b", "cn-a/c", "fr-a/d"};

	market_init(market, HISTORY_LIVE);
	for (size_t i = 0; i < n; i++) {
		const int tokens[] = {weeks[i].a, weeks[i].b, weeks[i].c, weeks[i].d};

		market_week(market, weeks[i].monday, weeks[i].days, weeks[i].quality);
		for (size_t r = 0; r < 4; r++)
			if (tokens[r])
				market_row(market, slugs[r], tokens[r]);
	}
}

static struct streak streak_of(const struct market *market, const char *key, const char *monday,
			       const struct basis *basis)
{
	enum grouping grouping = strchr(key, '/') ? GROUP_MODEL : GROUP_VENDOR;
	struct streaks *streaks =
		streaks_new(market->snapshot, key, grouping, market_day(monday), basis);
	struct streak streak;

	assert_true(streaks_at(streaks, market_day(monday), &streak));
	streaks_free(streaks);
	return streak;
}

static struct streak by_tokens(const struct market *market, const char *key, const char *monday)
{
	const struct basis basis = {.measure = MEASURE_TOKENS, .mix = mix_base};

	return streak_of(market, key, monday, &basis);
}

static void assert_run(const struct run *run, int weeks, const char *since, bool at_least)
{
	assert_int_equal(run->weeks, weeks);
	if (weeks)
		assert_int_equal(run->since, market_day(since));
	assert_int_equal(run->at_least, at_least);
}

static void assert_milestone(const struct milestone *milestone, const char *week, bool at_least)
{
	assert_int_equal(milestone->week, market_day(week));
	assert_int_equal(milestone->at_least, at_least);
}

/* From the source's first week on without a gap.  us-a: 8, 9, 7, 8, 9, 8. */
static const struct made_week sure[] = {
	{"2024-12-30", 5, HISTORY_EXACT, 5, 3, 4, 2}, {"2025-01-06", 7, HISTORY_EXACT, 6, 3, 8, 2},
	{"2025-01-13", 7, HISTORY_EXACT, 4, 3, 7, 0}, {"2025-01-20", 7, HISTORY_EXACT, 5, 3, 6, 2},
	{"2025-01-27", 7, HISTORY_EXACT, 6, 3, 5, 2}, {"2025-02-03", 7, HISTORY_EXACT, 8, 0, 4, 0},
	{"2025-02-10", 3, HISTORY_EXACT, 9, 3, 9, 9},
};

static void test_unbroken(void **state)
{
	const struct basis basis = {.mix = mix_base};
	struct market market;
	struct streak streak;
	struct streaks *streaks;

	(void)state;
	market_weeks(&market, sure, sizeof(sure) / sizeof(sure[0]));
	market_open(&market);
	/* a: 5 (in 5 days), 6, 4, 5, 6, 8; first at first, then behind c until c's 5. */
	streak = by_tokens(&market, "us-a/a", "2025-02-03");
	assert_int_equal(streak.rank, 1);
	assert_run(&streak.lead, 2, "2025-01-27", false);
	assert_int_equal(streak.direction, 1);
	assert_run(&streak.moves, 3, "2025-01-20", false);
	assert_milestone(&streak.highest, "2025-02-03", false);
	assert_int_equal(streak.highest.value, 8);
	assert_milestone(&streak.first, "2024-12-30", false);
	/* c falls after 8: 7, 6, 5, 4; whether the 8 are less than in the week of 5 days is not
	 * known. */
	streak = by_tokens(&market, "cn-a/c", "2025-02-03");
	assert_int_equal(streak.rank, 2);
	assert_run(&streak.lead, 0, NULL, false);
	assert_int_equal(streak.direction, -1);
	assert_run(&streak.moves, 4, "2025-01-13", true);
	assert_milestone(&streak.highest, "2025-01-06", false);
	/* As of an earlier week; before it stands a week of 5 days, which is not compared. */
	streak = by_tokens(&market, "cn-a/c", "2025-01-13");
	assert_run(&streak.lead, 2, "2025-01-06", false);
	assert_run(&streak.moves, 1, "2025-01-13", true);
	streak = by_tokens(&market, "us-a/a", "2025-01-06");
	assert_int_equal(streak.direction, 0);
	/* d is level, and in the week before not ranked: that is no rise, and may be none. */
	streak = by_tokens(&market, "fr-a/d", "2025-01-27");
	assert_run(&streak.moves, 0, NULL, false);
	assert_int_equal(streak.direction, 0);
	streak = by_tokens(&market, "us-a", "2025-01-27");
	/* Level with cn-a in the week before these two, which comes first by its name. */
	assert_run(&streak.lead, 2, "2025-01-20", false);
	assert_run(&streak.moves, 2, "2025-01-20", false);
	assert_milestone(&streak.highest, "2025-01-06", false);
	assert_int_equal(streak.highest.value, 9);
	/* Neither of the running week, nor of one that is not there. */
	streaks = streaks_new(market.snapshot, "us-a/a", GROUP_MODEL, market_day("2025-02-17"),
			      &basis);
	assert_false(streaks_at(streaks, market_day("2025-02-10"), &streak));
	assert_false(streaks_at(streaks, market_day("2025-02-17"), &streak));
	streaks_free(streaks);
	market_done(&market);
}

/* d had 2 where it was named, and can have had up to the smallest row's 3 where it was not. */
static void test_a_week_that_does_not_name_it(void **state)
{
	struct market market;
	struct streak streak;

	(void)state;
	market_weeks(&market, sure, sizeof(sure) / sizeof(sure[0]));
	market_open(&market);
	streak = by_tokens(&market, "fr-a/d", "2025-01-06");
	assert_milestone(&streak.highest, "2024-12-30", false);
	streak = by_tokens(&market, "fr-a/d", "2025-01-13");
	assert_milestone(&streak.highest, "2024-12-30", true);
	assert_int_equal(streak.rank, 0);
	/* b's 3 are no less than the 3 that it can have had where it was not named, but of the
	 * vendor that is not named anything may be. */
	streak = by_tokens(&market, "fr-a", "2025-01-13");
	assert_milestone(&streak.highest, "2024-12-30", true);
	market_done(&market);
}

/* A week is missing (January 19), one is coarse (February 2), and the history begins late. */
static void test_broken(void **state)
{
	static const struct made_week weeks[] = {
		{"2026-01-05", 7, HISTORY_EXACT, 4, 1, 3, 0},
		{"2026-01-12", 7, HISTORY_EXACT, 5, 1, 3, 0},
		{"2026-01-26", 7, HISTORY_EXACT, 6, 1, 3, 0},
		{"2026-02-02", 7, HISTORY_COARSE, 7, 0, 0, 0},
		{"2026-02-09", 7, HISTORY_EXACT, 8, 1, 3, 2},
	};
	struct market market;
	struct streak streak;

	(void)state;
	market_weeks(&market, weeks, sizeof(weeks) / sizeof(weeks[0]));
	market_open(&market);
	/* The coarse week knows its largest model, the missing one nothing. */
	streak = by_tokens(&market, "us-a/a", "2026-02-09");
	assert_run(&streak.lead, 3, "2026-01-26", true);
	assert_run(&streak.moves, 2, "2026-02-02", true);
	assert_milestone(&streak.highest, "2026-02-09", true);
	assert_milestone(&streak.first, "2026-01-05", true);
	streak = by_tokens(&market, "us-a/a", "2026-01-12");
	assert_run(&streak.lead, 2, "2026-01-05", true);
	assert_run(&streak.moves, 1, "2026-01-12", true);
	/* Of vendors it knows nothing. */
	streak = by_tokens(&market, "us-a", "2026-02-09");
	assert_run(&streak.lead, 1, "2026-02-09", true);
	assert_run(&streak.moves, 0, NULL, false);
	streak = by_tokens(&market, "us-a", "2026-02-02");
	assert_int_equal(streak.rank, 0);
	assert_run(&streak.lead, 0, NULL, false);
	streak = by_tokens(&market, "fr-a/d", "2026-02-09");
	assert_milestone(&streak.first, "2026-02-09", true);
	market_done(&market);
}

/* In W11 of the round market beta leads with $1200, after $600 in W10; alpha has $560 after $448.
 * alpha:free is not there of paid models only, and its vendor has alpha's. */
static void test_dollars_and_paid_only(void **state)
{
	struct basis basis = {MEASURE_USD, mix_base, false, DENOMINATOR_ALL};
	struct market market;
	struct streak streak;

	(void)state;
	market_round(&market);
	streak = streak_of(&market, "cn-a/beta", "2026-03-09", &basis);
	assert_run(&streak.lead, 2, "2026-03-02", true);
	assert_run(&streak.moves, 1, "2026-03-09", true);
	assert_int_equal(streak.highest.value, 1200 * MARKET_DOLLAR);
	/* No price: no rank, no highest, but ranked. */
	streak = streak_of(&market, "nobody/eps", "2026-03-09", &basis);
	assert_int_equal(streak.rank, 0);
	assert_int_equal(streak.highest.week, 0);
	assert_milestone(&streak.first, "2026-03-09", true);
	basis.measure = MEASURE_TOKENS;
	streak = streak_of(&market, "us-a", "2026-03-09", &basis);
	assert_int_equal(streak.highest.value, 700 * MARKET_MILLION);
	assert_run(&streak.lead, 2, "2026-03-02", true);
	basis.paid_only = true;
	streak = streak_of(&market, "us-a", "2026-03-09", &basis);
	assert_int_equal(streak.highest.value, 500 * MARKET_MILLION);
	assert_int_equal(streak.rank, 2);
	streak = streak_of(&market, "us-a/alpha:free", "2026-03-09", &basis);
	assert_int_equal(streak.rank, 0);
	assert_int_equal(streak.first.week, 0);
	market_done(&market);
}

/* Anthropic by tokens: first in W22 alone, 6.3T, 6.9T, 7.0T, 7.2T in W26 to W29, then two falls;
 * Flash 0731 leads in W32 and W33. */
static void test_sample(void **state)
{
	struct market market;
	struct streak streak;

	(void)state;
	market_sample(&market);
	streak = by_tokens(&market, "anthropic", "2026-07-13");
	assert_run(&streak.moves, 3, "2026-06-29", false);
	assert_milestone(&streak.highest, "2026-07-13", true);
	streak = by_tokens(&market, "anthropic", "2026-07-27");
	assert_int_equal(streak.direction, -1);
	assert_run(&streak.moves, 2, "2026-07-20", false);
	assert_milestone(&streak.highest, "2026-07-13", true);
	streak = by_tokens(&market, "anthropic", "2026-05-25");
	assert_run(&streak.lead, 1, "2026-05-25", true);
	streak = by_tokens(&market, "deepseek/deepseek-v4-flash-20260731", "2026-08-10");
	assert_run(&streak.lead, 2, "2026-08-03", false);
	assert_run(&streak.moves, 2, "2026-08-03", true);
	assert_milestone(&streak.first, "2026-07-27", true);
	assert_true(streak.highest.value == INT64_C(11180297061770));
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unbroken),
		cmocka_unit_test(test_a_week_that_does_not_name_it),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_dollars_and_paid_only),
		cmocka_unit_test(test_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
