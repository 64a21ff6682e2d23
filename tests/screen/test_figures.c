/* What is read on the screen is what the history holds, and nothing moves from week to week. */
#include "support/stage.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define HEADS 3 /* line of the models' heads, below week, state and title */

/* The column where a word begins in a line of the grid, or -1. */
static int find_word(const struct canvas *canvas, int row, const char *word)
{
	int length = (int)strlen(word);

	for (int start = 0; start + length <= canvas->columns; start++) {
		int i = 0;

		while (i < length &&
		       canvas_cell(canvas, row, start + i)->glyph == (uint32_t)word[i])
			i++;
		if (i == length)
			return start;
	}
	return -1;
}

/* `width` cells from a place, blanks at both ends cut. */
static const char *read_cells(const struct canvas *canvas, int row, int start, int width, char *out)
{
	int length = 0;

	for (int i = start; i < start + width; i++) {
		uint32_t glyph = canvas_cell(canvas, row, i)->glyph;

		if (glyph != ' ' || length > 0)
			out[length++] = glyph < 0x7F ? (char)glyph : '?';
	}
	while (length > 0 && out[length - 1] == ' ')
		length--;
	out[length] = '\0';
	return out;
}

/* "9.95T" as a number. */
static double read_tokens(const char *text)
{
	char *unit;
	double value = strtod(text, &unit);

	return value * (*unit == 'T' ? 1e12 : *unit == 'B' ? 1e9 : *unit == 'M' ? 1e6 : NAN);
}

static const struct history_bucket *week_of(const struct stage *stage)
{
	const struct history_bucket *week = history_week(stage->history, stage->screen.query.week);

	assert_non_null(week);
	return week;
}

/* Tokens, share and growth of the first ten rows, each counted anew from the history. */
static void check_top_ten(struct stage *stage)
{
	const struct history_bucket *week = week_of(stage);
	const struct history_bucket *before = history_week(stage->history, week->date - 7);
	const struct canvas *canvas = &stage->canvas;
	int tokens_end, share_end, wow_end;
	char text[64];

	stage_draw(stage);
	tokens_end = find_word(canvas, HEADS, "Tokens") + 6;
	share_end = find_word(canvas, HEADS, "Share") + 5;
	wow_end = find_word(canvas, HEADS, "WoW") + 3;
	for (int i = 0; i < 10; i++) {
		const struct history_row *row = &week->rows[i];
		double shown =
			read_tokens(read_cells(canvas, HEADS + 1 + i, tokens_end - 6, 6, text));
		int64_t old = history_tokens(before, row->model);
		double growth = ((double)row->tokens / (double)old - 1) * 100;

		assert_true(fabs(shown / (double)row->tokens - 1) <= 0.005);
		shown = strtod(read_cells(canvas, HEADS + 1 + i, share_end - 6, 6, text), NULL);
		assert_true(fabs(shown - (double)row->tokens * 100 / (double)week->total) <=
			    0.0501);
		read_cells(canvas, HEADS + 1 + i, wow_end - 7, 7, text);
		if (old < 0)
			assert_string_equal(text, "");
		else
			assert_true(fabs(strtod(text + (*text == '~'), NULL) - growth) <=
				    (fabs(growth) < 9.95 ? 0.0501 : 0.501));
	}
}

static void test_top_ten_of_two_weeks(void **state)
{
	struct stage stage;

	(void)state;
	stage_init(&stage, 40, 120, UNIT_TOKENS);
	assert_int_equal(stage.screen.query.week, STAGE_W33);
	check_top_ten(&stage);
	stage_keys(&stage, "h");
	assert_int_equal(stage.screen.query.week, STAGE_W32);
	check_top_ten(&stage);
	stage_done(&stage);
}

static void test_header_says_week_total_and_sample(void **state)
{
	struct stage stage;
	char line[1024];

	(void)state;
	stage_init(&stage, 40, 120, UNIT_TOKENS);
	stage_line(&stage, 0, line);
	assert_non_null(strstr(line, "2026-W33"));
	assert_non_null(strstr(line, "Aug 10-16"));
	assert_non_null(strstr(line, "7/7 days"));
	/* 75.3T in the history, 69.0T the week before. */
	assert_true(fabs((double)week_of(&stage)->total / 75.3e12 - 1) < 0.001);
	assert_non_null(strstr(line, "75.3T tokens"));
	stage_line(&stage, 1, line);
	assert_non_null(strstr(line, "SAMPLE of 2026-08-22"));
	stage_keys(&stage, "l");
	stage_line(&stage, 0, line);
	assert_non_null(strstr(line, "2026-W34"));
	assert_non_null(strstr(line, "5/7 days"));
	stage_done(&stage);
}

/* Heads stand in the same columns in every week; so do the values under them. */
static void test_nothing_jumps_between_weeks(void **state)
{
	static const int sizes[][2] = {{60, 200}, {40, 120}, {24, 80}, {12, 40}};
	struct stage stage;

	(void)state;
	for (int unit = UNIT_TOKENS; unit <= UNIT_USD; unit++) {
		stage_init(&stage, 24, 80, (enum unit)unit);
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			char heads[1024], other[1024];

			stage_resize(&stage, sizes[i][0], sizes[i][1]);
			stage_keys(&stage, "$");
			stage_line(&stage, HEADS, heads);
			for (int back = 0; back < 14; back++) {
				stage_keys(&stage, "h");
				assert_string_equal(stage_line(&stage, HEADS, other), heads);
			}
		}
		stage_done(&stage);
	}
}

