#include "output/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include "base/format.h"

const char *number_digits(const struct value *value, char out[NUMBER_SIZE])
{
	switch (value->kind) {
	case VALUE_ABSENT:
	case VALUE_WORD:
	case VALUE_SERIES:
	case VALUE_TEXT:
		break;
	case VALUE_INTEGER:
	case VALUE_MOVE:
	case VALUE_TOKENS:
	case VALUE_CONTEXT:
		snprintf(out, NUMBER_SIZE, "%" PRId64, value->integer);
		return out;
	case VALUE_USD:
		return format_usd_exact(out, value->integer);
	case VALUE_PRICE:
		return format_price_exact(out, value->integer);
	case VALUE_SHARE:
	case VALUE_GROWTH:
	case VALUE_POINTS:
		if (!isfinite(value->real))
			break;
		/* Adding 0 turns what rounds to -0 into 0. */
		snprintf(out, NUMBER_SIZE, "%.6f", round(value->real * 1e6) / 1e6 + 0.0);
		return out;
	}
	return NULL;
}
