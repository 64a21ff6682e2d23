/* A row as text for the clipboard, with its citation. */
#include "support/market.h"
#include "ui/copy.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "view/view.h"

static const struct column columns[] = {
	{"name", "Model", COLUMN_SCREEN, 10, 10, 1}, {"move", "", COLUMN_SCREEN, 3, 3, 1},
	{"slug", "slug", COLUMN_EXPORT, 0, 0, 0},    {"price", "In $/M", COLUMN_SCREEN, 9, 9, 1},
	{"usd", "Dollars", COLUMN_SCREEN, 7, 7, 1},  {"wow", "WoW", COLUMN_SCREEN, 7, 7, 1},
	{"trend", "Trend", COLUMN_SCREEN, 7, 7, 1},
};

/* What is on screen, without padding, series and what has no title; absent values keep their
 * place. */
static void test_row(void **state)
{
	static const double points[] = {1};
	const struct series series = {1, points, false};
	struct query query = query_default();
	struct market market;
	struct table *table = table_new("models", columns, sizeof(columns) / sizeof(columns[0]));
	struct row *row = table_row(table, "us-a/alpha", 0);
	struct strbuf out;

	(void)state;
	market_round(&market);
	query.week = market_day("2026-03-09");
	table->title = "Top 10 by tokens";
	row->values[0] = value_text("alpha");
	row->values[1] = value_integer(VALUE_MOVE, 2);
	row->values[2] = value_text("us-a/alpha");
	row->values[3] = value_integer(VALUE_PRICE, MARKET_DOLLAR / 4);
	row->values[4] = value_integer(VALUE_USD, 560 * MARKET_DOLLAR);
	row->values[4].approx = true;
	row->values[6] = value_series(&series);
	strbuf_init(&out, 4096);
	copy_row(&out, market.snapshot, &query, "Models", table, row);
	assert_string_equal(out.data, "Models 2026-W11, Top 10 by tokens\n"
				      "Model\tIn $/M\tDollars\tWoW\n"
				      "alpha\t$0.25\t~$560\t\n"
				      "Source: OpenRouter (openrouter.ai/rankings), as of "
				      "2026-03-16T02:00:00Z. Licensed under CC BY 4.0.\n");
	strbuf_done(&out);
	table_free(table);
	market_done(&market);
}

/* The date is the row's own, and so is the rule of its dollars. */
static void test_citation_of_the_row(void **state)
{
	struct query query = query_default();
	struct market market;
	struct table *table;
	struct strbuf out;

	(void)state;
	market_round(&market);
	query.week = market_day("2026-03-16");
	query.subject = "us-a/alpha";
	table = view_table(view_find("detail"), market.snapshot, &query);
	strbuf_init(&out, 4096);
	copy_row(&out, market.snapshot, &query, "Detail", table,
		 &table->rows[table_find_row(table, "2026-W10")]);
	assert_non_null(strstr(out.data, "as of 2026-03-09T02:00:00Z."));
	assert_non_null(strstr(out.data, "Dollars: "));
	assert_non_null(strstr(out.data, "2026-W10\t"));
	strbuf_done(&out);
	table_free(table);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_row),
		cmocka_unit_test(test_citation_of_the_row),
	};

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
