/* One refresh against a stand-in of the source: what is asked for, what is kept, what is said. */
#include "refresh/load.h"
#include "refresh/refresh.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "support/fakeapi.h"
#include "support/scratch.h"

#define DAY       INT64_C(86400)
#define SATURDAY  20687 /* 2026-08-22: the days up to Friday are complete */
#define W_FIRST   20087 /* 2024-12-30 */
#define W33       20675 /* 2026-08-10, the last complete week of that Saturday */
#define FIRST_DAY 20089

static struct fakeapi api;
static struct store *store;
static struct fetch *fetch;
static struct log *log_file;
static atomic_bool aborted;
static struct credentials credentials = {FAKEAPI_KEY};
static struct credentials no_credentials = {""};
static int64_t time_now;
static int steps_seen[32][2], n_steps;
static bool accept;

static int64_t fake_now(const struct clock *clock)
{
	(void)clock;
	return time_now;
}

static const struct clock fake_clock = {.now = fake_now, .boot_ms = fake_now};

/* Two hours after midnight of a day: the day before is complete. */
static void set_day(int32_t day)
{
	time_now = day * DAY + 7200;
	atomic_store(&api.last_day, day - 1);
}

static int setup(void **state)
{
	char log_path[128];
	int failed = scratch_setup(state);

	fakeapi_start(&api, 0);
	set_day(SATURDAY);
	store = store_open(scratch_store, STORE_WRITE, NULL);
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

static void note_progress(void *data, int step, int steps)
{
	(void)data;
	if (n_steps < 32) {
		steps_seen[n_steps][0] = step;
		steps_seen[n_steps][1] = steps;
	}
	n_steps++;
}

static struct refresh_result run_as(const struct credentials *who)
{
	struct refresh_context context = {
		.api_url = api.url,
		.credentials = who,
		.fetch = fetch,
		.no_fetch = "no libcurl",
		.store = store,
		.clock = &fake_clock,
		.log = log_file,
		.accept = accept,
		.progress = note_progress,
	};
	struct refresh_result result;

	fakeapi_clear(&api);
	n_steps = 0;
	refresh_run(&context, &result);
	return result;
}

static struct refresh_result run(void)
{
	return run_as(&credentials);
}

static struct refresh_result run_well(void)
{
	struct refresh_result result = run();

	if (result.rankings.trouble || result.catalog.trouble)
		fail_msg("%s, %s", result.rankings.detail, result.catalog.detail);
	return result;
}

static struct history *load(void)
{
	struct history *history;

	assert_true(store_load_history(store, &history, NULL));
	return history;
}

/* What was asked, request by request; the list ends with NULL. */
static void assert_asked(const char *first, ...)
{
	char asked[160];
	va_list args;
	int i = 0;

	va_start(args, first);
	for (const char *expected = first; expected; expected = va_arg(args, const char *))
		assert_string_equal(fakeapi_asked(&api, i++, asked), expected);
	va_end(args);
	assert_string_equal(fakeapi_asked(&api, i, asked), "");
}

#define WEEKS(start, end) "/datasets/rankings-daily?period=week&start_date=" start "&end_date=" end
#define DAYS(start, end)  "/datasets/rankings-daily?period=day&start_date=" start "&end_date=" end

static int64_t sum(int32_t from, int32_t to, int model)
{
	int64_t tokens = 0;

	for (int32_t day = from; day <= to; day++)
		tokens += fakeapi_tokens(day, model);
	return tokens;
}

static void assert_bucket(const struct history *history, const struct history_bucket *bucket,
			  int32_t from, int32_t to)
{
	assert_non_null(bucket);
	assert_int_equal(bucket->n_rows, 3);
	assert_int_equal(bucket->tail, sum(from, to, 3));
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(history->models[bucket->rows[i].model], fakeapi_names[i]);
		assert_int_equal(bucket->rows[i].tokens, sum(from, to, (int)i));
	}
}

/* What is asked */

