/* Themes: the language of their files, its errors, and whether the shipped ones can be read. */
#include "ui/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static bool parse(struct theme *theme, const char *text, struct error *error)
{
	return theme_parse(theme, "mine", text, strlen(text), error);
}

static struct theme load(const char *name)
{
	struct theme theme;
	struct error error = {""};
	char path[64], text[8192];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "themes/%s.theme", name);
	file = fopen(path, "r");
	assert_non_null(file);
	length = fread(text, 1, sizeof(text), file);
	fclose(file);
	assert_true(length < sizeof(text));
	if (!theme_parse(&theme, name, text, length, &error))
		fail_msg("%s", error.text);
	return theme;
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
		{"titel = red", "mine.theme:1: unknown role \"titel\""},
		{"\n\ntex = red", "mine.theme:3: unknown role \"tex\""},
		{"text", "mine.theme:1: expected \"=\" instead of \"\""},
		{"text red", "mine.theme:1: expected \"=\" instead of \"red\""},
		{"text =", "mine.theme:1: no colour for \"text\""},
		{"text = # red", "mine.theme:1: no colour for \"text\""},
		{"text = rot", "mine.theme:1: unknown colour \"rot\""},
		{"text = 256", "mine.theme:1: unknown colour \"256\""},
		{"text = 75/16", "mine.theme:1: unknown colour \"75/16\""},
		{"text = 75/1/8", "mine.theme:1: unknown colour \"75/1/8\""},
		{"text = -1", "mine.theme:1: unknown colour \"-1\""},
		{"text = 75/", "mine.theme:1: unknown colour \"75/\""},
		{"text = bright-", "mine.theme:1: unknown colour \"bright-\""},
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
	struct theme file = load("mono"), built_in;

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

/* The colours of the shipped themes, as xterm has them */

struct rgb {
	double r, g, b; /* linear light, 0 to 1 */
};

static double linear(int value)
{
	double v = value / 255.0;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/* The cube and the greys of the palette; the first sixteen differ from terminal to terminal. */
static struct rgb palette(short color)
{
	static const int steps[] = {0, 95, 135, 175, 215, 255};
	int grey = 8 + 10 * (color - 232);
	int cube = color - 16;

	assert_in_range(color, 16, 255);
	if (color >= 232)
		return (struct rgb){linear(grey), linear(grey), linear(grey)};
	return (struct rgb){linear(steps[cube / 36]), linear(steps[cube / 6 % 6]),
			    linear(steps[cube % 6])};
}

/* WCAG 2: 1 to 21. */
static double contrast(struct rgb a, struct rgb b)
{
	double x = 0.2126 * a.r + 0.7152 * a.g + 0.0722 * a.b + 0.05;
	double y = 0.2126 * b.r + 0.7152 * b.g + 0.0722 * b.b + 0.05;

	return x > y ? x / y : y / x;
}

static const enum role row_texts[] = {ROLE_TEXT, ROLE_STRONG, ROLE_DIM,  ROLE_UP,
				      ROLE_DOWN, ROLE_NEW,    ROLE_FREE, ROLE_UNKNOWN};
static const enum role other_texts[] = {ROLE_TITLE, ROLE_TITLE_FOCUS, ROLE_HEAD,   ROLE_WARN,
					ROLE_ERROR, ROLE_KEY,         ROLE_MESSAGE};
static const enum role marks[] = {ROLE_BAR, ROLE_BAR_2, ROLE_SERIES_1, ROLE_SERIES_2};

static void assert_contrast(const struct theme *theme, const enum role *roles, size_t n,
			    unsigned flags, double least)
{
	for (size_t i = 0; i < n; i++) {
		struct look look = theme_look(theme, roles[i], flags, THEME_256);
		double got = contrast(palette(look.fg), palette(look.bg));

		if (got < least)
			fail_msg("%s: %s has a contrast of %.2f", theme->name,
				 theme_role_name(roles[i]), got);
	}
}

static void test_contrast_on_own_background(void **state)
{
	static const char *const names[] = {"dark", "light"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct theme theme = load(names[i]);

		assert_contrast(&theme, row_texts, 8, 0, 4.5);
		assert_contrast(&theme, row_texts, 8, CELL_SELECTED, 4.5);
		assert_contrast(&theme, other_texts, 7, 0, 4.5);
		assert_contrast(&theme, marks, 4, 0, 3);
		assert_contrast(&theme, marks, 4, CELL_SELECTED, 3);
	}
}

/* On a background that is not known, colours must be read on white and on black. */
static void test_default_theme_anywhere(void **state)
{
	static const struct rgb black = {0, 0, 0}, white = {1, 1, 1};
	struct theme theme = load("default");

	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++) {
		const struct style *style = &theme.roles[role];

		assert_colors(style->bg, -1, -1, -1);
		if (style->fg[THEME_256] != THEME_DEFAULT) {
			assert_true(contrast(palette(style->fg[THEME_256]), black) > 3.5);
			assert_true(contrast(palette(style->fg[THEME_256]), white) > 3.5);
		}
		for (int depth = THEME_16; depth < THEME_DEPTHS; depth++)
			if (style->fg[depth] != THEME_DEFAULT) {
				assert_int_not_equal(style->fg[depth] % 8, 0); /* black */
				assert_int_not_equal(style->fg[depth] % 8, 3); /* yellow */
				assert_int_not_equal(style->fg[depth] % 8, 7); /* white */
			}
	}
	assert_contrast(&theme, row_texts, 8, CELL_SELECTED, 4.5);
}

