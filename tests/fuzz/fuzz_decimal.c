/* A decimal number to whole units of 10^-places, held against libc's long double; the first byte
 * chooses the places. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fuzz/check.h"
#include "source/decimal.h"
#include "source/decode.h"

#define PLACES_MAX 18
#define TWO_63     9223372036854775808.0L
#define TINY       0x1p-60L /* of the value: what long double and its power of ten may be off */

/* What was taken as a number is one to libc too, and the same to half a unit. */
static void check_value(const char *text, int places, int64_t magnitude, bool negative)
{
	char *end;
	long double value = strtold(text, &end);
	long double units = fabsl(value) * powl(10, places);

	FUZZ_CHECK(*end == '\0' && isfinite(value));
	FUZZ_CHECK(magnitude >= 0);
	FUZZ_CHECK(fabsl((long double)magnitude - units) <= 0.5L + units * TINY);
	/* Below 10^-1000 and less libc has no numbers. */
	FUZZ_CHECK(value == 0 || negative == (value < 0));
	FUZZ_CHECK(!negative || *text == '-');
}

/* The whole units as text are the same number. */
static void check_again(int64_t magnitude)
{
	char text[DECIMAL_TEXT_MAX];
	int64_t again;
	bool negative;

	snprintf(text, sizeof(text), "%lld", (long long)magnitude);
	FUZZ_CHECK(decimal_parse(text, 0, &again, &negative));
	FUZZ_CHECK(again == magnitude && !negative);
}

static void check_price_of(const char *text)
{
	int64_t pico, magnitude;
	bool negative;

	if (!decode_price(text, &pico))
		return;
	FUZZ_CHECK(decimal_parse(text, 12, &magnitude, &negative));
	FUZZ_CHECK(pico == (negative ? PRICE_VARIES : magnitude));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int places;
	int64_t magnitude;
	bool negative;
	char *text;

	if (size == 0)
		return 0;
	places = *data % (PLACES_MAX + 1);
	text = check_string(data + 1, size - 1);
	if (decimal_parse(text, places, &magnitude, &negative)) {
		FUZZ_CHECK(strlen(text) <= DECIMAL_TEXT_MAX);
		FUZZ_CHECK(strspn(text, "-+.0123456789eE") == strlen(text));
		check_value(text, places, magnitude, negative);
		check_again(magnitude);
	}
	check_price_of(text);
	free(text);
	return 0;
}
