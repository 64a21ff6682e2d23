/* The prices view.  In 2026-W11 of the market of round numbers (see support/market.h), 100M in and
 * 3M out cost 100 x 1 + 3 x 5 = $115 with alpha and 100 x 2 + 3 x 2 = $206 with beta; 1M in and 1M
 * out cost $6 and $4. */
#include "view/prices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "support/market.h"

#define W11 "2026-03-09"

static void test_cheapest_first(void **state)
{
	const struct market *market = *state;

	for (enum unit unit = UNIT_TOKENS; unit <= UNIT_USD; unit++) {
		struct table *table = market_table(market, "prices", W11, unit);

		/* Equal ones, and those without a price, by tokens in either unit. */
		assert_row_keys(table, "us-a/alpha:free host/anon us-a/alpha cn-a/beta "
				       "fr-a/delta nobody/eps");
		assert_integer_cell(table, "us-a/alpha", "workload_usd", VALUE_USD,
				    115 * MARKET_DOLLAR);
		assert_integer_cell(table, "cn-a/beta", "workload_usd", VALUE_USD,
				    206 * MARKET_DOLLAR);
		assert_string_equal(table->title, "for 100M in, 3M out");
		table_free(table);
	}
}

/* Both cost $115 for 100M in and 3M out; at 97:3 fewer's 1000 tokens cost 1120 micro-dollars and
 * more's 1001 tokens 1117.  By tokens more is first, in either unit. */
static void test_equal_prices(void **state)
{
	struct market market;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/fewer", 1000);
	market_row(&market, "us-a/more", 1001);
	market_listing(&market, "2026-03-01", "us-a/fewer", 1000000, 5000000);
	market_listing(&market, "2026-03-01", "us-a/more", 1150000, 0);
	market_open(&market);
	for (enum unit unit = UNIT_TOKENS; unit <= UNIT_USD; unit++) {
		struct table *table = market_table(&market, "prices", W11, unit);

		assert_row_keys(table, "us-a/more us-a/fewer");
		table_free(table);
	}
	market_done(&market);
}

static void test_words(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "prices", W11, UNIT_TOKENS);
	assert_integer_cell(table, "host/anon", "workload_usd", VALUE_USD, 0);
	assert_string_equal(market_cell(table, "host/anon", "workload_usd")->text, "free");
	assert_text_cell(table, "host/anon", "price_status", "free");
	assert_word_cell(table, "fr-a/delta", "workload_usd", "varies");
	assert_word_cell(table, "fr-a/delta", "input_usd_per_m", "varies");
	assert_word_cell(table, "nobody/eps", "workload_usd", "not listed");
	assert_absent_cell(table, "nobody/eps", "context");
	assert_text_cell(table, "cn-a/beta", "price_status", "later");
	assert_true(market_cell(table, "cn-a/beta", "workload_usd")->approx);
	assert_false(market_cell(table, "us-a/alpha", "workload_usd")->approx);
	assert_integer_cell(table, "us-a/alpha", "input_usd_per_m", VALUE_PRICE, 1000000);
	assert_integer_cell(table, "us-a/alpha", "output_usd_per_m", VALUE_PRICE, 5000000);
	assert_integer_cell(table, "us-a/alpha", "context", VALUE_CONTEXT, 128000);
	table_free(table);
}

/* A file of these prices says what they are for; the mix of the other views is not used here. */
static void test_workload(void **state)
{
	const struct market *market = *state;
	struct table *table;
	struct query query = query_default();
	const char *rule;

	query.week = market_day(W11);
	query.workload = (struct workload){1000000, 1000000};
	table = prices_build(market->snapshot, &query);
	assert_row_keys(table, "us-a/alpha:free host/anon cn-a/beta us-a/alpha fr-a/delta "
			       "nobody/eps");
	assert_integer_cell(table, "us-a/alpha", "workload_usd", VALUE_USD, 6 * MARKET_DOLLAR);
	rule = market_cell(table, "us-a/alpha", "price_rule")->text;
	assert_non_null(strstr(rule, "1000000 input and 1000000 output"));
	assert_null(strstr(rule, "97"));
	table_free(table);

	/* Past 2^63-1 micro-USD there is no figure, and that is not "listed". */
	query.workload = (struct workload){INT64_MAX, INT64_MAX};
	table = prices_build(market->snapshot, &query);
	assert_word_cell(table, "us-a/alpha", "workload_usd", "unknown");
	table_free(table);
}

