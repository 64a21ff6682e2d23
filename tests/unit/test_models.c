/* The models view: on the market of round numbers (see support/market.h), figures worked out on
 * paper; on the built-in sample, figures computed apart from the program.
 *
 * The latter come from a script over the bodies as served (daily rows summed over the week's days,
 * the 50 largest kept, the rest added to `other`; prices of the catalogue of the week's Sunday, in
 * decimals; USD = tokens x (97 x prompt + 3 x completion) / 100, in fractions):
 *
 *	days[date][slug] = int(total_tokens); week = sum over Monday..Sunday of each slug
 *	share = tokens / total; growth = tokens / tokens of the week before - 1
 *
 * The coarse weeks are rows as served: growth of W21 is row by row over W20.
 */
#include "view/models.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"
#include "view/view.h"

#define W11 "2026-03-09"
#define W12 "2026-03-16"

static void assert_rank(const struct table *table, const char *key, int rank, int before)
{
	if (rank)
		assert_integer_cell(table, key, "rank", VALUE_INTEGER, rank);
	else
		assert_absent_cell(table, key, "rank");
	if (before)
		assert_integer_cell(table, key, "prev_rank", VALUE_INTEGER, before);
	else
		assert_absent_cell(table, key, "prev_rank");
}

/* W10 by tokens: alpha, beta, gamma, anon. */
static void test_ranks_by_tokens(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "models", W11, UNIT_TOKENS);
	assert_row_keys(table, "cn-a/beta us-a/alpha us-a/alpha:free fr-a/delta host/anon "
			       "nobody/eps other");
	assert_int_equal(table->n_ranked, 6);
	assert_rank(table, "cn-a/beta", 1, 2);
	assert_integer_cell(table, "cn-a/beta", "move", VALUE_MOVE, 1);
	assert_rank(table, "us-a/alpha", 2, 1);
	assert_integer_cell(table, "us-a/alpha", "move", VALUE_MOVE, -1);
	assert_rank(table, "us-a/alpha:free", 3, 0);
	assert_word_cell(table, "us-a/alpha:free", "move", "new");
	assert_rank(table, "host/anon", 5, 4);
	assert_integer_cell(table, "host/anon", "move", VALUE_MOVE, -1);
	assert_rank(table, "other", 0, 0);
	assert_absent_cell(table, "other", "move");
	assert_line_note(table,
			 "out of the top 10: gamma, was 3; beta #1 for 1 week; biggest gain: "
			 "beta +300M");
	table_free(table);
}

/* W10 by dollars: beta 600, alpha 448, gamma 100, anon 0.  W11: beta 1200, alpha 560, alpha:free 0,
 * anon 0; delta and eps have no price and no rank. */
static void test_ranks_by_dollars(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "models", W11, UNIT_USD);
	assert_row_keys(table, "cn-a/beta us-a/alpha us-a/alpha:free host/anon fr-a/delta "
			       "nobody/eps other");
	assert_rank(table, "cn-a/beta", 1, 1);
	assert_integer_cell(table, "cn-a/beta", "move", VALUE_MOVE, 0);
	assert_rank(table, "us-a/alpha", 2, 2);
	assert_rank(table, "host/anon", 4, 4);
	assert_rank(table, "fr-a/delta", 0, 0);
	assert_absent_cell(table, "fr-a/delta", "move");
	assert_real_cell(table, "cn-a/beta", "wow", 1.0);
	assert_real_cell(table, "us-a/alpha", "wow", 0.25);
	/* From nothing to nothing is no growth. */
	assert_absent_cell(table, "host/anon", "wow");
	assert_line_note(table, "out of the top 10: gamma, was 3; beta #1 for at least 2 weeks; "
				"biggest gain: beta +$600");
	table_free(table);
}

