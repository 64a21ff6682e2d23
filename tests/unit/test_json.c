/* JSON: what is written is read back by json-c, strictly, and compared with the table. */
#include "output/json.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "support/every.h"
#include "support/market.h"

static struct json_object *read_back(const struct document *document)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *root;
	char *bytes;
	size_t length;
	FILE *stream = open_memstream(&bytes, &length);

	json_write(document, stream);
	fclose(stream);
	assert_int_equal(bytes[length - 1], '\n');
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	root = json_tokener_parse_ex(tokener, bytes, (int)length);
	if (!root)
		fail_msg("%s: %s", document->view->id,
			 json_tokener_error_desc(json_tokener_get_error(tokener)));
	assert_int_equal(json_tokener_get_parse_end(tokener), length);
	json_tokener_free(tokener);
	free(bytes);
	return root;
}

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(object, name, &value))
		fail_msg("no member %s", name);
	return value;
}

static const char *text(struct json_object *object, const char *name)
{
	return json_object_get_string(member(object, name));
}

static void check_series(const struct series *series, struct json_object *json)
{
	size_t n = json_object_array_length(json);

	assert_true(n <= series->n);
	for (size_t i = 0; i < series->n - n; i++)
		assert_true(isnan(series->points[i]));
	for (size_t i = 0; i < n; i++) {
		struct json_object *point = json_object_array_get_idx(json, i);
		double exact = series->points[series->n - n + i];

		assert_int_equal(isnan(exact), point == NULL);
	}
	if (n > 0)
		assert_non_null(json_object_array_get_idx(json, 0));
}

static void check_value(const struct value *value, struct json_object *json)
{
	switch (value->kind) {
	case VALUE_ABSENT:
	case VALUE_WORD:
		assert_null(json);
		break;
	case VALUE_TEXT:
		assert_true(json_object_is_type(json, json_type_string));
		assert_string_equal(json_object_get_string(json), value->text);
		break;
	case VALUE_INTEGER:
	case VALUE_MOVE:
	case VALUE_TOKENS:
	case VALUE_CONTEXT:
		assert_true(json_object_is_type(json, json_type_int));
		assert_true(json_object_get_int64(json) == value->integer);
		break;
	case VALUE_USD: /* to the cent */
		assert_true(fabs(json_object_get_double(json) - (double)value->integer / 1e6) <=
			    0.005 + 1e-9 * fabs((double)value->integer / 1e6));
		break;
	case VALUE_PRICE:
		assert_true(fabs(json_object_get_double(json) - (double)value->integer / 1e6) <
			    1e-9);
		break;
	case VALUE_SHARE:
	case VALUE_GROWTH:
	case VALUE_POINTS:
		assert_true(fabs(json_object_get_double(json) - value->real) <=
			    0.5e-6 + 1e-12 * fabs(value->real));
		break;
	case VALUE_SERIES:
		check_series(value->series, json);
		break;
	}
}

static void check_row(const struct table *table, const struct row *row, struct json_object *json)
{
	struct json_object *values = member(json, "values"), *words = member(json, "words");
	struct json_object *approximate = member(json, "approximate");
	size_t n_values = 0, n_words = 0, n_approximate = 0;

	assert_string_equal(text(json, "key"), row->key);
	assert_string_equal(text(json, "kind"), row->flags & ROW_TAIL    ? "tail"
						: row->flags & ROW_ASIDE ? "aside"
									 : "main");
	for (size_t c = 0; c < table->n_columns; c++) {
		const struct column *column = &table->columns[c];
		const struct value *value = &row->values[c];

		if (!(column->flags & (COLUMN_EXPORT | COLUMN_SERIES)))
			continue;
		n_values++;
		check_value(value, member(values, column->id));
		if (value->text && value->kind != VALUE_TEXT) {
			n_words++;
			assert_string_equal(text(words, column->id), value->text);
		}
		n_approximate += value->approx;
	}
	assert_int_equal(json_object_object_length(values), n_values);
	assert_int_equal(json_object_object_length(words), n_words);
	assert_int_equal(json_object_array_length(approximate), n_approximate);
}

static void check_document(const struct document *document, void *data)
{
	const struct table *table = document->table;
	struct json_object *root = read_back(document), *rows = member(root, "rows");

	(void)data;
	assert_string_equal(text(root, "schema"), "ortop/1");
	assert_string_equal(text(root, "view"), document->view->id);
	assert_string_equal(text(root, "title"), document->title);
	assert_string_equal(text(member(root, "query"), "unit"), unit_word(document->query->unit));
	assert_int_equal(json_object_array_length(rows), table->n_rows);
	for (size_t r = 0; r < table->n_rows; r++)
		check_row(table, &table->rows[r], json_object_array_get_idx(rows, r));
	assert_int_equal(member(root, "empty") == NULL, table->n_rows > 0);
	json_object_put(root);
}

static void test_every_view(void **state)
{
	(void)state;
	assert_true(every_document(check_document, NULL) > 200);
}

/* The names of the market of round numbers, and how the document says where it is from. */
static void test_provenance(void **state)
{
	struct market market;
	struct query query = query_default();
	struct document document;
	struct json_object *root, *week;

	(void)state;
	market_round(&market);
	query.week = market_day("2026-03-09");
	query.sort = "usd";
	query.descending = true;
	query.top = 2;
	query.filter = "a";
	document_init(&document, view_find("models"), market.snapshot, &query,
		      view_table(view_find("models"), market.snapshot, &query));
	root = read_back(&document);
	week = member(root, "week");
	assert_string_equal(text(week, "id"), "2026-W11");
	assert_string_equal(text(week, "first_day"), "2026-03-09");
	assert_string_equal(text(week, "last_day"), "2026-03-15");
	assert_int_equal(json_object_get_int64(member(week, "tokens")), 2000 * MARKET_MILLION);
	assert_string_equal(text(root, "as_of"), "2026-03-16T02:00:00Z");
	assert_non_null(strstr(text(root, "citation"), "CC BY 4.0"));
	assert_non_null(strstr(text(root, "price_rule"), "97% input and 3% output"));
	assert_false(json_object_get_boolean(member(root, "sample")));
	assert_string_equal(text(member(root, "query"), "sort"), "usd");
	assert_int_equal(json_object_get_int(member(member(root, "query"), "top")), 2);
	assert_string_equal(text(member(root, "query"), "filter"), "a");
	json_object_put(root);
	document_done(&document);
	market_done(&market);
}

/* Whatever bytes a text has, what is written is JSON. */
static void test_hostile_bytes(void **state)
{
	static const struct column columns[] = {{"name", "Name", COLUMN_EXPORT, 1, 1, 1}};
	static const char bytes[] =
		"\x01\"\\\n\t\x7f\xc2\x85\xff\xe2\x80\xae</script>\xf0\x9f\x98\x80";
	struct market market;
	struct query query = query_default();
	struct table *table = table_new("models", columns, 1);
	struct document document;
	struct json_object *root, *row;

	(void)state;
	market_round(&market);
	query.week = market_day("2026-03-09");
	table_row(table, "k", 0)->values[0] = value_text(bytes);
	document_init(&document, view_find("models"), market.snapshot, &query, table);
	root = read_back(&document);
	row = json_object_array_get_idx(member(root, "rows"), 0);
	assert_string_equal(text(member(row, "values"), "name"),
			    "\x01\"\\\n\t\x7f\xc2\x85\xef\xbf\xbd\xe2\x80\xae</script>\xf0\x9f\x98"
			    "\x80");
	json_object_put(root);
	document_done(&document);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_view),
		cmocka_unit_test(test_provenance),
		cmocka_unit_test(test_hostile_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
