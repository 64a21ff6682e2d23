/* Prices: which one a week takes, what kind it is, and dollars to the last micro-USD. */
#include "model/price.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define W21 20591 /* 2026-05-18, whose Sunday is 2026-05-24 */

#define SUNDAY_LAST_SECOND 1779667199 /* 2026-05-24T23:59:59Z */

#define MILLION_MICRO 1000000

static struct catalog *catalog_at(int64_t seen, int64_t prompt, int64_t completion)
{
	const struct listing listing = {
		.id = "a/x",
		.permaslug = "a/x",
		.name = "A: X",
		.seen = seen,
		.price = {.prompt = prompt, .completion = completion, .cache_read = PRICE_NONE},
	};
	struct catalog_builder *builder = catalog_builder_new();

	catalog_builder_add(builder, &listing);
	catalog_builder_checked(builder, seen);
	return catalog_finish(builder);
}

static struct quote quote_of(int64_t input, int64_t output)
{
	return (struct quote){.status = PRICE_LISTED, .input = input, .output = output};
}

static void test_week_is_priced_by_its_sunday(void **state)
{
	struct catalog *catalog = catalog_at(SUNDAY_LAST_SECOND, 100000, 400000);
	struct quote quote = price_quote(catalog, "a/x", W21);

	(void)state;
	assert_int_equal(quote.status, PRICE_LISTED);
	assert_false(quote.later);
	assert_int_equal(quote.input, 100000);
	assert_int_equal(quote.output, 400000);
	assert_ptr_equal(quote.listing, &catalog->listings[0]);
	assert_int_equal(price_quote(catalog, "a/x", W21 + 7).status, PRICE_LISTED);
	catalog_unref(catalog);

	catalog = catalog_at(SUNDAY_LAST_SECOND + 1, 100000, 400000);
	quote = price_quote(catalog, "a/x", W21);
	assert_int_equal(quote.status, PRICE_LATER);
	assert_true(quote.later);
	assert_int_equal(quote.input, 100000);
	assert_int_equal(price_quote(catalog, "a/x", W21 + 7).status, PRICE_LISTED);
	catalog_unref(catalog);
}

