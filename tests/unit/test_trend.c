/* Series and streaks, on markets whose answers are worked out beside them. */
#include "model/trend.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"

static uint32_t model_of(const struct snapshot *snapshot, const char *permaslug)
{
	for (uint32_t i = 0; i < snapshot->history->n_models; i++)
		if (strcmp(snapshot->history->models[i], permaslug) == 0)
			return i;
	fail_msg("no model %s", permaslug);
	return 0;
}

/* NAN is expected where NAN stands. */
static void assert_points(const double *points, const double *expected, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isnan(points[i]) != isnan(expected[i]) ||
		    (!isnan(expected[i]) && fabs(points[i] - expected[i]) > 1e-9))
			fail_msg("point %zu: %f, not %f", i, points[i], expected[i]);
}

/* Weeks 2026-W09 (missing) to W12; dollars in micro-USD, each week at its own price. */
static void test_series_of_models(void **state)
{
	static const struct {
		const char *permaslug;
		enum measure measure;
		double points[4];
	} cases[] = {
		{"us-a/alpha", MEASURE_TOKENS, {NAN, 400e6, 500e6, 200e6}},
		{"us-a/alpha", MEASURE_USD, {NAN, 448e6, 560e6, 400e6}},
		{"cn-b/gamma", MEASURE_TOKENS, {NAN, 100e6, 0, 0}},
		{"us-a/alpha:free", MEASURE_USD, {NAN, 0, 0, 0}},
		{"fr-a/delta", MEASURE_USD, {NAN, 0, NAN, 0}},
	};
	struct market market;
	double points[4];

	(void)state;
	market_round(&market);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		trend_model(market.snapshot, model_of(market.snapshot, cases[i].permaslug),
			    market_day("2026-03-16"), cases[i].measure, mix_base, points, 4);
		assert_points(points, cases[i].points, 4);
	}
	market_done(&market);
}

/* A coarse week does not say that a model had nothing. */
static void test_coarse_weeks_leave_gaps(void **state)
{
	struct market market;
	struct trend_point regions[2];
	double points[2];

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-03-02", 7, HISTORY_COARSE);
	market_row(&market, "us-a/alpha", 7);
	market_week(&market, "2026-03-09", 7, HISTORY_EXACT);
	market_row(&market, "cn-a/beta", 1);
	market_row(&market, "us-a/alpha", 3);
	market_open(&market);
	trend_model(market.snapshot, model_of(market.snapshot, "cn-a/beta"),
		    market_day("2026-03-09"), MEASURE_TOKENS, mix_base, points, 2);
	assert_points(points, (double[]){NAN, 1}, 2);
	trend_model(market.snapshot, model_of(market.snapshot, "us-a/alpha"),
		    market_day("2026-03-09"), MEASURE_TOKENS, mix_base, points, 2);
	assert_points(points, (double[]){7, 3}, 2);
	trend_regions(market.snapshot, market_day("2026-03-09"), MEASURE_TOKENS, mix_base, regions,
		      2);
	assert_true(isnan(regions[0].china) && isnan(regions[0].us));
	assert_true(regions[1].china == 0.25 && regions[1].us == 0.75);
	market_done(&market);
}

/* Tokens are shares of everything, the tail included; dollars of what is priced:
 * W11 600/2000 and 700/2000; 1200/1760 and 560/1760. */
static void test_series_of_regions(void **state)
{
	struct market market;
	struct trend_point points[3];

	(void)state;
	market_round(&market);
	trend_regions(market.snapshot, market_day("2026-03-09"), MEASURE_TOKENS, mix_base, points,
		      3);
	assert_true(isnan(points[0].china));
	assert_true(fabs(points[1].china - 0.4) < 1e-12 && fabs(points[1].us - 0.4) < 1e-12);
	assert_true(fabs(points[2].china - 0.3) < 1e-12 && fabs(points[2].us - 0.35) < 1e-12);
	trend_regions(market.snapshot, market_day("2026-03-09"), MEASURE_USD, mix_base, points, 1);
	assert_true(fabs(points[0].china - 1200.0 / 1760) < 1e-12);
	assert_true(fabs(points[0].us - 560.0 / 1760) < 1e-12);
	market_done(&market);
}

static void assert_lead(const struct market *market, const char *monday, enum measure measure,
			const char *leader, int weeks, bool at_least)
{
	struct streak streak = trend_lead(market->snapshot, market_day(monday), measure, mix_base);

	if (leader)
		assert_string_equal(streak.leader, leader);
	else
		assert_null(streak.leader);
	assert_int_equal(streak.weeks, weeks);
	assert_int_equal(streak.at_least, at_least);
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
	assert_lead(&market, "2026-01-12", MEASURE_TOKENS, NULL, 0, true);
	assert_lead(&market, "2026-01-26", MEASURE_TOKENS, "CN", 2, true);
	assert_lead(&market, "2026-02-02", MEASURE_TOKENS, "US", 1, false);
	assert_lead(&market, "2026-02-09", MEASURE_TOKENS, NULL, 0, false);
	assert_lead(&market, "2026-02-16", MEASURE_TOKENS, "US", 1, false);
	/* The week before, 2026-02-23, is missing. */
	assert_lead(&market, "2026-03-02", MEASURE_TOKENS, "US", 1, true);
	/* Nothing has a price. */
	assert_lead(&market, "2026-02-16", MEASURE_USD, NULL, 0, true);
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
	struct trend_point point;

	(void)state;
	market_sample(&market);
	assert_lead(&market, "2026-08-10", MEASURE_TOKENS, "CN", 12, true);
	assert_lead(&market, "2026-08-10", MEASURE_USD, "US", 12, true);
	trend_regions(market.snapshot, market_day("2026-07-13"), MEASURE_TOKENS, mix_base, &point,
		      1);
	assert_true(fabs(point.china - 0.630288) < 0.5e-6);
	assert_true(fabs(point.us - 0.303535) < 0.5e-6);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_series_of_models),
		cmocka_unit_test(test_coarse_weeks_leave_gaps),
		cmocka_unit_test(test_series_of_regions),
		cmocka_unit_test(test_streaks),
		cmocka_unit_test(test_leaders_by_unit),
		cmocka_unit_test(test_leaders_of_the_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
