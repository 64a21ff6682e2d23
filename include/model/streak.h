/* streak.h - a model's or a vendor's own streaks and records, as of any complete week.
 *
 * What "not known" means is said in record.h; besides, of a vendor a coarse week tells nothing, and
 * a week that does not name the subject leaves open what it had:
 *
 *	lead     weeks in a row at rank 1 among its kind, by the measure
 *	moves    rises (falls) in a row: value > (<) that of the week before, which names it too and
 *	         has as many days
 *	highest  the first of the weeks with its largest value; at_least where a week not known, or
 *	         one that does not name it, may have had more: a model at most what the smallest
 *	         row of that week had, a vendor anything
 *	first    the first week that ranks it; at_least where a week before does not name all
 *
 * Of paid models only, a week in which the model was free does not rank it.
 *
 * Ownership: streaks own their memory; the snapshot and the key must outlive them.  Thread: any.
 */
#ifndef ORTOP_MODEL_STREAK_H
#define ORTOP_MODEL_STREAK_H

#include "model/ranking.h"
#include "model/run.h"

struct streak {
	int32_t week;
	int rank;      /* 0: not ranked, or not known */
	int direction; /* 1: it rises, -1: it falls, 0: neither or not known */
	struct run lead, moves;
	struct milestone highest;
	struct milestone first; /* value is not used */
};

struct streaks;

/* Of a permaslug (GROUP_MODEL) or an author (GROUP_VENDOR), for the weeks up to `monday`. */
struct streaks *streaks_new(const struct snapshot *snapshot, const char *key,
			    enum grouping grouping, int32_t monday, const struct basis *basis);
void streaks_free(struct streaks *streaks); /* NULL is allowed */

/* As of a week; false when it is not there or not complete. */
bool streaks_at(const struct streaks *streaks, int32_t monday, struct streak *streak);

#endif
