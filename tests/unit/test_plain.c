/* Plain text: on a terminal the lines that a pane draws there, in a pipe every cell whole. */
#include "output/text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "support/every.h"
#include "support/market.h"
#include "ui/pane.h"
#include "view/cell.h"

#define LINES_AROUND 6 /* of a pane: title, heads, and room for notes */

static char *write_document(const struct document *document, const struct text_style *style)
{
	char *bytes;
	size_t length;
	FILE *stream = open_memstream(&bytes, &length);

	text_write(document, style, stream);
	fclose(stream);
	assert_int_equal(strlen(bytes), length);
	return bytes;
}

/* The lines between the first and the second empty one: heads and rows, or why there are none. */
static char *body_of(const char *bytes)
{
	const char *start = strstr(bytes, "\n\n"), *end;

	assert_non_null(start);
	start += 2;
	end = strstr(start, "\n\n");
	assert_non_null(end);
	return strndup(start, (size_t)(end + 1 - start));
}

/* What a pane of so many columns draws of heads and rows, without its margin. */
static char *pane_body(const struct document *document, int columns, bool ascii)
{
	const struct table *table = document->table;
	const int rows = (int)table->n_rows;
	struct table alone = *table;
	struct pane pane;
	struct canvas canvas;
	struct strbuf all, body;

	/* No chart and no note takes a row away. */
	alone.chart = NULL;
	alone.n_notes = 0;
	canvas_init(&canvas, rows + LINES_AROUND, columns + 1, ascii);
	pane_init(&pane, document->view);
	pane_settle(&pane, &alone, (struct rectangle){0, 0, rows + LINES_AROUND, columns + 1});
	pane_draw(&pane, &canvas, 0, false);
	/* The marks of pins are the pane's own. */
	for (int row = 0; row < canvas.rows; row++)
		canvas_glyph(&canvas, row, 0, ' ', ROLE_TEXT, 0);
	strbuf_init(&all, SIZE_MAX);
	strbuf_init(&body, SIZE_MAX);
	canvas_dump(&canvas, &all);
	for (char *rest = all.data, *line; (line = strsep(&rest, "\n")) != NULL;)
		if (line > all.data && body.length < all.length && rest)
			strbuf_printf(&body, "%s\n", *line ? line + 1 : "");
	canvas_done(&canvas);
	strbuf_done(&all);
	return body.data;
}

static int widest(const char *lines)
{
	int most = 0;

	while (*lines) {
		size_t length = strcspn(lines, "\n");
		char *line = strndup(lines, length);

		most = text_width(line) > most ? text_width(line) : most;
		free(line);
		lines += length + 1;
	}
	return most;
}

/* Where not everything fits, text and pane say the same, to the blank. */
static void check_on_terminals(const struct document *document, void *data)
{
	static const int sizes[] = {20, 40, 60, 80, 100, 120};
	struct text_style style = {.columns = 0};
	char *bytes = write_document(document, &style), *whole = body_of(bytes);
	int *compared = data, natural = widest(whole);

	free(bytes);
	free(whole);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *body, *drawn;

		/* A sparkline's blank weeks take no room in text, so it may just fit. */
		if (document->table->n_rows == 0 || sizes[i] >= natural)
			continue;
		style.columns = sizes[i];
		style.ascii = i % 2;
		bytes = write_document(document, &style);
		body = body_of(bytes);
		drawn = pane_body(document, sizes[i], style.ascii);
		if (strncmp(drawn, body, strlen(body)) != 0)
			fail_msg("%s in %d columns:\n%s\nis not\n%s", document->view->id, sizes[i],
				 body, drawn);
		assert_true(widest(bytes) <= sizes[i]);
		++*compared;
		free(bytes);
		free(body);
		free(drawn);
	}
}

static void test_as_on_the_screen(void **state)
{
	int compared = 0;

	(void)state;
	every_document(check_on_terminals, &compared);
	assert_true(compared > 500);
}

