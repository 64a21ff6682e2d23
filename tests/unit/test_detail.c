/* Detail by week and by day, and the comparison, on the market of round numbers (support/market.h)
 * and on one with a missing week. */
#include "support/market.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "view/view.h"

static struct table *build(const struct market *market, const char *view, const char *subject,
			   const char *monday, enum unit unit)
{
	struct query query = query_default();

	query.week = market_day(monday);
	query.unit = unit;
	query.subject = subject;
	query.subject_view = "models";
	return view_table(view_find(view), market->snapshot, &query);
}

static void expect_points(const struct table *table, size_t series, const double *expected,
			  size_t n)
{
	assert_non_null(table->chart);
	assert_int_equal(table->chart->n, n);
	for (size_t i = 0; i < n; i++) {
		double point = table->chart->series[series].points[i];

		if (isnan(expected[i]) ? !isnan(point) : point != expected[i])
			fail_msg("point %zu is %f, not %f", i, point, expected[i]);
	}
}

/* alpha: 400M of 1000M, 500M of 2000M (+25 %), then 200M of 600M in two days: the same days of the
 * week before had 50M + 50M, now 100M + 100M: +100 %.  At 1.12 a million: $448, $560; from Sunday
 * 22.3. on 2 a million: $400; the price rose by 2 / 1.12 - 1 = 0.785714. */
static void test_weeks_of_a_model(void **state)
{
	static const double tokens[] = {400e6, 500e6, 200e6};
	const struct market *market = *state;
	struct table *table;

	table = build(market, "detail", "us-a/alpha", "2026-03-16", UNIT_TOKENS);
	assert_string_equal(table->title, "alpha, tokens by week");
	assert_row_keys(table, "2026-W12 2026-W11 2026-W10");
	assert_integer_cell(table, "2026-W11", "tokens", VALUE_TOKENS, 500 * MARKET_MILLION);
	assert_integer_cell(table, "2026-W11", "rank", VALUE_INTEGER, 2);
	assert_real_cell(table, "2026-W11", "token_share", 0.25);
	assert_real_cell(table, "2026-W11", "wow", 0.25);
	assert_integer_cell(table, "2026-W11", "usd", VALUE_USD, 560 * MARKET_DOLLAR);
	assert_absent_cell(table, "2026-W11", "price_change");
	assert_absent_cell(table, "2026-W11", "state");
	assert_real_cell(table, "2026-W12", "wow", 1);
	assert_integer_cell(table, "2026-W12", "usd", VALUE_USD, 400 * MARKET_DOLLAR);
	assert_real_cell(table, "2026-W12", "price_change", 2 / 1.12 - 1);
	assert_text_cell(table, "2026-W12", "state", "running, 2/7 days");
	assert_absent_cell(table, "2026-W10", "wow");
	assert_text_cell(table, "2026-W10", "week", "2026-W10");
	assert_text_cell(table, "2026-W10", "date", "2026-03-02");
	expect_points(table, 0, tokens, 3);
	assert_true(table->chart->series[0].hollow);
	assert_string_equal(table->chart->labels[2], "2026-W12");
	/* The running week is not over: as of the one before; nothing is known before W10. */
	assert_line_note(table, "2026-W11: highest known: 500M in 2026-W11");
	assert_line_note(table, "first ranked in 2026-W10 or earlier; ranked in 3 of 3 weeks since "
				"2026-W10");
	assert_text_cell(table, "2026-W11", "streaks", "highest known: 500M in 2026-W11");
	assert_absent_cell(table, "2026-W12", "streaks");
	table_free(table);
}

/* gamma is ranked in W10 only: 0 later, for all ranked models of those weeks are known.  Its
 * weeks end with the one on screen. */
