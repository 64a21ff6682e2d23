/* The providers of a model: order, cells, and what is said where there are none. */
#include "view/providers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"
#include "view/view.h"

#define MODEL "us-a/alpha"
#define NOW   INT64_C(1780000000)

static struct endpoint offer(const char *provider, const char *tag, int64_t input, int64_t output)
{
	return (struct endpoint){
		.provider = provider,
		.tag = tag,
		.price = {input, output, PRICE_NONE, false},
		.status = ENDPOINT_UP,
		.uptime = ENDPOINT_NO_UPTIME,
	};
}

/* For 100M in and 3M out, in $: dear 1000 + 15 = 1015, cheap 100 + 15 = 115, gratis 0, twin 200 + 0
 * = 200; router varies. */
static struct endpoints *five_offers(const struct endpoints_state *state)
{
	struct endpoints_builder *builder = endpoints_builder_new();
	struct endpoint dear = offer("Dear", "dear", 10 * MARKET_DOLLAR, 5 * MARKET_DOLLAR);
	struct endpoint cheap = offer("Cheap", "twin", MARKET_DOLLAR, 5 * MARKET_DOLLAR);
	struct endpoint router = offer("Router", "router", PRICE_VARIES, PRICE_VARIES);
	struct endpoint gratis = offer("Gratis", "gratis", 0, 0);
	struct endpoint twin = offer("Cheap", "twin", 2 * MARKET_DOLLAR, 0);

	dear.quantization = "bf16";
	dear.context = 131072;
	dear.max_output = 8192;
	dear.price.cache_read = MARKET_DOLLAR / 2;
	dear.discount = 438;
	dear.uptime = 994;
	gratis.status = -2;
	router.status = ENDPOINT_NO_STATUS;
	router.price.cache_read = PRICE_VARIES;
	endpoints_builder_open(builder, MODEL, NOW - 180);
	endpoints_builder_add(builder, &dear);
	endpoints_builder_add(builder, &cheap);
	endpoints_builder_add(builder, &router);
	endpoints_builder_add(builder, &gratis);
	endpoints_builder_add(builder, &twin);
	if (state)
		endpoints_builder_state(builder, MODEL, state);
	return endpoints_finish(builder);
}

/* Takes over the endpoints. */
static struct table *build(struct market *market, struct endpoints *endpoints, const char *subject)
{
	struct query query = query_default();

	snapshot_set_endpoints(market->snapshot, endpoints);
	endpoints_unref(endpoints);
	query.week = market_day("2026-03-09");
	query.subject = subject;
	query.now = NOW;
	return view_table(view_find("providers"), market->snapshot, &query);
}

static void test_cells(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_round(&market);
	table = build(&market, five_offers(NULL), MODEL);
	assert_string_equal(table->title, "of alpha, cheapest first");
	assert_row_keys(table, "gratis twin twin#2 dear router");
	assert_text_cell(table, "dear", "model", MODEL);
	assert_text_cell(table, "dear", "provider", "Dear");
	assert_text_cell(table, "twin#2", "tag", "twin");
	assert_text_cell(table, "dear", "quantization", "bf16");
	assert_absent_cell(table, "twin", "quantization");
	assert_integer_cell(table, "dear", "input_usd_per_m", VALUE_PRICE, 10 * MARKET_DOLLAR);
	assert_integer_cell(table, "dear", "cache_read_usd_per_m", VALUE_PRICE, MARKET_DOLLAR / 2);
	assert_absent_cell(table, "twin", "cache_read_usd_per_m");
	assert_integer_cell(table, "dear", "workload_usd", VALUE_USD, 1015 * MARKET_MILLION);
	assert_integer_cell(table, "twin#2", "workload_usd", VALUE_USD, 200 * MARKET_MILLION);
	assert_real_cell(table, "dear", "discount", 0.438);
	assert_string_equal(market_cell(table, "twin", "discount")->text, "none");
	assert_integer_cell(table, "dear", "context", VALUE_CONTEXT, 131072);
	assert_absent_cell(table, "twin", "context");
	assert_integer_cell(table, "dear", "max_output", VALUE_CONTEXT, 8192);
	assert_string_equal(market_cell(table, "dear", "status")->text, "up");
	assert_integer_cell(table, "gratis", "status", VALUE_INTEGER, -2);
	assert_null(market_cell(table, "gratis", "status")->text);
	assert_real_cell(table, "dear", "uptime", 0.994);
	assert_word_cell(table, "twin", "uptime", "unknown");
	assert_text_cell(table, "dear", "as_of", "2026-05-28T20:23:40Z");
	assert_line_note(table, "fetched 3 min ago");
	table_free(table);
	market_done(&market);
}