/* The panes have as many lines for rows in one week as in the next, whatever their notes say; of a
 * week in which few models are known there may be fewer rows. */
static void test_rows_stay_where_they_are(void **state)
{
	static const int sizes[][2] = {{60, 200}, {40, 120}, {24, 80}, {12, 40}};
	static const char *const panes[] = {"1", "4"};
	struct stage stage;

	(void)state;
	stage_init(&stage, 24, 80, UNIT_TOKENS);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (size_t p = 0; p < sizeof(panes) / sizeof(panes[0]); p++) {
			int visible = 0;

			stage_resize(&stage, sizes[i][0], sizes[i][1]);
			stage_keys(&stage, panes[p]);
			stage_keys(&stage, "$h");
			visible = pane_visible_rows(screen_pane(&stage.screen));
			assert_true(visible >= 3);
			for (int back = 0; back < 11; back++) {
				stage_keys(&stage, "h");
				assert_int_equal(pane_visible_rows(screen_pane(&stage.screen)),
						 visible);
			}
		}
	stage_done(&stage);
}

/* By dollars the models have the columns of before, and the vendor stays. */
static void test_units_have_the_same_columns(void **state)
{
	static const char *const words[] = {"Model", "Vendor", "WoW", "Trend"};
	struct stage stage;

	(void)state;
	stage_init(&stage, 24, 80, UNIT_TOKENS);
	for (int unit = 0; unit < 2; unit++) {
		stage_keys(&stage, unit ? "d" : "t");
		stage_draw(&stage);
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			assert_true(find_word(&stage.canvas, HEADS, words[i]) >= 0);
	}
	stage_done(&stage);
}

/* Every cell of the value column is strong, right-aligned, and of no other role. */
static void test_value_column_is_strong_and_aligned(void **state)
{
	struct stage stage;
	int end;

	(void)state;
	stage_init(&stage, 40, 120, UNIT_USD);
	stage_draw(&stage);
	end = find_word(&stage.canvas, HEADS, "Dollars") + 7;
	for (int row = HEADS + 1; row < HEADS + 11; row++) {
		const struct cell *last = canvas_cell(&stage.canvas, row, end - 1);

		assert_int_equal(last->role, ROLE_STRONG);
		assert_int_not_equal(last->glyph, ' ');
		assert_int_equal(canvas_cell(&stage.canvas, row, end)->glyph, ' ');
	}
	stage_done(&stage);
}

static void test_roles_tell_rise_fall_and_free(void **state)
{
	struct stage stage;
	int seen[ROLE_COUNT] = {0}, wow_end, in_end;

	(void)state;
	stage_init(&stage, 40, 120, UNIT_TOKENS);
	stage_draw(&stage);
	wow_end = find_word(&stage.canvas, HEADS, "WoW") + 3;
	in_end = find_word(&stage.canvas, HEADS, "In $/M") + 6;
	for (int row = HEADS + 1; row < HEADS + 11; row++) {
		char text[64];
		const char *wow = read_cells(&stage.canvas, row, wow_end - 7, 7, text);
		enum role role = canvas_cell(&stage.canvas, row, wow_end - 1)->role;

		assert_int_equal(role, *wow == '-' ? ROLE_DOWN : ROLE_UP);
		seen[role]++;
		if (strcmp(read_cells(&stage.canvas, row, in_end - 8, 8, text), "free") == 0) {
			assert_int_equal(canvas_cell(&stage.canvas, row, in_end - 1)->role,
					 ROLE_FREE);
			seen[ROLE_FREE]++;
		}
	}
	assert_true(seen[ROLE_UP] > 0 && seen[ROLE_DOWN] > 0 && seen[ROLE_FREE] > 0);
	stage_done(&stage);
}

/* China and the US are drawn in two roles on one scale: the shares of the history's week. */
static void test_regions_have_their_own_series(void **state)
{
	struct stage stage;
	int found = 0;

	(void)state;
	stage_init(&stage, 40, 120, UNIT_TOKENS);
	stage_draw(&stage);
	for (int row = 0; row < 40; row++) {
		int china = find_word(&stage.canvas, row, "China  ");
		int us = find_word(&stage.canvas, row, "United States ");

		if (china >= 0)
			assert_int_equal(canvas_cell(&stage.canvas, row, 119)->role, ROLE_SERIES_1);
		if (us >= 0)
			assert_int_equal(canvas_cell(&stage.canvas, row, 119)->role, ROLE_SERIES_2);
		found += (china >= 0) + (us >= 0);
	}
	assert_int_equal(found, 2);
	stage_done(&stage);
}

static void test_running_week_is_hollow(void **state)
{
	struct stage stage;

	(void)state;
	stage_init(&stage, 40, 120, UNIT_TOKENS);
	stage_keys(&stage, "l");
	stage_draw(&stage);
	for (int row = HEADS + 1; row < HEADS + 11; row++)
		assert_int_equal(canvas_cell(&stage.canvas, row, 119)->glyph, 0x25AF);
	stage_done(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_top_ten_of_two_weeks),
		cmocka_unit_test(test_header_says_week_total_and_sample),
		cmocka_unit_test(test_nothing_jumps_between_weeks),
		cmocka_unit_test(test_rows_stay_where_they_are),
		cmocka_unit_test(test_units_have_the_same_columns),
		cmocka_unit_test(test_value_column_is_strong_and_aligned),
		cmocka_unit_test(test_roles_tell_rise_fall_and_free),
		cmocka_unit_test(test_regions_have_their_own_series),
		cmocka_unit_test(test_running_week_is_hollow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
