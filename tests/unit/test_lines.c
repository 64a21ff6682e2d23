/* Lines above and below the panes: what leaves first as the screen narrows, and what is cut. */
#include "ui/lines.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "ui/keymap.h"

static struct canvas canvas;
static char line[512];

static void start(int columns, bool ascii)
{
	canvas_init(&canvas, 1, columns, ascii);
}

static const char *finish(void)
{
	struct strbuf text;

	strbuf_init(&text, sizeof(line) - 1);
	canvas_dump(&canvas, &text);
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(text.data, "\n"), text.data);
	strbuf_done(&text);
	canvas_done(&canvas);
	return line;
}

static const struct banner_line banner = {
	4,
	{
		{"2026-W33", TONE_STRONG, 1, {NULL}},
		{"Aug 10-16", TONE_PLAIN, 3, {NULL}},
		{"75.3T", TONE_STRONG, 2, {NULL}},
		{"+9.1% WoW", TONE_UP, 4, {NULL}},
	},
};

static const char *banner_at(int columns)
{
	start(columns, false);
	lines_banner(&canvas, 0, &banner);
	return finish();
}

static void test_parts_leave_by_priority(void **state)
{
	(void)state;
	assert_string_equal(banner_at(80), "2026-W33  Aug 10-16  75.3T  +9.1% WoW");
	assert_string_equal(banner_at(30), "2026-W33  Aug 10-16  75.3T");
	assert_string_equal(banner_at(20), "2026-W33  75.3T");
	assert_string_equal(banner_at(10), "2026-W33");
	assert_string_equal(banner_at(5), "2026…");
}

/* What is needed to the end: the date gives up room before the cause of a failure leaves, which
 * gives up its number before the date its age; then each is whole again. */
