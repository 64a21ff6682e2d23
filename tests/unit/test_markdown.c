/* Markdown: what is written is taken apart again as GitHub Flavored Markdown does it, and compared
 * with what the screen shows. */
#include "output/markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/text.h"
#include "support/every.h"
#include "support/market.h"
#include "view/cell.h"

static char *write_document(const struct document *document)
{
	char *bytes;
	size_t length;
	FILE *stream = open_memstream(&bytes, &length);

	markdown_write(document, false, stream);
	fclose(stream);
	assert_int_equal(strlen(bytes), length);
	return bytes;
}

/* One cell of a row of pipes, its escapes taken away, to *out; *in stands at what follows its
 * pipe.  Markup that is not escaped is a failure. */
static void read_cell(const char **in, struct strbuf *out)
{
	const char *s = *in;

	strbuf_clear(out);
	assert_int_equal(*s++, ' ');
	for (; *s != '|'; s++) {
		if (*s == '\0' || *s == '\n' || strchr("`*_[]<>&", *s))
			fail_msg("a cell with markup, or without an end: %.60s", *in);
		if (*s == '\\')
			s++;
		strbuf_bytes(out, s, 1);
	}
	*in = s + 1;
	assert_true(out->length > 0 && out->data[out->length - 1] == ' ');
	out->data[--out->length] = '\0';
}

static void check_cell(const struct value *value, const char *shown)
{
	char buffer[CELL_TEXT_MAX];
	const char *expected;
	size_t length;

	if (value->kind == VALUE_SERIES) {
		assert_true(text_width(shown) <= 12);
		return;
	}
	expected = value->kind == VALUE_ABSENT ? "" : cell_text(value, false, buffer);
	for (length = strlen(expected); length > 0 && expected[length - 1] == ' '; length--)
		;
	if (strlen(shown) != length || memcmp(shown, expected, length) != 0)
		fail_msg("\"%s\" is not \"%s\"", shown, expected);
}

static const char *check_line(const char *in, const struct table *table, const struct row *row)
{
	struct strbuf cell;

	strbuf_init(&cell, SIZE_MAX);
	assert_int_equal(*in++, '|');
	for (size_t c = 0; c < table->n_columns; c++) {
		if (!(table->columns[c].flags & COLUMN_SCREEN))
			continue;
		read_cell(&in, &cell);
		if (row)
			check_cell(&row->values[c], cell.data);
		else
			assert_string_equal(cell.data, table->columns[c].title);
	}
	assert_int_equal(*in++, '\n');
	strbuf_done(&cell);
	return in;
}

/* "| ---: | :--- |": numbers stand at the right. */
static const char *check_alignment(const char *in, const struct table *table)
{
	assert_int_equal(*in++, '|');
	for (size_t c = 0; c < table->n_columns; c++) {
		const char *mark = table->columns[c].flags & COLUMN_RIGHT ? " ---: |" : " :--- |";

		if (!(table->columns[c].flags & COLUMN_SCREEN))
			continue;
		assert_memory_equal(in, mark, strlen(mark));
		in += strlen(mark);
	}
	assert_int_equal(*in++, '\n');
	return in;
}

static void check_document(const struct document *document, void *data)
{
	const struct table *table = document->table;
	char *bytes = write_document(document);
	const char *in = strstr(bytes, "\n\n|");

	(void)data;
	assert_memory_equal(bytes, "**", 2);
	assert_non_null(in);
	in = check_line(in + 2, table, NULL);
	in = check_alignment(in, table);
	for (size_t r = 0; r < table->n_rows; r++)
		in = check_line(in, table, &table->rows[r]);
	assert_int_equal(*in, '\n');
	assert_non_null(strstr(in, "\nSource: OpenRouter (openrouter.ai/rankings)"));
	assert_non_null(strstr(in, "Licensed under CC BY 4.0."));
	free(bytes);
}

static void test_every_view(void **state)
{
	(void)state;
	assert_true(every_document(check_document, NULL) > 200);
}

/* Notes begin blocks: there, what opens a heading, a list or a rule is markup, too; and the second
 * of two tildes or dollars. */
static void test_blocks(void **state)
{
	static const struct column columns[] = {
		{"name", "~a~", COLUMN_SCREEN, 1, 1, 1},
		{"usd", "$", COLUMN_SCREEN, 1, 1, 1},
	};
	static const char *const notes[][2] = {
		{"# no heading", "\n- \\# no heading\n"},
		{"- no list", "\n- \\- no list\n"},
		{"+ no list", "\n- \\+ no list\n"},
		{"= no rule", "\n- \\= no rule\n"},
		{"12. no list", "\n- 12\\. no list\n"},
		{"3) no list", "\n- 3\\) no list\n"},
		{"12.5 is a number\x07", "\n- 12\\.5 is a number \n"},
		{"from $1 to $2, ~3", "\n- from \\$1 to \\$2, ~3\n"},
		{"a|b`c*d_e[f]<g>&h\\", "\n- a\\|b\\`c\\*d\\_e\\[f\\]\\<g\\>\\&h\\\\\n"},
	};
	struct market market;
	struct query query = query_default();
	struct table *table = table_new("models", columns, 2);
	struct document document;
	char *bytes;

	(void)state;
	market_round(&market);
	query.week = market_day("2026-03-09");
	table_row(table, "k", 0)->values[1] = value_text("~$1.50");
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		table_note(table, NOTE_LINE, "%s", notes[i][0]);
	table_note(table, NOTE_KEY, "only on the screen");
	document_init(&document, view_find("models"), market.snapshot, &query, table);
	bytes = write_document(&document);
	assert_non_null(strstr(bytes, "\n| \\~a\\~ | $ |\n"));
	assert_non_null(strstr(bytes, "\n|  | ~$1.50 |\n"));
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		if (!strstr(bytes, notes[i][1]))
			fail_msg("no \"%s\" in %s", notes[i][1], bytes);
	assert_null(strstr(bytes, "only on the screen"));
	free(bytes);
	document_done(&document);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_view),
		cmocka_unit_test(test_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
