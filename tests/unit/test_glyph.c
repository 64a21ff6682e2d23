/* Signs: one column each, an ASCII twin for every one, and ladders that only rise. */
#include "base/glyph.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <wchar.h>
#include <cmocka.h>

static void assert_one_column(uint32_t sign, bool ascii)
{
	assert_int_equal(wcwidth((wchar_t)sign), 1);
	if (ascii)
		assert_in_range(sign, ' ', '~');
}

static void test_signs(void **state)
{
	(void)state;
	for (int glyph = 0; glyph < GLYPH_COUNT; glyph++) {
		assert_one_column(glyph_sign(glyph, false), false);
		assert_one_column(glyph_sign(glyph, true), true);
		assert_true(glyph_sign(glyph, false) > 0x7F);
	}
	assert_int_not_equal(glyph_sign(GLYPH_UP, true), glyph_sign(GLYPH_DOWN, true));
	assert_int_not_equal(glyph_sign(GLYPH_UP, false), glyph_sign(GLYPH_DOWN, false));
	assert_int_not_equal(glyph_sign(GLYPH_ASCENDING, true), glyph_sign(GLYPH_DESCENDING, true));
}

/* In ASCII ~ says "at least", so it marks nothing that is cut. */
static void test_cut(void **state)
{
	(void)state;
	assert_string_equal(glyph_cut(false, 1), "\u2026");
	assert_string_equal(glyph_cut(false, 9), "\u2026");
	assert_string_equal(glyph_cut(true, 1), ".");
	assert_string_equal(glyph_cut(true, 2), "..");
}

/* Unicode's LOWER ONE EIGHTH BLOCK to FULL BLOCK, and where each begins. */
static void test_spark(void **state)
{
	static const wchar_t blocks[] = L"▁▂▃▄▅▆▇█";

	(void)state;
	for (int i = 0; i < 8; i++) {
		assert_int_equal(glyph_spark((i + 1) / 8.0, false), blocks[i]);
		assert_int_equal(glyph_spark(i / 8.0 + 0.001, false), blocks[i]);
	}
	assert_int_equal(glyph_spark(0, false), ' ');
	assert_int_equal(glyph_spark(-0.5, false), ' ');
	assert_int_equal(glyph_spark((double)NAN, false), ' ');
	assert_int_equal(glyph_spark(1e-12, false), blocks[0]);
	assert_int_equal(glyph_spark(1.5, false), blocks[7]);
	assert_int_equal(glyph_spark((double)INFINITY, false), blocks[7]);
}

/* In a sparkline a week that is running or missing must not look like a height. */
static void test_spark_steps_are_distinct(void **state)
{
	(void)state;
	for (int ascii = 0; ascii < 2; ascii++)
		for (int i = 1; i <= 8; i++) {
			uint32_t step = glyph_spark(i / 8.0, ascii);

			assert_one_column(step, ascii);
			assert_int_not_equal(step, ' ');
			assert_int_not_equal(step, glyph_sign(GLYPH_HOLLOW, ascii));
			assert_int_not_equal(step, glyph_sign(GLYPH_GAP, ascii));
			for (int other = 1; other < i; other++)
				assert_int_not_equal(step, glyph_spark(other / 8.0, ascii));
		}
}

static void test_bar(void **state)
{
	static const wchar_t blocks[] = L"▏▎▍▌▋▊▉█";
	static const wchar_t thin[] = L" ▖▖▖▖▄▄▄";

	(void)state;
	for (int i = 1; i <= 8; i++) {
		assert_int_equal(glyph_bar(i, false, false), blocks[i - 1]);
		assert_int_equal(glyph_bar(i, true, false), thin[i - 1]);
		assert_int_equal(glyph_bar(i, false, true), i < 5 ? ' ' : '#');
		assert_int_equal(glyph_bar(i, true, true), i < 5 ? ' ' : '=');
		assert_one_column(glyph_bar(i, true, false), false);
	}
	assert_int_equal(glyph_bar(0, false, false), ' ');
	assert_int_equal(glyph_bar(0, true, false), ' ');
	assert_int_equal(glyph_bar(9, false, false), blocks[7]);
	assert_int_equal(glyph_bar(9, true, false), thin[7]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signs), cmocka_unit_test(test_cut),
		cmocka_unit_test(test_spark), cmocka_unit_test(test_spark_steps_are_distinct),
		cmocka_unit_test(test_bar),
	};

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
