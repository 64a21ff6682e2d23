/* What columns hold: each has its sentence, and each sentence its column. */
#include "view/glossary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "base/text.h"
#include "support/stage.h"
#include "view/view.h"

/* A help screen of 120 columns shows it on one line, beside the column's title. */
#define LONGEST 90

#define ENTRIES_MAX 256

static bool used[ENTRIES_MAX];

static size_t n_entries(void)
{
	size_t n = 0;

	while (glossary[n].help)
		n++;
	return n;
}

static void use(const char *help)
{
	for (size_t i = 0; glossary[i].help; i++)
		if (glossary[i].help == help)
			used[i] = true;
}

static void check_column(const char *view, const struct column *column)
{
	const char *help = glossary_help(view, column->id);

	if (!help)
		fail_msg("%s: nothing says what %s is", view, column->id);
	assert_in_range(text_width(help), 10, LONGEST);
	assert_int_not_equal(help[strlen(help) - 1], '.');
	use(help);
}

/* Views of a subject have their columns for a model and for a vendor. */
static void check_view(struct stage *stage, const struct view *view, const char *subject)
{
	struct query query = stage->screen.query;
	struct snapshot *snapshot = stage_snapshot(stage, NULL);
	struct table *table;

	query.subject = subject;
	query.subject_view = "models";
	query.subject_column = "tokens";
	query.pins[0] = "tencent/hy3-20260706";
	query.pins[1] = "z-ai";
	table = view_table(view, snapshot, &query);
	assert_true(table->n_columns > 0);
	for (size_t i = 0; i < table->n_columns; i++)
		if (table->columns[i].flags & (COLUMN_SCREEN | COLUMN_EXPORT | COLUMN_SERIES))
			check_column(view->id, &table->columns[i]);
	table_free(table);
	snapshot_unref(snapshot);
}

static void test_every_column_and_no_other(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(n_entries() < ENTRIES_MAX);
	stage_init(&stage, 24, 80, UNIT_TOKENS);
	for (const struct view *view = views; view->id; view++) {
		check_view(&stage, view, "tencent/hy3-20260706");
		check_view(&stage, view, "tencent");
	}
	stage_done(&stage);
	for (size_t i = 0; i < n_entries(); i++)
		if (!used[i])
			fail_msg("no column has this: %s", glossary[i].help);
}

static void test_own_words_before_common_ones(void **state)
{
	(void)state;
	assert_non_null(strstr(glossary_help("regions", "token_share"), "title"));
	assert_non_null(strstr(glossary_help("models", "token_share"), "all tokens"));
	assert_non_null(strstr(glossary_help("detail-days", "tokens"), "of the day"));
	assert_non_null(strstr(glossary_help("detail", "tokens"), "of the week"));
	assert_non_null(strstr(glossary_help("compare", "z-ai/glm-5.2-20260616"), "pinned"));
	assert_string_equal(glossary_help("compare", "price_rule"),
			    "how dollars are made, in words");
}

static void test_unknown_columns(void **state)
{
	(void)state;
	assert_null(glossary_help("models", "colour"));
	assert_null(glossary_help("models", "growth")); /* of vendors */
	assert_null(glossary_help("models", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_column_and_no_other),
		cmocka_unit_test(test_own_words_before_common_ones),
		cmocka_unit_test(test_unknown_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
