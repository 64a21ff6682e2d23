/* columns.h - which columns of a table fit in a width, and how wide each is drawn.
 *
 * Columns leave by priority, the highest number first, until the rest fits with one blank between.
 * Paired columns leave together.  Before columns of priority 2 or 1 leave, texts of priority 1 are
 * cut; before a bar leaves, only its number stays; where one blank is missing, a sparkline is a
 * week shorter.  The room that is left makes columns wider up to their max, the lowest number
 * first, then the blanks between them; bars on one scale are equally wide.  Only the width and the
 * columns decide, never the values, so that nothing jumps when a week changes.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_COLUMNS_H
#define ORTOP_VIEW_COLUMNS_H

#include <stddef.h>
#include "view/table.h"

#define COLUMNS_MAX        32 /* of a table; later ones are not drawn */
#define COLUMNS_BAR_NUMBER 6  /* columns of a bar's number */

struct columns_slot {
	size_t column; /* index in the table */
	int start;     /* from the left edge of the width */
	int width;
};

/* The columns to draw, in the table's order; returns how many. */
size_t columns_fit(const struct column *columns, size_t n_columns, int width,
		   struct columns_slot slots[COLUMNS_MAX]);

#endif