static void test_first_load(void **state)
{
	struct refresh_result result = run_well();
	const struct history_bucket *week;
	struct history *history = load();

	(void)state;
	assert_asked(WEEKS("2025-01-01", "2025-12-28"), WEEKS("2025-12-29", "2026-12-27"),
		     DAYS("2026-07-18", "2026-08-21"), "/models", NULL);
	assert_true(result.changed);
	assert_int_equal(result.requests_today, 3);
	assert_int_equal(result.rankings.ok_at, time_now);
	assert_int_equal(result.catalog.ok_at, time_now);
	assert_int_equal(n_steps, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(steps_seen[i][0], i);
		assert_int_equal(steps_seen[i][1], 4);
	}
	/* 86 Mondays from 2024-12-30 to 2026-08-17; 35 days. */
	assert_int_equal(history->n_weeks, 86);
	assert_int_equal(history->n_days, 35);
	assert_int_equal(history->weeks[0].date, W_FIRST);
	assert_int_equal(history->weeks[0].days, 5);
	assert_bucket(history, &history->weeks[0], FIRST_DAY, FIRST_DAY + 4);
	week = history_latest(history);
	assert_int_equal(week->date, W33);
	assert_bucket(history, week, W33, W33 + 6);
	assert_int_equal(week->as_of, SATURDAY * DAY + 7200);
	week = history_week(history, W33 + 7);
	assert_int_equal(week->days, 5);
	assert_bucket(history, week, W33 + 7, SATURDAY - 1);
	assert_bucket(history, history_day(history, SATURDAY - 1), SATURDAY - 1, SATURDAY - 1);
	history_unref(history);
}

static void test_next_refresh(void **state)
{
	struct refresh_result result;
	struct history *history;

	(void)state;
	run_well();
	time_now += 900;
	result = run_well();
	assert_asked(WEEKS("2026-08-10", "2027-08-08"), DAYS("2026-08-20", "2026-08-21"), "/models",
		     NULL);
	assert_int_equal(result.requests_today, 5);
	assert_int_equal(n_steps, 3);
	assert_int_equal(steps_seen[2][1], 3);
	/* A day later there is one day more, and the running week has grown. */
	set_day(SATURDAY + 1);
	run_well();
	assert_asked(WEEKS("2026-08-10", "2027-08-08"), DAYS("2026-08-20", "2026-08-22"), "/models",
		     NULL);
	history = load();
	assert_int_equal(history->n_weeks, 86);
	assert_int_equal(history->n_days, 36);
	assert_int_equal(history_week(history, W33 + 7)->days, 6);
	history_unref(history);
	/* On Monday that week is complete, and no day of the next one is. */
	set_day(SATURDAY + 2);
	run_well();
	history = load();
	assert_int_equal(history_latest(history)->date, W33 + 7);
	history_unref(history);
	set_day(SATURDAY + 3);
	run_well();
	assert_asked(WEEKS("2026-08-17", "2027-08-15"), DAYS("2026-08-22", "2026-08-24"), "/models",
		     NULL);
}

/* 2025-12-28 is the last day of the first window: the next one has nothing yet, or not even begun.
 */
static void test_window_ends_today(void **state)
{
	struct history *history;

	(void)state;
	set_day(20451);
	run_well();
	assert_asked(WEEKS("2025-01-01", "2025-12-28"), WEEKS("2025-12-29", "2026-12-27"),
		     DAYS("2025-11-24", "2025-12-28"), "/models", NULL);
	history = load();
	assert_int_equal(history->n_weeks, 52);
	assert_int_equal(history_latest(history)->date, 20444);
	history_unref(history);
}

/* That there is a second window is in the answer, not on the clock. */
static void test_clock_behind_window(void **state)
{
	struct history *history;

	(void)state;
	set_day(SATURDAY);
	time_now -= 300 * DAY;
	run_well();
	assert_asked(WEEKS("2025-01-01", "2025-12-28"), WEEKS("2025-12-29", "2026-12-27"),
		     DAYS("2026-07-18", "2026-08-21"), "/models", NULL);
	history = load();
	assert_int_equal(history_latest(history)->date, W33);
	history_unref(history);
}

/* In the source's first days the daily window begins with its first one. */
static void test_early_days(void **state)
{
	(void)state;
	set_day(FIRST_DAY + 9);
	run_well();
	assert_asked(WEEKS("2025-01-01", "2025-12-28"), DAYS("2025-01-01", "2025-01-09"), "/models",
		     NULL);
}

