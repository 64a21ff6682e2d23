/* writer.h - the bytes that turn what a terminal shows into the next canvas.
 *
 * The writer knows what every cell of the terminal shows and sends the cells that will look
 * otherwise, with as few bytes for colours and places as it can: blanks look the same in every
 * colour of text, equal cells are written over where that is shorter than a jump, a line below is
 * fed where that is shorter than its number, attributes change in one sequence, and blank ends of
 * lines are erased; where a list has moved by some lines, the terminal moves them.  Attributes and
 * colours come from strings that are made once a
 * theme.  It does what doupdate() of curses does for more general screens, in a sixth of the time
 * and with a seventh fewer bytes: most of doupdate() goes into weighing movements of the cursor.
 *
 * Ownership: in place, writer_done frees; the sequences must live as long.  Thread: main.
 */
#ifndef ORTOP_UI_WRITER_H
#define ORTOP_UI_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "base/text.h"
#include "ui/canvas.h"
#include "ui/sequences.h"
#include "ui/theme.h"

#define WRITER_FLAGS (CELL_SELECTED | CELL_BOLD) /* all that change a cell's look */
#define WRITER_LOOKS ((WRITER_FLAGS + 1) * ROLE_COUNT + 1)

/* A look of a theme on this terminal, ready to send. */
struct writer_look {
	struct look look;
	char fg[SEQUENCE_MAX], bg[SEQUENCE_MAX]; /* "" for the terminal's own */
	uint8_t blank; /* the look of a blank in it: all that differ only in text are one */
};

/* What a place of the terminal shows; equal bytes for equal places. */
struct writer_cell {
	uint32_t glyph; /* 0 when it is not known */
	uint8_t width, look;
	uint16_t unused;
};

#define WRITER_BLANK                                                                               \
	{                                                                                          \
		.glyph = ' ', .width = 1, .look = 0                                                \
	} /* of a cleared terminal */

/* Of a row as it is shown, and as it is wanted. */
struct writer_hashes {
	uint64_t shown, wanted;
};

struct writer {
	const struct sequences *sequences;
	int rows, columns;
	struct writer_cell *shown;    /* rows * columns */
	struct writer_cell *wanted;   /* likewise */
	struct writer_cell *line;     /* the row of it in work */
	struct writer_hashes *hashes; /* of each row, while lines are looked for */
	size_t hashes_capacity;
	struct writer_look looks[WRITER_LOOKS]; /* [0] is that of a cleared terminal */
	int n_looks;
	uint8_t look_of[WRITER_FLAGS + 1][ROLE_COUNT];
	int row, column; /* of the cursor; row -1 when it is not known */
	int pen;         /* the look that is on */
	bool lost;       /* it is not known what the terminal shows, nor which attributes are on */
	struct strbuf out;
};

/* A row of one of its grids. */
static inline struct writer_cell *writer_row(const struct writer *writer, struct writer_cell *cells,
					     int row)
{
	return &cells[(size_t)row * (size_t)writer->columns];
}

static inline bool writer_same(const struct writer_cell *a, const struct writer_cell *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* Every look is plain until the first theme; the terminal is not known. */
void writer_init(struct writer *writer, const struct sequences *sequences);
void writer_done(struct writer *writer);

/* Looks of the roles from now on.  What the terminal shows is not known any more. */
void writer_theme(struct writer *writer, const struct theme *theme, enum theme_depth depth);

/* The terminal's size; what it shows is not known any more. */
void writer_resize(struct writer *writer, int rows, int columns);

/* The terminal shows nothing that is known, or was cleared in its own colours. */
void writer_forget(struct writer *writer);
void writer_cleared(struct writer *writer);

/* What must be sent for the terminal to show the canvas (what of it has room), with the cursor at
 * the last line's start and no attributes on; empty when it shows it.  It is taken for sent.  Good
 * until the next call. */
const struct strbuf *writer_draw(struct writer *writer, const struct canvas *canvas);

#endif
