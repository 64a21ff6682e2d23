#include "ui/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "base/mem.h"

#define PLAIN     0            /* the look of a cleared terminal */
#define BYTES_MAX (64ul << 20) /* more than any screen takes */

/* Attributes that are seen on a blank, too. */
#define SEEN_ON_BLANKS (THEME_UNDERLINE | THEME_REVERSE)

/* Erasing and moving pay from here on, in cells. */
#define ERASE_LEAST 4
#define JUMP_LEAST  5

/* Letting the terminal scroll takes so many bytes, and is looked for from so many rows on. */
#define SCROLL_BYTES 40
#define SCROLL_LEAST 4

static const struct writer_cell blank_cell = {.glyph = ' ', .width = 1, .look = PLAIN};

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
	free(writer->shown_rows);
	free(writer->wanted_rows);
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
	free(writer->shown_rows);
	free(writer->wanted_rows);
	writer->rows = rows;
	writer->columns = columns;
	writer->shown = mem_alloc(n, sizeof(*writer->shown));
	writer->wanted = mem_alloc(n, sizeof(*writer->wanted));
	writer->shown_rows = mem_alloc((size_t)rows, sizeof(*writer->shown_rows));
	writer->wanted_rows = mem_alloc((size_t)rows, sizeof(*writer->wanted_rows));
	writer_forget(writer);
}

/* The pen */

/* Which attributes and colours are on is known: they are off at the start and at the end. */
static void set_pen(struct writer *writer, int wanted)
{
	const struct sequences *sequences = writer->sequences;
	const struct writer_look *to = &writer->looks[wanted];
	const struct look *on = &writer->looks[writer->pen].look;

	if (wanted == writer->pen)
		return;
	if ((on->attributes & ~to->look.attributes) || (on->fg != THEME_DEFAULT && !*to->fg) ||
	    (on->bg != THEME_DEFAULT && !*to->bg)) {
		strbuf_text(&writer->out, sequences->normal);
		on = &writer->looks[PLAIN].look;
	}
	for (int i = 0; i < SEQUENCE_ATTRIBUTES; i++)
		if (to->look.attributes & ~on->attributes & (1u << i))
			strbuf_text(&writer->out, sequences->attributes[i]);
	if (to->look.fg != on->fg)
		strbuf_text(&writer->out, to->fg);
	if (to->look.bg != on->bg)
		strbuf_text(&writer->out, to->bg);
	writer->pen = wanted;
}

/* Does a cell look right when it is written now? */
static bool pen_serves(const struct writer *writer, const struct writer_cell *cell)
{
	if (cell->glyph == ' ')
		return writer->looks[writer->pen].blank == cell->look;
	return writer->pen == cell->look;
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

	if (!pen_serves(writer, cell))
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
	if (!writer->sequences->ecma_moves)
		sequences_place(writer->sequences, row, column, sequence);
	else if (row == writer->row && column > writer->column)
		snprintf(sequence, sizeof(sequence), "\033[%dC", column - writer->column);
	else
		snprintf(sequence, sizeof(sequence), "\033[%d;%dH", row + 1, column + 1);
	strbuf_text(&writer->out, sequence);
	writer->row = row;
	writer->column = column;
}

/* Are the cells from the cursor to a column fewer bytes than the jump over them? */
static bool is_short(const struct writer *writer, int column)
{
	for (int i = writer->column; i < column; i++)
		if (writer->line[i].glyph >= 0x80 || !pen_serves(writer, &writer->line[i]))
			return false;
	return column - writer->column < JUMP_LEAST;
}

