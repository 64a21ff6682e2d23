/* banner.h - the lines above and below the panes, as parts that can be left out one by one.
 *
 * A line is a few parts in reading order; when the screen is too narrow, the part with the highest
 * priority number leaves first, and the last one left is cut.  Before one of priority
 * BANNER_NEEDED or less leaves, all that are left become shorter: what is wrong must not go for
 * want of the room that a date takes.  All words are made here, from the snapshot and the query
 * alone, so that they are tested without a screen.
 *
 * Ownership: a banner owns its memory.  Thread: any.
 */
#ifndef ORTOP_VIEW_BANNER_H
#define ORTOP_VIEW_BANNER_H

#include <stddef.h>
#include "base/mem.h"
#include "model/snapshot.h"
#include "view/query.h"
#include "view/tone.h"

#define BANNER_PARTS   16
#define BANNER_SHORTER 2
#define BANNER_NEEDED  2

struct banner_part {
	const char *text;
	enum tone tone;
	int priority;                        /* 1 stays to the last */
	const char *shorter[BANNER_SHORTER]; /* the same in fewer columns each; NULL: no such */
};

struct banner_line {
	size_t n;
	struct banner_part parts[BANNER_PARTS];
};

struct banner {
	struct arena arena;
	struct banner_line week;  /* 2026-W33  Aug 10-16  7/7 days UTC  43.2T tokens  +7.4% ... */
	struct banner_line state; /* SAMPLE of ..., as_of and age, next try, trouble and remedy */
	struct banner_line rule;  /* how the dollars are made */
	struct banner_line coverage; /* how much of the tokens has a price */
	struct banner_line source;   /* scope and citation */
};

void banner_init(struct banner *banner, const struct snapshot *snapshot, const struct query *query);
void banner_done(struct banner *banner);

/* Unix seconds when a word of the banner changes next (an age, a wait), 0 for never. */
int64_t banner_next_change(const struct snapshot *snapshot, int64_t now);

#endif
