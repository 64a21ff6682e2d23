#include "base/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Three significant digits and a unit of thousands; a value that rounds up to 1000 takes the next
 * unit, so that the width never grows. */
static void scaled(char *out, size_t size, double value, const char *const *units, size_t n_units)
{
	for (size_t i = 0; i < n_units; i++, value /= 1000) {
		int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;

		if (value < 999.5 || i + 1 == n_units) {
			snprintf(out, size, "%.*f%s", decimals, value, units[i]);
			return;
		}
	}
}

char *format_tokens(char out[FORMAT_SIZE], int64_t tokens)
{
	static const char *const units[] = {"K", "M", "B", "T", "P", "E"};

	if (tokens < 1000)
		snprintf(out, FORMAT_SIZE, "%" PRId64, tokens);
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
	snprintf(out, FORMAT_SIZE, "%.1f%%", fraction * 100);
	return out;
}

char *format_growth(char out[FORMAT_SIZE], double growth)
{
	double percent = growth * 100;

	if (fabs(percent) < 0.05)
		snprintf(out, FORMAT_SIZE, "0.0%%");
	else if (fabs(percent) < 9.95)
		snprintf(out, FORMAT_SIZE, "%+.1f%%", percent);
	else if (percent < 9999.5)
		snprintf(out, FORMAT_SIZE, "%+.0f%%", percent);
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
		snprintf(out, FORMAT_SIZE, "%+.1f", value);
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
	snprintf(out, FORMAT_SIZE, "$%" PRId64 ".%04" PRId64, rounded / 10000, rounded % 10000);
	end = out + strlen(out);
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
		snprintf(out, FORMAT_SIZE, "%.0fK", (double)tokens / 1000);
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
