/* Columns as a user chooses them: each value stays with its column, and exports keep all. */
#include "view/choice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"

#define W11 "2026-03-09"

static struct market market;
static struct choice choice;

static int set_up(void **state)
{
	(void)state;
	memset(&choice, 0, sizeof(choice));
	market_round(&market);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	market_done(&market);
	return 0;
}

static struct table *chosen(const char *view_id, const char *columns)
{
	const struct view *view = view_find(view_id);
	struct table *table = market_table(&market, view_id, W11, UNIT_TOKENS);

	choice.columns[view - views] = columns;
	choice_apply(&choice, view, table);
	return table;
}

/* The ids on screen, in order. */
static void assert_on_screen(const struct table *table, const char *expected)
{
	struct strbuf ids;

	strbuf_init(&ids, SIZE_MAX);
	for (size_t i = 0; i < table->n_columns; i++)
		if (table->columns[i].flags & COLUMN_SCREEN)
			strbuf_printf(&ids, "%s%s", ids.length ? " " : "", table->columns[i].id);
	assert_string_equal(ids.data, expected);
	strbuf_done(&ids);
}

/* Every cell is that of the view itself, found by its id. */
static void assert_same_cells(const struct table *table)
{
	struct table *own = market_table(&market, table->view, W11, UNIT_TOKENS);

	assert_int_equal(table->n_columns, own->n_columns);
	for (size_t r = 0; r < own->n_rows; r++)
		for (size_t c = 0; c < own->n_columns; c++) {
			int at = table_column(table, own->columns[c].id);
			const struct value *a = &own->rows[r].values[c];
			const struct value *b = &table->rows[r].values[at];

			assert_int_equal(a->kind, b->kind);
			assert_int_equal(a->integer, b->integer);
			if (a->kind == VALUE_TEXT)
				assert_string_equal(a->text, b->text);
		}
	table_free(own);
}

static void test_chosen_columns_in_their_order(void **state)
{
	struct table *table = chosen("models", "usd, name trend,rank");

	(void)state;
	assert_on_screen(table, "usd name trend rank");
	assert_same_cells(table);
	table_free(table);
}

static void test_columns_that_leave(void **state)
{
	struct table *table = chosen("vendors", "-gap,-usd_low -usd-high");

	(void)state;
	assert_on_screen(table, "vendor_name in tokens usd token_bar usd_bar growth");
	assert_same_cells(table);
	table_free(table);
}

static void test_no_choice_is_the_views_own(void **state)
{
	struct table *own = market_table(&market, "regions", W11, UNIT_TOKENS);
	struct table *table = chosen("regions", ""), *wrong = chosen("regions", "name, nonsense");

	(void)state;
	for (size_t i = 0; i < own->n_columns; i++) {
		assert_memory_equal(&table->columns[i], &own->columns[i], sizeof(own->columns[i]));
		assert_memory_equal(&wrong->columns[i], &own->columns[i], sizeof(own->columns[i]));
	}
	table_free(own);
	table_free(table);
	table_free(wrong);
}

/* High stands beside low, or alone. */
static void test_pairs(void **state)
{
	struct table *together = chosen("models", "usd_low, usd_high, name");
	struct table *apart = chosen("models", "usd_low, name, usd_high");

	(void)state;
	assert_true(together->columns[1].flags & COLUMN_PAIRED);
	assert_false(apart->columns[2].flags & COLUMN_PAIRED);
	table_free(together);
	table_free(apart);
}

static void test_weeks_of_sparklines(void **state)
{
	struct table *own = market_table(&market, "models", W11, UNIT_TOKENS), *table;
	int trend = table_column(own, "trend");

	(void)state;
	assert_int_equal(own->columns[trend].max, 52);
	choice.weeks = 20;
	table = chosen("models", "");
	assert_int_equal(table->columns[trend].max, 20);
	assert_int_equal(table->columns[trend].width, own->columns[trend].width);
	table_free(table);
	choice.weeks = 4;
	table = chosen("models", "trend");
	assert_int_equal(table->columns[0].max, 4);
	assert_int_equal(table->columns[0].width, 4);
	table_free(table);
	table_free(own);
}

static void assert_refused(const char *view, const char *columns, const char *reason)
{
	struct error error = {""};

	assert_false(choice_check(view_find(view), columns, &error));
	assert_string_equal(error.text, reason);
}

static void test_what_makes_no_sense_is_named(void **state)
{
	(void)state;
	assert_refused("models", "name, tokns", "no column tokns; did you mean tokens?");
	/* It is only in exports. */
	assert_refused("models", "name, prev_rank", "no column prev_rank");
	assert_refused("models", "name, rank, name", "column name twice");
	assert_refused("models", "name, -rank", "either columns, or -columns that leave");
	assert_refused("records", "-what -value -weeks -since -at_least",
		       "no column would be left");
	assert_refused("models", "-", "no column ");
	assert_refused("models", " , ", "no column between the separators");
	assert_true(choice_check(view_find("detail"), "state,when", NULL));
}

static void check_columns(const struct table *empty, const struct table *full)
{
	assert_int_equal(empty->n_rows, 0);
	assert_string_equal(empty->view, full->view);
	for (size_t i = 0; i < empty->n_columns; i++)
		if (table_column(full, empty->columns[i].id) < 0)
			fail_msg("%s: no column %s", full->view, empty->columns[i].id);
}

static void test_columns_without_figures(void **state)
{
	(void)state;
	for (const struct view *view = views; view->id; view++) {
		struct query query = query_default();
		struct table *empty = choice_empty(view), *full;
		size_t pinned = 0;

		query.week = market_day(W11);
		query.subject = "us-a/alpha";
		if (strcmp(view->id, "compare") == 0) {
			query.pins[0] = "us-a/alpha";
			query.pins[1] = "cn-a";
			pinned = 2;
		}
		full = view_table(view, market.snapshot, &query);
		assert_int_equal(empty->n_columns + pinned, full->n_columns);
		check_columns(empty, full);
		table_free(full);
		table_free(empty);
	}
}

/* All columns that are listed may be chosen, of every view. */
static void test_every_view(void **state)
{
	size_t n = 0;

	(void)state;
	for (const struct view *view = views; view->id; view++)
		n++;
	assert_true(n <= CHOICE_VIEWS);
	for (size_t i = 0; choice_view(i); i++) {
		struct strbuf columns;

		strbuf_init(&columns, SIZE_MAX);
		choice_columns(choice_view(i), &columns);
		assert_true(columns.length > 4);
		assert_true(choice_check(choice_view(i), columns.data, NULL));
		strbuf_done(&columns);
	}
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_chosen_columns_in_their_order),
		TEST(test_columns_that_leave),
		TEST(test_no_choice_is_the_views_own),
		TEST(test_pairs),
		TEST(test_weeks_of_sparklines),
		TEST(test_what_makes_no_sense_is_named),
		TEST(test_every_view),
		TEST(test_columns_without_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