static void go_to(struct writer *writer, int row, int column)
{
	if (row == writer->row && column >= writer->column && is_short(writer, column))
		while (writer->column < column)
			put_cell(writer, writer->column);
	else
		place_cursor(writer, row, column);
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

static struct writer_cell *row_of(struct writer_cell *cells, const struct writer *writer, int row)
{
	return &cells[(size_t)row * (size_t)writer->columns];
}

static bool same_cell(const struct writer_cell *a, const struct writer_cell *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* Where the blank end of the line begins that is cheaper erased than written. */
static int find_erased(const struct writer *writer, const struct writer_cell *shown)
{
	int start = writer->columns, changed = 0;

	if (!*writer->sequences->erase)
		return start;
	for (; start > 0 && same_cell(&writer->line[start - 1], &blank_cell); start--)
		changed += !same_cell(&shown[start - 1], &blank_cell);
	return changed >= ERASE_LEAST ? start : writer->columns;
}

static void draw_row(struct writer *writer, int row)
{
	struct writer_cell *shown = row_of(writer->shown, writer, row);
	int erased = find_erased(writer, shown), end = erased;

	if (end == writer->columns && row + 1 == writer->rows && !writer->sequences->has_corner)
		end--;
	for (int i = 0; i < end; i++) {
		const struct writer_cell *cell = &writer->line[i];

		if (cell->width == 0 || i + cell->width > end || same_cell(cell, &shown[i]))
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

/* Rows that are wanted at `top` and stand `by` rows lower; higher where it is negative. */
struct shift {
	int top, rows, by;
	int changed; /* of the rows, those that do not stand there already */
};

static uint64_t hash_row(const struct writer_cell *cells, int columns)
{
	uint64_t hash = UINT64_C(14695981039346656037), bits;

	_Static_assert(sizeof(*cells) == sizeof(bits), "a cell is hashed as one number");
	for (int i = 0; i < columns; i++) {
		memcpy(&bits, &cells[i], sizeof(bits));
		hash = (hash ^ bits) * UINT64_C(1099511628211);
		hash ^= hash >> 32;
	}
	return hash;
}

static int count_changed(const struct writer *writer)
{
	size_t bytes = (size_t)writer->columns * sizeof(*writer->wanted);
	int changed = 0;

	for (int row = 0; row < writer->rows; row++)
		changed += memcmp(row_of(writer->shown, writer, row),
				  row_of(writer->wanted, writer, row), bytes) != 0;
	return changed;
}

static void hash_rows(struct writer *writer, int rows)
{
	for (int row = 0; row < rows; row++) {
		writer->shown_rows[row] =
			hash_row(row_of(writer->shown, writer, row), writer->columns);
		writer->wanted_rows[row] =
			hash_row(row_of(writer->wanted, writer, row), writer->columns);
	}
}

/* The longest run of rows that have moved by so many, when it is longer than `best`. */
static void find_run(const struct writer *writer, int rows, int by, struct shift *best)
{
	struct shift run = {.by = by};

	for (int row = by < 0 ? -by : 0; row < rows && row + by < rows; row++) {
		if (writer->wanted_rows[row] != writer->shown_rows[row + by]) {
			run.rows = run.changed = 0;
			continue;
		}
		if (run.rows++ == 0)
			run.top = row;
		run.changed += writer->wanted_rows[row] != writer->shown_rows[row];
		if (run.changed > best->changed)
			*best = run;
	}
}

/* Cells of a row that are not what they are to be; `shown` NULL: of a blank row. */
static int differing(const struct writer *writer, int row, const struct writer_cell *shown)
{
	const struct writer_cell *wanted = row_of(writer->wanted, writer, row);
	int n = 0;

	for (int i = 0; i < writer->columns; i++)
		n += !same_cell(&wanted[i], shown ? &shown[i] : &blank_cell);
	return n;
}

/* The rows that scroll: those that move, and those that they move over. */
static int first_row(const struct shift *shift)
{
	return shift->by < 0 ? shift->top + shift->by : shift->top;
}

static int last_row(const struct shift *shift)
{
	return shift->top + shift->rows - 1 + (shift->by > 0 ? shift->by : 0);
}

/* Is what then remains to be written, on the blank rows, less than what was before? */
static bool pays(const struct writer *writer, const struct shift *shift)
{
	int without = 0, with = SCROLL_BYTES;

	for (int row = first_row(shift); row <= last_row(shift); row++) {
		without += differing(writer, row, row_of(writer->shown, writer, row));
		if (row < shift->top || row >= shift->top + shift->rows)
			with += differing(writer, row, NULL);
	}
	return with < without;
}

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
	int top = first_row(shift), bottom = last_row(shift), n = abs(shift->by);
	struct writer_cell *cells = row_of(writer->shown, writer, shift->top);

	set_region(writer, top, bottom);
	place_cursor(writer, shift->by > 0 ? bottom : top, 0);
	for (int i = 0; i < n; i++)
		strbuf_text(&writer->out, shift->by > 0 ? writer->sequences->forward
							: writer->sequences->backward);
	set_region(writer, 0, writer->rows - 1);
	memmove(cells, row_of(writer->shown, writer, shift->top + shift->by),
		(size_t)shift->rows * (size_t)writer->columns * sizeof(*cells));
	cells = row_of(writer->shown, writer, shift->by > 0 ? bottom - n + 1 : top);
	for (int i = 0; i < n * writer->columns; i++)
		cells[i] = blank_cell;
}

/* Where the last cell cannot be written it is not known, so that its row must stay. */
static void scroll_rows(struct writer *writer)
{
	int rows = writer->rows - !writer->sequences->has_corner;
	struct shift best = {.changed = 0};

	if (!writer->sequences->scrolls || count_changed(writer) < SCROLL_LEAST)
		return;
	hash_rows(writer, rows);
	for (int by = 1; by < rows; by++) {
		find_run(writer, rows, by, &best);
		find_run(writer, rows, -by, &best);
	}
	if (best.changed >= SCROLL_LEAST && pays(writer, &best))
		scroll(writer, &best);
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
		writer->line = row_of(writer->wanted, writer, row);
		read_row(writer, canvas, row);
	}
	scroll_rows(writer);
	for (int row = 0; row < writer->rows; row++) {
		writer->line = row_of(writer->wanted, writer, row);
		if (memcmp(writer->line, row_of(writer->shown, writer, row), bytes) != 0)
			draw_row(writer, row);
	}
	if (writer->out.length > 0) {
		set_pen(writer, PLAIN);
		place_cursor(writer, writer->rows - 1, 0);
	}
	return &writer->out;
}
