#include "model/price.h"

#include <stddef.h>
#include <stdio.h>
#include "base/calendar.h"

#define PICO_PER_MICRO 1000000
#define PERCENT        100

const struct mix mix_base = {.output = 3, .cached = 68};

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
	case PRICE_UNLISTED:
		return "not listed";
	case PRICE_PENDING:
		return "pending";
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

struct quote price_of(const struct price *price, bool later)
{
	struct quote quote = {PRICE_UNLISTED, later, NULL, PRICE_NONE, PRICE_NONE, PRICE_NONE};

	quote.status = status_of(price, later);
	if (price_known(&quote)) {
		quote.input = price->prompt;
		quote.output = price->completion;
		if (price->cache_read >= 0)
			quote.cache_read = price->cache_read;
	}
	return quote;
}

struct quote price_quote_from(const struct catalog *catalog, size_t first, int32_t monday)
{
	struct quote quote = {PRICE_UNLISTED, false, NULL, PRICE_NONE, PRICE_NONE, PRICE_NONE};
	int64_t week_end = ((int64_t)monday + 7) * CALENDAR_DAY_SECONDS;
	const struct listing *listing;
	bool later;

	listing = catalog_find_from(catalog, first, week_end, &later);
	if (!listing) {
		if (catalog->checked == 0)
			quote.status = PRICE_PENDING;
		return quote;
	}
	quote = price_of(&listing->price, later);
	quote.listing = listing;
	return quote;
}

struct quote price_quote(const struct catalog *catalog, const char *permaslug, int32_t monday)
{
	return price_quote_from(catalog, catalog_first(catalog, permaslug), monday);
}

bool price_known(const struct quote *quote)
{
	return quote->status == PRICE_LISTED || quote->status == PRICE_LATER ||
	       quote->status == PRICE_FREE;
}

/* How many tokens are charged at which price, times a factor that makes them whole. */
struct units {
	unsigned __int128 input, cached, output;
	unsigned factor;
};

static bool add_cost(unsigned __int128 *sum, unsigned __int128 units, int64_t price)
{
	unsigned __int128 cost;

	/* Nearly always: a product of two such fits. */
	if (units <= UINT64_MAX) {
		cost = units * (uint64_t)price;
		return !__builtin_add_overflow(*sum, cost, sum);
	}
	return !__builtin_mul_overflow(units, (unsigned __int128)price, &cost) &&
	       !__builtin_add_overflow(*sum, cost, sum);
}

/* What the cached part of the input costs. */
static int64_t cache_price(const struct quote *quote)
{
	bool cheaper = quote->cache_read >= 0 && quote->cache_read < quote->input;

	return cheaper ? quote->cache_read : quote->input;
}

/* Rounded half up.  What is too large for 128 bits is past 2^63-1 after the division as well. */
static bool usd_of(const struct quote *quote, const struct units *units, int64_t *micro_usd)
{
	const unsigned __int128 divisor = (unsigned __int128)units->factor * PICO_PER_MICRO;
	unsigned __int128 sum = 0, result;

	if (!price_known(quote) || !add_cost(&sum, units->input, quote->input) ||
	    !add_cost(&sum, units->cached, cache_price(quote)) ||
	    !add_cost(&sum, units->output, quote->output))
		return false;
	/* One division: in 128 bits it is what costs most here. */
	result = sum / divisor;
	result += sum - result * divisor >= divisor / 2;
	if (result > INT64_MAX)
		return false;
	*micro_usd = (int64_t)result;
	return true;
}

/* Tokens split by percent of output and, of the input, by percent read from cache. */
static struct units split(int64_t tokens, int output, int cached)
{
	const unsigned __int128 count = (unsigned __int128)tokens;
	const unsigned out = (unsigned)output, in = PERCENT - out, hit = (unsigned)cached;

	return (struct units){
		.input = count * (in * (PERCENT - hit)),
		.cached = count * (in * hit),
		.output = count * (out * PERCENT),
		.factor = PERCENT * PERCENT,
	};
}

bool price_usd(const struct quote *quote, struct mix mix, int64_t tokens, int64_t *micro_usd)
{
	const struct units units = split(tokens, mix.output, 0);

	return usd_of(quote, &units, micro_usd);
}

bool price_dollars(const struct quote *quote, struct mix mix, int64_t tokens,
		   struct dollars *dollars)
{
	const struct units low = split(tokens, mix.output, mix.cached);
	const struct units high = split(tokens, PRICE_OUTPUT_HIGH, 0);

	if (!price_usd(quote, mix, tokens, &dollars->base) || !usd_of(quote, &low, &dollars->low))
		return false;
	if (!usd_of(quote, &high, &dollars->high))
		dollars->high = INT64_MAX;
	if (dollars->high < dollars->base)
		dollars->high = dollars->base;
	return true;
}

bool price_workload(const struct quote *quote, struct workload workload, int64_t *micro_usd)
{
	const struct units units = {
		.input = (unsigned __int128)workload.input,
		.output = (unsigned __int128)workload.output,
		.factor = 1,
	};

	return usd_of(quote, &units, micro_usd);
}

char *price_rule(char out[PRICE_RULE_SIZE], struct mix mix)
{
	snprintf(out, PRICE_RULE_SIZE,
		 "tokens x price of the week (last seen by its Sunday; ~ nearest later), "
		 "%d%% input and %d%% output; low: %d%% of the input at the cache-read price; "
		 "high: %d%% output (at least base); conditional prices ignored",
		 PERCENT - mix.output, mix.output, mix.cached, PRICE_OUTPUT_HIGH);
	return out;
}
