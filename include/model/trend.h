/* trend.h - figures over weeks: series of models, and of China and the US.
 *
 * What region shares are of, and how far the unknown could move them:
 *
 *	all         of every token (dollars: of every priced row), the tail included
 *	identified  of China and the US together
 *	top 10      of the ten largest models
 *
 *	unknown = unidentified rows + tail (dollars: no tail, it has no price; top 10: no tail)
 *	lead    = China - US
 *	least   = (lead - unknown) / whole, most = (lead + unknown) / whole
 *
 * that is the lead if all of the unknown were the other's, and if all of it were China's; where
 * the unknown is not part of the whole (identified), it joins it: whole + unknown.
 *
 * Thread: any.
 */
#ifndef ORTOP_MODEL_TREND_H
#define ORTOP_MODEL_TREND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/basis.h"
#include "model/ranking.h"

#define TREND_TOP 10

#define TREND_NO_MODEL UINT32_MAX

/* The dollars of a week count when at least this share of its identified tokens has a price: of
 * less, totals, leads and records would tell which models are listed today.  (Of the sample's weeks
 * 99 % and more have one; the further back, the more of a week is listed no more.) */
#define TREND_PRICED_LEAST 0.8

/* Do they, where `priced` of `identified` tokens have a price?  Not where none has. */
bool trend_priced_enough(int64_t priced, int64_t identified);

/* One week, counted: tokens or micro-USD, sums held at 2^63-1. */
struct week_count {
	int64_t total;   /* of all that counts, the tail included; -1 when not known (dollars of a
			    coarse week, or of which too little is priced) */
	uint32_t leader; /* the model with most; TREND_NO_MODEL when not known */
	int64_t leader_value;
	bool regions; /* the four below are known: the week is not coarse, something counts, and
			 of dollars enough is priced */
	int64_t china, us, unknown, whole; /* whole: what shares are of */
};

/* Count `n` weeks of the history at once. */
void trend_count(const struct snapshot *snapshot, const struct history_bucket *weeks, size_t n,
		 const struct basis *basis, struct week_count *counts);

/* What one row counts: tokens or micro-USD; -1 when it does not (free under paid_only, or without
 * a price). */
int64_t trend_row_value(const struct snapshot *snapshot, const struct history_row *row,
			int32_t monday, const struct basis *basis);

/* Tokens or USD of a model in each of the `n` weeks that end with `monday`, oldest first; NAN where
 * the week is missing, where a coarse week does not name the model, where there is no price, and of
 * paid models only where it was free; 0 where an exact week does not name it. */
void trend_model(const struct snapshot *snapshot, uint32_t model, int32_t monday,
		 const struct basis *basis, double *points, size_t n);

/* Two shares a week: China's and the US's, of the basis's denominator.  NAN where the week is
 * missing or coarse, or too little of it is priced. */
struct trend_point {
	double china, us;
};

/* The `n` weeks that end with `monday`, oldest first. */
void trend_regions(const struct snapshot *snapshot, int32_t monday, const struct basis *basis,
		   struct trend_point *points, size_t n);

/* Which of the two a vendor is of: 1 China, -1 the US, 0 neither, or NULL. */
int trend_camp(const struct vendor *vendor);

/* China's lead over the US as shares (negative: the US leads), and its bounds; NAN when the count
 * knows no regions. */
struct lead_bounds {
	double lead, least, most;
};

struct lead_bounds trend_lead_bounds(const struct week_count *count, enum denominator denominator);

#endif
