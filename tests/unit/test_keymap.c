/* The list of commands: complete, without a key twice, and with the keys that are promised. */
#include "ui/keymap.h"

#include <ctype.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static struct keymap keymap;

static int bind_as_usual(void **state)
{
	(void)state;
	setlocale(LC_CTYPE, "");
	keymap_init(&keymap);
	return 0;
}

static void test_every_command_is_listed(void **state)
{
	int n = 0;

	(void)state;
	for (const struct command_info *info = commands; info->command != COMMAND_NONE; info++) {
		n++;
		assert_int_equal(info->command, n);
		assert_true(info->keys[0] != 0);
		assert_true(strlen(info->help) > 3);
		assert_true(strlen(info->name) >= 3);
		for (const char *c = info->name; *c; c++)
			assert_true(islower((unsigned char)*c) || isdigit((unsigned char)*c) ||
				    *c == '-');
		for (const struct command_info *other = commands; other < info; other++) {
			assert_string_not_equal(info->name, other->name);
			assert_string_not_equal(info->help, other->help);
		}
	}
	assert_int_equal(n, COMMAND_COUNT - 1);
}

static void test_no_key_twice(void **state)
{
	(void)state;
	for (const struct command_info *info = commands; info->command != COMMAND_NONE; info++) {
		size_t n = 0;

		for (; info->keys[n]; n++) {
			assert_true(n + 1 < KEYMAP_KEYS_MAX);
			/* The first command that has the key is this one. */
			assert_int_equal(keymap_find(&keymap, info->keys[n]), info->command);
			for (size_t i = 0; i < n; i++)
				assert_true(info->keys[i] != info->keys[n]);
		}
	}
}

static void test_promised_keys(void **state)
{
	static const struct {
		enum command command;
		const char *keys;
	} promised[] = {
		{COMMAND_QUIT, "q Ctrl-C"},
		{COMMAND_HELP, "? F1"},
		{COMMAND_WEEK_BACK, "Left h"},
		{COMMAND_WEEK_ON, "Right l"},
		{COMMAND_WEEK_OLDEST, "0"},
		{COMMAND_WEEK_LATEST, "$"},
		{COMMAND_UNIT_TOKENS, "t"},
		{COMMAND_UNIT_USD, "d"},
		{COMMAND_UNIT_TOGGLE, "u"},
		{COMMAND_PANE_NEXT, "Tab"},
		{COMMAND_PANE_PREVIOUS, "Shift-Tab"},
		{COMMAND_PANE_1, "1"},
		{COMMAND_PANE_2, "2"},
		{COMMAND_PANE_3, "3"},
		{COMMAND_PANE_4, "4"},
		{COMMAND_ZOOM, "z"},
		{COMMAND_ROW_DOWN, "Down j"},
		{COMMAND_ROW_UP, "Up k"},
		{COMMAND_ROW_FIRST, "Home g"},
		{COMMAND_ROW_LAST, "End G"},
		{COMMAND_HALF_DOWN, "Ctrl-D"},
		{COMMAND_HALF_UP, "Ctrl-U"},
		{COMMAND_PAGE_DOWN, "PgDn"},
		{COMMAND_PAGE_UP, "PgUp"},
		{COMMAND_FILTER, "/"},
		{COMMAND_MATCH_NEXT, "n"},
		{COMMAND_MATCH_PREVIOUS, "N"},
		{COMMAND_SORT_COLUMN, "s"},
		{COMMAND_SORT_DIRECTION, "S"},
		{COMMAND_PAID_ONLY, "f"},
		{COMMAND_DENOMINATOR, "%"},
		{COMMAND_OUTPUT_LESS, "-"},
		{COMMAND_OUTPUT_MORE, "+ ="},
		{COMMAND_CACHE_LESS, "{"},
		{COMMAND_CACHE_MORE, "}"},
		{COMMAND_PIN, "Space"},
		{COMMAND_COMPARE, "c"},
		{COMMAND_DETAIL, "Enter"},
		{COMMAND_EXPLAIN, "w"},
		{COMMAND_COVERAGE, "v"},
		{COMMAND_SEGMENTS, "m"},
		{COMMAND_RECORDS, "R"},
		{COMMAND_COPY, "y"},
		{COMMAND_OPEN, "o"},
		{COMMAND_REFRESH, "r F5"},
		{COMMAND_EXPORT, "e"},
		{COMMAND_THEME_NEXT, "p"},
		{COMMAND_THEME_PREVIOUS, "P"},
		{COMMAND_CLOSE, "Esc"},
		{COMMAND_REDRAW, "Ctrl-L"},
		{COMMAND_SUSPEND, "Ctrl-Z"},
	};
	char text[KEYMAP_TEXT_SIZE];

	(void)state;
	assert_int_equal(sizeof(promised) / sizeof(promised[0]), COMMAND_COUNT - 1);
	for (size_t i = 0; i < sizeof(promised) / sizeof(promised[0]); i++) {
		assert_ptr_equal(keymap_keys_text(&keymap, promised[i].command, text), text);
		assert_string_equal(text, promised[i].keys);
	}
}

