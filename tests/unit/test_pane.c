/* Panes: tables built by hand, drawn into a grid, read back cell by cell. */
#include "ui/pane.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define NUMBER (COLUMN_SCREEN | COLUMN_RIGHT | COLUMN_SORT)

enum { RANK, MOVE, NAME, TOKENS, WOW, N };

/* 2 + 3 + 10 + 6 + 6 and four blanks are 31 columns; the pane's margin makes them 32. */
static const struct column columns[N] = {
	[RANK] = {"rank", "#", NUMBER, 2, 2, 1},
	[MOVE] = {"move", "", COLUMN_SCREEN, 3, 3, 2},
	[NAME] = {"name", "Model", COLUMN_SCREEN | COLUMN_SORT, 10, 10, 1},
	[TOKENS] = {"tokens", "Tokens", NUMBER | COLUMN_VALUE, 6, 6, 1},
	[WOW] = {"wow", "WoW", NUMBER, 6, 6, 3},
};

#define WIDTH 32

static const struct view view = {.id = "models", .title = "Models", .pane = true};

struct fixture {
	struct table *table;
	struct pane pane;
	struct canvas canvas;
	char line[512];
};

static void add_model(struct table *table, int rank, const char *name, int64_t tokens)
{
	struct row *row = table_row(table, name, 0);

	row->values[RANK] = value_integer(VALUE_INTEGER, rank);
	row->values[NAME] = value_text(row->key);
	row->values[TOKENS] = value_integer(VALUE_TOKENS, tokens);
}

/* `n` models called m01, m02, ... with 1,000 tokens each, in a pane of `rows` lines. */
static int setup_rows(struct fixture *fixture, int n, int rows)
{
	struct rectangle place = {0, 0, rows, WIDTH};

	memset(fixture, 0, sizeof(*fixture));
	fixture->table = table_new("models", columns, N);
	fixture->table->title = "Top";
	for (int i = 1; i <= n; i++) {
		char name[8];

		snprintf(name, sizeof(name), "m%02d", i);
		add_model(fixture->table, i, name, 1000);
	}
	pane_init(&fixture->pane, &view);
	pane_settle(&fixture->pane, fixture->table, place);
	canvas_init(&fixture->canvas, rows, WIDTH, false);
	return 0;
}

static void teardown(struct fixture *fixture)
{
	table_free(fixture->table);
	canvas_done(&fixture->canvas);
}

/* Draw with focus; one line of the grid without its trailing blanks. */
static const char *drawn(struct fixture *fixture, int row)
{
	struct strbuf text;
	const char *line;

	canvas_clear(&fixture->canvas);
	pane_draw(&fixture->pane, &fixture->canvas, 1, true);
	strbuf_init(&text, 1 << 16);
	canvas_dump(&fixture->canvas, &text);
	line = text.data;
	while (row-- > 0)
		line = strchr(line, '\n') + 1;
	snprintf(fixture->line, sizeof(fixture->line), "%.*s", (int)strcspn(line, "\n"), line);
	strbuf_done(&text);
	return fixture->line;
}

static const struct cell *cell(const struct fixture *fixture, int row, int column)
{
	return canvas_cell(&fixture->canvas, row, column);
}

static void test_lines_of_a_pane(void **state)
{
	struct fixture f;

	(void)state;
	setup_rows(&f, 9, 7);
	table_note(f.table, NOTE_LINE, "out: nobody");
	pane_settle(&f.pane, f.table, f.pane.place);
	assert_string_equal(drawn(&f, 0), "── 1 Models · Top ── 1-4 of 9 ──");
	assert_string_equal(drawn(&f, 1), "  #     Model      Tokens    WoW");
	assert_string_equal(drawn(&f, 2), "► 1     m01         1.00K");
	assert_string_equal(drawn(&f, 6), " out: nobody");
	assert_int_equal(pane_visible_rows(&f.pane), 4);
	teardown(&f);
}

/* A title keeps a blank before the rule, also where it ends with the line; what the week's line
 * says too leaves where it does not fit whole. */