static void listing(struct market *market, const char *seen, const char *permaslug,
		    struct price price)
{
	struct listing listing = {
		.id = permaslug,
		.permaslug = permaslug,
		.name = permaslug,
		.seen = (int64_t)market_day(seen) * CALENDAR_DAY_SECONDS,
		.price = price,
	};

	catalog_builder_add(market->listings, &listing);
}

/* Per million: falls from $2 and $4 to $1 and $4, and gains a cache price; 100M and 3M cost 212,
 * then 112.  stays does not change; paid was free; fresh was first seen in the week. */
static void fill_changes(struct market *market)
{
	market_init(market, HISTORY_LIVE);
	market_week(market, W11, 7, HISTORY_EXACT);
	market_row(market, "us-a/falls", 4);
	market_row(market, "us-a/stays", 3);
	market_row(market, "us-a/paid", 2);
	market_row(market, "us-a/fresh", 1);
	listing(market, "2026-03-08", "us-a/falls",
		(struct price){2 * MARKET_DOLLAR, 4 * MARKET_DOLLAR, PRICE_NONE, false});
	listing(market, "2026-03-09", "us-a/falls",
		(struct price){MARKET_DOLLAR, 4 * MARKET_DOLLAR, 100000, true});
	listing(market, "2026-03-01", "us-a/stays",
		(struct price){MARKET_DOLLAR, MARKET_DOLLAR, 250000, true});
	listing(market, "2026-03-01", "us-a/paid", (struct price){0, 0, PRICE_NONE, false});
	listing(market, "2026-03-15", "us-a/paid", (struct price){0, 500000, PRICE_NONE, false});
	listing(market, "2026-03-09", "us-a/fresh", (struct price){9, 9, PRICE_VARIES, false});
	market_open(market);
}

static void test_changes(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	fill_changes(&market);
	table = market_table(&market, "prices", W11, UNIT_TOKENS);
	assert_text_cell(table, "us-a/falls", "price_changes",
			 "in $2 -> $1 -50%, cache none -> $0.1");
	assert_integer_cell(table, "us-a/falls", "prev_input_usd_per_m", VALUE_PRICE,
			    2 * MARKET_DOLLAR);
	assert_integer_cell(table, "us-a/falls", "prev_output_usd_per_m", VALUE_PRICE,
			    4 * MARKET_DOLLAR);
	assert_absent_cell(table, "us-a/falls", "prev_cache_read_usd_per_m");
	assert_real_cell(table, "us-a/falls", "workload_change", 112.0 / 212 - 1);
	assert_integer_cell(table, "us-a/falls", "cache_read_usd_per_m", VALUE_PRICE, 100000);
	assert_absent_cell(table, "us-a/stays", "price_changes");
	assert_absent_cell(table, "us-a/stays", "workload_change");
	assert_integer_cell(table, "us-a/stays", "prev_cache_read_usd_per_m", VALUE_PRICE, 250000);
	assert_text_cell(table, "us-a/paid", "price_changes", "out free -> $0.5");
	assert_absent_cell(table, "us-a/paid", "workload_change");
	assert_word_cell(table, "us-a/paid", "cache_read_usd_per_m", "none");
	/* What it cost before it was listed is not known. */
	assert_absent_cell(table, "us-a/fresh", "price_changes");
	assert_absent_cell(table, "us-a/fresh", "prev_input_usd_per_m");
	assert_line_note(table, "2 of the models changed price since the week before; 2 of the "
				"ranked models also have conditional prices");
	assert_string_equal(table->notes[0].brief,
			    "2 changed price in the week; 2 have conditional prices");
	assert_line_note(table, "most: us-a/falls, in $2 -> $1 -50%");
	table_free(table);
	market_done(&market);
}

