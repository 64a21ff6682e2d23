/* glyph.h - every drawn sign of ours, with its ASCII twin.
 *
 * Thread: any.
 */
#ifndef ORTOP_BASE_GLYPH_H
#define ORTOP_BASE_GLYPH_H

#include <stdbool.h>
#include <stdint.h>

enum glyph {
	GLYPH_HORIZONTAL,
	GLYPH_VERTICAL,
	GLYPH_UP,     /* a rank won */
	GLYPH_DOWN,   /* a rank lost */
	GLYPH_HOLLOW, /* the running week in a sparkline */
	GLYPH_GAP,    /* a missing week in a sparkline */
	GLYPH_ASCENDING,
	GLYPH_DESCENDING,
	GLYPH_SELECT, /* beside the selected row, where colours may be missing */
	GLYPH_DOT,    /* between words of a line */
	GLYPH_COUNT,
};

uint32_t glyph_sign(enum glyph glyph, bool ascii);

/* What ends a text that was cut to `width` columns, 1 or more: an ellipsis, in ASCII two dots
 * (where there is room for them), as ~ says "at least".  It has as many columns as text_width()
 * says. */
const char *glyph_cut(bool ascii, int width);

/* What marks a series of a chart, and a pinned row: 0 to GLYPH_SERIES - 1, hollow for the running
 * week; told apart without colours. */
#define GLYPH_SERIES 4
uint32_t glyph_series(int series, bool hollow, bool ascii);

/* A ladder of eight heights for a fraction 0 to 1 (a value above 0 is never empty). */
uint32_t glyph_spark(double fraction, bool ascii);

/* Bar cells: eighths 1-8 of a cell filled from the left (ASCII: whole cells only, 5-8 give '#',
 * less ' ').  `second` gives the second series its own look where colours are missing. */
uint32_t glyph_bar(int eighths, bool second, bool ascii);

#endif
