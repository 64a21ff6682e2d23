#include "output/text.h"

#include <string.h>
#include "base/glyph.h"
#include "view/cell.h"
#include "view/columns.h"
#include "view/spark.h"

#define GAP 2 /* columns between two of the table, and between parts of the headline */

#define LINK_MAX_BYTES 2000

struct writer {
	const struct document *document;
	const struct table *table;
	const struct text_style *style;
	FILE *stream;
	struct columns_slot slots[COLUMNS_MAX];
	double scales[COLUMNS_MAX];
	int numbers[COLUMNS_MAX]; /* columns of a bar's number */
	size_t n_slots;
	int at; /* column that the line has come to */
};

/* Colours: ECMA-48's own, which every theme of a terminal has */

enum paint {
	PAINT_BAR = TONE_COUNT,
	PAINT_BAR_2,
	PAINT_US,
	PAINT_COUNT,
};

static const char *const paints[PAINT_COUNT] = {
	[TONE_STRONG] = "1",   [TONE_DIM] = "2",   [TONE_UP] = "32",     [TONE_DOWN] = "31",
	[TONE_NEW] = "1;35",   [TONE_FREE] = "32", [TONE_UNKNOWN] = "2", [TONE_WARN] = "1;35",
	[TONE_ERROR] = "1;31", [PAINT_BAR] = "34", [PAINT_BAR_2] = "31", [PAINT_US] = "31",
};

static void paint(const struct writer *writer, unsigned what)
{
	if (writer->style->color && paints[what])
		fprintf(writer->stream, "\033[%sm", paints[what]);
}

static void unpaint(const struct writer *writer, unsigned what)
{
	if (writer->style->color && paints[what])
		fputs("\033[0m", writer->stream);
}

/* Text at columns of a line */

static void put_bytes(struct writer *writer, const char *text, size_t length)
{
	const char *end = text + length;

	while (text < end) {
		const char *start = text;
		uint32_t c = text_next(&text, end);
		int width = text_char_width(c);

		if (writer->style->ascii && (c < ' ' || c > '~'))
			fprintf(writer->stream, "%.*s", width, "??");
		else
			fwrite(start, 1, (size_t)(text - start), writer->stream);
		writer->at += width;
	}
}

static void put_glyph(struct writer *writer, uint32_t glyph)
{
	char bytes[4];
	size_t length = text_encode(glyph, bytes);

	fwrite(bytes, 1, length, writer->stream);
	writer->at++;
}

static void put_blanks(struct writer *writer, int column)
{
	if (column > writer->at) {
		fprintf(writer->stream, "%*s", column - writer->at, "");
		writer->at = column;
	}
}

static void end_line(struct writer *writer)
{
	fputc('\n', writer->stream);
	writer->at = 0;
}

/* A text's bytes without the blanks at its end: no line ends with any. */
static size_t trimmed(const char *text)
{
	size_t length = strlen(text);

	while (length > 0 && text[length - 1] == ' ')
		length--;
	return length;
}

/* Text from `column` in at most `width` columns; what is too long ends with an ellipsis. */
static void put_at(struct writer *writer, int column, int width, const char *text, bool right,
		   unsigned what)
{
	int used = text_width(text);
	size_t length = trimmed(text);
	bool cut = used > width;
	const char *mark = "";

	if (cut && width < 1)
		return;
	if (cut) {
		mark = glyph_cut(writer->style->ascii, width);
		length = text_fit(text, width - text_width(mark), &used);
	}
	if (length == 0 && !cut)
		return;
	put_blanks(writer, right && !cut ? column + width - used : column);
	paint(writer, what);
	put_bytes(writer, text, length);
	put_bytes(writer, mark, strlen(mark));
	unpaint(writer, what);
}

/* Widths */

/* The first point that leaves a mark. */
static size_t first_mark(const struct writer *writer, const struct series *series, int width,
			 double top)
{
	size_t first = spark_first(series, width);

	while (first < series->n && spark_glyph(series, first, top, writer->style->ascii) == ' ')
		first++;
	return first;
}

static int cell_width(const struct writer *writer, const struct row *row, size_t column)
{
	const struct column *info = &writer->table->columns[column];
	const struct value *value = &row->values[column];
	char out[CELL_TEXT_MAX];

	if (value->kind == VALUE_ABSENT)
		return 0;
	if (value->kind == VALUE_SERIES)
		return (int)(value->series->n - first_mark(writer, value->series, info->max, 1));
	return text_width(cell_text(value, writer->style->ascii, out));
}

static int natural_width(const struct writer *writer, size_t column)
{
	const struct table *table = writer->table;
	const struct column *info = &table->columns[column];
	int width = text_width(info->title);

	for (size_t r = 0; r < table->n_rows; r++) {
		int own = cell_width(writer, &table->rows[r], column);

		width = own > width ? own : width;
	}
	return width;
}

/* A bar stands beside its number, as wide as the view lets it be. */
static int lay_out_bar(struct writer *writer, const struct column *column, int number)
{
	int title = text_width(column->title) + 1;
	int *room = &writer->numbers[writer->n_slots];

	*room = number > COLUMNS_BAR_NUMBER ? number : COLUMNS_BAR_NUMBER;
	number = *room + column->max - COLUMNS_BAR_NUMBER;
	return number > title ? number : title;
}

