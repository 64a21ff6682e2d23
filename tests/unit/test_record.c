/* Streaks, crossings, records and moves, on markets whose answers are worked out beside them; those
 * of the sample come from a script over the days as served: summed by week and model, the 50
 * largest kept, compared week by week. */
#include "model/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"

static void records_of(const struct market *market, const char *monday, const struct basis *basis,
		       struct records *records)
{
	assert_true(records_init(records, market->snapshot, market_day(monday), basis));
}

static void records_at(const struct market *market, const char *monday, enum measure measure,
		       struct records *records)
{
	struct basis basis = {.measure = measure, .mix = mix_base};

	records_of(market, monday, &basis, records);
}

/* `since` NULL: not looked at. */
static void assert_run(const struct run *run, int weeks, const char *since, bool at_least)
{
	assert_int_equal(run->weeks, weeks);
	if (since)
		assert_int_equal(run->since, market_day(since));
	assert_int_equal(run->at_least, at_least);
}

static void assert_model(const struct market *market, uint32_t model, const char *permaslug)
{
	assert_int_not_equal(model, TREND_NO_MODEL);
	assert_string_equal(market->snapshot->history->models[model], permaslug);
}

static void assert_lead(const struct market *market, const char *monday, enum measure measure,
			const char *leader, int weeks, bool at_least)
{
	struct records records;

	records_at(market, monday, measure, &records);
	assert_int_equal(records.ahead, leader == NULL ? 0 : strcmp(leader, "CN") == 0 ? 1 : -1);
	assert_run(&records.lead, weeks, NULL, at_least);
	records_done(&records);
}

/* One row of each region a week: China's and the US's tokens. */
static void test_streaks(void **state)
{
	static const struct {
		const char *monday;
		int china, us;
		enum history_quality quality;
	} weeks[] = {
		{"2026-01-05", 9, 1, HISTORY_EXACT}, {"2026-01-12", 9, 1, HISTORY_COARSE},
		{"2026-01-19", 9, 1, HISTORY_EXACT}, {"2026-01-26", 6, 5, HISTORY_DAILY_SUM},
		{"2026-02-02", 4, 5, HISTORY_EXACT}, {"2026-02-09", 5, 5, HISTORY_EXACT},
		{"2026-02-16", 2, 5, HISTORY_EXACT}, {"2026-03-02", 2, 5, HISTORY_EXACT},
	};
	struct market market;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	for (size_t i = 0; i < sizeof(weeks) / sizeof(weeks[0]); i++) {
		market_week(&market, weeks[i].monday, 7, weeks[i].quality);
		market_row(&market, "cn-a/beta", weeks[i].china);
		market_row(&market, "us-a/alpha", weeks[i].us);
	}
	market_open(&market);
	/* The first week; then one that is coarse, and the streak that begins after it. */
	assert_lead(&market, "2026-01-05", MEASURE_TOKENS, "CN", 1, true);
	assert_lead(&market, "2026-01-12", MEASURE_TOKENS, NULL, 0, false);
	assert_lead(&market, "2026-01-26", MEASURE_TOKENS, "CN", 2, true);
	assert_lead(&market, "2026-02-02", MEASURE_TOKENS, "US", 1, false);
	assert_lead(&market, "2026-02-09", MEASURE_TOKENS, NULL, 0, false);
	assert_lead(&market, "2026-02-16", MEASURE_TOKENS, "US", 1, false);
	/* The week before, 2026-02-23, is missing. */
	assert_lead(&market, "2026-03-02", MEASURE_TOKENS, "US", 1, true);
	/* Nothing has a price. */
	assert_lead(&market, "2026-02-16", MEASURE_USD, NULL, 0, false);
	market_done(&market);
}

/* W10: level by tokens (400 and 400), China ahead by dollars (700 and 448); W11: the US ahead by
 * tokens (700 to 600), China by dollars (1200 to 560). */
static void test_leaders_by_unit(void **state)
{
	struct market market;

	(void)state;
	market_round(&market);
	assert_lead(&market, "2026-03-02", MEASURE_TOKENS, NULL, 0, false);
	assert_lead(&market, "2026-03-09", MEASURE_TOKENS, "US", 1, false);
	assert_lead(&market, "2026-03-09", MEASURE_USD, "CN", 2, true);
	market_done(&market);
}

/* In all twelve whole weeks of the sample's daily rows, W22 (2026-05-25) to W33, China's authors
 * have more tokens than the US's (0.447 to 0.402 at first, 0.569 to 0.351 at last), and fewer
 * dollars; before W22 comes a coarse week.  Computed from the rows as served and the catalogues of
 * their Sundays, by authors of share/vendors.map. */
