/* Which columns fit, and how wide they are: worked out by hand for a small table. */
#include "view/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define NUMBER (COLUMN_SCREEN | COLUMN_RIGHT)

enum { RANK, SLUG, NAME, TOKENS, SHARE, TREND, N };

/* At the least 2 + 8 + 6 + 6 + 12 = 34 columns, and 4 blanks between them. */
static const struct column columns[N] = {
	[RANK] = {"rank", "#", NUMBER, 2, 2, 1},
	[SLUG] = {"slug", "slug", COLUMN_EXPORT, 0, 0, 0},
	[NAME] = {"name", "Model", COLUMN_SCREEN, 8, 12, 1},
	[TOKENS] = {"tokens", "Tokens", NUMBER, 6, 6, 1},
	[SHARE] = {"share", "Share", NUMBER, 6, 6, 2},
	[TREND] = {"trend", "Trend", COLUMN_SCREEN, 12, 20, 3},
};

static void expect(int width, size_t n, const struct columns_slot *expected)
{
	struct columns_slot slots[COLUMNS_MAX];

	assert_int_equal(columns_fit(columns, N, width, slots), n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(slots[i].column, expected[i].column);
		assert_int_equal(slots[i].start, expected[i].start);
		assert_int_equal(slots[i].width, expected[i].width);
	}
}

static void test_all_fit_at_their_least(void **state)
{
	const struct columns_slot slots[] = {
		{RANK, 0, 2}, {NAME, 3, 8}, {TOKENS, 12, 6}, {SHARE, 19, 6}, {TREND, 26, 12},
	};

	(void)state;
	expect(38, 5, slots);
}

/* For want of one blank a sparkline loses a week, whichever column were to leave, and no other
 * column anything. */
static void test_a_week_for_a_column(void **state)
{
	static const struct column with_series[] = {
		{"name", "Model", COLUMN_SCREEN, 8, 8, 1},
		{"vendor", "Vendor", COLUMN_SCREEN, 6, 6, 6},
		{"trend", "Trend", COLUMN_SCREEN | COLUMN_SERIES, 12, 20, 4},
	};
	struct columns_slot slots[COLUMNS_MAX];

	(void)state;
	/* 8 + 6 + 12 and two blanks */
	assert_int_equal(columns_fit(with_series, 3, 28, slots), 3);
	assert_int_equal(slots[2].width, 12);
	assert_int_equal(columns_fit(with_series, 3, 27, slots), 3);
	assert_int_equal(slots[0].width, 8);
	assert_int_equal(slots[1].width, 6);
	assert_int_equal(slots[2].width, 11);
	assert_int_equal(columns_fit(with_series, 3, 26, slots), 2);
	assert_int_equal(slots[1].column, 2);
	assert_int_equal(slots[1].width, 17);
	/* The trend itself: 8 + 12 and a blank. */
	assert_int_equal(columns_fit(with_series, 3, 20, slots), 2);
	assert_int_equal(slots[1].width, 11);
	assert_int_equal(columns_fit(with_series, 3, 19, slots), 1);
}

static void test_highest_priority_number_leaves_first(void **state)
{
	const struct columns_slot without_trend[] = {
		/* The name takes the room that the trend leaves, up to its max. */
		{RANK, 0, 2},
		{NAME, 3, 12},
		{TOKENS, 16, 6},
		{SHARE, 23, 6},
	};
	const struct columns_slot without_share[] = {{RANK, 0, 2}, {NAME, 3, 10}, {TOKENS, 14, 6}};

	(void)state;
	expect(29, 4, without_trend);
	expect(20, 3, without_share);
}

static void test_name_grows_before_trend_then_gaps(void **state)
{
	const struct columns_slot name_first[] = {
		{RANK, 0, 2}, {NAME, 3, 11}, {TOKENS, 15, 6}, {SHARE, 22, 6}, {TREND, 29, 12},
	};
	const struct columns_slot trend_next[] = {
		{RANK, 0, 2}, {NAME, 3, 12}, {TOKENS, 16, 6}, {SHARE, 23, 6}, {TREND, 30, 13},
	};
	const struct columns_slot wide_gaps[] = {
		{RANK, 0, 2}, {NAME, 4, 12}, {TOKENS, 18, 6}, {SHARE, 26, 6}, {TREND, 34, 20},
	};

	(void)state;
	expect(41, 5, name_first);
	expect(43, 5, trend_next);
	expect(54, 5, wide_gaps);
}

static void test_text_is_cut_before_the_last_columns_leave(void **state)
{
	const struct columns_slot cut[] = {{RANK, 0, 2}, {NAME, 3, 5}, {TOKENS, 9, 6}};
	const struct columns_slot two[] = {{RANK, 0, 2}, {NAME, 3, 10}};
	const struct columns_slot one[] = {{RANK, 0, 2}};
	const struct columns_slot least[] = {{RANK, 0, 1}};

	(void)state;
	expect(15, 3, cut);
	expect(13, 2, two);
	expect(3, 1, one);
	expect(1, 1, least);
}

