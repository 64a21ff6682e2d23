/* welcome.h - what a newcomer reads: what this is, that the figures are a sample, how to go live.
 *
 * It lies over the last lines of the panes until the first key, and only where the sample is shown
 * for want of a key; it never takes a line from anybody else.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_WELCOME_H
#define ORTOP_UI_WELCOME_H

#include "model/snapshot.h"
#include "ui/canvas.h"
#include "ui/keymap.h"
#include "ui/pane.h"

/* Is the sample shown because there is no key? */
bool welcome_is_due(const struct snapshot *snapshot);

/* Draw it over the end of a place; not at all in a place that has no room for it and some rows. */
void welcome_draw(struct canvas *canvas, struct rectangle place, const struct keymap *keymap);

/* The answer to asking for figures without a key. */
extern const char welcome_no_key[];

#endif
