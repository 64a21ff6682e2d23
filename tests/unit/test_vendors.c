/* The vendors view: on the market of round numbers (see support/market.h), figures worked out on
 * paper; on the sample, figures computed apart from the program (see test_models.c).
 *
 *	tokens      W10   W11         dollars  W10   W11
 *	us-a        400   700                  448   560
 *	cn-a        300   600                  600  1200
 *	host         50   100                    0     0
 *	all        1000  2000                 1148  1760
 */
#include "view/vendors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"
#include "view/view.h"

#define W11 "2026-03-09"

/* Micro-USD are rounded row by row before they are added up: a cent is sure. */
static void assert_cents(const struct table *table, const char *key, const char *column,
			 int64_t expected)
{
	int64_t off = market_cell(table, key, column)->integer - expected * 10000;

	if (off < -10000 || off > 10000)
		fail_msg("%s of %s is off by %lld micro-USD", column, key, (long long)off);
}

static void test_by_tokens(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "vendors", W11, UNIT_TOKENS);
	assert_row_keys(table, "us-a cn-a fr-a host nobody");
	assert_text_cell(table, "us-a", "vendor_name", "America A");
	assert_text_cell(table, "us-a", "region", "US");
	assert_integer_cell(table, "us-a", "tokens", VALUE_TOKENS, 700 * MARKET_MILLION);
	assert_real_cell(table, "us-a", "token_share", 0.35);
	assert_real_cell(table, "us-a", "wow", 0.75);
	assert_real_cell(table, "us-a", "wow_points", 0.35 - 0.4);
	assert_integer_cell(table, "us-a", "usd", VALUE_USD, 560 * MARKET_DOLLAR);
	assert_real_cell(table, "us-a", "usd_share", 560.0 / 1760);
	assert_real_cell(table, "cn-a", "wow", 1);
	assert_real_cell(table, "cn-a", "wow_points", 0);
	assert_true(market_cell(table, "cn-a", "usd")->approx);
	/* Was not there the week before; not in the map. */
	assert_absent_cell(table, "fr-a", "wow");
	assert_absent_cell(table, "fr-a", "wow_points");
	assert_text_cell(table, "nobody", "vendor_name", "nobody");
	assert_text_cell(table, "nobody", "region", "unidentified");
	/* The bars are the shares, side by side. */
	assert_real_cell(table, "cn-a", "token_bar", 0.3);
	assert_real_cell(table, "cn-a", "usd_bar", 1200.0 / 1760);
	table_free(table);
}

static void test_by_dollars(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "vendors", W11, UNIT_USD);
	assert_row_keys(table, "cn-a us-a host fr-a nobody");
	assert_real_cell(table, "cn-a", "wow", 1);
	assert_real_cell(table, "us-a", "wow", 0.25);
	assert_real_cell(table, "cn-a", "wow_points", 1200.0 / 1760 - 600.0 / 1148);
	table_free(table);
}

/* Only free models: nothing to pay, which is a figure; no price at all: none. */
static void test_free_and_unpriced_vendors(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "vendors", W11, UNIT_TOKENS);
	assert_integer_cell(table, "host", "usd", VALUE_USD, 0);
	assert_string_equal(market_cell(table, "host", "usd")->text, "free");
	assert_real_cell(table, "host", "usd_share", 0);
	assert_word_cell(table, "fr-a", "usd", "varies");
	assert_word_cell(table, "nobody", "usd", "not listed");
	assert_absent_cell(table, "nobody", "usd_share");
	/* All of its tokens bring no dollars: 100M of 2000M. */
	assert_real_cell(table, "host", "gap", -0.05);
	assert_absent_cell(table, "nobody", "gap");
	assert_text_cell(table, "host", "price_status", "free");
	assert_text_cell(table, "fr-a", "price_status", "varies");
	assert_text_cell(table, "nobody", "price_status", "not listed");
	assert_text_cell(table, "us-a", "price_status", "listed");
	assert_text_cell(table, "cn-a", "price_status", "later");
	table_free(table);
}

