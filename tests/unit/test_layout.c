/* The layout: what is promised for the usual sizes, and what holds at every size. */
#include "ui/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define ROWS_MAX    80
#define COLUMNS_MAX 230

enum { MODELS, VENDORS, REGIONS, PRICES };

/* Rows of the table in a pane of this height: without title, heads and a note. */
#define TABLE_ROWS(place) ((place).rows - 3)

static struct layout make(int rows, int columns, int focus)
{
	struct layout layout;

	layout_make(&layout, rows, columns, UNIT_TOKENS, focus, false);
	return layout;
}

static int n_shown(const struct layout *layout)
{
	int n = 0;

	for (int i = 0; i < LAYOUT_PANES; i++)
		n += layout->panes[i].rows > 0;
	return n;
}

static void test_all_four_at_120x40(void **state)
{
	struct layout layout = make(40, 120, MODELS);
	const struct rectangle *panes = layout.panes;

	(void)state;
	assert_int_equal(n_shown(&layout), 4);
	assert_int_equal(panes[MODELS].columns, 120);
	assert_int_equal(panes[MODELS].column, 0);
	assert_int_equal(panes[MODELS].row, 2);
	assert_int_equal(TABLE_ROWS(panes[MODELS]), 10);
	assert_int_equal(panes[VENDORS].column, 0);
	assert_int_equal(panes[VENDORS].row, panes[MODELS].row + panes[MODELS].rows);
	assert_int_equal(panes[REGIONS].row, panes[VENDORS].row);
	assert_true(panes[REGIONS].column > panes[VENDORS].columns);
	assert_int_equal(panes[REGIONS].column + panes[REGIONS].columns, 120);
	assert_int_equal(panes[PRICES].column, panes[REGIONS].column);
	assert_int_equal(panes[PRICES].row, panes[REGIONS].row + panes[REGIONS].rows);
	assert_int_equal(panes[PRICES].row + panes[PRICES].rows,
			 panes[VENDORS].row + panes[VENDORS].rows);
}

static void test_more_rows_go_to_the_models(void **state)
{
	struct layout small = make(40, 200, MODELS), large = make(60, 200, MODELS);

	(void)state;
	assert_int_equal(n_shown(&large), 4);
	assert_true(large.panes[MODELS].rows > small.panes[MODELS].rows + 10);
	assert_true(large.panes[VENDORS].rows >= small.panes[VENDORS].rows);
}

static void test_top_ten_and_another_at_80x24(void **state)
{
	for (int focus = MODELS; focus <= PRICES; focus++) {
		struct layout layout = make(24, 80, focus);
		int other = focus == MODELS ? VENDORS : focus;

		assert_int_equal(n_shown(&layout), 2);
		assert_true(TABLE_ROWS(layout.panes[MODELS]) >= 10);
		assert_true(layout.panes[other].rows - 2 >= 4);
		assert_int_equal(layout.panes[other].columns, 80);
	}
	(void)state;
}

static void test_one_at_40x12(void **state)
{
	for (int focus = MODELS; focus <= PRICES; focus++) {
		struct layout layout = make(12, 40, focus);

		assert_int_equal(n_shown(&layout), 1);
		assert_int_equal(layout.panes[focus].rows, 9);
		assert_int_equal(layout.keys, 11);
		assert_int_equal(layout.source, LAYOUT_NONE);
	}
	(void)state;
}

static void test_header_and_rows_at_20x5(void **state)
{
	struct layout layout = make(5, 20, MODELS);

	(void)state;
	assert_int_equal(layout.week, 0);
	assert_int_equal(layout.state, 1);
	assert_int_equal(layout.panes[MODELS].row, 2);
	assert_int_equal(layout.panes[MODELS].rows, 3);
	assert_int_equal(layout.keys, LAYOUT_NONE);
}

static void test_one_line(void **state)
{
	struct layout layout = make(1, 20, MODELS);

	(void)state;
	assert_int_equal(layout.week, 0);
	assert_int_equal(layout.state, LAYOUT_NONE);
	assert_int_equal(layout.message, LAYOUT_NONE);
	assert_int_equal(n_shown(&layout), 0);
}

static void test_nothing_without_a_row_or_column(void **state)
{
	const int sizes[][2] = {{0, 80}, {24, 0}, {-1, -1}};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct layout layout = make(sizes[i][0], sizes[i][1], MODELS);

		assert_int_equal(layout.week, LAYOUT_NONE);
		assert_int_equal(layout.message, LAYOUT_NONE);
		assert_int_equal(n_shown(&layout), 0);
	}
}

