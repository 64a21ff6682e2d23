/* The line of `ortop status`: its template, its values, and that nothing in them acts. */
#include "view/line.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "model/record.h"
#include "support/market.h"

#define W10 "2026-03-02"
#define W11 "2026-03-09"

static char filled[4096];

/* What a template becomes for a week of a market, with the run that the records know. */
static const char *fill(const struct market *market, struct query *query, const char *template,
			enum line_escape escape)
{
	struct line_facts facts = {.snapshot = market->snapshot, .query = query, .refresher = 4711};
	struct basis basis = query_basis(query);
	struct error error = {""};
	struct line *line = line_parse(template, &error);
	struct records records;
	struct strbuf out;

	if (!line)
		fail_msg("%s", error.text);
	if (records_init(&records, market->snapshot, query->week, &basis)) {
		facts.run = records.lead;
		records_done(&records);
	}
	strbuf_init(&out, sizeof(filled) - 1);
	line_fill(line, &facts, escape, &out);
	strcpy(filled, out.data);
	strbuf_done(&out);
	line_free(line);
	return filled;
}

static const char *of(const struct market *market, const char *monday, const char *template)
{
	struct query query = query_default();

	query.week = market_day(monday);
	query.now = 1000000;
	return fill(market, &query, template, LINE_PLAIN);
}

/* W11, see market.h: beta 600 of 2000 after 1000; by vendor us-a 700, cn-a 600; the US 700 and
 * China 600, 600 unknown. */
static void test_values_of_a_week(void **state)
{
	const struct market *market = *state;

	assert_string_equal(of(market, W11, "{week}, {days}"), "2026-W11, Mar 9-15");
	assert_string_equal(of(market, W11, "{running}"), "2026-W12 2/7");
	assert_string_equal(of(market, W11, "{total} {change} {unit}"), "2.00B +100% tokens");
	assert_string_equal(of(market, W11, "{top} {top_share} {top_value}"), "beta 30.0% 600M");
	assert_string_equal(of(market, W11, "{vendor} {vendor_share}"), "America A 35.0%");
	assert_string_equal(of(market, W11, "{leader} {lead} {lead_low} {lead_high}"),
			    "US 5.0 -25.0 35.0");
	assert_string_equal(of(market, W11, "{streak}"), "1");
	assert_string_equal(of(market, W11, "{race}"), "US? +5.0 1wk");
	assert_string_equal(of(market, W11, "{refresher} {requests}"), "4711 0");
}

/* In dollars beta has 1,200 of them, all priced rows 2,660 + alpha; of the two of China and the US
 * beta leads. */
static void test_values_follow_the_query(void **state)
{
	const struct market *market = *state;
	struct query query = query_default();

	query.week = market_day(W11);
	query.unit = UNIT_USD;
	assert_string_equal(fill(market, &query, "{top} {top_value} {unit} {leader}", LINE_PLAIN),
			    "beta $1.20K usd China");
	query.unit = UNIT_TOKENS;
	query.denominator = DENOMINATOR_IDENTIFIED;
	/* 100 of 1,300. */
	assert_string_equal(fill(market, &query, "{lead}", LINE_PLAIN), "7.7");
}

/* W10: China and the US are level at 400, and there is no week before. */
static void test_what_is_not_known_takes_its_blanks_along(void **state)
{
	const struct market *market = *state;

	assert_string_equal(of(market, W10, "{change}"), "");
	assert_string_equal(of(market, W10, "{week}  {change} {race}  {total}"), "2026-W10  1.00B");
	assert_string_equal(of(market, W10, "{race} {lead} {streak}{total}"), "1.00B");
	assert_string_equal(of(market, W10, "{race}  {total} {change}"), "1.00B");
	assert_string_equal(of(market, W10, "a [{race}] b"), "a [] b");
}

static void test_age_and_what_is_wrong(void **state)
{
	struct market market;
	struct query query = query_default();
	static const struct {
		int64_t since;
		const char *age;
	} ages[] = {{0, "now"},     {59, "now"},        {60, "1m"},
		    {3599, "59m"},  {3600, "1h"},       {172799, "47h"},
		    {172800, "2d"}, {31536000, "365d"}, {-500, "now"}};

	(void)state;
	market_round(&market);
	query.week = market_day(W11);
	query.now = 1774000000;
	market.snapshot->status.interval = 900;
	assert_string_equal(fill(&market, &query, "{age}|{stale}|{warning}", LINE_PLAIN), "||");
	for (size_t i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
		market.snapshot->status.rankings.ok_at = query.now - ages[i].since;
		assert_string_equal(fill(&market, &query, "{age}", LINE_PLAIN), ages[i].age);
	}
	market.snapshot->status.rankings.ok_at = query.now - 1800;
	assert_string_equal(fill(&market, &query, "{age} {warning}", LINE_PLAIN), "30m");
	market.snapshot->status.rankings.ok_at = query.now - 1801;
	assert_string_equal(fill(&market, &query, "{age} {warning}", LINE_PLAIN), "30m STALE");
	market.snapshot->status.catalog.trouble = TROUBLE_SERVER;
	assert_string_equal(fill(&market, &query, "{warning}", LINE_PLAIN), "server error");
	market.snapshot->status.rankings.trouble = TROUBLE_KEY_REFUSED;
	assert_string_equal(fill(&market, &query, "{trouble}", LINE_PLAIN), "key refused");
	market.snapshot->status.rankings.trouble = TROUBLE_HELD;
	market.snapshot->status.held =
		(struct held){.agreeing = 1, .since = 1, .counted_at = 1, .reason = "fell by half"};
	assert_string_equal(fill(&market, &query, "{warning}: {held}{trouble}", LINE_PLAIN),
			    "HELD: fell by half");
	market_done(&market);
}

