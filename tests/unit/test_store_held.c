/* Restatements and held answers in the store: what is logged, what stays, and a store of the
 * version before. */
#include "source/store.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>
#include "support/scratch.h"

#define W21 20591 /* 2026-05-18, a Monday */
#define W22 20598
#define NOW (INT64_C(20605) * 86400)

static struct store *store;

static int setup(void **state)
{
	int failed = scratch_setup(state);

	store = store_open(scratch_store, STORE_WRITE, NULL);
	return store ? failed : -1;
}

static int teardown(void **state)
{
	store_close(store);
	return scratch_teardown(state);
}

/* The rows of a query, columns by commas, rows by blanks; as another program sees them. */
static void assert_rows(const char *sql, const char *expected)
{
	sqlite3_stmt *statement;
	char text[2048] = "";
	size_t length = 0;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(scratch_store, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			const unsigned char *cell = sqlite3_column_text(statement, i);

			length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s",
						   length == 0 ? ""
						   : i         ? ","
							       : " ",
						   cell ? (const char *)cell : "NULL");
			assert_true(length < sizeof(text));
		}
	sqlite3_finalize(statement);
	sqlite3_close(db);
	assert_string_equal(text, expected);
}

#define LOG "SELECT period, date, model, was, \"is\", at - 1780272000 FROM restatement ORDER BY n"

static struct history_builder *begin(int32_t monday, int days)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	const struct history_bucket head = {.date = monday, .days = days};

	assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
	return builder;
}

static void row(struct history_builder *builder, const char *model, int64_t tokens)
{
	assert_true(history_builder_row(builder, model, strlen(model), tokens, NULL));
}

static void day(struct history_builder *builder, int32_t date)
{
	const struct history_bucket head = {.date = date, .days = 1};

	assert_true(history_builder_bucket(builder, HISTORY_DAY, &head, NULL));
}

static void write_refresh(struct store_refresh *refresh)
{
	struct error error = {""};

	if (!store_write(store, refresh, &error))
		fail_msg("%s", error.text);
}

/* Write what a builder holds, `later` seconds after NOW. */
static void write_after(struct history_builder *builder, int64_t later)
{
	struct history *history = history_finish(builder);
	struct store_refresh refresh = {.history = history, .now = NOW + later};

	write_refresh(&refresh);
	history_unref(history);
}

static void test_changes_are_logged(void **state)
{
	struct history_builder *builder = begin(W21, 7);

	(void)state;
	row(builder, "a/a", 100);
	row(builder, "b/b", 90);
	row(builder, "c/c", 80);
	row(builder, HISTORY_TAIL, 10);
	write_after(builder, 0);
	assert_rows(LOG, "");
	/* The same again is no change. */
	builder = begin(W21, 7);
	row(builder, "c/c", 80);
	row(builder, "b/b", 90);
	row(builder, "a/a", 100);
	row(builder, HISTORY_TAIL, 10);
	write_after(builder, 1);
	assert_rows(LOG, "");
	/* One moves, one leaves, one comes, the tail grows, one stays. */
	builder = begin(W21, 7);
	row(builder, "a/a", 101);
	row(builder, "c/c", 80);
	row(builder, "d/d", 70);
	row(builder, HISTORY_TAIL, 25);
	write_after(builder, 2);
	assert_rows(LOG, "week,2026-05-18,a/a,100,101,2 week,2026-05-18,b/b,90,NULL,2"
			 " week,2026-05-18,other,10,25,2 week,2026-05-18,d/d,NULL,70,2");
	/* The tail goes, and comes again. */
	builder = begin(W21, 7);
	row(builder, "a/a", 101);
	row(builder, "c/c", 80);
	row(builder, "d/d", 70);
	write_after(builder, 3);
	builder = begin(W21, 7);
	row(builder, "a/a", 101);
	row(builder, "c/c", 80);
	row(builder, "d/d", 70);
	row(builder, HISTORY_TAIL, 0);
	write_after(builder, 4);
	assert_rows("SELECT was, \"is\", at - 1780272000 FROM restatement WHERE n > 4 ORDER BY n",
		    "25,NULL,3 NULL,0,4");
}

enum { MANY_WEEKS = 40, MANY_MODELS = 50 };

