#include "ui/notes.h"

#include <string.h>
#include "base/text.h"

/* Rows that notes never take from the table. */
#define ROWS_BEFORE_NOTES 3

static int n_rows(const struct pane *pane)
{
	return pane->table ? (int)pane->table->n_rows : 0;
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

	if (note->kind == NOTE_EMPTY || columns < 1 || text_width(note->text) <= columns)
		return 0;
	return count_lines(note->text, columns) - 1;
}

int notes_share(const struct pane *pane, int rest, struct pane_lines *lines)
{
	size_t n = pane->table ? pane->table->n_notes : 0;
	int n_notes = 0, free;

	for (size_t i = 0; i < n; i++)
		n_notes += pane->table->notes[i].kind != NOTE_EMPTY;
	if (n_notes > rest - ROWS_BEFORE_NOTES)
		n_notes = rest > ROWS_BEFORE_NOTES ? rest - ROWS_BEFORE_NOTES : 0;
	free = rest - n_notes -
	       (n_rows(pane) > ROWS_BEFORE_NOTES ? n_rows(pane) : ROWS_BEFORE_NOTES);
	for (size_t i = 0; i < n; i++) {
		int more = more_lines(pane, &pane->table->notes[i]);

		if (more > free - lines->more_notes)
			continue;
		lines->more_notes += more;
	}
	lines->notes = n_notes + lines->more_notes;
	return lines->notes;
}

static void draw_note(const struct pane *pane, struct canvas *canvas, int line, const char *text,
		      size_t length)
{
	const struct rectangle *place = &pane->place;
	struct strbuf part;

	strbuf_init(&part, SIZE_MAX);
	strbuf_bytes(&part, text, length);
	canvas_text(canvas, line, place->column + PANE_MARGIN, place->columns - PANE_MARGIN,
		    part.data, ROLE_DIM, 0);
	strbuf_done(&part);
}

void notes_draw(const struct pane *pane, struct canvas *canvas, const struct pane_lines *lines)
{
	int line = pane->place.row + pane->place.rows - lines->notes;
	int left = lines->notes, more = lines->more_notes;
	int columns = pane->place.columns - PANE_MARGIN;

	for (size_t i = 0; i < pane->table->n_notes && left > 0; i++) {
		const struct note *note = &pane->table->notes[i];
		const char *text = note->text;
		int n = more_lines(pane, note);

		if (note->kind == NOTE_EMPTY)
			continue;
		n = n <= more ? n : 0;
		more -= n;
		left -= n + 1;
		for (; n > 0; n--) {
			size_t length = text_line(text, columns);

			draw_note(pane, canvas, line++, text, length);
			text += length;
			text += strspn(text, " ");
		}
		draw_note(pane, canvas, line++, text, strlen(text));
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