static void test_footer(void **state)
{
	struct layout layout;

	(void)state;
	layout_make(&layout, 30, 80, UNIT_TOKENS, MODELS, false);
	assert_int_equal(layout.rule, 27);
	assert_int_equal(layout.source, 28);
	assert_int_equal(layout.keys, 29);
	/* Two lines: the citation, or how dollars are made where dollars are shown. */
	layout_make(&layout, 24, 80, UNIT_TOKENS, MODELS, false);
	assert_int_equal(layout.rule, LAYOUT_NONE);
	assert_int_equal(layout.source, 22);
	layout_make(&layout, 24, 80, UNIT_USD, MODELS, false);
	assert_int_equal(layout.rule, 22);
	assert_int_equal(layout.source, LAYOUT_NONE);
	assert_int_equal(layout.keys, 23);
	assert_int_equal(layout.message, 23);
	layout_make(&layout, 7, 80, UNIT_USD, MODELS, false);
	assert_int_equal(layout.keys, LAYOUT_NONE);
	assert_int_equal(layout.message, 6);
}

static void test_zoom_shows_one_over_all(void **state)
{
	struct layout layout;

	(void)state;
	layout_make(&layout, 40, 120, UNIT_TOKENS, REGIONS, true);
	assert_int_equal(n_shown(&layout), 1);
	assert_memory_equal(&layout.panes[REGIONS], &layout.body, sizeof(layout.body));
	assert_int_equal(layout.body.rows, 40 - 2 - 4);
}

/* Every cell of the body belongs to one pane at most, and what belongs to none is a gutter: two
 * columns between panes. */
static void check_cover(const struct layout *layout)
{
	static unsigned char owner[ROWS_MAX][COLUMNS_MAX];
	const struct rectangle *body = &layout->body;

	memset(owner, 0, sizeof(owner));
	for (int i = 0; i < LAYOUT_PANES; i++) {
		const struct rectangle *place = &layout->panes[i];

		if (place->rows < 1)
			continue;
		assert_true(place->row >= body->row && place->column >= 0);
		assert_true(place->row + place->rows <= body->row + body->rows);
		assert_true(place->column + place->columns <= body->columns);
		for (int row = place->row; row < place->row + place->rows; row++)
			for (int c = place->column; c < place->column + place->columns; c++) {
				assert_int_equal(owner[row][c], 0);
				owner[row][c] = (unsigned char)(i + 1);
			}
	}
	for (int row = body->row; row < body->row + body->rows; row++) {
		int run = 0;

		assert_int_not_equal(owner[row][0], 0);
		assert_int_not_equal(owner[row][body->columns - 1], 0);
		for (int c = 0; c < body->columns; c++) {
			run = owner[row][c] ? 0 : run + 1;
			assert_in_range(run, 0, 2);
		}
	}
}

static void test_every_size_is_covered_once(void **state)
{
	(void)state;
	for (int rows = 1; rows < ROWS_MAX; rows++)
		for (int columns = 1; columns < COLUMNS_MAX; columns += 3)
			for (int focus = 0; focus < LAYOUT_PANES; focus++) {
				struct layout layout = make(rows, columns, focus);

				if (layout.body.rows > 0) {
					assert_true(layout.panes[focus].rows > 0);
					check_cover(&layout);
				}
			}
}

/* As the screen shrinks prices go first, then regions, then vendors: what is shown is always the
 * first few, but for the focused pane, which takes the last place. */
static void test_panes_fold_in_their_order(void **state)
{
	(void)state;
	for (int rows = 2; rows < ROWS_MAX; rows++)
		for (int columns = 1; columns < COLUMNS_MAX; columns++) {
			struct layout layout = make(rows, columns, MODELS);
			int n = n_shown(&layout);

			for (int i = 0; i < LAYOUT_PANES; i++)
				assert_int_equal(layout.panes[i].rows > 0, i < n);
			layout = make(rows, columns, PRICES);
			assert_int_equal(n_shown(&layout), n);
			for (int i = 0; i < n - 1; i++)
				assert_true(layout.panes[i].rows > 0);
			assert_true(layout.panes[PRICES].rows > 0);
		}
}

static void test_larger_never_shows_fewer(void **state)
{
	(void)state;
	for (int rows = 3; rows < ROWS_MAX; rows++)
		for (int columns = 2; columns < COLUMNS_MAX; columns++) {
			struct layout layout = make(rows, columns, MODELS);
			struct layout lower = make(rows - 1, columns, MODELS);
			struct layout narrower = make(rows, columns - 1, MODELS);

			/* At 16 and 30 rows the footer takes another line. */
			if (rows != 8 && rows != 16 && rows != 30)
				assert_true(n_shown(&layout) >= n_shown(&lower));
			assert_true(n_shown(&layout) >= n_shown(&narrower));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_four_at_120x40),
		cmocka_unit_test(test_more_rows_go_to_the_models),
		cmocka_unit_test(test_top_ten_and_another_at_80x24),
		cmocka_unit_test(test_one_at_40x12),
		cmocka_unit_test(test_header_and_rows_at_20x5),
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_nothing_without_a_row_or_column),
		cmocka_unit_test(test_footer),
		cmocka_unit_test(test_zoom_shows_one_over_all),
		cmocka_unit_test(test_every_size_is_covered_once),
		cmocka_unit_test(test_panes_fold_in_their_order),
		cmocka_unit_test(test_larger_never_shows_fewer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
