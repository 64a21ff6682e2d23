/* The view of records: its words and cells, on small markets and on the sample (see test_record.c
 * for how those figures were made). */
#include "view/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "support/market.h"
#include "view/cell.h"

#define W11 "2026-03-09"

/* W11: beta 600 after 300; the US 700 and China 600 of 2000, 600 unknown; three new models and one
 * with a free twin; gamma is out with its 100 of W10, the first week. */
static void test_round_market(void **state)
{
	struct market market;
	struct table *table;
	char text[CELL_TEXT_MAX];

	(void)state;
	market_round(&market);
	table = market_table(&market, "records", W11, UNIT_TOKENS);
	assert_row_keys(table, "leader lead total highest gain in:us-a/alpha:free in:fr-a/delta "
			       "in:nobody/eps out:cn-b/gamma");
	assert_text_cell(table, "leader", "what", "beta #1 for 1 week");
	assert_text_cell(table, "leader", "subject", "cn-a/beta");
	assert_integer_cell(table, "leader", "value", VALUE_TOKENS, 600 * MARKET_MILLION);
	assert_integer_cell(table, "leader", "weeks", VALUE_INTEGER, 1);
	assert_text_cell(table, "leader", "since", "2026-W11");
	assert_absent_cell(table, "leader", "at_least");
	assert_text_cell(table, "lead", "what", "the US perhaps leads: -25 to 35 points (all)");
	assert_real_cell(table, "lead", "value", 0.05);
	/* Among tokens a number says what it is of. */
	assert_string_equal(cell_text(market_cell(table, "lead", "value"), false, text), "+5.0 pt");
	assert_text_cell(table, "total", "what", "a rise");
	assert_text_cell(table, "total", "at_least", "at least");
	assert_text_cell(table, "highest", "what", "highest of 2 known weeks");
	assert_text_cell(table, "gain", "what", "biggest gain: beta +300M");
	assert_integer_cell(table, "gain", "value", VALUE_TOKENS, 300 * MARKET_MILLION);
	assert_text_cell(table, "in:fr-a/delta", "what", "new: delta, first known");
	assert_text_cell(table, "out:cn-b/gamma", "what", "out: gamma after at least 1 week");
	assert_integer_cell(table, "out:cn-b/gamma", "value", VALUE_TOKENS, 100 * MARKET_MILLION);
	assert_text_cell(table, "gain", "week", "2026-W11");
	table_free(table);
	/* A model without a price has no value in dollars. */
	table = market_table(&market, "records", W11, UNIT_USD);
	assert_absent_cell(table, "in:fr-a/delta", "value");
	assert_integer_cell(table, "leader", "value", VALUE_USD, 1200 * MARKET_DOLLAR);
	table_free(table);
	table = market_table(&market, "records", "2026-03-16", UNIT_TOKENS);
	assert_int_equal(table->n_rows, 0);
	assert_string_equal(table_find_note(table, NOTE_EMPTY),
			    "a running week has no records yet");
	table_free(table);
	market_done(&market);
}

