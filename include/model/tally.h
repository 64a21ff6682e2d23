/* tally.h - what each week means in the history up to it: one pass over the weeks, kept with the
 * snapshot, so that looking at a week costs the same however many there are.
 *
 * What "not known" and the fields mean is said in record.h.
 *
 * Thread: any.
 */
#ifndef ORTOP_MODEL_TALLY_H
#define ORTOP_MODEL_TALLY_H

#include "model/run.h"
#include "model/trend.h"

struct tally {
	struct week_count count; /* nothing is known of a week that lacks days */
	int ahead;               /* 1: China leads, -1: the US, 0: level or not known */
	int direction;           /* 1: the total rises, -1: it falls, 0: neither or not known */
	bool direction_known;
	struct run leader, lead, total; /* that end with the week */
	struct milestone china, highest;
	int known_weeks;
	bool unbroken; /* every week before is there, back to the source's first day */
	bool unsure;   /* some week before does not say whom it ranks */
};

/* One a week of the history, in their order.  tally_done() must get them back. */
const struct tally *tally_all(const struct snapshot *snapshot, const struct basis *basis);
void tally_done(const struct snapshot *snapshot, const struct basis *basis,
		const struct tally *tallies);

#endif
