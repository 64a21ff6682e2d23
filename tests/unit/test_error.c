/* Reasons: whole where they fit, cut after a whole character where they do not. */
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
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
	/* Text that is no UTF-8 stays as it is while it fits. */
	error_set(&error, "a\xC3");
	assert_string_equal(error.text, "a\xC3");
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
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
