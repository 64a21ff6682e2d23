/* The cell grid: what is drawn where, what is clipped, and the text that it gives. */
#include "ui/canvas.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void assert_dump(const struct canvas *canvas, const char *expected)
{
	struct strbuf out;

	strbuf_init(&out, 4096);
	canvas_dump(canvas, &out);
	assert_string_equal(out.data, expected);
	strbuf_done(&out);
}

/* Every row is made of cells of width 1 and of pairs 2, 0. */
static void assert_whole(const struct canvas *canvas)
{
	for (int row = 0; row < canvas->rows; row++)
		for (int column = 0; column < canvas->columns; column++)
			if (canvas_cell(canvas, row, column)->width == 2) {
				assert_true(++column < canvas->columns);
				assert_int_equal(canvas_cell(canvas, row, column)->width, 0);
			} else {
				assert_int_equal(canvas_cell(canvas, row, column)->width, 1);
			}
}

static void test_cells(void **state)
{
	struct canvas canvas;
	const struct cell *cell;

	(void)state;
	canvas_init(&canvas, 2, 6, false);
	canvas_glyph(&canvas, 1, 2, 0x25B2, ROLE_UP, CELL_BOLD);
	cell = canvas_cell(&canvas, 1, 2);
	assert_int_equal(cell->glyph, 0x25B2);
	assert_int_equal(cell->width, 1);
	assert_int_equal(cell->role, ROLE_UP);
	assert_int_equal(cell->flags, CELL_BOLD);
	cell = canvas_cell(&canvas, 0, 2);
	assert_int_equal(cell->glyph, ' ');
	assert_int_equal(cell->role, ROLE_TEXT);
	assert_dump(&canvas, "\n  ▲\n");
	canvas_clear(&canvas);
	assert_dump(&canvas, "\n\n");
	canvas_done(&canvas);
}

static void test_text_left_and_right(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 4, 12, false);
	assert_int_equal(canvas_text(&canvas, 0, 1, 8, "Claude", ROLE_TEXT, 0), 6);
	assert_int_equal(canvas_text_right(&canvas, 1, 1, 8, "3.43T", ROLE_STRONG, 0), 5);
	assert_int_equal(canvas_text(&canvas, 2, 0, 8, "exactly8", ROLE_TEXT, 0), 8);
	assert_int_equal(canvas_text_right(&canvas, 3, 0, 12, "", ROLE_TEXT, 0), 0);
	assert_dump(&canvas, " Claude\n    3.43T\nexactly8\n\n");
	assert_int_equal(canvas_cell(&canvas, 1, 4)->role, ROLE_STRONG);
	assert_int_equal(canvas_cell(&canvas, 1, 3)->role, ROLE_TEXT);
	canvas_done(&canvas);
}

static void test_ellipsis(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 5, 8, false);
	assert_int_equal(canvas_text(&canvas, 0, 0, 7, "DeepSeek", ROLE_TEXT, 0), 7);
	assert_int_equal(canvas_text_right(&canvas, 1, 1, 7, "DeepSeek", ROLE_TEXT, 0), 7);
	assert_int_equal(canvas_text(&canvas, 2, 0, 1, "DeepSeek", ROLE_TEXT, 0), 1);
	assert_int_equal(canvas_text(&canvas, 3, 0, 0, "DeepSeek", ROLE_TEXT, 0), 0);
	/* Two wide glyphs and an ellipsis are 5 columns: the sixth stays free on the left. */
	assert_int_equal(canvas_text_right(&canvas, 4, 0, 6, "日本語語", ROLE_TEXT, 0), 5);
	assert_dump(&canvas, "DeepSe…\n DeepSe…\n…\n\n 日本…\n");
	assert_whole(&canvas);
	canvas_done(&canvas);
}

static void test_ascii_twin(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 6, 10, true);
	assert_int_equal(canvas_text(&canvas, 0, 0, 7, "DeepSeek", ROLE_TEXT, 0), 7);
	assert_int_equal(canvas_text(&canvas, 1, 0, 10, "é a", ROLE_TEXT, 0), 3);
	assert_int_equal(canvas_text(&canvas, 2, 0, 10, "語a", ROLE_TEXT, 0), 3);
	assert_int_equal(canvas_text_right(&canvas, 3, 0, 10, "語a", ROLE_TEXT, 0), 3);
	assert_int_equal(canvas_text_right(&canvas, 4, 0, 9, "DeepSeek V4", ROLE_TEXT, 0), 9);
	assert_int_equal(canvas_text(&canvas, 5, 0, 1, "DeepSeek", ROLE_TEXT, 0), 1);
	assert_dump(&canvas, "DeepS..\n? a\n??a\n       ??a\nDeepSee..\n.\n");
	for (int column = 0; column < 10; column++)
		assert_int_equal(canvas_cell(&canvas, 2, column)->width, 1);
	canvas_done(&canvas);
}

static void test_wide_glyph_at_the_edge(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 2, 4, false);
	canvas_glyph(&canvas, 0, 2, 0x65E5, ROLE_TEXT, 0);
	canvas_glyph(&canvas, 1, 3, 0x65E5, ROLE_TEXT, 0);
	canvas_glyph(&canvas, 0, -1, 0x65E5, ROLE_TEXT, 0);
	assert_dump(&canvas, "  日\n\n");
	assert_int_equal(canvas_cell(&canvas, 0, 2)->width, 2);
	assert_whole(&canvas);
	canvas_done(&canvas);
}

