/* Themes: the language of their files, its errors, and looks. */
#include "ui/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "support/shipped.h"

static bool parse(struct theme *theme, const char *text, struct error *error)
{
	return theme_parse(theme, "mine", text, strlen(text), error);
}

/* The language */

static void assert_colors(const short colors[THEME_DEPTHS], short c256, short c16, short c8)
{
	assert_int_equal(colors[THEME_256], c256);
	assert_int_equal(colors[THEME_16], c16);
	assert_int_equal(colors[THEME_8], c8);
}

static void test_colors(void **state)
{
	static const struct {
		const char *text;
		short colors[THEME_DEPTHS];
	} cases[] = {
		{"default", {-1, -1, -1}},
		{"red", {1, 1, 1}},
		{"bright-blue", {12, 12, 4}},
		{"75", {75, -1, -1}},
		{"4", {4, -1, -1}},
		{"255", {255, -1, -1}},
		{"75/blue", {75, 4, 4}},
		{"75/bright-white", {75, 15, 7}},
		{"75/12", {75, 12, -1}},
		{"75/bright-blue/cyan", {75, 12, 6}},
		{"75/12/4", {75, 12, 4}},
		{"75/bright-red/bright-green", {75, 9, 2}},
		{"default/white/black", {-1, 7, 0}},
		{"default/white", {-1, 7, 7}},
		{"green/default", {2, -1, -1}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct theme theme;
		char line[100];
		const short *want = cases[i].colors;

		snprintf(line, sizeof(line), "up = %s on %s", cases[i].text, cases[i].text);
		assert_true(parse(&theme, line, NULL));
		assert_colors(theme.roles[ROLE_UP].fg, want[0], want[1], want[2]);
		assert_colors(theme.roles[ROLE_UP].bg, want[0], want[1], want[2]);
	}
}

static void test_lines(void **state)
{
	struct theme theme;

	(void)state;
	assert_true(parse(&theme,
			  "# mine\r\n"
			  "\r\n"
			  " \t# indented\n"
			  "  text = 252 on 234   # comment\r\n"
			  "strong = default bold underline\n"
			  "rule\t=\tgreen\tdim\treverse\n"
			  "bar = red on default",
			  NULL));
	assert_string_equal(theme.name, "mine");
	assert_int_equal(theme.roles[ROLE_TEXT].attributes, 0);
	assert_int_equal(theme.roles[ROLE_STRONG].attributes, THEME_BOLD | THEME_UNDERLINE);
	assert_int_equal(theme.roles[ROLE_RULE].attributes, THEME_DIM | THEME_REVERSE);
	assert_colors(theme.roles[ROLE_RULE].fg, 2, 2, 2);
	/* Without `on` the background is the text's, with it one's own. */
	assert_colors(theme.roles[ROLE_STRONG].bg, 234, -1, -1);
	assert_colors(theme.roles[ROLE_BAR].bg, -1, -1, -1);
	/* What is not named looks like text. */
	assert_memory_equal(&theme.roles[ROLE_KEY], &theme.roles[ROLE_TEXT], sizeof(struct style));
}

static void test_empty_theme(void **state)
{
	struct theme theme;

	(void)state;
	memset(&theme, 0x55, sizeof(theme));
	assert_true(parse(&theme, "", NULL));
	for (int role = 0; role < ROLE_COUNT; role++) {
		assert_colors(theme.roles[role].fg, -1, -1, -1);
		assert_colors(theme.roles[role].bg, -1, -1, -1);
		assert_int_equal(theme.roles[role].attributes, 0);
	}
	assert_int_equal(theme.selected.attributes, THEME_REVERSE);
	assert_colors(theme.selected.bg, -1, -1, -1);
}

static void test_every_role_has_a_name(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++) {
		struct theme theme;
		char line[64];

		snprintf(line, sizeof(line), "%s = 99", theme_role_name(role));
		assert_true(parse(&theme, line, NULL));
		for (int other = 0; other < ROLE_COUNT; other++)
			assert_int_equal(theme.roles[other].fg[THEME_256],
					 other == role || role == ROLE_TEXT ? 99 : -1);
	}
	assert_string_equal(theme_role_name(ROLE_TITLE_FOCUS), "title-focus");
	assert_string_equal(theme_role_name(ROLE_SERIES_2), "series-2");
}

