/* Why this number: the lines for models, vendors and regions, on the market of round numbers. */
#include "support/market.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "base/text.h"
#include "view/columns.h"
#include "view/view.h"

static struct market market;

static int setup(void **state)
{
	(void)state;
	market_round(&market);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	market_done(&market);
	return 0;
}

static struct table *explain(const char *view, const char *key, const char *column,
			     const char *monday, enum unit unit)
{
	struct query query = query_default();

	query.week = market_day(monday);
	query.unit = unit;
	query.subject = key;
	query.subject_view = view;
	query.subject_column = column;
	/* What the pane shows is no matter. */
	query.filter = NULL;
	return view_table(view_find("explain"), market.snapshot, &query);
}

/* 500M x (97 % x $1 + 3 % x $5) a million = $560 */
static void test_dollars_of_a_model(void **state)
{
	struct table *table = explain("models", "us-a/alpha", "usd", "2026-03-09", UNIT_USD);

	(void)state;
	assert_string_equal(table->title, "alpha");
	assert_integer_cell(table, "Dollars", "value", VALUE_USD, 560 * MARKET_DOLLAR);
	assert_text_cell(table, "formula", "value", "tokens x (97% x input + 3% x output)");
	assert_text_cell(table, "in figures", "value",
			 "500,000,000 x (97% x $1 + 3% x $5) / 1,000,000");
	assert_text_cell(table, "week", "value", "2026-W11, Mar 9-15, 7 of 7 days UTC");
	assert_text_cell(table, "source", "value",
			 "OpenRouter (openrouter.ai/rankings), CC BY 4.0");
	assert_text_cell(table, "as of", "value", "2026-03-16T02:00:00Z");
	assert_text_cell(table, "fetched", "value", "2026-03-16T02:00:00Z");
	/* Longer texts go on in rows of their own. */
	assert_text_cell(table, "price rule", "value",
			 "tokens x price of the week (last seen by its Sunday; ~");
	assert_true(table_find_row(table, "price rule 2") > 0);
	assert_absent_cell(table, "price rule 2", "what");
	assert_text_cell(table, "ranked as", "value", "us-a/alpha");
	assert_text_cell(table, "matched", "value", "us-a/alpha");
	assert_text_cell(table, "by", "value", "canonical slug, and no variant");
	assert_text_cell(table, "price", "value", "$1 in, $5 out per million tokens");
	assert_text_cell(table, "price of", "value",
			 "2026-02-01T00:00:00Z: the last listing by the week's Sunday");
	table_free(table);
}

/* beta was first listed in W12, so its price in W11 is a later one. */
static void test_later_free_varying_and_missing_prices(void **state)
{
	struct table *table = explain("models", "cn-a/beta", "usd", "2026-03-09", UNIT_USD);

	(void)state;
	assert_text_cell(table, "price of", "value",
			 "2026-03-16T00:00:00Z: after the week, the nearest seen");
	assert_true(table_find_row(table, "~") >= 0);
	table_free(table);
	table = explain("models", "us-a/alpha:free", "usd", "2026-03-09", UNIT_USD);
	assert_text_cell(table, "by", "value", "canonical slug, and variant :free");
	assert_text_cell(table, "price", "value", "free");
	table_free(table);
	table = explain("prices", "fr-a/delta", "workload_usd", "2026-03-09", UNIT_TOKENS);
	assert_text_cell(table, "price", "value", "varies");
	assert_text_cell(table, "formula", "value", "none: without a price there are no dollars");
	table_free(table);
	table = explain("models", "nobody/eps", "usd", "2026-03-09", UNIT_USD);
	assert_text_cell(table, "formula", "value", "none: without a price there are no dollars");
	assert_text_cell(table, "matched", "value",
			 "nothing: no listing has this canonical slug and variant");
	table_free(table);
}