/* All columns, each as wide as what stands in it; those in which nothing stands are left out.
 * Returns the width of the whole. */
static int lay_out_all(struct writer *writer)
{
	const struct table *table = writer->table;
	int start = 0;

	for (size_t i = 0; i < table->n_columns && writer->n_slots < COLUMNS_MAX; i++) {
		int width = natural_width(writer, i);

		if (!(table->columns[i].flags & COLUMN_SCREEN) || width == 0)
			continue;
		if (table->columns[i].flags & COLUMN_BAR)
			width = lay_out_bar(writer, &table->columns[i], width);
		writer->slots[writer->n_slots++] = (struct columns_slot){i, start, width};
		start += width + GAP;
	}
	return start - GAP;
}

static void lay_out(struct writer *writer)
{
	const struct table *table = writer->table;
	int columns = writer->style->columns;

	if (lay_out_all(writer) > columns && columns > 0) {
		writer->n_slots =
			columns_fit(table->columns, table->n_columns, columns, writer->slots);
		for (size_t i = 0; i < writer->n_slots; i++)
			writer->numbers[i] = COLUMNS_BAR_NUMBER;
	}
	for (size_t i = 0; i < writer->n_slots; i++)
		writer->scales[i] =
			spark_scale(table, writer->slots[i].column, writer->slots[i].width);
}

/* Cells */

static void put_bar(struct writer *writer, size_t slot, const struct row *row)
{
	const struct columns_slot *place = &writer->slots[slot];
	const struct column *column = &writer->table->columns[place->column];
	const struct value *value = &row->values[place->column];
	bool second = spark_is_second(writer->table, place->column), ascii = writer->style->ascii;
	bool wide = place->width >= SPARK_BAR_LEAST;
	unsigned what = second ? PAINT_BAR_2 : PAINT_BAR;
	int number = writer->numbers[slot], cells = place->width - number - 1, eighths;
	char out[CELL_TEXT_MAX];

	put_at(writer, place->start, wide ? number : place->width, cell_text(value, ascii, out),
	       true, cell_tone(column, row, value));
	if (value->kind != VALUE_SHARE || !wide)
		return;
	eighths = spark_eighths(value->real, writer->scales[slot], cells);
	if (eighths <= 0 || glyph_bar(eighths < 8 ? eighths : 8, second, ascii) == ' ')
		return;
	put_blanks(writer, place->start + number + 1);
	paint(writer, what);
	for (int i = 0; eighths > 0 && i < cells; i++, eighths -= 8) {
		uint32_t glyph = glyph_bar(eighths < 8 ? eighths : 8, second, ascii);

		if (glyph != ' ')
			put_glyph(writer, glyph);
	}
	unpaint(writer, what);
}

static void put_series(struct writer *writer, size_t slot, const struct row *row)
{
	const struct columns_slot *place = &writer->slots[slot];
	const struct column *column = &writer->table->columns[place->column];
	const struct series *series = row->values[place->column].series;
	double top = spark_top(column, series, place->width, writer->scales[slot]);
	size_t first = first_mark(writer, series, place->width, top), end = series->n;
	unsigned what = row->flags & (ROW_ASIDE | ROW_TAIL) ? TONE_DIM
			: row->flags & ROW_US               ? PAINT_US
							    : PAINT_BAR;

	while (end > first && spark_glyph(series, end - 1, top, writer->style->ascii) == ' ')
		end--;
	if (first == end)
		return;
	put_blanks(writer, place->start + place->width - (int)(series->n - first));
	paint(writer, what);
	for (size_t i = first; i < end; i++)
		put_glyph(writer, spark_glyph(series, i, top, writer->style->ascii));
	unpaint(writer, what);
}

static bool begin_link(struct writer *writer, int start, const struct column *column,
		       const struct row *row)
{
	const struct text_style *style = writer->style;
	struct strbuf url;
	bool begun;

	if (!style->link || strcmp(column->id, "name") != 0)
		return false;
	strbuf_init(&url, LINK_MAX_BYTES);
	begun = style->link(writer->document, row, &url) && !url.cut;
	if (begun) {
		put_blanks(writer, start);
		fprintf(writer->stream, "\033]8;;%s\033\\", url.data);
	}
	strbuf_done(&url);
	return begun;
}

static void put_text(struct writer *writer, size_t slot, const struct row *row)
{
	const struct columns_slot *place = &writer->slots[slot];
	const struct column *column = &writer->table->columns[place->column];
	const struct value *value = &row->values[place->column];
	char out[CELL_TEXT_MAX];
	const char *text = cell_text(value, writer->style->ascii, out);
	bool linked;

	if (text_width(text) > place->width)
		text = cell_short(text);
	linked = begin_link(writer, place->start, column, row);
	put_at(writer, place->start, place->width, text, column->flags & COLUMN_RIGHT,
	       cell_tone(column, row, value));
	if (linked)
		fputs("\033]8;;\033\\", writer->stream);
}