static void test_kinds_of_price(void **state)
{
	static const struct {
		int64_t prompt, completion;
		enum price_status status;
		bool known;
	} kinds[] = {
		{1, 1, PRICE_LISTED, true},
		{0, 1, PRICE_LISTED, true},
		{1, 0, PRICE_LISTED, true},
		{0, 0, PRICE_FREE, true},
		{PRICE_VARIES, PRICE_VARIES, PRICE_VARYING, false},
		{PRICE_VARIES, 5, PRICE_VARYING, false},
		{0, PRICE_VARIES, PRICE_VARYING, false},
		{PRICE_NONE, PRICE_VARIES, PRICE_VARYING, false},
		{PRICE_NONE, PRICE_NONE, PRICE_UNKNOWN, false},
		{PRICE_NONE, 5, PRICE_UNKNOWN, false},
		{0, PRICE_NONE, PRICE_UNKNOWN, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct catalog *catalog = catalog_at(1, kinds[i].prompt, kinds[i].completion);
		struct quote quote = price_quote(catalog, "a/x", W21);
		int64_t micro = -7;

		assert_int_equal(quote.status, kinds[i].status);
		assert_int_equal(price_known(&quote), kinds[i].known);
		assert_int_equal(quote.input, kinds[i].known ? kinds[i].prompt : PRICE_NONE);
		assert_int_equal(quote.output, kinds[i].known ? kinds[i].completion : PRICE_NONE);
		assert_non_null(quote.listing);
		assert_int_equal(price_usd(&quote, mix_base, 1, &micro), kinds[i].known);
		assert_int_equal(micro == -7, !kinds[i].known);
		assert_int_equal(price_usd(&quote, mix_base, 0, &micro), kinds[i].known);
		catalog_unref(catalog);
	}
}

/* As long as no answer of the source was seen, a model without a listing need not be unlisted; one
 * with a listing has its price. */
static void test_pending(void **state)
{
	const struct listing listing = {.id = "a/x",
					.permaslug = "a/x",
					.name = "A: X",
					.seen = 1000,
					.price = {.prompt = 5, .completion = 6}};
	struct catalog_builder *builder = catalog_builder_new();
	struct catalog *catalog;
	struct quote quote;
	int64_t micro;

	(void)state;
	catalog_builder_add(builder, &listing);
	catalog = catalog_finish(builder);
	quote = price_quote(catalog, "a/y", W21);
	assert_int_equal(quote.status, PRICE_PENDING);
	assert_false(price_known(&quote));
	assert_false(price_usd(&quote, mix_base, 1, &micro));
	assert_int_equal(price_quote(catalog, "a/x", W21).status, PRICE_LISTED);
	catalog_unref(catalog);
}

static void test_free_and_unknown(void **state)
{
	struct catalog *catalog = catalog_at(SUNDAY_LAST_SECOND + 1, 0, 0);
	struct quote quote = price_quote(catalog, "a/x", W21);
	int64_t micro = -7;

	(void)state;
	assert_int_equal(quote.status, PRICE_FREE);
	assert_true(quote.later);
	assert_true(price_usd(&quote, mix_base, INT64_MAX, &micro));
	assert_int_equal(micro, 0);
	quote = price_quote(catalog, "a/x:free", W21);
	assert_int_equal(quote.status, PRICE_UNLISTED);
	assert_null(quote.listing);
	assert_false(quote.later);
	assert_int_equal(quote.input, PRICE_NONE);
	assert_int_equal(quote.output, PRICE_NONE);
	micro = -7;
	assert_false(price_usd(&quote, mix_base, 1, &micro));
	assert_false(price_workload(&quote, (struct workload){1, 1}, &micro));
	assert_int_equal(micro, -7);
	catalog_unref(catalog);
}

/* Expected: tokens x (0.97 x input + 0.03 x output), in decimal arithmetic of 60 digits, half up.
 */
static void test_dollars_of_tokens(void **state)
{
	static const struct {
		int64_t tokens, input, output, micro;
	} cases[] = {
		{3430000000000, 100000, 400000, 373870000000},
		{1234567890123, 3000000, 15000000, 4148148110813},
		{987654321987654321, 75, 301, 80770370452150},
		{7, 1250000, 10000000, 11},
		{46116860184273, 30000000, 180000000, 1591031676357419}, /* ...418.5 */
		{999999999999, 600000, 2200000, 647999999999},
		{0, 600000, 2200000, 0},
		{1, 500000, 500000, 1}, /* 0.5 */
		{1, 499999, 499999, 0},
		{1, 0, 16666666, 0}, /* 0.49999998 */
		{1, 0, 16666667, 1},
	};

	(void)state;
	assert_int_equal(mix_base.output, 3);
	assert_int_equal(mix_base.cached, 68);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct quote quote = quote_of(cases[i].input, cases[i].output);
		int64_t micro = -7;

		assert_true(price_usd(&quote, mix_base, cases[i].tokens, &micro));
		assert_int_equal(micro, cases[i].micro);
	}
}

/* 4M tokens at $2 and $10 per million: the 3:1 blend, all input, all output. */
static void test_mix_splits_tokens(void **state)
{
	struct quote quote = quote_of(2000000, 10000000);
	int64_t micro;

	(void)state;
	assert_true(price_usd(&quote, (struct mix){.output = 25}, 4000000, &micro));
	assert_int_equal(micro, 16 * MILLION_MICRO);
	assert_true(price_usd(&quote, (struct mix){.output = 0}, 4000000, &micro));
	assert_int_equal(micro, 8 * MILLION_MICRO);
	assert_true(price_usd(&quote, (struct mix){.output = 100}, 4000000, &micro));
	assert_int_equal(micro, 40 * MILLION_MICRO);
}