static void test_leaders_of_the_sample(void **state)
{
	struct market market;

	(void)state;
	market_sample(&market);
	assert_lead(&market, "2026-08-10", MEASURE_TOKENS, "CN", 12, true);
	assert_lead(&market, "2026-08-10", MEASURE_USD, "US", 12, true);
	market_done(&market);
}

struct made_week {
	const char *monday;
	int days;
	enum history_quality quality;
	int a, b, c, other; /* tokens of cn-a/a, us-a/b, fr-a/c and the tail; 0: not named */
};

static void market_weeks(struct market *market, const struct made_week *weeks, size_t n)
{
	static const char *const slugs[] = {"cn-a/a", "us-a/b", "fr-a/c", HISTORY_TAIL};

	market_init(market, HISTORY_LIVE);
	for (size_t i = 0; i < n; i++) {
		const int tokens[] = {weeks[i].a, weeks[i].b, weeks[i].c, weeks[i].other};

		market_week(market, weeks[i].monday, weeks[i].days, weeks[i].quality);
		for (size_t r = 0; r < 4; r++)
			if (tokens[r])
				market_row(market, slugs[r], tokens[r]);
	}
	market_open(market);
}

/* The source's first weeks, without a gap: everything is sure. */
static const struct made_week sure[] = {
	{"2024-12-30", 5, HISTORY_EXACT, 1, 9, 3, 1}, /* 14 in 5 days */
	{"2025-01-06", 7, HISTORY_EXACT, 1, 9, 0, 2}, /* 12 */
	{"2025-01-13", 7, HISTORY_EXACT, 9, 2, 0, 2}, /* 13 */
	{"2025-01-20", 7, HISTORY_EXACT, 8, 2, 4, 2}, /* 16 */
	{"2025-01-27", 7, HISTORY_EXACT, 2, 5, 4, 5}, /* 16 */
	{"2025-02-03", 7, HISTORY_EXACT, 0, 5, 4, 5}, /* 14 */
	{"2025-02-10", 3, HISTORY_EXACT, 5, 5, 4, 5}, /* running */
};

static void test_unbroken_history(void **state)
{
	struct market market;
	struct records records;

	(void)state;
	market_weeks(&market, sure, sizeof(sure) / sizeof(sure[0]));
	records_at(&market, "2024-12-30", MEASURE_TOKENS, &records);
	assert_model(&market, records.count.leader, "us-a/b");
	assert_run(&records.leader, 1, "2024-12-30", true);
	assert_int_equal(records.china.week, 0);
	assert_int_equal(records.direction, 0);
	assert_false(records.moves_known);
	records_done(&records);

	/* Weeks of 5 and of 7 days are not compared. */
	records_at(&market, "2025-01-06", MEASURE_TOKENS, &records);
	assert_int_equal(records.direction, 0);
	assert_false(records.moves_known);
	records_done(&records);

	records_at(&market, "2025-01-20", MEASURE_TOKENS, &records);
	assert_model(&market, records.count.leader, "cn-a/a");
	assert_int_equal(records.count.leader_value, 8);
	assert_run(&records.leader, 2, "2025-01-13", false);
	assert_int_equal(records.ahead, 1);
	assert_run(&records.lead, 2, "2025-01-13", false);
	assert_int_equal(records.china.week, market_day("2025-01-13"));
	assert_false(records.china.at_least);
	/* 12, 13, 16; before the 13 stands a rise that nobody knows. */
	assert_int_equal(records.direction, 1);
	assert_run(&records.total, 2, "2025-01-13", true);
	assert_int_equal(records.highest.week, records.week);
	assert_int_equal(records.highest.value, 16);
	assert_false(records.highest.at_least);
	assert_int_equal(records.known_weeks, 4);
	records_done(&records);

	/* Level with the record of the week before, which stays it; the US leads, China did first
	 * in the week of January 13. */
	records_at(&market, "2025-01-27", MEASURE_TOKENS, &records);
	assert_int_equal(records.direction, 0);
	assert_run(&records.total, 0, NULL, false);
	assert_int_equal(records.highest.week, market_day("2025-01-20"));
	assert_int_equal(records.ahead, -1);
	assert_run(&records.lead, 1, "2025-01-27", false);
	assert_int_equal(records.china.week, market_day("2025-01-13"));
	records_done(&records);

	records_at(&market, "2025-02-03", MEASURE_TOKENS, &records);
	assert_int_equal(records.direction, -1);
	assert_run(&records.total, 1, "2025-02-03", false);
	records_done(&records);
	market_done(&market);
}

/* January 20: fr-a/c is back after two weeks.  February 3: cn-a/a leaves after five, with at most
 * 2 before and at least 0 now. */