static void test_figures(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "models", W11, UNIT_TOKENS);
	assert_integer_cell(table, "cn-a/beta", "tokens", VALUE_TOKENS, 600 * MARKET_MILLION);
	assert_real_cell(table, "cn-a/beta", "token_share", 0.3);
	assert_real_cell(table, "cn-a/beta", "wow", 1.0);
	assert_integer_cell(table, "cn-a/beta", "usd", VALUE_USD, 1200 * MARKET_DOLLAR);
	assert_real_cell(table, "cn-a/beta", "usd_share", 1200.0 / 1760);
	assert_real_cell(table, "us-a/alpha", "usd_share", 560.0 / 1760);
	assert_integer_cell(table, "us-a/alpha", "usd", VALUE_USD, 560 * MARKET_DOLLAR);
	assert_integer_cell(table, "us-a/alpha", "input_usd_per_m", VALUE_PRICE, 1000000);
	assert_integer_cell(table, "us-a/alpha", "output_usd_per_m", VALUE_PRICE, 5000000);
	assert_integer_cell(table, "us-a/alpha", "context", VALUE_CONTEXT, 128000);
	assert_text_cell(table, "us-a/alpha", "name", "alpha");
	assert_text_cell(table, "us-a/alpha:free", "name", "alpha:free");
	assert_text_cell(table, "us-a/alpha", "vendor", "us-a");
	assert_text_cell(table, "us-a/alpha", "vendor_name", "America A");
	assert_text_cell(table, "us-a/alpha", "region", "US");
	assert_text_cell(table, "host/anon", "region", "unidentified");
	assert_text_cell(table, "nobody/eps", "vendor_name", "nobody");
	assert_text_cell(table, "nobody/eps", "region", "unidentified");
	assert_text_cell(table, "nobody/eps", "name", "eps");
	assert_integer_cell(table, "other", "tokens", VALUE_TOKENS, 400 * MARKET_MILLION);
	assert_real_cell(table, "other", "token_share", 0.2);
	assert_real_cell(table, "other", "wow", 400.0 / 150 - 1);
	assert_text_cell(table, "other", "region", "tail");
	assert_absent_cell(table, "other", "usd");
	assert_absent_cell(table, "other", "vendor");
	table_free(table);
}

/* Later, free, varies and not listed are different words, and none of them a number. */
static void test_kinds_of_price(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "models", W11, UNIT_TOKENS);
	assert_text_cell(table, "us-a/alpha", "price_status", "listed");
	assert_false(market_cell(table, "us-a/alpha", "usd")->approx);
	assert_text_cell(table, "cn-a/beta", "price_status", "later");
	assert_true(market_cell(table, "cn-a/beta", "usd")->approx);
	assert_true(market_cell(table, "cn-a/beta", "input_usd_per_m")->approx);
	assert_text_cell(table, "us-a/alpha:free", "price_status", "free");
	assert_integer_cell(table, "us-a/alpha:free", "usd", VALUE_USD, 0);
	assert_string_equal(market_cell(table, "us-a/alpha:free", "usd")->text, "free");
	assert_string_equal(market_cell(table, "us-a/alpha:free", "input_usd_per_m")->text, "free");
	assert_text_cell(table, "fr-a/delta", "price_status", "varies");
	assert_word_cell(table, "fr-a/delta", "usd", "varies");
	assert_word_cell(table, "fr-a/delta", "output_usd_per_m", "varies");
	assert_absent_cell(table, "fr-a/delta", "usd_share");
	assert_text_cell(table, "nobody/eps", "price_status", "not listed");
	assert_word_cell(table, "nobody/eps", "usd", "not listed");
	assert_absent_cell(table, "nobody/eps", "context");
	assert_absent_cell(table, "other", "price_status");
	table_free(table);
}

/* 2 days: growth over the same 2 days a week earlier, of daily sums: alpha 200 over 100, beta 300
 * over at least 100 (named on one of the two days), other 100 over 150; and no moves.  In dollars
 * alpha 200 x 2 over 100 x 1.12. */
