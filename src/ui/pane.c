#include "ui/pane.h"

#include <stdio.h>
#include <string.h>
#include "base/glyph.h"
#include "ui/cell.h"
#include "ui/chart.h"
#include "ui/notes.h"
#include "view/columns.h"
#include "view/spark.h"

struct drawing {
	const struct pane *pane;
	struct canvas *canvas;
	bool focus;
	struct pane_lines lines;
	struct columns_slot slots[COLUMNS_MAX];
	size_t n_slots;
};

static int n_rows(const struct pane *pane)
{
	return pane->table ? (int)pane->table->n_rows : 0;
}

struct pane_lines pane_lines(const struct pane *pane)
{
	struct pane_lines lines = {.title = PANE_NONE, .heads = PANE_NONE};
	int row = pane->place.row, rest = pane->place.rows;

	if (pane->place.rows >= 4) {
		lines.title = row++;
		rest--;
	}
	if (pane->table && pane->table->chart)
		lines.chart_rows = chart_rows(rest);
	lines.chart = row;
	row += lines.chart_rows;
	rest -= lines.chart_rows;
	if (pane->place.rows >= 5) {
		lines.heads = row++;
		rest--;
	}
	rest -= notes_share(pane, rest, &lines);
	lines.first = row;
	lines.visible = rest > 0 ? rest : 0;
	return lines;
}

size_t pane_slots(const struct pane *pane, struct columns_slot *slots)
{
	const struct table *table = pane->table;
	size_t n = 0;

	if (table)
		n = columns_fit(table->columns, table->n_columns, pane->place.columns - PANE_MARGIN,
				slots);
	for (size_t i = 0; i < n; i++)
		slots[i].start += pane->place.column + PANE_MARGIN;
	return n;
}

void pane_init(struct pane *pane, const struct view *view)
{
	memset(pane, 0, sizeof(*pane));
	pane->view = view;
}

int pane_visible_rows(const struct pane *pane)
{
	return pane_lines(pane).visible;
}

static int clamp(int value, int low, int high)
{
	if (value > high)
		value = high;
	return value < low ? low : value;
}

static void scroll_to_cursor(struct pane *pane)
{
	int visible = pane_visible_rows(pane), rows = n_rows(pane);

	if (visible < 1)
		return;
	if (pane->cursor < pane->scroll)
		pane->scroll = pane->cursor;
	if (pane->cursor >= pane->scroll + visible)
		pane->scroll = pane->cursor - visible + 1;
	pane->scroll = clamp(pane->scroll, 0, clamp(rows - visible, 0, rows));
}

void pane_settle(struct pane *pane, const struct table *table, struct rectangle place)
{
	int found = -1;

	pane->table = table;
	pane->place = place;
	if (!table)
		return;
	if (!*pane->selected)
		found = 0;
	else
		found = table_find_row(table, pane->selected);
	if (found >= 0)
		pane->cursor = found;
	pane->cursor = clamp(pane->cursor, 0, clamp(n_rows(pane) - 1, 0, n_rows(pane)));
	scroll_to_cursor(pane);
}

static void select_row(struct pane *pane, int row)
{
	pane->cursor = row;
	snprintf(pane->selected, sizeof(pane->selected), "%s", pane->table->rows[row].key);
}

void pane_move(struct pane *pane, int rows)
{
	int last = n_rows(pane) - 1;

	if (last < 0)
		return;
	select_row(pane, pane->cursor + clamp(rows, -pane->cursor, last - pane->cursor));
	scroll_to_cursor(pane);
}

void pane_scroll(struct pane *pane, int rows)
{
	int visible = pane_visible_rows(pane), hidden = n_rows(pane) - visible;
	int scroll;

	if (visible < 1 || hidden <= 0)
		return;
	scroll = clamp(pane->scroll + rows, 0, hidden);
	if (scroll == pane->scroll)
		return;
	pane->scroll = scroll;
	select_row(pane, clamp(pane->cursor, scroll, scroll + visible - 1));
}

/* Cells */

static void draw_bar(const struct drawing *drawing, int line, const struct columns_slot *slot,
		     const struct row *row, double max)
{
	const struct table *table = drawing->pane->table;
	const struct value *value = &row->values[slot->column];
	struct canvas *canvas = drawing->canvas;
	bool second = spark_is_second(table, slot->column);
	int start = slot->start;
	int cells = slot->width - COLUMNS_BAR_NUMBER - 1, eighths;
	char out[CELL_TEXT_MAX];

	canvas_text_right(canvas, line, start,
			  slot->width < SPARK_BAR_LEAST ? slot->width : COLUMNS_BAR_NUMBER,
			  cell_text(value, canvas->ascii, out),
			  cell_role(&table->columns[slot->column], row, value), 0);
	if (value->kind != VALUE_SHARE || slot->width < SPARK_BAR_LEAST || max <= 0)
		return;
	eighths = spark_eighths(value->real, max, cells);
	for (int i = 0; eighths > 0 && i < cells; i++, eighths -= 8)
		canvas_glyph(canvas, line, start + COLUMNS_BAR_NUMBER + 1 + i,
			     glyph_bar(eighths < 8 ? eighths : 8, second, canvas->ascii),
			     second ? ROLE_BAR_2 : ROLE_BAR, 0);
}

