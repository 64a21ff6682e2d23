/* Sheets: views over the panes, opened by keys, with the row that they are of; pins. */
#include "support/stage.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "ui/subject.h"
#include "view/columns.h"

#define LAST (stage->canvas.rows - 1)

static const char *sheet(const struct stage *stage)
{
	return screen_has_sheet(&stage->screen) ? stage->screen.panes[SCREEN_SHEET].view->id : "";
}

static void test_detail_opens_and_closes(void **state)
{
	struct stage *stage = *state;
	char key[PANE_KEY_MAX];

	stage_keys(stage, "jj");
	snprintf(key, sizeof(key), "%s", stage->screen.panes[0].selected);
	stage_keys(stage, "\n");
	assert_string_equal(sheet(stage), "detail");
	assert_string_equal(stage->screen.query.subject, key);
	assert_string_equal(stage->screen.query.subject_view, "models");
	stage_expect(stage, 2, "Detail \u00B7 GPT-5.6 Luna, tokens by week");
	stage_expect(stage, LAST, "Esc back");
	/* Only the sheet has a table. */
	for (int i = 0; i < SCREEN_PANES; i++)
		assert_null(stage->screen.tables[i]);
	/* The same by day, its providers, and back. */
	stage_keys(stage, "\n");
	assert_string_equal(sheet(stage), "detail-days");
	stage_expect(stage, 2, "tokens by day");
	stage_keys(stage, "\n");
	assert_string_equal(sheet(stage), "providers");
	stage_keys(stage, "\n");
	assert_string_equal(sheet(stage), "detail");
	stage_keys(stage, "\x1b");
	assert_string_equal(sheet(stage), "");
	assert_string_equal(stage->screen.panes[0].selected, key);
	stage_expect(stage, 2, "1 Models");
}

/* Weeks, units, order and filter are the sheet's while it is open; Esc takes the filter first. */
static void test_keys_of_a_sheet(void **state)
{
	struct stage *stage = *state;
	const struct pane *pane = &stage->screen.panes[SCREEN_SHEET];
	const struct view *view;
	struct query query;

	stage_keys(stage, "jjj\n");
	assert_int_equal(pane->table->n_rows, 14);
	stage_keys(stage, "hd");
	assert_int_equal(stage->screen.query.week, STAGE_W32);
	assert_int_equal(pane->table->n_rows, 13);
	stage_expect(stage, 2, "dollars by week");
	stage_keys(stage, "jj");
	assert_int_equal(pane->cursor, 2);
	stage_keys(stage, "ss/w2\n");
	assert_int_equal(pane->table->n_rows, 10);
	view = screen_focused(&stage->screen, &query);
	assert_string_equal(view->id, "detail");
	assert_string_equal(query.filter, "w2");
	assert_string_equal(query.sort, "rank");
	assert_string_equal(query.subject, stage->screen.panes[0].selected);
	assert_string_equal(stage->screen.panes[0].filter, "");
	stage_keys(stage, "\x1b");
	assert_string_equal(sheet(stage), "detail");
	stage_keys(stage, "z");
	assert_string_equal(sheet(stage), "detail");
	stage_keys(stage, "\x1b");
	assert_string_equal(sheet(stage), "");
	/* A pane's key leaves the sheet too. */
	stage_keys(stage, "\n2");
	assert_string_equal(sheet(stage), "");
	assert_int_equal(stage->screen.focus, 1);
}

static void test_vendors_have_details_and_regions_none(void **state)
{
	struct stage *stage = *state;

	stage_keys(stage, "2\n");
	assert_string_equal(sheet(stage), "detail");
	stage_expect(stage, 2, "DeepSeek, tokens by week");
	stage_keys(stage, "\x1b"
			  "3\n");
	assert_string_equal(sheet(stage), "");
	stage_expect(stage, LAST, "models and vendors only");
	stage_keys(stage, "4\n");
	assert_string_equal(sheet(stage), "detail");
	assert_string_equal(stage->screen.query.subject_view, "prices");
}

static void test_why(void **state)
{
	struct stage *stage = *state;

	stage_keys(stage, "w");
	assert_string_equal(sheet(stage), "explain");
	assert_string_equal(stage->screen.query.subject_column, "tokens");
	stage_expect(stage, 2, "Why this number \u00B7 DeepSeek V4 Flash 0731");
	stage_expect(stage, 4, "Tokens");
	/* Again: the row's next figure, round and round. */
	stage_keys(stage, "w");
	assert_string_equal(stage->screen.query.subject_column, "token_share");
	stage_expect(stage, 4, "Share");
	for (int i = 0; i < 20 && strcmp(stage->screen.query.subject_column, "tokens") != 0; i++)
		stage_keys(stage, "w");
	assert_string_equal(stage->screen.query.subject_column, "tokens");
	/* The column that the rows are sorted by. */
	stage_keys(stage, "\x1b"
			  "2sw");
	assert_string_equal(stage->screen.query.subject_column, "vendor_name");
	stage_keys(stage, "\x1b"
			  "1dw");
	assert_string_equal(stage->screen.query.subject_column, "usd");
}