static void test_errors(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{"titel = red", "mine.theme:1: unknown role \"titel\"; did you mean title?"},
		{"\n\ntex = red", "mine.theme:3: unknown role \"tex\"; did you mean text?"},
		{"text", "mine.theme:1: expected \"=\" instead of \"\""},
		{"text red", "mine.theme:1: expected \"=\" instead of \"red\""},
		{"text =", "mine.theme:1: no colour for \"text\""},
		{"text = # red", "mine.theme:1: no colour for \"text\""},
		{"text = rot", "mine.theme:1: unknown colour \"rot\""},
		{"text = 75/bleu", "mine.theme:1: unknown colour \"75/bleu\"; did you mean blue?"},
		{"text = red revers",
		 "mine.theme:1: unknown attribute \"revers\"; did you mean reverse?"},
		{"text = 256", "mine.theme:1: unknown colour \"256\""},
		{"text = 75/16", "mine.theme:1: unknown colour \"75/16\""},
		{"text = 75/1/8", "mine.theme:1: unknown colour \"75/1/8\""},
		{"text = -1", "mine.theme:1: unknown colour \"-1\""},
		{"text = 75/", "mine.theme:1: unknown colour \"75/\""},
		{"text = bright-",
		 "mine.theme:1: unknown colour \"bright-\"; did you mean bright-black?"},
		{"text = bright-bright-red", "mine.theme:1: unknown colour \"bright-bright-red\""},
		{"text = 1/2/3/4", "mine.theme:1: more than three colours in \"1/2/3/4\""},
		{"text = red on", "mine.theme:1: unknown colour \"\""},
		{"text = red on bold", "mine.theme:1: unknown colour \"bold\""},
		{"text = bold", "mine.theme:1: unknown colour \"bold\""},
		{"text = red blink", "mine.theme:1: unknown attribute \"blink\""},
		{"text = red bold on blue", "mine.theme:1: unknown attribute \"on\""},
		{"up = red\nup = green", "mine.theme:2: a second line for \"up\""},
		{"selected = red\nselected = red", "mine.theme:2: a second line for \"selected\""},
		{"\x1B[2J = red", "mine.theme:1: unknown role \"\\u{001B}[2J\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct theme theme;
		struct error error = {""};

		assert_false(parse(&theme, cases[i].text, &error));
		assert_string_equal(error.text, cases[i].error);
		assert_false(parse(&theme, cases[i].text, NULL));
	}
}

static void test_long_words_are_cut(void **state)
{
	struct theme theme;
	struct error error = {""};
	char text[3001];

	(void)state;
	memset(text, 0x1B, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_false(parse(&theme, text, &error));
	assert_true(strstr(error.text, "mine.theme:1: unknown role \"\\u{001B}\\u{001B}") ==
		    error.text);
	memset(text, 'x', sizeof(text) - 1);
	assert_false(parse(&theme, text, &error));
	assert_true(strlen(error.text) < 100);
}

/* Looks */

static void test_look_of_a_selected_cell(void **state)
{
	struct theme theme;
	struct look look;

	(void)state;
	assert_true(parse(&theme,
			  "text = 252 on 234\n"
			  "up = green bold\n"
			  "selected = default/white on 237/blue underline",
			  NULL));
	look = theme_look(&theme, ROLE_UP, 0, THEME_256);
	assert_int_equal(look.fg, 2);
	assert_int_equal(look.bg, 234);
	assert_int_equal(look.attributes, THEME_BOLD);
	look = theme_look(&theme, ROLE_UP, CELL_SELECTED, THEME_256);
	assert_int_equal(look.fg, 2);
	assert_int_equal(look.bg, 237);
	assert_int_equal(look.attributes, THEME_BOLD | THEME_UNDERLINE);
	look = theme_look(&theme, ROLE_UP, CELL_SELECTED, THEME_8);
	assert_int_equal(look.fg, 7);
	assert_int_equal(look.bg, 4);
	look = theme_look(&theme, ROLE_TEXT, CELL_BOLD, THEME_256);
	assert_int_equal(look.attributes, THEME_BOLD);
	look = theme_look(&theme, ROLE_UP, CELL_SELECTED, THEME_DEPTHS);
	assert_int_equal(look.fg, THEME_DEFAULT);
	assert_int_equal(look.bg, THEME_DEFAULT);
	assert_int_equal(look.attributes, THEME_BOLD | THEME_UNDERLINE);
}

/* The file that is installed and the looks that are compiled in say the same. */
static void test_mono(void **state)
{
	struct theme file = shipped_theme("mono"), built_in;

	(void)state;
	theme_mono(&built_in);
	assert_string_equal(built_in.name, file.name);
	for (int role = 0; role < ROLE_COUNT; role++)
		assert_memory_equal(&built_in.roles[role], &file.roles[role], sizeof(struct style));
	assert_memory_equal(&built_in.selected, &file.selected, sizeof(struct style));
	for (unsigned flags = 0; flags <= (CELL_SELECTED | CELL_BOLD); flags++)
		for (int depth = 0; depth < THEME_DEPTHS; depth++) {
			struct look look = theme_look(&built_in, ROLE_ERROR, flags, depth);

			assert_int_equal(look.fg, THEME_DEFAULT);
			assert_int_equal(look.bg, THEME_DEFAULT);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_colors),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_empty_theme),
		cmocka_unit_test(test_every_role_has_a_name),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_long_words_are_cut),
		cmocka_unit_test(test_look_of_a_selected_cell),
		cmocka_unit_test(test_mono),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
