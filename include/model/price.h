/* price.h - what a model cost in a week, and what its tokens cost.
 *
 * Rule: a week is priced with the last listing seen on or before its Sunday, else with the nearest
 * later one (marked), else not at all.  The rankings give only prompt + completion together; the
 * mix splits them: 97 % input and 3 % output, measured for the whole platform (week ending
 * 2026-08-21: prompt 97.3 %, completion 2.7 %).  Conditional prices are ignored.
 *
 *	usd = tokens * (97 * input + 3 * output) / 100
 *
 * Thread: any.
 */
#ifndef ORTOP_MODEL_PRICE_H
#define ORTOP_MODEL_PRICE_H

#include <stdbool.h>
#include <stdint.h>
#include "model/catalog.h"

enum price_status {
	PRICE_LISTED,  /* in force that week */
	PRICE_LATER,   /* only a later listing is known: shown with ~ */
	PRICE_FREE,    /* input and output are 0 */
	PRICE_VARYING, /* a router: no price of its own */
	PRICE_UNKNOWN, /* no listing, or one without a price */
};

struct mix {
	int input, output; /* percent, together 100 */
};

extern const struct mix mix_base; /* 97:3 */

struct workload {
	int64_t input, output; /* tokens */
};

struct quote {
	enum price_status status;
	bool later;                    /* the listing was first seen after the week */
	const struct listing *listing; /* NULL when there is none; lives as long as the catalog */
	int64_t input, output; /* pico-USD a token; PRICE_NONE unless listed, later or free */
};

/* "listed", "later", "free", "varies", "unknown": the words of exports and screen. */
const char *price_status_word(enum price_status status);

/* The price of a permaslug in the week of `monday`. */
struct quote price_quote(const struct catalog *catalog, const char *permaslug, int32_t monday);

/* Is there a price to count with (listed, later or free)? */
bool price_known(const struct quote *quote);

/* Micro-USD of tokens under a mix, rounded to nearest; false when the price is not known or the
 * result is past 2^63-1. */
bool price_usd(const struct quote *quote, struct mix mix, int64_t tokens, int64_t *micro_usd);

/* Micro-USD of a workload; false likewise. */
bool price_workload(const struct quote *quote, struct workload workload, int64_t *micro_usd);

/* The rule in words, for footers and exports; static text for mix_base. */
const char *price_rule(void);

#endif
