/* The words above and below the panes: on the market of round numbers (see support/market.h) with
 * made-up states of the refreshing, and on the sample. */
#include "view/banner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/text.h"
#include "support/market.h"

#define W11 "2026-03-09"
#define W12 "2026-03-16"

/* The as_of of W11 in the market: 2026-03-16T02:00:00Z. */
#define AS_OF   INT64_C(1773626400)
#define MINUTES 60
#define HOURS   3600

struct scene {
	struct market market;
	struct banner banner;
	struct strbuf text; /* a line, its parts separated by | */
};

/* The market with this status, its banner at AS_OF + 3 h. */
static void scene_init(struct scene *scene, const struct status *status, const char *monday,
		       enum unit unit)
{
	struct query query = query_default();

	market_round(&scene->market);
	scene->market.snapshot->status = *status;
	query.week = market_day(monday);
	query.unit = unit;
	query.now = AS_OF + 3 * HOURS;
	banner_init(&scene->banner, scene->market.snapshot, &query);
	strbuf_init(&scene->text, 4096);
}

static void sample_init(struct scene *scene, const char *monday, enum unit unit)
{
	struct query query = query_default();

	market_sample(&scene->market);
	scene->market.snapshot->status.rankings.trouble = TROUBLE_NO_KEY;
	query.week = market_day(monday);
	query.unit = unit;
	query.now = AS_OF;
	banner_init(&scene->banner, scene->market.snapshot, &query);
	strbuf_init(&scene->text, 4096);
}

static void scene_done(struct scene *scene)
{
	banner_done(&scene->banner);
	strbuf_done(&scene->text);
	market_done(&scene->market);
}

static const char *words(struct scene *scene, const struct banner_line *line)
{
	strbuf_clear(&scene->text);
	for (size_t i = 0; i < line->n; i++)
		strbuf_printf(&scene->text, "%s%s", i ? "|" : "", line->parts[i].text);
	return scene->text.data;
}

static void assert_says(struct scene *scene, const struct banner_line *line, const char *expected)
{
	if (!strstr(words(scene, line), expected))
		fail_msg("\"%s\" is not in \"%s\"", expected, scene->text.data);
}

static void assert_silent(struct scene *scene, const struct banner_line *line, const char *word)
{
	if (strstr(words(scene, line), word))
		fail_msg("\"%s\" is in \"%s\"", word, scene->text.data);
}

static enum tone tone_of(const struct banner_line *line, const char *part)
{
	for (size_t i = 0; i < line->n; i++)
		if (strstr(line->parts[i].text, part))
			return line->parts[i].tone;
	fail_msg("no part \"%s\"", part);
	return TONE_PLAIN;
}

/* 2000M tokens after 1000M; $1760 after $1148: +53.3 %. */
static void test_week(void **state)
{
	const struct status good = {0};
	struct scene scene;

	(void)state;
	scene_init(&scene, &good, W11, UNIT_TOKENS);
	assert_string_equal(words(&scene, &scene.banner.week),
			    "2026-W11|Mar 9-15|7/7 days UTC|2.00B|tokens|+100% WoW|"
			    "highest of 2 known weeks|the US perhaps ahead 1 week|"
			    "3 new, 0 back, 1 out");
	assert_int_equal(tone_of(&scene.banner.week, "WoW"), TONE_UP);
	scene_done(&scene);

	scene_init(&scene, &good, W11, UNIT_USD);
	assert_says(&scene, &scene.banner.week, "$1.76K");
	assert_says(&scene, &scene.banner.week, "dollars");
	assert_says(&scene, &scene.banner.week, "+53% WoW");
	scene_done(&scene);

	/* Nothing to compare with. */
	scene_init(&scene, &good, "2026-03-02", UNIT_TOKENS);
	assert_says(&scene, &scene.banner.week, "1.00B");
	assert_silent(&scene, &scene.banner.week, "WoW");
	scene_done(&scene);
}

/* 600M in two days after 350M in the same two: +71.4 %. */
static void test_running_week(void **state)
{
	const struct status good = {0};
	struct scene scene;

	(void)state;
	scene_init(&scene, &good, W12, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.week, "Mar 16-22|2/7 days UTC, running|600M");
	assert_says(&scene, &scene.banner.week, "+71% vs the same days");
	assert_int_equal(tone_of(&scene.banner.week, "2/7"), TONE_WARN);
	scene_done(&scene);
}

