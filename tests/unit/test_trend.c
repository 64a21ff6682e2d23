/* Series and sums by region, on markets whose answers are worked out beside them. */
#include "model/trend.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
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
	struct basis basis = {.mix = mix_base};
	const struct market *market = *state;
	double points[4];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		basis.measure = cases[i].measure;
		trend_model(market->snapshot, model_of(market->snapshot, cases[i].permaslug),
			    market_day("2026-03-16"), &basis, points, 4);
		assert_points(points, cases[i].points, 4);
	}
}

/* A coarse week does not say that a model had nothing. */
static void test_coarse_weeks_leave_gaps(void **state)
{
	const struct basis basis = {.measure = MEASURE_TOKENS, .mix = mix_base};
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
		    market_day("2026-03-09"), &basis, points, 2);
	assert_points(points, (double[]){NAN, 1}, 2);
	trend_model(market.snapshot, model_of(market.snapshot, "us-a/alpha"),
		    market_day("2026-03-09"), &basis, points, 2);
	assert_points(points, (double[]){7, 3}, 2);
	trend_regions(market.snapshot, market_day("2026-03-09"),
		      &(struct basis){.measure = MEASURE_TOKENS, .mix = mix_base}, regions, 2);
	assert_true(isnan(regions[0].china) && isnan(regions[0].us));
	assert_true(regions[1].china == 0.25 && regions[1].us == 0.75);
	market_done(&market);
}

/* Tokens are shares of everything, the tail included; dollars of what is priced:
 * W11 600/2000 and 700/2000; 1200/1760 and 560/1760. */
static void test_series_of_regions(void **state)
{
	const struct market *market = *state;
	struct trend_point points[3];

	trend_regions(market->snapshot, market_day("2026-03-09"),
		      &(struct basis){.measure = MEASURE_TOKENS, .mix = mix_base}, points, 3);
	assert_true(isnan(points[0].china));
	assert_true(fabs(points[1].china - 0.4) < 1e-12 && fabs(points[1].us - 0.4) < 1e-12);
	assert_true(fabs(points[2].china - 0.3) < 1e-12 && fabs(points[2].us - 0.35) < 1e-12);
	trend_regions(market->snapshot, market_day("2026-03-09"),
		      &(struct basis){.measure = MEASURE_USD, .mix = mix_base}, points, 1);
	assert_true(fabs(points[0].china - 1200.0 / 1760) < 1e-12);
	assert_true(fabs(points[0].us - 560.0 / 1760) < 1e-12);
}

/* W11: CN 600, US 700, FR 100, unidentified 200, tail 400 of 2000, all of it in the top ten but the
 * tail.  W10: 400 and 400 of 850 without its tail. */
static void test_denominators(void **state)
{
	static const struct {
		enum denominator denominator;
		double china, us, least, most;
	} cases[] = {
		/* (-100 - 600) / 2000, (-100 + 600) / 2000 */
		{DENOMINATOR_ALL, 0.3, 0.35, -0.35, 0.25},
		/* The unknown 600 join the 1300. */
		{DENOMINATOR_IDENTIFIED, 600.0 / 1300, 700.0 / 1300, -700.0 / 1900, 500.0 / 1900},
		/* Only the unidentified 200, of 1600. */
		{DENOMINATOR_TOP_10, 600.0 / 1600, 700.0 / 1600, -300.0 / 1600, 100.0 / 1600},
	};
	const struct market *market = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct basis basis = {MEASURE_TOKENS, mix_base, false, cases[i].denominator};
		struct trend_point point;
		struct week_count count;
		struct lead_bounds bounds;

		trend_regions(market->snapshot, market_day("2026-03-09"), &basis, &point, 1);
		assert_true(fabs(point.china - cases[i].china) < 1e-12);
		assert_true(fabs(point.us - cases[i].us) < 1e-12);
		trend_count(market->snapshot, &market->snapshot->history->weeks[1], 1, &basis,
			    &count);
		bounds = trend_lead_bounds(&count, basis.denominator);
		assert_true(fabs(bounds.least - cases[i].least) < 1e-12);
		assert_true(fabs(bounds.most - cases[i].most) < 1e-12);
	}
}

