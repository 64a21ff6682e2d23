#include "ui/chart.h"

#include <math.h>
#include <string.h>
#include "base/format.h"
#include "base/text.h"
#include "base/glyph.h"

#define AXIS        8  /* a number of the axis, a blank and the line */
#define PITCH_MAX   10 /* columns from one point to the next */
#define TICKS_MAX   4
#define ROWS_MAX    22
#define TABLE_LEAST 6 /* rows that the table below keeps */

/* What is drawn where. */
struct plot {
	struct canvas *canvas;
	const struct table_chart *chart;
	int row, rows;       /* of the columns or marks */
	int column, columns; /* right of the axis */
	int pitch;
	size_t first; /* point at the left edge */
	double step, top;
};

int chart_rows(int room)
{
	int rows = room * 3 / 5;

	if (rows > ROWS_MAX)
		rows = ROWS_MAX;
	if (room - rows < TABLE_LEAST)
		rows = room - TABLE_LEAST;
	return rows < CHART_ROWS_LEAST ? 0 : rows;
}

/* Is any of the points that are drawn known? */
static bool has_points(const struct plot *plot)
{
	const struct table_chart *chart = plot->chart;

	for (size_t s = 0; s < chart->n_series; s++)
		for (size_t i = plot->first; i < chart->n; i++)
			if (!isnan(chart->series[s].points[i]))
				return true;
	return false;
}

static double largest(const struct plot *plot)
{
	const struct table_chart *chart = plot->chart;
	double max = 0;

	for (size_t s = 0; s < chart->n_series; s++)
		for (size_t i = plot->first; i < chart->n; i++)
			max = fmax(max, chart->series[s].points[i]);
	return max;
}

/* The smallest step of 1, 2, 3, 4 or 5 times a power of ten that reaches `max` in TICKS_MAX. */
static double round_step(double max)
{
	double power = pow(10, floor(log10(max)) - 1);

	for (;; power *= 10)
		for (int digit = 1; digit <= 5; digit++)
			if (digit * power * TICKS_MAX >= max)
				return digit * power;
}

static void scale(struct plot *plot)
{
	double max = largest(plot);

	plot->step = max > 0 ? round_step(max) : 0;
	plot->top = max > 0 ? plot->step * ceil(max / plot->step) : 1;
}

static void spread(struct plot *plot)
{
	size_t n = plot->chart->n;

	plot->pitch = plot->columns / (int)(n < (size_t)plot->columns ? n : (size_t)plot->columns);
	if (plot->pitch > PITCH_MAX)
		plot->pitch = PITCH_MAX;
	if (n > (size_t)plot->columns)
		plot->first = n - (size_t)plot->columns;
}

static int point_column(const struct plot *plot, size_t i)
{
	return plot->column + (int)(i - plot->first) * plot->pitch;
}

/* Columns that a point covers: a blank stands between two where there is room. */
static int point_width(const struct plot *plot)
{
	return plot->pitch > 1 ? plot->pitch - 1 : 1;
}

static enum role series_role(size_t series)
{
	static const enum role roles[] = {ROLE_SERIES_1, ROLE_SERIES_2, ROLE_SERIES_3,
					  ROLE_SERIES_4};

	return roles[series];
}

/* Axes */

static void draw_number(const struct plot *plot, int row, double number)
{
	char out[FORMAT_SIZE];

	if (plot->chart->kind == VALUE_USD)
		format_usd(out, (int64_t)number);
	else if (plot->chart->kind == VALUE_SHARE)
		format_share(out, number);
	else
		format_tokens(out, (int64_t)number);
	canvas_text_right(plot->canvas, row, plot->column - AXIS, AXIS - 2, out, ROLE_DIM, 0);
}

static void draw_value_axis(const struct plot *plot)
{
	uint32_t line = glyph_sign(GLYPH_VERTICAL, plot->canvas->ascii);
	int ticks = (int)lround(plot->top / (plot->step > 0 ? plot->step : plot->top));

	for (int i = 0; i < plot->rows; i++)
		canvas_glyph(plot->canvas, plot->row + i, plot->column - 1, line, ROLE_RULE, 0);
	draw_number(plot, plot->row + plot->rows, 0);
	for (int tick = 1; tick <= ticks && plot->step > 0; tick++)
		draw_number(plot,
			    plot->row + plot->rows - (int)lround((double)tick * plot->rows / ticks),
			    tick * plot->step);
}

/* From the newest leftwards, each where it does not touch the one after it. */
static void draw_labels(const struct plot *plot)
{
	int limit = plot->column + plot->columns + 2;

	for (size_t i = plot->chart->n; i-- > plot->first;) {
		const char *label = plot->chart->labels[i];
		int width = text_width(label);
		int start = point_column(plot, i) + point_width(plot) - width;

		if (start < plot->column)
			start = plot->column;
		if (start + width + 2 > limit)
			continue;
		canvas_text(plot->canvas, plot->row + plot->rows, start, width, label, ROLE_DIM, 0);
		limit = start;
	}
}