/* 1400M of the 1600M that are named have a price. */
static void test_rule_and_source(void **state)
{
	const struct status good = {0};
	struct scene scene;

	(void)state;
	scene_init(&scene, &good, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.coverage, "87.5% of identified tokens");
	assert_says(&scene, &scene.banner.rule, "97%");
	assert_says(&scene, &scene.banner.rule, "3% out");
	assert_says(&scene, &scene.banner.rule, "Sunday");
	assert_says(&scene, &scene.banner.rule, "~");
	assert_says(&scene, &scene.banner.rule, "conditional");
	assert_says(&scene, &scene.banner.source,
		    "Source: OpenRouter (openrouter.ai/rankings), as of 2026-03-16T02:00:00Z.");
	assert_says(&scene, &scene.banner.source, "Licensed under CC BY 4.0.");
	assert_says(&scene, &scene.banner.source, "One router's public traffic, not global usage");
	scene_done(&scene);
}

/* Of 2000M tokens 1600M are named and 1400M priced.  $560 and $1200 are also low; high is $1000
 * and $1200.  Without free models there are 1700M, 1300M and 1100M. */
static void test_band_and_coverage(void **state)
{
	struct market market;
	struct scene scene = {.market = {0}};
	struct query query = query_default();

	(void)state;
	market_round(&market);
	strbuf_init(&scene.text, 4096);
	query.week = market_day(W11);
	query.unit = UNIT_USD;
	query.mix = (struct mix){.output = 3, .cached = 40};
	banner_init(&scene.banner, market.snapshot, &query);
	assert_says(&scene, &scene.banner.week, "|low $1.76K, high $2.20K|");
	assert_silent(&scene, &scene.banner.week, "paid");
	assert_says(&scene, &scene.banner.rule, "|97% in, 3% out|low: 40% cached, high: 25% out|");
	assert_says(&scene, &scene.banner.coverage,
		    "priced 87.5% of identified tokens (70.0% of all)|unpriced: 2 models");
	banner_done(&scene.banner);

	query.unit = UNIT_TOKENS;
	query.paid_only = true;
	query.mix.output = 10;
	banner_init(&scene.banner, market.snapshot, &query);
	assert_says(&scene, &scene.banner.week, "|1.70B|tokens|+79% WoW|paid models only");
	assert_silent(&scene, &scene.banner.week, "low");
	assert_says(&scene, &scene.banner.rule, "|90% in, 10% out|");
	assert_says(&scene, &scene.banner.coverage, "84.6% of identified tokens (64.7% of all)");
	banner_done(&scene.banner);
	strbuf_done(&scene.text);
	market_done(&market);
}

static void test_good_state(void **state)
{
	const struct status good = {.rankings.ok_at = AS_OF + 2 * HOURS + 50 * MINUTES,
				    .interval = 15 * MINUTES,
				    .next_try = AS_OF + 3 * HOURS + 5 * MINUTES};
	struct scene scene;

	(void)state;
	scene_init(&scene, &good, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.state, "as of 2026-03-16 02:00 UTC, 3 h ago");
	assert_says(&scene, &scene.banner.state, "checked 10 min ago");
	assert_says(&scene, &scene.banner.state, "next in 5 min");
	assert_silent(&scene, &scene.banner.state, "STALE");
	assert_silent(&scene, &scene.banner.state, "SAMPLE");
	scene_done(&scene);
}

/* Marked once it is older than twice the interval. */
static void test_stale(void **state)
{
	struct status status = {.interval = 15 * MINUTES, .next_try = AS_OF + 3 * HOURS - MINUTES};
	struct scene scene;

	(void)state;
	status.rankings.ok_at = AS_OF + 3 * HOURS - 30 * MINUTES;
	scene_init(&scene, &status, W11, UNIT_TOKENS);
	assert_silent(&scene, &scene.banner.state, "STALE");
	assert_says(&scene, &scene.banner.state, "next now");
	scene_done(&scene);
	status.rankings.ok_at--;
	scene_init(&scene, &status, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.state, "STALE: checked 30 min ago");
	assert_int_equal(tone_of(&scene.banner.state, "STALE"), TONE_WARN);
	scene_done(&scene);
}

