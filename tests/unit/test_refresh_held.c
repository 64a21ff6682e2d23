/* Refreshes whose answers are worse than what is known: what stays, what is said, when it is taken.
 */
#include "refresh/load.h"
#include "refresh/refresh.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "support/fakeapi.h"
#include "support/scratch.h"

#define DAY      INT64_C(86400)
#define SATURDAY 20687 /* 2026-08-22: the days up to Friday are complete */
#define W33      20675 /* 2026-08-10, the last complete week of that Saturday */
#define W34      20682

static struct fakeapi api;
static struct store *store;
static struct fetch *fetch;
static struct log *log_file;
static atomic_bool aborted;
static struct credentials credentials = {FAKEAPI_KEY};
static int64_t time_now;

static int64_t fake_now(const struct clock *clock)
{
	(void)clock;
	return time_now;
}

static const struct clock fake_clock = {fake_now, fake_now, clock_wait_real};

static int setup(void **state)
{
	char log_path[128];
	int failed = scratch_setup(state);

	fakeapi_start(&api, SATURDAY - 1);
	time_now = SATURDAY * DAY + 7200;
	store = store_open(NULL, STORE_WRITE, NULL);
	fetch = fetch_new(&aborted, NULL);
	log_file = log_open(scratch_file("log", log_path), &fake_clock, NULL);
	return store && fetch && log_file ? failed : -1;
}

static int teardown(void **state)
{
	log_close(log_file);
	fetch_free(fetch);
	store_close(store);
	fakeapi_stop(&api);
	return scratch_teardown(state);
}

static struct refresh_result refresh(bool accept)
{
	const struct refresh_context context = {
		.api_url = api.url,
		.credentials = &credentials,
		.fetch = fetch,
		.store = store,
		.clock = &fake_clock,
		.log = log_file,
		.accept = accept,
	};
	struct refresh_result result;

	refresh_run(&context, &result);
	assert_int_equal(result.catalog.trouble, TROUBLE_NONE);
	return result;
}

static void refresh_well(void)
{
	struct refresh_result result = refresh(false);

	if (result.rankings.trouble)
		fail_msg("%s", result.rankings.detail);
	assert_false(held_waits(&result.held));
	assert_int_equal(result.rankings.ok_at, time_now);
}

static void assert_held(const struct refresh_result *result, int agreeing, const char *reason)
{
	struct status status = {.requests_today = 0};

	assert_int_equal(result->rankings.trouble, TROUBLE_HELD);
	assert_string_equal(result->rankings.detail, reason);
	assert_int_equal(result->held.agreeing, agreeing);
	assert_string_equal(result->held.reason, reason);
	/* Others on the store are told the same. */
	assert_true(store_load_status(store, time_now, &status, NULL));
	assert_int_equal(status.rankings.trouble, TROUBLE_HELD);
	assert_string_equal(status.rankings.detail, reason);
	assert_int_equal(status.held.agreeing, agreeing);
	assert_int_equal(status.held.since, result->held.since);
}

static struct history *load(void)
{
	struct history *history;

	assert_true(store_load_history(store, &history, NULL));
	return history;
}

/* All tokens from a day to another, in percent. */
static int64_t total(int32_t from, int32_t to, int percent)
{
	int64_t tokens = 0;

	for (int32_t day = from; day <= to; day++)
		for (int model = 0; model < FAKEAPI_MODELS; model++)
			tokens += fakeapi_tokens(day, model) * percent / 100;
	return tokens;
}

/* W33, the running week and the last day are the source's in percent. */
static void assert_kept(int percent)
{
	struct history *history = load();
	const struct history_bucket *friday = history_day(history, SATURDAY - 1);

	assert_non_null(friday);
	assert_int_equal(history_week(history, W33)->total, total(W33, W33 + 6, percent));
	assert_int_equal(history_week(history, W34)->total, total(W34, W34 + 4, percent));
	assert_int_equal(friday->total, total(SATURDAY - 1, SATURDAY - 1, percent));
	history_unref(history);
}

/* W33 is 70,014,322 tokens: 7 days of 4 + 3 + 2 + 1 millions and of 4 x (day x 17 mod 1009). */
static const char halved[] = "2026-W33 fell from 70.0M to 35.0M";

