/* Standings and spans of the market of round numbers (see support/market.h), worked out on paper.
 *
 * 2026-W11 in dollars at 97:3: beta 600 x 2 = 1200, alpha 500 x 1.12 = 560, alpha:free and anon 0;
 * together 1760; delta (varies) and eps (not listed) have none.  W10: beta 600, alpha 448,
 * gamma 100, anon 0; together 1148.
 */
#include "model/ranking.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"

#define W10 "2026-03-02"
#define W11 "2026-03-09"
#define W12 "2026-03-16"

static struct standing *standing_of(const struct market *market, const char *monday,
				    enum grouping grouping, enum measure measure)
{
	struct span span;

	assert_true(span_of_week(market->snapshot->history, market_day(monday), &span));
	return standing_new(market->snapshot, &span, grouping, mix_base, measure);
}

static const struct entry *entry_of(const struct standing *standing, const char *key)
{
	const struct entry *entry = standing_find(standing, key, strlen(key));

	assert_non_null(entry);
	return entry;
}

static void assert_order(const struct standing *standing, const char *const *keys, size_t n)
{
	assert_int_equal(standing->n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(standing->entries[i].key_length, strlen(keys[i]));
		assert_memory_equal(standing->entries[i].key, keys[i], strlen(keys[i]));
	}
}

static void test_by_tokens(void **state)
{
	/* Three models with 100M each: by name. */
	static const char *const order[] = {"cn-a/beta",  "us-a/alpha", "us-a/alpha:free",
					    "fr-a/delta", "host/anon",  "nobody/eps"};
	const struct market *market = *state;
	struct standing *standing;

	standing = standing_of(market, W11, GROUP_MODEL, MEASURE_TOKENS);
	assert_order(standing, order, 6);
	assert_int_equal(standing->total, 2000 * MARKET_MILLION);
	assert_int_equal(standing->tail, 400 * MARKET_MILLION);
	assert_true(standing->has_tail);
	assert_int_equal(standing->identified, 1600 * MARKET_MILLION);
	assert_int_equal(standing->priced, 1400 * MARKET_MILLION);
	assert_int_equal(standing->usd, 1760 * MARKET_DOLLAR);
	assert_int_equal(standing_whole(standing, MEASURE_TOKENS), 2000 * MARKET_MILLION);
	assert_int_equal(standing_whole(standing, MEASURE_USD), 1760 * MARKET_DOLLAR);
	assert_int_equal(standing_rank(standing, entry_of(standing, "nobody/eps"), MEASURE_TOKENS),
			 6);
	assert_null(standing_find(standing, "cn-b/gamma", strlen("cn-b/gamma")));
	assert_int_equal(standing_rank(standing, NULL, MEASURE_TOKENS), 0);
	standing_free(standing);
}

static void test_by_dollars(void **state)
{
	/* What is free costs 0 and ranks by its tokens; what has no price is last and has no rank.
	 */
	static const char *const order[] = {"cn-a/beta", "us-a/alpha", "us-a/alpha:free",
					    "host/anon", "fr-a/delta", "nobody/eps"};
	static const int64_t micro[] = {1200 * MARKET_DOLLAR, 560 * MARKET_DOLLAR, 0, 0, -1, -1};
	const struct market *market = *state;
	struct standing *standing;

	standing = standing_of(market, W11, GROUP_MODEL, MEASURE_USD);
	assert_order(standing, order, 6);
	for (size_t i = 0; i < 6; i++) {
		const struct entry *entry = &standing->entries[i];

		assert_int_equal(entry_value(entry, MEASURE_USD), micro[i]);
		assert_int_equal(standing_rank(standing, entry, MEASURE_USD),
				 micro[i] < 0 ? 0 : (int)i + 1);
		assert_int_equal(entry->free, i == 2 || i == 3);
		/* beta was first listed in the week after. */
		assert_int_equal(entry->later, i == 0);
	}
	standing_free(standing);
}

static void test_groups(void **state)
{
	static const char *const vendors[] = {"us-a", "cn-a", "fr-a", "host", "nobody"};
	static const char *const regions[] = {"US", "CN", REGION_UNIDENTIFIED, "FR"};
	const struct market *market = *state;
	struct standing *standing;
	const struct entry *entry;

	standing = standing_of(market, W11, GROUP_VENDOR, MEASURE_TOKENS);
	assert_order(standing, vendors, 5);
	entry = entry_of(standing, "us-a");
	assert_int_equal(entry->tokens, 700 * MARKET_MILLION);
	assert_int_equal(entry->usd, 560 * MARKET_DOLLAR);
	assert_false(entry->free);
	assert_string_equal(entry->vendor->name, "America A");
	assert_true(entry_of(standing, "host")->free);
	assert_int_equal(entry_value(entry_of(standing, "fr-a"), MEASURE_USD), -1);
	assert_null(entry_of(standing, "nobody")->vendor);
	standing_free(standing);

	standing = standing_of(market, W11, GROUP_REGION, MEASURE_TOKENS);
	assert_order(standing, regions, 4);
	assert_int_equal(entry_of(standing, "CN")->tokens, 600 * MARKET_MILLION);
	/* host has a line with "-", nobody has no line. */
	assert_int_equal(entry_of(standing, REGION_UNIDENTIFIED)->tokens, 200 * MARKET_MILLION);
	assert_int_equal(entry_of(standing, REGION_UNIDENTIFIED)->priced_tokens,
			 100 * MARKET_MILLION);
	standing_free(standing);
}

