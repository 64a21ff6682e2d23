/* canvas.h - the screen as a value: a grid of cells that can be tested without a terminal.
 *
 * A cell holds one glyph (a code point of width 1, or of width 2 followed by a cell of width 0),
 * a role (its meaning; colours live in themes) and flags.  Drawing is clipped: nothing outside the
 * grid is touched and a wide glyph that does not fit whole is left out.  In an ASCII canvas every
 * other character becomes '?' in each of its columns (glyphs of ours have twins, see glyph.h).
 *
 * Ownership: in place, canvas_done frees.  Thread: main.
 */
#ifndef ORTOP_UI_CANVAS_H
#define ORTOP_UI_CANVAS_H

#include <stdbool.h>
#include <stdint.h>
#include "base/text.h"

enum role {
	ROLE_TEXT,
	ROLE_STRONG, /* the answer: totals, the value column */
	ROLE_DIM,
	ROLE_TITLE,       /* a pane's title */
	ROLE_TITLE_FOCUS, /* ... of the pane that has the keys */
	ROLE_RULE,        /* lines between panes */
	ROLE_HEAD,        /* titles of columns */
	ROLE_UP,
	ROLE_DOWN,
	ROLE_NEW,
	ROLE_FREE,
	ROLE_UNKNOWN, /* varies, unknown */
	ROLE_BAR,
	ROLE_BAR_2,
	ROLE_SERIES_1, /* China, and single series */
	ROLE_SERIES_2, /* the US */
	ROLE_SERIES_3, /* the third and fourth of a comparison */
	ROLE_SERIES_4,
	ROLE_WARN,
	ROLE_ERROR,
	ROLE_KEY,     /* a key in the footer and the help */
	ROLE_MESSAGE, /* what the program answers: exported to ... */
	ROLE_COUNT,
};

enum cell_flags {
	CELL_SELECTED = 1 << 0, /* the row under the cursor */
	CELL_BOLD = 1 << 1,
};

struct cell {
	uint32_t glyph; /* ' ' when empty */
	uint8_t width;  /* 0 for the second half of a wide glyph */
	uint8_t role, flags;
};

struct canvas {
	int rows, columns;
	bool ascii;
	struct cell *cells; /* rows * columns */
};

void canvas_init(struct canvas *canvas, int rows, int columns, bool ascii);
void canvas_done(struct canvas *canvas);

/* Another size; the content is cleared. */
void canvas_resize(struct canvas *canvas, int rows, int columns);
void canvas_clear(struct canvas *canvas);

/* The cell at a place inside the grid. */
struct cell *canvas_cell(const struct canvas *canvas, int row, int column);

/* One glyph; combining characters are left out. */
void canvas_glyph(struct canvas *canvas, int row, int column, uint32_t glyph, enum role role,
		  unsigned flags);

/* Text in at most `width` columns from the left; text that is too long ends with an ellipsis.
 * Returns the columns used. */
int canvas_text(struct canvas *canvas, int row, int column, int width, const char *text,
		enum role role, unsigned flags);

/* The same, ending at the right edge of `width` columns. */
int canvas_text_right(struct canvas *canvas, int row, int column, int width, const char *text,
		      enum role role, unsigned flags);

/* Set flags on a stretch of cells, whatever is in them. */
void canvas_mark(struct canvas *canvas, int row, int column, int width, unsigned flags);

/* The grid as UTF-8 lines, trailing blanks cut: what tests compare. */
void canvas_dump(const struct canvas *canvas, struct strbuf *out);

#endif