/* 300 tokens at $2 per million, 100 free, 50 of a router: $0.0006, and not all of it. */
static void test_partly_priced_vendor(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 300);
	market_row(&market, "us-a/alpha:free", 100);
	market_row(&market, "us-a/router", 50);
	market_row(&market, "cn-a/gift", 20);
	market_row(&market, "cn-a/riddle", 10);
	market_row(&market, "fr-a/router", 9);
	market_row(&market, "fr-a/late", 8);
	market_listing(&market, "2026-03-01", "us-a/alpha", 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_listing(&market, "2026-03-01", "us-a/alpha:free", 0, 0);
	market_listing(&market, "2026-03-01", "us-a/router", PRICE_VARIES, PRICE_VARIES);
	market_listing(&market, "2026-03-01", "cn-a/gift", 0, 0);
	market_listing(&market, "2026-04-01", "fr-a/late", 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_open(&market);
	table = market_table(&market, "vendors", W11, UNIT_TOKENS);
	assert_integer_cell(table, "us-a", "usd", VALUE_USD, 600);
	assert_true(market_cell(table, "us-a", "usd")->approx);
	assert_null(market_cell(table, "us-a", "usd")->text);
	/* Also where the larger model is the one without a price. */
	assert_integer_cell(table, "fr-a", "usd", VALUE_USD, 16);
	/* Free as far as it is known, which is neither "free" nor $0. */
	assert_word_cell(table, "cn-a", "usd", "partly");
	assert_text_cell(table, "us-a", "price_status", "partly");
	assert_text_cell(table, "cn-a", "price_status", "partly");
	table_free(table);
	market_done(&market);
}

/* One of two prices was first seen after the week. */
static void test_later_price_in_a_vendor(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 3);
	market_row(&market, "us-a/late", 2);
	market_row(&market, "cn-a/beta", 1);
	market_listing(&market, "2026-03-01", "us-a/alpha", MARKET_DOLLAR, MARKET_DOLLAR);
	market_listing(&market, "2026-04-01", "us-a/late", MARKET_DOLLAR, MARKET_DOLLAR);
	market_listing(&market, "2026-03-01", "cn-a/beta", MARKET_DOLLAR, MARKET_DOLLAR);
	market_open(&market);
	table = market_table(&market, "vendors", W11, UNIT_USD);
	assert_integer_cell(table, "us-a", "usd", VALUE_USD, 5);
	assert_true(market_cell(table, "us-a", "usd")->approx);
	assert_false(market_cell(table, "cn-a", "usd")->approx);
	table_free(table);
	market_done(&market);
}

/* Two days over the same two days: cn-a 300 over 100, us-a 200 over 100; of 600 and of 350. */
static void test_running_week(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "vendors", "2026-03-16", UNIT_TOKENS);
	assert_row_keys(table, "cn-a us-a");
	assert_real_cell(table, "cn-a", "wow", 2);
	assert_real_cell(table, "us-a", "wow", 1);
	assert_real_cell(table, "us-a", "wow_points", 200.0 / 600 - 100.0 / 350);
	table_free(table);
}

static void test_sample_week(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "vendors", "2026-08-10", UNIT_TOKENS);
	assert_string_equal(table->rows[0].key, "deepseek");
	assert_string_equal(table->rows[1].key, "tencent");
	assert_string_equal(table->rows[2].key, "openai");
	assert_string_equal(table->rows[3].key, "google");
	assert_integer_cell(table, "deepseek", "tokens", VALUE_TOKENS, 19774207014073);
	assert_real_cell(table, "deepseek", "token_share", 0.262464);
	assert_real_cell(table, "deepseek", "usd_share", 0.096991);
	assert_real_cell(table, "deepseek", "wow", 0.116318);
	assert_real_cell(table, "deepseek", "wow_points", 0.005916);
	assert_real_cell(table, "xiaomi", "wow_points", -0.028502);
	table_free(table);
	market_done(&market);
}

/* us-a is paid for 560 of 1760 dollars and called for 700 of 2000 tokens. */
static void test_gap(void **state)
{
	const struct market *market = *state;
	struct table *table;
	struct query query = query_default();

	table = market_table(market, "vendors", W11, UNIT_TOKENS);
	assert_real_cell(table, "us-a", "gap", 560.0 / 1760 - 0.35);
	assert_real_cell(table, "cn-a", "gap", 1200.0 / 1760 - 0.3);
	assert_true(market_cell(table, "cn-a", "gap")->approx);
	assert_real_cell(table, "host", "gap", -0.05);
	/* What has no price has no gap. */
	assert_absent_cell(table, "fr-a", "gap");
	table_free(table);
	query.week = market_day(W11);
	query.sort = "gap";
	query.descending = true;
	table = view_table(view_find("vendors"), market->snapshot, &query);
	assert_row_keys(table, "cn-a us-a host fr-a nobody");
	table_free(table);
}