/* Columns of a vendor, two bars and a growth: 10 + 12 + 12 + 7, and 3 blanks. */
static const struct column bars[] = {
	{"vendor", "Vendor", COLUMN_SCREEN, 10, 18, 1},
	{"token_bar", "Tokens", NUMBER | COLUMN_BAR, 12, 12, 2},
	{"usd_bar", "Dollars", NUMBER | COLUMN_BAR, 12, 12, 2},
	{"growth", "WoW", NUMBER, 7, 7, 3},
};

static void test_of_a_bar_its_number_stays(void **state)
{
	struct columns_slot slots[COLUMNS_MAX];

	(void)state;
	assert_int_equal(columns_fit(bars, 4, 36, slots), 3);
	assert_int_equal(slots[2].width, 12);
	/* 10 + 12 + 6 and two blanks; the vendor takes what is left. */
	assert_int_equal(columns_fit(bars, 4, 32, slots), 3);
	assert_int_equal(slots[0].width, 12);
	assert_int_equal(slots[1].width, 12);
	assert_int_equal(slots[2].width, COLUMNS_BAR_NUMBER);
	assert_int_equal(columns_fit(bars, 4, 19, slots), 2);
	assert_int_equal(slots[0].width, 12);
	assert_int_equal(slots[1].width, COLUMNS_BAR_NUMBER);
}

/* 8 + 6 + 6 + 6 and three blanks: one column less, and the low end without the high end would
 * mislead. */
static void test_pairs_leave_together(void **state)
{
	static const struct column pair[] = {
		{"name", "Model", COLUMN_SCREEN, 8, 8, 1},
		{"usd", "Dollars", NUMBER, 6, 6, 1},
		{"usd_low", "Low", NUMBER, 6, 6, 4},
		{"usd_high", "High", NUMBER | COLUMN_PAIRED, 6, 6, 4},
	};
	struct columns_slot slots[COLUMNS_MAX];

	(void)state;
	assert_int_equal(columns_fit(pair, 4, 29, slots), 4);
	assert_int_equal(columns_fit(pair, 4, 28, slots), 2);
	assert_int_equal(slots[0].column, 0);
	assert_int_equal(slots[1].column, 1);
}

/* A long name makes room for a column of priority 2, down to 14 columns. */
static void test_long_text_gives_way(void **state)
{
	static const struct column names[] = {
		{"name", "Model", COLUMN_SCREEN, 22, 34, 1},
		{"usd", "Dollars", NUMBER, 7, 7, 1},
		{"wow", "WoW", NUMBER, 7, 7, 2},
	};
	struct columns_slot slots[COLUMNS_MAX];

	(void)state;
	assert_int_equal(columns_fit(names, 3, 36, slots), 3);
	assert_int_equal(slots[0].width, 20);
	assert_int_equal(columns_fit(names, 3, 30, slots), 3);
	assert_int_equal(slots[0].width, 14);
	assert_int_equal(columns_fit(names, 3, 29, slots), 2);
	assert_int_equal(slots[0].width, 21);
}

static void test_no_room(void **state)
{
	struct columns_slot slots[COLUMNS_MAX];

	(void)state;
	assert_int_equal(columns_fit(columns, N, 0, slots), 0);
	assert_int_equal(columns_fit(columns, N, -3, slots), 0);
	assert_int_equal(columns_fit(columns, 0, 80, slots), 0);
}

/* Nothing reaches past the width, no two columns touch, whatever the width. */
static void test_every_width(void **state)
{
	(void)state;
	for (int width = 1; width < 200; width++) {
		struct columns_slot slots[COLUMNS_MAX];
		size_t n = columns_fit(columns, N, width, slots);

		assert_in_range(n, 1, 5);
		for (size_t i = 0; i < n; i++) {
			assert_true(slots[i].width >= 1);
			assert_true(slots[i].width <= columns[slots[i].column].max);
			assert_true(slots[i].start + slots[i].width <= width);
			if (i > 0)
				assert_true(slots[i].start >
					    slots[i - 1].start + slots[i - 1].width);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_fit_at_their_least),
		cmocka_unit_test(test_a_week_for_a_column),
		cmocka_unit_test(test_highest_priority_number_leaves_first),
		cmocka_unit_test(test_name_grows_before_trend_then_gaps),
		cmocka_unit_test(test_text_is_cut_before_the_last_columns_leave),
		cmocka_unit_test(test_of_a_bar_its_number_stays),
		cmocka_unit_test(test_pairs_leave_together),
		cmocka_unit_test(test_long_text_gives_way),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_every_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