/* beta had 300M, then 600M of 2000M; workload 100M in and 3M out at $1 and $5. */
static void test_formulas(void **state)
{
	static const struct {
		const char *view, *key, *column, *figures;
	} cases[] = {
		{"models", "cn-a/beta", "wow", "600,000,000 / 300,000,000 - 1"},
		{"models", "cn-a/beta", "token_share", "600,000,000 / 2,000,000,000"},
		{"vendors", "us-a", "token_bar", "700,000,000 / 2,000,000,000"},
		{"prices", "us-a/alpha", "workload_usd", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct table *table = explain(cases[i].view, cases[i].key, cases[i].column,
					      "2026-03-09", UNIT_TOKENS);

		if (cases[i].figures)
			assert_text_cell(table, "in figures", "value", cases[i].figures);
		else
			assert_text_cell(table, "formula", "value",
					 "(100,000,000 x $1 + 3,000,000 x $5) / 1,000,000");
		table_free(table);
	}
}

/* In W11 alpha has $560 of $1760 (with beta's 600M at $2), us-a 700M of 2000M tokens. */
static void test_band_and_gap(void **state)
{
	static const struct {
		const char *view, *key, *column, *figures;
	} cases[] = {
		{"models", "us-a/alpha", "usd_low",
		 "500,000,000 x (97% x $1 + 3% x $5) / 1,000,000"},
		{"models", "us-a/alpha", "usd_high", "500,000,000 x (3 x $1 + $5) / 4 / 1,000,000"},
		{"vendors", "us-a", "gap", "31.8% - 35.0%"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct table *table = explain(cases[i].view, cases[i].key, cases[i].column,
					      "2026-03-09", UNIT_USD);

		assert_text_cell(table, "in figures", "value", cases[i].figures);
		table_free(table);
	}
}

/* $1 in, $0.1 of it from cache, $5 out. */
static void test_low_with_a_cache_price(void **state)
{
	const struct listing listing = {
		.id = "us-a/x",
		.permaslug = "us-a/x",
		.name = "x",
		.price = {MARKET_DOLLAR, 5 * MARKET_DOLLAR, MARKET_DOLLAR / 10, true},
	};
	struct table *table;

	(void)state;
	market_done(&market);
	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-03-09", 7, HISTORY_EXACT);
	market_row(&market, "us-a/x", 1000);
	catalog_builder_add(market.listings, &listing);
	market_open(&market);
	table = explain("models", "us-a/x", "usd_low", "2026-03-09", UNIT_USD);
	assert_text_cell(table, "formula", "value",
			 "tokens x (97% x (68% x cache + 32% x input) + 3% x output)");
	assert_text_cell(table, "in figures", "value",
			 "1000 x (97% x (68% x $0.1 + 32% x $1) + 3% x $5) / 1,000,000");
	assert_text_cell(table, "not counted", "value",
			 "it also has conditional prices: hours, long prompts");
	table_free(table);
}

/* The running week is compared in days: 200M in two days, 100M in the same days before. */
static void test_growth_of_the_running_week(void **state)
{
	struct table *table = explain("models", "us-a/alpha", "wow", "2026-03-16", UNIT_TOKENS);

	(void)state;
	assert_text_cell(table, "formula", "value",
			 "tokens / tokens of the same days a week before - 1");
	assert_text_cell(table, "in figures", "value", "200,000,000 / 100,000,000 - 1");
	table_free(table);
	table = explain("models", "us-a/alpha", "wow", "2026-03-02", UNIT_TOKENS);
	assert_text_cell(table, "formula", "value",
			 "nothing to compare with: no whole week before");
	table_free(table);
}

static void test_parts_of_vendors_and_regions(void **state)
{
	struct table *table = explain("vendors", "us-a", "usd", "2026-03-09", UNIT_USD);

	(void)state;
	assert_text_cell(table, "formula", "value", "sum of the dollars of its models");
	assert_integer_cell(table, "+ alpha", "value", VALUE_USD, 560 * MARKET_DOLLAR);
	assert_string_equal(market_cell(table, "+ alpha:free", "value")->text, "free");
	table_free(table);
	table = explain("regions", "CN", "tokens", "2026-03-02", UNIT_TOKENS);
	assert_integer_cell(table, "+ China A", "value", VALUE_TOKENS, 300 * MARKET_MILLION);
	assert_integer_cell(table, "+ China B", "value", VALUE_TOKENS, 100 * MARKET_MILLION);
	assert_integer_cell(table, "exactly", "value", VALUE_INTEGER, 400 * MARKET_MILLION);
	table_free(table);
}

static void restate_of(const char *model, struct restatements_builder *builder,
		       enum history_period period, const char *date, int64_t was, int64_t is,
		       int minute)
{
	const struct restatement item = {
		.period = period,
		.date = market_day(date),
		.model = model,
		.was = was,
		.is = is,
		.at = INT64_C(1773626400) + 60 * minute, /* 2026-03-16T02:00:00Z */
	};

	restatements_builder_add(builder, &item);
}

static void restate(struct restatements_builder *builder, enum history_period period,
		    const char *date, int64_t was, int64_t is, int minute)
{
	restate_of("us-a/alpha", builder, period, date, was, is, minute);
}

/* Alpha's week W11 was restated five times and its Tuesday twice, another week once. */
static void test_restatements(void **state)
{
	static const char *const tails[][2] = {
		{"models", "other"}, {"regions", "tail"}, {"segments", "tail"}};
	struct restatements_builder *builder = restatements_builder_new();
	struct query query = query_default();
	struct restatements *restatements;
	struct restatement tail;
	struct table *table;

	(void)state;
	for (int i = 0; i < 4; i++)
		restate(builder, HISTORY_WEEK, "2026-03-09", (450 + 10 * i) * MARKET_MILLION,
			(460 + 10 * i) * MARKET_MILLION, i);
	restate(builder, HISTORY_WEEK, "2026-03-09", 499999999, 500000000, 5);
	restate(builder, HISTORY_WEEK, "2026-03-02", 1, 2, 9);
	restate(builder, HISTORY_DAY, "2026-03-10", RESTATEMENT_UNNAMED, 50 * MARKET_MILLION, 6);
	restate(builder, HISTORY_DAY, "2026-03-10", 50 * MARKET_MILLION, RESTATEMENT_UNNAMED, 7);
	tail = (struct restatement){.period = HISTORY_WEEK,
				    .date = market_day("2026-03-09"),
				    .model = HISTORY_TAIL,
				    .was = 399 * MARKET_MILLION,
				    .is = 400 * MARKET_MILLION,
				    .at = INT64_C(1773626400)};
	restatements_builder_add(builder, &tail);
	restatements = restatements_finish(builder);
	snapshot_set_restatements(market.snapshot, restatements);
	restatements_unref(restatements);

	table = explain("models", "us-a/alpha", "tokens", "2026-03-09", UNIT_TOKENS);
	/* What would look the same is said to the digit. */
	assert_text_cell(table, "restated", "value",
			 "2026-03-16 02:05 UTC: was 499,999,999, now 500,000,000");
	assert_text_cell(table, "restated (2)", "value",
			 "2026-03-16 02:03 UTC: was 480M, now 490M");
	assert_text_cell(table, "restated (3)", "value",
			 "2026-03-16 02:02 UTC: was 470M, now 480M");
	assert_text_cell(table, "restated (more)", "value", "and 2 more before");
	assert_text_cell(table, "restated 03-10", "value",
			 "2026-03-16 02:07 UTC: was 50.0M, now not named");
	assert_text_cell(table, "restated 03-10 (2)", "value",
			 "2026-03-16 02:06 UTC: was not named, now 50.0M");
	assert_int_equal(table_find_row(table, "restated 03-10 (more)"), -1);
	assert_int_equal(table_find_row(table, "restated 03-11"), -1);
	table_free(table);
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		table = explain(tails[i][0], tails[i][1], "tokens", "2026-03-09", UNIT_TOKENS);
		assert_text_cell(table, "restated", "value",
				 "2026-03-16 02:00 UTC: was 399M, now 400M");
		table_free(table);
	}
	/* A day of its detail has its own. */
	query.week = market_day("2026-03-09");
	query.subject = "us-a/alpha";
	query.subject_view = "detail-days";
	query.subject_row = "2026-03-10";
	query.subject_column = "tokens";
	table = view_table(view_find("explain"), market.snapshot, &query);
	assert_text_cell(table, "restated", "value",
			 "2026-03-16 02:07 UTC: was 50.0M, now not named");
	assert_int_equal(table_find_row(table, "restated (3)"), -1);
	table_free(table);
	/* Dollars are made of the same tokens; another model's are its own. */
	table = explain("models", "us-a/alpha", "usd", "2026-03-09", UNIT_USD);
	assert_true(table_find_row(table, "restated") > 0);
	table_free(table);
	table = explain("models", "cn-a/beta", "tokens", "2026-03-09", UNIT_TOKENS);
	assert_int_equal(table_find_row(table, "restated"), -1);
	table_free(table);
}

static struct table *explain_region(const char *region, enum unit unit,
				    enum denominator denominator)
{
	struct query query = query_default();

	query.week = market_day("2026-03-09");
	query.unit = unit;
	query.denominator = denominator;
	query.subject = region;
	query.subject_view = "regions";
	query.subject_column = unit == UNIT_USD ? "usd_share" : "token_share";
	return view_table(view_find("explain"), market.snapshot, &query);
}

/* W11: China 600M and the US 700M of tokens; with France's 100M and the unidentified 200M the ten
 * largest.  Dollars: $1200 and $560. */
static void test_what_region_shares_are_of(void **state)
{
	struct table *table = explain_region("CN", UNIT_TOKENS, DENOMINATOR_ALL);

	(void)state;
	assert_text_cell(table, "in figures", "value", "600,000,000 / 2,000,000,000");
	table_free(table);
	table = explain_region("CN", UNIT_TOKENS, DENOMINATOR_IDENTIFIED);
	assert_text_cell(table, "formula", "value", "tokens / tokens of China and the US together");
	assert_text_cell(table, "in figures", "value", "600,000,000 / 1,300,000,000");
	table_free(table);
	table = explain_region("US", UNIT_TOKENS, DENOMINATOR_TOP_10);
	assert_text_cell(table, "formula", "value", "tokens / tokens of the ten largest models");
	assert_text_cell(table, "in figures", "value", "700,000,000 / 1,600,000,000");
	table_free(table);
	table = explain_region("US", UNIT_USD, DENOMINATOR_IDENTIFIED);
	assert_text_cell(table, "in figures", "value", "$560.00 / $1760.00");
	table_free(table);
	table = explain_region("FR", UNIT_USD, DENOMINATOR_TOP_10);
	assert_text_cell(table, "formula", "value", "none: without a price there are no dollars");
	table_free(table);
	table = explain_region("FR", UNIT_TOKENS, DENOMINATOR_IDENTIFIED);
	assert_text_cell(table, "formula", "value",
			 "none: it is not part of China and the US together");
	table_free(table);
}

/* The tail has no price and no model. */
static void test_what_is_no_model(void **state)
{
	struct table *table = explain("models", "other", "tokens", "2026-03-09", UNIT_TOKENS);

	(void)state;
	assert_integer_cell(table, "Tokens", "value", VALUE_TOKENS, 400 * MARKET_MILLION);
	assert_int_equal(table_find_row(table, "matched"), -1);
	table_free(table);
	table = explain("models", "cn-b/gamma", "tokens", "2026-03-09", UNIT_TOKENS);
	assert_string_equal(table_find_note(table, NOTE_EMPTY), "not in the list of this week");
	table_free(table);
	table = explain("explain", "x", "value", "2026-03-09", UNIT_TOKENS);
	assert_string_equal(table_find_note(table, NOTE_EMPTY), "no figure to explain");
	table_free(table);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

/* Of a vendor and a region those of their models in the week, the newest first, and no more than
 * six. */
static void test_restatements_of_groups(void **state)
{
	struct restatements_builder *builder = restatements_builder_new();
	struct restatements *restatements;
	struct table *table;

	(void)state;
	for (int i = 0; i < 7; i++)
		restate_of(i % 2 ? "us-a/alpha" : "us-a/gone", builder, HISTORY_WEEK, "2026-03-09",
			   i * MARKET_MILLION, (i + 1) * MARKET_MILLION, i);
	restate_of("cn-a/beta", builder, HISTORY_WEEK, "2026-03-09", 5, 6, 8);
	restate_of("cn-a/beta", builder, HISTORY_WEEK, "2026-03-02", 5, 6, 8);
	restate_of("cn-a/beta", builder, HISTORY_DAY, "2026-03-09", 5, 6, 9);
	restate_of("us-ab/other", builder, HISTORY_WEEK, "2026-03-09", 5, 6, 9);
	restate_of(HISTORY_TAIL, builder, HISTORY_WEEK, "2026-03-09", 5, 6, 9);
	restatements = restatements_finish(builder);
	snapshot_set_restatements(market.snapshot, restatements);
	restatements_unref(restatements);

	table = explain("vendors", "us-a", "tokens", "2026-03-09", UNIT_TOKENS);
	assert_text_cell(table, "restated", "value",
			 "us-a/gone, 2026-03-16 02:06 UTC: was 6.00M, now 7.00M");
	assert_text_cell(table, "restated (2)", "value",
			 "us-a/alpha, 2026-03-16 02:05 UTC: was 5.00M, now 6.00M");
	assert_text_cell(table, "restated (6)", "value",
			 "us-a/alpha, 2026-03-16 02:01 UTC: was 1.00M, now 2.00M");
	assert_text_cell(table, "restated (more)", "value", "and 1 more");
	table_free(table);
	table = explain("regions", "CN", "tokens", "2026-03-09", UNIT_TOKENS);
	assert_text_cell(table, "restated", "value",
			 "cn-a/beta, 2026-03-16 02:08 UTC: was 5, now 6");
	assert_int_equal(table_find_row(table, "restated (2)"), -1);
	table_free(table);
	table = explain("regions", "CN", "tokens", "2026-02-23", UNIT_TOKENS);
	assert_int_equal(table_find_row(table, "restated"), -1);
	table_free(table);
}

static void expect_formula(const char *view, const char *key, const char *column,
			   const char *expected)
{
	struct table *table = explain(view, key, column, "2026-03-09", UNIT_TOKENS);

	assert_text_cell(table, "formula", "value", expected);
	table_free(table);
}

/* The rule of a name is that of its view. */
static void test_names(void **state)
{
	(void)state;
	expect_formula("models", "us-a/alpha", "name",
		       "the catalogue's name without its vendor; (free) is a variant");
	expect_formula("regions", "FR", "name",
		       "country of the vendor; `unidentified`: the author is not in");
	expect_formula("segments", "premium", "name",
		       "models by their base price per million tokens, in the mix of");
	expect_formula("models", "other", "name",
		       "the source's row `other`: all models that it does not name");
	expect_formula("regions", "tail", "name",
		       "the source's row `other`: all models that it does not name");
}

/* Only what is made of dollars says how these are made. */
static void test_price_rule_of_dollars(void **state)
{
	static const struct {
		const char *column;
		enum unit unit;
		bool expected;
	} cases[] = {
		{"tokens", UNIT_TOKENS, false},   {"tokens", UNIT_USD, false},
		{"token_share", UNIT_USD, false}, {"name", UNIT_USD, false},
		{"usd", UNIT_TOKENS, true},       {"usd_share", UNIT_TOKENS, true},
		{"wow", UNIT_TOKENS, false},      {"wow", UNIT_USD, true},
		{"rank", UNIT_USD, true},         {"input_usd_per_m", UNIT_TOKENS, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct table *table = explain("models", "us-a/alpha", cases[i].column, "2026-03-09",
					      cases[i].unit);

		assert_int_equal(table_find_row(table, "price rule") >= 0, cases[i].expected);
		table_free(table);
	}
}

/* Names of parts have room on a screen of 80, and of 40 as much as their numbers leave. */
static void test_room_for_the_names_of_parts(void **state)
{
	static const struct {
		int columns, name;
	} cases[] = {{39, 24}, {79, 36}, {119, 58}, {199, 58}};
	struct query query = query_default();
	struct columns_slot slots[COLUMNS_MAX];

	(void)state;
	query.week = market_day("2026-03-09");
	query.subject_view = "vendors";
	query.subject = "us-a";
	query.subject_column = "tokens";
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct table *table;

		query.columns = cases[i].columns;
		table = view_table(view_find("explain"), market.snapshot, &query);
		assert_int_equal(
			columns_fit(table->columns, table->n_columns, cases[i].columns, slots), 2);
		assert_in_range(slots[0].width, cases[i].name, cases[i].name + 1);
		/* No value is cut. */
		for (size_t r = 0; r < table->n_rows; r++) {
			const struct value *value = &table->rows[r].values[1];

			if (value->kind == VALUE_TEXT)
				assert_in_range(text_width(value->text), 1, slots[1].width);
		}
		table_free(table);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_dollars_of_a_model),
		TEST(test_later_free_varying_and_missing_prices),
		TEST(test_formulas),
		TEST(test_band_and_gap),
		TEST(test_low_with_a_cache_price),
		TEST(test_growth_of_the_running_week),
		TEST(test_parts_of_vendors_and_regions),
		TEST(test_restatements),
		TEST(test_restatements_of_groups),
		TEST(test_what_region_shares_are_of),
		TEST(test_what_is_no_model),
		TEST(test_names),
		TEST(test_price_rule_of_dollars),
		TEST(test_room_for_the_names_of_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
