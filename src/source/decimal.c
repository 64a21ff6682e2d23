#include "source/decimal.h"

#include <string.h>

#define EXPONENT_MAX 1000 /* beyond it every number is 0 or too large */

struct decimal {
	bool negative;
	char digits[DECIMAL_TEXT_MAX + 1]; /* before and after the point */
	int n_digits;
	int point; /* digits before the point; below 0 and above n_digits after an exponent */
};

static int take_digits(struct decimal *decimal, const char **text)
{
	int taken = 0;

	for (; **text >= '0' && **text <= '9'; (*text)++, taken++)
		decimal->digits[decimal->n_digits++] = **text;
	return taken;
}

static bool take_exponent(struct decimal *decimal, const char *text)
{
	int sign = *text == '-' ? -1 : 1;
	int exponent = 0;

	if (*text == '-' || *text == '+')
		text++;
	if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
		return false;
	for (; *text; text++)
		exponent = exponent < EXPONENT_MAX ? exponent * 10 + (*text - '0') : EXPONENT_MAX;
	decimal->point += sign * exponent;
	return true;
}

static bool parse_decimal(const char *text, struct decimal *decimal)
{
	memset(decimal, 0, sizeof(*decimal));
	if (strlen(text) > DECIMAL_TEXT_MAX)
		return false;
	if (*text == '-') {
		decimal->negative = true;
		text++;
	}
	decimal->point = take_digits(decimal, &text);
	if (decimal->point == 0 || (decimal->point > 1 && decimal->digits[0] == '0'))
		return false;
	if (*text == '.') {
		text++;
		if (take_digits(decimal, &text) == 0)
			return false;
	}
	if (*text == 'e' || *text == 'E')
		return take_exponent(decimal, text + 1);
	return *text == '\0';
}

bool decimal_parse(const char *text, int places, int64_t *magnitude, bool *negative)
{
	struct decimal decimal;
	int64_t value = 0;
	int whole; /* digits that count whole units */

	if (!parse_decimal(text, &decimal))
		return false;
	whole = decimal.point + places;
	for (int i = 0; i < whole && (value > 0 || i < decimal.n_digits); i++) {
		if (value > (INT64_MAX - 9) / 10)
			return false;
		value = value * 10 + (i < decimal.n_digits ? decimal.digits[i] - '0' : 0);
	}
	if (whole >= 0 && whole < decimal.n_digits && decimal.digits[whole] >= '5')
		value++;
	*magnitude = value;
	*negative = decimal.negative && strspn(decimal.digits, "0") < (size_t)decimal.n_digits;
	return true;
}