static void put_row(struct writer *writer, const struct row *row)
{
	for (size_t i = 0; i < writer->n_slots; i++) {
		const size_t column = writer->slots[i].column;
		const struct value *value = &row->values[column];

		if (value->kind == VALUE_ABSENT)
			continue;
		if (value->kind == VALUE_SERIES)
			put_series(writer, i, row);
		else if (writer->table->columns[column].flags & COLUMN_BAR)
			put_bar(writer, i, row);
		else
			put_text(writer, i, row);
	}
	end_line(writer);
}

static void put_heads(struct writer *writer)
{
	for (size_t i = 0; i < writer->n_slots; i++) {
		const struct columns_slot *place = &writer->slots[i];
		const struct column *column = &writer->table->columns[place->column];
		bool bar = column->flags & COLUMN_BAR;
		/* Over a bar the head stands over the number's digits. */
		int indent = bar && text_width(column->title) < place->width;

		put_at(writer, place->start + indent, place->width - indent, column->title,
		       (column->flags & COLUMN_RIGHT) && !bar, TONE_DIM);
	}
	end_line(writer);
}

/* Sentences */

static void put_sentence(struct writer *writer, const char *text, unsigned what)
{
	const int columns = writer->style->columns;

	do {
		size_t length = columns > 0 ? text_line(text, columns) : strlen(text);

		/* A character wider than the whole line must still go on. */
		if (length == 0 && *text)
			length = strlen(text);
		paint(writer, what);
		put_bytes(writer, text, length);
		unpaint(writer, what);
		end_line(writer);
		text += length;
		text += strspn(text, " ");
	} while (*text);
}

/* A part goes on in the line if it fits; one that is wider than a line has lines of its own. */
static void put_part(struct writer *writer, const struct banner_part *part, int gap)
{
	const int columns = writer->style->columns, width = text_width(part->text);
	const int start = writer->at + gap;

	if (columns > 0 && writer->at > 0 && start + width > columns)
		end_line(writer);
	if (columns > 0 && width > columns) {
		put_sentence(writer, part->text, part->tone);
		return;
	}
	if (writer->at > 0)
		put_blanks(writer, start);
	paint(writer, part->tone);
	put_bytes(writer, part->text, strlen(part->text));
	unpaint(writer, part->tone);
}

static void put_headline(struct writer *writer, const struct banner_line *line)
{
	for (size_t i = 0; i < line->n; i++) {
		/* A figure stands close to the word for what it counts. */
		bool close = i > 0 && line->parts[i - 1].tone == TONE_STRONG &&
			     line->parts[i].tone == TONE_DIM;

		put_part(writer, &line->parts[i], close ? 1 : GAP);
	}
	if (writer->at > 0)
		end_line(writer);
}

static void put_top(struct writer *writer)
{
	const struct document *document = writer->document;
	struct strbuf from;

	put_sentence(writer, document->title, TONE_STRONG);
	if (document->arranged)
		put_sentence(writer, document->arranged, TONE_PLAIN);
	if (document->week)
		put_headline(writer, &document->banner.week);
	strbuf_init(&from, SIZE_MAX);
	strbuf_printf(&from, "%s%s%s", document->source, document->as_of ? ", as of " : "",
		      document->as_of ? document->as_of : "");
	put_sentence(writer, from.data, TONE_DIM);
	strbuf_done(&from);
	if (document->sample)
		put_sentence(writer, document->sample, TONE_WARN);
	end_line(writer);
}

static void put_bottom(struct writer *writer)
{
	const struct document *document = writer->document;
	const struct table *table = writer->table;
	struct strbuf text;

	end_line(writer);
	for (size_t i = 0; i < table->n_notes; i++)
		if (table->notes[i].kind == NOTE_LINE)
			put_sentence(writer, table->notes[i].text, TONE_PLAIN);
	strbuf_init(&text, SIZE_MAX);
	if (document->held) {
		strbuf_printf(&text, "held: %s", document->held);
		put_sentence(writer, text.data, TONE_WARN);
	}
	if (document->rule) {
		strbuf_clear(&text);
		strbuf_printf(&text, "Dollars: %s.", document->rule);
		put_sentence(writer, text.data, TONE_DIM);
	}
	strbuf_clear(&text);
	strbuf_printf(&text, "%s %s", document->citation, DOCUMENT_SCOPE);
	put_sentence(writer, text.data, TONE_DIM);
	strbuf_done(&text);
}

void text_write(const struct document *document, const struct text_style *style, FILE *stream)
{
	struct writer writer = {
		.document = document,
		.table = document->table,
		.style = style,
		.stream = stream,
	};
	const char *empty = table_find_note(document->table, NOTE_EMPTY);

	put_top(&writer);
	lay_out(&writer);
	if (document->table->n_rows > 0)
		put_heads(&writer);
	else if (empty)
		put_sentence(&writer, empty, TONE_PLAIN);
	for (size_t r = 0; r < document->table->n_rows; r++)
		put_row(&writer, &document->table->rows[r]);
	put_bottom(&writer);
}
