/* The store: what goes in comes out, whole or not at all, and what is not ours stays untouched. */
#include "source/store.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "support/scratch.h"

#define W21 20591 /* 2026-05-18, a Monday */
#define W22 20598
#define DAY 86400
#define NOW (INT64_C(20605) * DAY + 3600) /* 2026-06-01T01:00:00Z */

static struct store *open_store(enum store_mode mode)
{
	struct error error = {""};
	struct store *store = store_open(scratch_store, mode, &error);

	if (!store)
		fail_msg("%s", error.text);
	return store;
}

static void assert_refused(enum store_mode mode, const char *word)
{
	struct error error = {""};

	assert_null(store_open(scratch_store, mode, &error));
	if (!strstr(error.text, word))
		fail_msg("\"%s\" does not say \"%s\"", error.text, word);
}

static void write_ok(struct store *store, const struct store_refresh *refresh)
{
	struct error error = {""};

	if (!store_write(store, refresh, &error))
		fail_msg("%s", error.text);
}

static void open_bucket(struct history_builder *builder, enum history_period period, int32_t date,
			int days)
{
	struct history_bucket head = {
		.date = date, .days = days, .as_of = NOW - 60 - date % 7, .fetched_at = NOW};

	assert_true(history_builder_bucket(builder, period, &head, NULL));
}

static void add(struct history_builder *builder, const char *name, int64_t tokens)
{
	assert_true(history_builder_row(builder, name, strlen(name), tokens, NULL));
}

/* Two weeks, the second running, and a day without a tail. */
static struct history *two_weeks(int64_t scale)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);

	open_bucket(builder, HISTORY_WEEK, W21, 7);
	add(builder, "deepseek/v4", 300 * scale);
	add(builder, "moonshotai/kimi:free", 200 * scale);
	add(builder, HISTORY_TAIL, 50 * scale);
	open_bucket(builder, HISTORY_WEEK, W22, 5);
	add(builder, "moonshotai/kimi:free", INT64_MAX - 7);
	add(builder, HISTORY_TAIL, 0);
	open_bucket(builder, HISTORY_DAY, W22, 1);
	add(builder, "bad\xffname", 1);
	return history_finish(builder);
}

static void write_history(struct store *store, struct history *history)
{
	struct store_refresh refresh = {.history = history, .now = NOW};

	write_ok(store, &refresh);
	history_unref(history);
}

static struct history *load(struct store *store)
{
	struct error error = {""};
	struct history *history;

	if (!store_load_history(store, &history, &error))
		fail_msg("%s", error.text);
	return history;
}

static int64_t tokens_of(const struct history *history, const struct history_bucket *bucket,
			 const char *name)
{
	for (size_t i = 0; i < bucket->n_rows; i++)
		if (!strcmp(history->models[bucket->rows[i].model], name))
			return bucket->rows[i].tokens;
	return -1;
}

/* Rankings */

static void test_history_round_trip(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	const struct history_bucket *week;
	struct history *history;

	(void)state;
	assert_null(load(store));
	write_history(store, two_weeks(1));
	store_close(store);
	store = open_store(STORE_READ);
	history = load(store);
	assert_int_equal(history->origin, HISTORY_LIVE);
	assert_int_equal(history->n_weeks, 2);
	assert_int_equal(history->n_days, 1);
	week = history_week(history, W21);
	assert_int_equal(week->days, 7);
	assert_int_equal(week->quality, HISTORY_EXACT);
	assert_int_equal(week->as_of, NOW - 60 - W21 % 7);
	assert_int_equal(week->fetched_at, NOW);
	assert_int_equal(week->n_rows, 2);
	assert_int_equal(week->total, 550);
	assert_true(week->has_tail);
	assert_int_equal(week->tail, 50);
	assert_int_equal(tokens_of(history, week, "deepseek/v4"), 300);
	assert_int_equal(tokens_of(history, week, "moonshotai/kimi:free"), 200);
	week = history_week(history, W22);
	assert_int_equal(week->days, 5);
	assert_true(week->total == INT64_MAX - 7);
	assert_true(week->has_tail);
	assert_int_equal(week->tail, 0);
	assert_false(history->days[0].has_tail);
	assert_int_equal(tokens_of(history, &history->days[0], "bad\\xFFname"), 1);
	history_unref(history);
	store_close(store);
	assert_look("SELECT group_concat(date || ' ' || days || ' ' || quality) FROM bucket"
		    " WHERE period = 'week'",
		    "2026-05-18 7 exact,2026-05-25 5 exact");
	assert_look("SELECT sum(tokens) FROM ranking WHERE period = 'week' AND date = '2026-05-18'",
		    "550");
}

