/* Clicks and the wheel on the whole screen: what is hit is what is drawn there. */
#include "ui/pointer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "support/stage.h"

static const struct {
	int rows, columns;
} sizes[] = {{60, 200}, {40, 120}, {36, 110}, {30, 100}, {24, 80}, {20, 160},
	     {12, 40},  {6, 80},   {5, 20},   {3, 30},   {2, 2},   {1, 1}};

static unsigned point(struct stage *stage, enum report_kind kind, int row, int column, int64_t at)
{
	struct report report = {kind, 0, 0, row, column};

	return pointer_act(&stage->screen, &report, at);
}

/* Clicks far enough apart not to be two of one. */
static unsigned press(struct stage *stage, int row, int column)
{
	static int64_t clock;

	return point(stage, REPORT_PRESS, row, column, clock += 2 * (int64_t)POINTER_DOUBLE_MS);
}

/* The line of the pane at a column that is drawn as selected; -1 for none. */
static int selected_line(struct stage *stage, int column)
{
	stage_draw(stage);
	for (int row = 0; row < stage->canvas.rows; row++)
		if (canvas_cell(&stage->canvas, row, column)->flags & CELL_SELECTED)
			return row;
	return -1;
}

/* A click on a row, anywhere in it: its pane has the keys, and it is what is selected there. */
static void check_row(struct stage *stage, int row, int column)
{
	struct pointer_spot spot = pointer_find(&stage->screen, row, column);
	char key[PANE_KEY_MAX];

	snprintf(key, sizeof(key), "%s", stage->screen.panes[spot.pane].table->rows[spot.row].key);
	assert_int_equal(press(stage, row, column) & REACT_DRAW, REACT_DRAW);
	assert_ptr_equal(screen_pane(&stage->screen), &stage->screen.panes[spot.pane]);
	assert_string_equal(screen_pane(&stage->screen)->selected, key);
}

/* Every line of the screen, at some columns: a row that was hit is the line drawn as selected. */
static void check_size(struct stage *stage, int rows, int columns)
{
	int n_rows = 0;

	stage_resize(stage, rows, columns);
	for (int row = 0; row < rows; row++)
		for (int column = 0; column < columns; column += 9) {
			struct pointer_spot spot = pointer_find(&stage->screen, row, column);

			if (spot.part != POINTER_ROW)
				continue;
			check_row(stage, row, column);
			assert_int_equal(selected_line(stage, column), row);
			n_rows++;
		}
	assert_true(n_rows > 0 || rows < 3);
	/* Outside is nowhere. */
	assert_int_equal(pointer_find(&stage->screen, rows, 0).part, POINTER_NOWHERE);
	assert_int_equal(pointer_find(&stage->screen, 0, columns).part, POINTER_NOWHERE);
	assert_int_equal(pointer_find(&stage->screen, 0, 0).part, POINTER_NOWHERE);
}

static void test_rows_at_every_size(void **state)
{
	struct stage *stage = *state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		check_size(stage, sizes[i].rows, sizes[i].columns);
		stage_keys(stage, "u");
	}
}

/* The place of a text in a line of the screen, in columns (all before it is of width 1); -1 when it
 * is not there. */
static int find_text(struct stage *stage, int row, const char *text)
{
	char line[1024], *at;
	int column = 0;

	at = strstr(stage_line(stage, row, line), text);
	if (!at)
		return -1;
	for (const char *c = line; c < at; c++)
		column += ((unsigned char)*c & 0xC0) != 0x80;
	return column;
}

static void assert_message(struct stage *stage, const char *text)
{
	char line[1024];

	if (!strstr(stage_line(stage, stage->canvas.rows - 1, line), text))
		fail_msg("\"%s\" is not in \"%s\"", text, line);
}

/* On each letter of each head: the pane sorts by that column, and the other way at a second click.
 */
static void test_heads(void **state)
{
	static const struct {
		int line, pane;
		const char *title;
	} heads[] = {{3, 0, "Model"},   {3, 0, "Tokens"},  {3, 0, "Share"},   {3, 0, "Dollars"},
		     {3, 0, "In $/M"},  {3, 0, "Context"}, {16, 1, "Vendor"}, {16, 1, "$ share"},
		     {16, 2, "Region"}, {16, 1, "Gap"},    {27, 3, "Change"}, {27, 3, "Workload"}};
	struct stage *stage = *state;

	stage_resize(stage, 40, 120);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		int column = find_text(stage, heads[i].line, heads[i].title);
		const struct pane *pane = &stage->screen.panes[heads[i].pane];
		char words[64];
		bool descending;

		assert_true(column >= 0);
		snprintf(words, sizeof(words), "sorted by %s, ", heads[i].title);
		press(stage, heads[i].line, column);
		assert_message(stage, words);
		assert_int_equal(stage->screen.focus, heads[i].pane);
		descending = pane->descending;
		assert_message(stage, descending ? "descending" : "ascending");
		/* Its last letter is the same column. */
		press(stage, heads[i].line, column + (int)strlen(heads[i].title) - 1);
		assert_message(stage, words);
		assert_int_equal(pane->descending, !descending);
	}
	/* Sparklines have no order. */
	stage_keys(stage, "1");
	press(stage, 3, find_text(stage, 3, "Trend"));
	assert_string_equal(stage->screen.panes[0].sort, "context");
}

