#include "output/csv.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include "base/format.h"

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
	char number[FORMAT_SIZE];

	switch (value->kind) {
	case VALUE_ABSENT:
	case VALUE_WORD:
	case VALUE_SERIES:
		break;
	case VALUE_TEXT:
		write_text(value->text, stream);
		break;
	case VALUE_INTEGER:
	case VALUE_MOVE:
	case VALUE_TOKENS:
	case VALUE_CONTEXT:
		fprintf(stream, "%" PRId64, value->integer);
		break;
	case VALUE_USD:
		fputs(format_usd_exact(number, value->integer), stream);
		break;
	case VALUE_PRICE:
		fputs(format_price_exact(number, value->integer), stream);
		break;
	case VALUE_SHARE:
	case VALUE_GROWTH:
	case VALUE_POINTS:
		/* Adding 0 turns what rounds to -0 into 0. */
		fprintf(stream, "%.6f", round(value->real * 1e6) / 1e6 + 0.0);
		break;
	}
}

void csv_write(const struct table *table, FILE *stream)
{
	const char *separator = "";

	for (size_t c = 0; c < table->n_columns; c++) {
		if (!(table->columns[c].flags & COLUMN_EXPORT))
			continue;
		fputs(separator, stream);
		write_text(table->columns[c].id, stream);
		separator = ",";
	}
	fputs("\r\n", stream);
	for (size_t r = 0; r < table->n_rows; r++) {
		separator = "";
		for (size_t c = 0; c < table->n_columns; c++) {
			if (!(table->columns[c].flags & COLUMN_EXPORT))
				continue;
			fputs(separator, stream);
			write_value(&table->rows[r].values[c], stream);
			separator = ",";
		}
		fputs("\r\n", stream);
	}
}
