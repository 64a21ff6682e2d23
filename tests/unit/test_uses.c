/* What a view says that it follows of a query is what changes its table, and nothing else does. */
#include "view/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "output/csv.h"
#include "support/market.h"
#include "view/explain.h"

#define MODEL "z-ai/glm-5.2-20260616"
#define ID    "z-ai/glm-5.2"

/* The query, with one thing of it as it was not before. */
static struct query other(enum view_use use, int variant)
{
	struct query query = query_default();

	query.week = market_day(use == VIEW_WEEK ? "2026-08-03" : "2026-08-10");
	query.subject = use == VIEW_SUBJECT ? "deepseek" : MODEL;
	query.pins[0] = use == VIEW_PINS ? "deepseek" : MODEL;
	query.pins[1] = "openai";
	query.now = 1787364000;
	if (use == VIEW_UNIT)
		query.unit = UNIT_USD;
	if (use == VIEW_MIX && variant == 0)
		query.mix.output = 40;
	if (use == VIEW_MIX && variant == 1)
		query.mix.cached = 7;
	if (use == VIEW_WORKLOAD)
		query.workload = (struct workload){1000, 2000};
	if (use == VIEW_SEGMENTS)
		query.segments = (struct segment_limits){9000000, 8000000};
	if (use == VIEW_PAID)
		query.paid_only = true;
	if (use == VIEW_DENOMINATOR)
		query.denominator = variant ? DENOMINATOR_TOP_10 : DENOMINATOR_IDENTIFIED;
	return query;
}

/* All that is shown of a table; free() it. */
static char *shown(const struct market *market, const struct view *view, const struct query *query)
{
	struct table *table = view_table(view, market->snapshot, query);
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	fprintf(stream, "%s\n", table->title);
	for (size_t i = 0; i < table->n_columns; i++)
		fprintf(stream, "%s %u %d\n", table->columns[i].id, table->columns[i].flags,
			table->columns[i].priority);
	csv_write(table, stream);
	for (size_t i = 0; i < table->n_notes; i++)
		fprintf(stream, "%s\n", table->notes[i].text);
	fclose(stream);
	table_free(table);
	return text;
}

static struct endpoints *two_offers(void)
{
	struct endpoints_builder *builder = endpoints_builder_new();
	struct endpoint endpoint = {
		.provider = "Somebody",
		.tag = "somebody",
		.price = {1000000, 2000000, PRICE_NONE, false},
		.status = ENDPOINT_UP,
		.uptime = ENDPOINT_NO_UPTIME,
	};

	endpoints_builder_open(builder, ID, 1787360000);
	endpoints_builder_add(builder, &endpoint);
	endpoint.tag = "somebody/fast";
	endpoint.price.prompt = 3000000;
	endpoints_builder_add(builder, &endpoint);
	return endpoints_finish(builder);
}

static bool changes(const struct market *market, const struct view *view, enum view_use use,
		    int variant)
{
	struct query query = other(0, 0), varied = other(use, variant);
	char *before = shown(market, view, &query), *after = shown(market, view, &varied);
	bool differ = strcmp(before, after) != 0;

	free(before);
	free(after);
	return differ;
}

static void test_what_changes_a_table(void **state)
{
	struct market market;
	struct endpoints *endpoints = two_offers();

	(void)state;
	market_sample(&market);
	snapshot_set_endpoints(market.snapshot, endpoints);
	endpoints_unref(endpoints);
	for (const struct view *view = views; view->id; view++) {
		if (view->build == explain_build)
			continue;
		for (unsigned use = VIEW_WEEK; use <= VIEW_PINS; use <<= 1) {
			bool first = changes(&market, view, use, 0);
			bool second = changes(&market, view, use, 1);
			bool said = view->uses & use;

			if ((first || second) != said)
				print_error("%s: %u is %ssaid\n", view->id, use,
					    said ? "" : "not ");
			assert_int_equal(first || second, said);
			if (use == VIEW_MIX || use == VIEW_DENOMINATOR)
				assert_int_equal(first, second);
		}
	}
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_changes_a_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