/* Of many weeks, `changed` with other figures than usual. */
static void write_many(int64_t as_of, bool imported, int changed)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	char name[32];

	for (int week = 0; week < MANY_WEEKS; week++) {
		const struct history_bucket head = {.date = W21 + 7 * week,
						    .days = 7,
						    .as_of = as_of,
						    .fetched_at = as_of + 1,
						    .imported = imported};

		assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
		for (int i = 0; i < MANY_MODELS; i++) {
			snprintf(name, sizeof(name), "author/a-model-%d", i);
			row(builder, name, 1000 - i + (week < changed));
		}
	}
	write_after(builder, as_of);
}

/* What a transaction writes, in bytes: the log begins anew with it. */
static int64_t log_of_many(int64_t as_of, int changed)
{
	struct stat info;
	char path[128];

	scratch_sql("PRAGMA wal_checkpoint(TRUNCATE)");
	write_many(as_of, false, changed);
	snprintf(path, sizeof(path), "%s-wal", scratch_store);
	assert_int_equal(stat(path, &info), 0);
	return info.st_size;
}

/* Rows that an answer has as they are known are not written again, but whose answer they are is. */
static void test_known_rows_stay(void **state)
{
	int64_t same, all;

	(void)state;
	write_many(5, true, 0);
	same = log_of_many(6, 0);
	assert_rows("SELECT DISTINCT days, as_of, fetched_at, imported FROM bucket", "7,6,7,0");
	assert_rows("SELECT count(*), sum(tokens) FROM ranking", "2000,1951000");
	assert_rows("SELECT count(*) FROM restatement", "0");
	all = log_of_many(8, MANY_WEEKS);
	assert_rows("SELECT DISTINCT as_of, fetched_at FROM bucket", "8,9");
	assert_rows("SELECT count(*), sum(tokens) FROM ranking", "2000,1953000");
	assert_rows("SELECT count(*) FROM restatement", "2000");
	assert_true(same < all / 4);
}

/* A running week that grows by a day restates nothing; with the same days it does, and so do
 * days. */
static void test_growth_is_no_change(void **state)
{
	struct history_builder *builder = begin(W22, 3);

	(void)state;
	row(builder, "a/a", 100);
	day(builder, W22 + 2);
	row(builder, "a/a", 40);
	write_after(builder, 0);
	builder = begin(W22, 4);
	row(builder, "a/a", 150);
	day(builder, W22 + 2);
	row(builder, "a/a", 40);
	day(builder, W22 + 3);
	row(builder, "a/a", 50);
	write_after(builder, 1);
	assert_rows(LOG, "");
	builder = begin(W22, 4);
	row(builder, "a/a", 152);
	day(builder, W22 + 2);
	row(builder, "a/a", 41);
	day(builder, W22 + 3);
	row(builder, "a/a", 51);
	write_after(builder, 2);
	assert_rows(LOG, "week,2026-05-25,a/a,150,152,2 day,2026-05-27,a/a,40,41,2"
			 " day,2026-05-28,a/a,50,51,2");
	/* Those of the last day, which the source still counts, are known by that. */
	assert_rows("SELECT growing FROM restatement ORDER BY n", "1 0 1");
	/* Cut short, it is no longer what was known. */
	builder = begin(W22, 2);
	row(builder, "a/a", 60);
	write_after(builder, 3);
	assert_rows("SELECT was, \"is\" FROM restatement WHERE n > 3", "152,60");
}

/* In the transaction of the figures or not at all. */
static void test_all_or_nothing(void **state)
{
	struct history_builder *builder = begin(W21, 7);
	struct store_refresh refresh = {.now = NOW};
	struct history *history;

	(void)state;
	row(builder, "a/a", 100);
	write_after(builder, 0);
	scratch_sql("CREATE TRIGGER full BEFORE INSERT ON ranking WHEN NEW.tokens = 103 BEGIN"
		    " SELECT raise(ABORT, 'no room'); END");
	builder = begin(W21, 7);
	row(builder, "a/a", 102);
	row(builder, "b/b", 103);
	refresh.history = history = history_finish(builder);
	assert_false(store_write(store, &refresh, NULL));
	history_unref(history);
	assert_rows(LOG, "");
	assert_rows("SELECT model, tokens FROM ranking", "a/a,100");
}

/* 4,000 are kept, and 1,000 of the days that the source still counts; these do not drive out
 * those. */