static void test_days_after_a_pause(void **state)
{
	(void)state;
	run_well();
	set_day(SATURDAY + 20);
	run_well();
	assert_asked(WEEKS("2026-08-10", "2027-08-08"), DAYS("2026-08-20", "2026-09-10"), "/models",
		     NULL);
	/* After half a year, the last 35 days. */
	set_day(SATURDAY + 182);
	run_well();
	assert_asked(WEEKS("2026-08-31", "2027-08-29"), DAYS("2027-01-16", "2027-02-19"), "/models",
		     NULL);
}

/* The running week is compared with days of the week before: they are asked for when lost. */
static void test_hole_in_days(void **state)
{
	struct history *history;

	(void)state;
	run_well();
	scratch_sql("PRAGMA foreign_keys = ON; DELETE FROM bucket WHERE period = 'day' AND date IN"
		    " ('2026-08-01', '2026-08-12', '2026-08-13')");
	run_well();
	assert_asked(WEEKS("2026-08-10", "2027-08-08"), DAYS("2026-08-12", "2026-08-21"), "/models",
		     NULL);
	history = load();
	assert_int_equal(history->n_days, 34);
	history_unref(history);
}

/* A catalogue that there is no room for is a bad payload; the rankings of the same refresh are
 * kept, and a later answer that fits is taken. */