/* A name from outside with all that acts somewhere. */
static void test_values_are_inert(void **state)
{
	struct market market;
	struct query query = query_default();
	const char *name = "us-a/#(x)%n\"\\\x1b[31m";

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, name, 100);
	market_open(&market);
	query.week = market_day(W11);
	assert_string_equal(fill(&market, &query, "#[x]{top}%", LINE_PLAIN),
			    "#[x]#(x)%n\"\\\\u{001B}[31m%");
	assert_string_equal(fill(&market, &query, "#[x]{top}%", LINE_TMUX),
			    "#[x]##(x)%n\"\\\\u{001B}[31m%");
	assert_string_equal(fill(&market, &query, "{top}", LINE_ZSH), "#(x)%%n\"\\\\u{001B}[31m");
	assert_string_equal(fill(&market, &query, "{{\"text\":\"{top}\"}}", LINE_JSON),
			    "{\"text\":\"#(x)%n\\\"\\\\\\\\u{001B}[31m\"}");
	market_done(&market);
}

static void test_width(void **state)
{
	struct market market;

	(void)state;
	market_init(&market, HISTORY_LIVE);
	market_week(&market, W11, 7, HISTORY_EXACT);
	market_row(&market, "us-a/abc\xE6\xBC\xA2\xE5\xAD\x97z", 100);
	market_open(&market);
	assert_string_equal(of(&market, W11, "{top:8}"), "abc\xE6\xBC\xA2\xE5\xAD\x97z");
	/* Never half a wide character. */
	assert_string_equal(of(&market, W11, "{top:7}"), "abc\xE6\xBC\xA2\xE2\x80\xA6");
	assert_string_equal(of(&market, W11, "{top:6}"), "abc\xE6\xBC\xA2\xE2\x80\xA6");
	assert_string_equal(of(&market, W11, "{top:5}"), "abc\xE2\x80\xA6");
	assert_string_equal(of(&market, W11, "{top:1}"), "\xE2\x80\xA6");
	market_done(&market);
}

static void test_braces(void **state)
{
	const struct market *market = *state;

	assert_string_equal(of(market, W11, "{{week}} } {{{week}}}"), "{week} } {2026-W11}");
	assert_string_equal(of(market, W11, ""), "");
	assert_string_equal(of(market, W11, "plain"), "plain");
}

static void assert_refused(const char *template, const char *reason)
{
	struct error error = {""};

	assert_null(line_parse(template, &error));
	if (!strstr(error.text, reason))
		fail_msg("%s: %s", template, error.text);
}

static void test_wrong_templates(void **state)
{
	(void)state;
	assert_refused("{topp}", "no placeholder {topp}; did you mean top?");
	assert_refused("x {weak} y", "did you mean week?");
	assert_refused("{lead-low}", "did you mean lead_low?");
	assert_refused("{qqqqqq}", "no placeholder {qqqqqq}; {{ is a brace");
	assert_refused("{}", "no placeholder {}; {{ is a brace");
	assert_refused("{week", "not closed");
	assert_refused("{top:0}", "width");
	assert_refused("{top:}", "width");
	assert_refused("{top:-3}", "width");
	assert_refused("{top:2x}", "width");
	assert_refused("{top:99999999999999999999}", "width");
}

/* What the usual line takes on the sample, whose lead is known to test_records.c. */
static void test_usual_line(void **state)
{
	struct market market;

	(void)state;
	market_sample(&market);
	assert_string_equal(of(&market, "2026-08-10", LINE_DEFAULT),
			    "2026-W33  DeepSeek V4 Flash\xE2\x80\xA6 14.8%  China +21.8 12+wk");
	market_done(&market);
}

static void test_needs(void **state)
{
	struct line *line = line_parse("{week} {top} {total}", NULL);

	(void)state;
	assert_int_equal(line_needs(line), 0);
	line_free(line);
	line = line_parse("{race}{vendor}{refresher}", NULL);
	assert_int_equal(line_needs(line), NEEDS_RUN | NEEDS_VENDORS | NEEDS_LEASE);
	line_free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_of_a_week),
		cmocka_unit_test(test_values_follow_the_query),
		cmocka_unit_test(test_what_is_not_known_takes_its_blanks_along),
		cmocka_unit_test(test_age_and_what_is_wrong),
		cmocka_unit_test(test_values_are_inert),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_braces),
		cmocka_unit_test(test_wrong_templates),
		cmocka_unit_test(test_usual_line),
		cmocka_unit_test(test_needs),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, market_round_setup, market_teardown);
}
