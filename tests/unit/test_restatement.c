/* Restatements in order, found by figure. */
#include "model/restatement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define MONDAY 20675

static void add(struct restatements_builder *builder, const char *model, enum history_period period,
		int32_t date, int64_t is, int64_t at)
{
	char name[32];
	const struct restatement item = {
		.period = period, .date = date, .model = name, .was = 1, .is = is, .at = at};

	/* The name need not outlive the call. */
	snprintf(name, sizeof(name), "%s", model);
	restatements_builder_add(builder, &item);
	memset(name, 'x', sizeof(name));
}

static void test_find(void **state)
{
	struct restatements_builder *builder = restatements_builder_new();
	struct restatements *restatements;
	const struct restatement *found;
	size_t n;

	(void)state;
	add(builder, "b/b", HISTORY_WEEK, MONDAY, 5, 100);
	add(builder, "a/a", HISTORY_WEEK, MONDAY, 2, 100);
	add(builder, "a/a", HISTORY_WEEK, MONDAY, 4, 300);
	add(builder, "a/a", HISTORY_WEEK, MONDAY, 3, 100);
	add(builder, "a/a", HISTORY_DAY, MONDAY, 6, 50);
	add(builder, "a/a", HISTORY_DAY, MONDAY + 1, 7, 40);
	add(builder, "a/a", HISTORY_WEEK, MONDAY - 7, 8, 900);
	restatements = restatements_finish(builder);
	assert_int_equal(restatements->n, 7);

	/* The newest first; in the same second the one that was added last. */
	found = restatements_find(restatements, "a/a", HISTORY_WEEK, MONDAY, MONDAY, &n);
	assert_int_equal(n, 3);
	assert_int_equal(found[0].is, 4);
	assert_int_equal(found[1].is, 3);
	assert_int_equal(found[2].is, 2);
	assert_string_equal(found[2].model, "a/a");
	found = restatements_find(restatements, "a/a", HISTORY_DAY, MONDAY, MONDAY + 6, &n);
	assert_int_equal(n, 2);
	assert_int_equal(found[0].is, 7);
	assert_int_equal(found[1].is, 6);
	found = restatements_find(restatements, "b/b", HISTORY_WEEK, MONDAY, MONDAY, &n);
	assert_int_equal(n, 1);
	assert_int_equal(found->is, 5);
	assert_null(restatements_find(restatements, "b/b", HISTORY_DAY, MONDAY, MONDAY, &n));
	assert_int_equal(n, 0);
	assert_null(restatements_find(restatements, "b", HISTORY_WEEK, MONDAY, MONDAY, &n));
	assert_null(restatements_find(NULL, "b/b", HISTORY_WEEK, MONDAY, MONDAY, &n));
	assert_int_equal(n, 0);
	restatements_unref(restatements);
}

/* As in the history, whose names are escaped, too. */
static void test_names_are_escaped(void **state)
{
	struct restatements_builder *builder = restatements_builder_new();
	struct restatements *restatements;
	size_t n;

	(void)state;
	add(builder, "a/\x1B[31m", HISTORY_WEEK, MONDAY, 5, 100);
	restatements = restatements_finish(builder);
	assert_non_null(restatements_find(restatements, "a/\\u{001B}[31m", HISTORY_WEEK, MONDAY,
					  MONDAY, &n));
	restatements_unref(restatements);
}

static void test_counts(void **state)
{
	struct restatements *none = restatements_finish(restatements_builder_new());

	(void)state;
	assert_int_equal(none->n, 0);
	assert_ptr_equal(restatements_ref(none), none);
	restatements_unref(none);
	restatements_unref(none);
	restatements_unref(NULL);
	assert_null(restatements_ref(NULL));
	restatements_builder_free(NULL);
	restatements_builder_free(restatements_builder_new());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_names_are_escaped),
		cmocka_unit_test(test_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