/* Each name after its mark, all of the same width at the most. */
static void draw_legend(const struct plot *plot, int row, int column, int columns)
{
	const struct table_chart *chart = plot->chart;
	int each = columns / (int)chart->n_series;

	for (size_t s = 0; s < chart->n_series && each > 4; s++, column += each) {
		canvas_glyph(plot->canvas, row, column,
			     glyph_series((int)s, false, plot->canvas->ascii), series_role(s), 0);
		canvas_text(plot->canvas, row, column + 2, each - 4, chart->names[s], ROLE_TEXT, 0);
	}
}

/* One series: columns */

static uint32_t column_glyph(const struct plot *plot, int eighths, bool hollow)
{
	bool ascii = plot->canvas->ascii;

	if (hollow)
		return glyph_sign(GLYPH_HOLLOW, ascii);
	if (ascii && eighths >= 8)
		return '#';
	return glyph_spark(eighths / 8.0, ascii);
}

static void draw_column(const struct plot *plot, size_t i)
{
	const struct series *series = &plot->chart->series[0];
	double point = series->points[i];
	bool hollow = series->hollow && i + 1 == series->n;
	int column = point_column(plot, i), bottom = plot->row + plot->rows - 1, eighths;

	if (isnan(point)) {
		canvas_glyph(plot->canvas, bottom, column + (point_width(plot) - 1) / 2,
			     glyph_sign(GLYPH_GAP, plot->canvas->ascii), ROLE_DIM, 0);
		return;
	}
	eighths = (int)lround(point / plot->top * plot->rows * 8);
	if (eighths == 0 && point > 0)
		eighths = 1;
	for (int row = bottom; eighths > 0; row--, eighths -= 8)
		for (int c = 0; c < point_width(plot); c++)
			canvas_glyph(plot->canvas, row, column + c,
				     column_glyph(plot, eighths < 8 ? eighths : 8, hollow),
				     series_role(0), 0);
}

/* Several series: marks, and dots between two that follow each other */

static int mark_row(const struct plot *plot, double point)
{
	int up = (int)lround(point / plot->top * (plot->rows - 1));

	return plot->row + plot->rows - 1 - up;
}

static int mark_column(const struct plot *plot, size_t i)
{
	return point_column(plot, i) + (point_width(plot) - 1) / 2;
}

static void draw_dots(const struct plot *plot, size_t s, size_t i)
{
	const double *points = plot->chart->series[s].points;

	if (i == plot->first || isnan(points[i]) || isnan(points[i - 1]))
		return;
	for (int c = 1; c < plot->pitch; c++) {
		double point = points[i - 1] + (points[i] - points[i - 1]) * c / plot->pitch;

		canvas_glyph(plot->canvas, mark_row(plot, point), mark_column(plot, i - 1) + c,
			     glyph_sign(GLYPH_GAP, plot->canvas->ascii), series_role(s), 0);
	}
}

static void draw_mark(const struct plot *plot, size_t s, size_t i)
{
	const struct series *series = &plot->chart->series[s];
	bool hollow = series->hollow && i + 1 == series->n;

	if (!isnan(series->points[i]))
		canvas_glyph(plot->canvas, mark_row(plot, series->points[i]), mark_column(plot, i),
			     glyph_series((int)s, hollow, plot->canvas->ascii), series_role(s), 0);
}

/* Marks over dots, and what was pinned first over the others. */
static void draw_marks(const struct plot *plot)
{
	for (size_t s = plot->chart->n_series; s-- > 0;)
		for (size_t i = plot->first; i < plot->chart->n; i++)
			draw_dots(plot, s, i);
	for (size_t s = plot->chart->n_series; s-- > 0;)
		for (size_t i = plot->first; i < plot->chart->n; i++)
			draw_mark(plot, s, i);
}

/* In the middle of a plot without a point: why there is none. */
static void draw_empty(const struct plot *plot)
{
	const char *why = plot->chart->empty;
	int width = text_width(why);
	int blank = width < plot->columns ? (plot->columns - width) / 2 : 0;

	canvas_text(plot->canvas, plot->row + (plot->rows - 1) / 2, plot->column + blank,
		    plot->columns - blank, why, ROLE_DIM, 0);
}

void chart_draw(struct canvas *canvas, struct rectangle place, const struct table_chart *chart)
{
	struct plot plot = {.canvas = canvas, .chart = chart, .row = place.row};
	bool legend = chart->n_series > 1;

	plot.row += legend;
	plot.rows = place.rows - 1 - legend;
	plot.column = place.column + AXIS;
	plot.columns = place.columns - AXIS;
	if (plot.rows < 1 || plot.columns < 1 || chart->n == 0)
		return;
	spread(&plot);
	scale(&plot);
	draw_value_axis(&plot);
	draw_labels(&plot);
	if (legend) {
		draw_legend(&plot, place.row, place.column + 1, place.columns - 1);
		draw_marks(&plot);
	} else {
		for (size_t i = plot.first; i < chart->n; i++)
			draw_column(&plot, i);
	}
	if (chart->empty && !has_points(&plot))
		draw_empty(&plot);
}
