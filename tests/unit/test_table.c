/* Tables: rows, notes, sorting and filtering; and the list of views. */
#include "view/table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"
#include "view/view.h"

enum { NAME, TOKENS, SHARE, PRICE, TREND, SOURCE, DAYS, RANK, COLUMNS };

static const struct column columns[COLUMNS] = {
	[NAME] = {"name", "Name", COLUMN_SCREEN | COLUMN_SORT, 4, 4, 1},
	[TOKENS] = {"tokens", "Tokens", COLUMN_SCREEN | COLUMN_SORT, 4, 4, 1},
	[SHARE] = {"share", "Share", COLUMN_SCREEN | COLUMN_SORT, 4, 4, 1},
	[PRICE] = {"price", "Price", COLUMN_SCREEN | COLUMN_SORT, 4, 4, 1},
	[TREND] = {"trend", "Trend", COLUMN_SCREEN | COLUMN_SORT, 4, 4, 1},
	[SOURCE] = {"source", "Source", COLUMN_EXPORT, 0, 0, 0},
	[DAYS] = {"days", "Days", COLUMN_EXPORT, 0, 0, 0},
	[RANK] = {"rank", "#", COLUMN_EXPORT | COLUMN_PLACE, 0, 0, 0},
};

static const double flat[] = {5, 1}, steep[] = {1, 5}, gone[] = {9, NAN};

static const struct series series_flat = {2, flat, false}, series_steep = {2, steep, false},
			   series_gone = {2, gone, false}, series_none = {0, NULL, false};

static void put(struct table *table, const char *key, const char *name, int64_t tokens,
		double share, struct value price, const struct series *series)
{
	struct row *row = table_row(table, key, strcmp(key, "other") == 0 ? ROW_TAIL : 0);

	row->values[NAME] = value_text(name);
	row->values[TOKENS] = value_integer(VALUE_TOKENS, tokens);
	row->values[SHARE] = value_real(VALUE_GROWTH, share);
	row->values[PRICE] = price;
	row->values[TREND] = value_series(series);
	row->values[SOURCE] = value_text("the source");
	row->values[DAYS] = row->values[RANK] = value_integer(VALUE_INTEGER, 7);
}

/* In the view's order: a, b, c, d, then the tail with the most of everything. */
static struct table *sample_table(void)
{
	struct table *table = table_new("test", columns, COLUMNS);

	put(table, "x/a", "delta", 40, 0.5, value_integer(VALUE_PRICE, 7), &series_flat);
	put(table, "x/b", "Charlie", 30, NAN, value_word("unknown"), &series_gone);
	put(table, "y/c", "bravo", 30, -0.5, value_integer(VALUE_PRICE, 3), &series_steep);
	put(table, "y/d", "Alpha", 10, 0.25, value_word("varies"), &series_none);
	put(table, "other", "zulu", 900, 9, value_integer(VALUE_PRICE, 99), &series_flat);
	return table;
}

static void assert_sorted(const char *column, bool descending, const char *keys)
{
	struct table *table = sample_table();
	struct query query = query_default();

	query.sort = column;
	query.descending = descending;
	table_arrange(table, &query);
	assert_row_keys(table, keys);
	assert_int_equal(table->n_ranked, 4);
	table_free(table);
}

/* Equal ones in the view's order and what is absent last, both ways; the tail at the very end. */
static void test_sort(void **state)
{
	(void)state;
	assert_sorted(NULL, false, "x/a x/b y/c y/d other");
	assert_sorted(NULL, true, "x/a x/b y/c y/d other");
	assert_sorted("", true, "x/a x/b y/c y/d other");
	assert_sorted("nonsense", true, "x/a x/b y/c y/d other");
	assert_sorted("tokens", false, "y/d x/b y/c x/a other");
	assert_sorted("tokens", true, "x/a x/b y/c y/d other");
	assert_sorted("share", false, "y/c y/d x/a x/b other");
	assert_sorted("share", true, "x/a y/d y/c x/b other");
	assert_sorted("price", false, "y/c x/a x/b y/d other");
	assert_sorted("price", true, "x/a y/c x/b y/d other");
	assert_sorted("trend", false, "x/a y/c x/b y/d other");
	assert_sorted("trend", true, "y/c x/a x/b y/d other");
	/* Names without regard to case. */
	assert_sorted("name", false, "y/d y/c x/b x/a other");
	assert_sorted("name", true, "x/a x/b y/c y/d other");
}