static enum role series_role(const struct row *row)
{
	if (row->flags & (ROW_ASIDE | ROW_TAIL))
		return ROLE_DIM;
	return row->flags & ROW_US ? ROLE_SERIES_2 : ROLE_SERIES_1;
}

static void draw_series(const struct drawing *drawing, int line, const struct columns_slot *slot,
			const struct row *row, double max)
{
	const struct column *column = &drawing->pane->table->columns[slot->column];
	const struct series *series = row->values[slot->column].series;
	double top = spark_top(column, series, slot->width, max);
	int end = slot->start + slot->width;

	for (size_t i = spark_first(series, slot->width); i < series->n; i++)
		canvas_glyph(drawing->canvas, line, end - (int)(series->n - i),
			     spark_glyph(series, i, top, drawing->canvas->ascii), series_role(row),
			     0);
}

static void draw_text(const struct drawing *drawing, int line, const struct columns_slot *slot,
		      const struct row *row)
{
	const struct column *column = &drawing->pane->table->columns[slot->column];
	const struct value *value = &row->values[slot->column];
	int start = slot->start;
	enum role role = cell_role(column, row, value);
	char out[CELL_TEXT_MAX];
	const char *text = cell_text(value, drawing->canvas->ascii, out);

	if (text_width(text) > slot->width)
		text = cell_short(text);
	if (column->flags & COLUMN_RIGHT)
		canvas_text_right(drawing->canvas, line, start, slot->width, text, role, 0);
	else
		canvas_text(drawing->canvas, line, start, slot->width, text, role, 0);
}

static void draw_column(const struct drawing *drawing, const struct columns_slot *slot)
{
	const struct pane *pane = drawing->pane;
	const unsigned flags = pane->table->columns[slot->column].flags;
	bool scaled = flags & (COLUMN_BAR | COLUMN_SHARED);
	double max = scaled ? spark_scale(pane->table, slot->column, slot->width) : 0;

	for (int i = 0; i < drawing->lines.visible && pane->scroll + i < n_rows(pane); i++) {
		const struct row *row = &pane->table->rows[pane->scroll + i];
		const struct value *value = &row->values[slot->column];
		int line = drawing->lines.first + i;

		if (value->kind == VALUE_ABSENT)
			continue;
		if (value->kind == VALUE_SERIES)
			draw_series(drawing, line, slot, row, max);
		else if (flags & COLUMN_BAR)
			draw_bar(drawing, line, slot, row, max);
		else
			draw_text(drawing, line, slot, row);
	}
}

/* Lines around the rows */

static void draw_head(const struct drawing *drawing, const struct columns_slot *slot)
{
	const struct pane *pane = drawing->pane;
	const struct column *column = &pane->table->columns[slot->column];
	struct canvas *canvas = drawing->canvas;
	bool right = (column->flags & COLUMN_RIGHT) && !(column->flags & COLUMN_BAR);
	int line = drawing->lines.heads, used, mark;
	int start = slot->start;

	if (right) {
		used = canvas_text_right(canvas, line, start, slot->width, column->title, ROLE_HEAD,
					 0);
		mark = start + slot->width - used - 1;
	} else {
		/* Over a bar the head stands over the number's digits. */
		int indent =
			(column->flags & COLUMN_BAR) && text_width(column->title) < slot->width;

		used = canvas_text(canvas, line, start + indent, slot->width - indent,
				   column->title, ROLE_HEAD, 0);
		mark = start + indent + used;
	}
	if (*pane->sort && strcmp(pane->sort, column->id) == 0)
		canvas_glyph(canvas, line, mark,
			     glyph_sign(pane->descending ? GLYPH_DESCENDING : GLYPH_ASCENDING,
					canvas->ascii),
			     ROLE_TITLE_FOCUS, 0);
}

/* Which of the ranked rows are seen, where not all of them are. */
static void range_text(const struct drawing *drawing, char *out, size_t size)
{
	const struct pane *pane = drawing->pane;
	int ranked = (int)pane->table->n_ranked, last = pane->scroll + drawing->lines.visible;

	if (drawing->lines.visible < 1 || n_rows(pane) <= drawing->lines.visible ||
	    pane->scroll >= ranked)
		out[0] = '\0';
	else
		snprintf(out, size, " %d-%d of %d ", pane->scroll + 1,
			 last < ranked ? last : ranked, ranked);
}

/* Text at *column, up to `end`; moves *column behind it. */
static void put(struct canvas *canvas, int line, int *column, int end, const char *text,
		enum role role)
{
	if (*column < end)
		*column += canvas_text(canvas, line, *column, end - *column, text, role, 0);
}