static void test_half_of_a_wide_glyph(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 4, 6, false);
	for (int row = 0; row < 4; row++)
		canvas_text(&canvas, row, 0, 6, "日本語", ROLE_TEXT, 0);
	canvas_glyph(&canvas, 0, 2, 'x', ROLE_TEXT, 0);
	canvas_glyph(&canvas, 1, 3, 'x', ROLE_TEXT, 0);
	canvas_glyph(&canvas, 2, 1, 0x8A9E, ROLE_TEXT, 0);
	canvas_glyph(&canvas, 3, 2, 0x8A9E, ROLE_TEXT, 0);
	assert_dump(&canvas, "日x 語\n日 x語\n 語 語\n日語語\n");
	assert_whole(&canvas);
	canvas_done(&canvas);
}

static void test_clipping(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 2, 4, false);
	canvas_text(&canvas, 0, 2, 9, "abcdef", ROLE_TEXT, 0);
	canvas_text(&canvas, 1, -2, 9, "abcdef", ROLE_TEXT, 0);
	canvas_text(&canvas, -1, 0, 4, "no", ROLE_TEXT, 0);
	canvas_text(&canvas, 2, 0, 4, "no", ROLE_TEXT, 0);
	canvas_text(&canvas, 0, 400, 4, "no", ROLE_TEXT, 0);
	canvas_glyph(&canvas, 0, -1, 'x', ROLE_TEXT, 0);
	canvas_glyph(&canvas, 0, 4, 'x', ROLE_TEXT, 0);
	assert_dump(&canvas, "  ab\ncdef\n");
	canvas_done(&canvas);
}

static void test_what_cannot_be_drawn(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 4, 4, false);
	assert_int_equal(canvas_text(&canvas, 0, 0, 4, "e\xCC\x81g", ROLE_TEXT, 0), 2);
	canvas_text(&canvas, 1, 0, 4, "a\xFFz", ROLE_TEXT, 0);
	canvas_text(&canvas, 2, 0, 4, "a\xC2\x9Bz", ROLE_TEXT, 0);
	canvas_text(&canvas, 3, 0, 4, "a\x1Bz", ROLE_TEXT, 0);
	assert_dump(&canvas, "eg\na\xEF\xBF\xBDz\na\xEF\xBF\xBDz\naz\n");
	canvas_done(&canvas);
}

static void test_mark(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 2, 6, false);
	canvas_text(&canvas, 0, 0, 6, "日本語", ROLE_UP, CELL_BOLD);
	canvas_mark(&canvas, 0, 2, 100, CELL_SELECTED);
	canvas_mark(&canvas, 1, -3, 4, CELL_SELECTED);
	canvas_mark(&canvas, 2, 0, 6, CELL_SELECTED);
	canvas_mark(&canvas, -1, 0, 6, CELL_SELECTED);
	assert_int_equal(canvas_cell(&canvas, 0, 0)->flags, CELL_BOLD);
	for (int column = 2; column < 6; column++)
		assert_int_equal(canvas_cell(&canvas, 0, column)->flags, CELL_BOLD | CELL_SELECTED);
	assert_int_equal(canvas_cell(&canvas, 1, 0)->flags, CELL_SELECTED);
	assert_int_equal(canvas_cell(&canvas, 1, 1)->flags, 0);
	assert_int_equal(canvas_cell(&canvas, 0, 2)->role, ROLE_UP);
	assert_dump(&canvas, "日本語\n\n");
	canvas_done(&canvas);
}

static void test_sizes(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 0, 0, false);
	canvas_text(&canvas, 0, 0, 10, "nowhere", ROLE_TEXT, 0);
	canvas_mark(&canvas, 0, 0, 10, CELL_SELECTED);
	assert_dump(&canvas, "");
	canvas_resize(&canvas, 1, 3);
	canvas_text(&canvas, 0, 0, 3, "abc", ROLE_TEXT, 0);
	canvas_resize(&canvas, 2, 2);
	assert_dump(&canvas, "\n\n");
	canvas_resize(&canvas, -1, 5);
	assert_dump(&canvas, "");
	canvas_done(&canvas);
}

static uint32_t random_state = 2463534242U;

static int random_below(int limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return (int)(random_state % (uint32_t)limit);
}

/* Whatever is drawn over whatever, no half of a wide glyph is left, and no line grows wider. */
static void test_random_drawing(void **state)
{
	static const uint32_t glyphs[] = {'a', 0x65E5, 0x301, 0x2588, 0x1F600, 0xFFFFFFFF};
	struct canvas canvas;
	struct strbuf out;

	(void)state;
	canvas_init(&canvas, 3, 7, false);
	strbuf_init(&out, 4096);
	for (int i = 0; i < 20000; i++) {
		canvas_glyph(&canvas, random_below(5) - 1, random_below(9) - 1,
			     glyphs[random_below(6)], ROLE_TEXT, 0);
		assert_whole(&canvas);
	}
	canvas_dump(&canvas, &out);
	for (char *line = strtok(out.data, "\n"); line; line = strtok(NULL, "\n"))
		assert_true(text_width(line) <= 7);
	strbuf_done(&out);
	canvas_done(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_text_left_and_right),
		cmocka_unit_test(test_ellipsis),
		cmocka_unit_test(test_ascii_twin),
		cmocka_unit_test(test_wide_glyph_at_the_edge),
		cmocka_unit_test(test_half_of_a_wide_glyph),
		cmocka_unit_test(test_clipping),
		cmocka_unit_test(test_what_cannot_be_drawn),
		cmocka_unit_test(test_mark),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_random_drawing),
	};

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