static void assert_filtered(const char *filter, const char *keys, size_t ranked)
{
	struct table *table = sample_table();
	struct query query = query_default();

	query.filter = filter;
	table_arrange(table, &query);
	assert_row_keys(table, keys);
	assert_int_equal(table->n_ranked, ranked);
	assert_null(table_find_note(table, NOTE_EMPTY));
	table_free(table);
}

static void test_filter(void **state)
{
	(void)state;
	assert_filtered(NULL, "x/a x/b y/c y/d other", 4);
	assert_filtered("", "x/a x/b y/c y/d other", 4);
	assert_filtered("ALPHA", "y/d", 1);
	assert_filtered("y/", "y/c y/d", 2);
	assert_filtered("zulu", "other", 0);
	assert_filtered("Lt", "x/a", 1);
}

static void test_filter_and_sort(void **state)
{
	struct table *table = sample_table();
	struct query query = query_default();

	(void)state;
	query.filter = "a";
	query.sort = "tokens";
	table_arrange(table, &query);
	/* delta, Charlie, bravo and Alpha; x/a by its key too; not other, zulu. */
	assert_row_keys(table, "y/d x/b y/c x/a");
	assert_int_equal(table->n_ranked, 4);
	table_free(table);
}

static void assert_top(int top, const char *sort, const char *keys, size_t ranked, const char *note)
{
	struct table *table = sample_table();
	struct query query = query_default();

	query.top = top;
	query.sort = sort;
	query.descending = true;
	table_arrange(table, &query);
	assert_row_keys(table, keys);
	assert_int_equal(table->n_ranked, ranked);
	if (note)
		assert_line_note(table, note);
	else
		assert_null(table_find_note(table, NOTE_LINE));
	table_free(table);
}

/* Ranked rows are counted, after they were sorted; the tail stays. */
static void test_top(void **state)
{
	(void)state;
	assert_top(0, NULL, "x/a x/b y/c y/d other", 4, NULL);
	assert_top(1, NULL, "x/a other", 1, "the first 1 of 4");
	assert_top(2, "share", "x/a y/d other", 2, "the first 2 of 4");
	assert_top(4, NULL, "x/a x/b y/c y/d other", 4, NULL);
	assert_top(1000, NULL, "x/a x/b y/c y/d other", 4, NULL);
}

/* Of a table of several parts each keeps its own first rows, and its tail. */
static void test_top_of_parts(void **state)
{
	static const char *const keys[] = {"1 a", "1 b",    "1 c", "1 tail",
					   "2 a", "2 tail", "3 a", "3 b"};
	struct table *table = table_new("parts", columns, COLUMNS);
	struct query query = query_default();

	(void)state;
	table->part = "week";
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct row *row = table_row(table, keys[i], strstr(keys[i], "tail") ? ROW_TAIL : 0);

		row->part = keys[i][0] - '0';
		row->values[TOKENS] = value_integer(VALUE_TOKENS, (int64_t)i);
	}
	query.top = 1;
	table_arrange(table, &query);
	assert_row_keys(table, "1 a 1 tail 2 a 2 tail 3 a");
	assert_int_equal(table->n_ranked, 3);
	assert_line_note(table, "the first 1 of each week");
	table_free(table);
}

/* Nothing leaves a table whose parts are all short. */
static void test_top_of_short_parts(void **state)
{
	struct table *table = table_new("parts", columns, COLUMNS);
	struct query query = query_default();

	(void)state;
	table->part = "week";
	for (int i = 0; i < 6; i++)
		table_row(table, (const char *[]){"a", "b", "c", "d", "e", "f"}[i], 0)->part =
			i / 2;
	query.top = 2;
	table_arrange(table, &query);
	assert_row_keys(table, "a b c d e f");
	assert_int_equal(table->n_notes, 0);
	table_free(table);
}

/* As people look for things: the most tokens, the best price, the first name. */
static void test_first_direction(void **state)
{
	struct table *table = sample_table();

	(void)state;
	assert_true(table_starts_descending(table, TOKENS));
	assert_true(table_starts_descending(table, SHARE));
	assert_true(table_starts_descending(table, TREND));
	assert_false(table_starts_descending(table, NAME));
	assert_false(table_starts_descending(table, PRICE));
	assert_true(table_starts_descending(table, DAYS));
	assert_false(table_starts_descending(table, RANK));
	table_free(table);
}

