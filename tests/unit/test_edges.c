/* Histories and catalogues at their edges, through every view that shows them: a model that gets
 * another name, one that leaves the catalogue, a week in which nothing has a price, a price of -1,
 * and a week that is missing. */
#include "support/market.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "view/banner.h"
#include "view/figures.h"
#include "view/view.h"

#define W10 "2026-03-02"
#define W11 "2026-03-09"
#define W12 "2026-03-16"

static void listing(struct market *market, const char *seen, const char *id, const char *name,
		    int64_t price)
{
	struct listing listing = {
		.id = id,
		.permaslug = "us-a/alpha-20260101",
		.name = name,
		.seen = (int64_t)market_day(seen) * CALENDAR_DAY_SECONDS,
		.price = {price, price, PRICE_NONE, false},
	};

	catalog_builder_add(market->listings, &listing);
}

static struct table *detail_of(const struct market *market, const char *subject, const char *monday,
			       enum unit unit)
{
	struct query query = query_default();

	query.week = market_day(monday);
	query.unit = unit;
	query.subject = subject;
	return view_table(view_find("detail"), market->snapshot, &query);
}

static const struct series *trend(const struct table *table, const char *key)
{
	const struct value *value = market_cell(table, key, "trend");

	assert_int_equal(value->kind, VALUE_SERIES);
	return value->series;
}

/* Another id and another name for what rankings call the same: each week has its name, the model
 * stays one, neither new nor gone, and its price is that of the week. */
static void test_a_model_renamed(void **state)
{
	static const char *const mondays[] = {W10, W11};
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	for (int i = 0; i < 2; i++) {
		market_week(&market, mondays[i], 7, HISTORY_EXACT);
		market_row(&market, "us-a/alpha-20260101", 4 + i);
		market_row(&market, "cn-a/beta", 1);
	}
	listing(&market, "2026-03-01", "us-a/alpha", "America A: Alpha Preview", MARKET_DOLLAR);
	listing(&market, "2026-03-10", "us-a/alpha-1", "America A: Alpha 1", 2 * MARKET_DOLLAR);
	market_open(&market);
	table = market_table(&market, "models", W10, UNIT_TOKENS);
	assert_text_cell(table, "us-a/alpha-20260101", "name", "Alpha Preview");
	assert_integer_cell(table, "us-a/alpha-20260101", "usd", VALUE_USD, 4);
	table_free(table);
	table = market_table(&market, "models", W11, UNIT_TOKENS);
	assert_text_cell(table, "us-a/alpha-20260101", "name", "Alpha 1");
	assert_integer_cell(table, "us-a/alpha-20260101", "usd", VALUE_USD, 10);
	assert_integer_cell(table, "us-a/alpha-20260101", "move", VALUE_MOVE, 0);
	assert_real_cell(table, "us-a/alpha-20260101", "wow", 0.25);
	table_free(table);
	table = market_table(&market, "records", W11, UNIT_TOKENS);
	assert_text_cell(table, "leader", "what", "Alpha 1 #1 for at least 2 weeks");
	assert_int_equal(table_find_row(table, "in:us-a/alpha-20260101"), -1);
	table_free(table);
	table = detail_of(&market, "us-a/alpha-20260101", W11, UNIT_TOKENS);
	assert_row_keys(table, "2026-W11 2026-W10");
	assert_string_equal(table->title, "Alpha 1, tokens by week");
	assert_real_cell(table, "2026-W11", "price_change", 1);
	table_free(table);
	market_done(&market);
}

