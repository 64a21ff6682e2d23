/* Numbers as the screen shows them: by table, then by reading back what was written. */
#include "base/format.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define T 1000000000000

struct integer_case {
	int64_t value;
	const char *text;
};

struct real_case {
	double value;
	const char *text;
};

static void check_integers(char *(*format)(char *, int64_t), const struct integer_case *cases,
			   size_t n)
{
	char out[FORMAT_SIZE];

	for (size_t i = 0; i < n; i++) {
		assert_ptr_equal(format(out, cases[i].value), out);
		assert_string_equal(out, cases[i].text);
	}
}

static void check_reals(char *(*format)(char *, double), const struct real_case *cases, size_t n)
{
	char out[FORMAT_SIZE];

	for (size_t i = 0; i < n; i++) {
		assert_ptr_equal(format(out, cases[i].value), out);
		assert_string_equal(out, cases[i].text);
	}
}

#define CHECK(check, format, cases) check(format, cases, sizeof(cases) / sizeof((cases)[0]))

static void test_tokens(void **state)
{
	static const struct integer_case cases[] = {
		{0, "0"},
		{1, "1"},
		{999, "999"},
		{1000, "1.00K"},
		{9499, "9.50K"},
		{9994, "9.99K"},
		{9995, "10.0K"},
		{99949, "99.9K"},
		{99950, "100K"},
		{999499, "999K"},
		{999500, "1.00M"},
		{806000000000, "806B"},
		{999499999999, "999B"},
		{999500000000, "1.00T"},
		{3430 * (T / 1000), "3.43T"},
		{43200 * (T / 1000), "43.2T"},
		{1200 * (int64_t)T, "1.20P"},
		{INT64_MAX, "9.22E"},
	};

	(void)state;
	CHECK(check_integers, format_tokens, cases);
}

static void test_usd(void **state)
{
	static const struct integer_case cases[] = {
		{0, "$0.00"},
		{4999, "$0.00"},
		{5001, "$0.01"},
		{9870000, "$9.87"},
		{9994999, "$9.99"},
		{9995001, "$10.0"},
		{34300000, "$34.3"},
		{343000000, "$343"},
		{999499999, "$999"},
		{999500001, "$1.00K"},
		{34300000000, "$34.3K"},
		{1200000 * (int64_t)1000000, "$1.20M"},
		{12000 * (int64_t)T, "$12.0B"},
		{INT64_MAX, "$9.22T"},
	};

	(void)state;
	CHECK(check_integers, format_usd, cases);
}

static void test_share(void **state)
{
	static const struct real_case cases[] = {
		{0, "0.0%"},   {0.453, "45.3%"},    {0.0004, "0.0%"},  {0.0006, "0.1%"},
		{1, "100.0%"}, {0.99999, "100.0%"}, {0.09949, "9.9%"}, {0.4480, "44.8%"},
	};

	(void)state;
	CHECK(check_reals, format_share, cases);
}

static void test_growth(void **state)
{
	static const struct real_case cases[] = {
		{0, "0.0%"},       {0.0004, "0.0%"},  {-0.0004, "0.0%"}, {0.0006, "+0.1%"},
		{0.074, "+7.4%"},  {-0.074, "-7.4%"}, {0.0994, "+9.9%"}, {0.0996, "+10%"},
		{0.66, "+66%"},    {-0.12, "-12%"},   {-1, "-100%"},     {1, "+100%"},
		{12.3, "+1230%"},  {99.99, "+9999%"}, {99.996, "x101"},  {200, "x201"},
		{99997, "x99998"}, {99999, ">x99k"},  {1e15, ">x99k"},
	};

	(void)state;
	CHECK(check_reals, format_growth, cases);
}

static void test_points(void **state)
{
	static const struct real_case cases[] = {
		{0, "0.0"},       {0.012, "+1.2"},  {-0.012, "-1.2"}, {0.0004, "0.0"},
		{-0.0004, "0.0"}, {0.999, "+99.9"}, {1, "+100.0"},    {-1, "-100.0"},
	};

	(void)state;
	CHECK(check_reals, format_points, cases);
}