static void test_bounded(void **state)
{
	struct restatements_builder *found = restatements_builder_new();
	struct restatements *restatements;
	size_t n;

	(void)state;
	scratch_sql("WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 9000)"
		    " INSERT INTO restatement (period, date, model, was, \"is\", at, growing)"
		    " SELECT 'week', '2026-05-18', 'a/a', n, n + 1, n, n > 4500 FROM i");
	for (int i = 0; i < 2; i++) {
		struct history_builder *builder = begin(W21, 7);

		row(builder, "a/a", 100 + i);
		day(builder, W21 + 6);
		row(builder, "a/a", 100);
		write_after(builder, 10000 + i);
	}
	assert_rows("SELECT growing, count(*), min(n), max(n) FROM restatement GROUP BY growing",
		    "0,4000,501,4500 1,1000,8002,9001");
	assert_true(store_load_restatements(store, found, NULL));
	restatements = restatements_finish(found);
	assert_int_equal(restatements->n, 5000);
	assert_int_equal(restatements_find(restatements, "a/a", HISTORY_WEEK, W21, W21, &n)->is,
			 101);
	assert_int_equal(n, 5000);
	restatements_unref(restatements);
}

/* Held answers */

/* An answer of one week of a/a and b/b, judged so; what is held then. */
static struct held answer(int64_t tokens, uint64_t digest, int64_t at, bool accept)
{
	const struct store_fetch fetches[] = {
		{.at = at, .feed = STORE_RANKINGS, .keyed = true, .http = 200},
		{.at = at, .feed = STORE_RANKINGS, .keyed = true, .http = 200},
		{.at = at, .feed = STORE_CATALOG, .http = 200},
	};
	struct judgement judgement = {.worse = digest != 0, .digest = digest, .end = W21 + 6};
	struct history_builder *builder = begin(W21, 7);
	struct held held = {.agreeing = -1};
	struct store_refresh refresh = {
		.judgement = &judgement,
		.accept = accept,
		.held = &held,
		.now = at,
		.fetches = fetches,
		.n_fetches = 3,
	};
	struct history *history;

	snprintf(judgement.reason, sizeof(judgement.reason), "kind %d", (int)digest);
	row(builder, "a/a", tokens);
	refresh.history = history = history_finish(builder);
	write_refresh(&refresh);
	history_unref(history);
	return held;
}

static struct status status_at(int64_t now)
{
	struct status status = {.requests_today = 0};

	assert_true(store_load_status(store, now, &status, NULL));
	return status;
}