static void test_moves(void **state)
{
	struct market market;
	struct records records;

	(void)state;
	market_weeks(&market, sure, sizeof(sure) / sizeof(sure[0]));
	records_at(&market, "2025-01-20", MEASURE_TOKENS, &records);
	assert_true(records.moves_known);
	assert_int_equal(records.n_entrants, 1);
	assert_model(&market, records.entrants[0].model, "fr-a/c");
	assert_int_equal(records.entrants[0].last, market_day("2024-12-30"));
	assert_false(records.entrants[0].perhaps_back);
	assert_int_equal(records.entrants[0].value, 4);
	/* It had at most the 2 of the smallest row: at least +2; a lost 1. */
	assert_model(&market, records.gain.model, "fr-a/c");
	assert_int_equal(records.gain.amount, 2);
	assert_true(records.gain.at_least);
	assert_model(&market, records.loss.model, "cn-a/a");
	assert_int_equal(records.loss.amount, 1);
	assert_false(records.loss.at_least);
	assert_int_equal(records.n_leavers, 0);
	records_done(&records);

	records_at(&market, "2025-02-03", MEASURE_TOKENS, &records);
	assert_int_equal(records.n_leavers, 1);
	assert_model(&market, records.leavers[0].model, "cn-a/a");
	assert_int_equal(records.leavers[0].value, 2);
	assert_run(&records.leavers[0].ranked, 5, "2024-12-30", true);
	/* Its 2 are less than the 4 that it may have now; nobody else moved. */
	assert_int_equal(records.gain.model, TREND_NO_MODEL);
	assert_int_equal(records.loss.model, TREND_NO_MODEL);
	records_done(&records);
	market_done(&market);
}

/* Neither of the running week nor of one that is not there. */
static void test_no_records(void **state)
{
	struct market market;
	struct basis basis = {.mix = mix_base};
	struct records records;

	(void)state;
	market_weeks(&market, sure, sizeof(sure) / sizeof(sure[0]));
	assert_false(records_init(&records, market.snapshot, market_day("2025-02-10"), &basis));
	assert_false(records_init(&records, market.snapshot, market_day("2025-02-17"), &basis));
	market_done(&market);
}

/* A week is missing (January 19), one is coarse (February 2), one lacks days (February 16). */
static void test_broken_history(void **state)
{
	static const struct made_week weeks[] = {
		{"2026-01-05", 7, HISTORY_EXACT, 9, 2, 0, 1},
		{"2026-01-12", 7, HISTORY_EXACT, 9, 3, 0, 1},
		{"2026-01-26", 7, HISTORY_EXACT, 9, 5, 0, 1},
		{"2026-02-02", 7, HISTORY_COARSE, 9, 0, 0, 8},
		{"2026-02-09", 7, HISTORY_EXACT, 9, 5, 4, 1},
		{"2026-02-16", 6, HISTORY_EXACT, 9, 5, 4, 1},
		{"2026-02-23", 7, HISTORY_EXACT, 9, 5, 4, 7},
	};
	struct market market;
	struct records records;

	(void)state;
	market_weeks(&market, weeks, sizeof(weeks) / sizeof(weeks[0]));
	records_at(&market, "2026-01-26", MEASURE_TOKENS, &records);
	assert_run(&records.leader, 1, "2026-01-26", true);
	assert_int_equal(records.direction, 0);
	assert_false(records.moves_known);
	assert_true(records.highest.at_least);
	assert_int_equal(records.china.week, market_day("2026-01-05"));
	assert_true(records.china.at_least);
	records_done(&records);

	/* The coarse week knows its total and its largest model, but no regions and no moves. */
	records_at(&market, "2026-02-09", MEASURE_TOKENS, &records);
	assert_run(&records.leader, 3, "2026-01-26", true);
	assert_run(&records.lead, 1, "2026-02-09", true);
	assert_int_equal(records.direction, 1);
	assert_run(&records.total, 2, "2026-02-02", true);
	assert_false(records.moves_known);
	assert_int_equal(records.known_weeks, 5);
	records_done(&records);

	records_at(&market, "2026-02-23", MEASURE_TOKENS, &records);
	assert_run(&records.leader, 1, "2026-02-23", true);
	assert_int_equal(records.direction, 0);
	assert_int_equal(records.highest.week, market_day("2026-02-23"));
	assert_int_equal(records.known_weeks, 6);
	records_done(&records);
	market_done(&market);
}

/* Dollars of W11: beta 1200 (600 before), alpha 560 (448).  anon and alpha:free cost nothing; the
 * first was there, the second is new and can have cost nothing before either. */
