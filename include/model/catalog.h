/* catalog.h - what models there are and what they cost, as a change log.
 *
 * A listing is what the catalogue said of one model id from one moment on, until a later listing
 * of the same id.  It is found by the name that rankings use: the permaslug, which is the
 * canonical slug plus the id's own variant (":free").  Prices are integers in pico-USD (10^-12 USD)
 * a token, exact for all that the source serves.
 *
 * Formula of the match: reference of GET /api/v1/models, field canonical_slug; a ranking row
 * belongs to the id whose canonical_slug and variant are both its own, never to a prefix.
 *
 * Ownership: a catalog owns its memory, strings included; counted part of a snapshot.
 * Thread: a builder belongs to one thread; a finished catalog may be read by any.
 */
#ifndef ORTOP_MODEL_CATALOG_H
#define ORTOP_MODEL_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRICE_NONE   (-1) /* the catalogue gives no such price */
#define PRICE_VARIES (-2) /* the catalogue says -1: it depends on where a router sends the call */

struct price {
	int64_t prompt, completion, cache_read; /* pico-USD a token, PRICE_NONE or PRICE_VARIES */
	bool conditional;                       /* there are `overrides` too: hours, long prompts */
};

struct listing {
	const char *id;        /* "deepseek/deepseek-v4-flash:free" */
	const char *permaslug; /* canonical slug, and ":variant" of the id; text-escaped */
	const char *name;      /* "DeepSeek: DeepSeek V4 Flash (free)", text-escaped */
	int64_t context;       /* tokens, 0 when not given */
	int64_t seen;          /* Unix seconds: the first answer that said so */
	struct price price;
};

struct catalog {
	size_t n_listings;
	const struct listing *listings; /* by permaslug, then seen, then id */
	int64_t checked; /* Unix seconds of the newest answer seen, 0 for none: that a model has no
			    listing then means nothing */
};

struct catalog_builder;

struct catalog_builder *catalog_builder_new(void);
void catalog_builder_free(struct catalog_builder *builder);

/* Add a listing; strings are copied and escaped.  Sources may be added in any order; a listing that
 * is equal in everything to one that is there counts once. */
void catalog_builder_add(struct catalog_builder *builder, const struct listing *listing);

/* Tell that an answer of this time was seen (the newest counts). */
void catalog_builder_checked(struct catalog_builder *builder, int64_t unix_seconds);

/* The finished catalog with one reference; the builder is freed. */
struct catalog *catalog_finish(struct catalog_builder *builder);

struct catalog *catalog_ref(struct catalog *catalog);
void catalog_unref(struct catalog *catalog); /* NULL is allowed */

/* The listing of a permaslug in force at `until` (exclusive, Unix seconds): the newest seen before
 * it, else the oldest seen later (*later is true then), else NULL.  Of several ids seen at one
 * time, the first in byte order. */
const struct listing *catalog_find(const struct catalog *catalog, const char *permaslug,
				   int64_t until, bool *later);

/* The two halves of catalog_find, for who asks for one model many times: where its listings begin
 * (n_listings when it has none), and the search among them. */
size_t catalog_first(const struct catalog *catalog, const char *permaslug);
const struct listing *catalog_find_from(const struct catalog *catalog, size_t first, int64_t until,
					bool *later);

/* The permaslug's variant with its colon (":free"), or "". */
const char *catalog_variant(const char *permaslug);

/* Same name, slug, context and prices: nothing that the change log must note. */
bool listing_equal(const struct listing *a, const struct listing *b);

#endif
