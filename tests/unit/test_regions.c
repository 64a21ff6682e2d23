/* The regions view and its history: on the market of round numbers (see support/market.h), figures
 * worked out on paper; on the sample, figures computed apart from the program (see test_models.c).
 *
 *	tokens        W10   W11       dollars   W10   W11
 *	CN            400   600                 700  1200
 *	US            400   700                 448   560
 *	FR              -   100                   -     -
 *	unidentified   50   200 (host and nobody)  0     0
 *	tail          150   400
 */
#include "view/regions.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"
#include "view/spark.h"
#include "view/view.h"

#define W11 "2026-03-09"
#define W12 "2026-03-16"

static void test_by_tokens(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "regions", W11, UNIT_TOKENS);
	/* China and the US first whoever leads. */
	assert_row_keys(table, "CN US FR unidentified tail");
	assert_real_cell(table, "CN", "token_share", 0.3);
	assert_real_cell(table, "US", "token_share", 0.35);
	assert_real_cell(table, "FR", "token_share", 0.05);
	assert_real_cell(table, "unidentified", "token_share", 0.1);
	assert_real_cell(table, "tail", "token_share", 0.2);
	assert_integer_cell(table, "unidentified", "tokens", VALUE_TOKENS, 200 * MARKET_MILLION);
	assert_integer_cell(table, "tail", "tokens", VALUE_TOKENS, 400 * MARKET_MILLION);
	assert_real_cell(table, "CN", "wow", 0.5);
	assert_real_cell(table, "US", "wow", 0.75);
	assert_real_cell(table, "unidentified", "wow", 3);
	assert_real_cell(table, "tail", "wow", 400.0 / 150 - 1);
	assert_absent_cell(table, "FR", "wow");
	assert_text_cell(table, "FR", "name", "France");
	assert_line_note(table, "the US perhaps leads: -25 to 35 points, 1 week running");
	assert_non_null(strstr(table->title, "of all tokens"));
	table_free(table);
}

static void test_by_dollars(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "regions", W11, UNIT_USD);
	assert_integer_cell(table, "CN", "usd", VALUE_USD, 1200 * MARKET_DOLLAR);
	assert_true(market_cell(table, "CN", "usd")->approx);
	assert_real_cell(table, "CN", "usd_share", 1200.0 / 1760);
	assert_real_cell(table, "US", "usd_share", 560.0 / 1760);
	assert_real_cell(table, "CN", "wow", 1200.0 / 700 - 1);
	assert_real_cell(table, "US", "wow", 0.25);
	/* Half of it is free, half is not known. */
	assert_word_cell(table, "unidentified", "usd", "partly");
	assert_word_cell(table, "FR", "usd", "varies");
	assert_absent_cell(table, "tail", "usd");
	assert_absent_cell(table, "tail", "wow");
	assert_line_note(table, "China leads by 36.4 points, at least 2 weeks running");
	assert_non_null(strstr(table->title, "priced"));
	table_free(table);
}

/* The title says that free models are left out. */
static void test_paid_only_is_said(void **state)
{
	const struct market *market = *state;
	struct query query = query_default();
	struct table *table;

	query.week = market_day(W11);
	query.paid_only = true;
	table = view_table(view_find("regions"), market->snapshot, &query);
	assert_string_equal(table->title, "shares of all tokens, paid models only");
	table_free(table);
}

static struct table *denominated(const struct market *market, const char *monday, enum unit unit,
				 enum denominator denominator)
{
	struct query query = query_default();

	query.week = market_day(monday);
	query.unit = unit;
	query.denominator = denominator;
	return view_table(view_find("regions"), market->snapshot, &query);
}

