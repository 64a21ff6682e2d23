/* notes.h - the notes of a table: in the last lines of its pane, and why there is no row.
 *
 * A note has a line; a long one goes on in lines that the table leaves empty, and where there are
 * none it loses parts ("; " apart) from its end: no part is cut but a first one that is too long.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_NOTES_H
#define ORTOP_UI_NOTES_H

#include "ui/canvas.h"
#include "ui/pane.h"

/* How many of the `rest` lines below the heads are for notes; fills lines->notes and more_notes. */
int notes_share(const struct pane *pane, int rest, struct pane_lines *lines);

/* The notes, on those lines at the pane's end. */
void notes_draw(const struct pane *pane, struct canvas *canvas, const struct pane_lines *lines);

/* In the middle of a pane without rows: why, on as many lines as that takes; what the last one has
 * no room for is cut. */
void notes_draw_empty(const struct pane *pane, struct canvas *canvas,
		      const struct pane_lines *lines);

#endif
