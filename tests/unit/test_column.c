/* What a column's values are is said once, and is so in every view, week, unit and row. */
#include "view/column.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/every.h"

static bool is_written(const struct column *column)
{
	return column->flags & (COLUMN_EXPORT | COLUMN_SERIES);
}

static void check_value(const struct document *document, const struct column *column,
			const struct value *value)
{
	enum value_kind kind = column_kind(column, document->query->unit);

	if (value->kind == VALUE_ABSENT || value->kind == VALUE_WORD || kind == VALUE_ABSENT)
		return;
	if (value->kind != kind)
		fail_msg("%s of %s: kind %d, said to be %d", column->id, document->view->id,
			 (int)value->kind, (int)kind);
}

static void check_document(const struct document *document, void *data)
{
	const struct table *table = document->table;
	int *checked = data;

	for (size_t c = 0; c < table->n_columns; c++) {
		const struct column *column = &table->columns[c];

		if (!is_written(column))
			continue;
		/* Only what is compared has the kind of the unit: all else is in the list. */
		if (strcmp(document->view->id, "compare") != 0)
			assert_int_equal(column_kind(column, UNIT_TOKENS),
					 column_kind(column, UNIT_USD));
		for (size_t r = 0; r < table->n_rows; r++, ++*checked)
			check_value(document, column, &table->rows[r].values[c]);
	}
}

static void test_values(void **state)
{
	int checked = 0;

	(void)state;
	assert_true(every_document(check_document, &checked) > 200);
	assert_true(checked > 10000);
}

static void test_units(void **state)
{
	static const struct {
		struct column column;
		enum unit unit;
		const char *word, *counts;
	} cases[] = {
		{{"tokens", "", 0, 0, 0, 0}, UNIT_USD, "tokens", "tokens"},
		{{"usd_low", "", 0, 0, 0, 0}, UNIT_TOKENS, "usd", "usd"},
		{{"input_usd_per_m", "", 0, 0, 0, 0},
		 UNIT_TOKENS,
		 "price",
		 "usd_per_million_tokens"},
		{{"wow", "", 0, 0, 0, 0}, UNIT_TOKENS, "growth", "fraction"},
		{{"gap", "", 0, 0, 0, 0}, UNIT_TOKENS, "points", "fraction"},
		{{"rank", "", 0, 0, 0, 0}, UNIT_TOKENS, "integer", NULL},
		{{"name", "", 0, 0, 0, 0}, UNIT_TOKENS, "text", NULL},
		{{"value", "", 0, 0, 0, 0}, UNIT_TOKENS, "mixed", NULL},
		{{"trend", "", COLUMN_SERIES, 0, 0, 0}, UNIT_TOKENS, "series", "tokens"},
		{{"trend", "", COLUMN_SERIES, 0, 0, 0}, UNIT_USD, "series", "usd"},
		{{"trend", "", COLUMN_SERIES | COLUMN_SHARED, 0, 0, 0},
		 UNIT_USD,
		 "series",
		 "fraction"},
		{{"z-ai/glm-5.2", "", 0, 0, 0, 0}, UNIT_TOKENS, "tokens", "tokens"},
		{{"z-ai/glm-5.2", "", 0, 0, 0, 0}, UNIT_USD, "usd", "usd"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *counts = column_unit(&cases[i].column, cases[i].unit);

		assert_string_equal(column_kind_word(column_kind(&cases[i].column, cases[i].unit)),
				    cases[i].word);
		if (cases[i].counts)
			assert_string_equal(counts, cases[i].counts);
		else
			assert_null(counts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
