#include "output/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"
#include "base/text.h"
#include "output/number.h"
#include "view/column.h"
#include "view/explain.h"
#include "view/figures.h"
#include "view/glossary.h"
#include "view/spark.h"

#define REPLACEMENT 0xFFFD

/* Down to this depth each member stands on a line of its own. */
#define LINES_DEPTH 2

struct writer {
	FILE *stream;
	int depth;
	bool first; /* nothing stands yet between the brackets that are open */
};

static void write_character(const struct writer *writer, uint32_t c)
{
	char bytes[4];
	size_t length = text_encode(c, bytes);

	fwrite(bytes, 1, length, writer->stream);
}

static void write_string(const struct writer *writer, const char *text)
{
	const char *end = text + strlen(text);

	fputc('"', writer->stream);
	while (text < end) {
		uint32_t c = text_next(&text, end);

		if (c == TEXT_INVALID)
			c = REPLACEMENT;
		if (c == '"' || c == '\\')
			fprintf(writer->stream, "\\%c", (char)c);
		else if (c < 0x20 || (c >= 0x7F && c < 0xA0))
			fprintf(writer->stream, "\\u%04X", (unsigned)c);
		else
			write_character(writer, c);
	}
	fputc('"', writer->stream);
}

/* What stands before a member or an element: comma, line, name.  key NULL: an element. */
static void begin(struct writer *writer, const char *key)
{
	if (!writer->first)
		fputc(',', writer->stream);
	if (writer->depth <= LINES_DEPTH)
		fprintf(writer->stream, "%s%*s", writer->depth ? "\n" : "", 2 * writer->depth, "");
	else if (!writer->first)
		fputc(' ', writer->stream);
	writer->first = false;
	if (key) {
		write_string(writer, key);
		fputs(": ", writer->stream);
	}
}

static void open_with(struct writer *writer, const char *key, char bracket)
{
	begin(writer, key);
	fputc(bracket, writer->stream);
	writer->depth++;
	writer->first = true;
}

static void close_with(struct writer *writer, char bracket)
{
	writer->depth--;
	if (!writer->first && writer->depth < LINES_DEPTH)
		fprintf(writer->stream, "\n%*s", 2 * writer->depth, "");
	writer->first = false;
	fputc(bracket, writer->stream);
}

static void put_raw(struct writer *writer, const char *key, const char *raw)
{
	begin(writer, key);
	fputs(raw, writer->stream);
}

static void put_text(struct writer *writer, const char *key, const char *text)
{
	if (!text) {
		put_raw(writer, key, "null");
		return;
	}
	begin(writer, key);
	write_string(writer, text);
}

static void put_bool(struct writer *writer, const char *key, bool value)
{
	put_raw(writer, key, value ? "true" : "false");
}

static void put_integer(struct writer *writer, const char *key, int64_t integer)
{
	begin(writer, key);
	fprintf(writer->stream, "%" PRId64, integer);
}

/* What was asked */

static const char *text_or_none(const char *text)
{
	return text && *text ? text : NULL;
}

static void put_order(struct writer *writer, const struct query *query)
{
	put_text(writer, "filter", text_or_none(query->filter));
	put_text(writer, "sort", text_or_none(query->sort));
	put_bool(writer, "descending", query->descending);
	if (query->top > 0)
		put_integer(writer, "top", query->top);
	else
		put_raw(writer, "top", "null");
}

static void put_subject(struct writer *writer, const struct document *document)
{
	const struct query *query = document->query;
	bool explains = document->view->build == explain_build;
	const char *row = query->subject_row ? query->subject_row : query->subject;

	put_text(writer, "subject", query->subject);
	open_with(writer, "compared", '[');
	for (int i = 0; i < QUERY_PINS && query->pins[i]; i++)
		put_text(writer, NULL, query->pins[i]);
	close_with(writer, ']');
	put_text(writer, "of_view", explains ? query->subject_view : NULL);
	put_text(writer, "of_row", explains ? row : NULL);
	put_text(writer, "of_column", explains ? query->subject_column : NULL);
}

