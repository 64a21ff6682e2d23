#include "output/csv.h"

#include <string.h>
#include "output/number.h"

static void write_text(const char *text, FILE *stream)
{
	/* A spreadsheet runs what begins like a formula; an apostrophe makes it text. */
	const char *guard = *text && strchr("=+-@\t\r", *text) ? "'" : "";

	if (!strpbrk(text, ",\"\r\n") && !*guard) {
		fputs(text, stream);
		return;
	}
	fputc('"', stream);
	fputs(guard, stream);
	for (const char *c = text; *c; c++) {
		if (*c == '"')
			fputc('"', stream);
		fputc(*c, stream);
	}
	fputc('"', stream);
}

static void write_value(const struct value *value, FILE *stream)
{
	char number[NUMBER_SIZE];
	const char *digits = number_digits(value, number);

	if (value->kind == VALUE_TEXT)
		write_text(value->text, stream);
	else if (digits)
		fputs(digits, stream);
}

void csv_write(const struct table *table, FILE *stream)
{
	const char *separator = "";

	for (size_t i = 0; i < table->n_columns; i++) {
		size_t c = table_exported(table, i);

		if (!(table->columns[c].flags & COLUMN_EXPORT))
			continue;
		fputs(separator, stream);
		write_text(table->columns[c].id, stream);
		separator = ",";
	}
	fputs("\r\n", stream);
	for (size_t r = 0; r < table->n_rows; r++) {
		separator = "";
		for (size_t i = 0; i < table->n_columns; i++) {
			size_t c = table_exported(table, i);

			if (!(table->columns[c].flags & COLUMN_EXPORT))
				continue;
			fputs(separator, stream);
			write_value(&table->rows[r].values[c], stream);
			separator = ",";
		}
		fputs("\r\n", stream);
	}
}