static void test_price(void **state)
{
	static const struct integer_case cases[] = {
		{0, "$0.00  "},           {100000, "$0.10  "},    {2500000, "$2.50  "},
		{61500, "$0.0615"},       {125000, "$0.125 "},    {1234567, "$1.2346"},
		{75, "$0.0001"},          {50, "$0.0001"},        {49, "<$.0001"},
		{1, "<$.0001"},           {25000000, "$25.00  "}, {600000000, "$600.00  "},
		{999999900, "$999.9999"}, {149, "$0.0001"},       {150, "$0.0002"},
	};
	static const struct integer_case exact[] = {
		{0, "0"},         {100000, "0.1"},
		{2500000, "2.5"}, {75, "0.000075"},
		{15000000, "15"}, {1234567, "1.234567"},
		{10000000, "10"}, {INT64_MAX, "9223372036854.775807"},
	};

	(void)state;
	CHECK(check_integers, format_price, cases);
	CHECK(check_integers, format_price_exact, exact);
}

static void test_usd_exact(void **state)
{
	static const struct integer_case cases[] = {
		{0, "0.00"},
		{12345678, "12.35"},
		{4999, "0.00"},
		{5000, "0.01"},
		{994999, "0.99"},
		{995000, "1.00"},
		{33017250290000, "33017250.29"},
		{INT64_MAX, "9223372036854.78"},
	};

	(void)state;
	CHECK(check_integers, format_usd_exact, cases);
}

static void test_context(void **state)
{
	static const struct integer_case cases[] = {
		{512, "512"},        {8192, "8K"},    {131072, "131K"},   {200000, "200K"},
		{999499, "999K"},    {999500, "1M"},  {1048576, "1.05M"}, {2000000, "2M"},
		{10000000, "10.0M"}, {1000000, "1M"},
	};

	(void)state;
	CHECK(check_integers, format_context, cases);
}

static void test_age(void **state)
{
	static const struct integer_case ages[] = {
		{-5, "just now"},           {0, "just now"},
		{59, "just now"},           {60, "1 min ago"},
		{119, "1 min ago"},         {3599, "59 min ago"},
		{3600, "1 h ago"},          {10800, "3 h ago"},
		{172799, "47 h ago"},       {172800, "2 d ago"},
		{86400 * 400, "400 d ago"},
	};
	char out[FORMAT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(ages) / sizeof(ages[0]); i++)
		assert_string_equal(format_age(out, 1787364060, 1787364060 - ages[i].value),
				    ages[i].text);
}

static void test_wait(void **state)
{
	static const struct integer_case cases[] = {
		{-1, "now"},         {0, "now"},    {1, "under 1 min"}, {40, "under 1 min"},
		{59, "under 1 min"}, {60, "1 min"}, {720, "12 min"},    {749, "12 min"},
		{7199, "120 min"},   {7200, "2 h"}, {10800, "3 h"},
	};

	(void)state;
	CHECK(check_integers, format_wait, cases);
}

/* What a short form says, in the unit of its input: "$34.3K" is 34300. */
static double read_back(const char *text)
{
	static const char units[] = "KMBTPE";
	char *end;
	double value = strtod(text + (*text == '$'), &end);
	const char *unit = *end ? strchr(units, *end) : NULL;

	if (!*end)
		return value;
	assert_non_null(unit);
	assert_int_equal(end[1], '\0');
	return value * pow(1000, (double)(unit - units) + 1);
}

/* Powers of ten and their neighbourhood, over the whole range. */
static void test_widths_and_precision(void **state)
{
	(void)state;
	for (int64_t power = 1; power > 0 && power <= INT64_MAX / 10; power *= 10)
		for (int64_t lead = 1; lead < 100; lead++)
			for (int64_t delta = -1; delta <= 1; delta++) {
				char out[FORMAT_SIZE];
				int64_t value;

				if (__builtin_mul_overflow(power, lead, &value))
					continue;
				value = value / 10 + delta;
				if (value < 0)
					continue;
				format_tokens(out, value);
				assert_true(strlen(out) <= 5);
				assert_true(fabs(read_back(out) - (double)value) <=
					    0.00501 * (double)value);
				format_usd(out, value);
				assert_true(strlen(out) <= 6);
				assert_true(fabs(read_back(out) * 1e6 - (double)value) <=
					    0.00501 * (double)value + 5001);
				format_context(out, value);
				assert_true(strlen(out) <= 5);
			}
}

