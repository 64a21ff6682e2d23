/* help.h - the help screen: every command with the keys it is bound to, what the columns of the
 * focused pane hold, and the signs in figures; made from the lists of commands (keymap.h) and
 * columns (glossary.h).
 *
 * Texts that are too long for their line go on in the next one.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_HELP_H
#define ORTOP_UI_HELP_H

#include "ui/canvas.h"
#include "ui/keymap.h"
#include "ui/pane.h"

/* How far the help about a pane can be scrolled in a place: lines that do not fit, 0 when all do.
 */
int help_scroll_max(struct rectangle place, const struct keymap *keymap, const struct pane *pane);

/* Lines of the help that fit in a place. */
int help_page(struct rectangle place);

/* Where the next part begins (columns after keys, signs after columns); 0 after the last. */
int help_next_part(struct rectangle place, const struct keymap *keymap, const struct pane *pane,
		   int scroll);

/* Draw it, `scroll` lines down, into a place that is blank. */
void help_draw(struct canvas *canvas, struct rectangle place, const struct keymap *keymap,
	       const struct pane *pane, int scroll);

#endif