/* Micro-USD per million tokens are pico-USD a token. */
static void put_limit(struct writer *writer, const char *key, int64_t limit)
{
	char number[FORMAT_SIZE];

	put_raw(writer, key, format_price_exact(number, limit));
}

static void put_query(struct writer *writer, const struct document *document)
{
	const struct query *query = document->query;
	char week[CALENDAR_SIZE];

	open_with(writer, "query", '{');
	put_text(writer, "week", query->week ? calendar_format_week(week, query->week) : NULL);
	put_text(writer, "unit", unit_word(query->unit));
	put_order(writer, query);
	put_bool(writer, "paid_only", query->paid_only);
	put_text(writer, "share_of", denominator_word(query->denominator));
	put_integer(writer, "output_share_percent", query->mix.output);
	put_integer(writer, "cache_share_percent", query->mix.cached);
	put_integer(writer, "workload_input_tokens", query->workload.input);
	put_integer(writer, "workload_output_tokens", query->workload.output);
	put_limit(writer, "premium_from_usd_per_m", query->segments.premium);
	put_limit(writer, "mid_from_usd_per_m", query->segments.mid);
	put_subject(writer, document);
	close_with(writer, '}');
}

/* Where it comes from */

static void put_week(struct writer *writer, const struct document *document)
{
	const struct history *history = document->snapshot->history;
	const struct history_bucket *week = document->week;
	char text[CALENDAR_SIZE];

	if (!week) {
		put_raw(writer, "week", "null");
		return;
	}
	open_with(writer, "week", '{');
	put_text(writer, "id", calendar_format_week(text, week->date));
	put_text(writer, "first_day", calendar_format_date(text, week->date));
	put_text(writer, "last_day", calendar_format_date(text, week->date + 6));
	put_integer(writer, "days", week->days);
	put_bool(writer, "running", history_is_running(history, week));
	put_text(writer, "quality", figures_quality(week->quality));
	put_integer(writer, "tokens", week->total);
	put_text(writer, "fetched_at",
		 history->origin == HISTORY_LIVE ? calendar_format_time(text, week->fetched_at)
						 : NULL);
	close_with(writer, '}');
}

static void put_source(struct writer *writer, const struct document *document)
{
	put_bool(writer, "sample", document->sample != NULL);
	put_text(writer, "held", document->held);
	put_text(writer, "as_of", document->as_of);
	put_text(writer, "source", document->source);
	put_text(writer, "citation", document->citation);
	put_text(writer, "licence", DOCUMENT_LICENCE);
	put_text(writer, "scope", DOCUMENT_SCOPE);
	put_text(writer, "price_rule", document->rule);
}

/* The table */

static bool is_written(const struct column *column)
{
	return column->flags & (COLUMN_EXPORT | COLUMN_SERIES);
}

static void put_columns(struct writer *writer, const struct document *document)
{
	const struct table *table = document->table;
	const enum unit unit = document->query->unit;

	open_with(writer, "columns", '[');
	for (size_t i = 0; i < table->n_columns; i++) {
		const struct column *column = &table->columns[table_exported(table, i)];

		if (!is_written(column))
			continue;
		open_with(writer, NULL, '{');
		put_text(writer, "id", column->id);
		put_text(writer, "title", column->title);
		put_text(writer, "kind", column_kind_word(column_kind(column, unit)));
		put_text(writer, "unit", column_unit(column, unit));
		put_text(writer, "description", glossary_help(table->view, column->id));
		close_with(writer, '}');
	}
	close_with(writer, ']');
}