static void test_no_room(void **state)
{
	struct refresh_result result;
	int64_t good_at;

	(void)state;
	run_well();
	good_at = time_now;
	scratch_sql("INSERT INTO listing WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL"
		    " SELECT n + 1 FROM numbers WHERE n < 40000)"
		    " SELECT 'much/' || n, 5, 'much/' || n, 'Much', 0, 1, 1, NULL, 0 FROM numbers");
	set_day(SATURDAY + 1);
	atomic_store(&api.price, 7);
	result = run();
	assert_int_equal(result.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(result.rankings.ok_at, time_now);
	assert_int_equal(result.catalog.trouble, TROUBLE_PAYLOAD);
	assert_non_null(strstr(result.catalog.detail, "room"));
	assert_int_equal(result.catalog.ok_at, good_at);
	assert_int_equal(result.catalog.since, time_now);
	assert_true(result.changed);
	scratch_sql("PRAGMA foreign_keys = ON; DELETE FROM listing WHERE id LIKE 'much/%'");
	time_now += 900;
	run_well();
}

static void test_base_with_a_slash(void **state)
{
	(void)state;
	strcat(api.url, "/");
	run_well();
	assert_asked(WEEKS("2025-01-01", "2025-12-28"), WEEKS("2025-12-29", "2026-12-27"),
		     DAYS("2026-07-18", "2026-08-21"), "/models", NULL);
}

/* What goes wrong */

static void assert_figures_of(int32_t day)
{
	struct history *history = load();

	assert_non_null(history);
	assert_int_equal(history->n_weeks, 86);
	assert_int_equal(history->days[history->n_days - 1].date, day);
	assert_bucket(history, history_week(history, W33 + 7), W33 + 7, day);
	history_unref(history);
}

/* An answer from a week ago would make 3 days of the 7 that we have of W33. */
static void test_source_behind(void **state)
{
	struct refresh_result result;

	(void)state;
	run_well();
	atomic_store(&api.last_day, W33 + 2);
	time_now += 900;
	result = run();
	assert_asked(WEEKS("2026-08-10", "2027-08-08"), DAYS("2026-08-12", "2026-08-12"), "/models",
		     NULL);
	assert_int_equal(result.rankings.trouble, TROUBLE_HELD);
	assert_string_equal(result.rankings.detail,
			    "the answer ends 2026-08-12, known to 2026-08-21");
	assert_int_equal(result.rankings.ok_at, time_now - 900);
	assert_figures_of(SATURDAY - 1);
	/* The same day again is what a refresh on that day brings. */
	atomic_store(&api.last_day, SATURDAY - 1);
	run_well();
	assert_figures_of(SATURDAY - 1);
}

static void test_nothing_to_ask_with(void **state)
{
	struct fetch *there = fetch;
	struct refresh_result result;

	(void)state;
	run_well();
	fetch = NULL;
	result = run();
	fetch = there;
	assert_int_equal(result.rankings.trouble, TROUBLE_OFFLINE);
	assert_int_equal(result.catalog.trouble, TROUBLE_OFFLINE);
	assert_string_equal(result.catalog.detail, "no libcurl");
	assert_int_equal(result.rankings.tried_at, time_now);
	assert_int_equal(result.requests_today, 3);
	assert_asked("", NULL);
}

static void test_key_refused(void **state)
{
	struct credentials wrong = {"sk-wrong"};
	struct refresh_result result;

	(void)state;
	run_well();
	set_day(SATURDAY + 1);
	result = run_as(&wrong);
	assert_int_equal(result.rankings.trouble, TROUBLE_KEY_REFUSED);
	assert_int_equal(result.rankings.http, 401);
	assert_int_equal(result.rankings.since, time_now);
	assert_int_equal(result.rankings.ok_at, SATURDAY * DAY + 7200);
	assert_int_equal(result.catalog.trouble, TROUBLE_NONE);
	assert_int_equal(result.catalog.ok_at, time_now);
	assert_false(result.changed);
	assert_figures_of(SATURDAY - 1);
	/* Since when outlasts the next failure, and ends with the next good one. */
	time_now += 60;
	assert_int_equal(run_as(&wrong).rankings.since, time_now - 60);
	assert_int_equal(run_well().rankings.since, 0);
	assert_figures_of(SATURDAY);
}

static void test_rate_limited(void **state)
{
	struct refresh_result result;
	int64_t retry_at;

	(void)state;
	atomic_store(&api.weeks_status, 429);
	atomic_store(&api.retry_after, 720);
	result = run();
	assert_int_equal(result.rankings.trouble, TROUBLE_RATE_LIMITED);
	assert_int_equal(result.retry_after, 720);
	assert_true(store_load_retry_at(store, time_now, &retry_at, NULL));
	assert_int_equal(retry_at, time_now + 720);
	assert_asked(WEEKS("2025-01-01", "2025-12-28"), "/models", NULL);
}

/* Good weeks without their days are no refresh: nothing of them is kept. */
static void test_half_a_refresh(void **state)
{
	struct refresh_result result;
	struct status status;

	(void)state;
	run_well();
	set_day(SATURDAY + 1);
	atomic_store(&api.days_status, 500);
	result = run();
	assert_int_equal(result.rankings.trouble, TROUBLE_SERVER);
	assert_int_equal(result.rankings.http, 500);
	assert_int_equal(result.requests_today, 2);
	assert_figures_of(SATURDAY - 1);
	assert_true(store_load_status(store, time_now, &status, NULL));
	assert_int_equal(status.rankings.trouble, TROUBLE_SERVER);
	assert_int_equal(status.rankings.ok_at, SATURDAY * DAY + 7200);
	assert_int_equal(status.requests_today, 2);
}

static void test_bad_payload(void **state)
{
	struct refresh_result result;

	(void)state;
	run_well();
	set_day(SATURDAY + 1);
	atomic_store(&api.broken_weeks, true);
	atomic_store(&api.broken_models, true);
	atomic_store(&api.price, 3);
	result = run();
	assert_int_equal(result.rankings.trouble, TROUBLE_PAYLOAD);
	assert_non_null(strstr(result.rankings.detail, "data[1].total_tokens"));
	assert_int_equal(result.catalog.trouble, TROUBLE_PAYLOAD);
	assert_non_null(strstr(result.catalog.detail, "data[1].pricing.completion"));
	assert_false(result.changed);
	assert_figures_of(SATURDAY - 1);
}

static void test_empty_answer(void **state)
{
	struct refresh_result result;

	(void)state;
	atomic_store(&api.empty_weeks, true);
	result = run();
	assert_int_equal(result.rankings.trouble, TROUBLE_PAYLOAD);
	assert_null(load());
}

static void test_no_key(void **state)
{
	struct refresh_result result = run_as(&no_credentials);
	struct catalog_builder *builder = catalog_builder_new();
	struct catalog *catalog;

	(void)state;
	assert_asked("/models", NULL);
	assert_int_equal(result.rankings.trouble, TROUBLE_NO_KEY);
	assert_int_equal(result.catalog.trouble, TROUBLE_NONE);
	assert_int_equal(result.requests_today, 0);
	assert_true(result.changed);
	assert_true(store_load_catalog(store, builder, NULL));
	catalog = catalog_finish(builder);
	assert_int_equal(catalog->n_listings, 2);
	assert_string_equal(catalog->listings[0].permaslug, "a/a-20250101");
	assert_int_equal(catalog->listings[0].price.prompt, 2000000);
	catalog_unref(catalog);
}

/* 480 of the day's 500 requests are ours; what is sent is counted before it is sent. */
static void test_budget(void **state)
{
	struct store_fetch fetches[478];
	struct store_refresh spent = {.fetches = fetches, .now = time_now};
	struct refresh_result result;

	(void)state;
	run_well();
	for (int i = 0; i < 478; i++)
		fetches[i] = (struct store_fetch){
			.at = time_now, .feed = STORE_RANKINGS, .keyed = true, .http = 200};
	spent.n_fetches = 475; /* and 3 of the first load */
	assert_true(store_write(store, &spent, NULL));
	assert_int_equal(run_well().requests_today, 480);
	result = run();
	assert_asked("/models", NULL);
	assert_int_equal(result.rankings.trouble, TROUBLE_BUDGET);
	assert_int_equal(result.requests_today, 480);
	assert_figures_of(SATURDAY - 1);
	set_day(SATURDAY + 1);
	assert_int_equal(run_well().requests_today, 2);
}

static void test_store_full(void **state)
{
	struct refresh_result result;
	struct status status;

	(void)state;
	run_well();
	scratch_sql("PRAGMA foreign_keys = ON; CREATE TRIGGER full BEFORE INSERT ON bucket BEGIN"
		    " SELECT raise(ABORT, 'no room'); END");
	set_day(SATURDAY + 1);
	result = run();
	assert_int_equal(result.rankings.trouble, TROUBLE_STORE);
	assert_non_null(strstr(result.rankings.detail, "no room"));
	assert_int_equal(result.catalog.trouble, TROUBLE_STORE);
	assert_false(result.changed);
	assert_figures_of(SATURDAY - 1);
	/* The requests count, and the log says why they were in vain. */
	assert_true(store_load_status(store, time_now, &status, NULL));
	assert_int_equal(status.requests_today, 2);
	assert_int_equal(status.rankings.trouble, TROUBLE_STORE);
	assert_int_equal(status.rankings.since, time_now);
}

static void test_abort(void **state)
{
	struct refresh_result result;
	struct status status;

	(void)state;
	atomic_store(&aborted, true);
	result = run();
	atomic_store(&aborted, false);
	assert_int_equal(result.rankings.trouble, TROUBLE_ABORTED);
	assert_true(store_load_status(store, time_now, &status, NULL));
	assert_int_equal(status.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(status.rankings.tried_at, 0);
	assert_int_equal(status.requests_today, 1);
}

/* The catalogue */

static void test_catalog_etag(void **state)
{
	struct refresh_result result = run_as(&no_credentials);

	(void)state;
	assert_true(result.changed);
	time_now += 900;
	result = run_as(&no_credentials);
	assert_false(result.changed);
	assert_int_equal(result.catalog.http, 304);
	assert_int_equal(result.catalog.ok_at, time_now);
	atomic_store(&api.price, 3);
	result = run_as(&no_credentials);
	assert_true(result.changed);
	assert_int_equal(result.catalog.http, 200);
}

/* Zeros over the listings' page, by another hand: the store's own connection has to read anew what
 * others commit. */
static void damage_listings(void)
{
	static const char zeros[4096];
	off_t page =
		scratch_number("SELECT rootpage FROM sqlite_schema WHERE name = 'listing'") - 1;
	int fd;

	scratch_sql("UPDATE feed SET failing_since = 0; PRAGMA wal_checkpoint(TRUNCATE)");
	fd = open(scratch_store, O_WRONLY);
	assert_int_equal(pwrite(fd, zeros, sizeof(zeros), page * (off_t)sizeof(zeros)),
			 sizeof(zeros));
	close(fd);
}

/* What is unchanged at the source may be gone here. */
static void test_304_of_what_is_damaged(void **state)
{
	struct refresh_result result = run_as(&no_credentials);
	struct status status = {.requests_today = 0};

	(void)state;
	assert_int_equal(result.catalog.trouble, TROUBLE_NONE);
	damage_listings();
	result = run_as(&no_credentials);
	assert_int_equal(result.catalog.http, 304);
	assert_int_equal(result.catalog.trouble, TROUBLE_STORE);
	assert_non_null(strstr(result.catalog.detail, "malformed"));
	assert_true(store_load_status(store, time_now, &status, NULL));
	assert_int_equal(status.catalog.trouble, TROUBLE_STORE);
}

static void test_304_unasked(void **state)
{
	struct refresh_result result;

	(void)state;
	atomic_store(&api.always_304, true);
	result = run_as(&no_credentials);
	assert_int_equal(result.catalog.trouble, TROUBLE_REQUEST);
	assert_int_equal(result.catalog.ok_at, 0);
}

/* The log */

static void test_log(void **state)
{
	char text[8192];

	(void)state;
	atomic_store(&api.models_status, 503);
	run();
	scratch_read("log", text, sizeof(text));
	assert_non_null(strstr(text, "rankings week 2025-01-01..2025-12-28: http 200"));
	assert_non_null(strstr(text, "catalogue: http 503"));
	assert_non_null(strstr(text, "stored: 86 weeks, 35 days, 0 models"));
	assert_null(strstr(text, FAKEAPI_KEY));
	assert_null(strstr(text, "Bearer"));
}

/* Snapshots */

static struct snapshot *snapshot_of(struct store *from, const struct vendor_map *vendors)
{
	struct status status = {.offline_mode = true, .store = "why"};
	struct error error = {""};
	struct snapshot *snapshot = refresh_snapshot(from, vendors, time_now, &status, &error);

	if (!snapshot)
		fail_msg("%s", error.text);
	assert_true(snapshot->status.offline_mode);
	assert_string_equal(snapshot->status.store, "why");
	return snapshot;
}

static void test_snapshot(void **state)
{
	struct vendor_map *vendors = vendor_map_new();
	struct snapshot *sample = snapshot_of(NULL, vendors), *empty, *live;

	(void)state;
	assert_int_equal(sample->history->origin, HISTORY_SAMPLE);
	assert_true(sample->history->n_weeks > 0);
	assert_true(sample->catalog->n_listings > 0);
	assert_int_equal(sample->status.catalog.ok_at, 0);

	/* Prices of our own, rankings of the sample. */
	run_as(&no_credentials);
	empty = snapshot_of(store, vendors);
	assert_int_equal(empty->history->origin, HISTORY_SAMPLE);
	assert_int_equal(empty->history->n_weeks, sample->history->n_weeks);
	assert_int_equal(empty->catalog->n_listings, sample->catalog->n_listings + 2);
	assert_int_equal(empty->status.catalog.ok_at, time_now);

	/* Live rankings: not one row of the sample, but its prices. */
	run_well();
	live = snapshot_of(store, vendors);
	assert_int_equal(live->history->origin, HISTORY_LIVE);
	assert_int_equal(live->history->n_weeks, 86);
	assert_int_equal(live->history->n_models, 3);
	assert_int_equal(live->catalog->n_listings, sample->catalog->n_listings + 2);
	assert_int_equal(live->status.requests_today, 3);
	snapshot_unref(sample);
	snapshot_unref(empty);
	snapshot_unref(live);
	vendor_map_free(vendors);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_first_load),
		TEST(test_next_refresh),
		TEST(test_window_ends_today),
		TEST(test_clock_behind_window),
		TEST(test_early_days),
		TEST(test_days_after_a_pause),
		TEST(test_hole_in_days),
		TEST(test_no_room),
		TEST(test_base_with_a_slash),
		TEST(test_source_behind),
		TEST(test_nothing_to_ask_with),
		TEST(test_key_refused),
		TEST(test_rate_limited),
		TEST(test_half_a_refresh),
		TEST(test_bad_payload),
		TEST(test_empty_answer),
		TEST(test_no_key),
		TEST(test_budget),
		TEST(test_store_full),
		TEST(test_abort),
		TEST(test_catalog_etag),
		TEST(test_304_unasked),
		TEST(test_304_of_what_is_damaged),
		TEST(test_log),
		TEST(test_snapshot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
