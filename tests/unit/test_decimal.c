/* Decimal texts to whole units: exact, rounded half up, nothing else accepted. */
#include "source/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void test_values(void **state)
{
	static const struct {
		const char *text;
		int places;
		int64_t magnitude;
		bool negative;
	} cases[] = {
		{"0", 12, 0, false},
		{"1", 0, 1, false},
		{"12.34", 2, 1234, false},
		{"12.345", 2, 1235, false},
		{"12.3449999", 2, 1234, false},
		{"0.4", 0, 0, false},
		{"0.5", 0, 1, false},
		{"9.99", 1, 100, false},
		{"-1", 12, INT64_C(1000000000000), true},
		{"-0", 12, 0, false},
		{"-0.00e3", 12, 0, false},
		{"-0.0001", 2, 0, true},
		{"2.5e-7", 12, 250000, false},
		{"2.5E+1", 0, 25, false},
		{"25e1", 0, 250, false},
		{"5e-13", 12, 1, false},
		{"4.9e-13", 12, 0, false},
		{"9e-14", 12, 0, false},
		{"0e999999999999", 12, 0, false},
		{"1e-999999999999", 12, 0, false},
		{"9223372036854775799", 0, INT64_C(9223372036854775799), false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t magnitude = -7;
		bool negative = !cases[i].negative;

		if (!decimal_parse(cases[i].text, cases[i].places, &magnitude, &negative))
			fail_msg("refused: %s", cases[i].text);
		if (magnitude != cases[i].magnitude || negative != cases[i].negative)
			fail_msg("%s gives %jd", cases[i].text, (intmax_t)magnitude);
	}
}

static void test_refused(void **state)
{
	static const char *const texts[] = {
		"",
		" 1",
		"1 ",
		"+1",
		"--1",
		".5",
		"5.",
		"1.2.3",
		"1e",
		"1e+",
		"e5",
		"0x10",
		"007",
		"1,5",
		"NaN",
		"inf",
		"1e19",
		"9223372036854775808",
		"1e999999999999",
		"١",
	};
	char longer[DECIMAL_TEXT_MAX + 2];
	int64_t magnitude;
	bool negative;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (decimal_parse(texts[i], 0, &magnitude, &negative))
			fail_msg("accepted: %s", texts[i]);
	memset(longer, '0', sizeof(longer));
	memcpy(longer, "0.", 2);
	longer[DECIMAL_TEXT_MAX + 1] = '\0';
	assert_false(decimal_parse(longer, 0, &magnitude, &negative));
	longer[DECIMAL_TEXT_MAX] = '\0';
	assert_true(decimal_parse(longer, 0, &magnitude, &negative));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
