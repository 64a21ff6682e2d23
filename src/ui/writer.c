#include "ui/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "base/mem.h"
#include "ui/shift.h"

#define PLAIN     0            /* the look of a cleared terminal */
#define BYTES_MAX (64ul << 20) /* more than any screen takes */

/* Attributes that are seen on a blank, too. */
#define SEEN_ON_BLANKS (THEME_UNDERLINE | THEME_REVERSE)

#define ERASE_LEAST 4 /* erasing pays from here on, in cells */
#define COST_MOST   6 /* of a jump within a line, in bytes */

static const struct writer_cell blank_cell = WRITER_BLANK;

/* Looks */

static bool same_look(const struct look *a, const struct look *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->attributes == b->attributes;
}

static bool same_blank(const struct look *a, const struct look *b)
{
	unsigned seen = (a->attributes | b->attributes) & SEEN_ON_BLANKS;

	return seen ? same_look(a, b) : a->bg == b->bg;
}

static uint8_t add_look(struct writer *writer, struct look look)
{
	struct writer_look *new = &writer->looks[writer->n_looks];
	int n = 0;

	while (n < writer->n_looks && !same_look(&writer->looks[n].look, &look))
		n++;
	if (n < writer->n_looks)
		return (uint8_t)n;
	*new = (struct writer_look){.look = look};
	if (look.fg != THEME_DEFAULT)
		sequences_color(writer->sequences, false, look.fg, new->fg);
	if (look.bg != THEME_DEFAULT)
		sequences_color(writer->sequences, true, look.bg, new->bg);
	while (!same_blank(&writer->looks[new->blank].look, &look))
		new->blank++;
	return (uint8_t)writer->n_looks++;
}

/* A look without what this terminal cannot show. */
static struct look shown_look(const struct sequences *sequences, struct look look)
{
	for (int i = 0; i < SEQUENCE_ATTRIBUTES; i++)
		if (!*sequences->attributes[i])
			look.attributes &= ~(1u << i);
	if (look.fg != THEME_DEFAULT || look.bg != THEME_DEFAULT)
		look.attributes &= ~sequences->colorless;
	return look;
}

void writer_theme(struct writer *writer, const struct theme *theme, enum theme_depth depth)
{
	writer->n_looks = 0;
	add_look(writer, (struct look){THEME_DEFAULT, THEME_DEFAULT, 0});
	for (unsigned flags = 0; flags <= WRITER_FLAGS; flags++)
		for (int role = 0; role < ROLE_COUNT; role++) {
			struct look look = theme_look(theme, role, flags, depth);

			writer->look_of[flags][role] =
				add_look(writer, shown_look(writer->sequences, look));
		}
	writer_forget(writer);
}

/* What is shown */

void writer_init(struct writer *writer, const struct sequences *sequences)
{
	memset(writer, 0, sizeof(*writer));
	writer->sequences = sequences;
	strbuf_init(&writer->out, BYTES_MAX);
	add_look(writer, (struct look){THEME_DEFAULT, THEME_DEFAULT, 0});
}

void writer_done(struct writer *writer)
{
	free(writer->shown);
	free(writer->wanted);
	free(writer->hashes);
	strbuf_done(&writer->out);
	memset(writer, 0, sizeof(*writer));
}

static void show_everywhere(struct writer *writer, struct writer_cell cell)
{
	size_t n = (size_t)writer->rows * (size_t)writer->columns;

	for (size_t i = 0; i < n; i++)
		writer->shown[i] = cell;
}

void writer_forget(struct writer *writer)
{
	show_everywhere(writer, (struct writer_cell){0});
	writer->lost = true;
}

void writer_cleared(struct writer *writer)
{
	show_everywhere(writer, blank_cell);
	writer->lost = false;
}

void writer_resize(struct writer *writer, int rows, int columns)
{
	size_t n = (size_t)rows * (size_t)columns;

	free(writer->shown);
	free(writer->wanted);
	writer->rows = rows;
	writer->columns = columns;
	writer->shown = mem_alloc(n, sizeof(*writer->shown));
	writer->wanted = mem_alloc(n, sizeof(*writer->wanted));
	writer->hashes = mem_grow(writer->hashes, &writer->hashes_capacity, (size_t)rows,
				  sizeof(*writer->hashes));
	writer_forget(writer);
}

/* The pen */

/* A part of the change that began at a place of `out`: one sequence with the parts before it, where
 * the terminal takes several at once. */
static void add_paint(struct writer *writer, size_t start, const char *part)
{
	struct strbuf *out = &writer->out;

	if (*part && out->length > start && writer->sequences->joins_paint) {
		out->data[out->length - 1] = ';';
		part += 2;
	}
	strbuf_text(out, part);
}

