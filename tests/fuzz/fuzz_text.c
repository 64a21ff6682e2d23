/* Any bytes: escaped they are inert and stay as they are when escaped again; cut to columns they
 * fit; as a cell of CSV, raw and escaped, they are read back the same. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "fuzz/check.h"
#include "output/csv.h"

#define FILE_MAX 4096

static void check_escape(const struct strbuf *escaped)
{
	struct strbuf twice;

	check_inert(escaped->data);
	strbuf_init(&twice, SIZE_MAX);
	text_escape(&twice, escaped->data, escaped->length);
	FUZZ_CHECK(strcmp(twice.data, escaped->data) == 0);
	strbuf_done(&twice);
}

static void check_fit(const char *text)
{
	int width = text_width(text);

	FUZZ_CHECK(width >= 0);
	for (int columns = 0; columns <= width + 1; columns += 1 + width / 4) {
		int used;
		size_t length = text_fit(text, columns, &used);

		FUZZ_CHECK(used <= columns && length <= strlen(text));
		FUZZ_CHECK(columns < width || text[length] == '\0');
		FUZZ_CHECK(((unsigned char)text[length] & 0xC0) != 0x80);
	}
}

/* RFC 4180: the next field, *end moved past what ends it (a comma, or CR and LF). */
static void read_field(const char **at, struct strbuf *field)
{
	const char *c = *at;
	bool quoted = *c == '"';

	strbuf_clear(field);
	for (c += quoted; quoted ? *c != '"' || *++c == '"' : !strchr(",\r", *c); c++) {
		FUZZ_CHECK(*c);
		strbuf_bytes(field, c, 1);
	}
	FUZZ_CHECK(*c == ',' || (c[0] == '\r' && c[1] == '\n'));
	*at = c + (*c == ',' ? 1 : 2);
}

static const char *write_csv(const struct column *columns, const char *first, const char *second)
{
	static char file[FILE_MAX];
	static FILE *stream;
	struct table *table = table_new("fuzz", columns, 2);
	struct row *row = table_row(table, "key", 0);

	if (!stream)
		stream = fmemopen(file, sizeof(file), "w");
	FUZZ_CHECK(stream);
	rewind(stream);
	row->values[0] = value_text(first);
	row->values[1] = value_text(second);
	csv_write(table, stream);
	fputc('\0', stream);
	FUZZ_CHECK(fflush(stream) == 0 && !ferror(stream));
	table_free(table);
	return file;
}

/* A field is the text, after an apostrophe where a spreadsheet would see a formula. */
static void check_field(const struct strbuf *field, const char *text)
{
	bool formula = *text && strchr("=+-@\t\r", *text);

	FUZZ_CHECK(!strchr("=+-@\t\r", *field->data) || field->length == 0);
	FUZZ_CHECK(!formula || *field->data == '\'');
	FUZZ_CHECK(strcmp(field->data + formula, text) == 0);
}

static void check_csv(const char *raw, const char *escaped)
{
	static const struct column columns[] = {
		{.id = "raw", .title = "Raw", .flags = COLUMN_EXPORT},
		{.id = "escaped", .title = "Escaped", .flags = COLUMN_EXPORT},
	};
	const char *at = write_csv(columns, raw, escaped);
	struct strbuf field;

	FUZZ_CHECK(strncmp(at, "raw,escaped\r\n", 13) == 0);
	at += 13;
	strbuf_init(&field, FILE_MAX);
	read_field(&at, &field);
	check_field(&field, raw);
	read_field(&at, &field);
	check_field(&field, escaped);
	FUZZ_CHECK(*at == '\0');
	strbuf_done(&field);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf escaped;
	char *raw;

	if (size > FILE_MAX / 16)
		return 0;
	check_locale();
	raw = check_string(data, size);
	strbuf_init(&escaped, SIZE_MAX);
	text_escape(&escaped, (const char *)data, size);
	check_escape(&escaped);
	check_fit(escaped.data);
	check_csv(raw, escaped.data);
	strbuf_done(&escaped);
	free(raw);
	return 0;
}
