/* The colours of the shipped themes, as xterm has them: can words be read, and does what must not
 * be taken for something else look different, also to the eyes that a theme is made for? */
#include "ui/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "support/shipped.h"
#include "themes.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Light and difference */

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

static double luminance(struct rgb c)
{
	return 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b;
}

/* WCAG 2: 1 to 21. */
static double contrast(struct rgb a, struct rgb b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

static double lab_root(double t)
{
	return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

/* CIE 1976: 0 to 100. */
static double lightness(struct rgb c)
{
	return 116 * lab_root(luminance(c)) - 16;
}

/* CIE 1976; 2.3 is just noticeable side by side, on large fields. */
static double difference(struct rgb a, struct rgb b)
{
	struct rgb colors[2] = {a, b};
	double lab[2][3];

	for (int i = 0; i < 2; i++) {
		struct rgb c = colors[i];
		double x = lab_root((0.4124 * c.r + 0.3576 * c.g + 0.1805 * c.b) / 0.9505);
		double y = lab_root(luminance(c));
		double z = lab_root((0.0193 * c.r + 0.1192 * c.g + 0.9505 * c.b) / 1.089);

		lab[i][0] = 116 * y - 16;
		lab[i][1] = 500 * (x - y);
		lab[i][2] = 200 * (y - z);
	}
	return sqrt(pow(lab[0][0] - lab[1][0], 2) + pow(lab[0][1] - lab[1][1], 2) +
		    pow(lab[0][2] - lab[1][2], 2));
}

enum vision {
	NORMAL,
	NO_RED,   /* protanopia */
	NO_GREEN, /* deuteranopia */
	NO_BLUE,  /* tritanopia */
	VISIONS,
};

static double unit(double value)
{
	return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* What is left of a colour for eyes without one kind of cones (Machado, Oliveira, Fernandes 2009,
 * severity 1; their matrices are for linear light). */
static struct rgb seen_by(struct rgb c, enum vision vision)
{
	static const double matrices[VISIONS][3][3] = {
		[NORMAL] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		[NO_RED] = {{0.152286, 1.052583, -0.204868},
			    {0.114503, 0.786281, 0.099216},
			    {-0.003882, -0.048116, 1.051998}},
		[NO_GREEN] = {{0.367322, 0.860646, -0.227968},
			      {0.280085, 0.672501, 0.047413},
			      {-0.011820, 0.042940, 0.968881}},
		[NO_BLUE] = {{1.255528, -0.076749, -0.178779},
			     {-0.078411, 0.930809, 0.147602},
			     {0.004733, 0.691367, 0.303900}},
	};
	const double(*m)[3] = matrices[vision];

	return (struct rgb){unit(m[0][0] * c.r + m[0][1] * c.g + m[0][2] * c.b),
			    unit(m[1][0] * c.r + m[1][1] * c.g + m[1][2] * c.b),
			    unit(m[2][0] * c.r + m[2][1] * c.g + m[2][2] * c.b)};
}

/* The simulation itself: white and grey stay, and the pairs that give a deficiency its name become
 * nearly one. */
static void test_simulated_eyes(void **state)
{
	static const struct rgb white = {1, 1, 1}, grey = {0.2, 0.2, 0.2};
	static const struct rgb red = {0.5, 0.07, 0}, green = {0.02, 0.20, 0}; /* as dark to them */

	(void)state;
	for (int vision = NORMAL; vision < VISIONS; vision++) {
		assert_true(difference(seen_by(white, vision), white) < 0.1);
		assert_true(difference(seen_by(grey, vision), grey) < 0.1);
	}
	assert_true(difference(red, green) > 60);
	assert_true(difference(seen_by(red, NO_GREEN), seen_by(green, NO_GREEN)) < 20);
	assert_true(difference(seen_by(red, NO_BLUE), seen_by(green, NO_BLUE)) > 60);
}

/* Reading */

static const enum role row_texts[] = {ROLE_TEXT, ROLE_STRONG, ROLE_DIM,  ROLE_UP,
				      ROLE_DOWN, ROLE_NEW,    ROLE_FREE, ROLE_UNKNOWN};
static const enum role other_texts[] = {ROLE_TITLE, ROLE_TITLE_FOCUS, ROLE_HEAD,   ROLE_WARN,
					ROLE_ERROR, ROLE_KEY,         ROLE_MESSAGE};
static const enum role marks[] = {ROLE_BAR,      ROLE_BAR_2,    ROLE_SERIES_1,
				  ROLE_SERIES_2, ROLE_SERIES_3, ROLE_SERIES_4};

static void assert_contrast(const struct theme *theme, const enum role *roles, size_t n,
			    unsigned flags, double least)
{
	for (size_t i = 0; i < n; i++) {
		struct look look = theme_look(theme, roles[i], flags, THEME_256);
		double got = contrast(palette(look.fg), palette(look.bg));

		if (got < least)
			fail_msg("%s: %s%s has a contrast of %.2f", theme->name,
				 theme_role_name(roles[i]), flags ? ", selected," : "", got);
	}
}

/* A theme that paints its own background; the others stand on one that is not known. */
static bool has_background(const struct theme *theme)
{
	return theme->roles[ROLE_TEXT].bg[THEME_256] != THEME_DEFAULT;
}

static bool is_mono(const struct theme *theme)
{
	return strcmp(theme->name, "mono") == 0;
}

/* WCAG 2 asks 4.5 of words (1.4.3) and 3 of what is no word (1.4.11); the stricter level asks 7 of
 * words (1.4.6), and high-contrast gives it to marks as well. */
static void test_contrast_on_own_background(void **state)
{
	int checked = 0;

	(void)state;
	for (int i = 0; themes_shipped(i); i++) {
		struct theme theme = shipped_theme(themes_shipped(i));
		bool high = strcmp(theme.name, "high-contrast") == 0;
		const double word = high ? 7 : 4.5, mark = high ? 7 : 3;

		if (!has_background(&theme))
			continue;
		checked++;
		assert_contrast(&theme, row_texts, COUNT(row_texts), 0, word);
		assert_contrast(&theme, row_texts, COUNT(row_texts), CELL_SELECTED, word);
		assert_contrast(&theme, other_texts, COUNT(other_texts), 0, word);
		assert_contrast(&theme, marks, COUNT(marks), 0, mark);
		assert_contrast(&theme, marks, COUNT(marks), CELL_SELECTED, mark);
	}
	assert_int_equal(checked, 9); /* all but default and mono */
}

/* On a background that is not known, colours must be read on white and on black. */
static void test_default_theme_anywhere(void **state)
{
	static const struct rgb black = {0, 0, 0}, white = {1, 1, 1};
	struct theme theme = shipped_theme("default");

	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++) {
		const struct style *style = &theme.roles[role];

		for (int depth = 0; depth < THEME_DEPTHS; depth++)
			assert_int_equal(style->bg[depth], THEME_DEFAULT);
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
	assert_contrast(&theme, row_texts, COUNT(row_texts), CELL_SELECTED, 4.5);
}

/* What is answered first must stand out: the value and the total are not plain text, and the
 * selected row is not like the others, at each depth. */
static void test_what_stands_out(void **state)
{
	(void)state;
	for (int i = 0; themes_shipped(i); i++) {
		struct theme theme = shipped_theme(themes_shipped(i));

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

				assert_true(plain.bg != over.bg || is_mono(&theme));
				assert_true(over.fg != over.bg || over.fg == THEME_DEFAULT);
				assert_true(plain.fg != plain.bg || plain.fg == THEME_DEFAULT);
			}
	}
}

/* Telling apart */

static struct rgb color_of(const struct theme *theme, enum role role)
{
	return palette(theme->roles[role].fg[THEME_256]);
}

static void assert_apart(const struct theme *theme, enum role a, enum role b, enum vision vision,
			 double least)
{
	double got = difference(seen_by(color_of(theme, a), vision),
				seen_by(color_of(theme, b), vision));

	if (got < least)
		fail_msg("%s, eyes %d: %s and %s are %.1f apart", theme->name, vision,
			 theme_role_name(a), theme_role_name(b), got);
}

static void assert_lightness_apart(const struct theme *theme, enum role a, enum role b)
{
	double got = fabs(lightness(color_of(theme, a)) - lightness(color_of(theme, b)));

	if (got < 10)
		fail_msg("%s: %s and %s are as light as each other (%.1f)", theme->name,
			 theme_role_name(a), theme_role_name(b), got);
}

/* Colours of thin strokes must differ by much more than what is noticeable on fields.  60 is that
 * of opposite hues (green and red of middling lightness are 80 to 130 apart), 30 of neighbouring
 * ones (blue and violet, yellow and orange), 20 of a colour and a grey of its lightness.  Up and
 * down have a sign as well, and series stand in rows or panes of their own: these are the least. */
#define OPPOSITE  60
#define NEIGHBOUR 30
#define TINTED    20

static void test_roles_apart(void **state)
{
	(void)state;
	for (int i = 0; themes_shipped(i); i++) {
		struct theme theme = shipped_theme(themes_shipped(i));

		if (is_mono(&theme))
			continue;
		assert_apart(&theme, ROLE_UP, ROLE_DOWN, NORMAL, OPPOSITE);
		assert_apart(&theme, ROLE_BAR, ROLE_BAR_2, NORMAL, OPPOSITE);
		assert_apart(&theme, ROLE_UP, ROLE_FREE, NORMAL, TINTED);
		assert_apart(&theme, ROLE_WARN, ROLE_ERROR, NORMAL, TINTED);
		for (enum role a = ROLE_SERIES_1; a <= ROLE_SERIES_4; a++)
			for (enum role b = a + 1; b <= ROLE_SERIES_4; b++)
				assert_apart(&theme, a, b, NORMAL, NEIGHBOUR);
		if (!has_background(&theme))
			continue;
		assert_apart(&theme, ROLE_FREE, ROLE_TEXT, NORMAL, TINTED);
		assert_apart(&theme, ROLE_FREE, ROLE_UNKNOWN, NORMAL, TINTED);
	}
}

static void assert_other_number(const struct theme *theme, enum role a, enum role b, int depth)
{
	if (theme->roles[a].fg[depth] == theme->roles[b].fg[depth])
		fail_msg("%s: %s and %s are both %d at depth %d", theme->name, theme_role_name(a),
			 theme_role_name(b), theme->roles[a].fg[depth], depth);
}

/* Where the terminal has fewer colours: other numbers, at least. */
static void test_roles_apart_at_all_depths(void **state)
{
	(void)state;
	for (int i = 0; themes_shipped(i); i++) {
		struct theme theme = shipped_theme(themes_shipped(i));

		if (is_mono(&theme))
			continue;
		for (int depth = 0; depth < THEME_DEPTHS; depth++) {
			assert_other_number(&theme, ROLE_UP, ROLE_DOWN, depth);
			assert_other_number(&theme, ROLE_BAR, ROLE_BAR_2, depth);
			for (enum role a = ROLE_SERIES_1; a <= ROLE_SERIES_4; a++)
				for (enum role b = a + 1; b <= ROLE_SERIES_4; b++)
					assert_other_number(&theme, a, b, depth);
		}
	}
}

/* China and the US are the first two series of every theme: all red-green blind eyes tell them. */
static void test_two_series_differ_for_most_eyes(void **state)
{
	(void)state;
	for (int i = 0; themes_shipped(i); i++) {
		struct theme theme = shipped_theme(themes_shipped(i));

		for (int vision = NORMAL; vision <= NO_GREEN && !is_mono(&theme); vision++) {
			assert_apart(&theme, ROLE_BAR, ROLE_BAR_2, vision, NEIGHBOUR);
			assert_apart(&theme, ROLE_SERIES_1, ROLE_SERIES_2, vision, NEIGHBOUR);
		}
	}
}

/* The themes for other eyes keep all of it for those, and differ in lightness (10 of 100) besides:
 * the simulation knows eyes without one kind of cones, and there are many in between. */
static void test_made_for_other_eyes(void **state)
{
	static const struct {
		const char *theme;
		enum vision vision;
	} cases[] = {{"deutan", NO_GREEN}, {"deutan", NO_RED}, {"tritan", NO_BLUE}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct theme theme = shipped_theme(cases[i].theme);
		const enum vision vision = cases[i].vision;

		assert_apart(&theme, ROLE_UP, ROLE_DOWN, vision, OPPOSITE);
		assert_apart(&theme, ROLE_BAR, ROLE_BAR_2, vision, OPPOSITE);
		assert_apart(&theme, ROLE_UP, ROLE_FREE, vision, TINTED);
		assert_apart(&theme, ROLE_FREE, ROLE_TEXT, vision, TINTED);
		assert_apart(&theme, ROLE_FREE, ROLE_UNKNOWN, vision, TINTED);
		assert_apart(&theme, ROLE_WARN, ROLE_ERROR, vision, TINTED);
		assert_lightness_apart(&theme, ROLE_UP, ROLE_DOWN);
		assert_lightness_apart(&theme, ROLE_BAR, ROLE_BAR_2);
		for (enum role a = ROLE_SERIES_1; a <= ROLE_SERIES_4; a++)
			for (enum role b = a + 1; b <= ROLE_SERIES_4; b++) {
				/* Yellow and orange fall together most, and are 29 apart in
				 * lightness. */
				assert_apart(&theme, a, b, vision, NEIGHBOUR - 5);
				assert_lightness_apart(&theme, a, b);
			}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simulated_eyes),
		cmocka_unit_test(test_contrast_on_own_background),
		cmocka_unit_test(test_default_theme_anywhere),
		cmocka_unit_test(test_what_stands_out),
		cmocka_unit_test(test_roles_apart),
		cmocka_unit_test(test_roles_apart_at_all_depths),
		cmocka_unit_test(test_two_series_differ_for_most_eyes),
		cmocka_unit_test(test_made_for_other_eyes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
