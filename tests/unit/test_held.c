/* When an answer that is worse is taken: agreeing ones, an hour apart, on any clock. */
#include "model/held.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define T INT64_C(1787374800)

static struct held held;

static int setup(void **state)
{
	(void)state;
	held = (struct held){.agreeing = 0};
	return 0;
}

static bool comes(uint64_t digest, int64_t now)
{
	struct judgement judgement = {.worse = true, .digest = digest};

	strcpy(judgement.reason, digest == 1 ? "one" : "another");
	return held_takes(&held, &judgement, now, false);
}

static void test_three_an_hour_apart(void **state)
{
	(void)state;
	assert_false(held_waits(&held));
	assert_false(comes(1, T));
	assert_true(held_waits(&held));
	assert_string_equal(held.reason, "one");
	/* Those in between agree and do not count. */
	for (int minutes = 15; minutes < 60; minutes += 15)
		assert_false(comes(1, T + 60 * minutes));
	assert_false(comes(1, T + 3599));
	assert_int_equal(held.agreeing, 1);
	assert_false(comes(1, T + 3600));
	assert_int_equal(held.agreeing, 2);
	assert_false(comes(1, T + 7199));
	assert_true(comes(1, T + 7200));
	assert_int_equal(held.since, T);
	assert_false(held_waits(&held));
	/* Once taken, the same is taken again; another one waits. */
	assert_true(comes(1, T + 7201));
	assert_false(comes(2, T + 7202));
	assert_int_equal(held.agreeing, 1);
}

/* Counted from the last that counted, however late it came. */
static void test_late_answers(void **state)
{
	(void)state;
	assert_false(comes(1, T));
	assert_false(comes(1, T + 100000));
	assert_false(comes(1, T + 103599));
	assert_true(comes(1, T + 103600));
}

static void test_another_begins_anew(void **state)
{
	(void)state;
	assert_false(comes(1, T));
	assert_false(comes(1, T + 3600));
	assert_false(comes(2, T + 5000));
	assert_int_equal(held.agreeing, 1);
	assert_int_equal(held.since, T + 5000);
	assert_string_equal(held.reason, "another");
	/* The first kind is as new as it was at first. */
	assert_false(comes(1, T + 7200));
	assert_false(comes(1, T + 10800));
	assert_true(comes(1, T + 14400));
}

static void test_good_answer_ends_it(void **state)
{
	const struct judgement good = {.worse = false};

	(void)state;
	comes(1, T);
	comes(1, T + 3600);
	assert_true(held_takes(&held, &good, T + 3700, false));
	assert_int_equal(held.agreeing, 0);
	assert_false(comes(1, T + 7200));
	assert_int_equal(held.agreeing, 1);
}

static void test_accept(void **state)
{
	const struct judgement worse = {.worse = true, .digest = 9, .reason = "why"};

	(void)state;
	comes(1, T);
	assert_true(held_takes(&held, &worse, T + 60, true));
	assert_false(held_waits(&held));
	assert_string_equal(held.reason, "why");
	assert_true(held_takes(&held, &worse, T + 61, false));
}

/* Set back by a day it waits another hour, not another day. */
static void test_clock_set_back(void **state)
{
	(void)state;
	comes(1, T);
	assert_false(comes(1, T - 86400));
	assert_int_equal(held.agreeing, 1);
	assert_int_equal(held.since, T - 86400);
	assert_false(comes(1, T - 86400 + 3600));
	assert_int_equal(held.agreeing, 2);
	assert_true(comes(1, T - 86400 + 7200));
}

/* Leaping forth by years and back, each answer counts once at the most. */
static void test_clock_leaps(void **state)
{
	(void)state;
	comes(1, T);
	assert_false(comes(1, T + INT64_C(400000000)));
	assert_int_equal(held.agreeing, 2);
	assert_false(comes(1, T + INT64_C(400000000) + 1));
	assert_false(comes(1, T + 2));
	assert_false(comes(1, T + 3));
	assert_int_equal(held.agreeing, 2);
	assert_true(comes(1, T + 3602));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, setup)
	const struct CMUnitTest tests[] = {
		TEST(test_three_an_hour_apart),
		TEST(test_late_answers),
		TEST(test_another_begins_anew),
		TEST(test_good_answer_ends_it),
		TEST(test_accept),
		TEST(test_clock_set_back),
		TEST(test_clock_leaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
