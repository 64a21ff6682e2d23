/* weeks.h - how far back a screen looks: what a first frame has to load.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_WEEKS_H
#define ORTOP_UI_WEEKS_H

#include "ui/screen.h"

/* How many weeks the sparklines on screen show, up to the query's: at least 1.  The screen needs no
 * snapshot yet. */
int weeks_shown(const struct screen *screen, const struct vendor_map *vendors);

#endif
