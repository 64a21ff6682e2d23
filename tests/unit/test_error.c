/* Reasons: whole where they fit, cut after a whole character where they do not. */
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ROOM (sizeof(((struct error *)0)->text) - 1)

static void test_set(void **state)
{
	struct error error;

	(void)state;
	assert_false(error_set(&error, "%s:%d", "line", 7));
	assert_string_equal(error.text, "line:7");
	assert_false(error_set(NULL, "dropped"));
}

/* Nothing in a reason acts on a terminal, and making it so does not cut a character. */
static void test_inert(void **state)
{
	struct error error;
	char text[2 * ROOM];

	(void)state;
	error_set(&error, "%s: \x1B[31m\n\u202E", "a\xC3");
	assert_string_equal(error.text, "a\\xC3: \\u{001B}[31m\\u{000A}\\u{202E}");
	error_wrap(&error, "%s", "/x\xC2\x9B");
	assert_string_equal(error.text, "/x\\u{009B}: a\\xC3: \\u{001B}[31m\\u{000A}\\u{202E}");
	for (size_t before = 0; before < 4; before++) {
		memset(text, 'a', sizeof(text));
		text[before] = '\a';
		for (size_t i = before + 1; i + 2 < sizeof(text); i += 2)
			memcpy(text + i, "\u00E9", 2);
		text[sizeof(text) - 4] = '\0';
		error_set(&error, "%s", text);
		assert_true(strlen(error.text) >= ROOM - 1);
		assert_null(strstr(error.text, "\\x"));
		assert_int_equal(mbstowcs(NULL, error.text, 0),
				 before + 8 + (ROOM - before - 8) / 2);
	}
}

static void test_wrap(void **state)
{
	struct error error = {"reason"};

	(void)state;
	assert_false(error_wrap(&error, "data[%d]", 3));
	assert_string_equal(error.text, "data[3]: reason");
	assert_false(error_wrap(NULL, "dropped"));
}

/* Is the text as long as it can be: `before` bytes, and then whole characters of `width`? */
static void assert_cut(const char *text, size_t before, size_t width)
{
	assert_int_equal(strlen(text), before + (ROOM - before) / width * width);
}

/* Characters of 1 to 4 bytes, at every distance from the end. */
static void test_cut(void **state)
{
	static const char *const characters[] = {"a", "\u00E9", "\u4E2D", "\U0001F600"};

	(void)state;
	for (size_t width = 1; width <= 4; width++)
		for (int before = 0; before < 4; before++) {
			char text[2 * ROOM] = "";
			struct error error;

			for (size_t i = 0; i < ROOM; i++)
				if ((i + 1) * width < sizeof(text))
					memcpy(text + i * width, characters[width - 1], width);
			error_set(&error, "%.*s%s", before, "...", text);
			assert_cut(error.text, (size_t)before, width);
			error_set(&error, "%s", text);
			error_wrap(&error, "%.*s", before, "...");
			assert_cut(error.text, (size_t)before + 2, width);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_inert),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_cut),
	};

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