/* alpha cost 1.12 in W11 and 2 in W12, whose Sunday is the day of the new price. */
static void test_each_week_has_its_prices(void **state)
{
	const struct market *market = *state;
	struct standing *standing;

	standing = standing_of(market, W12, GROUP_MODEL, MEASURE_USD);
	assert_int_equal(entry_of(standing, "us-a/alpha")->usd, 400 * MARKET_DOLLAR);
	assert_int_equal(entry_of(standing, "cn-a/beta")->usd, 600 * MARKET_DOLLAR);
	assert_false(entry_of(standing, "cn-a/beta")->later);
	standing_free(standing);
}

static void test_spans(void **state)
{
	const struct market *market = *state;
	struct span current, previous;
	struct standing *standing;

	assert_false(span_of_week(market->snapshot->history, market_day("2026-02-23"), &current));
	assert_false(
		span_compared(market->snapshot->history, market_day(W10), &current, &previous));
	assert_false(span_compared(market->snapshot->history, market_day("2026-03-23"), &current,
				   &previous));
	assert_true(span_compared(market->snapshot->history, market_day(W11), &current, &previous));
	assert_int_equal(current.n, 1);
	assert_int_equal(previous.buckets[0]->total, 1000 * MARKET_MILLION);

	/* The running week: Monday and Tuesday, against Monday and Tuesday. */
	assert_true(span_compared(market->snapshot->history, market_day(W12), &current, &previous));
	assert_int_equal(current.n, 2);
	assert_int_equal(previous.n, 2);
	assert_int_equal(previous.monday, market_day(W11));
	standing = standing_new(market->snapshot, &current, GROUP_MODEL, mix_base, MEASURE_TOKENS);
	assert_int_equal(standing->total, 600 * MARKET_MILLION);
	assert_int_equal(entry_of(standing, "cn-a/beta")->tokens, 300 * MARKET_MILLION);
	assert_false(entry_of(standing, "cn-a/beta")->partial);
	standing_free(standing);
	standing = standing_new(market->snapshot, &previous, GROUP_MODEL, mix_base, MEASURE_USD);
	assert_int_equal(standing->total, 350 * MARKET_MILLION);
	assert_int_equal(standing->tail, 150 * MARKET_MILLION);
	assert_true(entry_of(standing, "cn-a/beta")->partial);
	/* At the prices of W11: 100 x 1.12 and 100 x 2. */
	assert_int_equal(entry_of(standing, "us-a/alpha")->usd, 112 * MARKET_DOLLAR);
	assert_int_equal(standing->usd, 312 * MARKET_DOLLAR);
	standing_free(standing);
}

/* A week is compared with one of the same length: not 2025-W02 with W01 (5 days), and not when a
 * day of the running week is missing. */
static void test_unlike_spans(void **state)
{
	struct market market;
	struct span current, previous;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2024-12-30", 5, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 1);
	market_week(&market, "2025-01-06", 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 1);
	market_week(&market, "2025-01-13", 2, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 1);
	market_date(&market, "2025-01-06");
	market_date(&market, "2025-01-07");
	market_date(&market, "2025-01-14");
	market_open(&market);
	assert_false(span_compared(market.snapshot->history, market_day("2025-01-06"), &current,
				   &previous));
	assert_false(span_compared(market.snapshot->history, market_day("2025-01-13"), &current,
				   &previous));
	market_done(&market);
}

/* Two days of 2^63-1 tokens: sums stay at the top.  At $2 per million the dollars of such a row are
 * out of range: it has none, and that is not 0. */
