/* What a table says of itself: week, source, sample, what is held, whom to cite. */
#include "view/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"

static void open_document(struct document *document, const struct market *market,
			  struct query *query, const char *view, const char *monday)
{
	*query = query_default();
	query->week = market_day(monday);
	document_init(document, view_find(view), market->snapshot, query,
		      view_table(view_find(view), market->snapshot, query));
}

static void test_live(void **state)
{
	struct market market;
	struct query query;
	struct document document;

	(void)state;
	market_round(&market);
	open_document(&document, &market, &query, "models", "2026-03-09");
	assert_string_equal(document.title, "Models: by tokens");
	assert_ptr_equal(document.week, history_week(market.snapshot->history, query.week));
	assert_string_equal(document.as_of, "2026-03-16T02:00:00Z");
	assert_string_equal(document.source, "OpenRouter (openrouter.ai/rankings), CC BY 4.0");
	assert_string_equal(document.citation, "Source: OpenRouter (openrouter.ai/rankings), as of "
					       "2026-03-16T02:00:00Z. Licensed under CC BY 4.0.");
	assert_non_null(strstr(document.rule, "97% input and 3% output"));
	assert_null(document.sample);
	assert_null(document.held);
	document_done(&document);
	market_done(&market);
}

/* An answer that waits for others makes the figures older than they look. */
static void test_held(void **state)
{
	struct market market;
	struct query query;
	struct document document;

	(void)state;
	market_round(&market);
	market.snapshot->status.held = (struct held){.agreeing = 1};
	snprintf(market.snapshot->status.held.reason, HELD_REASON, "2026-W11 fell");
	open_document(&document, &market, &query, "vendors", "2026-03-09");
	assert_string_equal(document.held, "2026-W11 fell");
	document_done(&document);
	market_done(&market);
}

static void test_sample(void **state)
{
	struct market market;
	struct query query;
	struct document document;

	(void)state;
	market_sample(&market);
	open_document(&document, &market, &query, "regions", "2026-08-10");
	assert_string_equal(document.sample, "SAMPLE of 2026-08-22: built-in figures, not today's");
	assert_non_null(strstr(document.source, "sample, sum of daily top 50"));
	document_done(&document);
	market_done(&market);
}

/* A table of no week in particular takes its source from its rows; without any it cites all the
 * same. */
static void test_of_no_week(void **state)
{
	struct market market;
	struct query query;
	struct document document;

	(void)state;
	market_round(&market);
	open_document(&document, &market, &query, "weeks", "2026-03-09");
	assert_null(document.week);
	assert_null(document.rule);
	assert_string_equal(document.as_of, market_cell(document.table, "2026-W12", "as_of")->text);
	document_done(&document);
	open_document(&document, &market, &query, "providers", "2026-03-09");
	assert_null(document.week);
	assert_null(document.as_of);
	assert_string_equal(document.citation, "Source: OpenRouter (openrouter.ai/rankings). "
					       "Licensed under CC BY 4.0.");
	document_done(&document);
	market_done(&market);
}

static void assert_arranged(const struct query *query, const char *title, const char *arranged)
{
	struct market market;
	struct document document;
	const struct view *view = view_find("models");

	market_round(&market);
	document_init(&document, view, market.snapshot, query,
		      view_table(view, market.snapshot, query));
	assert_string_equal(document.title, title);
	if (arranged)
		assert_string_equal(document.arranged, arranged);
	else
		assert_null(document.arranged);
	document_done(&document);
	market_done(&market);
}

/* Which rows are shown, and in which order; the title counts only what it leads. */
static void test_arranged(void **state)
{
	struct query query = query_default();

	(void)state;
	query.week = market_day("2026-03-09");
	assert_arranged(&query, "Models: by tokens", NULL);
	query.top = 2;
	assert_arranged(&query, "Models: Top 2 by tokens", NULL);
	query.top = 10; /* more than there are */
	assert_arranged(&query, "Models: by tokens", NULL);
	query.top = 2;
	query.sort = "usd";
	query.descending = true;
	assert_arranged(&query, "Models: by tokens", "sorted by Dollars, descending");
	query.filter = "a";
	query.sort = "price_status"; /* only in exports */
	query.descending = false;
	assert_arranged(&query, "Models: by tokens",
			"filter \"a\"; sorted by price_status, ascending");
	query.sort = NULL;
	assert_arranged(&query, "Models: by tokens", "filter \"a\"");
	query.filter = "";
	assert_arranged(&query, "Models: Top 2 by tokens", NULL);
}

static void open_explanation(struct document *document, const struct market *market,
			     struct query *query, const char *of, const char *row)
{
	*query = query_default();
	query->week = market_day("2026-03-16");
	query->subject = "us-a/alpha";
	query->subject_view = of;
	query->subject_row = row;
	query->subject_column = strcmp(of, "providers") == 0 ? "workload_usd" : "tokens";
	document_init(document, view_find("explain"), market->snapshot, query,
		      view_table(view_find("explain"), market->snapshot, query));
}

/* What is explained may be of another week, a day, or of no week at all. */
static void test_explained_row_is_cited(void **state)
{
	static const struct {
		const char *of, *row, *week, *as_of;
	} cases[] = {
		{"detail", "2026-W10", "2026-03-02", "2026-03-09T02:00:00Z"},
		{"weeks", "2026-W11", "2026-03-09", "2026-03-16T02:00:00Z"},
		{"detail-days", "2026-03-10", "2026-03-09", "2026-03-11T02:00:00Z"},
		{"providers", "one", NULL, "2026-03-16T05:46:40Z"},
	};
	struct market market;

	(void)state;
	market_round(&market);
	market_providers(&market, "us-a/alpha");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct query query;
		struct document document;

		open_explanation(&document, &market, &query, cases[i].of, cases[i].row);
		assert_string_equal(document.as_of, cases[i].as_of);
		assert_non_null(strstr(document.citation, cases[i].as_of));
		assert_ptr_equal(document.week, cases[i].week
							? history_week(market.snapshot->history,
								       market_day(cases[i].week))
							: NULL);
		document_done(&document);
	}
	market_done(&market);
}

/* Of the sample's first two weeks the figures are younger than those of the others. */
static void test_sample_has_its_weeks_date(void **state)
{
	struct market market;
	struct query query;
	struct document document;

	(void)state;
	market_sample(&market);
	open_document(&document, &market, &query, "models", "2026-05-11");
	assert_int_equal(strncmp(document.sample, "SAMPLE of ", 10), 0);
	assert_int_equal(strncmp(document.sample + 10, document.as_of, 10), 0);
	document_done(&document);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_live),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_of_no_week),
		cmocka_unit_test(test_arranged),
		cmocka_unit_test(test_explained_row_is_cited),
		cmocka_unit_test(test_sample_has_its_weeks_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
