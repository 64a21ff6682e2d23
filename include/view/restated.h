/* restated.h - how tokens were restated, as lines: what and text, for the explanation.
 *
 * Of a model: "restated", "2026-08-20 14:05 UTC: was 1.21T, now 1.23T"; a week's own figure first,
 * then those of its days, the newest day first; of each figure the newest RESTATED_SHOWN and how
 * many more.  Of a vendor or a region: of its models' figures of the week or the day, each with its
 * permaslug, the newest RESTATED_SHOWN_OF_GROUP and how many more.
 *
 * Ownership: the texts are the arena's.  Thread: any (pure).
 */
#ifndef ORTOP_VIEW_RESTATED_H
#define ORTOP_VIEW_RESTATED_H

#include "base/mem.h"
#include "view/figures.h"

#define RESTATED_SHOWN          3
#define RESTATED_SHOWN_OF_GROUP 6
#define RESTATED_LINES          (8 * (RESTATED_SHOWN + 1)) /* a week and its days */

struct restated_line {
	const char *what, *text; /* what: distinct */
};

/* Of a model in the week or the day of the figures; returns how many lines there are. */
size_t restated_lines(struct arena *arena, const struct figures *figures, const char *model,
		      struct restated_line lines[RESTATED_LINES]);

/* Of the models of a vendor or a region, the entry of which is `whole`. */
size_t restated_lines_of_group(struct arena *arena, const struct figures *figures,
			       const struct entry *whole, enum grouping grouping,
			       struct restated_line lines[RESTATED_LINES]);

#endif