static void test_dates_leave_room(void **state)
{
	static const struct banner_line live = {
		3,
		{
			{"as of 2026-11-30 02:00 UTC, 8 h ago",
			 TONE_PLAIN,
			 1,
			 {"as of 11-30, 8 h ago", "as of 11-30"}},
			{"prices: rate limited (429)",
			 TONE_ERROR,
			 2,
			 {"prices: rate limited", NULL}},
			{"next try in 2 min", TONE_ERROR, 4, {NULL, NULL}},
		},
	};
	static const struct {
		int columns;
		const char *drawn;
	} cases[] = {
		{82, "as of 2026-11-30 02:00 UTC, 8 h ago  prices: rate limited (429)  next try in "
		     "2 min"},
		{81, "as of 2026-11-30 02:00 UTC, 8 h ago  prices: rate limited (429)"},
		{63, "as of 2026-11-30 02:00 UTC, 8 h ago  prices: rate limited (429)"},
		{62, "as of 11-30, 8 h ago  prices: rate limited (429)"},
		{47, "as of 11-30, 8 h ago  prices: rate limited"},
		{41, "as of 11-30  prices: rate limited"},
		{33, "as of 11-30  prices: rate limited"},
		{32, "as of 11-30, 8 h ago"},
		{19, "as of 11-30"},
		{10, "as of 11-\u2026"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		start(cases[i].columns, false);
		lines_banner(&canvas, 0, &live);
		assert_string_equal(finish(), cases[i].drawn);
	}
}

/* What is longer than the line begins above it, at blanks where there are some; the first line of
 * the screen stays. */
static void test_long_answers(void **state)
{
	static const struct {
		int rows;
		const char *text, *drawn;
	} cases[] = {
		{3, "short", "first\nsecond\nshort\n"},
		{3, "copied for you", "first\ncopied for\nyou\n"},
		{3, "abcdefghijklmno", "first\nabcdefghij\nklmno\n"},
		{3, "one two three four five", "first\none two\nthree fou\u2026\n"},
		{2, "one two three", "first\none two t\u2026\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct strbuf text;

		strbuf_init(&text, 4096);
		canvas_init(&canvas, cases[i].rows, 10, false);
		canvas_text(&canvas, 0, 0, 10, "first", ROLE_TEXT, 0);
		canvas_text(&canvas, 1, 0, 10, "second", ROLE_TEXT, 0);
		lines_message(&canvas, cases[i].rows - 1, cases[i].text, false);
		canvas_dump(&canvas, &text);
		assert_string_equal(text.data, cases[i].drawn);
		strbuf_done(&text);
		canvas_done(&canvas);
	}
}

static void test_tones_have_roles(void **state)
{
	(void)state;
	start(80, false);
	lines_banner(&canvas, 0, &banner);
	assert_int_equal(canvas_cell(&canvas, 0, 0)->role, ROLE_STRONG);
	assert_int_equal(canvas_cell(&canvas, 0, 10)->role, ROLE_TEXT);
	assert_int_equal(canvas_cell(&canvas, 0, 28)->role, ROLE_UP);
	finish();
}

static struct keymap keymap;

static const char *keys_at(int columns, bool ascii)
{
	start(columns, ascii);
	lines_keys(&canvas, 0, &keymap, false);
	return finish();
}

static void test_keys_that_matter_stay(void **state)
{
	const struct {
		int columns;
		const char *words;
	} cases[] = {
		{40, "\u2190/\u2192 week  t/d unit  ? help  q quit"},
		{30, "\u2190/\u2192 week  ? help  q quit"},
		{20, "\u2190/\u2192 week  ? help"},
		{8, "\u2190/\u2192 week"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(keys_at(cases[i].columns, false), cases[i].words);
	assert_string_equal(keys_at(24, true), "Left/Right week  ? help");
}

/* What the line says of a key is what the key does. */
static void test_keys_are_those_of_the_keymap(void **state)
{
	(void)state;
	keys_at(200, true);
	assert_non_null(strstr(line, "e export"));
	assert_int_equal(keymap_find(&keymap, 'e'), COMMAND_EXPORT);
	assert_non_null(strstr(line, "r refresh"));
	assert_int_equal(keymap_find(&keymap, 'r'), COMMAND_REFRESH);
	assert_non_null(strstr(line, "Tab pane"));
	assert_int_equal(keymap_find(&keymap, '\t'), COMMAND_PANE_NEXT);
	assert_non_null(strstr(line, "/ filter"));
	assert_int_equal(keymap_find(&keymap, '/'), COMMAND_FILTER);
	assert_non_null(strstr(line, "t/d unit"));
	assert_int_equal(keymap_find(&keymap, 't'), COMMAND_UNIT_TOKENS);
	assert_int_equal(keymap_find(&keymap, 'd'), COMMAND_UNIT_USD);
}

/* What is bound otherwise is said so, and what is not bound not at all. */
static void test_keys_bound_otherwise(void **state)
{
	struct keymap usual = keymap;

	(void)state;
	assert_true(keymap_bind(&keymap, COMMAND_EXPORT, "x e", 1, NULL));
	assert_true(keymap_bind(&keymap, COMMAND_REFRESH, "", 1, NULL));
	assert_true(keymap_bind(&keymap, COMMAND_UNIT_USD, "", 1, NULL));
	assert_true(keymap_bind(&keymap, COMMAND_WEEK_BACK, "Space", 1, NULL));
	keys_at(200, true);
	assert_non_null(strstr(line, "x export"));
	assert_null(strstr(line, "refresh"));
	assert_non_null(strstr(line, "  t unit"));
	assert_non_null(strstr(line, "Space/Right week"));
	/* Pinning has lost its key to the week. */
	assert_non_null(strstr(line, "  c compare"));
	keymap = usual;
}

static int bind_as_usual(void **state)
{
	(void)state;
	keymap_init(&keymap);
	return 0;
}

static void test_messages(void **state)
{
	(void)state;
	start(12, false);
	lines_message(&canvas, 0, "exported to a.csv", false);
	assert_int_equal(canvas_cell(&canvas, 0, 0)->role, ROLE_MESSAGE);
	assert_string_equal(finish(), "exported to…");
	start(12, false);
	lines_message(&canvas, 0, "failed", true);
	assert_int_equal(canvas_cell(&canvas, 0, 0)->role, ROLE_ERROR);
	assert_string_equal(finish(), "failed");
}

static void test_prompt_shows_its_end(void **state)
{
	(void)state;
	start(40, false);
	lines_prompt(&canvas, 0, "deep");
	assert_int_equal(canvas_cell(&canvas, 0, 5)->flags, CELL_SELECTED);
	assert_non_null(strstr(finish(), "/deep   Enter"));
	start(8, false);
	lines_prompt(&canvas, 0, "deepseek-v4");
	assert_int_equal(canvas_cell(&canvas, 0, 7)->flags, CELL_SELECTED);
	assert_string_equal(finish(), "/eek-v4");
	/* A wide character never shows its half. */
	start(6, false);
	lines_prompt(&canvas, 0, "a\u4E2D\u4E2D\u4E2D");
	assert_string_equal(finish(), "/\u4E2D\u4E2D");
	start(1, false);
	lines_prompt(&canvas, 0, "a");
	assert_string_equal(finish(), "/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts_leave_by_priority),
		cmocka_unit_test(test_dates_leave_room),
		cmocka_unit_test(test_long_answers),
		cmocka_unit_test(test_tones_have_roles),
		cmocka_unit_test(test_keys_that_matter_stay),
		cmocka_unit_test(test_keys_are_those_of_the_keymap),
		cmocka_unit_test(test_keys_bound_otherwise),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_prompt_shows_its_end),
	};

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, bind_as_usual, NULL);
}