static void test_running_week(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "models", W12, UNIT_TOKENS);
	assert_row_keys(table, "cn-a/beta us-a/alpha other");
	assert_rank(table, "cn-a/beta", 1, 0);
	assert_absent_cell(table, "cn-a/beta", "move");
	assert_integer_cell(table, "cn-a/beta", "days", VALUE_INTEGER, 2);
	assert_real_cell(table, "us-a/alpha", "wow", 1.0);
	assert_false(market_cell(table, "us-a/alpha", "wow")->approx);
	/* A day of the week before does not name it: that is less than it was. */
	assert_absent_cell(table, "cn-a/beta", "wow");
	assert_real_cell(table, "other", "wow", -1.0 / 3);
	assert_true(market_cell(table, "us-a/alpha", "trend")->series->hollow);
	for (size_t i = 0; i < table->n_notes; i++)
		assert_null(strstr(table->notes[i].text, "out:"));
	table_free(table);
	table = market_table(market, "models", W12, UNIT_USD);
	assert_real_cell(table, "us-a/alpha", "wow", 400.0 / 112 - 1);
	table_free(table);
}

/* Named on the second of two days only: the source's own sum of the two, 9, over 4 and 6.  Of its
 * vendor there are the days alone: at least 5. */
static void test_running_week_with_gaps(void **state)
{
	static const char *const dates[] = {W11, "2026-03-10", W12, "2026-03-17"};
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W12, 2, HISTORY_EXACT);
	market_row(&market, "us-a/alpha", 9);
	for (int i = 0; i < 4; i++) {
		market_date(&market, dates[i]);
		market_row(&market, "cn-a/beta", 1);
		if (i != 2)
			market_row(&market, "us-a/alpha", i == 0 ? 4 : i == 1 ? 6 : 5);
	}
	market_open(&market);
	table = market_table(&market, "models", W12, UNIT_TOKENS);
	assert_real_cell(table, "us-a/alpha", "wow", -0.1);
	assert_false(market_cell(table, "us-a/alpha", "wow")->approx);
	table_free(table);
	table = market_table(&market, "vendors", W12, UNIT_TOKENS);
	assert_real_cell(table, "us-a", "growth", -0.5);
	assert_true(market_cell(table, "us-a", "growth")->approx);
	table_free(table);
	market_done(&market);
}

/* anon and alpha:free leave: who stood behind them moves up in both weeks. */
static void test_paid_only(void **state)
{
	const struct market *market = *state;
	struct table *table;
	struct query query = query_default();

	query.week = market_day(W11);
	query.paid_only = true;
	table = view_table(view_find("models"), market->snapshot, &query);
	assert_string_equal(table->lead, "Top 10");
	assert_string_equal(table->title, "by tokens, paid models only");
	assert_row_keys(table, "cn-a/beta us-a/alpha fr-a/delta nobody/eps other");
	assert_rank(table, "fr-a/delta", 3, 0);
	assert_real_cell(table, "cn-a/beta", "token_share", 600.0 / 1700);
	assert_real_cell(table, "other", "token_share", 400.0 / 1700);
	assert_non_null(
		strstr(market_cell(table, "cn-a/beta", "price_rule")->text, "paid models only"));
	table_free(table);
}

/* alpha 500M at $1 and $5: 560 at 97:3, and 560 low for want of a cache price, 1000 at 3:1. */
static void test_band(void **state)
{
	const struct market *market = *state;
	struct table *table;
	struct query query = query_default();

	table = market_table(market, "models", W11, UNIT_USD);
	assert_integer_cell(table, "us-a/alpha", "usd_low", VALUE_USD, 560 * MARKET_DOLLAR);
	assert_integer_cell(table, "us-a/alpha", "usd_high", VALUE_USD, 1000 * MARKET_DOLLAR);
	assert_true(market_cell(table, "cn-a/beta", "usd_high")->approx);
	assert_string_equal(market_cell(table, "host/anon", "usd_low")->text, "free");
	assert_absent_cell(table, "fr-a/delta", "usd_high");
	assert_absent_cell(table, "other", "usd_low");
	table_free(table);
	/* With a quarter of output base is high, and the rule says it. */
	query.week = market_day(W11);
	query.mix.output = 25;
	table = view_table(view_find("models"), market->snapshot, &query);
	assert_integer_cell(table, "us-a/alpha", "usd", VALUE_USD, 1000 * MARKET_DOLLAR);
	assert_non_null(strstr(market_cell(table, "us-a/alpha", "price_rule")->text,
			       "75% input and 25% output"));
	table_free(table);
}