/* Every trouble has words of its own, a remedy, and leaves the figures and their age. */
static void test_troubles(void **state)
{
	static const struct {
		enum trouble trouble;
		int http;
		const char *says;
	} cases[] = {
		{TROUBLE_KEY_REFUSED, 401, "key refused (401)"},
		{TROUBLE_RATE_LIMITED, 429, "rate limited (429)|next try in 12 min"},
		{TROUBLE_BUDGET, 0, "day's requests used up"},
		{TROUBLE_OFFLINE, 0, "offline"},
		{TROUBLE_TIMEOUT, 0, "timed out"},
		{TROUBLE_CUT, 200, "answer cut off"},
		{TROUBLE_TLS, 0, "TLS problem"},
		{TROUBLE_PROXY, 0, "proxy problem"},
		{TROUBLE_SERVER, 502, "server error (502)"},
		{TROUBLE_REQUEST, 400, "request refused (400)"},
		{TROUBLE_PAYLOAD, 200, "bad payload"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct status status = {.next_try = AS_OF + 3 * HOURS + 12 * MINUTES};
		struct scene scene;

		status.rankings.trouble = cases[i].trouble;
		status.rankings.http = cases[i].http;
		scene_init(&scene, &status, W11, UNIT_TOKENS);
		assert_says(&scene, &scene.banner.state, cases[i].says);
		assert_says(&scene, &scene.banner.state, trouble_remedy(cases[i].trouble));
		assert_says(&scene, &scene.banner.state, "as of 2026-03-16 02:00 UTC, 3 h ago");
		assert_int_equal(tone_of(&scene.banner.state, trouble_words(cases[i].trouble)),
				 TONE_ERROR);
		assert_says(&scene, &scene.banner.week, "2.00B");
		scene_done(&scene);
	}
}

/* Where the words alone do not tell it all. */
static void test_reasons(void **state)
{
	static const enum trouble troubles[] = {TROUBLE_TIMEOUT, TROUBLE_CUT,     TROUBLE_TLS,
						TROUBLE_PROXY,   TROUBLE_PAYLOAD, TROUBLE_STORE};

	(void)state;
	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
		struct status status = {.rankings.trouble = troubles[i],
					.rankings.detail = "the reason in words"};
		struct scene scene;

		scene_init(&scene, &status, W11, UNIT_TOKENS);
		assert_says(&scene, &scene.banner.state, "|the reason in words|");
		scene_done(&scene);
	}
}

static void test_payload_names_the_field(void **state)
{
	struct status status = {.rankings.trouble = TROUBLE_PAYLOAD,
				.rankings.detail = "row 7: total_tokens is negative",
				.catalog.trouble = TROUBLE_PAYLOAD,
				.catalog.detail = "row 3: no id"};
	struct scene scene;

	(void)state;
	scene_init(&scene, &status, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.state, "|row 7: total_tokens is negative|");
	assert_says(&scene, &scene.banner.state, "prices: bad payload|row 3: no id|");
	scene_done(&scene);

	/* One cause for both is said once, one for the prices alone as theirs. */
	status.rankings.trouble = TROUBLE_OFFLINE;
	status.catalog.trouble = TROUBLE_OFFLINE;
	scene_init(&scene, &status, W11, UNIT_TOKENS);
	assert_silent(&scene, &scene.banner.state, "prices:");
	scene_done(&scene);
	status.rankings.trouble = TROUBLE_NONE;
	scene_init(&scene, &status, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.state, "prices: offline");
	scene_done(&scene);
}

/* Once, as what it is; taken or not there, not at all. */
static void test_held(void **state)
{
	struct status status = {
		.rankings.trouble = TROUBLE_HELD,
		.rankings.detail = "2026-W11 fell from 2.00B to 1.00B",
		.held = {.agreeing = 2,
			 .since = AS_OF + HOURS,
			 .reason = "2026-W11 fell from 2.00B to 1.00B"},
		.next_try = AS_OF + 3 * HOURS + 12 * MINUTES,
	};
	struct scene scene;

	(void)state;
	scene_init(&scene, &status, W11, UNIT_TOKENS);
	assert_string_equal(
		words(&scene, &scene.banner.state),
		"held: 2026-W11 fell from 2.00B to 1.00B|2 of 3 answers agree|"
		"ortop fetch --accept takes it|first 2 h ago|as of 2026-03-16 02:00 UTC");
	assert_int_equal(tone_of(&scene.banner.state, "held:"), TONE_ERROR);
	scene_done(&scene);
	/* Another failure does not hide it. */
	status.rankings.trouble = TROUBLE_SERVER;
	scene_init(&scene, &status, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.state, "held: 2026-W11 fell");
	assert_says(&scene, &scene.banner.state, "server error");
	scene_done(&scene);
	status.held.agreeing = HELD_ENOUGH;
	scene_init(&scene, &status, W11, UNIT_TOKENS);
	assert_silent(&scene, &scene.banner.state, "held");
	scene_done(&scene);
}

/* The wait is that of the next try, whichever answer it comes from, and is said once. */
static void test_prices_wait(void **state)
{
	const struct status status = {.catalog = {.trouble = TROUBLE_RATE_LIMITED, .http = 429},
				      .rankings.ok_at = AS_OF + 3 * HOURS,
				      .next_try = AS_OF + 3 * HOURS + 90};
	struct scene scene;

	(void)state;
	scene_init(&scene, &status, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.state,
		    "|prices: rate limited (429)|next try in 2 min|tried again when");
	assert_silent(&scene, &scene.banner.state, "|next in");
	scene_done(&scene);
}