static void test_weeks_without_the_model(void **state)
{
	static const double points[] = {100e6, 0};
	const struct market *market = *state;
	struct table *table;

	table = build(market, "detail", "cn-b/gamma", "2026-03-09", UNIT_TOKENS);
	assert_row_keys(table, "2026-W11 2026-W10");
	assert_text_cell(table, "2026-W11", "state", "not among the 6 ranked");
	assert_absent_cell(table, "2026-W11", "tokens");
	assert_absent_cell(table, "2026-W11", "rank");
	expect_points(table, 0, points, 2);
	assert_false(table->chart->series[0].hollow);
	table_free(table);
	table = build(market, "detail", "fr-a/delta", "2026-03-02", UNIT_TOKENS);
	assert_int_equal(table->n_rows, 0);
	assert_string_equal(table_find_note(table, NOTE_EMPTY), "not ranked up to this week");
	table_free(table);
	table = build(market, "detail", "no/such", "2026-03-09", UNIT_TOKENS);
	assert_int_equal(table->n_rows, 0);
	table_free(table);
}

/* us-a: alpha and alpha:free, 500M + 200M of 2000M in W11, and the dollars of alpha alone. */
static void test_weeks_of_a_vendor(void **state)
{
	static const double dollars[] = {448e6, 560e6};
	const struct market *market = *state;
	struct table *table;

	table = build(market, "detail", "us-a", "2026-03-09", UNIT_USD);
	assert_string_equal(table->title, "America A, dollars by week");
	assert_integer_cell(table, "2026-W11", "tokens", VALUE_TOKENS, 700 * MARKET_MILLION);
	assert_real_cell(table, "2026-W11", "token_share", 0.35);
	assert_integer_cell(table, "2026-W11", "usd", VALUE_USD, 560 * MARKET_DOLLAR);
	assert_real_cell(table, "2026-W11", "wow", 0.25);
	assert_absent_cell(table, "2026-W11", "input_usd_per_m");
	expect_points(table, 0, dollars, 2);
	table_free(table);
}

/* W11 is missing, W12 is coarse and does not name the model, W13 has it again. */
static void test_missing_and_coarse_weeks_are_gaps(void **state)
{
	static const double model[] = {5, NAN, NAN, 7}, vendor[] = {5, NAN, NAN, 7};
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-03-02", 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 5);
	market_week(&market, "2026-03-16", 7, HISTORY_COARSE);
	market_row(&market, "us-a/big", 90);
	market_row(&market, "other", 10);
	market_week(&market, "2026-03-23", 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 7);
	market_open(&market);
	table = build(&market, "detail", "us-a/alpha", "2026-03-23", UNIT_TOKENS);
	assert_row_keys(table, "2026-W13 2026-W12 2026-W11 2026-W10");
	assert_text_cell(table, "2026-W11", "state", "no figures");
	assert_text_cell(table, "2026-W12", "state", "not among the 1 ranked");
	expect_points(table, 0, model, 4);
	table_free(table);
	/* Of the vendor the coarse week knows a part: said with ~, and no point. */
	table = build(&market, "detail", "us-a", "2026-03-23", UNIT_TOKENS);
	assert_integer_cell(table, "2026-W12", "tokens", VALUE_TOKENS, 90);
	assert_true(market_cell(table, "2026-W12", "tokens")->approx);
	assert_absent_cell(table, "2026-W12", "rank");
	assert_absent_cell(table, "2026-W13", "wow");
	expect_points(table, 0, vendor, 4);
	/* W11 and W12 cannot tell. */
	assert_line_note(table, "first ranked in 2026-W10 or earlier; ranked in 2 of 2 weeks since "
				"2026-W10 (2 unknown left out)");
	table_free(table);
	market_done(&market);
}

static bool has_note(const struct table *table, const char *part)
{
	for (size_t i = 0; i < table->n_notes; i++)
		if (strstr(table->notes[i].text, part))
			return true;
	return false;
}

/* W10 and W11 are coarse: of us-a they know 90M + 8M and 90M at the least, W11 ranks it though.  At
 * $2 a million W11 has $180 or more. */