/* Of 100 named tokens so many are listed, at $1 a token; so many are free, and left out where only
 * paid models count. */
static struct week_count count_priced(int64_t listed, int64_t unlisted, int64_t free,
				      bool paid_only)
{
	struct basis basis = {MEASURE_USD, mix_base, paid_only, DENOMINATOR_ALL};
	struct market market;
	struct week_count count;

	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-03-02", 7, HISTORY_EXACT);
	market_row(&market, "cn-a/listed", listed);
	market_row(&market, "us-a/unlisted", unlisted);
	if (free > 0)
		market_row(&market, "us-a/unlisted:free", free);
	market_listing(&market, "2026-03-01", "cn-a/listed", MARKET_MILLION * MARKET_DOLLAR,
		       MARKET_MILLION * MARKET_DOLLAR);
	market_listing(&market, "2026-03-01", "us-a/unlisted:free", 0, 0);
	market_open(&market);
	trend_count(market.snapshot, market.snapshot->history->weeks, 1, &basis, &count);
	market_done(&market);
	return count;
}

/* Dollars of a week of which less than four fifths is priced are no total, lead or record. */
static void test_too_little_is_priced(void **state)
{
	struct week_count count = count_priced(80, 20, 0, false);

	(void)state;
	assert_int_equal(count.total, 80 * MARKET_DOLLAR);
	assert_int_not_equal(count.leader, TREND_NO_MODEL);
	assert_true(count.regions);
	assert_int_equal(count.china, 80 * MARKET_DOLLAR);
	count = count_priced(79, 21, 0, false);
	assert_int_equal(count.total, -1);
	assert_int_equal(count.leader, TREND_NO_MODEL);
	assert_false(count.regions);
	/* What is free has a price; where it is left out, it covers nothing. */
	count = count_priced(30, 20, 50, false);
	assert_int_equal(count.total, 30 * MARKET_DOLLAR);
	count = count_priced(30, 20, 50, true);
	assert_int_equal(count.total, -1);
	count = count_priced(40, 10, 50, true);
	assert_int_equal(count.total, 40 * MARKET_DOLLAR);
}

/* Eleven models of 11 to 1 tokens; by dollars the smallest, at 100 times the price, is the first,
 * and the one of 2 tokens is out. */
static void test_top_10_by_unit(void **state)
{
	struct market market;
	struct basis basis = {MEASURE_TOKENS, mix_base, false, DENOMINATOR_TOP_10};
	struct week_count count;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-03-09", 7, HISTORY_EXACT);
	for (int i = 11; i >= 1; i--) {
		char slug[32];

		snprintf(slug, sizeof(slug), "%s/m%d", i <= 2 ? "us-a" : "cn-a", i);
		market_row(&market, slug, i * MARKET_MILLION);
		market_listing(&market, "2026-03-01", slug, (i == 1 ? 100 : 1) * MARKET_DOLLAR,
			       (i == 1 ? 100 : 1) * MARKET_DOLLAR);
	}
	market_open(&market);
	trend_count(market.snapshot, market.snapshot->history->weeks, 1, &basis, &count);
	/* 11 + ... + 3 = 63, and 2. */
	assert_int_equal(count.china, 63 * MARKET_MILLION);
	assert_int_equal(count.us, 2 * MARKET_MILLION);
	assert_int_equal(count.whole, 65 * MARKET_MILLION);
	assert_int_equal(count.total, 66 * MARKET_MILLION);
	basis.measure = MEASURE_USD;
	trend_count(market.snapshot, market.snapshot->history->weeks, 1, &basis, &count);
	assert_int_equal(count.china, 63 * MARKET_DOLLAR);
	assert_int_equal(count.us, 100 * MARKET_DOLLAR);
	assert_int_equal(count.total, 165 * MARKET_DOLLAR);
	assert_string_equal(market.snapshot->history->models[count.leader], "us-a/m1");
	market_done(&market);
}