/* Which attributes and colours are on is known: they are off at the start and at the end. */
static void set_pen(struct writer *writer, int wanted)
{
	const struct sequences *sequences = writer->sequences;
	const struct writer_look *to = &writer->looks[wanted];
	const struct look *on = &writer->looks[writer->pen].look;
	size_t start = writer->out.length;

	if (wanted == writer->pen)
		return;
	if ((on->attributes & ~to->look.attributes) || (on->fg != THEME_DEFAULT && !*to->fg) ||
	    (on->bg != THEME_DEFAULT && !*to->bg)) {
		add_paint(writer, start, sequences->normal);
		on = &writer->looks[PLAIN].look;
	}
	for (int i = 0; i < SEQUENCE_ATTRIBUTES; i++)
		if (to->look.attributes & ~on->attributes & (1u << i))
			add_paint(writer, start, sequences->attributes[i]);
	if (to->look.fg != on->fg)
		add_paint(writer, start, to->fg);
	if (to->look.bg != on->bg)
		add_paint(writer, start, to->bg);
	writer->pen = wanted;
}

/* Does a cell look right when it is written with this pen? */
static bool pen_serves(const struct writer *writer, int pen, const struct writer_cell *cell)
{
	if (cell->glyph == ' ')
		return writer->looks[pen].blank == cell->look;
	return pen == cell->look;
}

/* For a blank the pen takes the look of the text behind it, where that is as good. */
static int look_ahead(const struct writer *writer, int column)
{
	const struct writer_cell *cell = &writer->line[column];

	while (column < writer->columns && writer->line[column].glyph == ' ')
		column++;
	if (column < writer->columns &&
	    writer->looks[writer->line[column].look].blank == cell->look)
		return writer->line[column].look;
	return cell->look;
}

/* The cursor */

static void put_cell(struct writer *writer, int column)
{
	const struct writer_cell *cell = &writer->line[column];
	char bytes[4];

	if (!pen_serves(writer, writer->pen, cell))
		set_pen(writer, cell->glyph == ' ' ? look_ahead(writer, column) : cell->look);
	strbuf_bytes(&writer->out, bytes, text_encode(cell->glyph, bytes));
	writer->column += cell->width;
	/* Behind the last column terminals differ. */
	if (writer->column >= writer->columns)
		writer->row = -1;
}

static void place_cursor(struct writer *writer, int row, int column)
{
	char sequence[SEQUENCE_MAX];

	if (!writer->sequences->moves_painted)
		set_pen(writer, PLAIN);
	if (writer->sequences->ecma_moves)
		snprintf(sequence, sizeof(sequence), "\033[%d;%dH", row + 1, column + 1);
	else
		sequences_place(writer->sequences, row, column, sequence);
	strbuf_text(&writer->out, sequence);
	writer->row = row;
	writer->column = column;
}

/* The digits of a parameter; 1 needs not be said. */
static int digits(int number)
{
	return number <= 1 ? 0 : number < 10 ? 1 : number < 100 ? 2 : 3;
}

/* What a jump by n columns takes; the most where the cursor can only be placed. */
static int cost_of_jump(const struct writer *writer, int n)
{
	return n == 0 ? 0 : writer->sequences->ecma_moves ? 3 + digits(n) : COST_MOST;
}

/* What the cells between two columns of the line take when they are written over what they are:
 * too much where that needs a pen that is neither on nor wanted behind them. */
static int cost_of_gap(const struct writer *writer, int from, int to)
{
	const struct writer_cell *next = &writer->line[to];
	int pen = writer->pen, cost = 0;
	char bytes[4];

	for (int i = from; i < to && cost <= COST_MOST; i++) {
		const struct writer_cell *cell = &writer->line[i];

		if (cell->width == 0)
			continue;
		if (!pen_serves(writer, pen, cell) && next->glyph != ' ')
			pen = next->look;
		if (!pen_serves(writer, pen, cell))
			return COST_MOST + 1;
		cost += (int)text_encode(cell->glyph, bytes);
	}
	return cost;
}

static void go_right(struct writer *writer, int column)
{
	int n = column - writer->column;

	if (cost_of_gap(writer, writer->column, column) <= cost_of_jump(writer, n)) {
		while (writer->column < column)
			put_cell(writer, writer->column);
	} else if (writer->sequences->ecma_moves) {
		if (!writer->sequences->moves_painted)
			set_pen(writer, PLAIN);
		strbuf_printf(&writer->out, n == 1 ? "\033[C" : "\033[%dC", n);
		writer->column = column;
	} else {
		place_cursor(writer, writer->row, column);
	}
}

/* Are line feeds and the way from the line's start shorter than the place in numbers? */
static bool feeds_pay(const struct writer *writer, int row, int column)
{
	int jump = cost_of_jump(writer, column), gap = cost_of_gap(writer, 0, column);
	int place = 4 + (row < 9 ? 1 : digits(row + 1)) + (column < 9 ? 1 : digits(column + 1));

	return writer->sequences->feeds_lines && writer->row >= 0 && row > writer->row &&
	       1 + row - writer->row + (gap < jump ? gap : jump) < place;
}