static void test_titles(void **state)
{
	struct fixture f;

	(void)state;
	setup_rows(&f, 3, 8);
	f.table->title = "shares of tokens";
	assert_string_equal(drawn(&f, 0), "── 1 Models · shares of tokens ─");
	f.table->title = "shares of dollars";
	assert_string_equal(drawn(&f, 0), "── 1 Models · shares of dollars");
	f.table->title = "by tokens, paid models only";
	assert_string_equal(drawn(&f, 0), "── 1 Models · by tokens, paid …");
	f.table->brief = "by tokens";
	assert_string_equal(drawn(&f, 0), "── 1 Models · by tokens ────────");
	f.table->title = "by tokens, paid";
	assert_string_equal(drawn(&f, 0), "── 1 Models · by tokens, paid ──");
	teardown(&f);
}

static void test_values(void **state)
{
	struct fixture f;
	struct value *values;

	(void)state;
	setup_rows(&f, 4, 8);
	values = f.table->rows[1].values;
	values[MOVE] = value_integer(VALUE_MOVE, 3);
	values[WOW] = value_real(VALUE_GROWTH, 0.074);
	values[TOKENS].approx = true;
	values = f.table->rows[2].values;
	values[MOVE] = value_integer(VALUE_MOVE, -12);
	values[WOW] = value_real(VALUE_GROWTH, -0.33);
	values[TOKENS] = value_word("varies");
	values = f.table->rows[3].values;
	values[MOVE] = value_word("new");
	values[TOKENS] = value_integer(VALUE_TOKENS, 0);
	values[TOKENS].text = "free";
	assert_string_equal(drawn(&f, 3), "  2 ▲3  m02        ~1.00K  +7.4%");
	assert_string_equal(drawn(&f, 4), "  3 ▼12 m03        varies   -33%");
	assert_string_equal(drawn(&f, 5), "  4 new m04          free");
	assert_int_equal(cell(&f, 3, 4)->role, ROLE_UP);
	assert_int_equal(cell(&f, 3, 24)->role, ROLE_STRONG);
	assert_int_equal(cell(&f, 3, 31)->role, ROLE_UP);
	assert_int_equal(cell(&f, 4, 4)->role, ROLE_DOWN);
	assert_int_equal(cell(&f, 4, 24)->role, ROLE_UNKNOWN);
	assert_int_equal(cell(&f, 4, 31)->role, ROLE_DOWN);
	assert_int_equal(cell(&f, 5, 4)->role, ROLE_NEW);
	assert_int_equal(cell(&f, 5, 24)->role, ROLE_FREE);
	teardown(&f);
}

/* A word that would be cut has a shorter twin, in the same role. */
static void test_not_listed_where_it_is_narrow(void **state)
{
	static const struct column narrow[] = {
		{"name", "Model", COLUMN_SCREEN, 4, 4, 1},
		{"usd", "Dollars", NUMBER, 8, 8, 1},
		{"why", "Price", NUMBER, 10, 10, 1},
	};
	struct table *table = table_new("models", narrow, 3);
	struct row *row = table_row(table, "x", 0);
	struct fixture f = {.table = table};
	int dollars = 1 + 4 + 1; /* margin, name, blank */

	(void)state;
	row->values[0] = value_text("m01");
	row->values[1] = row->values[2] = value_word("not listed");
	pane_init(&f.pane, &view);
	pane_settle(&f.pane, table, (struct rectangle){0, 0, 6, 25});
	canvas_init(&f.canvas, 6, 25, false);
	assert_string_equal(drawn(&f, 2), "►m01  unlisted not listed");
	assert_int_equal(cell(&f, 2, dollars)->role, ROLE_UNKNOWN);
	teardown(&f);
}

static void test_rows_aside_are_dim(void **state)
{
	struct fixture f;

	(void)state;
	setup_rows(&f, 2, 7);
	f.table->rows[1].flags = ROW_ASIDE;
	drawn(&f, 0);
	assert_int_equal(cell(&f, 2, 8)->role, ROLE_TEXT);
	assert_int_equal(cell(&f, 3, 8)->role, ROLE_DIM);
	assert_int_equal(cell(&f, 3, 24)->role, ROLE_DIM);
	teardown(&f);
}

