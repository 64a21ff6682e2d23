#include "ui/copy.h"

#include <string.h>
#include "base/calendar.h"
#include "view/cell.h"

static bool is_copied(const struct column *column, const struct row *row, size_t i)
{
	return (column->flags & COLUMN_SCREEN) && *column->title &&
	       row->values[i].kind != VALUE_SERIES;
}

/* Numbers are padded on screen, for their points to stand under each other. */
static size_t unpadded(const char *text)
{
	size_t length = strlen(text);

	while (length > 0 && text[length - 1] == ' ')
		length--;
	return length;
}

static void put_titles(struct strbuf *out, const struct table *table, const struct row *row)
{
	const char *separator = "";

	for (size_t i = 0; i < table->n_columns; i++) {
		if (!is_copied(&table->columns[i], row, i))
			continue;
		strbuf_printf(out, "%s%s", separator, table->columns[i].title);
		separator = "\t";
	}
	strbuf_text(out, "\n");
}

static void put_values(struct strbuf *out, const struct table *table, const struct row *row)
{
	const char *separator = "";
	char number[CELL_TEXT_MAX];

	for (size_t i = 0; i < table->n_columns; i++) {
		const struct value *value = &row->values[i];
		const char *text;

		if (!is_copied(&table->columns[i], row, i))
			continue;
		text = value->kind == VALUE_ABSENT ? "" : cell_text(value, false, number);
		strbuf_text(out, separator);
		strbuf_bytes(out, text, unpadded(text));
		separator = "\t";
	}
	strbuf_text(out, "\n");
}

/* A cell of the row by the id of its column, where it has one with text. */
static const char *text_of(const struct table *table, const struct row *row, const char *id)
{
	int column = table_column(table, id);

	if (column < 0 || row->values[column].kind != VALUE_TEXT)
		return NULL;
	return row->values[column].text;
}

static void put_citation(struct strbuf *out, const struct snapshot *snapshot,
			 const struct query *query, const struct table *table,
			 const struct row *row)
{
	const struct history_bucket *week = history_week(snapshot->history, query->week);
	const char *as_of = text_of(table, row, "as_of"), *rule = text_of(table, row, "price_rule");
	char time[CALENDAR_SIZE];

	if (!as_of && week)
		as_of = calendar_format_time(time, week->as_of);
	if (rule)
		strbuf_printf(out, "Dollars: %s.\n", rule);
	if (as_of)
		strbuf_printf(out,
			      "Source: OpenRouter (openrouter.ai/rankings), as of %s. Licensed "
			      "under CC BY 4.0.\n",
			      as_of);
}

void copy_row(struct strbuf *out, const struct snapshot *snapshot, const struct query *query,
	      const char *title, const struct table *table, const struct row *row)
{
	char week[CALENDAR_SIZE];

	strbuf_printf(out, "%s %s%s%s\n", title, calendar_format_week(week, query->week),
		      *table->title ? ", " : "", table->title);
	put_titles(out, table, row);
	put_values(out, table, row);
	put_citation(out, snapshot, query, table, row);
}
