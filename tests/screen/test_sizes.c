/* No size crashes or writes outside of the grid (the sanitizers watch), whatever is open. */
#include "support/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ROWS    70
#define COLUMNS 130

/* Every size; under valgrind (ORTOP_SLOW) every small one and some of the others. */
static int next(int size)
{
	return size + (size > 10 && getenv("ORTOP_SLOW") ? 13 : 1);
}

/* Draw at every size; the first line must say the week wherever six columns and a row are there. */
static void draw_all(struct stage *stage)
{
	for (int rows = 0; rows <= ROWS; rows = next(rows))
		for (int columns = 0; columns <= COLUMNS; columns = next(columns)) {
			stage_resize(stage, rows, columns);
			screen_draw(&stage->screen, &stage->canvas);
			if (rows < 1 || columns < 6)
				continue;
			for (int i = 0; i < 5; i++)
				assert_int_equal(canvas_cell(&stage->canvas, 0, i)->glyph,
						 (uint32_t) "2026-"[i]);
		}
}

static void check(enum unit unit, const char *keys)
{
	struct stage stage;

	stage_init(&stage, 24, 80, unit);
	stage_keys(&stage, keys);
	draw_all(&stage);
	stage_done(&stage);
}

static void test_tokens(void **state)
{
	(void)state;
	check(UNIT_TOKENS, "");
}

static void test_usd(void **state)
{
	(void)state;
	check(UNIT_USD, "4G");
}

static void test_running_week_zoomed(void **state)
{
	(void)state;
	check(UNIT_USD, "l3z");
}

static void test_coarse_week(void **state)
{
	(void)state;
	check(UNIT_TOKENS, "03");
}

static void test_help_at_its_end(void **state)
{
	(void)state;
	check(UNIT_TOKENS, "?G");
}

static void test_prompt(void **state)
{
	(void)state;
	check(UNIT_TOKENS, "2/a filter that is longer than many screens are wide");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_usd),
		cmocka_unit_test(test_running_week_zoomed),
		cmocka_unit_test(test_coarse_week),
		cmocka_unit_test(test_help_at_its_end),
		cmocka_unit_test(test_prompt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
