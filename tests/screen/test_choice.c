/* Chosen columns on the screen: heads, cells under them, sort and help follow the choice. */
#include "support/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "view/view.h"

static struct stage stage;
static char line[1024];

static void choose(int rows, int columns, const char *view, const char *choice)
{
	stage_init(&stage, rows, columns, UNIT_TOKENS);
	stage.screen.choice.columns[view_find(view) - views] = choice;
	screen_renew(&stage.screen);
}

/* The words of a line, one blank between. */
static const char *words(int row)
{
	static char out[1024];
	char *rest = NULL, copy[1024];

	snprintf(copy, sizeof(copy), "%s", stage_line(&stage, row, line));
	out[0] = '\0';
	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		size_t used = strlen(out);

		snprintf(out + used, sizeof(out) - used, "%s%s", used ? " " : "", word);
	}
	return out;
}

static void test_wide(void **state)
{
	(void)state;
	choose(40, 120, "models", "name, context, tokens, usd");
	assert_string_equal(words(3), "Model Context Tokens Dollars");
	assert_string_equal(words(4), "\u25BADeepSeek V4 Flash 0731 1.05M 11.2T $1.61M");
	assert_string_equal(words(6), "GPT-5.6 Luna 1.05M 5.31T $611K");
	stage_done(&stage);
}

/* At the usual width context and prices leave; those who choose them have them. */
static void test_narrow(void **state)
{
	(void)state;
	choose(24, 80, "models", "");
	assert_null(strstr(words(3), "Context"));
	stage_done(&stage);
	choose(24, 80, "models", "rank, name, context, input_usd_per_m, output_usd_per_m");
	assert_string_equal(words(3), "# Model Context In $/M Out $/M");
	assert_string_equal(words(4), "\u25BA 1 DeepSeek V4 Flash 0731 1.05M $0.14 $0.28");
	stage_done(&stage);
}

static void test_what_does_not_fit_leaves(void **state)
{
	(void)state;
	choose(12, 40, "models", "context, vendor_name, tokens, name, rank, wow");
	assert_string_equal(words(3), "Tokens Model # WoW");
	stage_done(&stage);
}

static void test_hidden(void **state)
{
	(void)state;
	choose(40, 120, "models", "-vendor_name, -trend");
	assert_null(strstr(words(3), "Vendor"));
	assert_null(strstr(words(3), "Trend"));
	assert_non_null(strstr(words(3), "# Model Tokens Share WoW"));
	stage_done(&stage);
}

/* `s` goes through the columns that are there, in their order. */
static void test_sort_follows(void **state)
{
	static const char *const titles[] = {"Context", "Model", "Tokens"};

	(void)state;
	choose(40, 120, "models", "context, name, tokens");
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		stage_keys(&stage, "s");
		assert_non_null(strstr(stage.screen.message, titles[i]));
	}
	stage_keys(&stage, "s");
	assert_string_equal(stage.screen.message, "in the order of the view");
	stage_done(&stage);
}

static void test_explanation_of_what_is_shown(void **state)
{
	(void)state;
	choose(40, 120, "models", "name, context");
	stage_keys(&stage, "w");
	assert_string_equal(stage.screen.query.subject_column, "context");
	stage_done(&stage);
}

static void test_sheets_too(void **state)
{
	(void)state;
	choose(40, 120, "records", "since, what");
	stage_keys(&stage, "R");
	assert_string_equal(words(3), "Since What");
	stage_done(&stage);
}

/* The rows of a detail are kept from week to week: they stay as they are. */
static void test_a_detail_from_week_to_week(void **state)
{
	char first[1024];

	(void)state;
	choose(40, 120, "detail", "tokens, when, rank");
	stage_keys(&stage, "\n");
	for (int i = 0; i < 3; i++) {
		int head = 0;

		while (head < 30 && strcmp(words(head), "Tokens Week Rank") != 0)
			head++;
		assert_true(head < 30);
		snprintf(first, sizeof(first), "%s", words(head + 1));
		stage_keys(&stage, "h");
		stage_keys(&stage, "l");
		assert_string_equal(words(head + 1), first);
		assert_non_null(strstr(first, "T 2026-W"));
		stage_keys(&stage, "h");
	}
	stage_done(&stage);
}

static size_t signs_of_a_trend(int weeks)
{
	size_t n = 0;

	stage_init(&stage, 40, 120, UNIT_TOKENS);
	stage.screen.choice.weeks = weeks;
	screen_renew(&stage.screen);
	stage_line(&stage, 7, line);
	for (const char *c = strrchr(line, ' '); *c; c++)
		n += (unsigned char)*c == 0xE2;
	stage_done(&stage);
	return n;
}

static void test_weeks(void **state)
{
	(void)state;
	/* DeepSeek V4 Flash 0423 has eleven weeks and more. */
	assert_true(signs_of_a_trend(0) > 8);
	assert_int_equal(signs_of_a_trend(5), 5);
	assert_int_equal(signs_of_a_trend(2), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_what_does_not_fit_leaves),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_sort_follows),
		cmocka_unit_test(test_explanation_of_what_is_shown),
		cmocka_unit_test(test_sheets_too),
		cmocka_unit_test(test_a_detail_from_week_to_week),
		cmocka_unit_test(test_weeks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
