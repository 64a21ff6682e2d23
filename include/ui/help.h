/* help.h - the help screen, made from the one list of commands.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_HELP_H
#define ORTOP_UI_HELP_H

#include "ui/canvas.h"
#include "ui/pane.h"

/* How far the help can be scrolled in a place: lines that do not fit, 0 when all do. */
int help_scroll_max(struct rectangle place);

/* Lines of the help that fit in a place. */
int help_page(struct rectangle place);

/* Draw it, `scroll` lines down, into a place that is blank. */
void help_draw(struct canvas *canvas, struct rectangle place, int scroll);

#endif
