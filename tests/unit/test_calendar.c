/* Dates and ISO weeks, against the C library's own calendar and against the standard's examples. */
#include "base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#define LAST_DAY 2932896 /* 9999-12-31 */

/* What the C library calls a day: "2026-05-18 2026-W21 1". */
static void library_day(int32_t day, struct tm *tm, char text[64])
{
	time_t seconds = (time_t)day * 86400;

	assert_non_null(gmtime_r(&seconds, tm));
	assert_true(strftime(text, 64, "%Y-%m-%d %G-W%V", tm) > 0);
}

static void test_every_day(void **state)
{
	(void)state;
	for (int32_t day = 0; day <= LAST_DAY; day++) {
		struct tm tm;
		char expected[64], got[2 * CALENDAR_SIZE], date[CALENDAR_SIZE], week[CALENDAR_SIZE];

		/* Each day of three centuries, then about one in a fortnight. */
		if (day > 120000)
			day += 12;
		library_day(day, &tm, expected);
		snprintf(got, sizeof(got), "%s %s", calendar_format_date(date, day),
			 calendar_format_week(week, day));
		/* musl writes +10000. */
		assert_string_equal(got, expected + (*expected == '+'));
		assert_int_equal(calendar_day(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday), day);
		assert_int_equal(calendar_monday(day), day - (tm.tm_wday + 6) % 7);
	}
}

static void test_dates_there_and_back(void **state)
{
	(void)state;
	for (int32_t day = 0; day <= LAST_DAY; day += 5) {
		char text[CALENDAR_SIZE];
		int32_t again = -1;

		assert_true(calendar_parse_date(calendar_format_date(text, day), &again));
		assert_int_equal(again, day);
		assert_true(calendar_parse_week(calendar_format_week(text, day), &again));
		assert_int_equal(again, calendar_monday(day));
	}
}

/* The edges of years, as ISO 8601 defines them. */
static void test_weeks_at_new_year(void **state)
{
	static const struct {
		const char *date, *week;
	} known[] = {
		{"2024-12-30", "2025-W01"}, {"2025-01-01", "2025-W01"}, {"2026-01-01", "2026-W01"},
		{"2026-12-31", "2026-W53"}, {"2027-01-03", "2026-W53"}, {"2027-01-04", "2027-W01"},
		{"2021-01-03", "2020-W53"}, {"2008-12-29", "2009-W01"}, {"2010-01-03", "2009-W53"},
		{"2026-05-18", "2026-W21"}, {"2026-08-16", "2026-W33"}, {"1970-01-01", "1970-W01"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		char week[CALENDAR_SIZE];
		int32_t day;

		assert_true(calendar_parse_date(known[i].date, &day));
		assert_string_equal(calendar_format_week(week, day), known[i].week);
	}
}

/* The one week that reaches back beyond 1970 is shown with its real dates. */
static void test_first_week(void **state)
{
	char text[CALENDAR_SIZE];
	int32_t monday = 0;

	(void)state;
	assert_true(calendar_parse_week("1970-W01", &monday));
	assert_int_equal(monday, -3);
	assert_string_equal(calendar_format_date(text, monday), "1969-12-29");
	assert_string_equal(calendar_format_week(text, monday), "1970-W01");
	assert_string_equal(calendar_format_range(text, monday), "Dec 29-Jan 4");
}

static void test_wrong_dates(void **state)
{
	static const char *const wrong[] = {
		"",
		"2026",
		"2026-05",
		"2026-5-18",
		"2026-05-18 ",
		" 2026-05-18",
		"2026/05/18",
		"2026-13-01",
		"2026-00-01",
		"2026-01-00",
		"2026-01-32",
		"2026-02-29",
		"2100-02-29",
		"2026-04-31",
		"1969-12-31",
		"0000-01-01",
		"20260518",
		"+026-05-18",
		"2026-05-18T",
		"12026-05-18",
		"2026-W21",
	};
	int32_t day = -7;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(calendar_parse_date(wrong[i], &day));
	assert_true(calendar_parse_date("2024-02-29", &day));
	assert_true(calendar_parse_date("2000-02-29", &day));
	assert_true(calendar_parse_date("9999-12-31", &day));
	assert_int_equal(day, LAST_DAY);
}

static void test_wrong_weeks(void **state)
{
	static const char *const wrong[] = {
		"",           "2026-W00", "2026-W54", "2025-W53",  "2027-W53",
		"2026-W1",    "2026W21",  "2026-w21", "2026-W21 ", "26-W21",
		"2026-W21-1", "1969-W52", "2026-W-1", "latest",    "2026-05-18",
	};
	int32_t monday;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(calendar_parse_week(wrong[i], &monday));
	assert_true(calendar_parse_week("2026-W53", &monday));
	assert_int_equal(monday, calendar_day(2026, 12, 28));
}

/* Unix seconds as date(1) gives them. */
static void test_times(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} known[] = {
		{"1970-01-01T00:00:00Z", 0},
		{"2026-08-22T02:01:00Z", 1787364060},
		{"2026-08-22T02:01:00.000Z", 1787364060},
		{"2026-05-12T02:00:00.999999Z", 1778551200},
		{"2038-01-19T03:14:08Z", 2147483648},
		{"9999-12-31T23:59:59Z", 253402300799},
	};
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		assert_true(calendar_parse_time(known[i].text, &seconds));
		assert_true(seconds == known[i].seconds);
	}
}

