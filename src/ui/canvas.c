#include "ui/canvas.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/glyph.h"

#define REPLACEMENT 0xFFFD

void canvas_init(struct canvas *canvas, int rows, int columns, bool ascii)
{
	memset(canvas, 0, sizeof(*canvas));
	canvas->ascii = ascii;
	canvas_resize(canvas, rows, columns);
}

void canvas_done(struct canvas *canvas)
{
	free(canvas->cells);
	memset(canvas, 0, sizeof(*canvas));
}

void canvas_resize(struct canvas *canvas, int rows, int columns)
{
	free(canvas->cells);
	canvas->rows = rows > 0 ? rows : 0;
	canvas->columns = columns > 0 ? columns : 0;
	canvas->cells =
		mem_alloc((size_t)canvas->rows * (size_t)canvas->columns, sizeof(*canvas->cells));
	canvas_clear(canvas);
}

void canvas_clear(struct canvas *canvas)
{
	size_t n = (size_t)canvas->rows * (size_t)canvas->columns;

	for (size_t i = 0; i < n; i++)
		canvas->cells[i] = (struct cell){.glyph = ' ', .width = 1, .role = ROLE_TEXT};
}

struct cell *canvas_cell(const struct canvas *canvas, int row, int column)
{
	return &canvas->cells[(size_t)row * (size_t)canvas->columns + (size_t)column];
}

/* Put a cell in its place; the half of a wide glyph that it leaves behind becomes a blank. */
static void put(struct canvas *canvas, int row, int column, struct cell cell)
{
	struct cell *place = canvas_cell(canvas, row, column);

	if (place->width == 0) {
		place[-1].glyph = ' ';
		place[-1].width = 1;
	} else if (place->width == 2) {
		place[1].glyph = ' ';
		place[1].width = 1;
	}
	*place = cell;
}

void canvas_glyph(struct canvas *canvas, int row, int column, uint32_t glyph, enum role role,
		  unsigned flags)
{
	int width = text_char_width(glyph);
	struct cell cell = {.role = (uint8_t)role, .flags = (uint8_t)flags};

	if (row < 0 || row >= canvas->rows || column < 0 || column > canvas->columns - width)
		return;
	if (canvas->ascii && glyph >= 0x7F)
		glyph = '?';
	else if ((glyph >= 0x7F && glyph < 0xA0) || glyph > 0x10FFFF)
		glyph = REPLACEMENT;
	/* An ASCII stand-in is repeated, so that columns stay where text_width() says. */
	for (int i = 0; i < width; i++) {
		bool half = i > 0 && !canvas->ascii;

		cell.glyph = half ? ' ' : glyph;
		cell.width = half ? 0 : canvas->ascii ? 1 : (uint8_t)width;
		put(canvas, row, column + i, cell);
	}
}

/* The first `length` bytes of a text, glyph by glyph. */
static void draw_bytes(struct canvas *canvas, int row, int column, const char *text, size_t length,
		       enum role role, unsigned flags)
{
	const char *end = text + length;

	while (text < end) {
		uint32_t glyph = text_next(&text, end);

		canvas_glyph(canvas, row, column, glyph, role, flags);
		column += text_char_width(glyph);
	}
}

static int draw_text(struct canvas *canvas, int row, int column, int width, const char *text,
		     bool right, enum role role, unsigned flags)
{
	const char *mark = "";
	int used, mark_width = 0;
	size_t length;

	if (width <= 0)
		return 0;
	length = text_fit(text, width, &used);
	if (text[length] != '\0') {
		mark = glyph_cut(canvas->ascii, width);
		mark_width = text_width(mark);
		length = text_fit(text, width - mark_width, &used);
	}
	if (right)
		column += width - used - mark_width;
	draw_bytes(canvas, row, column, text, length, role, flags);
	draw_bytes(canvas, row, column + used, mark, strlen(mark), role, flags);
	return used + mark_width;
}

int canvas_text(struct canvas *canvas, int row, int column, int width, const char *text,
		enum role role, unsigned flags)
{
	return draw_text(canvas, row, column, width, text, false, role, flags);
}

int canvas_text_right(struct canvas *canvas, int row, int column, int width, const char *text,
		      enum role role, unsigned flags)
{
	return draw_text(canvas, row, column, width, text, true, role, flags);
}

void canvas_mark(struct canvas *canvas, int row, int column, int width, unsigned flags)
{
	int end = width < canvas->columns - column ? column + width : canvas->columns;

	if (row < 0 || row >= canvas->rows)
		return;
	for (int i = column > 0 ? column : 0; i < end; i++)
		canvas_cell(canvas, row, i)->flags |= (uint8_t)flags;
}

void canvas_dump(const struct canvas *canvas, struct strbuf *out)
{
	for (int row = 0; row < canvas->rows; row++) {
		int end = canvas->columns;

		while (end > 0 && canvas_cell(canvas, row, end - 1)->glyph == ' ' &&
		       canvas_cell(canvas, row, end - 1)->width == 1)
			end--;
		for (int column = 0; column < end; column++) {
			const struct cell *cell = canvas_cell(canvas, row, column);
			char bytes[4];

			if (cell->width > 0)
				strbuf_bytes(out, bytes, text_encode(cell->glyph, bytes));
		}
		strbuf_text(out, "\n");
	}
}
