/* spark.h - the small drawings in a table's cells: sparklines and bars.
 *
 * They say what stands in a cell of a width; who draws them puts the glyphs there.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_SPARK_H
#define ORTOP_VIEW_SPARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "view/columns.h"
#include "view/table.h"

/* The least for a bar: its number, a blank and a cell. */
#define SPARK_BAR_LEAST (COLUMNS_BAR_NUMBER + 2)

/* The largest value of a column over all rows, those that a filter leaves out too, of which `width`
 * columns show sparklines: of it alone, or of all such columns where it is drawn on a shared scale.
 */
double spark_scale(const struct table *table, size_t column, int width);

/* What a sparkline's full height stands for: `scale` where the column is on a shared one, else its
 * own largest point of those shown (the running week is not measured). */
double spark_top(const struct column *column, const struct series *series, int width, double scale);

/* The first point that `width` columns show, with the newest at the right edge: before the first
 * known one there is nothing, not a gap.  series->n when nothing is known. */
size_t spark_first(const struct series *series, int width);

/* The glyph of a point. */
uint32_t spark_glyph(const struct series *series, size_t i, double top, bool ascii);

/* How many eighths of cells a bar of `cells` cells has: above 0 at least one. */
int spark_eighths(double share, double scale, int cells);

/* Is there a column of bars at its left? */
bool spark_is_second(const struct table *table, size_t column);

#endif