static void put_point(struct writer *writer, double point, const char *unit)
{
	char number[FORMAT_SIZE];

	begin(writer, NULL);
	if (!isfinite(point))
		fputs("null", writer->stream);
	else if (strcmp(unit, "usd") == 0)
		fputs(format_usd_exact(number, (int64_t)point), writer->stream);
	else if (strcmp(unit, "tokens") == 0)
		fprintf(writer->stream, "%.0f", point);
	else
		fprintf(writer->stream, "%.6f", point);
}

static void put_series(struct writer *writer, const char *key, const struct series *series,
		       const char *unit)
{
	open_with(writer, key, '[');
	for (size_t i = spark_first(series, (int)series->n); i < series->n; i++)
		put_point(writer, series->points[i], unit);
	close_with(writer, ']');
}

static void put_value(struct writer *writer, const struct column *column, const struct value *value,
		      enum unit unit)
{
	char number[NUMBER_SIZE];
	const char *digits = number_digits(value, number);

	if (value->kind == VALUE_SERIES)
		put_series(writer, column->id, value->series, column_unit(column, unit));
	else if (value->kind == VALUE_TEXT)
		put_text(writer, column->id, value->text);
	else
		put_raw(writer, column->id, digits ? digits : "null");
}

static const char *row_kind(const struct row *row)
{
	if (row->flags & ROW_TAIL)
		return "tail";
	return row->flags & ROW_ASIDE ? "aside" : "main";
}

static void put_words(struct writer *writer, const struct table *table, const struct row *row)
{
	open_with(writer, "words", '{');
	for (size_t i = 0; i < table->n_columns; i++) {
		const size_t c = table_exported(table, i);
		const struct value *value = &row->values[c];

		if (is_written(&table->columns[c]) && value->text && value->kind != VALUE_TEXT)
			put_text(writer, table->columns[c].id, value->text);
	}
	close_with(writer, '}');
	open_with(writer, "approximate", '[');
	for (size_t i = 0; i < table->n_columns; i++) {
		const size_t c = table_exported(table, i);

		if (is_written(&table->columns[c]) && row->values[c].approx)
			put_text(writer, NULL, table->columns[c].id);
	}
	close_with(writer, ']');
}

static void put_rows(struct writer *writer, const struct document *document)
{
	const struct table *table = document->table;

	open_with(writer, "rows", '[');
	for (size_t r = 0; r < table->n_rows; r++) {
		const struct row *row = &table->rows[r];

		open_with(writer, NULL, '{');
		put_text(writer, "key", row->key);
		put_text(writer, "kind", row_kind(row));
		open_with(writer, "values", '{');
		for (size_t i = 0; i < table->n_columns; i++) {
			const size_t c = table_exported(table, i);

			if (is_written(&table->columns[c]))
				put_value(writer, &table->columns[c], &row->values[c],
					  document->query->unit);
		}
		close_with(writer, '}');
		put_words(writer, table, row);
		close_with(writer, '}');
	}
	close_with(writer, ']');
}

static void put_notes(struct writer *writer, const struct table *table)
{
	open_with(writer, "notes", '[');
	for (size_t i = 0; i < table->n_notes; i++)
		if (table->notes[i].kind == NOTE_LINE)
			put_text(writer, NULL, table->notes[i].text);
	close_with(writer, ']');
	put_text(writer, "empty", table->n_rows == 0 ? table_find_note(table, NOTE_EMPTY) : NULL);
}

void json_write(const struct document *document, FILE *stream)
{
	struct writer writer = {.stream = stream, .first = true};

	open_with(&writer, NULL, '{');
	put_text(&writer, "schema", JSON_SCHEMA);
	put_text(&writer, "program", "ortop " ORTOP_VERSION);
	put_text(&writer, "view", document->view->id);
	put_text(&writer, "title", document->title);
	put_query(&writer, document);
	put_week(&writer, document);
	put_source(&writer, document);
	put_columns(&writer, document);
	put_rows(&writer, document);
	put_notes(&writer, document->table);
	close_with(&writer, '}');
	fputc('\n', stream);
}
