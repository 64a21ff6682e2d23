/* notes.h - the notes of a table, in the last lines of its pane.
 *
 * A note has a line; a long one goes on in lines that the table leaves empty, and where there are
 * none it loses parts ("; " apart) from its end: no part is cut but a first one that is too long.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_NOTES_H
#define ORTOP_UI_NOTES_H

#include "ui/pane.h"

/* How many of the `rest` lines below the heads are for notes; fills lines->notes and more_notes. */
int notes_share(const struct pane *pane, int rest, struct pane_lines *lines);

void notes_draw(const struct pane *pane, const struct pane_lines *lines, struct canvas *canvas);

#endif