/* Every cell of the screen's columns stands in its row, whole; no line ends with a blank. */
static void check_whole(const struct document *document, void *data)
{
	const struct text_style style = {.columns = 0};
	const struct table *table = document->table;
	char *bytes = write_document(document, &style), *body = body_of(bytes), *rest = body;
	int *checked = data;

	assert_null(strstr(bytes, " \n"));
	assert_null(strchr(bytes, '\033'));
	strsep(&rest, "\n");
	for (size_t r = 0; r < table->n_rows; r++) {
		const char *line = strsep(&rest, "\n");

		assert_non_null(line);
		for (size_t c = 0; c < table->n_columns; c++) {
			const struct value *value = &table->rows[r].values[c];
			char buffer[CELL_TEXT_MAX], cell[512];

			if (!(table->columns[c].flags & COLUMN_SCREEN) ||
			    value->kind == VALUE_ABSENT || value->kind == VALUE_SERIES)
				continue;
			/* Blanks after a number are for others to stand under it. */
			snprintf(cell, sizeof(cell), "%s", cell_text(value, false, buffer));
			while (*cell && cell[strlen(cell) - 1] == ' ')
				cell[strlen(cell) - 1] = '\0';
			line = strstr(line, cell);
			if (!line)
				fail_msg("%s: no \"%s\" of %s", document->view->id, cell,
					 table->columns[c].id);
			++*checked;
		}
	}
	assert_non_null(strstr(bytes, "Source: OpenRouter (openrouter.ai/rankings)"));
	assert_non_null(strstr(bytes, "One router's public traffic, not global usage."));
	free(body);
	free(bytes);
}

static void test_whole_in_a_pipe(void **state)
{
	int checked = 0;

	(void)state;
	every_document(check_whole, &checked);
	assert_true(checked > 10000);
}

static bool link_to(const struct document *document, const struct row *row, struct strbuf *url)
{
	(void)document;
	strbuf_printf(url, "https://example.org/%s", row->key);
	return !(row->flags & ROW_TAIL);
}

/* Takes colours and links away; counts the links.  What is left must be no escape. */
static int strip(char *bytes)
{
	char *out = bytes;
	int links = 0;

	for (char *in = bytes; *in;) {
		if (strncmp(in, "\033]8;;", 5) == 0) {
			char *end = strstr(in, "\033\\");

			assert_non_null(end);
			links += in[5] != '\033';
			in = end + 2;
		} else if (strncmp(in, "\033[", 2) == 0) {
			in += 2 + strspn(in + 2, "0123456789;");
			assert_int_equal(*in++, 'm');
		} else {
			assert_int_not_equal(*in, '\033');
			*out++ = *in++;
		}
	}
	*out = '\0';
	return links;
}

/* Colours and links change nothing but themselves, and each row but the tail's has its link. */
static void test_colors_and_links(void **state)
{
	struct market market;
	struct query query = query_default();
	struct text_style style = {.columns = 80};
	struct document document;
	char *plain, *painted, *linked;

	(void)state;
	market_round(&market);
	query.week = market_day("2026-03-09");
	document_init(&document, view_find("models"), market.snapshot, &query,
		      view_table(view_find("models"), market.snapshot, &query));
	plain = write_document(&document, &style);
	style.color = true;
	painted = write_document(&document, &style);
	/* beta doubled; new is a word of its own colour. */
	assert_non_null(strstr(painted, "\033[32m+100%\033[0m"));
	assert_non_null(strstr(painted, "\033[1;35mnew\033[0m"));
	style.link = link_to;
	linked = write_document(&document, &style);
	assert_non_null(strstr(linked, "\033]8;;https://example.org/cn-a/beta\033\\"));
	assert_int_equal(strip(painted), 0);
	assert_int_equal(strip(linked), 6);
	assert_string_equal(painted, plain);
	assert_string_equal(linked, plain);
	free(plain);
	free(painted);
	free(linked);
	document_done(&document);
	market_done(&market);
}

static void test_ascii(void **state)
{
	const struct text_style style = {.ascii = true};
	struct market market;
	struct query query = query_default();
	struct document document;
	char *bytes;

	(void)state;
	market_sample(&market);
	query.week = market_day("2026-08-10");
	document_init(&document, view_find("vendors"), market.snapshot, &query,
		      view_table(view_find("vendors"), market.snapshot, &query));
	bytes = write_document(&document, &style);
	for (const char *c = bytes; *c; c++)
		assert_true(*c == '\n' || (*c >= ' ' && *c <= '~'));
	assert_non_null(strstr(bytes, "SAMPLE of 2026-08-22"));
	free(bytes);
	document_done(&document);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_on_the_screen),
		cmocka_unit_test(test_whole_in_a_pipe),
		cmocka_unit_test(test_colors_and_links),
		cmocka_unit_test(test_ascii),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
