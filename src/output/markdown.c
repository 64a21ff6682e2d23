#include "output/markdown.h"

#include <string.h>
#include "base/text.h"
#include "view/cell.h"
#include "view/spark.h"

/* Of a sparkline: what a table cell has room for. */
#define SERIES_COLUMNS 12

/* Markup wherever it stands; and what is markup (struck out, a formula) where it stands twice. */
#define MARKUP "\\`*_[]<>&|"
#define PAIRS  "~$"

static bool comes_twice(const char *text, char c)
{
	const char *first = strchr(text, c);

	return first && strchr(first + 1, c);
}

/* Not iscntrl(): in some locales that takes bytes of UTF-8 for one. */
static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7F;
}

static void write_inline(const char *text, FILE *stream)
{
	const char *whole = text;

	for (; *text; text++) {
		if (strchr(MARKUP, *text) || (strchr(PAIRS, *text) && comes_twice(whole, *text)))
			fputc('\\', stream);
		fputc(is_control(*text) ? ' ' : *text, stream);
	}
}

/* Text at the beginning of a block, where # - + = and "1." are markup, too. */
static void write_block(const char *text, FILE *stream)
{
	size_t digits = strspn(text, "0123456789");

	if (digits > 0 && (text[digits] == '.' || text[digits] == ')')) {
		fwrite(text, 1, digits, stream);
		text += digits;
		fputc('\\', stream);
	} else if (*text && strchr("#+-=", *text)) {
		fputc('\\', stream);
	}
	write_inline(text, stream);
}

static bool is_written(const struct column *column)
{
	return column->flags & COLUMN_SCREEN;
}

static void write_series(const struct column *column, const struct series *series, double scale,
			 bool ascii, FILE *stream)
{
	double top = spark_top(column, series, SERIES_COLUMNS, scale);
	struct strbuf text;

	strbuf_init(&text, SIZE_MAX);
	for (size_t i = spark_first(series, SERIES_COLUMNS); i < series->n; i++) {
		char bytes[4];

		strbuf_bytes(&text, bytes, text_encode(spark_glyph(series, i, top, ascii), bytes));
	}
	write_inline(text.data, stream);
	strbuf_done(&text);
}

/* Numbers are padded for their points to stand under each other; here they cannot. */
static void write_cell(const struct value *value, bool ascii, FILE *stream)
{
	char out[CELL_TEXT_MAX];
	const char *text = value->kind == VALUE_ABSENT ? "" : cell_text(value, ascii, out);
	struct strbuf trimmed;
	size_t length = strlen(text);

	while (length > 0 && text[length - 1] == ' ')
		length--;
	strbuf_init(&trimmed, SIZE_MAX);
	strbuf_bytes(&trimmed, text, length);
	write_inline(trimmed.data, stream);
	strbuf_done(&trimmed);
}

static void write_head(const struct table *table, FILE *stream)
{
	fputc('|', stream);
	for (size_t i = 0; i < table->n_columns; i++) {
		if (!is_written(&table->columns[i]))
			continue;
		fputc(' ', stream);
		write_inline(table->columns[i].title, stream);
		fputs(" |", stream);
	}
	fputs("\n|", stream);
	for (size_t i = 0; i < table->n_columns; i++)
		if (is_written(&table->columns[i]))
			fputs(table->columns[i].flags & COLUMN_RIGHT ? " ---: |" : " :--- |",
			      stream);
	fputc('\n', stream);
}

static void write_row(const struct table *table, const struct row *row, bool ascii, FILE *stream)
{
	fputc('|', stream);
	for (size_t i = 0; i < table->n_columns; i++) {
		const struct column *column = &table->columns[i];
		const struct value *value = &row->values[i];

		if (!is_written(column))
			continue;
		fputc(' ', stream);
		if (value->kind == VALUE_SERIES)
			write_series(column, value->series, spark_scale(table, i, SERIES_COLUMNS),
				     ascii, stream);
		else
			write_cell(value, ascii, stream);
		fputs(" |", stream);
	}
	fputc('\n', stream);
}

static void write_line(const char *head, const char *text, const char *tail, FILE *stream)
{
	fputs(head, stream);
	write_block(text, stream);
	fprintf(stream, "%s\n", tail);
}

static void write_headline(const struct document *document, FILE *stream)
{
	const struct banner_line *line = &document->banner.week;
	const char *separator = "";

	fputs("**", stream);
	write_inline(document->title, stream);
	fputs("**\n", stream);
	if (document->arranged)
		write_line("", document->arranged, "", stream);
	/* A figure and the word for what it counts belong together. */
	for (size_t i = 0; document->week && i < line->n; i++) {
		fputs(separator, stream);
		write_inline(line->parts[i].text, stream);
		separator = line->parts[i].tone == TONE_STRONG && i + 1 < line->n &&
					    line->parts[i + 1].tone == TONE_DIM
				    ? " "
				    : ", ";
	}
	fputs(document->week ? "\n\n" : "\n", stream);
}

static void write_notes(const struct document *document, FILE *stream)
{
	const struct table *table = document->table;

	for (size_t i = 0; i < table->n_notes; i++)
		if (table->notes[i].kind != NOTE_KEY)
			write_line("- ", table->notes[i].text, "", stream);
	if (document->sample)
		write_line("- ", document->sample, "", stream);
	if (document->held)
		write_line("- held: ", document->held, "", stream);
	if (document->rule)
		write_line("- Dollars: ", document->rule, ".", stream);
}

void markdown_write(const struct document *document, bool ascii, FILE *stream)
{
	const struct table *table = document->table;

	write_headline(document, stream);
	write_head(table, stream);
	for (size_t r = 0; r < table->n_rows; r++)
		write_row(table, &table->rows[r], ascii, stream);
	fputc('\n', stream);
	write_notes(document, stream);
	fputc('\n', stream);
	write_line("", document->citation, " " DOCUMENT_SCOPE, stream);
}
