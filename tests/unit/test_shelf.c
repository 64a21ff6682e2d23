/* With a shelf every table is what it is without one, whatever was asked for before; and windows
 * outlive what the shelf lets go. */
#include "view/shelf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "output/csv.h"
#include "support/market.h"
#include "view/choice.h"
#include "view/view.h"

/* Exported cells, screen cells in the units' order, title, notes and chart: all that is seen. */
static char *text_of(const struct table *table)
{
	char *text;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	csv_write(table, stream);
	fprintf(stream, "%s: %zu rows, %zu ranked\n", table->title, table->n_rows, table->n_ranked);
	for (size_t i = 0; i < table->n_rows; i++)
		for (size_t c = 0; c < table->n_columns; c++) {
			const struct value *value = &table->rows[i].values[c];

			fprintf(stream, "%s %s %d %d %s %lld %.17g\n", table->rows[i].key,
				table->columns[c].id, (int)value->kind, value->approx,
				value->text ? value->text : "", (long long)value->integer,
				value->real);
		}
	for (size_t i = 0; i < table->n_notes; i++)
		fprintf(stream, "%d %s\n", (int)table->notes[i].kind, table->notes[i].text);
	for (size_t s = 0; table->chart && s < table->chart->n_series; s++) {
		const struct series *series = &table->chart->series[s];

		fprintf(stream, "%s %zu %d\n", table->chart->names[s], series->n, series->hollow);
		for (size_t i = 0; i < series->n; i++)
			fprintf(stream, "%s %.17g\n", table->chart->labels[i], series->points[i]);
	}
	fclose(stream);
	return text;
}

/* Returns how many rows there are. */
static size_t assert_same(const struct market *market, const char *view, struct query *query,
			  struct shelf *shelf)
{
	struct table *table;
	size_t rows;
	char *expected, *text;

	query->shelf = NULL;
	table = view_table(view_find(view), market->snapshot, query);
	expected = text_of(table);
	table_free(table);
	query->shelf = shelf;
	table = view_table(view_find(view), market->snapshot, query);
	text = text_of(table);
	rows = table->n_rows;
	table_free(table);
	assert_string_equal(text, expected);
	free(text);
	free(expected);
	return rows;
}

/* A week after the other, back and forth, in both units; now and then sorted or filtered. */
static void check_views(const struct market *market, const char *const *subjects, size_t n)
{
	const struct history *history = market->snapshot->history;
	struct shelf *shelf = shelf_new();
	size_t rows = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t step = 0; step < 4 * history->n_weeks; step++) {
			struct query query = query_default();

			query.week = history->weeks[step * 5 % history->n_weeks].date;
			query.unit = step % 3 == 0 ? UNIT_USD : UNIT_TOKENS;
			query.paid_only = step % 11 == 10;
			query.sort = step % 4 == 3 ? "tokens" : NULL;
			query.descending = step % 8 == 7;
			query.filter = step % 7 == 6 ? "W1" : NULL;
			query.subject = subjects[i];
			query.pins[0] = subjects[i];
			query.pins[1] = subjects[(i + 1) % n];
			rows += assert_same(market, "detail", &query, shelf);
			rows += assert_same(market, "compare", &query, shelf);
			query.denominator = step % 2 ? DENOMINATOR_TOP_10 : DENOMINATOR_ALL;
			assert_same(market, "models", &query, shelf);
			assert_same(market, "vendors", &query, shelf);
			assert_same(market, "regions", &query, shelf);
			assert_same(market, "prices", &query, shelf);
		}
	assert_true(rows > 4 * history->n_weeks);
	shelf_free(shelf);
}

static void test_sample(void **state)
{
	static const char *const subjects[] = {"z-ai", "z-ai/glm-5.2-20260616", "openai", "nobody"};
	const struct market *market = *state;

	check_views(market, subjects, 4);
}