/* Over a sheet: Esc gives it back with its row and order. */
static void test_why_over_a_sheet(void **state)
{
	struct stage *stage = *state;
	const struct query *query = &stage->screen.query;
	const struct pane *pane = &stage->screen.panes[SCREEN_SHEET];

	stage_keys(stage, "jjj\njjsw");
	assert_string_equal(sheet(stage), "explain");
	assert_string_equal(query->subject_row, "2026-W31");
	assert_string_equal(query->subject_column, "when");
	stage_keys(stage, "\x1b");
	assert_string_equal(sheet(stage), "detail");
	assert_string_equal(pane->sort, "when");
	assert_string_equal(pane->selected, "2026-W31");
	assert_null(query->subject_row);
	stage_keys(stage, "S\x1b");
	assert_string_equal(sheet(stage), "");
	/* A comparison's columns are what is pinned. */
	stage_keys(stage, " 2 cjw");
	assert_string_equal(query->subject, "2026-W32");
	assert_string_equal(query->subject_column, query->pins[0]);
	stage_keys(stage, "w");
	assert_string_equal(query->subject_column, "deepseek");
	stage_expect(stage, 4, "DeepSeek");
	stage_keys(stage, "\x1b");
	assert_string_equal(sheet(stage), "compare");
	assert_string_equal(pane->selected, "2026-W32");
	/* A pane's key leaves both. */
	stage_keys(stage, "w1");
	assert_string_equal(sheet(stage), "");
	stage_keys(stage, "\x1b");
	assert_string_equal(sheet(stage), "");
}

/* Rows of sheets are models only where they name one. */
static void test_what_rows_are_of(void **state)
{
	struct stage *stage = *state;

	/* Lines of an explanation have slashes, as models' keys do. */
	stage_keys(stage, "jsssssssssw ");
	assert_string_equal(sheet(stage), "explain");
	stage_expect(stage, LAST, "only models and vendors");
	assert_string_equal(subject_model(&stage->screen), stage->screen.panes[0].selected);
	/* A record of a model is about it; one of a region is not. */
	stage_keys(stage, "\x1b"
			  "Rg\n");
	assert_string_equal(sheet(stage), "detail");
	stage_expect(stage, 2, "DeepSeek V4 Flash 0731, tokens by week");
	stage_keys(stage, " ");
	assert_string_equal(stage->screen.query.pins[0], "deepseek/deepseek-v4-flash-20260731");
	stage_keys(stage, "Rj\n");
	assert_string_equal(sheet(stage), "records");
	assert_null(subject_model(&stage->screen));
}

static void test_pins(void **state)
{
	struct stage *stage = *state;
	const struct query *query = &stage->screen.query;
	char line[1024];

	stage_keys(stage, "c");
	assert_string_equal(sheet(stage), "");
	stage_expect(stage, LAST, "nothing is pinned");
	stage_keys(stage, " j j 2 ");
	stage_expect(stage, LAST, "pinned, 4 of 4");
	assert_string_equal(query->pins[3], "deepseek");
	/* A mark at the edge, its own for each. */
	assert_non_null(strstr(stage_line(stage, 4, line), "\u25CF 1"));
	assert_non_null(strstr(stage_line(stage, 5, line), "\u25A0 2"));
	stage_keys(stage, "j ");
	stage_expect(stage, LAST, "4 are pinned already");
	/* The first is let go: the others move up. */
	stage_keys(stage, "1g ");
	stage_expect(stage, LAST, "no longer pinned");
	assert_null(query->pins[3]);
	assert_string_equal(query->pins[2], "deepseek");
	assert_non_null(strstr(stage_line(stage, 5, line), "\u25CF 2"));
	stage_keys(stage, "c");
	assert_string_equal(sheet(stage), "compare");
	stage_expect(stage, 3, "\u25CF Hy3");
	stage_expect(stage, 3, "\u25B2 DeepSeek");
	/* Regions cannot be compared, nor can the tail. */
	stage_keys(stage, "\x1b"
			  "3 ");
	stage_expect(stage, LAST, "only models and vendors");
	stage_keys(stage, "1G ");
	stage_expect(stage, LAST, "only models and vendors");
}

/* A comparison's columns are permaslugs, some of them long. */
static void test_comparison_sorts_by_any_column(void **state)
{
	struct stage *stage = *state;
	const struct pane *pane = &stage->screen.panes[SCREEN_SHEET];
	const struct table *table;
	const struct history *history = stage->screen.snapshot->history;
	const struct history_bucket *week = history_week(history, stage->screen.query.week);
	double above = INFINITY;

	for (size_t i = 0; strlen(stage->screen.panes[0].selected) < 32; i++) {
		assert_true(i < week->n_rows);
		stage_keys(stage, "j");
	}
	stage_keys(stage, " css");
	assert_string_equal(sheet(stage), "compare");
	assert_string_equal(pane->sort, stage->screen.query.pins[0]);
	table = pane->table;
	assert_true(table->n_rows > 5);
	for (size_t i = 0; i < 5; i++) {
		const struct value *value = &table->rows[i].values[table_column(table, pane->sort)];

		assert_true((double)value->integer <= above);
		above = (double)value->integer;
	}
	assert_true(table->rows[0].values[table_column(table, pane->sort)].integer >
		    table->rows[4].values[table_column(table, pane->sort)].integer);
}