/* A name of 256 bytes that are all escaped is 1024 bytes long, and must still come back. */
static void test_long_name(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct store *store = open_store(STORE_WRITE);
	struct history *history;
	char name[HISTORY_NAME_MAX];

	(void)state;
	memset(name, 0xfe, sizeof(name));
	open_bucket(builder, HISTORY_WEEK, W21, 7);
	assert_true(history_builder_row(builder, name, sizeof(name), 9, NULL));
	write_history(store, history_finish(builder));
	history = load(store);
	assert_int_equal(history->n_models, 1);
	assert_int_equal(strlen(history->models[0]), 4 * HISTORY_NAME_MAX);
	assert_int_equal(history->weeks[0].total, 9);
	history_unref(history);
	store_close(store);
}

/* A bucket is replaced as a whole, the others stay. */
static void test_replace(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct store *store = open_store(STORE_WRITE);
	const struct history_bucket *week;
	struct history *history;

	(void)state;
	write_history(store, two_weeks(1));
	open_bucket(builder, HISTORY_WEEK, W22, 6);
	add(builder, "z-ai/glm", 40);
	write_history(store, history_finish(builder));
	history = load(store);
	week = history_week(history, W22);
	assert_int_equal(week->days, 6);
	assert_int_equal(week->n_rows, 1);
	assert_int_equal(week->total, 40);
	assert_false(week->has_tail);
	assert_int_equal(history_week(history, W21)->total, 550);
	assert_int_equal(history->n_days, 1);
	history_unref(history);
	store_close(store);
}

static void test_old_days_go(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct store *store = open_store(STORE_WRITE);
	struct history *history;

	(void)state;
	write_history(store, two_weeks(1));
	open_bucket(builder, HISTORY_DAY, W22 + 1, 1);
	add(builder, "a/a", 1);
	open_bucket(builder, HISTORY_DAY, W22 + 401, 1);
	add(builder, "a/a", 1);
	write_history(store, history_finish(builder));
	history = load(store);
	assert_int_equal(history->n_days, 2);
	assert_int_equal(history->days[0].date, W22 + 1);
	assert_int_equal(history->days[1].date, W22 + 401);
	assert_int_equal(history->n_weeks, 2);
	history_unref(history);
	store_close(store);
	assert_look("SELECT count(*) FROM ranking WHERE period = 'day'", "2");
}

/* Catalogue */

static struct listing listing_of(const char *id, int64_t seen, int64_t prompt)
{
	return (struct listing){
		.id = id,
		.permaslug = id,
		.name = "Vendor: Model",
		.context = 1000,
		.seen = seen,
		.price = {.prompt = prompt, .completion = 2500000, .cache_read = PRICE_NONE}};
}

static void write_listings(struct store *store, const struct listing *listings, size_t n,
			   int64_t now, const char *etag)
{
	struct catalog_builder *builder = catalog_builder_new();
	struct store_refresh refresh = {.now = now, .catalog_etag = etag};
	struct catalog *catalog;

	for (size_t i = 0; i < n; i++)
		catalog_builder_add(builder, &listings[i]);
	catalog = catalog_finish(builder);
	refresh.catalog = catalog;
	write_ok(store, &refresh);
	catalog_unref(catalog);
}

static struct catalog *load_catalog(struct store *store)
{
	struct catalog_builder *builder = catalog_builder_new();

	assert_true(store_load_catalog(store, builder, NULL));
	return catalog_finish(builder);
}

static void test_listing_round_trip(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	struct listing listings[] = {
		{"a/a:free", "a/a-1:free", "A: \xc3\xa9", 131072, NOW, {0, 0, 0, false}},
		{"b/b", "b/b-2", "B", 0, NOW, {75, 100000, PRICE_NONE, true}},
		{"openrouter/auto",
		 "openrouter/auto",
		 "Auto",
		 2000000,
		 NOW,
		 {PRICE_VARIES, PRICE_VARIES, PRICE_NONE, false}},
	};
	struct catalog *catalog;

	(void)state;
	write_listings(store, listings, 3, NOW, "\"abc\"");
	catalog = load_catalog(store);
	assert_int_equal(catalog->n_listings, 3);
	assert_int_equal(catalog->checked, NOW);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(catalog->listings[i].id, listings[i].id);
		assert_int_equal(catalog->listings[i].seen, NOW);
		assert_true(listing_equal(&catalog->listings[i], &listings[i]));
	}
	catalog_unref(catalog);
	store_close(store);
	assert_look("SELECT prompt || ' ' || completion FROM listing WHERE id = 'b/b'",
		    "75 100000");
	assert_look("SELECT cache_read FROM listing WHERE id = 'b/b'", "NULL");
	assert_look("SELECT prompt FROM listing WHERE id = 'openrouter/auto'", "-1");
}