/* Weeks from the source's first on, one token more each: everything is known. */
static void test_long_rise(void **state)
{
	static const struct {
		int weeks;
		const char *total;
	} cases[] = {{4, "at least the second rise in a row"},
		     {7, "at least the fifth rise in a row"},
		     {24, "at least the 22nd rise in a row"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int32_t first = market_day("2024-12-30"), last = first;
		struct market market;
		struct table *table;
		char monday[CALENDAR_SIZE];

		market_init(&market, HISTORY_LIVE);
		for (int week = 0; week < cases[i].weeks; week++) {
			last = first + 7 * week;
			market_week(&market, calendar_format_date(monday, last), week ? 7 : 5,
				    HISTORY_EXACT);
			market_row(&market, "cn-a/beta", 10 + week);
			if (week != 1)
				market_row(&market, "us-a/alpha", 1);
			if (week >= 3)
				market_row(&market, "fr-a/delta", 1);
			market_row(&market, HISTORY_TAIL, 5 + week);
		}
		market_open(&market);
		table = market_table(&market, "records", calendar_format_date(monday, last),
				     UNIT_TOKENS);
		assert_text_cell(table, "total", "what", cases[i].total);
		assert_text_cell(table, "highest", "what", "record week");
		assert_text_cell(table, "china-first", "what", "China ahead first in 2025-W01");
		assert_absent_cell(table, "china-first", "at_least");
		table_free(table);
		table = market_table(&market, "records", "2025-01-13", UNIT_TOKENS);
		assert_text_cell(table, "in:us-a/alpha", "what",
				 "back: alpha, last ranked in 2025-W01");
		assert_text_cell(table, "in:us-a/alpha", "since", "2025-W01");
		table_free(table);
		table = market_table(&market, "records", "2025-01-20", UNIT_TOKENS);
		assert_text_cell(table, "in:fr-a/delta", "what", "new: delta, first ever");
		assert_absent_cell(table, "in:fr-a/delta", "at_least");
		table_free(table);
		table = market_table(&market, "models", "2025-01-13", UNIT_TOKENS);
		assert_word_cell(table, "us-a/alpha", "move", "back");
		table_free(table);
		market_done(&market);
	}
}

static void test_sample(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "records", "2026-08-10", UNIT_TOKENS);
	assert_text_cell(table, "leader", "what", "DeepSeek V4 Flash 0731 #1 for 2 weeks");
	assert_text_cell(table, "lead", "what", "China leads by 14 to 29 points (all)");
	assert_text_cell(table, "china-first", "what", "China ahead first in 2026-W22 or earlier");
	assert_text_cell(table, "total", "what", "second rise in a row");
	assert_text_cell(table, "highest", "what", "highest of 14 known weeks");
	assert_text_cell(table, "loss", "what", "biggest loss: MiMo-V2.5 -1.60T");
	assert_text_cell(table, "out:openai/gpt-oss-20b", "since", "2026-W32");
	table_free(table);
	/* W22 follows a coarse week: who moved is not known. */
	table = market_table(&market, "records", "2026-05-25", UNIT_TOKENS);
	assert_row_keys(table, "leader lead china-first total highest");
	assert_line_note(table, "who moved is not known: this week or the one before is coarse, "
				"missing or shorter");
	table_free(table);
	market_done(&market);
}

/* The US have 700 tokens and China 600.  600 more could be of either: 100 - 600 is below 0. Without
 * unknown ones the lead is sure. */
static void test_lead_is_as_sure_as_its_range(void **state)
{
	static const struct {
		int64_t tail;
		const char *lead, *range;
	} cases[] = {{600, "the US perhaps ahead at least 1 week", "the US perhaps leads: "},
		     {0, "the US ahead at least 1 week", "the US leads by "}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct query query = query_default();
		struct basis basis = query_basis(&query);
		struct record_words words;
		struct records records;
		struct market market;
		struct arena arena;

		arena_init(&arena);
		market_init(&market, HISTORY_LIVE);
		market_week(&market, W11, 7, HISTORY_EXACT);
		market_row(&market, "us-a/alpha", 700);
		market_row(&market, "cn-a/beta", 600);
		if (cases[i].tail)
			market_row(&market, HISTORY_TAIL, cases[i].tail);
		market_open(&market);
		query.week = market_day(W11);
		assert_true(records_init(&records, market.snapshot, query.week, &basis));
		words = records_words(&arena, &records, market.snapshot, &query);
		assert_string_equal(words.lead, cases[i].lead);
		assert_int_equal(strncmp(words.range, cases[i].range, strlen(cases[i].range)), 0);
		records_done(&records);
		market_done(&market);
		arena_done(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_market),
		cmocka_unit_test(test_long_rise),
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_lead_is_as_sure_as_its_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