/* Views of the whole week are sheets too; a model in them has its detail. */
static void test_views_of_the_week(void **state)
{
	struct stage *stage = *state;

	stage_keys(stage, "m");
	assert_string_equal(sheet(stage), "segments");
	stage_keys(stage, "v");
	assert_string_equal(sheet(stage), "coverage");
	stage_keys(stage, "\x1b");
	assert_string_equal(sheet(stage), "");
}

/* New figures come while a sheet is open. */
static void test_refresh_keeps_the_sheet(void **state)
{
	struct stage *stage = *state;

	stage_keys(stage, "2j ");
	stage_keys(stage, "\nj");
	screen_take(&stage->screen, stage_snapshot(stage, NULL));
	assert_string_equal(sheet(stage), "detail");
	assert_int_equal(stage->screen.panes[SCREEN_SHEET].cursor, 1);
	stage_expect(stage, 2, "Tencent, tokens by week");
	assert_string_equal(stage->screen.query.pins[0], "tencent");
}

/* From large to nothing, each sheet is drawn and closes again. */
static void test_sheets_at_all_sizes(void **state)
{
	static const char *const keys[] = {"\n", "\n\n", "w", "c"};
	struct stage *stage = *state;

	stage_keys(stage, " j ");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		stage_keys(stage, keys[i]);
		for (int rows = 45; rows >= 0; rows--)
			for (int columns = 0; columns <= 130; columns += 13) {
				stage_resize(stage, rows, columns);
				stage_draw(stage);
			}
		stage_resize(stage, 40, 120);
		stage_keys(stage, "\x1b");
		assert_string_equal(sheet(stage), "");
	}
}

static void test_what_is_left_to_the_loop(void **state)
{
	struct stage *stage = *state;

	assert_int_equal(stage_keys(stage, "y"), REACT_COPY);
	assert_int_equal(stage_keys(stage, "o"), REACT_OPEN);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, stage_setup, stage_teardown)

/* The facts' texts, one after the other, and how wide the widest is. */
static int join_values(const struct table *facts, struct strbuf *out)
{
	int widest = 0;

	for (size_t i = 0; i < facts->n_rows; i++) {
		const struct value *value = &facts->rows[i].values[1];
		const char *text = value->kind == VALUE_TEXT ? value->text : "";
		int width = text_width(text);

		/* Lines end at a blank, or in the middle of a long word. */
		for (const char *c = text; *c; c++)
			if (*c != ' ')
				strbuf_bytes(out, c, 1);
		widest = width > widest ? width : widest;
	}
	return widest;
}

/* An explanation is the same at every width, broken for it: nothing of it is cut. */
static void test_explanation_fits(void **state)
{
	struct stage *stage = *state;
	static const int widths[] = {120, 40, 80, 20, 120};
	struct strbuf first, again;

	strbuf_init(&first, 1 << 16);
	strbuf_init(&again, 1 << 16);
	stage_keys(stage, "dw");
	join_values(stage->screen.tables[SCREEN_SHEET], &first);
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		const struct pane *pane = &stage->screen.panes[SCREEN_SHEET];
		struct columns_slot slots[COLUMNS_MAX];
		size_t n;

		stage_resize(stage, 40, widths[i]);
		strbuf_clear(&again);
		n = pane_slots(pane, slots);
		assert_true(join_values(pane->table, &again) <= slots[n - 1].width);
		assert_string_equal(again.data, first.data);
	}
	strbuf_done(&first);
	strbuf_done(&again);
}

/* What is said below the rows is whole where they leave room, and a line each where not; what
 * does not fit there leaves whole. */
static void test_long_notes(void **state)
{
	struct stage *stage = *state;

	stage_keys(stage, "v");
	stage_resize(stage, 24, 80);
	stage_expect(stage, 20, "all other models, 7.4% of all tokens, cannot be priced");
	stage_expect(stage, 21, " name them");
	stage_resize(stage, 24, 120);
	stage_expect(stage, LAST - 2, "the source does not name them");
	/* The models have no row to give. */
	stage_keys(stage, "\x1b");
	stage_resize(stage, 24, 80);
	stage_expect(stage, 14, " #1 for 2 weeks; \u2026");
	stage_expect(stage, 15, "2 Vendors");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_detail_opens_and_closes),
		TEST(test_keys_of_a_sheet),
		TEST(test_vendors_have_details_and_regions_none),
		TEST(test_why),
		TEST(test_why_over_a_sheet),
		TEST(test_what_rows_are_of),
		TEST(test_pins),
		TEST(test_comparison_sorts_by_any_column),
		TEST(test_views_of_the_week),
		TEST(test_refresh_keeps_the_sheet),
		TEST(test_sheets_at_all_sizes),
		TEST(test_what_is_left_to_the_loop),
		TEST(test_explanation_fits),
		TEST(test_long_notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
