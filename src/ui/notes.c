#include "ui/notes.h"

#include <stdint.h>
#include <string.h>
#include "base/glyph.h"
#include "base/mem.h"
#include "base/text.h"

/* Rows that notes never take from the table. */
#define ROWS_BEFORE_NOTES 3

#define BETWEEN "; " /* the parts of a note */

static const char *text_of(const struct note *note)
{
	return note->brief ? note->brief : note->text;
}

/* Lines of a text when none of it is cut. */
static int count_lines(const char *text, int columns)
{
	int lines = 0;

	for (; *text; lines++) {
		text += text_line(text, columns);
		text += strspn(text, " ");
	}
	return lines;
}

/* Lines more than one that a note takes when none of it is cut. */
static int more_lines(const struct pane *pane, const struct note *note)
{
	int columns = pane->place.columns - PANE_MARGIN;
	const char *text = text_of(note);

	if (note->kind == NOTE_EMPTY || columns < 1 || text_width(text) <= columns)
		return 0;
	return count_lines(text, columns) - 1;
}

static int at_least(int value, int limit)
{
	return value > limit ? value : limit;
}

/* One each, as many as the view wants to keep, and rows that the table leaves empty for the whole
 * of long ones. */
int notes_share(const struct pane *pane, int rest, struct pane_lines *lines)
{
	const struct table *table = pane->table;
	size_t n = table ? table->n_notes : 0;
	int n_rows = table ? (int)table->n_rows : 0, n_notes = 0, free;

	for (size_t i = 0; i < n; i++)
		n_notes += table->notes[i].kind != NOTE_EMPTY;
	if (table)
		n_notes = at_least(n_notes, table->note_lines);
	if (n_notes > rest - ROWS_BEFORE_NOTES)
		n_notes = at_least(rest - ROWS_BEFORE_NOTES, 0);
	free = rest - n_notes - at_least(n_rows, ROWS_BEFORE_NOTES);
	for (size_t i = 0; i < n; i++) {
		int more = more_lines(pane, &table->notes[i]);

		if (more > free - lines->more_notes)
			continue;
		lines->more_notes += more;
	}
	lines->notes = n_notes + lines->more_notes;
	return lines->notes;
}

/* Bytes of the parts that fit whole, with a part in the place of those that do not; 0 when the
 * first one does not. */
static size_t whole_parts(const char *text, int columns)
{
	size_t fits = text_fit(text, columns, NULL), whole = 0;

	for (const char *next = text; (next = strstr(next, BETWEEN)) != NULL;
	     next += strlen(BETWEEN)) {
		size_t length = (size_t)(next - text) + strlen(BETWEEN);

		if (length > fits)
			break;
		whole = length;
	}
	return whole;
}

static void draw_line(const struct pane *pane, struct canvas *canvas, int line, const char *text,
		      size_t length)
{
	const int columns = pane->place.columns - PANE_MARGIN;
	const char *mark = "";
	struct strbuf part;

	strbuf_init(&part, SIZE_MAX);
	strbuf_bytes(&part, text, length);
	if (columns > 0 && text_width(part.data) > columns) {
		mark = glyph_cut(canvas->ascii, columns);
		length = whole_parts(part.data, columns - text_width(mark));
		if (length > 0) {
			strbuf_clear(&part);
			strbuf_bytes(&part, text, length);
			strbuf_text(&part, mark);
		}
	}
	canvas_text(canvas, line, pane->place.column + PANE_MARGIN, columns, part.data, ROLE_DIM,
		    0);
	strbuf_done(&part);
}

void notes_draw(const struct pane *pane, struct canvas *canvas, const struct pane_lines *lines)
{
	int line = pane->place.row + pane->place.rows - lines->notes;
	int left = lines->notes, more = lines->more_notes;
	int columns = pane->place.columns - PANE_MARGIN;

	for (size_t i = 0; i < pane->table->n_notes && left > 0; i++) {
		const struct note *note = &pane->table->notes[i];
		const char *text = text_of(note);
		int n = more_lines(pane, note);

		if (note->kind == NOTE_EMPTY)
			continue;
		n = n <= more ? n : 0;
		more -= n;
		left -= n + 1;
		for (; n > 0; n--) {
			size_t length = text_line(text, columns);

			draw_line(pane, canvas, line++, text, length);
			text += length;
			text += strspn(text, " ");
		}
		draw_line(pane, canvas, line++, text, strlen(text));
	}
}

/* A line of a text, or of its first bytes, in the middle of the pane. */
static void draw_middle(const struct pane *pane, struct canvas *canvas, int line, const char *text,
			size_t length)
{
	const struct rectangle *place = &pane->place;
	struct strbuf part;
	int width, blank;

	strbuf_init(&part, SIZE_MAX);
	strbuf_bytes(&part, text, length);
	width = text_width(part.data);
	blank = width < place->columns ? (place->columns - width) / 2 : 0;
	canvas_text(canvas, line, place->column + blank, place->columns - blank, part.data,
		    ROLE_DIM, 0);
	strbuf_done(&part);
}

void notes_draw_empty(const struct pane *pane, struct canvas *canvas,
		      const struct pane_lines *lines)
{
	const char *why = table_find_note(pane->table, NOTE_EMPTY), *rest;
	int visible = lines->visible, columns = pane->place.columns, n;
	int line = lines->first;
	struct strbuf text;

	if (!why || visible < 1)
		return;
	strbuf_init(&text, SIZE_MAX);
	strbuf_printf(&text, "%s%s", why, *pane->filter ? " (Esc clears the filter)" : "");
	n = count_lines(text.data, columns);
	if (n > visible)
		n = visible;
	line += (visible - n) / 2;
	rest = text.data;
	for (; n > 1; n--) {
		size_t length = text_line(rest, columns);

		draw_middle(pane, canvas, line++, rest, length);
		rest += length;
		rest += strspn(rest, " ");
	}
	draw_middle(pane, canvas, line, rest, strlen(rest));
	strbuf_done(&text);
}