/* A missing week, a coarse one, a running one. */
static void test_gaps(void **state)
{
	static const char *const subjects[] = {"us-a/a", "cn-a", "cn-a/b", "us-a"};
	struct market market;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-02-02", 7, HISTORY_EXACT);
	market_row(&market, "us-a/a", 400);
	market_row(&market, "other", 40);
	market_week(&market, "2026-02-16", 7, HISTORY_COARSE);
	market_row(&market, "us-a/a", 300);
	market_row(&market, "cn-a/b", 200);
	market_week(&market, "2026-02-23", 7, HISTORY_EXACT);
	market_row(&market, "cn-a/b", 500);
	market_week(&market, "2026-03-02", 3, HISTORY_DAILY_SUM);
	market_row(&market, "us-a/a", 50);
	market_row(&market, "cn-a/b", 90);
	market_listing(&market, "2026-02-20", "us-a/a", MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_listing(&market, "2026-01-20", "cn-a/b", 0, 0);
	market_open(&market);
	check_views(&market, subjects, 4);
	market_done(&market);
}

/* Columns in another order are the window's own: the next window has them as they were. */
static void test_chosen_columns(void **state)
{
	const struct view *detail = view_find("detail");
	struct choice choice = {.weeks = 0};
	struct query query = query_default();
	struct shelf *shelf = shelf_new();
	const struct market *market = *state;

	choice.columns[detail - views] = "usd, when, tokens";
	query.subject = "z-ai";
	for (int i = 0; i < 3; i++) {
		struct table *table;

		query.week = market_day("2026-08-10") - 7 * i;
		query.shelf = shelf;
		table = view_table(detail, market->snapshot, &query);
		choice_apply(&choice, detail, table);
		assert_string_equal(table->columns[0].id, "usd");
		assert_int_equal(table->rows[0].values[0].kind, VALUE_USD);
		assert_int_equal(table->rows[0].values[2].kind, VALUE_TOKENS);
		table_free(table);
		assert_same(market, "detail", &query, shelf);
	}
	shelf_free(shelf);
}

/* The prices' rule is part of what rows depend on. */
static void test_another_rule(void **state)
{
	struct query query = query_default();
	struct shelf *shelf = shelf_new();
	const struct market *market = *state;

	query.week = market_day("2026-08-10");
	query.unit = UNIT_USD;
	query.subject = query.pins[0] = "z-ai/glm-5.2-20260616";
	for (int output = 3; output < 60; output += 20)
		for (int cached = 0; cached < 90; cached += 40) {
			query.mix.output = output;
			query.mix.cached = cached;
			assert_true(assert_same(market, "detail", &query, shelf) > 5);
			assert_true(assert_same(market, "compare", &query, shelf) > 5);
		}
	shelf_free(shelf);
}

static void test_windows_outlive(void **state)
{
	struct query query = query_default();
	struct shelf *shelf = shelf_new();
	struct table *window, *other;
	const struct market *market = *state;
	char *before, *after;

	query.week = market_day("2026-07-13");
	query.shelf = shelf;
	query.subject = "z-ai";
	window = view_table(view_find("detail"), market->snapshot, &query);
	before = text_of(window);
	/* Three others push it off the shelf, then nothing is left of that. */
	for (int i = 0; i < 3; i++) {
		static const char *const subjects[] = {"openai", "tencent", "google"};

		query.subject = subjects[i];
		other = view_table(view_find("detail"), market->snapshot, &query);
		assert_true(other->n_rows > 1);
		table_free(other);
	}
	shelf_clear(shelf);
	assert_null(shelf_find(shelf, "any"));
	shelf_free(shelf);
	after = text_of(window);
	assert_string_equal(after, before);
	free(before);
	free(after);
	table_free(window);
}

static void test_places(void **state)
{
	static const struct column columns[] = {{"one", "One", COLUMN_SCREEN, 1, 1, 1}};
	struct shelf *shelf = shelf_new();
	struct table *tables[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		const char *const names[] = {"a", "b", "c"};

		tables[i] = table_new("test", columns, 1);
		assert_null(shelf_find(shelf, names[i]));
		shelf_put(shelf, names[i], tables[i]);
		assert_ptr_equal(shelf_find(shelf, names[i]), tables[i]);
	}
	assert_null(shelf_find(shelf, "a"));
	assert_ptr_equal(shelf_find(shelf, "b"), tables[1]);
	/* No shelf keeps nothing. */
	shelf_put(NULL, "a", tables[0]);
	assert_null(shelf_find(NULL, "b"));
	for (int i = 0; i < 3; i++)
		table_free(tables[i]);
	shelf_free(shelf);
}

/* What was asked for lately is there; a mix, a measure or free models make another. */
static void test_standings(void **state)
{
	const struct mix others[] = {{4, 68}, {3, 60}};
	struct shelf *shelf = shelf_new();
	const struct market *market = *state;
	struct standing *first, *again;
	struct span span;
	int64_t total;

	assert_true(span_of_week(market->snapshot->history, market_day("2026-08-10"), &span));
	first = shelf_standing(shelf, market->snapshot, &span, GROUP_MODEL, mix_base,
			       MEASURE_TOKENS);
	total = first->total;
	again = shelf_standing(shelf, market->snapshot, &span, GROUP_MODEL, mix_base,
			       MEASURE_TOKENS);
	assert_ptr_equal(again, first);
	standing_free(again);
	for (int i = 0; i < 5; i++) {
		struct span paid = span;

		paid.paid_only = i == 4;
		again = shelf_standing(shelf, market->snapshot, &paid,
				       i == 0 ? GROUP_VENDOR : GROUP_MODEL,
				       i == 1 || i == 2 ? others[i - 1] : mix_base,
				       i == 3 ? MEASURE_USD : MEASURE_TOKENS);
		assert_ptr_not_equal(again, first);
		standing_free(again);
	}
	/* Many others later it is not there any more, but its holder's still. */
	for (int32_t back = 1; back < 12; back++)
		for (int grouping = GROUP_MODEL; grouping <= GROUP_REGION; grouping++)
			if (span_of_week(market->snapshot->history,
					 market_day("2026-08-10") - 7 * back, &span))
				standing_free(shelf_standing(shelf, market->snapshot, &span,
							     (enum grouping)grouping, mix_base,
							     MEASURE_TOKENS));
	assert_true(span_of_week(market->snapshot->history, market_day("2026-08-10"), &span));
	again = shelf_standing(shelf, market->snapshot, &span, GROUP_MODEL, mix_base,
			       MEASURE_TOKENS);
	assert_ptr_not_equal(again, first);
	shelf_free(shelf);
	assert_int_equal(first->total, total);
	assert_int_equal(again->total, total);
	assert_int_equal(first->n, again->n);
	standing_free(first);
	standing_free(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample),         cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_another_rule),   cmocka_unit_test(test_windows_outlive),
		cmocka_unit_test(test_chosen_columns), cmocka_unit_test(test_places),
		cmocka_unit_test(test_standings),
	};

	return cmocka_run_group_tests(tests, market_sample_setup, market_teardown);
}