/* Only changes are logged; models remember when they were first and last listed. */
static void test_change_log(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	struct listing first[] = {listing_of("a/a", NOW, 100), listing_of("b/b", NOW, 200)};
	struct listing same[] = {listing_of("a/a", NOW + 900, 100),
				 listing_of("b/b", NOW + 900, 200)};
	struct listing moved = listing_of("a/a", NOW + 1800, 90);
	struct listing back = listing_of("a/a", NOW + 2700, 100);
	struct catalog *catalog;

	(void)state;
	write_listings(store, first, 2, NOW, "");
	write_listings(store, same, 2, NOW + 900, "");
	write_listings(store, &moved, 1, NOW + 1800, "");
	write_listings(store, &back, 1, NOW + 2700, "");
	catalog = load_catalog(store);
	assert_int_equal(catalog->n_listings, 4);
	assert_int_equal(catalog->listings[0].price.prompt, 100);
	assert_int_equal(catalog->listings[0].seen, NOW);
	assert_int_equal(catalog->listings[1].price.prompt, 90);
	assert_int_equal(catalog->listings[1].seen, NOW + 1800);
	assert_int_equal(catalog->listings[2].price.prompt, 100);
	assert_int_equal(catalog->listings[2].seen, NOW + 2700);
	assert_int_equal(catalog->checked, NOW + 2700);
	catalog_unref(catalog);
	store_close(store);
	assert_look("SELECT group_concat(id || ' ' || (first_seen - 1780275600) || ' ' ||"
		    " (last_seen - 1780275600)) FROM model ORDER BY id",
		    "a/a 0 2700,b/b 0 900");
}

/* With a clock that was set back, the newest answer is still the one in force. */
static void test_clock_set_back(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	struct listing ahead = listing_of("a/a", NOW + 100 * DAY, 100);
	struct listing now = listing_of("a/a", NOW, 90);
	struct catalog *catalog;
	bool later;

	(void)state;
	write_listings(store, &ahead, 1, NOW + 100 * DAY, "");
	write_listings(store, &now, 1, NOW, "");
	write_listings(store, &now, 1, NOW, "");
	catalog = load_catalog(store);
	assert_int_equal(catalog->n_listings, 1);
	assert_int_equal(catalog_find(catalog, "a/a", INT64_MAX, &later)->price.prompt, 90);
	catalog_unref(catalog);
	store_close(store);
}

static void test_unchanged(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	struct listing first[] = {listing_of("a/a", NOW, 100), listing_of("b/b", NOW, 200)};
	struct listing second = listing_of("a/a", NOW + 900, 100);
	struct store_refresh refresh = {.catalog_unchanged = true, .now = NOW + 1800};
	char etag[FETCH_ETAG_MAX];
	struct catalog *catalog;

	(void)state;
	assert_true(store_etag(store, etag, NULL));
	assert_string_equal(etag, "");
	write_listings(store, first, 2, NOW, "\"one\"");
	write_listings(store, &second, 1, NOW + 900, "\"two\"");
	assert_true(store_etag(store, etag, NULL));
	assert_string_equal(etag, "\"two\"");
	write_ok(store, &refresh);
	assert_true(store_etag(store, etag, NULL));
	assert_string_equal(etag, "\"two\"");
	catalog = load_catalog(store);
	assert_int_equal(catalog->checked, NOW + 1800);
	assert_int_equal(catalog->n_listings, 2);
	catalog_unref(catalog);
	store_close(store);
	/* b/b was not in the second answer, which is the one that is unchanged. */
	assert_look("SELECT group_concat(id || ' ' || (last_seen - 1780275600)) FROM model"
		    " ORDER BY id",
		    "a/a 1800,b/b 0");
	/* An ETag without what it stands for would bring a 304 and no prices. */
	scratch_sql("DELETE FROM listing");
	store = open_store(STORE_WRITE);
	assert_true(store_etag(store, etag, NULL));
	assert_string_equal(etag, "");
	store_close(store);
}