static void test_first_week(void **state)
{
	const struct market *market = *state;
	struct table *table;

	table = market_table(market, "models", "2026-03-02", UNIT_TOKENS);
	for (size_t i = 0; i < table->n_rows; i++) {
		assert_absent_cell(table, table->rows[i].key, "wow");
		assert_absent_cell(table, table->rows[i].key, "prev_rank");
		assert_absent_cell(table, table->rows[i].key, "move");
	}
	assert_real_cell(table, "us-a/alpha", "token_share", 0.4);
	table_free(table);
}

static void test_nobody_left(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	for (int week = 0; week < 2; week++) {
		market_week(&market, week ? W12 : W11, 7, HISTORY_EXACT);
		for (int i = 0; i < 12; i++) {
			char slug[32];

			snprintf(slug, sizeof(slug), "us-a/m%02d", i);
			/* Of twelve, the first ten; in the second week 0 to 9 the other way round.
			 */
			market_row(&market, slug, i > 9 ? 1 : week ? 10 + i : 90 - i);
		}
	}
	market_open(&market);
	table = market_table(&market, "models", W12, UNIT_TOKENS);
	assert_int_equal(table->n_ranked, 12);
	assert_rank(table, "us-a/m09", 1, 10);
	assert_integer_cell(table, "us-a/m09", "move", VALUE_MOVE, 9);
	assert_line_note(
		table,
		"out of the top 10: none, the same 10 as the week before; m09 #1 for 1 week");
	table_free(table);
	market_done(&market);
}

/* What cannot be held in dollars is unknown, and what rounds to nothing is not free. */
static void test_dollars_out_of_range(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/huge", INT64_MAX - 1);
	market_row(&market, "us-a/tiny", 1);
	market_listing(&market, "2026-03-01", "us-a/huge", 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_listing(&market, "2026-03-01", "us-a/tiny", 100000, 100000);
	market_open(&market);
	table = market_table(&market, "models", W11, UNIT_TOKENS);
	assert_word_cell(table, "us-a/huge", "usd", "unknown");
	assert_absent_cell(table, "us-a/huge", "usd_share");
	assert_real_cell(table, "us-a/huge", "token_share", 1.0);
	assert_integer_cell(table, "us-a/tiny", "usd", VALUE_USD, 0);
	assert_null(market_cell(table, "us-a/tiny", "usd")->text);
	table_free(table);
	market_done(&market);
}

static void test_series(void **state)
{
	const struct market *market = *state;
	struct table *table;
	const struct series *series;

	table = market_table(market, "models", W11, UNIT_TOKENS);
	series = market_cell(table, "us-a/alpha", "trend")->series;
	assert_true(series->n >= 12);
	assert_false(series->hollow);
	assert_true(series->points[series->n - 1] == 500e6);
	assert_true(series->points[series->n - 2] == 400e6);
	assert_true(isnan(series->points[series->n - 3]));
	table_free(table);
}

/* 2026-W33 of the sample. */
static void test_sample_week(void **state)
{
	static const char flash[] = "deepseek/deepseek-v4-flash-20260731",
			  opus[] = "anthropic/claude-opus-5-20260723";
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "models", "2026-08-10", UNIT_TOKENS);
	assert_int_equal(table->n_ranked, 50);
	assert_string_equal(table->rows[0].key, flash);
	assert_integer_cell(table, flash, "tokens", VALUE_TOKENS, 11180297061770);
	assert_real_cell(table, flash, "token_share", 0.148397);
	assert_real_cell(table, flash, "wow", 0.266735);
	assert_rank(table, opus, 8, 13);
	assert_integer_cell(table, opus, "move", VALUE_MOVE, 5);
	/* At $5 and $25: 2666233498928 x 5.60 / 10^6 = 14930907.5940 */
	assert_integer_cell(table, opus, "usd", VALUE_USD, 14930907593997);
	assert_real_cell(table, opus, "usd_share", 0.258717);
	assert_integer_cell(table, "other", "tokens", VALUE_TOKENS, 5568220094707);
	assert_string_equal(table->rows[49].key, "google/gemini-3.1-pro-preview-20260219");
	assert_line_note(
		table,
		"out of the top 10: Laguna S 2.1 (free), was 10; DeepSeek V4 Flash 0731 #1 for 2 "
		"weeks; biggest gain: DeepSeek V4 Flash 0731 +2.35T");
	table_free(table);

	table = market_table(&market, "models", "2026-08-10", UNIT_USD);
	assert_rank(table, opus, 1, 1);
	assert_rank(table, "deepseek/deepseek-v4-pro-20260423", 5, 10);
	assert_rank(table, "google/gemini-3.6-flash-20260721", 10, 3);
	assert_rank(table, flash, 11, 14);
	assert_line_note(table, "out of the top 10: none, the same 10 as the week before; Claude "
				"Opus 5 #1 for 3 weeks; "
				"biggest gain: Claude Opus 5 +$7.54M");
	table_free(table);
	market_done(&market);
}