static void test_held(void **state)
{
	struct held held = answer(100, 0, NOW, false);
	struct status status;

	(void)state;
	assert_int_equal(held.agreeing, 0);
	assert_rows("SELECT count(*) FROM held", "0");
	held = answer(50, 7, NOW + 900, false);
	assert_int_equal(held.agreeing, 1);
	assert_rows("SELECT model, tokens FROM ranking", "a/a,100");
	assert_rows(LOG, "");
	/* The feed fails since then, for that reason; it was good before. */
	status = status_at(NOW + 900);
	assert_int_equal(status.rankings.trouble, TROUBLE_HELD);
	assert_string_equal(status.rankings.detail, "kind 7");
	assert_int_equal(status.rankings.since, NOW + 900);
	assert_int_equal(status.rankings.ok_at, NOW);
	assert_int_equal(status.catalog.trouble, TROUBLE_NONE);
	assert_int_equal(status.held.agreeing, 1);
	assert_int_equal(status.held.since, NOW + 900);
	assert_string_equal(status.held.reason, "kind 7");
	assert_int_equal(status.requests_today, 4);

	/* Another process goes on where this one left off. */
	store_close(store);
	store = store_open(scratch_store, STORE_WRITE, NULL);
	assert_int_equal(answer(50, 7, NOW + 4499, false).agreeing, 1);
	assert_int_equal(answer(50, 7, NOW + 4500, false).agreeing, 2);
	assert_rows("SELECT model, tokens FROM ranking", "a/a,100");
	held = answer(50, 7, NOW + 8100, false);
	assert_int_equal(held.agreeing, HELD_ENOUGH);
	assert_rows("SELECT model, tokens FROM ranking", "a/a,50");
	assert_rows(LOG, "week,2026-05-18,a/a,100,50,8100");
	status = status_at(NOW + 8100);
	assert_int_equal(status.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(status.rankings.since, 0);
	assert_int_equal(status.rankings.ok_at, NOW + 8100);
	assert_false(held_waits(&status.held));
	assert_int_equal(answer(50, 0, NOW + 9000, false).agreeing, 0);
	assert_rows("SELECT count(*) FROM held", "0");
}

static void test_accept(void **state)
{
	(void)state;
	answer(100, 0, NOW, false);
	answer(50, 7, NOW + 900, false);
	assert_int_equal(answer(40, 8, NOW + 960, true).agreeing, HELD_ENOUGH);
	assert_rows("SELECT model, tokens FROM ranking", "a/a,40");
	assert_rows(LOG, "week,2026-05-18,a/a,100,40,960");
}

/* What does not concern the rankings leaves what is held alone, and so does a failed write. */
static void test_others_leave_it(void **state)
{
	struct store_refresh refresh = {.catalog_unchanged = true, .now = NOW + 1000};
	struct held held;

	(void)state;
	answer(100, 0, NOW, false);
	answer(50, 7, NOW + 900, false);
	write_refresh(&refresh);
	assert_true(store_load_held(store, &held, NULL));
	assert_int_equal(held.agreeing, 1);
	assert_int_equal(held.digest, 7);
}

/* What was known after the end of an answer that is taken goes, and is logged. */
static void test_taken_shorter(void **state)
{
	struct judgement judgement = {.worse = true, .digest = 1, .end = W21 + 6};
	struct store_refresh refresh = {.judgement = &judgement, .accept = true, .now = NOW + 5};
	struct history_builder *builder = begin(W21, 7);
	const struct history_bucket next = {.date = W22, .days = 1};
	struct history *history;

	(void)state;
	row(builder, "a/a", 100);
	assert_true(history_builder_bucket(builder, HISTORY_WEEK, &next, NULL));
	row(builder, "a/a", 20);
	day(builder, W21 + 6);
	row(builder, "a/a", 15);
	day(builder, W22);
	row(builder, "b/b", 20);
	write_after(builder, 0);
	builder = begin(W21, 7);
	row(builder, "a/a", 99);
	refresh.history = history = history_finish(builder);
	write_refresh(&refresh);
	history_unref(history);
	assert_rows("SELECT period, date, model, tokens FROM ranking ORDER BY 1, 2",
		    "day,2026-05-24,a/a,15 week,2026-05-18,a/a,99");
	assert_rows(LOG, "day,2026-05-25,b/b,20,NULL,5 week,2026-05-25,a/a,20,NULL,5"
			 " week,2026-05-18,a/a,100,99,5");
}

/* The version before */

#define BACK_TO_VERSION_2                                                                          \
	"DROP TABLE restatement; DROP TABLE held; ALTER TABLE bucket DROP COLUMN imported;"        \
	"PRAGMA user_version = 2;"

static void test_version_2_is_migrated(void **state)
{
	struct restatements_builder *builder;
	struct restatements *restatements;
	struct history *history;
	struct held held;

	(void)state;
	answer(100, 0, NOW, false);
	store_close(store);
	store = NULL;
	scratch_sql(BACK_TO_VERSION_2);
	/* Read as it is, without a change to it. */
	store = store_open(scratch_store, STORE_READ, NULL);
	assert_non_null(store);
	assert_true(store_load_held(store, &held, NULL));
	assert_int_equal(held.agreeing, 0);
	assert_int_equal(status_at(NOW).rankings.ok_at, NOW);
	builder = restatements_builder_new();
	assert_true(store_load_restatements(store, builder, NULL));
	restatements = restatements_finish(builder);
	assert_int_equal(restatements->n, 0);
	restatements_unref(restatements);
	store_close(store);
	assert_rows("PRAGMA user_version", "2");
	/* Brought on, with all that was in it. */
	store = store_open(scratch_store, STORE_WRITE, NULL);
	assert_non_null(store);
	assert_rows("PRAGMA user_version", "4");
	assert_true(store_load_history(store, &history, NULL));
	assert_int_equal(history_week(history, W21)->total, 100);
	history_unref(history);
	assert_int_equal(answer(50, 7, NOW + 900, false).agreeing, 1);
	assert_int_equal(answer(98, 0, NOW + 901, false).agreeing, 0);
	assert_rows(LOG, "week,2026-05-18,a/a,100,98,901");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_changes_are_logged),
		TEST(test_known_rows_stay),
		TEST(test_growth_is_no_change),
		TEST(test_all_or_nothing),
		TEST(test_bounded),
		TEST(test_held),
		TEST(test_accept),
		TEST(test_others_leave_it),
		TEST(test_taken_shorter),
		TEST(test_version_2_is_migrated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
