/* chart.h - draws a table's chart: tall columns for one series, marks on one scale for several.
 *
 * The value axis begins at 0 and has up to four ticks in round steps; the other names weeks or days
 * as far as they fit, the newest always.  A point that is missing is a gap: a dot on the ground
 * under columns, a break of the line of marks.  The last point of a hollow series (the running
 * week) is drawn as an outline.  Where not all points fit, the newest do.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_CHART_H
#define ORTOP_UI_CHART_H

#include "ui/canvas.h"
#include "ui/pane.h"
#include "view/table.h"

#define CHART_ROWS_LEAST 8

/* How many rows a chart takes where `room` rows are for it and the table below it: 0 when there is
 * too little. */
int chart_rows(int room);

/* Draw into a place that is blank. */
void chart_draw(struct canvas *canvas, struct rectangle place, const struct table_chart *chart);

#endif