/* At $1 per million tokens a token costs one micro-USD, so the largest count is the largest sum. */
static void test_what_does_not_fit_is_refused(void **state)
{
	struct quote quote = quote_of(1000000, 1000000);
	int64_t micro = -7;

	(void)state;
	assert_true(price_usd(&quote, mix_base, INT64_MAX, &micro));
	assert_true(micro == INT64_MAX);
	micro = -7;
	quote = quote_of(1000001, 1000001);
	assert_false(price_usd(&quote, mix_base, INT64_MAX, &micro));
	quote = quote_of(INT64_MAX, INT64_MAX);
	assert_false(price_usd(&quote, mix_base, INT64_MAX, &micro));
	assert_false(price_workload(&quote, (struct workload){INT64_MAX, INT64_MAX}, &micro));
	/* Two products just above 2^127, so that their sum wraps around to a small one. */
	quote = quote_of(368934881474191033, 368934881474191033);
	assert_false(price_usd(&quote, (struct mix){.output = 50}, INT64_MAX, &micro));
	quote = quote_of(1000000, 1000000);
	assert_false(price_workload(&quote, (struct workload){INT64_MAX, 1}, &micro));
	assert_int_equal(micro, -7);
	assert_true(price_workload(&quote, (struct workload){INT64_MAX - 1, 1}, &micro));
	assert_true(micro == INT64_MAX);
}

/* 1M tokens at $2 in and $10 out per million, $0.20 from cache.  At 97:3 base is 0.97 x 2 + 0.03 x
 * 10 = 2.24; low 0.97 x (0.68 x 0.20 + 0.32 x 2) + 0.30 = 0.97 x 0.776 + 0.30 = 1.05272; high
 * 0.75 x 2 + 0.25 x 10 = 4. */
static void test_band(void **state)
{
	struct quote quote = quote_of(2000000, 10000000);
	struct dollars dollars;

	(void)state;
	quote.cache_read = 200000;
	assert_true(price_dollars(&quote, mix_base, 1000000, &dollars));
	assert_int_equal(dollars.low, 1052720);
	assert_int_equal(dollars.base, 2240000);
	assert_int_equal(dollars.high, 4000000);
	/* Half of half the input from cache: 0.5 x (0.5 x 0.2 + 0.5 x 2) + 0.5 x 10 = 5.55; the
	 * base of 6 is above 3:1. */
	assert_true(price_dollars(&quote, (struct mix){50, 50}, 1000000, &dollars));
	assert_int_equal(dollars.low, 5550000);
	assert_int_equal(dollars.base, 6000000);
	assert_int_equal(dollars.high, 6000000);
	/* Cached input for nothing. */
	quote.cache_read = 0;
	assert_true(price_dollars(&quote, (struct mix){0, 100}, 1000000, &dollars));
	assert_int_equal(dollars.low, 0);
	assert_int_equal(dollars.base, 2000000);
	assert_int_equal(dollars.high, 4000000);
}

/* No cache price, or one above the input's, leaves low at base; output that is cheaper than input
 * leaves high there. */
static void test_band_is_ordered(void **state)
{
	struct quote quote = quote_of(2000000, 1000000);
	struct dollars dollars;

	(void)state;
	quote.cache_read = PRICE_NONE;
	assert_true(price_dollars(&quote, mix_base, 1000000, &dollars));
	assert_int_equal(dollars.low, 1970000);
	assert_int_equal(dollars.base, 1970000);
	assert_int_equal(dollars.high, 1970000);
	quote.cache_read = 2000001;
	assert_true(price_dollars(&quote, mix_base, 1000000, &dollars));
	assert_int_equal(dollars.low, 1970000);
	/* All in range but high, which is held. */
	quote = quote_of(1000000, 4000000);
	assert_true(price_dollars(&quote, (struct mix){.output = 0}, INT64_MAX, &dollars));
	assert_true(dollars.base == INT64_MAX);
	assert_true(dollars.high == INT64_MAX);
	quote.status = PRICE_VARYING;
	assert_false(price_dollars(&quote, mix_base, 1, &dollars));
}