/* What is answered first must stand out: the value and the total are not plain text. */
static void test_what_stands_out(void **state)
{
	static const char *const names[] = {"default", "dark", "light", "mono"};

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct theme theme = load(names[i]);

		assert_true(theme.roles[ROLE_STRONG].attributes & THEME_BOLD);
		for (int depth = 0; depth <= THEME_DEPTHS; depth++) {
			struct look title = theme_look(&theme, ROLE_TITLE, 0, depth);
			struct look focus = theme_look(&theme, ROLE_TITLE_FOCUS, 0, depth);

			assert_true((title.attributes ^ focus.attributes) & THEME_REVERSE);
		}
		for (int role = 0; role < ROLE_COUNT; role++)
			for (int depth = 0; depth < THEME_DEPTHS; depth++) {
				struct look plain = theme_look(&theme, role, 0, depth);
				struct look over = theme_look(&theme, role, CELL_SELECTED, depth);

				assert_true(plain.bg != over.bg || i == 3);
				assert_true(over.fg != over.bg || over.fg == THEME_DEFAULT);
				assert_true(plain.fg != plain.bg || plain.fg == THEME_DEFAULT);
			}
	}
}

enum vision {
	NORMAL,
	NO_RED,
	NO_GREEN,
};

/* What is left of a colour for eyes without red or green cones (Vienot, Brettel, Mollon 1999). */
static struct rgb seen_by(struct rgb c, enum vision vision)
{
	double l = 17.8824 * c.r + 43.5161 * c.g + 4.11935 * c.b;
	double m = 3.45565 * c.r + 27.1554 * c.g + 3.86714 * c.b;
	double s = 0.0299566 * c.r + 0.184309 * c.g + 1.46709 * c.b;

	if (vision == NO_RED)
		l = 2.02344 * m - 2.52581 * s;
	if (vision == NO_GREEN)
		m = 0.494207 * l + 1.24827 * s;
	return (struct rgb){fmax(0, 0.0809444479 * l - 0.130504409 * m + 0.116721066 * s),
			    fmax(0, -0.0102485335 * l + 0.0540193266 * m - 0.113614708 * s),
			    fmax(0, -0.000365296938 * l - 0.00412161469 * m + 0.693511405 * s)};
}

static double lab_root(double t)
{
	return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

/* CIE 1976; 2.3 is just noticeable. */
static double difference(struct rgb a, struct rgb b)
{
	struct rgb colors[2] = {a, b};
	double lab[2][3];

	for (int i = 0; i < 2; i++) {
		struct rgb c = colors[i];
		double x = lab_root((0.4124 * c.r + 0.3576 * c.g + 0.1805 * c.b) / 0.9505);
		double y = lab_root(0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b);
		double z = lab_root((0.0193 * c.r + 0.1192 * c.g + 0.9505 * c.b) / 1.089);

		lab[i][0] = 116 * y - 16;
		lab[i][1] = 500 * (x - y);
		lab[i][2] = 200 * (y - z);
	}
	return sqrt(pow(lab[0][0] - lab[1][0], 2) + pow(lab[0][1] - lab[1][1], 2) +
		    pow(lab[0][2] - lab[1][2], 2));
}

static void test_two_series_differ_for_all_eyes(void **state)
{
	static const char *const names[] = {"default", "dark", "light"};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct theme theme = load(names[i]);

		for (int pair = 0; pair < 4; pair += 2)
			for (int vision = NORMAL; vision <= NO_GREEN; vision++) {
				struct rgb a = palette(theme.roles[marks[pair]].fg[THEME_256]);
				struct rgb b = palette(theme.roles[marks[pair + 1]].fg[THEME_256]);

				assert_true(difference(seen_by(a, vision), seen_by(b, vision)) >
					    40);
				for (int depth = THEME_16; depth < THEME_DEPTHS; depth++)
					assert_int_not_equal(
						theme.roles[marks[pair]].fg[depth],
						theme.roles[marks[pair + 1]].fg[depth]);
			}
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
		cmocka_unit_test(test_contrast_on_own_background),
		cmocka_unit_test(test_default_theme_anywhere),
		cmocka_unit_test(test_what_stands_out),
		cmocka_unit_test(test_two_series_differ_for_all_eyes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
