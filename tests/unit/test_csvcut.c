/* CSV as RFC 4180 writes it, and what is not. */
#include "source/csvcut.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* What is in a text: "2[a][b]" is a row of line 2; a field with doubled quotes has a * before. */
static void cut(char *out, size_t size, const char *text, size_t length)
{
	struct csvcut_row row;
	struct csvcut csv;
	struct error error = {""};
	enum csvcut_step step;

	*out = '\0';
	csvcut_open(&csv, text, length);
	while ((step = csvcut_next(&csv, &row, &error)) == CSVCUT_TAKEN) {
		snprintf(out + strlen(out), size - strlen(out), "%zu", row.line);
		for (size_t i = 0; i < row.n_fields; i++)
			snprintf(out + strlen(out), size - strlen(out), "%s[%.*s]",
				 row.fields[i].doubled ? "*" : "", (int)row.fields[i].length,
				 row.fields[i].text);
	}
	if (step == CSVCUT_WRONG)
		snprintf(out + strlen(out), size - strlen(out), "!%s", error.text);
}

static void assert_cut(const char *text, const char *expected)
{
	char found[1024];

	cut(found, sizeof(found), text, strlen(text));
	assert_string_equal(found, expected);
}

static void test_rows(void **state)
{
	(void)state;
	assert_cut("", "");
	assert_cut("a", "1[a]");
	assert_cut("a,b\r\nc,d\r\n", "1[a][b]2[c][d]");
	assert_cut("a,b\nc,d", "1[a][b]2[c][d]");
	assert_cut(",\n,,", "1[][]2[][][]");
	assert_cut("\xEF\xBB\xBF"
		   "a\n",
		   "1[a]");
	assert_cut("\n\r\n a \n\nb\n\n", "3[ a ]5[b]");
	assert_cut("'a;\xff\xc3\xa9\n", "1['a;\xff\xc3\xa9]");
}

static void test_quotes(void **state)
{
	(void)state;
	assert_cut("\"a\",\"\"\n\"\"\n", "1[a][]2[]");
	assert_cut("\"a,b\",c", "1[a,b][c]");
	assert_cut("\"a\"\"b\",\"\"\"\"", "1*[a\"\"b]*[\"\"]");
	/* Over lines: the row is named by its first, the next one by its own. */
	assert_cut("\"a\nb\r\nc\",d\ne", "1[a\nb\r\nc][d]4[e]");
}

static void test_wrong(void **state)
{
	char many[2 * CSVCUT_FIELDS + 2], expected[8 * CSVCUT_FIELDS] = "1", found[1024];

	(void)state;
	assert_cut("a\nb\"c", "1[a]!line 2: a quote in a field that has none around it");
	assert_cut("a\n\"b\nc", "1[a]!line 2: a quote is not closed");
	assert_cut("\"", "!line 1: a quote is not closed");
	assert_cut("\"a\nb\"c", "!line 2: more after a closing quote");
	assert_cut("a\rb", "!line 1: a carriage return without a line feed");
	assert_cut("a\r", "!line 1: a carriage return without a line feed");
	assert_cut("\"a\"\r", "!line 1: a carriage return without a line feed");
	assert_cut("\ra", "!line 1: a carriage return without a line feed");
	assert_cut("a,b\nc,d\x01,e", "1[a][b]!line 2: field 2: a control character");
	assert_cut("a\t", "!line 1: field 1: a control character");
	assert_cut("\x7f", "!line 1: field 1: a control character");
	assert_cut("a,\"b\r\n\"\"\x1b[m\"", "!line 2: field 2: a control character");
	memset(many, ',', sizeof(many));
	cut(found, sizeof(found), many, CSVCUT_FIELDS - 1);
	for (int i = 0; i < CSVCUT_FIELDS; i++)
		strcat(expected, "[]");
	assert_string_equal(found, expected);
	cut(found, sizeof(found), many, CSVCUT_FIELDS);
	assert_string_equal(found, "!line 1: more than 64 fields");
	/* A NUL, as UTF-16 has many, ends nothing. */
	cut(found, sizeof(found), "a\0\"", 3);
	assert_string_equal(found, "!line 1: field 1: a control character");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
