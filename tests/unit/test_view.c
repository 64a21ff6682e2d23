/* The list of views: each says what it shows. */
#include "view/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "base/text.h"

#define LONGEST 71 /* --help shows it on one line */

static void test_each_says_what_it_shows(void **state)
{
	(void)state;
	for (const struct view *view = views; view->id; view++) {
		assert_in_range(text_width(view->help), 10, LONGEST);
		assert_int_not_equal(view->help[strlen(view->help) - 1], '.');
		/* What has to be given for it is named. */
		assert_int_equal((view->uses & VIEW_SUBJECTS) != 0,
				 strstr(view->help, "--subject") != NULL);
		assert_int_equal((view->uses & VIEW_FIGURE) != 0,
				 strstr(view->help, "--of") != NULL);
		for (const struct view *other = views; other < view; other++)
			assert_string_not_equal(view->help, other->help);
	}
}

static void test_found_by_name(void **state)
{
	(void)state;
	for (const struct view *view = views; view->id; view++)
		assert_ptr_equal(view_find(view->id), view);
	assert_null(view_find("model"));
	assert_null(view_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_says_what_it_shows),
		cmocka_unit_test(test_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