static void go_to(struct writer *writer, int row, int column)
{
	if (row == writer->row && column >= writer->column) {
		go_right(writer, column);
	} else if (feeds_pay(writer, row, column)) {
		if (!writer->sequences->moves_painted)
			set_pen(writer, PLAIN);
		strbuf_text(&writer->out, "\r");
		for (; writer->row < row; writer->row++)
			strbuf_text(&writer->out, "\n");
		writer->column = 0;
		go_right(writer, column);
	} else {
		place_cursor(writer, row, column);
	}
}

/* Rows */

/* The cells of a canvas's row as they will be shown; what it lacks is blank. */
static void read_row(struct writer *writer, const struct canvas *canvas, int row)
{
	const struct cell *cells = row < canvas->rows ? canvas_cell(canvas, row, 0) : NULL;

	for (int i = 0; i < writer->columns; i++) {
		struct writer_cell *to = &writer->line[i];

		*to = blank_cell;
		if (!cells || i >= canvas->columns || i + cells[i].width > writer->columns)
			continue;
		to->glyph = cells[i].glyph;
		to->width = cells[i].width;
		to->look = writer->look_of[cells[i].flags & WRITER_FLAGS][cells[i].role];
		if (to->glyph == ' ')
			to->look = writer->looks[to->look].blank;
		/* What this system does not know has no width that a terminal would agree on. */
		else if (to->glyph >= 0x80 && wcwidth((wchar_t)to->glyph) != to->width)
			to->glyph = '?';
	}
}

/* Where the blank end of the line begins that is cheaper erased than written. */
static int find_erased(const struct writer *writer, const struct writer_cell *shown)
{
	int start = writer->columns, changed = 0;

	if (!*writer->sequences->erase)
		return start;
	for (; start > 0 && writer_same(&writer->line[start - 1], &blank_cell); start--)
		changed += !writer_same(&shown[start - 1], &blank_cell);
	return changed >= ERASE_LEAST ? start : writer->columns;
}

static void draw_row(struct writer *writer, int row)
{
	struct writer_cell *shown = writer_row(writer, writer->shown, row);
	int erased = find_erased(writer, shown), end = erased;

	if (end == writer->columns && row + 1 == writer->rows && !writer->sequences->has_corner)
		end--;
	for (int i = 0; i < end; i++) {
		const struct writer_cell *cell = &writer->line[i];

		if (cell->width == 0 || i + cell->width > end || writer_same(cell, &shown[i]))
			continue;
		go_to(writer, row, i);
		put_cell(writer, i);
	}
	if (erased < writer->columns) {
		go_to(writer, row, erased);
		if (writer->looks[writer->pen].blank != PLAIN)
			set_pen(writer, PLAIN);
		strbuf_text(&writer->out, writer->sequences->erase);
	}
	memcpy(shown, writer->line, (size_t)writer->columns * sizeof(*shown));
}

/* Scrolling */

static void set_region(struct writer *writer, int top, int bottom)
{
	char sequence[SEQUENCE_MAX];

	sequences_region(writer->sequences, top, bottom, sequence);
	strbuf_text(&writer->out, sequence);
	writer->row = -1;
}

/* The pen is plain, and so are the rows that come in. */
static void scroll(struct writer *writer, const struct shift *shift)
{
	int top = shift_first(shift), bottom = shift_last(shift), n = abs(shift->by);
	struct writer_cell *cells = writer_row(writer, writer->shown, shift->top);

	set_region(writer, top, bottom);
	place_cursor(writer, shift->by > 0 ? bottom : top, 0);
	for (int i = 0; i < n; i++)
		strbuf_text(&writer->out, shift->by > 0 ? writer->sequences->forward
							: writer->sequences->backward);
	set_region(writer, 0, writer->rows - 1);
	memmove(cells, writer_row(writer, writer->shown, shift->top + shift->by),
		(size_t)shift->rows * (size_t)writer->columns * sizeof(*cells));
	cells = writer_row(writer, writer->shown, shift->by > 0 ? bottom - n + 1 : top);
	for (int i = 0; i < n * writer->columns; i++)
		cells[i] = blank_cell;
}

static void scroll_rows(struct writer *writer)
{
	struct shift shift;

	if (writer->sequences->scrolls && shift_find(writer, &shift))
		scroll(writer, &shift);
}

const struct strbuf *writer_draw(struct writer *writer, const struct canvas *canvas)
{
	size_t bytes = (size_t)writer->columns * sizeof(*writer->line);

	strbuf_clear(&writer->out);
	writer->row = -1;
	writer->pen = PLAIN;
	if (writer->lost)
		strbuf_text(&writer->out, writer->sequences->reset);
	writer->lost = false;
	for (int row = 0; row < writer->rows; row++) {
		writer->line = writer_row(writer, writer->wanted, row);
		read_row(writer, canvas, row);
	}
	scroll_rows(writer);
	for (int row = 0; row < writer->rows; row++) {
		writer->line = writer_row(writer, writer->wanted, row);
		if (memcmp(writer->line, writer_row(writer, writer->shown, row), bytes) != 0)
			draw_row(writer, row);
	}
	if (writer->out.length > 0) {
		set_pen(writer, PLAIN);
		place_cursor(writer, writer->rows - 1, 0);
	}
	return &writer->out;
}
