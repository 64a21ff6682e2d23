/* price.h - what a model cost in a week, and what its tokens cost.
 *
 * Rule: a week is priced with the last listing seen on or before its Sunday, else with the nearest
 * later one (marked), else not at all.  The rankings give only prompt + completion together; a
 * mix splits them.  A total depends on that mix more than on anything else, so it comes three
 * times (o: share of output, c: share of the input that is read from cache):
 *
 *	base = tokens * ((1 - o) * input + o * output)
 *	low  = tokens * ((1 - o) * (c * cache_read + (1 - c) * input) + o * output)
 *	high = tokens * (3 * input + output) / 4, at least base
 *
 * o = 3 % and c = 68 % unless said otherwise, as measured for the whole platform: prompt 97.3 %,
 * completion 2.7 % (week ending 2026-08-21); prompt 97.1 % with 68 % of it read from cache (week of
 * 2026-05-04, the ten largest models).  3:1 is the blend that price comparisons use elsewhere.  A
 * model without a cache-read price, or with one above its input price, has its whole input charged
 * at the input price.  Conditional prices are ignored.
 *
 * Thread: any.
 */
#ifndef ORTOP_MODEL_PRICE_H
#define ORTOP_MODEL_PRICE_H

#include <stdbool.h>
#include <stdint.h>
#include "model/catalog.h"

enum price_status {
	PRICE_LISTED,   /* in force that week */
	PRICE_LATER,    /* only a later listing is known: shown with ~ */
	PRICE_FREE,     /* input and output are 0 */
	PRICE_VARYING,  /* a router: no price of its own */
	PRICE_UNKNOWN,  /* a listing without a price */
	PRICE_UNLISTED, /* no listing at all */
	PRICE_PENDING,  /* no listing, and no catalogue was fetched yet that could have one */
};

struct mix {
	int output; /* percent of the tokens that are output, 0 to 100; the rest is input */
	int cached; /* percent of the input that low reads from cache, 0 to 100 */
};

extern const struct mix mix_base; /* 3 and 68 */

#define PRICE_OUTPUT_HIGH 25 /* percent of output in high */

/* Micro-USD by the three formulas. */
struct dollars {
	int64_t low, base, high; /* low <= base <= high */
};

struct workload {
	int64_t input, output; /* tokens */
};

struct quote {
	enum price_status status;
	bool later;                    /* the listing was first seen after the week */
	const struct listing *listing; /* NULL when there is none; lives as long as the catalog */
	int64_t input, output; /* pico-USD a token; PRICE_NONE unless listed, later or free */
	int64_t cache_read;    /* likewise; PRICE_NONE also where the model has no such price */
};

/* "listed", "later", "free", "varies", "unknown", "not listed", "pending": the words of exports and
 * screen. */
const char *price_status_word(enum price_status status);

/* What a price says, whoever asks it; its listing is NULL.  later: it was first seen after the
 * week. */
struct quote price_of(const struct price *price, bool later);

/* The price of a permaslug in the week of `monday`. */
struct quote price_quote(const struct catalog *catalog, const char *permaslug, int32_t monday);

/* The same for who knows where its listings begin (see catalog_first). */
struct quote price_quote_from(const struct catalog *catalog, size_t first, int32_t monday);

/* Is there a price to count with (listed, later or free)? */
bool price_known(const struct quote *quote);

/* Base micro-USD of tokens under a mix, rounded to nearest; false when the price is not known or
 * the result is past 2^63-1. */
bool price_usd(const struct quote *quote, struct mix mix, int64_t tokens, int64_t *micro_usd);

/* The same with low and high; false as price_usd.  A high past 2^63-1 is held there. */
bool price_dollars(const struct quote *quote, struct mix mix, int64_t tokens,
		   struct dollars *dollars);

/* Micro-USD of a workload; false likewise. */
bool price_workload(const struct quote *quote, struct workload workload, int64_t *micro_usd);

#define PRICE_RULE_SIZE 256

/* The rule of a mix in words, for exports; returns `out`. */
char *price_rule(char out[PRICE_RULE_SIZE], struct mix mix);

#endif