/* W11: China 600 and the US 700; without the rest they are 1300, and the unknown 600 would join. */
static void test_identified(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = denominated(market, W11, UNIT_TOKENS, DENOMINATOR_IDENTIFIED);
	assert_row_keys(table, "CN US FR unidentified tail");
	assert_real_cell(table, "CN", "token_share", 600.0 / 1300);
	assert_real_cell(table, "US", "token_share", 700.0 / 1300);
	assert_real_cell(table, "CN", "usd_share", 1200.0 / 1760);
	assert_absent_cell(table, "FR", "token_share");
	assert_absent_cell(table, "unidentified", "token_share");
	assert_absent_cell(table, "unidentified", "usd_share");
	assert_absent_cell(table, "tail", "token_share");
	assert_integer_cell(table, "tail", "tokens", VALUE_TOKENS, 400 * MARKET_MILLION);
	assert_text_cell(table, "FR", "denominator", "identified");
	assert_string_equal(table->title, "shares of China and US tokens");
	/* -500 and 700 of 1900 */
	assert_line_note(table, "the US perhaps leads: -26 to 37 points, 1 week running");
	table_free(table);
}

/* All six of W11 are in the top ten; the sample's W22 has more: China 11139284762484 of the ten's
 * 18003942653025 (see test_vendors_map.c), all other models the rest of the week's tokens. */
static void test_top_10(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_round(&market);
	table = denominated(&market, W11, UNIT_TOKENS, DENOMINATOR_TOP_10);
	assert_row_keys(table, "CN US FR unidentified tail");
	assert_real_cell(table, "CN", "token_share", 600.0 / 1600);
	assert_real_cell(table, "unidentified", "token_share", 200.0 / 1600);
	assert_absent_cell(table, "tail", "token_share");
	assert_real_cell(table, "CN", "wow", 0.5);
	assert_text_cell(table, "tail", "denominator", "top 10");
	table_free(table);
	market_done(&market);

	market_sample(&market);
	table = denominated(&market, "2026-05-25", UNIT_TOKENS, DENOMINATOR_TOP_10);
	assert_integer_cell(table, "CN", "tokens", VALUE_TOKENS, INT64_C(11139284762484));
	assert_real_cell(table, "CN", "token_share", 0.618714);
	assert_integer_cell(table, "tail", "tokens", VALUE_TOKENS,
			    INT64_C(31821170937871) - INT64_C(18003942653025));
	assert_string_equal(table->title, "shares of the top 10's tokens");
	table_free(table);
	/* 14223108065625 over 14223108065625 + 12792692295540 */
	table = denominated(&market, "2026-05-25", UNIT_TOKENS, DENOMINATOR_IDENTIFIED);
	assert_real_cell(table, "CN", "token_share", 0.526474);
	table_free(table);
	/* 4.5 points, and 14.6 of them unknown. */
	table = denominated(&market, "2026-05-25", UNIT_TOKENS, DENOMINATOR_ALL);
	assert_line_note(table, "China perhaps leads: -10 to 19 points, at least 1 week running");
	table_free(table);
	market_done(&market);
}

static void test_leads(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "regions", "2026-03-02", UNIT_TOKENS);
	assert_line_note(table, "China and the US are level");
	table_free(table);
	table = market_table(market, "regions", W12, UNIT_TOKENS);
	assert_line_note(table, "a running week has no leader yet");
	assert_true(market_cell(table, "US", "trend")->series->hollow);
	table_free(table);
}

/* Nobody leads in dollars that nobody knows. */
static void test_nothing_priced(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "cn-a/beta", 2);
	market_row(&market, "us-a/alpha", 1);
	market_open(&market);
	table = market_table(&market, "regions", W11, UNIT_USD);
	assert_line_note(table, "who leads is not known: nothing is priced");
	assert_word_cell(table, "CN", "usd", "not listed");
	assert_absent_cell(table, "CN", "usd_share");
	/* There is no tail, and nothing unidentified. */
	assert_row_keys(table, "CN US unidentified");
	assert_integer_cell(table, "unidentified", "tokens", VALUE_TOKENS, 0);
	table_free(table);
	market_done(&market);
}

