/* notes.h - the notes of a pane's table: lines below its rows, and why there is no row.
 *
 * Thread: the one that draws.
 */
#ifndef ORTOP_UI_NOTES_H
#define ORTOP_UI_NOTES_H

#include "ui/canvas.h"
#include "ui/pane.h"

/* How many of the `rest` lines that are left are for notes: one each, and rows that the table
 * leaves empty for the whole of long ones.  Sets lines->notes and lines->more_notes. */
int notes_share(const struct pane *pane, int rest, struct pane_lines *lines);

/* The notes, on those lines at the pane's end. */
void notes_draw(const struct pane *pane, struct canvas *canvas, const struct pane_lines *lines);

/* In the middle of a pane without rows: why, on as many lines as that takes; what the last one has
 * no room for is cut. */
void notes_draw_empty(const struct pane *pane, struct canvas *canvas,
		      const struct pane_lines *lines);

#endif
