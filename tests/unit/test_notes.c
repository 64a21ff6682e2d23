/* Notes below a table: what of them is seen in how many lines, and how many lines are kept. */
#include "ui/notes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const struct column columns[] = {{"name", "Model", COLUMN_SCREEN, 5, 5, 1}};
static const struct view view = {.id = "models", .title = "Models"};

static struct table *table;
static struct pane pane;
static struct canvas canvas;
static char line[512];

/* A table of nine rows with a note of three parts. */
static int setup(void **state)
{
	(void)state;
	table = table_new("models", columns, 1);
	table->title = "";
	for (int i = 0; i < 9; i++) {
		char key[16];

		snprintf(key, sizeof(key), "m%d", i);
		table_row(table, key, 0)->values[0] = value_text("m");
	}
	table_note(table, NOTE_LINE, "one is here; two are there; three");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	table_free(table);
	return 0;
}

static void settle(int rows, int width)
{
	pane_init(&pane, &view);
	pane_settle(&pane, table, (struct rectangle){0, 0, rows, width});
}

/* The last line of a pane of eight, without the margin. */
static const char *note_at(int width, bool ascii)
{
	struct strbuf text;
	const char *last;

	settle(8, width + PANE_MARGIN);
	canvas_init(&canvas, 8, width + PANE_MARGIN, ascii);
	pane_draw(&pane, &canvas, 0, true);
	strbuf_init(&text, 1 << 16);
	canvas_dump(&canvas, &text);
	text.data[text.length - 1] = '\0';
	last = strrchr(text.data, '\n') + 1 + PANE_MARGIN;
	snprintf(line, sizeof(line), "%s", last);
	strbuf_done(&text);
	canvas_done(&canvas);
	return line;
}

/* "one is here; " has 13 columns, with the second part there are 28. */
static void test_parts_leave_whole(void **state)
{
	(void)state;
	assert_string_equal(note_at(33, false), "one is here; two are there; three");
	assert_string_equal(note_at(32, false), "one is here; two are there; \u2026");
	assert_string_equal(note_at(29, false), "one is here; two are there; \u2026");
	assert_string_equal(note_at(28, false), "one is here; \u2026");
	assert_string_equal(note_at(14, false), "one is here; \u2026");
	assert_string_equal(note_at(13, false), "one is here;\u2026");
	assert_string_equal(note_at(5, false), "one \u2026");
	assert_string_equal(note_at(30, true), "one is here; two are there; ..");
	assert_string_equal(note_at(29, true), "one is here; ..");
}

static void test_brief(void **state)
{
	(void)state;
	table->notes[0].brief = "one; two";
	assert_string_equal(note_at(33, false), "one; two");
}

/* Of eight lines the title and the heads take two. */
static void test_lines_are_kept(void **state)
{
	(void)state;
	settle(8, 40);
	assert_int_equal(pane_lines(&pane).notes, 1);
	assert_int_equal(pane_visible_rows(&pane), 5);
	table->note_lines = 2;
	settle(8, 40);
	assert_int_equal(pane_lines(&pane).notes, 2);
	assert_int_equal(pane_visible_rows(&pane), 4);
	/* As many rows stand there when there is a second note, */
	table_note(table, NOTE_LINE, "most");
	settle(8, 40);
	assert_int_equal(pane_visible_rows(&pane), 4);
	/* and three come before any note. */
	settle(6, 40);
	assert_int_equal(pane_lines(&pane).notes, 1);
	settle(5, 40);
	assert_int_equal(pane_lines(&pane).notes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_parts_leave_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(test_brief, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lines_are_kept, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