static void test_halved(void **state)
{
	struct refresh_result result;
	char text[16384];

	(void)state;
	refresh_well();
	atomic_store(&api.percent, 50);
	time_now += 900;
	result = refresh(false);
	assert_held(&result, 1, halved);
	assert_int_equal(result.rankings.since, time_now);
	assert_int_equal(result.rankings.ok_at, time_now - 900);
	assert_false(result.changed);
	assert_kept(100);
	assert_non_null(strstr(scratch_read("log", text, sizeof(text)),
			       "held: 2026-W33 fell from 70.0M to 35.0M"
			       " (1 of 3 answers agree; ortop fetch --accept takes"
			       " it)"));
	/* Every quarter of an hour it says so again; an hour later, and another, it counts. */
	for (int quarter = 1; quarter < 8; quarter++) {
		time_now += 900;
		result = refresh(false);
		assert_held(&result, quarter < 4 ? 1 : 2, halved);
		assert_kept(100);
	}
	time_now += 900;
	result = refresh(false);
	assert_int_equal(result.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(result.rankings.since, 0);
	assert_int_equal(result.rankings.ok_at, time_now);
	assert_int_equal(result.held.agreeing, HELD_ENOUGH);
	assert_true(result.changed);
	assert_kept(50);
	assert_non_null(strstr(scratch_read("log", text, sizeof(text)),
			       "taken, though 2026-W33 fell from 70.0M to 35.0M"));
	/* Now these are known, and what was right before is what is held. */
	refresh_well();
	atomic_store(&api.percent, 100);
	result = refresh(false);
	assert_held(&result, 1, "2026-W33 rose from 35.0M to 70.0M");
}

/* A week of agreeing to disagree. */
static void test_disagreeing(void **state)
{
	struct refresh_result result;

	(void)state;
	refresh_well();
	for (int i = 0; i < 6; i++) {
		time_now += 3600;
		atomic_store(&api.percent, i % 3 < 2 ? 50 : 40);
		result = refresh(false);
		assert_int_equal(result.rankings.trouble, TROUBLE_HELD);
		assert_int_equal(result.held.agreeing, i % 3 == 1 ? 2 : 1);
		assert_kept(100);
	}
	assert_string_equal(result.held.reason, "2026-W33 fell from 70.0M to 28.0M");
}

static void test_good_answer_clears(void **state)
{
	struct refresh_result result;

	(void)state;
	refresh_well();
	atomic_store(&api.percent, 50);
	refresh(false);
	time_now += 3600;
	result = refresh(false);
	assert_held(&result, 2, halved);
	/* Answers that fail say nothing about it. */
	atomic_store(&api.weeks_status, 500);
	result = refresh(false);
	assert_int_equal(result.rankings.trouble, TROUBLE_SERVER);
	assert_int_equal(result.held.agreeing, 2);
	atomic_store(&api.weeks_status, 200);
	atomic_store(&api.percent, 100);
	refresh_well();
	assert_kept(100);
	atomic_store(&api.percent, 50);
	time_now += 3600;
	result = refresh(false);
	assert_held(&result, 1, halved);
}

static void assert_restated(const struct restatements *log, enum history_period period,
			    int32_t date, int64_t was, int64_t is)
{
	const struct restatement *found;
	size_t n;

	found = restatements_find(log, fakeapi_names[0], period, date, date, &n);
	assert_int_equal(n, 1);
	assert_int_equal(found->was, was);
	assert_int_equal(found->is, is);
	assert_int_equal(found->at, time_now);
}

static void test_accept(void **state)
{
	struct refresh_result result;
	struct restatements *log;
	int64_t tokens = 0, halves = 0;

	(void)state;
	refresh_well();
	atomic_store(&api.percent, 50);
	time_now += 60;
	result = refresh(true);
	assert_int_equal(result.rankings.trouble, TROUBLE_NONE);
	assert_true(result.changed);
	assert_kept(50);
	log = refresh_load_restatements(store, NULL);
	assert_non_null(log);
	/* W33 and W34, Thursday and Friday: three models and the tail of each. */
	assert_int_equal(log->n, 16);
	for (int32_t day = W33; day < W33 + 7; day++) {
		tokens += fakeapi_tokens(day, 0);
		halves += fakeapi_tokens(day, 0) / 2;
	}
	assert_restated(log, HISTORY_WEEK, W33, tokens, halves);
	tokens = fakeapi_tokens(SATURDAY - 2, 0);
	assert_restated(log, HISTORY_DAY, SATURDAY - 2, tokens, tokens / 2);
	restatements_unref(log);
	/* Where nothing is worse it changes nothing. */
	result = refresh(true);
	assert_int_equal(result.held.agreeing, 0);
	assert_kept(50);
}

/* Growing by as much as the last day does is no matter, and is logged. */
static void test_restated(void **state)
{
	struct restatements *log;

	(void)state;
	atomic_store(&api.percent, 100);
	refresh_well();
	atomic_store(&api.percent, 101);
	time_now += 900;
	refresh_well();
	assert_kept(101);
	log = refresh_load_restatements(store, NULL);
	assert_int_equal(log->n, 16);
	restatements_unref(log);
}

static void test_models_gone(void **state)
{
	struct refresh_result result;

	(void)state;
	refresh_well();
	atomic_store(&api.one_model, true);
	time_now += 900;
	result = refresh(false);
	assert_held(&result, 1, "2026-W33 has 1 model, had 3");
	assert_kept(100);
}

/* A source that is behind is not believed at once, and when it is, what comes after its end goes:
 * the history must not contradict itself. */
static void test_shorter(void **state)
{
	static const char reason[] = "the answer ends 2026-08-12, known to 2026-08-21";
	struct refresh_result result;
	struct history *history;

	(void)state;
	refresh_well();
	atomic_store(&api.last_day, W33 + 2);
	for (int hour = 1; hour <= 2; hour++) {
		time_now += 3600;
		result = refresh(false);
		assert_held(&result, hour, reason);
		assert_kept(100);
	}
	time_now += 3600;
	result = refresh(false);
	assert_int_equal(result.rankings.trouble, TROUBLE_NONE);
	history = load();
	assert_int_equal(history->weeks[history->n_weeks - 1].date, W33);
	assert_int_equal(history->weeks[history->n_weeks - 1].days, 3);
	assert_int_equal(history->weeks[history->n_weeks - 1].total, total(W33, W33 + 2, 100));
	assert_int_equal(history->days[history->n_days - 1].date, W33 + 2);
	history_unref(history);
	/* When it has caught up all is as it was. */
	atomic_store(&api.last_day, SATURDAY - 1);
	refresh_well();
	assert_kept(100);
}

static void assert_asked(int i, const char *target)
{
	char asked[160];

	assert_string_equal(fakeapi_asked(&api, i, asked), target);
}

/* A source that ends before all that is asked for refuses that: it is asked where it ends, and from
 * there. */
static void test_ends_before(void **state)
{
	struct refresh_result result;
	struct history *history;
	int requests;

	(void)state;
	refresh_well();
	atomic_store(&api.last_day, W33 - 3);
	fakeapi_clear(&api);
	time_now += 3600;
	requests = refresh(false).requests_today;
	time_now += 3600;
	fakeapi_clear(&api);
	result = refresh(false);
	assert_held(&result, 2, "the answer ends 2026-08-07, known to 2026-08-21");
	assert_asked(0, "/datasets/rankings-daily?period=week&start_date=2026-08-10"
			"&end_date=2027-08-08");
	assert_asked(1, "/datasets/rankings-daily?period=week");
	assert_asked(2, "/datasets/rankings-daily?period=week&start_date=2026-08-03"
			"&end_date=2027-08-01");
	/* All count against the day. */
	assert_int_equal(result.requests_today, requests + 4);
	assert_kept(100);
	result = refresh(true);
	assert_int_equal(result.rankings.trouble, TROUBLE_NONE);
	history = load();
	assert_int_equal(history->weeks[history->n_weeks - 1].date, W33 - 7);
	assert_int_equal(history->weeks[history->n_weeks - 1].days, 5);
	history_unref(history);
	/* Back again. */
	atomic_store(&api.last_day, SATURDAY - 1);
	refresh_well();
	assert_kept(100);
}

/* Refused though the source goes on, it is a request that it does not like. */
static void test_refused(void **state)
{
	struct refresh_result result;
	char asked[160];

	(void)state;
	refresh_well();
	atomic_store(&api.weeks_status, 400);
	fakeapi_clear(&api);
	result = refresh(false);
	assert_int_equal(result.rankings.trouble, TROUBLE_REQUEST);
	assert_int_equal(result.rankings.http, 400);
	assert_string_equal(result.rankings.detail, "HTTP 400: as the test wants it");
	assert_string_equal(fakeapi_asked(&api, 2, asked), "/models");
	/* ... as it is where only windows are refused. */
	atomic_store(&api.weeks_status, 200);
	atomic_store(&api.windows_refused, true);
	result = refresh(false);
	assert_int_equal(result.rankings.trouble, TROUBLE_REQUEST);
	assert_int_equal(result.rankings.http, 400);
	assert_string_equal(result.rankings.detail, "HTTP 400: no windows");
	atomic_store(&api.windows_refused, false);
	refresh_well();
	assert_kept(100);
}

static void test_rows_after_the_end(void **state)
{
	struct refresh_result result;
	struct history *history;

	(void)state;
	/* Even the first load: there is nothing older to keep, and the sample is shown. */
	atomic_store(&api.stray_days, 2);
	result = refresh(false);
	assert_held(&result, 1, "an answer has rows of 2026-08-21, after its end");
	assert_null(load());
	/* Taken, they stay out, and the same is taken again without waiting. */
	result = refresh(true);
	assert_int_equal(result.rankings.trouble, TROUBLE_NONE);
	history = load();
	assert_int_equal(history->weeks[history->n_weeks - 1].days, 5);
	assert_int_equal(history->days[history->n_days - 1].date, SATURDAY - 3);
	history_unref(history);
	time_now += 900;
	refresh_well();
	atomic_store(&api.stray_days, 0);
	refresh_well();
	assert_kept(100);
}

static void test_end_after_as_of(void **state)
{
	struct refresh_result result;

	(void)state;
	refresh_well();
	atomic_store(&api.ends_ahead, 2);
	time_now += 900;
	result = refresh(false);
	assert_held(&result, 1, "an answer ends 2026-08-21, after it was made");
	assert_kept(100);
}

/* Next year's dates from a source that says it is next year. */
static void test_next_year(void **state)
{
	struct refresh_result result;

	(void)state;
	refresh_well();
	atomic_store(&api.last_day, SATURDAY + 300);
	time_now += 900;
	result = refresh(false);
	assert_held(&result, 1, "the answer ends 2027-06-18, the clock says 2026-08-22");
	assert_kept(100);
}

/* Across midnight and with a day more, the answers agree as long as what is worse is the same. */
static void test_across_midnight(void **state)
{
	struct refresh_result result;
	struct history *history;

	(void)state;
	refresh_well();
	atomic_store(&api.percent, 50);
	time_now = (SATURDAY + 1) * DAY - 1800;
	result = refresh(false);
	assert_held(&result, 1, halved);
	time_now += 3600;
	atomic_store(&api.last_day, SATURDAY);
	result = refresh(false);
	assert_held(&result, 2, halved);
	time_now += 3600;
	result = refresh(false);
	assert_int_equal(result.rankings.trouble, TROUBLE_NONE);
	history = load();
	assert_int_equal(history_week(history, W33)->total, total(W33, W33 + 6, 50));
	assert_int_equal(history_day(history, SATURDAY)->total, total(SATURDAY, SATURDAY, 50));
	history_unref(history);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_halved),
		TEST(test_disagreeing),
		TEST(test_good_answer_clears),
		TEST(test_accept),
		TEST(test_restated),
		TEST(test_models_gone),
		TEST(test_shorter),
		TEST(test_ends_before),
		TEST(test_refused),
		TEST(test_rows_after_the_end),
		TEST(test_end_after_as_of),
		TEST(test_next_year),
		TEST(test_across_midnight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
