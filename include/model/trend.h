/* trend.h - figures over weeks: series and streaks.
 *
 * Thread: any.
 */
#ifndef ORTOP_MODEL_TREND_H
#define ORTOP_MODEL_TREND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/ranking.h"

/* Tokens or USD of a model in each of the `n` weeks that end with `monday`, oldest first; NAN where
 * the week is missing, where a coarse week does not name the model, and where there is no price; 0
 * where an exact week does not name it. */
void trend_model(const struct snapshot *snapshot, uint32_t model, int32_t monday,
		 enum measure measure, struct mix mix, double *points, size_t n);

/* Two shares a week: China's and the US's, of everything.  NAN where the week is missing or
 * coarse. */
struct trend_point {
	double china, us;
};

/* The `n` weeks that end with `monday`, oldest first. */
void trend_regions(const struct snapshot *snapshot, int32_t monday, enum measure measure,
		   struct mix mix, struct trend_point *points, size_t n);

struct streak {
	const char *leader; /* REGION_CHINA, REGION_US, or NULL when neither leads */
	int weeks;          /* in a row, up to and including the week */
	bool at_least;      /* it ended at a missing or coarse week, or at the first one */
};

/* Who of China and the US leads in a complete week, and for how many weeks running. */
struct streak trend_lead(const struct snapshot *snapshot, int32_t monday, enum measure measure,
			 struct mix mix);

#endif