static void test_series(void **state)
{
	const struct market *market = *state;
	struct table *table;
	const struct series *china, *us;

	table = market_table(market, "regions", W11, UNIT_TOKENS);
	china = market_cell(table, "CN", "trend")->series;
	us = market_cell(table, "US", "trend")->series;
	assert_int_equal(china->n, us->n);
	assert_true(fabs(china->points[china->n - 1] - 0.3) < 1e-12);
	assert_true(fabs(china->points[china->n - 2] - 0.4) < 1e-12);
	assert_true(isnan(china->points[china->n - 3]));
	assert_true(fabs(us->points[us->n - 1] - 0.35) < 1e-12);
	assert_absent_cell(table, "FR", "trend");
	assert_true(table->columns[table_column(table, "trend")].flags & COLUMN_SHARED);
	table_free(table);
}

static void test_history(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "region-history", W11, UNIT_TOKENS);
	assert_row_keys(table, "2026-W10 CN 2026-W10 US 2026-W10 unidentified 2026-W10 tail "
			       "2026-W11 CN 2026-W11 US 2026-W11 FR 2026-W11 unidentified "
			       "2026-W11 tail 2026-W12 CN 2026-W12 US 2026-W12 unidentified "
			       "2026-W12 tail");
	assert_text_cell(table, "2026-W11 CN", "region", "CN");
	assert_text_cell(table, "2026-W11 CN", "week", "2026-W11");
	assert_integer_cell(table, "2026-W12 CN", "days", VALUE_INTEGER, 2);
	assert_real_cell(table, "2026-W11 US", "token_share", 0.35);
	assert_real_cell(table, "2026-W11 US", "wow", 0.75);
	assert_absent_cell(table, "2026-W10 US", "wow");
	/* Same days: 300 over 100, 200 over 100. */
	assert_real_cell(table, "2026-W12 CN", "wow", 2);
	assert_real_cell(table, "2026-W12 US", "wow", 1);
	assert_text_cell(table, "2026-W12 tail", "region", "tail");
	table_free(table);
}

/* Rows of several weeks say theirs where people read them, and have no trend; a week has one. */
static void test_history_says_its_weeks(void **state)
{
	const struct market *market = *state;
	struct table *history, *regions;
	struct query query = query_default();
	int week, trend;

	query.top = 1;
	history = view_table(view_find("region-history"), market->snapshot, &query);
	regions = market_table(market, "regions", W11, UNIT_TOKENS);
	assert_row_keys(history, "2026-W10 CN 2026-W10 tail 2026-W11 CN 2026-W11 tail 2026-W12 CN "
				 "2026-W12 tail");
	week = table_column(history, "when");
	trend = table_column(history, "trend");
	for (int i = 0; i < week; i++)
		assert_false(history->columns[i].flags & COLUMN_SCREEN);
	assert_true(history->columns[week].flags & COLUMN_SCREEN);
	assert_false(history->columns[trend].flags & COLUMN_SCREEN);
	assert_text_cell(history, "2026-W11 tail", "when", "2026-W11");
	assert_false(regions->columns[table_column(regions, "when")].flags & COLUMN_SCREEN);
	assert_true(regions->columns[table_column(regions, "trend")].flags & COLUMN_SCREEN);
	table_free(history);
	table_free(regions);
}

/* Without a week there is no answer yet. */
static void test_history_of_nothing(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_open(&market);
	table = market_table(&market, "region-history", W11, UNIT_TOKENS);
	assert_true(table->unknown);
	assert_non_null(table_find_note(table, NOTE_EMPTY));
	table_free(table);
	market_done(&market);
}