static void test_widths_of_reals(void **state)
{
	char out[FORMAT_SIZE];

	(void)state;
	for (double fraction = 0; fraction <= 1; fraction += 0.000037)
		assert_true(strlen(format_share(out, fraction)) <= 6);
	for (double points = -1; points <= 1; points += 0.000037)
		assert_true(strlen(format_points(out, points)) <= 6);
	for (double growth = -1; growth < 1e18; growth += 0.0003 + fabs(growth) * 0.0007)
		assert_true(strlen(format_growth(out, growth)) <= 6);
}

/* As printf would write it, to the last digit: halves, what is next to them, and all sizes. */
static void check_real(double value)
{
	char out[FORMAT_SIZE], expected[FORMAT_SIZE];

	snprintf(expected, sizeof(expected), "%.1f%%", value * 100);
	assert_string_equal(format_share(out, value), expected);
	if (fabs(value * 100) < 0.05)
		return;
	snprintf(expected, sizeof(expected), "%+.1f", value * 100);
	assert_string_equal(format_points(out, value), expected);
	if (value * 100 >= 9999.5)
		return;
	snprintf(expected, sizeof(expected), fabs(value * 100) < 9.95 ? "%+.1f%%" : "%+.0f%%",
		 value * 100);
	assert_string_equal(format_growth(out, value), expected);
}

static void test_as_printf(void **state)
{
	(void)state;
	for (int i = -20000; i <= 20000; i++) {
		double half = i / 2000.0 + 0.0005;

		check_real(half);
		check_real(nextafter(half, 1e9));
		check_real(nextafter(half, -1e9));
		check_real(half + 2e-8);
		check_real(half - 2e-8);
		check_real(half / 7);
	}
	for (double value = 1e-9; value < 1e15; value *= 1.37) {
		check_real(value);
		check_real(-value);
	}
	for (int64_t tokens = 1000; tokens < 2000000; tokens += 5) {
		double value = (double)tokens / 1000;
		const char *unit = value < 999.5 ? "K" : "M";
		char out[FORMAT_SIZE], expected[FORMAT_SIZE];

		value = value < 999.5 ? value : value / 1000;
		snprintf(expected, sizeof(expected), "%.*f%s",
			 value < 9.995   ? 2
			 : value < 99.95 ? 1
					 : 0,
			 value, unit);
		assert_string_equal(format_tokens(out, tokens), expected);
	}
}

static void test_integer(void **state)
{
	static const struct integer_case cases[] = {
		{0, "0"},
		{7, "7"},
		{-10, "-10"},
		{999, "999"},
		{-1000, "-1,000"},
		{1234567890123, "1,234,567,890,123"},
		{INT64_MAX, "9,223,372,036,854,775,807"},
		{INT64_MIN, "-9,223,372,036,854,775,808"},
	};

	(void)state;
	check_integers(format_integer, cases, sizeof(cases) / sizeof(cases[0]));
}

/* The digits of a price without its point are the integer. */
static void test_prices_are_exact(void **state)
{
	(void)state;
	for (int64_t pico = 1; pico < 100000000000; pico = pico * 13 / 7 + 1) {
		char out[FORMAT_SIZE];
		int64_t whole;
		char decimals[7] = "000000";
		int end = 0;

		format_price_exact(out, pico);
		assert_true(sscanf(out, "%" SCNd64 "%n", &whole, &end) == 1);
		if (out[end] == '.') {
			size_t n = strlen(out + end + 1);

			assert_in_range(n, 1, 6);
			assert_true(out[end + (int)n] != '0'); /* the last digit */
			memcpy(decimals, out + end + 1, n);
		}
		assert_true(whole * 1000000 + strtol(decimals, NULL, 10) == pico);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_usd),
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_points),
		cmocka_unit_test(test_price),
		cmocka_unit_test(test_usd_exact),
		cmocka_unit_test(test_context),
		cmocka_unit_test(test_age),
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_widths_and_precision),
		cmocka_unit_test(test_widths_of_reals),
		cmocka_unit_test(test_as_printf),
		cmocka_unit_test(test_integer),
		cmocka_unit_test(test_prices_are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