static void test_selection_is_marked_in_the_focused_pane_only(void **state)
{
	struct fixture f;

	(void)state;
	setup_rows(&f, 3, 7);
	pane_move(&f.pane, 1);
	drawn(&f, 0);
	assert_int_equal(cell(&f, 0, 4)->role, ROLE_TITLE_FOCUS);
	assert_int_equal(cell(&f, 3, 0)->glyph, 0x25BA);
	for (int c = 0; c < WIDTH; c++) {
		assert_int_equal(cell(&f, 2, c)->flags & CELL_SELECTED, 0);
		assert_int_equal(cell(&f, 3, c)->flags & CELL_SELECTED, CELL_SELECTED);
	}
	canvas_clear(&f.canvas);
	pane_draw(&f.pane, &f.canvas, 1, false);
	assert_int_equal(cell(&f, 0, 4)->role, ROLE_TITLE);
	assert_int_equal(cell(&f, 3, 0)->glyph, ' ');
	assert_int_equal(cell(&f, 3, 1)->flags & CELL_SELECTED, 0);
	teardown(&f);
}

static void test_sort_mark_stands_at_its_column(void **state)
{
	struct fixture f;

	(void)state;
	setup_rows(&f, 1, 7);
	strcpy(f.pane.sort, "name");
	assert_string_equal(drawn(&f, 1), "  #     Model↑     Tokens    WoW");
	strcpy(f.pane.sort, "wow");
	f.pane.descending = true;
	assert_string_equal(drawn(&f, 1), "  #     Model      Tokens   ↓WoW");
	teardown(&f);
}

static void test_narrow_panes_lose_columns_then_lines(void **state)
{
	struct fixture f;
	struct rectangle narrow = {0, 0, 4, 20}, low = {0, 0, 3, WIDTH};

	(void)state;
	setup_rows(&f, 9, 5);
	pane_settle(&f.pane, f.table, narrow);
	assert_string_equal(drawn(&f, 0), "── 1 Models · Top ──");
	assert_string_equal(drawn(&f, 1), "► 1 m01        1.00K");
	pane_settle(&f.pane, f.table, low);
	assert_int_equal(pane_visible_rows(&f.pane), 3);
	assert_string_equal(drawn(&f, 0), "► 1     m01         1.00K");
	teardown(&f);
}

static void test_filter_is_said_in_the_title(void **state)
{
	struct fixture f;

	(void)state;
	setup_rows(&f, 2, 7);
	strcpy(f.pane.filter, "deep");
	assert_string_equal(drawn(&f, 0), "── 1 Models · Top · /deep ──────");
	teardown(&f);
}

static void test_empty_table_says_why(void **state)
{
	struct fixture f;

	(void)state;
	setup_rows(&f, 0, 7);
	table_note(f.table, NOTE_EMPTY, "no figures");
	/* 10 of 32 columns, in the middle of the five lines below the heads. */
	assert_string_equal(drawn(&f, 4), "           no figures");
	teardown(&f);
	/* 45 columns on two lines, of the five the second and the third. */
	setup_rows(&f, 0, 7);
	table_note(f.table, NOTE_EMPTY, "us-a is not in the catalogue: nothing of it is known");
	assert_string_equal(drawn(&f, 3), " us-a is not in the catalogue:");
	assert_string_equal(drawn(&f, 4), "     nothing of it is known");
	teardown(&f);
}

static void test_cursor_and_scroll(void **state)
{
	struct fixture f;

	(void)state;
	setup_rows(&f, 9, 6);
	assert_int_equal(pane_visible_rows(&f.pane), 4);
	pane_move(&f.pane, 3);
	assert_int_equal(f.pane.scroll, 0);
	pane_move(&f.pane, 1);
	assert_int_equal(f.pane.cursor, 4);
	assert_int_equal(f.pane.scroll, 1);
	assert_string_equal(f.pane.selected, "m05");
	pane_move(&f.pane, 100);
	assert_int_equal(f.pane.cursor, 8);
	assert_int_equal(f.pane.scroll, 5);
	assert_string_equal(drawn(&f, 0), "── 1 Models · Top ── 6-9 of 9 ──");
	pane_move(&f.pane, -2);
	assert_int_equal(f.pane.scroll, 5);
	pane_move(&f.pane, -100);
	assert_int_equal(f.pane.cursor, 0);
	assert_int_equal(f.pane.scroll, 0);
	teardown(&f);
}

