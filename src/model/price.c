#include "model/price.h"

#include <stddef.h>
#include "base/calendar.h"

#define PICO_PER_MICRO 1000000
#define PERCENT        100

const struct mix mix_base = {97, 3};

const char *price_status_word(enum price_status status)
{
	switch (status) {
	case PRICE_LISTED:
		return "listed";
	case PRICE_LATER:
		return "later";
	case PRICE_FREE:
		return "free";
	case PRICE_VARYING:
		return "varies";
	case PRICE_UNKNOWN:
		break;
	}
	return "unknown";
}

static enum price_status status_of(const struct price *price, bool later)
{
	if (price->prompt == PRICE_VARIES || price->completion == PRICE_VARIES)
		return PRICE_VARYING;
	if (price->prompt < 0 || price->completion < 0)
		return PRICE_UNKNOWN;
	if (price->prompt == 0 && price->completion == 0)
		return PRICE_FREE;
	return later ? PRICE_LATER : PRICE_LISTED;
}

struct quote price_quote(const struct catalog *catalog, const char *permaslug, int32_t monday)
{
	struct quote quote = {PRICE_UNKNOWN, false, NULL, PRICE_NONE, PRICE_NONE};
	int64_t week_end = ((int64_t)monday + 7) * CALENDAR_DAY_SECONDS;

	quote.listing = catalog_find(catalog, permaslug, week_end, &quote.later);
	if (!quote.listing)
		return quote;
	quote.status = status_of(&quote.listing->price, quote.later);
	if (price_known(&quote)) {
		quote.input = quote.listing->price.prompt;
		quote.output = quote.listing->price.completion;
	}
	return quote;
}

bool price_known(const struct quote *quote)
{
	return quote->status == PRICE_LISTED || quote->status == PRICE_LATER ||
	       quote->status == PRICE_FREE;
}

/* (input_units * input + output_units * output) / divisor, rounded half up; the divisor is even.
 * What is too large for 128 bits is past 2^63-1 after the division as well. */
static bool usd_of(const struct quote *quote, unsigned __int128 input_units,
		   unsigned __int128 output_units, unsigned divisor, int64_t *micro_usd)
{
	unsigned __int128 input, output, sum, result;

	if (!price_known(quote))
		return false;
	if (__builtin_mul_overflow(input_units, (unsigned __int128)quote->input, &input) ||
	    __builtin_mul_overflow(output_units, (unsigned __int128)quote->output, &output) ||
	    __builtin_add_overflow(input, output, &sum))
		return false;
	result = sum / divisor + (sum % divisor >= divisor / 2);
	if (result > INT64_MAX)
		return false;
	*micro_usd = (int64_t)result;
	return true;
}

bool price_usd(const struct quote *quote, struct mix mix, int64_t tokens, int64_t *micro_usd)
{
	unsigned __int128 count = (unsigned __int128)tokens;

	return usd_of(quote, count * (unsigned)mix.input, count * (unsigned)mix.output,
		      PERCENT * PICO_PER_MICRO, micro_usd);
}

bool price_workload(const struct quote *quote, struct workload workload, int64_t *micro_usd)
{
	return usd_of(quote, (unsigned __int128)workload.input, (unsigned __int128)workload.output,
		      PICO_PER_MICRO, micro_usd);
}

const char *price_rule(void)
{
	return "tokens x price of the week (last seen by its Sunday; ~ nearest later), "
	       "97% input and 3% output, conditional prices ignored";
}