static void test_wrong_times(void **state)
{
	static const char *const wrong[] = {
		"",
		"2026-08-22",
		"2026-08-22T02:01:00",
		"2026-08-22T02:01Z",
		"2026-08-22 02:01:00Z",
		"2026-08-22T24:00:00Z",
		"2026-08-22T02:60:00Z",
		"2026-08-22T02:01:61Z",
		"2026-08-22T02:01:00.Z",
		"2026-08-22T02:01:00.5",
		"2026-08-22T02:01:00+02:00",
		"2026-08-22T02:01:00ZZ",
		"2026-02-30T02:01:00Z",
	};
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(calendar_parse_time(wrong[i], &seconds));
}

static void test_formats(void **state)
{
	char out[CALENDAR_SIZE];

	(void)state;
	assert_string_equal(calendar_format_time(out, 1787364060), "2026-08-22T02:01:00Z");
	assert_string_equal(calendar_format_time(out, 1787364060 - 61), "2026-08-22T01:59:59Z");
	assert_string_equal(calendar_format_minute(out, 1787364060 + 59), "2026-08-22 02:01");
	assert_string_equal(calendar_format_time(out, 253402300799), "9999-12-31T23:59:59Z");
	assert_string_equal(calendar_format_range(out, calendar_day(2026, 8, 10)), "Aug 10-16");
	assert_string_equal(calendar_format_range(out, calendar_day(2026, 7, 27)), "Jul 27-Aug 2");
	assert_string_equal(calendar_format_range(out, calendar_day(2024, 12, 30)), "Dec 30-Jan 5");
	assert_string_equal(calendar_format_range(out, calendar_day(2026, 5, 25)), "May 25-31");
}

static void test_day_of_a_time(void **state)
{
	(void)state;
	assert_int_equal(calendar_day_of(0), 0);
	assert_int_equal(calendar_day_of(86399), 0);
	assert_int_equal(calendar_day_of(86400), 1);
	assert_int_equal(calendar_day_of(-1), -1);
	assert_int_equal(calendar_day_of(-86400), -1);
	assert_int_equal(calendar_day_of(-86401), -2);
	assert_int_equal(calendar_day_of(1787364060), calendar_day(2026, 8, 22));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_dates_there_and_back),
		cmocka_unit_test(test_weeks_at_new_year),
		cmocka_unit_test(test_first_week),
		cmocka_unit_test(test_wrong_dates),
		cmocka_unit_test(test_wrong_weeks),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_wrong_times),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_day_of_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