static void test_coarse_weeks_of_a_vendor(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-03-02", 7, HISTORY_COARSE);
	market_row(&market, "us-a/big", 90 * MARKET_MILLION);
	market_row(&market, "us-a/alpha", 8 * MARKET_MILLION);
	market_week(&market, "2026-03-09", 7, HISTORY_COARSE);
	market_row(&market, "us-a/big", 90 * MARKET_MILLION);
	market_week(&market, "2026-03-16", 7, HISTORY_EXACT);
	market_row(&market, "us-a/big", 99 * MARKET_MILLION);
	market_week(&market, "2026-03-23", 7, HISTORY_EXACT);
	market_row(&market, "us-a/big", 99 * MARKET_MILLION);
	market_listing(&market, "2026-03-01", "us-a/big", 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_open(&market);
	table = build(&market, "detail", "us-a", "2026-03-02", UNIT_TOKENS);
	assert_false(has_note(table, "ranked in 0"));
	assert_false(has_note(table, "1 of 1"));
	assert_string_equal(table->chart->empty, "coarse: at least 98.0M");
	table_free(table);
	table = build(&market, "detail", "us-a", "2026-03-09", UNIT_USD);
	assert_false(has_note(table, "paid in"));
	assert_string_equal(table->chart->empty, "coarse: at least $180");
	table_free(table);
	/* One week that tells is no sentence, two are. */
	table = build(&market, "detail", "us-a", "2026-03-16", UNIT_TOKENS);
	assert_false(has_note(table, "ranked in 1"));
	table_free(table);
	table = build(&market, "detail", "us-a", "2026-03-23", UNIT_TOKENS);
	assert_line_note(table, "first ranked in 2026-W10 or earlier; ranked in 2 of 2 weeks since "
				"2026-W10 (2 coarse left out)");
	table_free(table);
	market_done(&market);
}

/* From the source's first week on, one token more each; us-a/b stays behind. */
static void test_streaks_in_words(void **state)
{
	int32_t first = market_day("2024-12-30");
	struct market market;
	struct table *table;
	char monday[CALENDAR_SIZE];

	(void)state;
	market_init(&market, HISTORY_LIVE);
	for (int week = 0; week < 7; week++) {
		market_week(&market, calendar_format_date(monday, first + 7 * week), week ? 7 : 5,
			    HISTORY_EXACT);
		market_row(&market, "us-a/a", 10 + week);
		if (week >= 2)
			market_row(&market, "us-a/b", 9 - week);
	}
	market_open(&market);
	table = build(&market, "detail", "us-a/a", monday, UNIT_TOKENS);
	assert_line_note(table, "#1 for at least 7 weeks; at least the fifth rise in a row; "
				"highest ever: 16 in 2025-W07");
	assert_line_note(table, "first ranked in 2025-W01; ranked in 7 of 7 weeks since 2025-W01");
	assert_text_cell(table, "2025-W01", "streaks",
			 "#1 for at least 1 week; highest ever: 10 in 2025-W01; first ranked in "
			 "2025-W01");
	table_free(table);
	table = build(&market, "detail", "us-a/b", monday, UNIT_TOKENS);
	/* The weeks that do not name it can have given it the 11 of their smallest row. */
	assert_line_note(table, "at least the fourth fall in a row; highest known: 7 in 2025-W03");
	assert_line_note(table, "first ranked in 2025-W03; ranked in 5 of 5 weeks since 2025-W03");
	assert_absent_cell(table, "2025-W04", "streaks");
	table_free(table);
	market_done(&market);
}

/* From free to paid is no growth; from $2 down to nothing is -100 %. */
static void test_price_changes_from_and_to_free(void **state)
{
	static const char *const mondays[] = {"2026-03-02", "2026-03-09", "2026-03-16"};
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	for (size_t i = 0; i < 3; i++) {
		market_week(&market, mondays[i], 7, HISTORY_EXACT);
		market_row(&market, "us-a/alpha", 5);
	}
	market_listing(&market, "2026-03-01", "us-a/alpha", 0, 0);
	market_listing(&market, "2026-03-10", "us-a/alpha", 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_listing(&market, "2026-03-17", "us-a/alpha", 0, 0);
	market_open(&market);
	table = build(&market, "detail", "us-a/alpha", "2026-03-16", UNIT_TOKENS);
	assert_word_cell(table, "2026-W11", "price_change", "was free");
	assert_real_cell(table, "2026-W12", "price_change", -1);
	assert_absent_cell(table, "2026-W10", "price_change");
	table_free(table);
	market_done(&market);
}

/* Days of beta: 9.3. 100M, 10.3. not named, 16.3. 200M, 17.3. 100M; the days between are missing.
 * 200M is twice what the Monday before had; 16.3. has 350M in all. */
static void test_days(void **state)
{
	static const double points[] = {100e6, NAN, NAN, NAN, NAN, NAN, NAN, 200e6, 100e6};
	static const double whole[] = {100e6, NAN, NAN, NAN, NAN, NAN, NAN};
	const struct market *market = *state;
	struct table *table;

	table = build(market, "detail-days", "cn-a/beta", "2026-03-16", UNIT_TOKENS);
	assert_int_equal(table->n_rows, 9);
	assert_string_equal(table->rows[0].key, "2026-03-17");
	assert_text_cell(table, "2026-03-17", "span", "Tue");
	assert_integer_cell(table, "2026-03-16", "tokens", VALUE_TOKENS, 200 * MARKET_MILLION);
	assert_integer_cell(table, "2026-03-16", "rank", VALUE_INTEGER, 1);
	assert_real_cell(table, "2026-03-16", "token_share", 200.0 / 350);
	assert_real_cell(table, "2026-03-16", "wow", 1);
	assert_absent_cell(table, "2026-03-17", "wow");
	assert_text_cell(table, "2026-03-10", "state", "not among the 1 ranked");
	assert_text_cell(table, "2026-03-12", "state", "no figures");
	assert_integer_cell(table, "2026-03-16", "days", VALUE_INTEGER, 1);
	assert_text_cell(table, "2026-03-16", "week", "2026-W12");
	expect_points(table, 0, points, 9);
	table_free(table);
	/* A week that is over goes to its Sunday, whatever days of it are known. */
	table = build(market, "detail-days", "cn-a/beta", "2026-03-09", UNIT_TOKENS);
	assert_int_equal(table->n_rows, 7);
	assert_string_equal(table->rows[0].key, "2026-03-15");
	assert_text_cell(table, "2026-03-15", "state", "no figures");
	expect_points(table, 0, whole, 7);
	table_free(table);
	table = build(market, "detail-days", "cn-a/beta", "2026-03-02", UNIT_TOKENS);
	assert_string_equal(table_find_note(table, NOTE_EMPTY), "no daily figures up to this week");
	table_free(table);
}

/* Of paid models only: of the 2000M of W11 the 200M of alpha:free and the 100M of anon are out; the
 * vendor has alpha's 500M, and the free model says why it has nothing. */
static void test_paid_models_only(void **state)
{
	struct query query = query_default();
	const struct market *market = *state;
	struct table *table;

	query.week = market_day("2026-03-09");
	query.paid_only = true;
	query.subject = "us-a";
	query.subject_view = "vendors";
	table = view_table(view_find("detail"), market->snapshot, &query);
	assert_string_equal(table->title, "America A, tokens by week, paid models only");
	assert_integer_cell(table, "2026-W11", "tokens", VALUE_TOKENS, 500 * MARKET_MILLION);
	assert_real_cell(table, "2026-W11", "token_share", 500.0 / 1700);
	table_free(table);
	query.subject = "us-a/alpha:free";
	table = view_table(view_find("detail"), market->snapshot, &query);
	assert_text_cell(table, "2026-W11", "state", "left out: paid models only");
	assert_absent_cell(table, "2026-W11", "tokens");
	assert_true(isnan(table->chart->series[0].points[0]));
	table_free(table);
}

static void test_without_a_subject(void **state)
{
	static const char *const ids[] = {"detail", "detail-days", "compare", "explain"};
	const struct market *market = *state;

	for (size_t i = 0; i < 4; i++) {
		struct table *table = build(market, ids[i], NULL, "2026-03-09", UNIT_TOKENS);

		assert_int_equal(table->n_rows, 0);
		assert_non_null(table_find_note(table, NOTE_EMPTY));
		assert_null(table->chart);
		table_free(table);
	}
}

/* beta is ranked from W10 on, delta from W11 on and has no price; us-a has two models. */
static void test_comparison(void **state)
{
	static const double beta[] = {300e6, 600e6}, delta[] = {NAN, 100e6};
	static const double vendor[] = {400e6, 700e6};
	struct query query = query_default();
	const struct market *market = *state;
	struct table *table;

	query.week = market_day("2026-03-09");
	query.pins[0] = "cn-a/beta";
	query.pins[1] = "fr-a/delta";
	query.pins[2] = "us-a";
	table = view_table(view_find("compare"), market->snapshot, &query);
	assert_row_keys(table, "2026-W11 2026-W10");
	assert_integer_cell(table, "2026-W11", "cn-a/beta", VALUE_TOKENS, 600 * MARKET_MILLION);
	assert_integer_cell(table, "2026-W11", "us-a", VALUE_TOKENS, 700 * MARKET_MILLION);
	assert_absent_cell(table, "2026-W10", "fr-a/delta");
	assert_text_cell(table, "2026-W11", "week", "2026-W11");
	assert_text_cell(table, "2026-W11", "unit", "tokens");
	assert_int_equal(table->chart->n_series, 3);
	assert_string_equal(table->chart->names[2], "America A");
	expect_points(table, 0, beta, 2);
	expect_points(table, 1, delta, 2);
	expect_points(table, 2, vendor, 2);
	table_free(table);
	query.unit = UNIT_USD;
	table = view_table(view_find("compare"), market->snapshot, &query);
	assert_integer_cell(table, "2026-W11", "us-a", VALUE_USD, 560 * MARKET_DOLLAR);
	assert_word_cell(table, "2026-W11", "fr-a/delta", "varies");
	assert_true(isnan(table->chart->series[1].points[1]));
	table_free(table);
}

static void test_pins_mark_their_rows(void **state)
{
	struct query query = query_default();
	const struct market *market = *state;
	struct table *table;

	query.week = market_day("2026-03-09");
	query.pins[0] = "host/anon";
	query.pins[1] = "us-a/alpha";
	table = view_table(view_find("models"), market->snapshot, &query);
	for (size_t i = 0; i < table->n_rows; i++) {
		const char *key = table->rows[i].key;

		assert_int_equal(table->rows[i].pin, strcmp(key, "host/anon") == 0    ? 1
						     : strcmp(key, "us-a/alpha") == 0 ? 2
										      : 0);
	}
	table_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weeks_of_a_model),
		cmocka_unit_test(test_weeks_without_the_model),
		cmocka_unit_test(test_weeks_of_a_vendor),
		cmocka_unit_test(test_missing_and_coarse_weeks_are_gaps),
		cmocka_unit_test(test_coarse_weeks_of_a_vendor),
		cmocka_unit_test(test_streaks_in_words),
		cmocka_unit_test(test_price_changes_from_and_to_free),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_paid_models_only),
		cmocka_unit_test(test_without_a_subject),
		cmocka_unit_test(test_comparison),
		cmocka_unit_test(test_pins_mark_their_rows),
	};

	return cmocka_run_group_tests(tests, market_round_setup, market_teardown);
}