/* Free, varying and unknown are three words, none of them 0. */
static void test_words(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_round(&market);
	table = build(&market, five_offers(NULL), MODEL);
	assert_string_equal(market_cell(table, "gratis", "input_usd_per_m")->text, "free");
	assert_string_equal(market_cell(table, "gratis", "workload_usd")->text, "free");
	assert_word_cell(table, "router", "input_usd_per_m", "varies");
	assert_word_cell(table, "router", "cache_read_usd_per_m", "varies");
	assert_word_cell(table, "router", "workload_usd", "varies");
	assert_word_cell(table, "router", "status", "unknown");
	table_free(table);
	market_done(&market);
}

static void assert_empty_says(const char *subject, struct endpoints *endpoints, bool unknown,
			      const char *says)
{
	struct market market;
	struct table *table;

	market_round(&market);
	table = build(&market, endpoints, subject);
	assert_int_equal(table->n_rows, 0);
	assert_int_equal(table->unknown, unknown);
	assert_string_equal(table_find_note(table, NOTE_EMPTY), says);
	assert_string_equal(table->title, !subject ? "cheapest first"
					  : strcmp(subject, MODEL) == 0
						  ? "of alpha, cheapest first"
						  : "of us-a, cheapest first");
	table_free(table);
	market_done(&market);
}

static struct endpoints *only(const struct endpoints_state *state)
{
	struct endpoints_builder *builder = endpoints_builder_new();

	endpoints_builder_state(builder, MODEL, state);
	return endpoints_finish(builder);
}

static struct endpoints *nobody(void)
{
	struct endpoints_builder *builder = endpoints_builder_new();

	endpoints_builder_open(builder, MODEL, NOW);
	return endpoints_finish(builder);
}

static void test_why_there_are_none(void **state)
{
	const struct endpoints_state loading = {.loading = true};
	const struct endpoints_state delisted = {.delisted = true, .http = 404};
	const struct endpoints_state limited = {
		.trouble = TROUBLE_RATE_LIMITED, .http = 429, .detail = "slow down"};
	const struct endpoints_state offline = {.trouble = TROUBLE_OFFLINE};

	(void)state;
	assert_empty_says(NULL, NULL, false, "the providers of which model?");
	assert_empty_says("us-a", NULL, true,
			  "us-a is not in the catalogue: no providers are known");
	assert_empty_says(MODEL, NULL, true, "the providers of alpha were not asked for yet");
	assert_empty_says(MODEL, only(&loading), true, "asking for the providers of alpha ...");
	assert_empty_says(MODEL, only(&delisted), false,
			  "alpha is listed no more (404): it has no providers");
	assert_empty_says(MODEL, only(&limited), true,
			  "no providers of alpha yet: rate limited (429): slow down; tried again "
			  "when the server allows");
	assert_empty_says(MODEL, only(&offline), true,
			  "no providers of alpha yet: offline; check the network connection");
	assert_empty_says(MODEL, nobody(), false, "nobody serves alpha now");
}

static void test_offline_mode(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_round(&market);
	market.snapshot->status.offline_mode = true;
	table = build(&market, NULL, MODEL);
	assert_string_equal(table_find_note(table, NOTE_EMPTY),
			    "the providers of alpha were never fetched, and --offline asks "
			    "nothing");
	table_free(table);
	market_done(&market);
}

/* Old rows stay, with the reason why they are no newer. */
static void test_old_rows(void **state)
{
	const struct endpoints_state loading = {.loading = true, .trouble = TROUBLE_SERVER};
	const struct endpoints_state delisted = {.delisted = true};
	const struct endpoints_state failed = {.trouble = TROUBLE_SERVER, .http = 502};
	struct market market;
	struct table *table;

	(void)state;
	market_round(&market);
	table = build(&market, five_offers(&loading), MODEL);
	assert_int_equal(table->n_rows, 5);
	assert_line_note(table, "fetched 3 min ago; asking again ...");
	table_free(table);
	table = build(&market, five_offers(&delisted), MODEL);
	assert_line_note(table, "fetched 3 min ago; the model is listed no more (404)");
	table_free(table);
	table = build(&market, five_offers(&failed), MODEL);
	assert_line_note(table, "fetched 3 min ago; server error (502); wait: it is tried again by "
				"itself");
	table_free(table);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_why_there_are_none),
		cmocka_unit_test(test_offline_mode),
		cmocka_unit_test(test_old_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
