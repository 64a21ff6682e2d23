/* The coverage view: on the market of round numbers (see support/market.h), figures worked out on
 * paper; on the sample, figures computed apart from the program (see test_vendors.c). */
#include "view/coverage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"

#define W11 "2026-03-09"

/* Of 2000 tokens 1600 are identified and 1400 priced; delta's router and eps are not. */
static void test_what_has_no_price(void **state)
{
	struct market market;

	(void)state;
	market_round(&market);
	for (enum unit unit = UNIT_TOKENS; unit <= UNIT_USD; unit++) {
		struct table *table = market_table(&market, "coverage", W11, unit);

		assert_string_equal(table->title, "priced 87.5% of identified tokens (70.0% of "
						  "all); unpriced: 2 models");
		assert_row_keys(table, "fr-a/delta nobody/eps");
		assert_text_cell(table, "fr-a/delta", "price_status", "varies");
		assert_text_cell(table, "nobody/eps", "price_status", "not listed");
		assert_text_cell(table, "fr-a/delta", "vendor_name", "France A");
		assert_integer_cell(table, "fr-a/delta", "tokens", VALUE_TOKENS,
				    100 * MARKET_MILLION);
		assert_real_cell(table, "fr-a/delta", "identified_share", 100.0 / 1600);
		assert_real_cell(table, "fr-a/delta", "token_share", 0.05);
		assert_line_note(table, "all other models, 20.0% of all tokens, cannot be priced: "
					"the source does not name them");
		table_free(table);
	}
	market_done(&market);
}

/* A listing that gives no price, and dollars past 2^63-1, are unknown; free has a price. */
static void test_words(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/huge", INT64_MAX - 100);
	market_row(&market, "us-a/riddle", 2);
	market_row(&market, "us-a/gift", 1);
	market_listing(&market, "2026-02-01", "us-a/huge", 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_listing(&market, "2026-02-01", "us-a/riddle", PRICE_NONE, PRICE_NONE);
	market_listing(&market, "2026-02-01", "us-a/gift", 0, 0);
	market_open(&market);
	table = market_table(&market, "coverage", W11, UNIT_TOKENS);
	assert_row_keys(table, "us-a/huge us-a/riddle");
	assert_text_cell(table, "us-a/huge", "price_status", "unknown");
	assert_text_cell(table, "us-a/riddle", "price_status", "unknown");
	assert_string_equal(table->title, "priced 0.0% of identified tokens (0.0% of all); "
					  "unpriced: 2 models");
	table_free(table);
	market_done(&market);
}

/* Everything priced is said; 9,999 of 10,000 is not everything. */
static void test_all_and_nearly_all(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 10000);
	market_week(&market, "2026-03-16", 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 9999);
	market_row(&market, "nobody/eps", 1);
	market_listing(&market, "2026-02-01", "us-a/alpha", 1, 1);
	market_open(&market);
	table = market_table(&market, "coverage", W11, UNIT_TOKENS);
	assert_int_equal(table->n_rows, 0);
	assert_string_equal(table_find_note(table, NOTE_EMPTY),
			    "every identified model has a price");
	assert_string_equal(table->title, "priced 100.0% of identified tokens (100.0% of all); "
					  "unpriced: none");
	table_free(table);
	table = market_table(&market, "coverage", "2026-03-16", UNIT_TOKENS);
	assert_string_equal(table->title, "priced 99.9% of identified tokens (99.9% of all); "
					  "unpriced: 1 model");
	table_free(table);
	market_done(&market);
}

/* W27: of 46719738264038 tokens 43453389673285 are identified; three embedding models, which the
 * catalogue leaves out, have 280797832282 of them. */
static void test_sample(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "coverage", "2026-06-29", UNIT_TOKENS);
	assert_row_keys(table, "openai/text-embedding-3-small qwen/qwen3-embedding-8b "
			       "baai/bge-m3-20251117");
	assert_string_equal(table->title, "priced 99.4% of identified tokens (92.4% of all); "
					  "unpriced: 3 models");
	assert_real_cell(table, "openai/text-embedding-3-small", "identified_share", 0.003447);
	assert_real_cell(table, "baai/bge-m3-20251117", "token_share", 0.001346);
	assert_text_cell(table, "baai/bge-m3-20251117", "price_status", "not listed");
	table_free(table);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_has_no_price),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_all_and_nearly_all),
		cmocka_unit_test(test_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