static void test_sample_week(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "regions", "2026-08-10", UNIT_TOKENS);
	assert_row_keys(table, "CN US KR CA unidentified tail");
	assert_integer_cell(table, "CN", "tokens", VALUE_TOKENS, 42846180405234);
	assert_real_cell(table, "CN", "token_share", 0.568700);
	assert_real_cell(table, "US", "token_share", 0.350696);
	assert_real_cell(table, "CN", "wow", 0.047752);
	assert_real_cell(table, "US", "wow", 0.132840);
	assert_real_cell(table, "CN", "usd_share", 0.265970);
	assert_real_cell(table, "US", "usd_share", 0.733868);
	assert_line_note(table, "China leads by 14 to 29 points, at least 12 weeks running");
	table_free(table);
	/* August 17 to 21 over August 10 to 14. */
	table = market_table(&market, "regions", "2026-08-17", UNIT_TOKENS);
	assert_real_cell(table, "CN", "wow", 0.109407);
	assert_real_cell(table, "US", "wow", 0.131988);
	assert_real_cell(table, "FR", "wow", 1.943299);
	assert_real_cell(table, "unidentified", "token_share", 0.031031);
	table_free(table);
	/* Nothing of a coarse week, and no growth over one. */
	table = market_table(&market, "regions", "2026-05-18", UNIT_TOKENS);
	assert_int_equal(table->n_rows, 0);
	assert_non_null(strstr(table_find_note(table, NOTE_EMPTY), "9 largest"));
	table_free(table);
	table = market_table(&market, "regions", "2026-05-25", UNIT_TOKENS);
	assert_real_cell(table, "CN", "token_share", 0.446970);
	assert_absent_cell(table, "CN", "wow");
	table_free(table);
	market_done(&market);
}

/* All of a week is somewhere: countries, unidentified and tail are 1, week by week. */
static void test_sample_history_adds_up(void **state)
{
	struct market market;
	struct table *table;
	int share, week, weeks = 0;
	double sum = 1;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "region-history", "2026-08-10", UNIT_TOKENS);
	share = table_column(table, "token_share");
	week = table_column(table, "week");
	for (size_t i = 0; i < table->n_rows; i++) {
		const struct value *values = table->rows[i].values;

		if (i == 0 ||
		    strcmp(values[week].text, table->rows[i - 1].values[week].text) != 0) {
			assert_true(fabs(sum - 1) < 1e-9);
			sum = 0;
			weeks++;
		}
		sum += values[share].real;
	}
	assert_true(fabs(sum - 1) < 1e-9);
	assert_int_equal(weeks, 13); /* W22 to W34 */
	assert_real_cell(table, "2026-W29 CN", "token_share", 0.630288);
	table_free(table);
	market_done(&market);
}

/* A filter, and the first rows alone, leave the scale as it is: of China's and the US' shares. */
static void test_filter_keeps_the_scale(void **state)
{
	struct query query = query_default();
	const struct market *market = *state;
	struct table *table;
	size_t trend;
	double all;

	table = market_table(market, "regions", W11, UNIT_TOKENS);
	trend = (size_t)table_column(table, "trend");
	all = spark_scale(table, trend, 52);
	/* China's 40 % in W10. */
	assert_true(fabs(all - 0.4) < 1e-9);
	table_free(table);
	query.week = market_day(W11);
	query.filter = "united";
	table = view_table(view_find("regions"), market->snapshot, &query);
	assert_row_keys(table, "US");
	assert_true(spark_scale(table, trend, 52) == all);
	table_free(table);
	query.unit = UNIT_USD;
	query.filter = NULL;
	query.sort = "name";
	query.descending = true;
	query.top = 1;
	table = view_table(view_find("regions"), market->snapshot, &query);
	trend = (size_t)table_column(table, "trend");
	/* 1200 of 1760 dollars in W11, 700 of 1148 in W10. */
	assert_true(fabs(spark_scale(table, trend, 52) - 1200.0 / 1760) < 1e-9);
	table_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_tokens),
		cmocka_unit_test(test_by_dollars),
		cmocka_unit_test(test_paid_only_is_said),
		cmocka_unit_test(test_identified),
		cmocka_unit_test(test_top_10),
		cmocka_unit_test(test_leads),
		cmocka_unit_test(test_nothing_priced),
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_history_says_its_weeks),
		cmocka_unit_test(test_history_of_nothing),
		cmocka_unit_test(test_sample_week),
		cmocka_unit_test(test_sample_history_adds_up),
		cmocka_unit_test(test_filter_keeps_the_scale),
	};

	return cmocka_run_group_tests(tests, market_round_setup, market_teardown);
}
