/* The segments view: limits and sums by hand; a week of the sample computed apart from the program
 * (see test_vendors.c). */
#include "view/segments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"
#include "view/view.h"

#define W11 "2026-03-09"

/* W11 at 97:3: alpha $1.12 per million (mid), beta $2 (premium), anon and alpha:free free, delta
 * and eps unpriced; 2000M tokens, $1760. */
static void test_round_market(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "segments", W11, UNIT_TOKENS);
	assert_row_keys(table, "premium mid ultra-low free unpriced tail");
	assert_integer_cell(table, "premium", "models", VALUE_INTEGER, 1);
	assert_integer_cell(table, "premium", "tokens", VALUE_TOKENS, 600 * MARKET_MILLION);
	assert_real_cell(table, "premium", "token_share", 0.3);
	assert_integer_cell(table, "premium", "usd", VALUE_USD, 1200 * MARKET_DOLLAR);
	assert_true(market_cell(table, "premium", "usd")->approx);
	assert_real_cell(table, "premium", "usd_share", 1200.0 / 1760);
	assert_real_cell(table, "mid", "usd_share", 560.0 / 1760);
	assert_integer_cell(table, "ultra-low", "models", VALUE_INTEGER, 0);
	assert_integer_cell(table, "ultra-low", "tokens", VALUE_TOKENS, 0);
	assert_absent_cell(table, "ultra-low", "usd");
	assert_integer_cell(table, "free", "models", VALUE_INTEGER, 2);
	assert_real_cell(table, "free", "token_share", 0.15);
	assert_string_equal(market_cell(table, "free", "usd")->text, "free");
	assert_integer_cell(table, "unpriced", "models", VALUE_INTEGER, 2);
	assert_real_cell(table, "unpriced", "token_share", 0.1);
	assert_absent_cell(table, "unpriced", "usd");
	assert_real_cell(table, "tail", "token_share", 0.2);
	assert_absent_cell(table, "tail", "models");
	table_free(table);
}

/* A segment begins at its limit: $2 and $0.20 per million, to the micro-dollar. */
static void test_limits(void **state)
{
	static const struct {
		int64_t pico_usd;
		const char *segment;
	} cases[] = {
		{2000000, "premium"},       {1999999, "mid"}, {200000, "mid"},
		{199999, "ultra-low"},      {1, "ultra-low"}, {0, "free"},
		{PRICE_VARIES, "unpriced"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct market market;
		struct table *table;

		market_init(&market, HISTORY_LIVE);
		market_week(&market, W11, 7, HISTORY_EXACT);
		market_row(&market, "us-a/alpha", 7);
		market_listing(&market, "2026-02-01", "us-a/alpha", cases[i].pico_usd,
			       cases[i].pico_usd);
		market_open(&market);
		table = market_table(&market, "segments", W11, UNIT_TOKENS);
		assert_integer_cell(table, cases[i].segment, "tokens", VALUE_TOKENS, 7);
		table_free(table);
		market_done(&market);
	}
}

/* At half output alpha costs $3: the mix in use decides; of paid models none is free. */
static void test_mix_and_paid_only(void **state)
{
	const struct market *market = *state;
	struct table *table;
	struct query query = query_default();

	query.week = market_day(W11);
	query.mix.output = 50;
	query.paid_only = true;
	table = view_table(view_find("segments"), market->snapshot, &query);
	assert_row_keys(table, "premium mid ultra-low unpriced tail");
	assert_integer_cell(table, "premium", "models", VALUE_INTEGER, 2);
	assert_real_cell(table, "premium", "token_share", 1100.0 / 1700);
	table_free(table);
}

/* Alpha costs $1.12: by other limits it is of another segment, and they are said. */
static void test_limits_of_ones_own(void **state)
{
	static const struct {
		struct segment_limits limits;
		const char *segment, *premium, *mid, *ultra_low;
	} cases[] = {
		{{1120000, 500000}, "premium", "$1.12 and more", "$0.50 to $1.12", "under $0.50"},
		{{1120001, 1120000},
		 "mid",
		 "$1.120001 and more",
		 "$1.12 to $1.120001",
		 "under $1.12"},
		{{12500000, 1120001},
		 "ultra-low",
		 "$12.50 and more",
		 "$1.120001 to $12.50",
		 "under $1.120001"},
	};
	const struct market *market = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct query query = query_default();
		struct table *table;

		query.week = market_day(W11);
		query.segments = cases[i].limits;
		table = view_table(view_find("segments"), market->snapshot, &query);
		/* Alpha alone has 500 million tokens. */
		assert_integer_cell(table, cases[i].segment, "tokens", VALUE_TOKENS,
				    (strcmp(cases[i].segment, "premium") == 0 ? 1100 : 500) *
					    MARKET_MILLION);
		assert_text_cell(table, "premium", "limits", cases[i].premium);
		assert_text_cell(table, "mid", "limits", cases[i].mid);
		assert_text_cell(table, "ultra-low", "limits", cases[i].ultra_low);
		table_free(table);
	}
}

static void test_sample(void **state)
{
	static const struct {
		const char *segment;
		int models;
		int64_t tokens;
		double token_share, usd_share;
	} cases[] = {
		{"premium", 15, 9420657619761, 0.125041, 0.733489},
		{"mid", 17, 17085765255039, 0.226780, 0.183097},
		{"ultra-low", 13, 38299991752454, 0.508358, 0.083414},
		{"free", 5, 4965946362870, 0.065913, 0},
	};
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "segments", "2026-08-10", UNIT_USD);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_integer_cell(table, cases[i].segment, "models", VALUE_INTEGER,
				    cases[i].models);
		assert_integer_cell(table, cases[i].segment, "tokens", VALUE_TOKENS,
				    cases[i].tokens);
		assert_real_cell(table, cases[i].segment, "token_share", cases[i].token_share);
		assert_real_cell(table, cases[i].segment, "usd_share", cases[i].usd_share);
	}
	assert_integer_cell(table, "unpriced", "models", VALUE_INTEGER, 0);
	table_free(table);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_market),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_mix_and_paid_only),
		cmocka_unit_test(test_limits_of_ones_own),
		cmocka_unit_test(test_sample),
	};

	return cmocka_run_group_tests(tests, market_round_setup, market_teardown);
}