static void test_sums_near_the_top(void **state)
{
	struct market market;
	struct span current, previous;
	struct standing *standing;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", INT64_MAX);
	market_week(&market, W12, 2, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", INT64_MAX);
	for (const char *const *date =
		     (const char *const[]){W11, "2026-03-10", W12, "2026-03-17", NULL};
	     *date; date++) {
		market_date(&market, *date);
		market_row(&market, "us-a/alpha", INT64_MAX - 1);
		market_row(&market, "other", 1);
	}
	market_listing(&market, "2026-02-01", "us-a/alpha", 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_open(&market);
	assert_true(span_compared(market.snapshot->history, market_day(W12), &current, &previous));
	standing = standing_new(market.snapshot, &current, GROUP_MODEL, mix_base, MEASURE_USD);
	assert_true(standing->total == INT64_MAX);
	assert_int_equal(standing->tail, 2);
	assert_true(standing->entries[0].tokens == INT64_MAX);
	assert_int_equal(entry_value(&standing->entries[0], MEASURE_USD), -1);
	assert_int_equal(standing_rank(standing, &standing->entries[0], MEASURE_USD), 0);
	assert_int_equal(standing->priced, 0);
	standing_free(standing);
	market_done(&market);
}

/* Without alpha:free and anon: 1700 of 2000 tokens, 1300 of them named, 1100 priced; the dollars
 * stay, and so does the tail.  us-a has alpha alone. */
static void test_paid_only(void **state)
{
	static const char *const order[] = {"cn-a/beta", "us-a/alpha", "fr-a/delta", "nobody/eps"};
	const struct market *market = *state;
	struct span span;
	struct standing *standing;

	assert_true(span_of_week(market->snapshot->history, market_day(W11), &span));
	assert_false(span.paid_only);
	span.paid_only = true;
	standing = standing_new(market->snapshot, &span, GROUP_MODEL, mix_base, MEASURE_TOKENS);
	assert_order(standing, order, 4);
	assert_int_equal(standing->total, 1700 * MARKET_MILLION);
	assert_int_equal(standing->tail, 400 * MARKET_MILLION);
	assert_int_equal(standing->identified, 1300 * MARKET_MILLION);
	assert_int_equal(standing->priced, 1100 * MARKET_MILLION);
	assert_int_equal(standing->usd, 1760 * MARKET_DOLLAR);
	assert_int_equal(standing->unpriced, 2);
	standing_free(standing);
	standing = standing_new(market->snapshot, &span, GROUP_VENDOR, mix_base, MEASURE_TOKENS);
	assert_int_equal(entry_of(standing, "us-a")->tokens, 500 * MARKET_MILLION);
	assert_null(standing_find(standing, "host", 4));
	standing_free(standing);
}

/* No model of the market has a cache price: low is base.  High is 3:1: alpha 500 x (0.75 + 1.25) =
 * 1000, beta 1200. */
static void test_band(void **state)
{
	const struct market *market = *state;
	struct standing *standing;

	standing = standing_of(market, W11, GROUP_REGION, MEASURE_USD);
	assert_int_equal(standing->usd_low, 1760 * MARKET_DOLLAR);
	assert_int_equal(standing->usd_high, 2200 * MARKET_DOLLAR);
	assert_int_equal(entry_of(standing, "US")->usd_high, 1000 * MARKET_DOLLAR);
	assert_int_equal(entry_of(standing, "CN")->usd_high, 1200 * MARKET_DOLLAR);
	standing_free(standing);
}

static void test_shares_and_growth(void **state)
{
	(void)state;
	assert_true(ranking_share(1, 4) == 0.25);
	assert_true(ranking_share(0, 4) == 0);
	assert_true(isnan(ranking_share(-1, 4)));
	assert_true(isnan(ranking_share(0, 0)));
	assert_true(ranking_growth(3, 4) == -0.25);
	assert_true(ranking_growth(0, 4) == -1);
	assert_true(isnan(ranking_growth(4, 0)));
	assert_true(isnan(ranking_growth(4, -1)));
	assert_true(isnan(ranking_growth(-1, 4)));
}

static void test_names(void **state)
{
	static const struct {
		const char *permaslug, *name, *shown;
	} cases[] = {
		{"us-a/x-20260101", "America A: X 1: Preview", "X 1: Preview"},
		{"us-a/owl", "Owl Alpha", "Owl Alpha"},
		{"us-a/x-20260101:free", NULL, "x-20260101:free"},
		{"bare", NULL, "bare"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct listing listing = {.name = cases[i].name};
		struct entry entry = {.key = cases[i].permaslug,
				      .key_length = strlen(cases[i].permaslug)};

		if (cases[i].name)
			entry.quote.listing = &listing;
		assert_string_equal(entry_name(&entry), cases[i].shown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_tokens),
		cmocka_unit_test(test_by_dollars),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_each_week_has_its_prices),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_unlike_spans),
		cmocka_unit_test(test_sums_near_the_top),
		cmocka_unit_test(test_paid_only),
		cmocka_unit_test(test_band),
		cmocka_unit_test(test_shares_and_growth),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, market_round_setup, market_teardown);
}