/* No change is not the same as none that is known. */
static void test_no_changes(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/stays", 1);
	market_row(&market, "us-a/fresh", 1);
	listing(&market, "2026-03-01", "us-a/stays", (struct price){9, 9, PRICE_NONE, true});
	listing(&market, "2026-03-16", "us-a/fresh", (struct price){9, 9, PRICE_NONE, false});
	market_open(&market);
	table = market_table(&market, "prices", W11, UNIT_TOKENS);
	assert_line_note(table, "no model changed price since the week before; 1 of the ranked "
				"models also has conditional prices");
	assert_string_equal(table->notes[0].brief,
			    "no price changed in the week; 1 has conditional prices");
	table_free(table);
	market_done(&market);

	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/fresh", 1);
	listing(&market, "2026-03-16", "us-a/fresh", (struct price){9, 9, PRICE_NONE, false});
	market_open(&market);
	table = market_table(&market, "prices", W11, UNIT_TOKENS);
	assert_line_note(table, "who changed price is not known: no price of the week before is");
	assert_string_equal(table->notes[0].brief,
			    "no changes known: no prices of the week before");
	table_free(table);
	market_done(&market);
}

static void test_paid_only(void **state)
{
	const struct market *market = *state;
	struct table *table;
	struct query query = query_default();

	query.week = market_day(W11);
	query.paid_only = true;
	table = prices_build(market->snapshot, &query);
	assert_row_keys(table, "us-a/alpha cn-a/beta fr-a/delta nobody/eps");
	assert_string_equal(table->title, "for 100M in, 3M out, paid models only");
	assert_non_null(
		strstr(market_cell(table, "us-a/alpha", "price_rule")->text, "paid models only"));
	assert_word_cell(table, "fr-a/delta", "cache_read_usd_per_m", "varies");
	table_free(table);
}

/* Of the catalogue of 2026-08-16, per million: V4 Flash 0731 $0.14 and $0.28, Hy3 $0.132 and
 * $0.528, Opus 5 $5 and $25: 14.84, 14.784 and 575 for 100M and 3M. */
static void test_sample(void **state)
{
	static const char flash[] = "deepseek/deepseek-v4-flash-20260731";
	static const char hy3[] = "tencent/hy3-20260706";
	static const char opus[] = "anthropic/claude-opus-5-20260723";
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "prices", "2026-08-10", UNIT_TOKENS);
	assert_int_equal(table->n_rows, 50);
	assert_integer_cell(table, flash, "workload_usd", VALUE_USD, 14840000);
	assert_integer_cell(table, hy3, "workload_usd", VALUE_USD, 14784000);
	assert_integer_cell(table, opus, "workload_usd", VALUE_USD, 575 * MARKET_DOLLAR);
	assert_true(table_find_row(table, hy3) < table_find_row(table, flash));
	assert_true(table_find_row(table, flash) < table_find_row(table, opus));
	/* Between the catalogues of 08-09 and 08-16 seven of the ranked models changed; nine have
	 * overrides in the latter. */
	assert_line_note(table, "7 of the models changed price since the week before; 9 of the "
				"ranked models also have conditional prices");
	assert_text_cell(table, flash, "price_changes",
			 "in $0.09 -> $0.14 +56%, out $0.18 -> $0.28 +56%, cache $0.018 -> $0.028 "
			 "+56%");
	assert_absent_cell(table, hy3, "price_changes");
	/* Five models are free; their order is that of their tokens. */
	assert_string_equal(table->rows[0].key, "nvidia/nemotron-3-ultra-550b-a55b-20260604:free");
	assert_string_equal(table->rows[1].key, "poolside/laguna-s-2.1-20260720:free");
	assert_text_cell(table, table->rows[4].key, "price_status", "free");
	assert_text_cell(table, table->rows[5].key, "price_status", "listed");
	table_free(table);
	/* Its price fell from 0.14 to 0.08 and 0.18 in the week after: 8.54. */
	table = market_table(&market, "prices", "2026-08-17", UNIT_TOKENS);
	assert_integer_cell(table, flash, "workload_usd", VALUE_USD, 8540000);
	table_free(table);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cheapest_first), cmocka_unit_test(test_equal_prices),
		cmocka_unit_test(test_words),          cmocka_unit_test(test_workload),
		cmocka_unit_test(test_changes),        cmocka_unit_test(test_no_changes),
		cmocka_unit_test(test_paid_only),      cmocka_unit_test(test_sample),
	};

	return cmocka_run_group_tests(tests, market_round_setup, market_teardown);
}
