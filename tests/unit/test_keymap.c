/* The list of commands: complete, without a key twice, and with the keys that are promised. */
#include "ui/keymap.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

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
			assert_int_equal(keymap_find(info->keys[n]), info->command);
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
		const struct command_info *info = &commands[promised[i].command - 1];

		assert_ptr_equal(keymap_keys_text(info, text), text);
		assert_string_equal(text, promised[i].keys);
	}
}

static void test_bytes_of_the_keyboard(void **state)
{
	(void)state;
	assert_int_equal(keymap_find(3), COMMAND_QUIT);
	assert_int_equal(keymap_find(4), COMMAND_HALF_DOWN);
	assert_int_equal(keymap_find(9), COMMAND_PANE_NEXT);
	assert_int_equal(keymap_find(12), COMMAND_REDRAW);
	assert_int_equal(keymap_find(21), COMMAND_HALF_UP);
	assert_int_equal(keymap_find(26), COMMAND_SUSPEND);
	assert_int_equal(keymap_find(UI_KEY_F5), COMMAND_REFRESH);
	assert_int_equal(keymap_find(UI_KEY_ESCAPE), COMMAND_CLOSE);
}

/* Keys that are kept free, and some that nobody asked for. */
static void test_keys_without_command(void **state)
{
	static const uint32_t keys[] = {
		0, '5', '9', 'Q', 'T', 0x65E5, UI_KEY_BACKSPACE,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_int_equal(keymap_find(keys[i]), COMMAND_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_command_is_listed),
		cmocka_unit_test(test_no_key_twice),
		cmocka_unit_test(test_promised_keys),
		cmocka_unit_test(test_bytes_of_the_keyboard),
		cmocka_unit_test(test_keys_without_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