static void test_empty_filter_says_so(void **state)
{
	struct table *table = sample_table();
	struct query query = query_default();

	(void)state;
	/* In no text that can be seen: only in a column of the export. */
	query.filter = "the source";
	query.sort = "tokens";
	table_arrange(table, &query);
	assert_int_equal(table->n_rows, 0);
	assert_int_equal(table->n_ranked, 0);
	assert_non_null(strstr(table_find_note(table, NOTE_EMPTY), "\"the source\""));
	table_free(table);
}

static void test_rows_and_columns(void **state)
{
	struct table *table = sample_table();

	(void)state;
	assert_int_equal(table_column(table, "name"), NAME);
	assert_int_equal(table_column(table, "source"), SOURCE);
	assert_int_equal(table_column(table, "Name"), -1);
	assert_int_equal(table_find_row(table, "y/c"), 2);
	assert_int_equal(table_find_row(table, "y/"), -1);
	for (int i = 0; i < 1000; i++)
		table_row(table, "more", 0);
	assert_string_equal(table->rows[0].key, "x/a");
	assert_string_equal(table->rows[0].values[NAME].text, "delta");
	assert_int_equal(table->rows[1004].values[NAME].kind, VALUE_ABSENT);
	assert_int_equal(table->n_ranked, 1004);
	table_free(table);
	table_free(NULL);
}

static void test_notes(void **state)
{
	struct table *table = sample_table();
	char lengthy[5000];

	(void)state;
	assert_null(table_find_note(table, NOTE_LINE));
	memset(lengthy, 'x', sizeof(lengthy) - 1);
	lengthy[sizeof(lengthy) - 1] = '\0';
	table_note(table, NOTE_LINE, "%s!", lengthy);
	table_note(table, NOTE_LINE, "second %d", 2);
	assert_int_equal(table->n_notes, 2);
	assert_int_equal(strlen(table_find_note(table, NOTE_LINE)), sizeof(lengthy));
	assert_string_equal(table->notes[1].text, "second 2");
	assert_null(table_find_note(table, NOTE_EMPTY));
	table_free(table);
}

static void test_values(void **state)
{
	(void)state;
	assert_int_equal(value_text(NULL).kind, VALUE_ABSENT);
	assert_int_equal(value_text("").kind, VALUE_TEXT);
	assert_int_equal(value_real(VALUE_SHARE, NAN).kind, VALUE_ABSENT);
	assert_int_equal(value_real(VALUE_SHARE, 0).kind, VALUE_SHARE);
}

static void test_views(void **state)
{
	static const char *const panes[] = {"models", "vendors", "regions", "prices"};
	size_t n = 0;

	(void)state;
	for (const struct view *view = views; view->id; view++) {
		assert_ptr_equal(view_find(view->id), view);
		if (view->pane)
			assert_string_equal(view->id, panes[n++]);
	}
	assert_int_equal(n, 4);
	assert_false(view_find("region-history")->pane);
	assert_null(view_find("model"));
	assert_null(view_find(""));
}

/* These speak of a subject, or of all weeks; without a subject they are empty too. */
static bool is_of_a_week(const struct view *view)
{
	static const char *const others[] = {"region-history", "detail",  "detail-days",
					     "compare",        "explain", "providers",
					     "weeks"};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(view->id, others[i]) == 0)
			return false;
	return true;
}

/* A week that is not there gives an empty table that says so, in every view of a week. */
static void test_missing_week(void **state)
{
	struct market market;

	(void)state;
	market_round(&market);
	for (const struct view *view = views; view->id; view++) {
		struct table *table = market_table(&market, view->id, "2026-03-23", UNIT_TOKENS);

		if (is_of_a_week(view)) {
			assert_int_equal(table->n_rows, 0);
			assert_non_null(strstr(table_find_note(table, NOTE_EMPTY), "2026-W13"));
		} else if (strcmp(view->id, "region-history") != 0 &&
			   strcmp(view->id, "weeks") != 0) {
			assert_int_equal(table->n_rows, 0);
			assert_non_null(table_find_note(table, NOTE_EMPTY));
		} else {
			assert_true(table->n_rows > 0);
		}
		table_free(table);
	}
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_filter_and_sort),
		cmocka_unit_test(test_empty_filter_says_so),
		cmocka_unit_test(test_top),
		cmocka_unit_test(test_top_of_parts),
		cmocka_unit_test(test_top_of_short_parts),
		cmocka_unit_test(test_first_direction),
		cmocka_unit_test(test_rows_and_columns),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_views),
		cmocka_unit_test(test_missing_week),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
