/* pointer.h - what the mouse does to the screen.
 *
 * The wheel scrolls the rows of the pane under it, without taking the keys there.  A click on a
 * pane gives it the keys, on a row selects it, on a column's head sorts by the column, and again
 * turns the order; a second click on a row within POINTER_DOUBLE_MS does what Enter does.  The help
 * scrolls; while a filter is typed a click ends that as Enter would.
 *
 * What is where comes from what drawing uses itself: pane_lines() and pane_slots().
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_POINTER_H
#define ORTOP_UI_POINTER_H

#include <stdint.h>
#include "ui/report.h"
#include "ui/screen.h"

#define POINTER_DOUBLE_MS  400
#define POINTER_WHEEL_ROWS 3

enum pointer_part {
	POINTER_NOWHERE, /* header, footer, lines between panes */
	POINTER_PANE,    /* title, chart, notes, and where there are no rows */
	POINTER_HEAD,
	POINTER_ROW,
};

struct pointer_spot {
	enum pointer_part part;
	int pane;      /* index in screen->panes, or -1 */
	int row;       /* of POINTER_ROW: index in the pane's table */
	size_t column; /* of POINTER_HEAD: index in the pane's table */
};

/* What is at a place of the screen, from 0, 0; overlays are not looked at. */
struct pointer_spot pointer_find(const struct screen *screen, int row, int column);

/* One report of the mouse at a time (ms of any clock that does not go back); returns react flags.
 */
unsigned pointer_act(struct screen *screen, const struct report *report, int64_t now_ms);

#endif
