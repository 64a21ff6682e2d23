#include "base/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Below this a product by a power of ten is wrong by less than a millionth. */
#define LARGEST   1e9
#define NEAR_HALF 1e-6

/* At least that many digits; returns their end. */
static char *put_digits(char *out, uint64_t number, int least)
{
	char digits[20];
	int n = 0;

	for (; number > 0 || n < least; number /= 10)
		digits[n++] = (char)('0' + number % 10);
	while (n > 0)
		*out++ = digits[--n];
	return out;
}

/* The text of snprintf("%.*f%s"), or "%+.*f%s", in a fraction of the time: a screen has hundreds.
 */
static void put_real(char *out, size_t size, bool plus, int decimals, double value,
		     const char *unit)
{
	const unsigned power = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
	double scaled = fabs(value) * power;
	uint64_t number;

	/* Near a half the way to round hangs on digits that the product has lost. */
	if (!(scaled < LARGEST) || fabs(scaled - floor(scaled) - 0.5) < NEAR_HALF) {
		snprintf(out, size, plus ? "%+.*f%s" : "%.*f%s", decimals, value, unit);
		return;
	}
	number = (uint64_t)(scaled + 0.5);
	if (plus || signbit(value))
		*out++ = signbit(value) ? '-' : '+';
	out = put_digits(out, number / power, 1);
	if (power > 1) {
		*out++ = '.';
		out = put_digits(out, number % power, decimals);
	}
	memcpy(out, unit, strlen(unit) + 1);
}

char *format_integer(char out[FORMAT_SIZE], int64_t number)
{
	uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
	char digits[20];
	size_t n = (size_t)(put_digits(digits, size, 1) - digits);
	char *to = out;

	if (number < 0)
		*to++ = '-';
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return out;
}

/* Three significant digits and a unit of thousands; a value that rounds up to 1000 takes the next
 * unit, so that the width never grows. */
static void scaled(char *out, size_t size, double value, const char *const *units, size_t n_units)
{
	for (size_t i = 0; i < n_units; i++, value /= 1000) {
		int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;

		if (value < 999.5 || i + 1 == n_units) {
			put_real(out, size, false, decimals, value, units[i]);
			return;
		}
	}
}

char *format_tokens(char out[FORMAT_SIZE], int64_t tokens)
{
	static const char *const units[] = {"K", "M", "B", "T", "P", "E"};

	if (tokens < 1000)
		format_integer(out, tokens);
	else
		scaled(out, FORMAT_SIZE, (double)tokens / 1000, units, 6);
	return out;
}

char *format_usd(char out[FORMAT_SIZE], int64_t micro_usd)
{
	static const char *const units[] = {"", "K", "M", "B", "T"};

	out[0] = '$';
	scaled(out + 1, FORMAT_SIZE - 1, (double)micro_usd / 1e6, units, 5);
	return out;
}

char *format_share(char out[FORMAT_SIZE], double fraction)
{
	put_real(out, FORMAT_SIZE, false, 1, fraction * 100, "%");
	return out;
}

char *format_growth(char out[FORMAT_SIZE], double growth)
{
	double percent = growth * 100;

	if (fabs(percent) < 0.05)
		snprintf(out, FORMAT_SIZE, "0.0%%");
	else if (fabs(percent) < 9.95)
		put_real(out, FORMAT_SIZE, true, 1, percent, "%");
	else if (percent < 9999.5)
		put_real(out, FORMAT_SIZE, true, 0, percent, "%");
	else if (growth + 1 < 99999.5)
		snprintf(out, FORMAT_SIZE, "x%.0f", growth + 1);
	else
		snprintf(out, FORMAT_SIZE, ">x99k");
	return out;
}

char *format_points(char out[FORMAT_SIZE], double points)
{
	double value = points * 100;

	if (fabs(value) < 0.05)
		snprintf(out, FORMAT_SIZE, "0.0");
	else
		put_real(out, FORMAT_SIZE, true, 1, value, "");
	return out;
}

/* pico-USD a token is micro-USD a million tokens: six decimals hold it exactly. */
char *format_price_exact(char out[FORMAT_SIZE], int64_t pico_usd)
{
	char *end;

	snprintf(out, FORMAT_SIZE, "%" PRId64 ".%06" PRId64, pico_usd / 1000000,
		 pico_usd % 1000000);
	end = out + strlen(out);
	while (end[-1] == '0')
		end--;
	end -= end[-1] == '.';
	*end = '\0';
	return out;
}

char *format_price(char out[FORMAT_SIZE], int64_t pico_usd)
{
	int64_t rounded = pico_usd / 100 + (pico_usd % 100 >= 50); /* of 0.0001 USD */
	char *end;

	if (pico_usd > 0 && rounded == 0) {
		snprintf(out, FORMAT_SIZE, "<$.0001");
		return out;
	}
	out[0] = '$';
	end = put_digits(out + 1, (uint64_t)rounded / 10000, 1);
	*end++ = '.';
	end = put_digits(end, (uint64_t)rounded % 10000, 4);
	*end = '\0';
	for (int i = 1; i <= 2 && end[-i] == '0'; i++)
		end[-i] = ' ';
	return out;
}

char *format_usd_exact(char out[FORMAT_SIZE], int64_t micro_usd)
{
	int64_t cents = micro_usd / 10000 + (micro_usd % 10000 >= 5000);

	snprintf(out, FORMAT_SIZE, "%" PRId64 ".%02" PRId64, cents / 100, cents % 100);
	return out;
}

char *format_context(char out[FORMAT_SIZE], int64_t tokens)
{
	char *zeros;

	if (tokens >= 1000 && tokens < 999500) {
		put_real(out, FORMAT_SIZE, false, 0, (double)tokens / 1000, "K");
		return out;
	}
	format_tokens(out, tokens);
	zeros = strstr(out, ".00");
	if (zeros)
		memmove(zeros, zeros + 3, strlen(zeros + 3) + 1);
	return out;
}

char *format_age(char out[FORMAT_SIZE], int64_t now, int64_t then)
{
	int64_t seconds = now - then;

	if (seconds < 60)
		snprintf(out, FORMAT_SIZE, "just now");
	else if (seconds < 3600)
		snprintf(out, FORMAT_SIZE, "%" PRId64 " min ago", seconds / 60);
	else if (seconds < 2 * 86400)
		snprintf(out, FORMAT_SIZE, "%" PRId64 " h ago", seconds / 3600);
	else
		snprintf(out, FORMAT_SIZE, "%" PRId64 " d ago", seconds / 86400);
	return out;
}

char *format_wait(char out[FORMAT_SIZE], int64_t seconds)
{
	if (seconds <= 0)
		snprintf(out, FORMAT_SIZE, "now");
	else if (seconds < 60)
		snprintf(out, FORMAT_SIZE, "under 1 min");
	else if (seconds < 2 * 3600)
		snprintf(out, FORMAT_SIZE, "%" PRId64 " min", (seconds + 30) / 60);
	else
		snprintf(out, FORMAT_SIZE, "%" PRId64 " h", (seconds + 1800) / 3600);
	return out;
}