static void test_selection_follows_its_key(void **state)
{
	struct fixture f;
	struct table *next = table_new("models", columns, N), *without;

	(void)state;
	setup_rows(&f, 9, 6);
	pane_move(&f.pane, 1);
	add_model(next, 1, "other", 1);
	add_model(next, 2, "another", 1);
	add_model(next, 3, "m02", 1);
	pane_settle(&f.pane, next, f.pane.place);
	assert_int_equal(f.pane.cursor, 2);
	/* Where it is missing the cursor stays in its place, and it is found again later. */
	without = table_new("models", columns, N);
	add_model(without, 1, "other", 1);
	pane_settle(&f.pane, without, f.pane.place);
	assert_int_equal(f.pane.cursor, 0);
	pane_settle(&f.pane, f.table, f.pane.place);
	assert_int_equal(f.pane.cursor, 1);
	table_free(next);
	table_free(without);
	teardown(&f);
}

/* Bars and series */

enum { VENDOR, FIRST_BAR, SECOND_BAR, BARS };

#define BAR (COLUMN_SCREEN | COLUMN_BAR | COLUMN_SHARED | COLUMN_RIGHT)

static const struct column bar_columns[BARS] = {
	[VENDOR] = {"vendor", "Vendor", COLUMN_SCREEN, 8, 8, 1},
	[FIRST_BAR] = {"token_bar", "Tokens", BAR, 15, 15, 1},
	[SECOND_BAR] = {"usd_bar", "Dollars", BAR, 15, 15, 1},
};

static void test_bars_share_one_scale(void **state)
{
	/* 0.4 fills the eight cells; 0.1 a quarter of them, 0.025 half a cell. */
	static const double shares[2][2] = {{0.4, 0.1}, {0.025, 0.2}};
	struct rectangle place = {0, 0, 6, 41};
	struct fixture f;

	(void)state;
	setup_rows(&f, 0, 6);
	table_free(f.table);
	f.table = table_new("vendors", bar_columns, BARS);
	for (int i = 0; i < 2; i++) {
		struct row *row = table_row(f.table, i ? "b" : "a", 0);

		row->values[VENDOR] = value_text(row->key);
		row->values[FIRST_BAR] = value_real(VALUE_SHARE, shares[i][0]);
		row->values[SECOND_BAR] = value_real(VALUE_SHARE, shares[i][1]);
	}
	canvas_resize(&f.canvas, 6, 41);
	pane_settle(&f.pane, f.table, place);
	assert_string_equal(drawn(&f, 1), " Vendor    Tokens          Dollars");
	assert_string_equal(drawn(&f, 2), "►a         40.0% ████████  10.0% ▄▄");
	assert_string_equal(drawn(&f, 3), " b          2.5% ▌         20.0% ▄▄▄▄");
	assert_int_equal(cell(&f, 2, 17)->role, ROLE_BAR);
	assert_int_equal(cell(&f, 2, 33)->role, ROLE_BAR_2);
	teardown(&f);
}

static const struct column series_columns[] = {
	{"name", "Model", COLUMN_SCREEN, 4, 4, 1},
	{"trend", "Trend", COLUMN_SCREEN, 6, 6, 1},
};

static const struct column shared_columns[] = {
	{"name", "Model", COLUMN_SCREEN, 4, 4, 1},
	{"trend", "Trend", COLUMN_SCREEN | COLUMN_SHARED, 6, 6, 1},
};

