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
	assert_string_equal(document.title, "Models: Top 10 by tokens");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_live),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_of_no_week),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
