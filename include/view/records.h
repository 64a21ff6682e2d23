/* records.h - streaks, crossings, records and moves of a week in words: a view of its own, and the
 * lines that the headline and other panes take from it.  See view.h; what they mean is in
 * model/record.h.
 *
 * Rows: leader, lead, china-first, total, highest, gain, loss, then one a model that entered
 * ("in:SLUG") or left ("out:SLUG").  A row is there when something is known.  `value` is tokens or
 * dollars of the unit, for lead points; of a model that left, those of its last week.  `weeks` is
 * the length of a run, or of how many known weeks something is the highest; `since` its first
 * week, or for a model that came back the last week that ranked it.
 */
#ifndef ORTOP_VIEW_RECORDS_H
#define ORTOP_VIEW_RECORDS_H

#include "base/mem.h"
#include "model/record.h"
#include "model/streak.h"
#include "view/query.h"
#include "view/table.h"

struct table *records_build(const struct snapshot *snapshot, const struct query *query);

/* Sentences of which each is "" when there is nothing to say; they live as long as the arena (or
 * the snapshot). */
struct record_words {
	const char *leader; /* "Hy3 #1 for 5 weeks" */
	const char *lead;   /* "China ahead at least 12 weeks", "... perhaps ahead 7 weeks" */
	const char *china;  /* "first in 2026-W22 or earlier", "China first ahead in 2026-W22" */
	const char *
		range; /* "China leads by 14 to 29 points", "... perhaps leads: -10 to 19 points" */
	const char *total;       /* "fifth rise in a row" */
	const char *highest;     /* "record week", "highest of 14 known weeks" */
	const char *gain, *loss; /* "biggest gain: Hy3 +1.93T" */
	const char *moves;       /* "5 new, 1 back, 6 out": of all that are ranked */
};

struct record_words records_words(struct arena *arena, const struct records *records,
				  const struct snapshot *snapshot, const struct query *query);

/* A subject's own, likewise "" when there is nothing to say. */
struct streak_words {
	const char *lead;    /* "#1 for at least 2 weeks" */
	const char *moves;   /* "fifth rise in a row"; not of a single one */
	const char *highest; /* "highest ever: 11.2T in 2026-W33"; "highest known: ..." */
	const char *first;   /* "first ranked in 2026-W12", "... or earlier" */
};

struct streak_words streak_words(struct arena *arena, const struct streak *streak, enum unit unit);

#endif