static void setup_series(struct fixture *f, const struct column *own, const struct series *series,
			 size_t n)
{
	struct rectangle place = {0, 0, 7, 12};

	setup_rows(f, 0, 7);
	table_free(f->table);
	f->table = table_new("models", own, 2);
	for (size_t i = 0; i < n; i++) {
		const char key[] = {(char)('a' + i), '\0'};
		struct row *row = table_row(f->table, key, 0);

		row->values[0] = value_text(row->key);
		row->values[1] = value_series(&series[i]);
	}
	canvas_resize(&f->canvas, 7, 12);
	pane_settle(&f->pane, f->table, place);
}

static void test_series_on_scales_of_their_own(void **state)
{
	static const double rising[] = {9000, 1, 2, 4, 6, 7, 8};
	static const double broken[] = {NAN, NAN, NAN, 50, NAN, 100, 10};
	static const double zero[] = {0, 0, 0, 0, 0, 0, 0};
	static const double started[] = {0, 0, 0, 0, 0, 0, 5};
	const struct series series[] = {
		{7, rising, false}, {7, broken, true}, {7, zero, false}, {7, started, true}};
	struct fixture f;

	(void)state;
	setup_series(&f, series_columns, series, 4);
	/* The seventh point back is off the column and counts for nothing. */
	assert_string_equal(drawn(&f, 2), "►a    ▁▂▄▆▇█");
	/* Nothing before the first week, a dot for a missing one, the running one hollow. */
	assert_string_equal(drawn(&f, 3), " b      ▄·█▯");
	assert_string_equal(drawn(&f, 4), " c    ▁▁▁▁▁▁");
	assert_string_equal(drawn(&f, 5), " d         ▯");
	assert_int_equal(cell(&f, 2, 11)->role, ROLE_SERIES_1);
	teardown(&f);
}

static void test_series_on_one_scale(void **state)
{
	static const double china[] = {0.2, 0.4, 0.4}, us[] = {0.1, 0.2, 0.05};
	const struct series series[] = {{3, china, false}, {3, us, false}};
	struct fixture f;

	(void)state;
	setup_series(&f, shared_columns, series, 2);
	f.table->rows[1].flags = ROW_US;
	assert_string_equal(drawn(&f, 2), "►a       ▄██");
	assert_string_equal(drawn(&f, 3), " b       ▂▄▁");
	assert_int_equal(cell(&f, 2, 11)->role, ROLE_SERIES_1);
	assert_int_equal(cell(&f, 3, 11)->role, ROLE_SERIES_2);
	teardown(&f);
}

/* No place and no size is written outside of. */
static void test_any_place(void **state)
{
	struct fixture f;

	(void)state;
	setup_rows(&f, 9, 12);
	table_note(f.table, NOTE_LINE, "out: nobody");
	table_note(f.table, NOTE_EMPTY, "nothing");
	canvas_resize(&f.canvas, 14, 44);
	for (int rows = 0; rows <= 12; rows++)
		for (int width = 0; width <= 40; width++) {
			struct rectangle place = {1, 2, rows, width};

			pane_settle(&f.pane, f.table, place);
			pane_move(&f.pane, rows % 2 ? 3 : -3);
			canvas_clear(&f.canvas);
			pane_draw(&f.pane, &f.canvas, 1, true);
			for (int row = 0; row < 14; row++)
				for (int c = 0; c < 44; c++)
					if (row < 1 || row > rows || c < 2 || c >= 2 + width)
						assert_int_equal(cell(&f, row, c)->glyph, ' ');
		}
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_of_a_pane),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_not_listed_where_it_is_narrow),
		cmocka_unit_test(test_rows_aside_are_dim),
		cmocka_unit_test(test_selection_is_marked_in_the_focused_pane_only),
		cmocka_unit_test(test_sort_mark_stands_at_its_column),
		cmocka_unit_test(test_narrow_panes_lose_columns_then_lines),
		cmocka_unit_test(test_filter_is_said_in_the_title),
		cmocka_unit_test(test_empty_table_says_why),
		cmocka_unit_test(test_cursor_and_scroll),
		cmocka_unit_test(test_selection_follows_its_key),
		cmocka_unit_test(test_bars_share_one_scale),
		cmocka_unit_test(test_series_on_scales_of_their_own),
		cmocka_unit_test(test_series_on_one_scale),
		cmocka_unit_test(test_any_place),
	};

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