/* A terminal of one column, where a row of heads has none. */
static void test_no_room_for_a_head(void **state)
{
	struct stage *stage = *state;

	stage_resize(stage, 30, 1);
	stage_draw(stage);
	for (int row = 0; row < 30; row++) {
		assert_int_not_equal(pointer_find(&stage->screen, row, 0).part, POINTER_HEAD);
		press(stage, row, 0);
		assert_string_equal(screen_pane(&stage->screen)->sort, "");
	}
}

static void test_wheel(void **state)
{
	struct stage *stage = *state;
	struct pane *models = &stage->screen.panes[0], *vendors = &stage->screen.panes[1];
	int visible;

	stage_resize(stage, 40, 120);
	stage_keys(stage, "2");
	visible = pane_visible_rows(models);
	assert_int_equal(visible, 10);
	/* The pane under it scrolls and leaves the keys where they are; the cursor stays in view.
	 */
	point(stage, REPORT_WHEEL_DOWN, 6, 50, 0);
	assert_int_equal(models->scroll, POINTER_WHEEL_ROWS);
	assert_int_equal(models->cursor, POINTER_WHEEL_ROWS);
	assert_int_equal(stage->screen.focus, 1);
	assert_int_equal(vendors->scroll, 0);
	point(stage, REPORT_WHEEL_UP, 6, 50, 0);
	assert_int_equal(models->scroll, 0);
	assert_int_equal(models->cursor, POINTER_WHEEL_ROWS);
	point(stage, REPORT_WHEEL_UP, 6, 50, 0);
	assert_int_equal(models->scroll, 0);
	for (int i = 0; i < 100; i++)
		point(stage, REPORT_WHEEL_DOWN, 6, 50, 0);
	assert_int_equal(models->scroll, (int)models->table->n_rows - visible);
	assert_int_equal(models->cursor, models->scroll);
	/* In the header there is nothing to scroll. */
	assert_int_equal(point(stage, REPORT_WHEEL_DOWN, 0, 5, 0), REACT_NONE);
}

/* Two clicks on a row open its detail, a third one is not a double one again, and two slow ones,
 * or two on different rows, are not. */
static void test_double_click(void **state)
{
	struct stage *stage = *state;

	stage_resize(stage, 40, 120);
	point(stage, REPORT_PRESS, 6, 20, 1000);
	point(stage, REPORT_PRESS, 6, 20, 1000 + POINTER_DOUBLE_MS + 1);
	point(stage, REPORT_PRESS, 7, 20, 1001 + POINTER_DOUBLE_MS + 1);
	assert_false(screen_has_sheet(&stage->screen));
	point(stage, REPORT_PRESS, 7, 20, 1002 + 2 * POINTER_DOUBLE_MS);
	assert_true(screen_has_sheet(&stage->screen));
	assert_string_equal(screen_pane(&stage->screen)->view->id, "detail");
	assert_string_equal(stage->screen.query.subject, stage->screen.panes[0].selected);
	/* The panes below the sheet are not hit. */
	assert_int_equal(pointer_find(&stage->screen, 20, 20).pane, SCREEN_SHEET);
	point(stage, REPORT_PRESS, 7, 20, 1003 + 2 * POINTER_DOUBLE_MS);
	assert_string_equal(screen_pane(&stage->screen)->view->id, "detail");
}

static void test_overlays(void **state)
{
	struct stage *stage = *state;
	char line[1024];

	stage_resize(stage, 24, 80);
	stage_keys(stage, "?");
	stage_line(stage, 5, line);
	assert_int_equal(press(stage, 5, 5), REACT_NONE);
	point(stage, REPORT_WHEEL_DOWN, 5, 5, 0);
	assert_int_equal(stage->screen.help_scroll, POINTER_WHEEL_ROWS);
	for (int i = 0; i < 100; i++)
		point(stage, REPORT_WHEEL_UP, 5, 5, 0);
	assert_int_equal(stage->screen.help_scroll, 0);
	stage_keys(stage, "\x1b/deep");
	assert_int_equal(stage->screen.overlay, OVERLAY_FILTER);
	press(stage, 5, 20);
	assert_int_equal(stage->screen.overlay, OVERLAY_NONE);
	assert_string_equal(stage->screen.panes[0].filter, "deep");
	assert_int_equal(stage->screen.panes[0].cursor, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define ON_STAGE(test) cmocka_unit_test_setup_teardown(test, stage_setup, stage_teardown)
		ON_STAGE(test_rows_at_every_size), ON_STAGE(test_heads),
		ON_STAGE(test_no_room_for_a_head), ON_STAGE(test_wheel),
		ON_STAGE(test_double_click),       ON_STAGE(test_overlays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
