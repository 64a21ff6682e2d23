/* The list of weeks: what the history has, and what it misses. */
#include "view/weeks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "support/market.h"

static void test_weeks(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_round(&market);
	/* Whatever week is asked for, all are there. */
	table = market_table(&market, "weeks", "2019-12-30", UNIT_TOKENS);
	assert_row_keys(table, "2026-W12 2026-W11 2026-W10");
	assert_integer_cell(table, "2026-W12", "days", VALUE_INTEGER, 2);
	assert_text_cell(table, "2026-W12", "state", "running");
	assert_text_cell(table, "2026-W11", "state", "complete");
	assert_text_cell(table, "2026-W11", "quality", "exact");
	assert_integer_cell(table, "2026-W11", "models", VALUE_INTEGER, 6);
	assert_integer_cell(table, "2026-W11", "tokens", VALUE_TOKENS, 2000 * MARKET_MILLION);
	assert_text_cell(table, "2026-W11", "as_of", "2026-03-16T02:00:00Z");
	assert_text_cell(table, "2026-W11", "source",
			 "OpenRouter (openrouter.ai/rankings), CC BY 4.0");
	assert_int_equal(table->n_notes, 0);
	table_free(table);
	market_done(&market);
}

static void test_quality_and_gaps(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-01-05", 7, HISTORY_COARSE);
	market_row(&market, "a/a", 1);
	market_week(&market, "2026-01-26", 7, HISTORY_DAILY_SUM);
	market_row(&market, "a/a", 1);
	market_open(&market);
	table = market_table(&market, "weeks", "2026-01-26", UNIT_TOKENS);
	assert_row_keys(table, "2026-W05 2026-W02");
	assert_text_cell(table, "2026-W02", "quality", "coarse");
	assert_text_cell(table, "2026-W05", "quality", "daily sum");
	assert_line_note(table, "missing in between: 2 weeks: 2026-W03, 2026-W04");
	table_free(table);
	market_done(&market);
}

/* A sample was never fetched. */
static void test_sample(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "weeks", "2026-08-10", UNIT_TOKENS);
	assert_int_equal(table->n_rows, market.snapshot->history->n_weeks);
	assert_text_cell(table, "2026-W20", "quality", "coarse");
	assert_absent_cell(table, "2026-W33", "fetched_at");
	table_free(table);
	market_done(&market);
}

static void test_nothing(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_open(&market);
	table = market_table(&market, "weeks", "2026-08-10", UNIT_TOKENS);
	assert_int_equal(table->n_rows, 0);
	assert_string_equal(table_find_note(table, NOTE_EMPTY), "there is no week yet");
	table_free(table);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weeks),
		cmocka_unit_test(test_quality_and_gaps),
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
