/* layout.h - what is where on a screen of a given size.
 *
 * Pure: size, unit, focus and zoom give lines and rectangles.  As the screen shrinks, panes fold
 * away in a fixed order (4 prices, 3 regions, 2 vendors); the focused one is always on screen:
 * where it would fold it takes the place of the last one that stays.
 *
 * Thread: any.
 */
#ifndef ORTOP_UI_LAYOUT_H
#define ORTOP_UI_LAYOUT_H

#include <stdbool.h>
#include "ui/pane.h"
#include "view/query.h"

#define LAYOUT_PANES 4
#define LAYOUT_NONE  (-1) /* a line that is not on screen */

struct layout {
	int week, state;        /* lines of the header */
	int rule, source, keys; /* lines of the footer */
	int coverage;           /* its own line where there is room, else a part of the rule's */
	int message;            /* answers and the prompt: over the keys, else over the last line */
	struct rectangle body;  /* all between header and footer */
	struct rectangle panes[LAYOUT_PANES];
};

/* Below one row or one column nothing is shown. */
void layout_make(struct layout *layout, int rows, int columns, enum unit unit, int focus,
		 bool zoom);

#endif