static void test_cache_read_of_a_listing(void **state)
{
	static const int64_t listed[] = {PRICE_NONE, PRICE_VARIES, 0, 7};
	static const int64_t quoted[] = {PRICE_NONE, PRICE_NONE, 0, 7};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct listing listing = {
			.id = "a/x",
			.permaslug = "a/x",
			.name = "A: X",
			.seen = 1,
			.price = {.prompt = 9, .completion = 9, .cache_read = listed[i]},
		};
		struct catalog_builder *builder = catalog_builder_new();
		struct catalog *catalog;

		catalog_builder_add(builder, &listing);
		catalog = catalog_finish(builder);
		assert_int_equal(price_quote(catalog, "a/x", W21).cache_read, quoted[i]);
		catalog_unref(catalog);
	}
}

static void test_dollars_of_a_workload(void **state)
{
	static const struct {
		int64_t input, output, micro;
	} cases[] = {
		{100000, 400000, 11200000},     /* 100 x $0.10 + 3 x $0.40 */
		{3000000, 15000000, 345000000}, /* 100 x $3 + 3 x $15 */
		{75, 301, 8403},
		{0, 0, 0},
	};
	const struct workload workload = {100000000, 3000000};
	int64_t micro;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct quote quote = quote_of(cases[i].input, cases[i].output);

		assert_true(price_workload(&quote, workload, &micro));
		assert_int_equal(micro, cases[i].micro);
	}
}

static void test_conditional_prices_change_nothing(void **state)
{
	struct listing listing = {
		.id = "a/x",
		.permaslug = "a/x",
		.name = "A: X",
		.seen = 1,
		.price = {.prompt = 5, .completion = 6, .cache_read = 1, .conditional = true},
	};
	struct catalog_builder *builder = catalog_builder_new();
	struct catalog *catalog;
	struct quote quote;

	(void)state;
	catalog_builder_add(builder, &listing);
	catalog = catalog_finish(builder);
	quote = price_quote(catalog, "a/x", W21);
	assert_int_equal(quote.status, PRICE_LISTED);
	assert_int_equal(quote.input, 5);
	assert_int_equal(quote.output, 6);
	catalog_unref(catalog);
}

static void test_words(void **state)
{
	char rule[PRICE_RULE_SIZE];

	(void)state;
	assert_string_equal(price_status_word(PRICE_LISTED), "listed");
	assert_string_equal(price_status_word(PRICE_LATER), "later");
	assert_string_equal(price_status_word(PRICE_FREE), "free");
	assert_string_equal(price_status_word(PRICE_VARYING), "varies");
	assert_string_equal(price_status_word(PRICE_UNKNOWN), "unknown");
	assert_string_equal(price_status_word(PRICE_UNLISTED), "not listed");
	assert_string_equal(price_status_word(PRICE_PENDING), "pending");
	price_rule(rule, mix_base);
	assert_non_null(strstr(rule, "97% input and 3% output"));
	assert_non_null(strstr(rule, "low: 68% of the input at the cache-read price"));
	assert_non_null(strstr(rule, "high: 25% output"));
	assert_non_null(strstr(rule, "Sunday"));
	assert_non_null(strstr(rule, "~"));
	assert_non_null(strstr(rule, "conditional prices ignored"));
	price_rule(rule, (struct mix){.output = 100, .cached = 100});
	assert_non_null(strstr(rule, "0% input and 100% output"));
	assert_non_null(strstr(rule, "low: 100% of"));
	assert_true(strlen(rule) < PRICE_RULE_SIZE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_week_is_priced_by_its_sunday),
		cmocka_unit_test(test_kinds_of_price),
		cmocka_unit_test(test_pending),
		cmocka_unit_test(test_free_and_unknown),
		cmocka_unit_test(test_dollars_of_tokens),
		cmocka_unit_test(test_mix_splits_tokens),
		cmocka_unit_test(test_what_does_not_fit_is_refused),
		cmocka_unit_test(test_band),
		cmocka_unit_test(test_band_is_ordered),
		cmocka_unit_test(test_cache_read_of_a_listing),
		cmocka_unit_test(test_dollars_of_a_workload),
		cmocka_unit_test(test_conditional_prices_change_nothing),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
