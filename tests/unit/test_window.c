/* Which days are asked for, at the edges; tests/unit/test_refresh.c sees the requests themselves.
 */
#include "refresh/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define W_FIRST  20087 /* 2024-12-30 */
#define NEW_YEAR 20089 /* 2025-01-01 */
#define W33      20675 /* 2026-08-10 */
#define DAY      INT64_C(86400)

/* A history of one week, or of none. */
static struct history *history_of(int32_t monday, int days)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history_bucket head = {.date = monday, .days = days};

	if (days > 0)
		assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
	return history_finish(builder);
}

static void test_first_week(void **state)
{
	struct history *whole = history_of(W33, 7), *cut = history_of(W33, 6);

	(void)state;
	assert_int_equal(window_first_week(NULL), W_FIRST);
	assert_int_equal(window_first_week(cut), W_FIRST);
	assert_int_equal(window_first_week(whole), W33);
	history_unref(whole);
	history_unref(cut);
}

/* Weeks from W33 on: W from the source, F from a file, - missing. */
static struct history *mixed(const char *weeks)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);

	for (int i = 0; weeks[i]; i++) {
		struct history_bucket head = {
			.date = W33 + 7 * i, .days = 7, .imported = weeks[i] == 'F'};

		if (weeks[i] != '-')
			assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
	}
	return history_finish(builder);
}

static void assert_first(const char *weeks, int32_t expected)
{
	struct history *history = mixed(weeks);

	assert_int_equal(window_first_week(history), expected);
	history_unref(history);
}

/* What came from a file is asked for all the same, and what is before it if that never came. */
static void test_first_week_after_files(void **state)
{
	(void)state;
	assert_first("WWW", W33 + 14);
	assert_first("W-W", W33 + 14);
	assert_first("WWF", W33 + 7);
	assert_first("FWW", W33);
	assert_first("WFW", W33 + 7);
	assert_first("FF", W_FIRST);
}

static void test_count(void **state)
{
	(void)state;
	assert_int_equal(window_count(W_FIRST, 0), 1);
	assert_int_equal(window_count(W_FIRST, W_FIRST + 363), 1);
	assert_int_equal(window_count(W_FIRST, W_FIRST + 364), 2);
	assert_int_equal(window_count(W33, W33), 1);
}

static void test_today(void **state)
{
	(void)state;
	assert_int_equal(window_today(W33 * DAY + 7200, W33), W33);
	assert_int_equal(window_today(W33 * DAY, W33 + 40), W33 + 40);
	assert_int_equal(window_today((W33 + 40) * DAY - 1, W33), W33 + 39);
	/* The year 9999 is not believed. */
	assert_int_equal(window_today(INT64_C(253402300799), W33), W33 + 365);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_week),
		cmocka_unit_test(test_first_week_after_files),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_today),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
