/* The words for what failed: each trouble has its own, and a remedy. */
#include "model/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void test_words(void **state)
{
	(void)state;
	assert_string_equal(trouble_words(TROUBLE_NONE), "");
	assert_string_equal(trouble_remedy(TROUBLE_NONE), "");
	for (enum trouble a = TROUBLE_NONE + 1; a <= TROUBLE_ABORTED; a++) {
		assert_true(strlen(trouble_words(a)) > 0);
		assert_true(a == TROUBLE_ABORTED || strlen(trouble_remedy(a)) > 0);
		assert_null(strpbrk(trouble_words(a), "\n."));
		assert_null(strchr(trouble_remedy(a), '\n'));
		for (enum trouble b = TROUBLE_NONE; b < a; b++)
			assert_string_not_equal(trouble_words(a), trouble_words(b));
	}
}

/* No key and a refused key name where one comes from; a network problem does not. */
static void test_remedies(void **state)
{
	(void)state;
	assert_non_null(strstr(trouble_remedy(TROUBLE_NO_KEY), "OPENROUTER_API_KEY"));
	assert_non_null(strstr(trouble_remedy(TROUBLE_NO_KEY), "--key-file"));
	assert_non_null(strstr(trouble_remedy(TROUBLE_KEY_REFUSED), "OPENROUTER_API_KEY"));
	assert_non_null(strstr(trouble_remedy(TROUBLE_PROXY), "HTTPS_PROXY"));
	assert_null(strstr(trouble_remedy(TROUBLE_OFFLINE), "KEY"));
	assert_null(strstr(trouble_remedy(TROUBLE_RATE_LIMITED), "KEY"));
}

/* Where nothing runs on, nothing is tried again by itself; a held answer and a key are as ever. */
static void test_remedies_of_one_request(void **state)
{
	(void)state;
	for (enum trouble a = TROUBLE_NONE; a <= TROUBLE_ABORTED; a++) {
		const char *once = trouble_remedy_once(a);

		assert_null(strstr(once, "tried again"));
		assert_null(strstr(once, "wait"));
		assert_int_equal(!*once, !*trouble_remedy(a));
		if (!strstr(trouble_remedy(a), "tried again"))
			assert_string_equal(once, trouble_remedy(a));
	}
	assert_non_null(strstr(trouble_remedy(TROUBLE_SERVER), "tried again"));
	assert_non_null(strstr(trouble_remedy_once(TROUBLE_SERVER), "try again later"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_remedies),
		cmocka_unit_test(test_remedies_of_one_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
