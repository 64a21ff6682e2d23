/* Before a catalogue was fetched nothing is "not listed": every place that a model's price stands
 * in says that prices are pending, and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"
#include "view/banner.h"
#include "view/view.h"

#define W11   "2026-03-09"
#define ALPHA "us-a/alpha"

static struct market market;

static int setup(void **state)
{
	(void)state;
	market_init(&market, HISTORY_LIVE);
	market.unfetched = true;
	market.status.catalog =
		(struct feed){.trouble = TROUBLE_RATE_LIMITED, .http = 429, .tried_at = 1};
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, ALPHA, 500);
	market_row(&market, "cn-a/beta", 300);
	market_open(&market);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	market_done(&market);
	return 0;
}

static struct table *table_of(const char *view, const char *key)
{
	struct query query = query_default();

	query.week = market_day(W11);
	query.unit = UNIT_USD;
	query.subject = key;
	query.subject_view = "models";
	query.subject_column = "usd";
	query.columns = 120;
	return view_table(view_find(view), market.snapshot, &query);
}

static void test_tables(void **state)
{
	struct table *table = market_table(&market, "models", W11, UNIT_TOKENS);

	(void)state;
	assert_word_cell(table, ALPHA, "usd", "pending");
	assert_word_cell(table, ALPHA, "input_usd_per_m", "pending");
	assert_text_cell(table, ALPHA, "price_status", "pending");
	table_free(table);
	table = market_table(&market, "vendors", W11, UNIT_USD);
	assert_word_cell(table, "cn-a", "usd", "pending");
	assert_text_cell(table, "cn-a", "price_status", "pending");
	table_free(table);
	table = market_table(&market, "prices", W11, UNIT_TOKENS);
	assert_word_cell(table, ALPHA, "workload_usd", "pending");
	assert_int_equal(table->n_notes, 1);
	assert_line_note(table, "prices are not fetched yet: rate limited (429)");
	table_free(table);
	table = market_table(&market, "coverage", W11, UNIT_TOKENS);
	assert_text_cell(table, ALPHA, "price_status", "pending");
	assert_line_note(table, "prices are not fetched yet: rate limited (429)");
	table_free(table);
}

static void test_why(void **state)
{
	struct table *table = table_of("explain", ALPHA);

	(void)state;
	assert_text_cell(table, "matched", "value",
			 "nothing: the catalogue is not fetched yet: rate limited");
	assert_text_cell(table, "matched 2", "value", "(429)");
	table_free(table);
	table = table_of("providers", ALPHA);
	assert_true(table->unknown);
	assert_string_equal(
		table_find_note(table, NOTE_EMPTY),
		"no providers yet: the catalogue is not fetched yet: rate limited (429)");
	table_free(table);
}

static void assert_reason(const struct feed *feed, bool offline, const char *expected)
{
	struct table *table;

	market.snapshot->status.catalog = *feed;
	market.snapshot->status.offline_mode = offline;
	table = market_table(&market, "coverage", W11, UNIT_TOKENS);
	assert_line_note(table, expected);
	table_free(table);
}

static void test_reasons(void **state)
{
	const struct feed none = {0}, offline = {.trouble = TROUBLE_OFFLINE};

	(void)state;
	assert_reason(&none, false, "prices are not fetched yet");
	assert_reason(&offline, false, "prices are not fetched yet: offline");
	assert_reason(&none, true, "prices are not fetched yet, and --offline asks nothing");
}

static bool says(const struct banner_line *line, const char *text)
{
	for (size_t i = 0; i < line->n; i++)
		if (strcmp(line->parts[i].text, text) == 0)
			return true;
	return false;
}

static void test_banner(void **state)
{
	struct query query = query_default();
	struct banner banner;

	(void)state;
	query.week = market_day(W11);
	query.unit = UNIT_USD;
	banner_init(&banner, market.snapshot, &query);
	assert_true(says(&banner.week, "pending"));
	assert_true(says(&banner.week, "dollars"));
	assert_true(says(&banner.state, "prices: rate limited (429)"));
	assert_true(says(&banner.coverage, "prices are not fetched yet: rate limited (429)"));
	banner_done(&banner);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_tables, setup, teardown),
		cmocka_unit_test_setup_teardown(test_why, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reasons, setup, teardown),
		cmocka_unit_test_setup_teardown(test_banner, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
