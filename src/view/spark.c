#include "view/spark.h"

#include <math.h>
#include "base/glyph.h"

/* A fraction that the ladder draws as its lowest step: a series of nothing but zeros is a
 * line. */
#define LOWEST 0.01

static double series_max(const struct series *series, int width)
{
	size_t end = series->n - (series->n && series->hollow);
	double max = 0;

	for (size_t i = series->n > (size_t)width ? series->n - (size_t)width : 0; i < end; i++)
		if (series->points[i] > max)
			max = series->points[i];
	return max;
}

static double value_max(const struct value *value, int width)
{
	if (value->kind == VALUE_SERIES)
		return series_max(value->series, width);
	return value->kind == VALUE_SHARE ? value->real : 0;
}

double spark_scale(const struct table *table, size_t column, int width)
{
	const unsigned alike = table->columns[column].flags & (COLUMN_BAR | COLUMN_SHARED);
	const struct row *rows = table->scaled ? table->scaled : table->rows;
	const size_t n_rows = table->scaled ? table->n_scaled : table->n_rows;
	double max = 0;

	for (size_t c = 0; c < table->n_columns; c++) {
		unsigned flags = table->columns[c].flags & (COLUMN_BAR | COLUMN_SHARED);

		if (c != column && !((flags & COLUMN_SHARED) && flags == alike))
			continue;
		for (size_t r = 0; r < n_rows; r++)
			max = fmax(max, value_max(&rows[r].values[c], width));
	}
	return max;
}

double spark_top(const struct column *column, const struct series *series, int width, double scale)
{
	return column->flags & COLUMN_SHARED ? scale : series_max(series, width);
}

size_t spark_first(const struct series *series, int width)
{
	size_t shown = series->n < (size_t)width ? series->n : (size_t)width;
	size_t first = series->n - shown;

	while (first < series->n && isnan(series->points[first]))
		first++;
	return first;
}

static bool has_value(const struct series *series)
{
	for (size_t i = 0; i < series->n; i++)
		if (series->points[i] > 0)
			return true;
	return false;
}

uint32_t spark_glyph(const struct series *series, size_t i, double top, bool ascii)
{
	if (isnan(series->points[i]))
		return glyph_sign(GLYPH_GAP, ascii);
	if (series->hollow && i + 1 == series->n)
		return glyph_sign(GLYPH_HOLLOW, ascii);
	if (top > 0)
		return glyph_spark(series->points[i] / top, ascii);
	return glyph_spark(has_value(series) ? 0 : LOWEST, ascii);
}

int spark_eighths(double share, double scale, int cells)
{
	int eighths = scale > 0 ? (int)lround(share / scale * cells * 8) : 0;

	return eighths == 0 && share > 0 && scale > 0 ? 1 : eighths;
}

bool spark_is_second(const struct table *table, size_t column)
{
	for (size_t c = 0; c < column; c++)
		if (table->columns[c].flags & COLUMN_BAR)
			return true;
	return false;
}