/* The catalogue was read again in April and no longer has the model: its last price counts. */
static void test_a_model_that_left(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-04-06", 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 6 * MARKET_MILLION);
	market_row(&market, "cn-a/beta", MARKET_MILLION);
	market_listing(&market, "2026-03-01", "us-a/alpha", MARKET_DOLLAR, MARKET_DOLLAR);
	market_listing(&market, "2026-03-10", "us-a/alpha", 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_listing(&market, "2026-04-07", "cn-a/beta", MARKET_DOLLAR, MARKET_DOLLAR);
	catalog_builder_checked(market.listings,
				(int64_t)market_day("2026-04-12") * CALENDAR_DAY_SECONDS);
	market_open(&market);
	table = market_table(&market, "prices", "2026-04-06", UNIT_TOKENS);
	assert_integer_cell(table, "us-a/alpha", "input_usd_per_m", VALUE_PRICE, 2 * MARKET_DOLLAR);
	assert_text_cell(table, "us-a/alpha", "price_status", "listed");
	table_free(table);
	table = market_table(&market, "models", "2026-04-06", UNIT_USD);
	assert_integer_cell(table, "us-a/alpha", "usd", VALUE_USD, 12 * MARKET_DOLLAR);
	table_free(table);
	market_done(&market);
}

/* A router (a price of -1), one listed without a price, one not listed; the week before, the
 * router's twin had a price. */
static void fill_unpriced(struct market *market)
{
	market_init(market, HISTORY_LIVE);
	market_week(market, W10, 7, HISTORY_EXACT);
	market_row(market, "us-a/paid", 50);
	market_week(market, W11, 7, HISTORY_EXACT);
	market_row(market, "us-a/router", 50);
	market_row(market, "cn-a/riddle", 30);
	market_row(market, "fr-a/nowhere", 15);
	market_row(market, HISTORY_TAIL, 5);
	market_listing(market, "2026-03-01", "us-a/paid", MARKET_DOLLAR, MARKET_DOLLAR);
	market_listing(market, "2026-03-01", "us-a/router", PRICE_VARIES, PRICE_VARIES);
	market_listing(market, "2026-03-01", "cn-a/riddle", PRICE_NONE, PRICE_NONE);
	market_open(market);
}

static void assert_no_dollars(const struct table *table, const char *key, const char *word)
{
	assert_word_cell(table, key, "usd", word);
	assert_absent_cell(table, key, "usd_low");
	assert_absent_cell(table, key, "usd_high");
	assert_absent_cell(table, key, "usd_share");
}

static void test_a_week_without_a_price(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	fill_unpriced(&market);
	for (int unit = UNIT_TOKENS; unit <= UNIT_USD; unit++) {
		table = market_table(&market, "models", W11, (enum unit)unit);
		assert_no_dollars(table, "us-a/router", "varies");
		assert_no_dollars(table, "cn-a/riddle", "unknown");
		assert_no_dollars(table, "fr-a/nowhere", "not listed");
		table_free(table);
		table = market_table(&market, "vendors", W11, (enum unit)unit);
		assert_no_dollars(table, "us-a", "varies");
		assert_no_dollars(table, "fr-a", "not listed");
		assert_absent_cell(table, "us-a", "gap");
		assert_real_cell(table, "us-a", "token_share", 0.5);
		table_free(table);
		table = market_table(&market, "segments", W11, (enum unit)unit);
		assert_integer_cell(table, "unpriced", "models", VALUE_INTEGER, 3);
		assert_real_cell(table, "unpriced", "token_share", 0.95);
		assert_absent_cell(table, "premium", "usd_share");
		table_free(table);
	}
	table = market_table(&market, "models", W11, UNIT_USD);
	for (size_t i = 0; i < table->n_rows; i++)
		assert_absent_cell(table, table->rows[i].key, "rank");
	table_free(table);
	table = market_table(&market, "coverage", W11, UNIT_TOKENS);
	assert_row_keys(table, "us-a/router cn-a/riddle fr-a/nowhere");
	assert_string_equal(table->title, "priced 0.0% of identified tokens (0.0% of all); "
					  "unpriced: 3 models");
	table_free(table);
	market_done(&market);
}

/* Nor do the lines above the panes, the records and the chart make a zero of it. */
static void test_words_of_a_week_without_a_price(void **state)
{
	struct query query = query_default();
	struct market market;
	struct banner banner;
	struct table *table;
	bool unknown = false;

	(void)state;
	fill_unpriced(&market);
	query.week = market_day(W11);
	query.unit = UNIT_USD;
	banner_init(&banner, market.snapshot, &query);
	for (size_t i = 0; i < banner.week.n; i++) {
		unknown |= strcmp(banner.week.parts[i].text, "unknown") == 0;
		assert_null(strchr(banner.week.parts[i].text, '$'));
	}
	assert_true(unknown);
	banner_done(&banner);
	table = market_table(&market, "records", W11, UNIT_USD);
	/* paid's $50 are out of the ranking: at most the $15 of the smallest row now. */
	assert_row_keys(table, "loss in:us-a/router in:cn-a/riddle in:fr-a/nowhere "
			       "out:us-a/paid");
	assert_integer_cell(table, "loss", "value", VALUE_USD, 35);
	assert_absent_cell(table, "in:us-a/router", "value");
	table_free(table);
	table = detail_of(&market, "us-a", W11, UNIT_USD);
	assert_int_equal(table->chart->n, 2);
	assert_true(table->chart->series[0].points[0] == 50);
	assert_true(isnan(table->chart->series[0].points[1]));
	assert_word_cell(table, "2026-W11", "usd", "varies");
	table_free(table);
	market_done(&market);
}

/* W11 is missing between W10 and W12: a gap in every series, no growth over it, and no claim that
 * hangs on it. */
static void test_a_missing_week(void **state)
{
	struct query query = query_default();
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W10, 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 4);
	market_row(&market, "cn-a/beta", 1);
	market_week(&market, W12, 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 8);
	market_row(&market, "fr-a/delta", 2);
	market_open(&market);
	table = market_table(&market, "models", W12, UNIT_TOKENS);
	assert_true(trend(table, "us-a/alpha")->points[51] == 8);
	assert_true(isnan(trend(table, "us-a/alpha")->points[50]));
	assert_true(trend(table, "us-a/alpha")->points[49] == 4);
	assert_absent_cell(table, "us-a/alpha", "wow");
	assert_absent_cell(table, "fr-a/delta", "move");
	assert_line_note(table, "out: not known, the week before is missing; alpha #1 for at least "
				"1 week");
	table_free(table);
	table = market_table(&market, "regions", W12, UNIT_TOKENS);
	assert_true(trend(table, "US")->points[51] == 0.8);
	assert_true(isnan(trend(table, "US")->points[50]) && isnan(trend(table, "CN")->points[50]));
	assert_true(trend(table, "US")->points[49] == 0.8);
	assert_line_note(table, "the US leads by 80.0 points, at least 1 week running");
	table_free(table);
	query.week = market_day(W12);
	query.pins[0] = "us-a";
	query.pins[1] = "cn-a/beta";
	table = view_table(view_find("compare"), market.snapshot, &query);
	assert_row_keys(table, "2026-W12 2026-W11 2026-W10");
	for (int i = 0; i < 2; i++)
		assert_true(isnan(table->chart->series[i].points[1]));
	assert_absent_cell(table, "2026-W11", "us-a");
	table_free(table);
	table = market_table(&market, "models", W11, UNIT_TOKENS);
	assert_int_equal(table->n_rows, 0);
	assert_string_equal(table_find_note(table, NOTE_EMPTY), "no figures for 2026-W11");
	table_free(table);
	market_done(&market);
}