static void test_other_states(void **state)
{
	const struct status loading = {.refreshing = true, .step = 2, .steps = 4};
	const struct status elsewhere = {.elsewhere = true};
	const struct status offline = {.offline_mode = true, .rankings.trouble = TROUBLE_OFFLINE};
	const struct status memory = {.store = "disk is full"};
	struct scene scene;

	(void)state;
	scene_init(&scene, &loading, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.state, "2/4");
	scene_done(&scene);
	scene_init(&scene, &elsewhere, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.state, "another ortop");
	scene_done(&scene);
	/* What was asked for is no failure. */
	scene_init(&scene, &offline, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.state, "--offline");
	assert_silent(&scene, &scene.banner.state, "check the network");
	scene_done(&scene);
	scene_init(&scene, &memory, W11, UNIT_TOKENS);
	assert_says(&scene, &scene.banner.state, "in memory only");
	assert_says(&scene, &scene.banner.state, "disk is full");
	scene_done(&scene);
}

/* A week that is not there: no figures, but still how things stand. */
static void test_missing_week(void **state)
{
	const struct status status = {.rankings.trouble = TROUBLE_SERVER, .rankings.http = 500};
	struct scene scene;

	(void)state;
	scene_init(&scene, &status, "2026-03-23", UNIT_TOKENS);
	assert_int_equal(scene.banner.week.n, 0);
	assert_says(&scene, &scene.banner.state, "server error (500)");
	scene_done(&scene);
}

/* Totals of the rows as served: W33 75340581084831 after 69046537847932; the first five days of W34
 * 64153594753653 after 55400395552449; W21 28920204910828 after 26905682372472. */
static void test_sample(void **state)
{
	struct scene scene;

	(void)state;
	sample_init(&scene, "2026-08-10", UNIT_TOKENS);
	assert_says(&scene, &scene.banner.week,
		    "2026-W33|Aug 10-16|7/7 days UTC|75.3T|tokens|"
		    "+9.1% WoW|sum of daily top 50");
	assert_says(&scene, &scene.banner.week, "|5 new, 0 back, 5 out");
	assert_says(&scene, &scene.banner.state, "SAMPLE of 2026-08-22|no key|");
	assert_says(&scene, &scene.banner.state,
		    "|to go live: set OPENROUTER_API_KEY (openrouter.ai/keys)|or --key-file");
	assert_int_equal(tone_of(&scene.banner.state, "SAMPLE"), TONE_WARN);
	assert_says(&scene, &scene.banner.coverage, "100.0% of identified tokens");
	scene_done(&scene);

	sample_init(&scene, "2026-08-10", UNIT_USD);
	assert_says(&scene, &scene.banner.week, "$57.7M");
	scene_done(&scene);
	sample_init(&scene, "2026-08-17", UNIT_TOKENS);
	assert_says(&scene, &scene.banner.week, "5/7 days UTC, running|64.2T|tokens|+16% vs");
	scene_done(&scene);
	sample_init(&scene, "2026-05-18", UNIT_TOKENS);
	assert_says(&scene, &scene.banner.week, "28.9T|tokens|+7.5% WoW|coarse: 9 largest models");
	scene_done(&scene);
	/* Dollars of different nines are no growth, nor are those of fifty over nine. */
	sample_init(&scene, "2026-05-18", UNIT_USD);
	assert_silent(&scene, &scene.banner.week, "WoW");
	scene_done(&scene);
	sample_init(&scene, "2026-05-25", UNIT_USD);
	assert_silent(&scene, &scene.banner.week, "WoW");
	assert_says(&scene, &scene.banner.coverage, "99.8% of identified tokens");
	scene_done(&scene);
}

/* Awake once a minute where an age or a wait is shown, never where none is. */
static void test_next_change(void **state)
{
	struct market market;

	(void)state;
	market_round(&market);
	assert_int_equal(banner_next_change(market.snapshot, 6000), 6060);
	assert_int_equal(banner_next_change(market.snapshot, 6059), 6060);
	market_done(&market);
	market_sample(&market);
	assert_int_equal(banner_next_change(market.snapshot, 6000), 0);
	market.snapshot->status.next_try = 9000;
	assert_int_equal(banner_next_change(market.snapshot, 6001), 6060);
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_week),
		cmocka_unit_test(test_running_week),
		cmocka_unit_test(test_rule_and_source),
		cmocka_unit_test(test_band_and_coverage),
		cmocka_unit_test(test_good_state),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_troubles),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_payload_names_the_field),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_prices_wait),
		cmocka_unit_test(test_other_states),
		cmocka_unit_test(test_missing_week),
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_next_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
