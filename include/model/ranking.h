/* ranking.h - who has how many tokens and dollars in a week: by model, by vendor, by region.
 *
 * A span is what is counted: the rows of a week, or daily rows from a Monday on (the running week
 * is compared in daily sums with the same days of the week before).  A standing is the span's
 * rows added up by group, priced as of the span's week.  Of paid models only, a standing has
 * neither the rows of models that are free that week nor their tokens in any of its sums.
 *
 *	share  = value / total of everything, the tail included (tokens)
 *	share  = value / sum of all priced rows (dollars; the tail has no price)
 *	growth = value / value of the compared span - 1
 *
 * Ownership: a standing owns its entries; strings belong to the snapshot.
 * Thread: any.
 */
#ifndef ORTOP_MODEL_RANKING_H
#define ORTOP_MODEL_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/basis.h"
#include "model/price.h"
#include "model/snapshot.h"

enum grouping {
	GROUP_MODEL,
	GROUP_VENDOR,
	GROUP_REGION,
};

struct span {
	int32_t monday; /* prices are of this week */
	enum history_quality quality;
	int n; /* buckets: 1 week or 1-7 days */
	const struct history_bucket *buckets[7];
	bool paid_only; /* rows of free models are left out; span_... set it to false */
};

struct entry {
	const char *key;             /* permaslug, author or region */
	size_t key_length;           /* an author is the head of a permaslug */
	uint32_t model;              /* index into history->models; of the first row in a group */
	const struct vendor *vendor; /* NULL when the author is not in the map */
	struct quote quote;          /* of a model */
	bool partial; /* a sum of days, of which one at least does not name it, or one of its models
		       */
	int64_t tokens;
	int64_t usd;     /* micro-USD of the rows with a known price: base */
	int64_t usd_low; /* likewise by the other two formulas of price.h */
	int64_t usd_high;
	int64_t priced_tokens; /* tokens of these rows */
	bool priced;           /* some row has dollars: a known price and a sum in range */
	bool free;             /* all rows cost nothing */
	bool later;            /* some price was first seen after the week */
};

struct standing {
	struct span span;
	size_t n;
	struct entry *entries; /* by the measure asked for, descending; unpriced ones last in USD */
	int64_t total;         /* tokens of everything */
	int64_t tail;
	bool has_tail;
	int64_t identified; /* tokens of all named rows */
	int64_t priced;     /* tokens of rows with a known price */
	int64_t usd;        /* micro-USD of all priced rows: base */
	int64_t usd_low, usd_high;
	size_t unpriced; /* entries without dollars */
	int holders;     /* besides the first: see standing_share */
};

/* The span of a week; false when the history has none. */
bool span_of_week(const struct history *history, int32_t monday, struct span *span);

/* What the growth of a week is computed from: the week and the one before; for the running week
 * its daily sums and those of the same days a week earlier.  False when there is nothing that may
 * be compared: no week before, days missing, or weeks of different length. */
bool span_compared(const struct history *history, int32_t monday, struct span *current,
		   struct span *previous);

/* Add up a span, sorted by `measure`. */
struct standing *standing_new(const struct snapshot *snapshot, const struct span *span,
			      enum grouping grouping, struct mix mix, enum measure measure);
void standing_free(struct standing *standing); /* NULL is allowed */

/* The same standing for another holder, who frees it too; NULL is allowed. */
struct standing *standing_share(struct standing *standing);

/* The first `limit` entries of a standing by model, added up by group as if the rest were the
 * tail: identified, priced and usd are theirs, total stays.  `models` stays the caller's. */
struct standing *standing_top(const struct standing *models, size_t limit, enum grouping grouping,
			      enum measure measure);

/* The entry of a key, or NULL; and its index as a rank (1 is first), 0 when it has none (not
 * there, or without a price in a standing by USD). */
const struct entry *standing_find(const struct standing *standing, const char *key, size_t length);
int standing_rank(const struct standing *standing, const struct entry *entry, enum measure measure);

/* Add an entry's figures to those of a group; sums are held at 2^63-1. */
void entry_add(struct entry *group, const struct entry *entry);

/* Tokens or micro-USD of an entry; -1 when none of its rows has dollars. */
int64_t entry_value(const struct entry *entry, enum measure measure);

/* The whole that shares are of. */
int64_t standing_whole(const struct standing *standing, enum measure measure);

/* part / whole, NAN when either is not known or the whole is 0. */
double ranking_share(int64_t part, int64_t whole);

/* current / previous - 1, NAN when previous is not above 0 or current is not known. */
double ranking_growth(int64_t current, int64_t previous);

/* The region of an entry's vendor: a country code, or REGION_UNIDENTIFIED. */
const char *entry_region(const struct entry *entry);

/* The name to show for a model: the catalogue's without its "Vendor: ", else the permaslug after
 * its slash. */
const char *entry_name(const struct entry *entry);

#endif