/* Who left the top is named as its row is, whatever it was called the week before; a pane, whose
 * title has the top 10 in it, is told in fewer words. */
static void test_leavers_are_named_as_rows(void **state)
{
	struct market market;
	int seen = 0;

	(void)state;
	market_sample(&market);
	for (int32_t monday = market_day("2026-06-01"); monday <= market_day("2026-08-10");
	     monday += 7)
		for (int unit = UNIT_TOKENS; unit <= UNIT_USD; unit++) {
			struct query query = query_default();
			struct table *table;
			const char *text, *brief;

			query.week = monday;
			query.unit = (enum unit)unit;
			table = models_build(market.snapshot, &query);
			text = table->notes[0].text;
			brief = table->notes[0].brief;
			assert_ptr_equal(strstr(text, "out of the top 10: "), text);
			assert_ptr_equal(strstr(brief, "out: "), brief);
			assert_string_equal(strchr(text, ':'), strchr(brief, ':'));
			for (size_t i = 0; i < table->n_ranked; i++) {
				const struct value *values = table->rows[i].values;
				const struct value *rank = &values[table_column(table, "rank")];
				const struct value *was = &values[table_column(table, "prev_rank")];
				char words[256];

				if (rank->kind == VALUE_ABSENT || was->kind == VALUE_ABSENT ||
				    rank->integer <= 10 || was->integer > 10)
					continue;
				snprintf(words, sizeof(words), "%s, was %d",
					 values[table_column(table, "name")].text,
					 (int)was->integer);
				if (!strstr(text, words))
					fail_msg("\"%s\" is not in \"%s\"", words, text);
				seen++;
			}
			table_free(table);
		}
	assert_true(seen > 20);
	market_done(&market);
}

/* Without a price there is no top by dollars. */
static void test_nothing_priced(void **state)
{
	struct market market;
	struct table *table;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market.unfetched = true;
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/one", 4);
	market_week(&market, W12, 7, HISTORY_EXACT);
	market_row(&market, "us-a/one", 4);
	market_open(&market);
	table = market_table(&market, "models", W12, UNIT_USD);
	assert_word_cell(table, "us-a/one", "usd", "pending");
	assert_text_cell(table, "us-a/one", "price_status", "pending");
	assert_line_note(table,
			 "out of the top 10: not known, nothing in the week before is priced");
	table_free(table);
	market_done(&market);
}