/* Without alpha:free (200, US) and anon (100, unidentified): 1700, US 500, unknown 100 + 400. */
static void test_paid_only(void **state)
{
	const struct market *market = *state;
	struct basis basis = {MEASURE_TOKENS, mix_base, true, DENOMINATOR_ALL};
	struct week_count count;

	trend_count(market->snapshot, &market->snapshot->history->weeks[1], 1, &basis, &count);
	assert_int_equal(count.total, 1700 * MARKET_MILLION);
	assert_int_equal(count.whole, 1700 * MARKET_MILLION);
	assert_int_equal(count.china, 600 * MARKET_MILLION);
	assert_int_equal(count.us, 500 * MARKET_MILLION);
	assert_int_equal(count.unknown, 500 * MARKET_MILLION);
}

/* 5 in each of three weeks; free in the second, which then is a gap as it is without a rank. */
static void test_a_free_week_of_a_paid_model(void **state)
{
	static const char *const mondays[] = {"2026-03-02", "2026-03-09", "2026-03-16"};
	struct basis basis = {.measure = MEASURE_TOKENS, .mix = mix_base};
	struct market market;
	double points[3];

	(void)state;
	market_init(&market, HISTORY_LIVE);
	for (size_t i = 0; i < 3; i++) {
		market_week(&market, mondays[i], 7, HISTORY_EXACT);
		market_row(&market, "us-a/alpha", 5);
	}
	market_listing(&market, "2026-03-01", "us-a/alpha", MARKET_DOLLAR, MARKET_DOLLAR);
	market_listing(&market, "2026-03-10", "us-a/alpha", 0, 0);
	market_listing(&market, "2026-03-17", "us-a/alpha", MARKET_DOLLAR, MARKET_DOLLAR);
	market_open(&market);
	trend_model(market.snapshot, 0, market_day("2026-03-16"), &basis, points, 3);
	assert_points(points, (double[]){5, 5, 5}, 3);
	basis.paid_only = true;
	trend_model(market.snapshot, 0, market_day("2026-03-16"), &basis, points, 3);
	assert_points(points, (double[]){5, NAN, 5}, 3);
	basis.measure = MEASURE_USD;
	trend_model(market.snapshot, 0, market_day("2026-03-16"), &basis, points, 3);
	assert_points(points, (double[]){5, NAN, 5}, 3);
	market_done(&market);
}

/* Sums past 2^63-1 stay there: each of two rows costs 2^62 micro-USD and more. */
static void test_sums_near_the_end(void **state)
{
	struct market market;
	struct basis basis = {MEASURE_USD, mix_base, false, DENOMINATOR_ALL};
	struct week_count count;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-03-09", 7, HISTORY_EXACT);
	for (int i = 0; i < 3; i++) {
		char slug[32];

		snprintf(slug, sizeof(slug), "cn-a/m%d", i);
		market_row(&market, slug, INT64_MAX / 4);
		market_listing(&market, "2026-03-01", slug, 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	}
	market_open(&market);
	trend_count(market.snapshot, market.snapshot->history->weeks, 1, &basis, &count);
	assert_true(count.total == INT64_MAX);
	assert_true(count.china == INT64_MAX);
	market_done(&market);
}

/* W29 of the sample, from the rows as served and the authors of share/vendors.map. */
static void test_regions_of_the_sample(void **state)
{
	struct market market;
	struct basis basis = {.mix = mix_base};
	struct trend_point point;

	(void)state;
	market_sample(&market);
	trend_regions(market.snapshot, market_day("2026-07-13"), &basis, &point, 1);
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
		cmocka_unit_test(test_denominators),
		cmocka_unit_test(test_too_little_is_priced),
		cmocka_unit_test(test_top_10_by_unit),
		cmocka_unit_test(test_paid_only),
		cmocka_unit_test(test_a_free_week_of_a_paid_model),
		cmocka_unit_test(test_sums_near_the_end),
		cmocka_unit_test(test_regions_of_the_sample),
	};

	return cmocka_run_group_tests(tests, market_round_setup, market_teardown);
}