/* The table's title, behind its lead; the brief one where the whole has no room. */
static void put_title(const struct drawing *drawing, int line, int *column, int end)
{
	const struct table *table = drawing->pane->table;
	const char *title = table->title;

	if (table->lead) {
		put(drawing->canvas, line, column, end, table->lead, ROLE_TEXT);
		put(drawing->canvas, line, column, end, " ", ROLE_TEXT);
	}
	if (table->brief && text_width(title) > end - *column)
		title = table->brief;
	put(drawing->canvas, line, column, end, title, ROLE_TEXT);
	/* A blank keeps it apart from the rule, and takes the place of its last line. */
	put(drawing->canvas, line, column, end + 1, " ", ROLE_TEXT);
}

static void draw_title(const struct drawing *drawing, int number)
{
	const struct pane *pane = drawing->pane;
	const struct rectangle *place = &pane->place;
	struct canvas *canvas = drawing->canvas;
	int line = drawing->lines.title, column = place->column + 2;
	int end = place->column + place->columns - 1, range_width;
	enum role role = drawing->focus ? ROLE_TITLE_FOCUS : ROLE_TITLE;
	char name[64], range[64] = "", dot[8] = {' '};

	for (int i = 0; i < place->columns; i++)
		canvas_glyph(canvas, line, place->column + i,
			     glyph_sign(GLYPH_HORIZONTAL, canvas->ascii), ROLE_RULE, 0);
	if (number > 0)
		snprintf(name, sizeof(name), " %d %s ", number, pane->view->title);
	else
		snprintf(name, sizeof(name), " %s ", pane->view->title);
	if (pane->table)
		range_text(drawing, range, sizeof(range));
	range_width = text_width(range);
	if (range_width > 0 && column + text_width(name) + 2 + range_width < end) {
		end -= range_width + 1;
		canvas_text(canvas, line, end, range_width, range, ROLE_DIM, 0);
		end--;
	}
	put(canvas, line, &column, end, name, role);
	memcpy(dot + 1 + text_encode(glyph_sign(GLYPH_DOT, canvas->ascii), dot + 1), " ", 2);
	if (pane->table && *pane->table->title && column + 4 < end) {
		put(canvas, line, &column, end, dot + 1, ROLE_DIM);
		put_title(drawing, line, &column, end);
	}
	if (*pane->filter && column + 4 < end) {
		put(canvas, line, &column, end, dot + 1, ROLE_DIM);
		put(canvas, line, &column, end, "/", ROLE_KEY);
		put(canvas, line, &column, end, pane->filter, ROLE_WARN);
		put(canvas, line, &column, end + 1, " ", ROLE_TEXT);
	}
}

static void draw_pins(const struct drawing *drawing)
{
	const struct pane *pane = drawing->pane;

	for (int i = 0; i < drawing->lines.visible && pane->scroll + i < n_rows(pane); i++) {
		int pin = pane->table->rows[pane->scroll + i].pin;

		if (pin > 0)
			canvas_glyph(drawing->canvas, drawing->lines.first + i, pane->place.column,
				     glyph_series(pin - 1, false, drawing->canvas->ascii), ROLE_KEY,
				     0);
	}
}

static void draw_selection(const struct drawing *drawing)
{
	const struct pane *pane = drawing->pane;
	int line = drawing->lines.first + pane->cursor - pane->scroll;

	if (!drawing->focus || pane->cursor - pane->scroll >= drawing->lines.visible)
		return;
	if (!pane->table->rows[pane->cursor].pin)
		canvas_glyph(drawing->canvas, line, pane->place.column,
			     glyph_sign(GLYPH_SELECT, drawing->canvas->ascii), ROLE_TITLE_FOCUS, 0);
	canvas_mark(drawing->canvas, line, pane->place.column, pane->place.columns, CELL_SELECTED);
}

int pane_weeks(const struct pane *pane)
{
	struct columns_slot slots[COLUMNS_MAX];
	size_t n = pane_slots(pane, slots);
	int weeks = 0;

	for (size_t i = 0; i < n; i++)
		if (pane->table->columns[slots[i].column].flags & COLUMN_SERIES &&
		    slots[i].width > weeks)
			weeks = slots[i].width;
	return weeks;
}

void pane_draw(const struct pane *pane, struct canvas *canvas, int number, bool focus)
{
	struct drawing drawing = {.pane = pane, .canvas = canvas, .focus = focus};

	if (pane->place.rows < 1 || pane->place.columns < 1)
		return;
	drawing.lines = pane_lines(pane);
	if (drawing.lines.title != PANE_NONE)
		draw_title(&drawing, number);
	if (!pane->table)
		return;
	drawing.n_slots = pane_slots(pane, drawing.slots);
	for (size_t i = 0; i < drawing.n_slots; i++) {
		if (drawing.lines.heads != PANE_NONE)
			draw_head(&drawing, &drawing.slots[i]);
		draw_column(&drawing, &drawing.slots[i]);
	}
	if (drawing.lines.chart_rows > 0)
		chart_draw(canvas,
			   (struct rectangle){drawing.lines.chart, pane->place.column,
					      drawing.lines.chart_rows, pane->place.columns},
			   pane->table->chart);
	notes_draw(pane, canvas, &drawing.lines);
	draw_pins(&drawing);
	if (pane->table->n_rows == 0)
		notes_draw_empty(pane, canvas, &drawing.lines);
	else
		draw_selection(&drawing);
}