/* Without anon and alpha:free 1700 tokens are left: us-a has 500 of them, cn-a 600. */
static void test_paid_only(void **state)
{
	const struct market *market = *state;
	struct table *table;
	struct query query = query_default();

	query.week = market_day(W11);
	query.paid_only = true;
	table = view_table(view_find("vendors"), market->snapshot, &query);
	assert_row_keys(table, "cn-a us-a fr-a nobody");
	assert_string_equal(table->title, "by tokens, paid models only");
	assert_real_cell(table, "us-a", "token_share", 500.0 / 1700);
	assert_real_cell(table, "us-a", "usd_share", 560.0 / 1760);
	assert_real_cell(table, "us-a", "wow", 0.25);
	assert_real_cell(table, "us-a", "wow_points", 500.0 / 1700 - 400.0 / 950);
	assert_non_null(strstr(market_cell(table, "us-a", "price_rule")->text, "paid models only"));
	table_free(table);
}

/* Every vendor of W33, by a script that shares nothing with the program (bodies as served, days
 * summed, prices as decimals, sums as fractions): low, base and high in cents, and what of all
 * base dollars is theirs, in millionths.  All together $27281640.53, $57711260.47, $99552406.99. */
static void test_dollars_of_a_sample_week(void **state)
{
	static const struct {
		const char *vendor;
		int64_t low, base, high;
		int share, gap;
	} cases[] = {
		{"anthropic", 1407271035, 2994421231, 5347180769, 518863, 436409},
		{"openai", 378605378, 779494214, 1523844860, 135068, 20329},
		{"deepseek", 247325458, 559745105, 678089564, 96991, -165474},
		{"moonshotai", 222394991, 473216791, 845029984, 81997, 63304},
		{"google", 174102425, 357970494, 665339196, 62028, -21992},
		{"tencent", 78212728, 143208254, 229921509, 24815, -107296},
		{"z-ai", 70288720, 141900063, 204755125, 24588, -32869},
		{"x-ai", 51947009, 103357645, 146260819, 17909, 11438},
		{"xiaomi", 28219798, 76208363, 92485877, 13205, -43500},
		{"qwen", 28254686, 62027478, 87774733, 10748, 6864},
		{"minimax", 29115983, 56438364, 90612053, 9779, -13129},
		{"stepfun", 11876812, 22070293, 42257126, 3824, -8996},
		{"upstage", 482581, 935434, 1501844, 162, -3635},
		{"inclusionai", 66448, 132317, 187241, 23, -1634},
		{"nvidia", 0, 0, 0, 0, -40928},
		{"poolside", 0, 0, 0, 0, -22085},
		{"cohere", 0, 0, 0, 0, -2900},
	};
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "vendors", "2026-08-10", UNIT_USD);
	assert_int_equal(table->n_rows, sizeof(cases) / sizeof(cases[0]));
	for (size_t i = 0; i < table->n_rows; i++) {
		const char *vendor = cases[i].vendor;

		assert_true(table_find_row(table, vendor) >= 0);
		assert_cents(table, vendor, "usd_low", cases[i].low);
		assert_cents(table, vendor, "usd", cases[i].base);
		assert_cents(table, vendor, "usd_high", cases[i].high);
		assert_real_cell(table, vendor, "usd_share", cases[i].share / 1e6);
		assert_real_cell(table, vendor, "gap", cases[i].gap / 1e6);
	}
	table_free(table);
	market_done(&market);
}

/* Of a coarse week only nine models are known: shares are at least that, growth is not known; nor
 * is that of the week after. */
static void test_coarse_week(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "vendors", "2026-05-18", UNIT_TOKENS);
	assert_real_cell(table, "deepseek", "token_share", 0.189510);
	assert_true(market_cell(table, "deepseek", "token_share")->approx);
	assert_true(market_cell(table, "deepseek", "usd")->approx);
	assert_absent_cell(table, "deepseek", "wow");
	assert_absent_cell(table, "deepseek", "wow_points");
	table_free(table);
	table = market_table(&market, "vendors", "2026-05-25", UNIT_TOKENS);
	assert_real_cell(table, "deepseek", "token_share", 0.169833);
	assert_false(market_cell(table, "deepseek", "token_share")->approx);
	assert_absent_cell(table, "deepseek", "wow");
	assert_absent_cell(table, "deepseek", "wow_points");
	table_free(table);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_tokens),
		cmocka_unit_test(test_by_dollars),
		cmocka_unit_test(test_free_and_unpriced_vendors),
		cmocka_unit_test(test_partly_priced_vendor),
		cmocka_unit_test(test_later_price_in_a_vendor),
		cmocka_unit_test(test_running_week),
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_paid_only),
		cmocka_unit_test(test_sample_week),
		cmocka_unit_test(test_dollars_of_a_sample_week),
		cmocka_unit_test(test_coarse_week),
	};

	return cmocka_run_group_tests(tests, market_round_setup, market_teardown);
}