/* 2026-W34: sums of August 17 to 21 over those of August 10 to 14. */
static void test_sample_running_week(void **state)
{
	static const char mimo[] = "xiaomi/mimo-v2.5-20260422", ox[] = "stealth/ox-alpha";
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "models", "2026-08-17", UNIT_TOKENS);
	assert_rank(table, mimo, 2, 0);
	assert_absent_cell(table, mimo, "move");
	assert_integer_cell(table, mimo, "days", VALUE_INTEGER, 5);
	assert_integer_cell(table, mimo, "tokens", VALUE_TOKENS, 7162408303633);
	assert_real_cell(table, mimo, "wow", 1.585655);
	assert_real_cell(table, "deepseek/deepseek-v4-pro-20260423", "wow", -0.366729);
	assert_real_cell(table, "other", "wow", 0.096071);
	/* It has no :free, costs nothing and was in no top 50 of August 10 to 14. */
	assert_rank(table, ox, 8, 0);
	assert_text_cell(table, ox, "price_status", "free");
	assert_text_cell(table, ox, "region", "unidentified");
	assert_absent_cell(table, ox, "wow");
	table_free(table);
	market_done(&market);
}

/* W21 over W20: nine exact rows each; stepfun/step-3.5-flash is not among those of W20, which does
 * not make it new, nor Kimi K2.6, 6th in W20, a leaver. */
static void test_sample_coarse_week(void **state)
{
	static const char flash[] = "deepseek/deepseek-v4-flash-20260423",
			  step[] = "stepfun/step-3.5-flash";
	struct market market;
	struct table *table;

	(void)state;
	market_sample(&market);
	table = market_table(&market, "models", "2026-05-18", UNIT_TOKENS);
	assert_int_equal(table->n_ranked, 9);
	assert_rank(table, flash, 1, 2);
	/* 3425801372074 / 2062273457044 - 1 */
	assert_real_cell(table, flash, "wow", 0.661177);
	assert_real_cell(table, "google/gemini-3-flash-preview-20251217", "wow", -0.043423);
	assert_rank(table, step, 9, 0);
	assert_absent_cell(table, step, "move");
	assert_absent_cell(table, step, "wow");
	for (size_t i = 0; i < table->n_notes; i++)
		assert_null(strstr(table->notes[i].text, "was"));
	table_free(table);

	/* W22 after a coarse week: places of the nine are known, who is new is not. */
	table = market_table(&market, "models", "2026-05-25", UNIT_TOKENS);
	assert_rank(table, "google/gemini-3-flash-preview-20251217", 10, 6);
	assert_rank(table, "xiaomi/mimo-v2.5-20260422", 6, 0);
	assert_absent_cell(table, "xiaomi/mimo-v2.5-20260422", "move");
	assert_absent_cell(table, "other", "wow");
	assert_text_cell(table, "qwen/qwen3-embedding-8b", "price_status", "not listed");
	for (size_t i = 0; i < table->n_notes; i++)
		assert_null(strstr(table->notes[i].text, "was"));
	table_free(table);

	/* By dollars nothing can be said of its places. */
	table = market_table(&market, "models", "2026-05-18", UNIT_USD);
	assert_absent_cell(table, flash, "prev_rank");
	assert_absent_cell(table, flash, "move");
	table_free(table);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranks_by_tokens),
		cmocka_unit_test(test_ranks_by_dollars),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_kinds_of_price),
		cmocka_unit_test(test_running_week),
		cmocka_unit_test(test_running_week_with_gaps),
		cmocka_unit_test(test_paid_only),
		cmocka_unit_test(test_band),
		cmocka_unit_test(test_first_week),
		cmocka_unit_test(test_nobody_left),
		cmocka_unit_test(test_leavers_are_named_as_rows),
		cmocka_unit_test(test_nothing_priced),
		cmocka_unit_test(test_dollars_out_of_range),
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_sample_week),
		cmocka_unit_test(test_sample_running_week),
		cmocka_unit_test(test_sample_coarse_week),
	};

	return cmocka_run_group_tests(tests, market_round_setup, market_teardown);
}