static void test_moves_in_dollars(void **state)
{
	struct market market;
	struct basis paid = {MEASURE_USD, mix_base, true, DENOMINATOR_ALL};
	struct records records;

	(void)state;
	market_round(&market);
	records_at(&market, "2026-03-09", MEASURE_USD, &records);
	assert_model(&market, records.count.leader, "cn-a/beta");
	assert_run(&records.leader, 2, "2026-03-02", true);
	assert_model(&market, records.gain.model, "cn-a/beta");
	assert_int_equal(records.gain.amount, 600 * MARKET_DOLLAR);
	/* gamma: 100 dollars before, at most 100 tokens at 1 now. */
	assert_int_equal(records.loss.model, TREND_NO_MODEL);
	assert_int_equal(records.n_entrants, 3);
	assert_model(&market, records.entrants[0].model, "us-a/alpha:free");
	assert_int_equal(records.entrants[0].value, 0);
	assert_int_equal(records.entrants[1].value, -1);
	assert_true(records.entrants[0].perhaps_back);
	assert_int_equal(records.total.weeks, 1);
	records_done(&records);

	/* Free models leave; those without a price stay. */
	records_of(&market, "2026-03-09", &paid, &records);
	assert_int_equal(records.n_entrants, 2);
	assert_model(&market, records.entrants[0].model, "fr-a/delta");
	records_done(&records);
	market_done(&market);
}

/* Level totals near 2^63 neither wrap nor rise. */
static void test_large_sums(void **state)
{
	struct market market;
	struct records records;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-03-02", 7, HISTORY_EXACT);
	market_row(&market, "cn-a/a", INT64_MAX - 1);
	market_row(&market, "us-a/b", 1);
	market_week(&market, "2026-03-09", 7, HISTORY_EXACT);
	market_row(&market, "us-a/b", INT64_MAX);
	market_open(&market);
	records_at(&market, "2026-03-09", MEASURE_TOKENS, &records);
	assert_int_equal(records.direction, 0);
	assert_true(records.count.total == INT64_MAX);
	assert_model(&market, records.gain.model, "us-a/b");
	assert_true(records.gain.amount == INT64_MAX - 1);
	assert_int_equal(records.ahead, -1);
	records_done(&records);
	market_done(&market);
}

static void test_sample(void **state)
{
	struct market market;
	struct records records;

	(void)state;
	market_sample(&market);
	/* In W28 hy3:free came with 6,133,686,335,963; W27's smallest row had 62,890,682,787. */
	records_at(&market, "2026-07-06", MEASURE_TOKENS, &records);
	assert_model(&market, records.gain.model, "tencent/hy3-20260706:free");
	assert_int_equal(records.gain.amount, INT64_C(6070795653176));
	assert_true(records.gain.at_least);
	assert_model(&market, records.loss.model, "tencent/hy3-preview-20260421");
	assert_int_equal(records.loss.amount, INT64_C(2718544599951));
	assert_int_equal(records.n_entrants, 4);
	assert_int_equal(records.n_leavers, 4);
	records_done(&records);

	/* W31 falls after the fall of W30; Flash leads again, after W27. */
	records_at(&market, "2026-07-27", MEASURE_TOKENS, &records);
	assert_model(&market, records.count.leader, "deepseek/deepseek-v4-flash-20260423");
	assert_run(&records.leader, 1, "2026-07-27", false);
	assert_int_equal(records.direction, -1);
	assert_run(&records.total, 2, "2026-07-20", false);
	assert_int_equal(records.highest.week, market_day("2026-07-13"));
	assert_int_equal(records.n_entrants, 6);
	assert_model(&market, records.entrants[4].model, "inclusionai/ling-2.6-flash-20260421");
	assert_int_equal(records.entrants[4].last, market_day("2026-06-08"));
	records_done(&records);

	records_at(&market, "2026-08-10", MEASURE_TOKENS, &records);
	assert_run(&records.leader, 2, "2026-08-03", false);
	assert_run(&records.total, 2, "2026-08-03", false);
	assert_int_equal(records.gain.amount, INT64_C(2354220639226));
	assert_int_equal(records.loss.amount, INT64_C(1601316565530));
	assert_int_equal(records.highest.week, records.week);
	assert_true(records.highest.at_least);
	assert_int_equal(records.china.week, market_day("2026-05-25"));
	assert_true(records.china.at_least);
	records_done(&records);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streaks),
		cmocka_unit_test(test_leaders_by_unit),
		cmocka_unit_test(test_leaders_of_the_sample),
		cmocka_unit_test(test_unbroken_history),
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_no_records),
		cmocka_unit_test(test_broken_history),
		cmocka_unit_test(test_moves_in_dollars),
		cmocka_unit_test(test_large_sums),
		cmocka_unit_test(test_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