/* Of W10 half of the tokens have a price, of W11 all: dollars have grown by what is listed. */
static void test_dollars_of_too_little(void **state)
{
	struct query query = query_default();
	struct market market;
	struct figures figures;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W10, 7, HISTORY_EXACT);
	market_row(&market, "us-a/listed", 100);
	market_row(&market, "us-a/gone", 100);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/listed", 150);
	market_row(&market, "cn-a/listed", 100);
	market_listing(&market, "2026-03-01", "us-a/listed", MARKET_DOLLAR, MARKET_DOLLAR);
	market_listing(&market, "2026-03-01", "cn-a/listed", MARKET_DOLLAR, MARKET_DOLLAR);
	market_open(&market);
	query.unit = UNIT_USD;
	assert_true(figures_init(&figures, market.snapshot, &query, market_day(W11), GROUP_MODEL));
	assert_true(isnan(figures_growth_total(&figures)));
	figures_done(&figures);
	query.unit = UNIT_TOKENS;
	assert_true(figures_init(&figures, market.snapshot, &query, market_day(W11), GROUP_MODEL));
	assert_true(fabs(figures_growth_total(&figures) - 0.25) < 1e-12);
	figures_done(&figures);
	/* That of a model is that of its price; that of its vendor is not of all its models. */
	table = market_table(&market, "models", W11, UNIT_USD);
	assert_real_cell(table, "us-a/listed", "wow", 0.5);
	assert_false(market_cell(table, "us-a/listed", "wow")->approx);
	table_free(table);
	table = market_table(&market, "vendors", W11, UNIT_USD);
	assert_real_cell(table, "us-a", "wow", 0.5);
	assert_true(market_cell(table, "us-a", "wow")->approx);
	table_free(table);
	table = market_table(&market, "regions", W10, UNIT_USD);
	assert_line_note(table, "who leads is not known: too little is priced");
	table_free(table);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_model_renamed),
		cmocka_unit_test(test_a_model_that_left),
		cmocka_unit_test(test_a_week_without_a_price),
		cmocka_unit_test(test_words_of_a_week_without_a_price),
		cmocka_unit_test(test_a_missing_week),
		cmocka_unit_test(test_dollars_of_too_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