static void test_bytes_of_the_keyboard(void **state)
{
	(void)state;
	assert_int_equal(keymap_find(&keymap, 3), COMMAND_QUIT);
	assert_int_equal(keymap_find(&keymap, 4), COMMAND_HALF_DOWN);
	assert_int_equal(keymap_find(&keymap, 9), COMMAND_PANE_NEXT);
	assert_int_equal(keymap_find(&keymap, 12), COMMAND_REDRAW);
	assert_int_equal(keymap_find(&keymap, 21), COMMAND_HALF_UP);
	assert_int_equal(keymap_find(&keymap, 26), COMMAND_SUSPEND);
	assert_int_equal(keymap_find(&keymap, UI_KEY_F5), COMMAND_REFRESH);
	assert_int_equal(keymap_find(&keymap, UI_KEY_ESCAPE), COMMAND_CLOSE);
}

/* Keys that are kept free, and some that nobody asked for. */
static void test_keys_without_command(void **state)
{
	static const uint32_t keys[] = {
		0, '5', '9', 'Q', 'T', 0x65E5, UI_KEY_BACKSPACE,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_int_equal(keymap_find(&keymap, keys[i]), COMMAND_NONE);
}

/* Binding */

static void assert_keys(enum command command, const char *keys)
{
	char text[KEYMAP_TEXT_SIZE];

	assert_string_equal(keymap_keys_text(&keymap, command, text), keys);
}

static void bind(enum command command, const char *keys, int rank)
{
	struct error error = {""};

	if (!keymap_bind(&keymap, command, keys, rank, &error))
		fail_msg("%s: %s", keys, error.text);
}

static void assert_refused(enum command command, const char *keys, const char *reason)
{
	struct keymap before = keymap;
	struct error error = {""};

	assert_false(keymap_bind(&keymap, command, keys, 1, &error));
	assert_string_equal(error.text, reason);
	assert_memory_equal(&keymap, &before, sizeof(keymap));
}

static void test_bound_keys_take_the_place_of_the_usual(void **state)
{
	(void)state;
	bind(COMMAND_EXPORT, "x F5", 1);
	assert_keys(COMMAND_EXPORT, "x F5");
	assert_int_equal(keymap_find(&keymap, 'x'), COMMAND_EXPORT);
	assert_int_equal(keymap_find(&keymap, 'e'), COMMAND_NONE);
	/* F5 was one of two of another command. */
	assert_keys(COMMAND_REFRESH, "r");
	bind(COMMAND_EXPORT, "", 1);
	assert_keys(COMMAND_EXPORT, "");
	assert_int_equal(keymap_find(&keymap, 'x'), COMMAND_NONE);
}

static void test_names_of_keys_read_as_they_are_written(void **state)
{
	(void)state;
	for (const struct command_info *info = commands; info->command != COMMAND_NONE; info++) {
		struct keymap usual;
		char text[KEYMAP_TEXT_SIZE];

		keymap_init(&usual);
		bind(info->command, keymap_keys_text(&usual, info->command, text), 1);
		assert_keys(info->command, text);
	}
	for (uint32_t key = UI_KEY_UP; key <= UI_KEY_F5; key++) {
		char text[KEYMAP_TEXT_SIZE];

		keymap_init(&keymap);
		keymap.keys[COMMAND_PIN][0] = key;
		keymap.keys[COMMAND_PIN][1] = 0;
		keymap_keys_text(&keymap, COMMAND_PIN, text);
		bind(COMMAND_ZOOM, text, 1);
		assert_int_equal(keymap_find(&keymap, key), COMMAND_ZOOM);
	}
}

static void test_names_of_keys(void **state)
{
	(void)state;
	bind(COMMAND_PIN, "  ctrl-p\tPGUP  TAB ", 1);
	assert_keys(COMMAND_PIN, "Ctrl-P PgUp Tab");
	bind(COMMAND_PIN, "x x X", 1);
	assert_keys(COMMAND_PIN, "x X");
	bind(COMMAND_PIN, "\u00E4", 1);
	assert_int_equal(keymap_find(&keymap, 0xE4), COMMAND_PIN);
	assert_keys(COMMAND_PIN, "\u00E4");
	/* These control keys arrive as others. */
	bind(COMMAND_PIN, "Ctrl-M Ctrl-H Ctrl-I", 1);
	assert_keys(COMMAND_PIN, "Enter Backspace Tab");
	assert_refused(COMMAND_PIN, "PgUpp", "no key is called PgUpp; did you mean PgUp?");
	assert_refused(COMMAND_PIN, "wx", "no key is called wx");
	assert_refused(COMMAND_PIN, "Ctrl-", "no key is called Ctrl-");
	assert_refused(COMMAND_PIN, "Ctrl-1", "no key is called Ctrl-1");
	/* What nobody can see is no key (found by fuzzing). */
	assert_refused(COMMAND_PIN, "\uFEFF", "no key is called \\u{FEFF}");
	assert_refused(COMMAND_PIN, "a b c d e", "more than 4 keys");
}

static void test_conflicts_name_both(void **state)
{
	(void)state;
	bind(COMMAND_EXPORT, "x", 1);
	assert_refused(COMMAND_PIN, "y x", "x is bound to export already, so not to pin");
	/* Who comes later in rank takes it. */
	bind(COMMAND_PIN, "x", 2);
	assert_keys(COMMAND_EXPORT, "");
	assert_keys(COMMAND_PIN, "x");
	/* The usual keys of others may change places in any order. */
	bind(COMMAND_ROW_DOWN, "k", 1);
	bind(COMMAND_ROW_UP, "j", 1);
	assert_keys(COMMAND_ROW_DOWN, "k");
	assert_keys(COMMAND_ROW_UP, "j");
}

static void test_ctrl_c_always_quits(void **state)
{
	(void)state;
	bind(COMMAND_QUIT, "x", 1);
	assert_keys(COMMAND_QUIT, "x Ctrl-C");
	assert_int_equal(keymap_find(&keymap, 'q'), COMMAND_NONE);
	bind(COMMAND_QUIT, "", 1);
	assert_keys(COMMAND_QUIT, "Ctrl-C");
	bind(COMMAND_EXPORT, "q", 1);
	assert_keys(COMMAND_QUIT, "Ctrl-C");
	assert_refused(COMMAND_PIN, "Ctrl-C", "Ctrl-C always quits");
	assert_refused(COMMAND_QUIT, "a b c d", "more than 4 keys");
}

static void test_hints(void **state)
{
	char hint[KEYMAP_HINT_SIZE];

	(void)state;
	assert_string_equal(keymap_hint(&keymap, COMMAND_ROW_DOWN, "goes on", hint),
			    ": Down goes on");
	bind(COMMAND_ROW_DOWN, "", 1);
	assert_string_equal(keymap_hint(&keymap, COMMAND_ROW_DOWN, "goes on", hint), "");
}

#define BIND(test) cmocka_unit_test_setup(test, bind_as_usual)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_command_is_listed),
		cmocka_unit_test(test_no_key_twice),
		cmocka_unit_test(test_promised_keys),
		cmocka_unit_test(test_bytes_of_the_keyboard),
		cmocka_unit_test(test_keys_without_command),
		BIND(test_bound_keys_take_the_place_of_the_usual),
		BIND(test_names_of_keys_read_as_they_are_written),
		BIND(test_names_of_keys),
		BIND(test_conflicts_name_both),
		BIND(test_ctrl_c_always_quits),
		BIND(test_hints),
	};

	return cmocka_run_group_tests(tests, bind_as_usual, NULL);
}