/* The fetch log */

static void log_fetches(struct store *store, const struct store_fetch *fetches, int n,
			struct history *history, int64_t now)
{
	struct store_refresh refresh = {
		.history = history, .fetches = fetches, .n_fetches = n, .now = now};

	write_ok(store, &refresh);
	history_unref(history);
}

static struct store_fetch fetch_of(enum store_feed feed, int64_t at, enum trouble trouble, int http,
				   const char *detail)
{
	struct store_fetch fetch = {.at = at,
				    .feed = feed,
				    .keyed = feed == STORE_RANKINGS,
				    .trouble = trouble,
				    .http = http,
				    .bytes = 10};

	snprintf(fetch.detail, sizeof(fetch.detail), "%s", detail);
	return fetch;
}

static struct status load_status(struct store *store, int64_t now)
{
	struct status status = {.step = 77};
	struct error error = {""};

	if (!store_load_status(store, now, &status, &error))
		fail_msg("%s", error.text);
	assert_int_equal(status.step, 77);
	return status;
}

static void test_status(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	struct store_fetch good[] = {fetch_of(STORE_RANKINGS, NOW, TROUBLE_NONE, 200, ""),
				     fetch_of(STORE_RANKINGS, NOW, TROUBLE_NONE, 200, "")};
	struct store_fetch bad[] = {
		fetch_of(STORE_RANKINGS, NOW + 900, TROUBLE_NONE, 200, ""),
		fetch_of(STORE_RANKINGS, NOW + 901, TROUBLE_RATE_LIMITED, 429, "slow down"),
		fetch_of(STORE_CATALOG, NOW + 902, TROUBLE_OFFLINE, 0, "no route")};
	struct store_fetch worse = fetch_of(STORE_RANKINGS, NOW + 1800, TROUBLE_PAYLOAD, 200,
					    "data[3].date: not a date");
	struct store_fetch quit = fetch_of(STORE_RANKINGS, NOW + 1900, TROUBLE_ABORTED, 0, "");
	struct status status = load_status(store, NOW);
	int64_t retry_at;

	(void)state;
	assert_int_equal(status.rankings.tried_at, 0);
	assert_int_equal(status.rankings.ok_at, 0);
	assert_int_equal(status.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(status.requests_today, 0);
	assert_true(store_load_retry_at(store, NOW, &retry_at, NULL));
	assert_int_equal(retry_at, 0);

	log_fetches(store, good, 2, two_weeks(1), NOW);
	status = load_status(store, NOW);
	assert_int_equal(status.rankings.ok_at, NOW);
	assert_int_equal(status.rankings.since, 0);
	assert_int_equal(status.requests_today, 2);

	/* Half of a refresh that failed is no good answer. */
	bad[1].retry_after = 700;
	log_fetches(store, bad, 3, NULL, NOW + 902);
	status = load_status(store, NOW + 902);
	assert_int_equal(status.rankings.trouble, TROUBLE_RATE_LIMITED);
	assert_int_equal(status.rankings.http, 429);
	assert_string_equal(status.rankings.detail, "slow down");
	assert_int_equal(status.rankings.since, NOW + 901);
	assert_int_equal(status.rankings.ok_at, NOW);
	assert_int_equal(status.rankings.tried_at, NOW + 901);
	assert_int_equal(status.catalog.trouble, TROUBLE_OFFLINE);
	assert_int_equal(status.catalog.ok_at, 0);
	assert_int_equal(status.catalog.since, NOW + 902);
	assert_int_equal(status.requests_today, 4);
	assert_true(store_load_retry_at(store, NOW + 902, &retry_at, NULL));
	assert_int_equal(retry_at, NOW + 901 + 700);

	/* The next failure is of the same run; what we aborted counts, but is none. */
	log_fetches(store, &worse, 1, NULL, NOW + 1800);
	log_fetches(store, &quit, 1, NULL, NOW + 1900);
	status = load_status(store, NOW + 1900);
	assert_int_equal(status.rankings.trouble, TROUBLE_PAYLOAD);
	assert_int_equal(status.rankings.since, NOW + 901);
	assert_int_equal(status.rankings.tried_at, NOW + 1800);
	assert_int_equal(status.requests_today, 6);

	/* Good again: the run is over.  After midnight the count begins anew. */
	good[0].at = NOW + DAY;
	log_fetches(store, good, 1, two_weeks(2), NOW + DAY);
	status = load_status(store, NOW + DAY);
	assert_int_equal(status.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(status.rankings.since, 0);
	assert_int_equal(status.rankings.ok_at, NOW + DAY);
	assert_int_equal(status.requests_today, 1);
	store_close(store);
}

/* What a newer ortop has logged in a word that we do not know is no trouble that we can tell. */
static void test_unknown_trouble(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	struct store_fetch cut = fetch_of(STORE_RANKINGS, NOW, TROUBLE_CUT, 200, "at byte 5");
	struct status status;

	(void)state;
	log_fetches(store, &cut, 1, NULL, NOW);
	status = load_status(store, NOW);
	assert_int_equal(status.rankings.trouble, TROUBLE_CUT);
	scratch_sql("UPDATE fetch SET trouble = 'comet'");
	status = load_status(store, NOW);
	assert_int_equal(status.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(status.rankings.http, 200);
	assert_int_equal(status.rankings.since, NOW);
	store_close(store);
}

/* A clock that was wrong for a while leaves lines of days that are yet to come. */
static void test_log_of_the_future(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	struct store_fetch fetches[] = {
		fetch_of(STORE_RANKINGS, NOW, TROUBLE_NONE, 200, ""),
		fetch_of(STORE_RANKINGS, NOW + DAY, TROUBLE_RATE_LIMITED, 429, ""),
		fetch_of(STORE_RANKINGS, NOW + 365 * DAY, TROUBLE_RATE_LIMITED, 429, "")};
	int64_t retry_at;

	(void)state;
	fetches[1].retry_after = fetches[2].retry_after = 60;
	log_fetches(store, fetches, 3, NULL, NOW + 1);
	/* Was it today that they were sent?  Of those of tomorrow that is likely. */
	assert_int_equal(load_status(store, NOW + 2).requests_today, 2);
	assert_int_equal(load_status(store, NOW + 3 * DAY).requests_today, 0);
	assert_true(store_load_retry_at(store, NOW + 2, &retry_at, NULL));
	assert_int_equal(retry_at, 0);
	assert_true(store_load_retry_at(store, NOW + DAY + 2, &retry_at, NULL));
	assert_int_equal(retry_at, NOW + DAY + 60);
	store_close(store);
}

static void test_log_is_trimmed(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	struct store_fetch fetches[] = {fetch_of(STORE_RANKINGS, NOW, TROUBLE_NONE, 200, ""),
					fetch_of(STORE_RANKINGS, NOW + DAY, TROUBLE_TLS, 0, "")};
	struct status status;

	(void)state;
	log_fetches(store, fetches, 2, two_weeks(1), NOW);
	log_fetches(store, &fetches[1], 1, NULL, NOW + 30 * DAY + 1);
	store_close(store);
	assert_look("SELECT count(*) FROM fetch", "2");
	store = open_store(STORE_READ);
	status = load_status(store, NOW + 30 * DAY + 1);
	/* When it was good last, and failing since when, outlive the log. */
	assert_int_equal(status.rankings.ok_at, NOW);
	assert_int_equal(status.rankings.since, NOW + DAY);
	store_close(store);
}

/* All or nothing */

static void test_failed_write(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	struct history *history = two_weeks(1000);
	struct store_fetch fetch = fetch_of(STORE_RANKINGS, NOW, TROUBLE_NONE, 200, "");
	struct store_refresh refresh = {
		.history = history, .fetches = &fetch, .n_fetches = 1, .now = NOW + 900};
	struct error error = {""};

	(void)state;
	write_history(store, two_weeks(1));
	/* The log is written last: all rows have been replaced by then. */
	scratch_sql("CREATE TRIGGER full BEFORE INSERT ON fetch BEGIN"
		    " SELECT raise(ABORT, 'no room'); END");
	assert_false(store_write(store, &refresh, &error));
	assert_non_null(strstr(error.text, "no room"));
	history_unref(history);
	history = load(store);
	assert_int_equal(history_week(history, W21)->total, 550);
	history_unref(history);
	assert_int_equal(load_status(store, NOW).rankings.ok_at, NOW);
	assert_int_equal(load_status(store, NOW).requests_today, 0);

	/* It was a failure of this write, not of the store. */
	scratch_sql("DROP TRIGGER full");
	write_history(store, two_weeks(2));
	history = load(store);
	assert_int_equal(history_week(history, W21)->total, 1100);
	history_unref(history);
	store_close(store);
}

static void test_data_version(void **state)
{
	struct store *one = open_store(STORE_WRITE), *two = open_store(STORE_WRITE);
	int64_t before, own, other;

	(void)state;
	assert_true(store_data_version(one, &before, NULL));
	write_history(one, two_weeks(1));
	assert_true(store_data_version(one, &own, NULL));
	assert_int_equal(own, before);
	write_history(two, two_weeks(2));
	assert_true(store_data_version(one, &other, NULL));
	assert_int_not_equal(other, before);
	store_close(one);
	store_close(two);
}

/* Files */

static mode_t mode_of(const char *suffix)
{
	struct stat info;
	char name[128];

	snprintf(name, sizeof(name), "%s%s", scratch_store, suffix);
	assert_int_equal(stat(name, &info), 0);
	return info.st_mode & 0777;
}

static void test_private_files(void **state)
{
	mode_t old = umask(0);
	struct store *store = open_store(STORE_WRITE);

	(void)state;
	write_history(store, two_weeks(1));
	umask(old);
	assert_int_equal(mode_of(""), 0600);
	assert_int_equal(mode_of("-wal"), 0600);
	assert_int_equal(mode_of("-shm"), 0600);
	store_close(store);
}

static void test_schema(void **state)
{
	struct history *history;
	struct store *store;

	(void)state;
	/* An empty file is a new store, to readers, too, who do not write it. */
	close(open(scratch_store, O_CREAT | O_WRONLY, 0600));
	store = open_store(STORE_READ);
	assert_true(store_load_history(store, &history, NULL));
	assert_null(history);
	store_close(store);
	assert_look("SELECT count(*) FROM sqlite_schema", "0");
	store = open_store(STORE_WRITE);
	write_history(store, two_weeks(1));
	store_close(store);
	assert_look("PRAGMA user_version", "4");
	assert_look("PRAGMA journal_mode", "wal");
	assert_look("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND"
		    " sql NOT LIKE '%STRICT%'",
		    "0");
	/* Opened again it is what it was. */
	store_close(open_store(STORE_WRITE));
	assert_look("SELECT count(*) FROM bucket", "3");
}

static void test_in_memory(void **state)
{
	struct store *store = store_open(NULL, STORE_WRITE, NULL);
	struct history *history;

	(void)state;
	write_history(store, two_weeks(1));
	history = load(store);
	assert_int_equal(history_week(history, W21)->total, 550);
	history_unref(history);
	store_close(store);
}

/* Read the file, to see that nobody changed it. */
static size_t slurp(char *out, size_t size)
{
	FILE *file = fopen(scratch_store, "rb");
	size_t length;

	assert_non_null(file);
	length = fread(out, 1, size, file);
	fclose(file);
	return length;
}

static void assert_refused_untouched(const char *word)
{
	static const enum store_mode modes[] = {STORE_WRITE, STORE_READ, STORE_COPY};
	static char before[1 << 18], after[1 << 18];
	size_t length = slurp(before, sizeof(before));

	assert_true(length > 0 && length < sizeof(before));
	for (size_t i = 0; i < 3; i++) {
		assert_refused(modes[i], word);
		assert_int_equal(slurp(after, sizeof(after)), length);
		assert_memory_equal(before, after, length);
	}
}

static void test_not_a_database(void **state)
{
	FILE *file = fopen(scratch_store, "w");

	(void)state;
	for (int i = 0; i < 100; i++)
		fputs("This is a shopping list, and a long one at that.\n", file);
	fclose(file);
	assert_refused_untouched("not a database");
}

static void test_other_database(void **state)
{
	(void)state;
	scratch_sql("CREATE TABLE bookmarks (url TEXT)");
	assert_refused_untouched("not one of ortop");
	/* With a version of its own it is still not ours. */
	scratch_sql("PRAGMA user_version = 1");
	assert_refused_untouched("not one of ortop");
}

static void test_newer_version(void **state)
{
	(void)state;
	store_close(open_store(STORE_WRITE));
	scratch_sql("PRAGMA user_version = 5");
	assert_refused_untouched("newer ortop (version 5, this one knows 4)");
}

static void test_none(void **state)
{
	(void)state;
	assert_refused(STORE_READ, "unable to open");
	assert_int_equal(access(scratch_store, F_OK), -1);
	snprintf(scratch_store, sizeof(scratch_store), "%s/none/ortop.db", scratch_folder);
	assert_refused(STORE_WRITE, "No such file");
}

/* Garbage in the middle of the file: refused for writing, and never half read. */
static void test_damaged(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct store *store = open_store(STORE_WRITE);
	struct history *history;
	struct error error = {""};
	struct stat info;
	char name[32], garbage[4096];
	int fd;

	(void)state;
	for (int week = 0; week < 60; week++) {
		open_bucket(builder, HISTORY_WEEK, W21 + 7 * week, 7);
		for (int i = 0; i < 50; i++) {
			snprintf(name, sizeof(name), "vendor/model-%d", i);
			add(builder, name, 1000 - i);
		}
	}
	write_history(store, history_finish(builder));
	store_close(store);
	memset(garbage, 0xa5, sizeof(garbage));
	assert_int_equal(stat(scratch_store, &info), 0);
	fd = open(scratch_store, O_WRONLY);
	for (off_t at = info.st_size / 2 / 4096 * 4096; at < info.st_size; at += 4096)
		assert_int_equal(pwrite(fd, garbage, sizeof(garbage), at), sizeof(garbage));
	close(fd);
	assert_refused(STORE_WRITE, "");
	assert_refused(STORE_COPY, "");
	store = open_store(STORE_READ);
	assert_false(store_load_history(store, &history, &error));
	assert_null(history);
	assert_string_not_equal(error.text, "");
	store_close(store);
}

/* In a child without root's rights; its exit code says which step was wrong. */
static int use_read_only(void)
{
	struct error error = {""};
	struct history *history = NULL;
	struct store *store;

	if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
		return 1;
	if (store_open(scratch_store, STORE_WRITE, &error) ||
	    !strstr(error.text, "may not be written"))
		return 2;
	store = store_open(scratch_store, STORE_READ, &error);
	if (!store || !store_load_history(store, &history, &error) || !history ||
	    history_week(history, W21)->total != 550)
		return 3;
	store_close(store);
	history_unref(history);
	store = store_open(scratch_store, STORE_COPY, &error);
	if (!store)
		return 4;
	write_history(store, two_weeks(3));
	if (!store_load_history(store, &history, &error) ||
	    history_week(history, W21)->total != 1650)
		return 5;
	store_close(store);
	history_unref(history);
	return 0;
}

static void test_read_only_directory(void **state)
{
	struct store *store;
	int status;
	pid_t child;

	(void)state;
	store = open_store(STORE_WRITE);
	write_history(store, two_weeks(1));
	store_close(store);
	chmod(scratch_store, 0444);
	chmod(scratch_folder, 0555);
	child = fork();
	if (child == 0)
		_exit(use_read_only());
	waitpid(child, &status, 0);
	chmod(scratch_folder, 0700);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* Many that start at once on a store that is not there yet. */
static void test_start_together(void **state)
{
	enum { STARTERS = 8 };
	int gate[2], status;

	(void)state;
	assert_int_equal(pipe(gate), 0);
	for (int i = 0; i < STARTERS; i++) {
		if (fork() == 0) {
			struct error error = {""};
			struct store *store;
			char byte;

			close(gate[1]);
			/* Released all at once, by the end of file. */
			if (read(gate[0], &byte, 1) != 0)
				_exit(1);
			store = store_open(scratch_store, STORE_WRITE, &error);
			if (!store)
				fprintf(stderr, "%s\n", error.text);
			store_close(store);
			_exit(store ? 0 : 2);
		}
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < STARTERS; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_look("PRAGMA user_version", "4");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_history_round_trip),
		TEST(test_long_name),
		TEST(test_replace),
		TEST(test_old_days_go),
		TEST(test_listing_round_trip),
		TEST(test_change_log),
		TEST(test_clock_set_back),
		TEST(test_unchanged),
		TEST(test_status),
		TEST(test_unknown_trouble),
		TEST(test_log_of_the_future),
		TEST(test_log_is_trimmed),
		TEST(test_failed_write),
		TEST(test_data_version),
		TEST(test_private_files),
		TEST(test_schema),
		TEST(test_in_memory),
		TEST(test_not_a_database),
		TEST(test_other_database),
		TEST(test_newer_version),
		TEST(test_none),
		TEST(test_damaged),
		TEST(test_read_only_directory),
		TEST(test_start_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
