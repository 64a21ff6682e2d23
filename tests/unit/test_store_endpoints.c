/* Providers in the store: what goes in comes out, lists are replaced whole, and a store of the
 * version before is brought on without loss. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <cmocka.h>
#include "source/store.h"
#include "support/scratch.h"

#define NOW INT64_C(1780000000)

/* What version 1 made, with a week, a listing and a request. */
static const char version_1[] =
	"CREATE TABLE bucket (period TEXT NOT NULL CHECK (period IN ('week', 'day')), date TEXT NOT"
	" NULL, days INTEGER NOT NULL, quality TEXT NOT NULL, as_of INTEGER NOT NULL, fetched_at"
	" INTEGER NOT NULL, PRIMARY KEY (period, date)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE ranking (period TEXT NOT NULL, date TEXT NOT NULL, model TEXT NOT NULL, "
	"tokens"
	" INTEGER NOT NULL CHECK (tokens >= 0), PRIMARY KEY (period, date, model), FOREIGN KEY"
	" (period, date) REFERENCES bucket ON DELETE CASCADE) STRICT, WITHOUT ROWID;"
	"CREATE TABLE model (id TEXT NOT NULL PRIMARY KEY, first_seen INTEGER NOT NULL, last_seen"
	" INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE listing (id TEXT NOT NULL, seen INTEGER NOT NULL, permaslug TEXT NOT NULL,"
	" name TEXT NOT NULL, context INTEGER NOT NULL, prompt INTEGER, completion INTEGER,"
	" cache_read INTEGER, conditional INTEGER NOT NULL, PRIMARY KEY (id, seen)) STRICT,"
	" WITHOUT ROWID;"
	"CREATE TABLE feed (name TEXT NOT NULL PRIMARY KEY, ok_at INTEGER NOT NULL DEFAULT 0,"
	" failing_since INTEGER NOT NULL DEFAULT 0, etag TEXT NOT NULL DEFAULT '') STRICT,"
	" WITHOUT ROWID;"
	"CREATE TABLE fetch (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, feed TEXT NOT NULL, keyed"
	" INTEGER NOT NULL, trouble TEXT NOT NULL, http INTEGER NOT NULL, bytes INTEGER NOT NULL,"
	" retry_after INTEGER NOT NULL, detail TEXT NOT NULL) STRICT;"
	"CREATE INDEX fetch_at ON fetch (at);"
	"INSERT INTO feed (name) VALUES ('rankings'), ('catalogue');"
	"INSERT INTO bucket VALUES ('week', '2026-05-18', 7, 'exact', 1, 2);"
	"INSERT INTO ranking VALUES ('week', '2026-05-18', 'a/x', 1234);"
	"INSERT INTO listing VALUES ('a/x', 5, 'a/x', 'A: X', 1000, 1, 2, NULL, 0);"
	"INSERT INTO fetch VALUES (1, 1780000000, 'rankings', 1, 'none', 200, 10, 0, '');"
	"PRAGMA application_id = 1869771887;" /* "orto" */
	"PRAGMA user_version = 1;"
	"PRAGMA journal_mode = WAL;";

static struct store *open_store(enum store_mode mode)
{
	struct error error = {""};
	struct store *store = store_open(scratch_store, mode, &error);

	if (!store)
		fail_msg("%s", error.text);
	return store;
}

static struct endpoints *load(struct store *store)
{
	struct endpoints_builder *builder = endpoints_builder_new();
	struct error error = {""};

	if (!store_load_endpoints(store, builder, &error))
		fail_msg("%s", error.text);
	return endpoints_finish(builder);
}

static void write_built(struct store *store, struct endpoints_builder *builder)
{
	struct endpoints *endpoints = endpoints_finish(builder);
	struct store_refresh refresh = {.endpoints = endpoints, .now = NOW};
	struct error error = {""};

	if (!store_write(store, &refresh, &error))
		fail_msg("%s", error.text);
	endpoints_unref(endpoints);
}

static struct endpoint endpoint_of(const char *tag, int64_t prompt)
{
	return (struct endpoint){
		.provider = "P",
		.tag = tag,
		.price = {prompt, 2 * prompt, PRICE_NONE, false},
		.status = ENDPOINT_UP,
		.uptime = 999,
	};
}

static void write_tags(struct store *store, const char *model, int64_t at, const char *first,
		       const char *second)
{
	struct endpoints_builder *builder = endpoints_builder_new();
	struct endpoint one = endpoint_of(first, 10), two = endpoint_of(second ? second : "", 5);

	endpoints_builder_open(builder, model, at);
	endpoints_builder_add(builder, &one);
	if (second)
		endpoints_builder_add(builder, &two);
	write_built(store, builder);
}

static void test_round_trip(void **state)
{
	const struct endpoint full = {
		.provider = "Bad \\xFF Ltd",
		.tag = "bad/fp8",
		.quantization = "fp8",
		.context = 1048576,
		.max_output = 65536,
		.price = {PRICE_VARIES, 0, INT64_C(3625), true},
		.discount = 438,
		.status = -5,
		.uptime = 0,
	};
	const struct endpoint bare = {
		.provider = "Q",
		.tag = "q",
		.price = {1, 2, PRICE_NONE, false},
		.status = ENDPOINT_NO_STATUS,
		.uptime = ENDPOINT_NO_UPTIME,
	};
	struct endpoints_builder *builder = endpoints_builder_new();
	struct store *store = open_store(STORE_WRITE);
	const struct endpoint_list *list;
	const struct endpoint *first;
	struct endpoints *endpoints;

	(void)state;
	endpoints_builder_open(builder, "z/z", 7);
	endpoints_builder_open(builder, "a/x:free", NOW - 3);
	endpoints_builder_add(builder, &full);
	endpoints_builder_add(builder, &bare);
	write_built(store, builder);
	store_close(store);
	store = open_store(STORE_READ);
	endpoints = load(store);
	store_close(store);
	assert_int_equal(endpoints->n, 2);
	list = endpoints_find(endpoints, "a/x:free");
	assert_int_equal(list->fetched_at, NOW - 3);
	assert_int_equal(list->n, 2);
	first = &list->endpoints[0];
	assert_string_equal(first->provider, full.provider);
	assert_string_equal(first->tag, "bad/fp8");
	assert_string_equal(first->quantization, "fp8");
	assert_int_equal(first->context, 1048576);
	assert_int_equal(first->max_output, 65536);
	assert_int_equal(first->price.prompt, PRICE_VARIES);
	assert_int_equal(first->price.completion, 0);
	assert_int_equal(first->price.cache_read, 3625);
	assert_true(first->price.conditional);
	assert_int_equal(first->discount, 438);
	assert_int_equal(first->status, -5);
	assert_int_equal(first->uptime, 0);
	assert_null(list->endpoints[1].quantization);
	assert_int_equal(list->endpoints[1].price.cache_read, PRICE_NONE);
	assert_int_equal(list->endpoints[1].status, ENDPOINT_NO_STATUS);
	assert_int_equal(list->endpoints[1].uptime, ENDPOINT_NO_UPTIME);
	/* A model that nobody serves was asked for all the same. */
	list = endpoints_find(endpoints, "z/z");
	assert_int_equal(list->n, 0);
	assert_int_equal(list->fetched_at, 7);
	endpoints_unref(endpoints);
}

static void test_replaced_whole(void **state)
{
	struct store *store = open_store(STORE_WRITE);
	const struct endpoint_list *list;
	struct endpoints *endpoints;

	(void)state;
	write_tags(store, "a/x", 1, "one", "two");
	write_tags(store, "b/y", 2, "other", NULL);
	write_tags(store, "a/x", 3, "three", NULL);
	endpoints = load(store);
	list = endpoints_find(endpoints, "a/x");
	assert_int_equal(list->fetched_at, 3);
	assert_int_equal(list->n, 1);
	assert_string_equal(list->endpoints[0].tag, "three");
	assert_int_equal(endpoints_find(endpoints, "b/y")->n, 1);
	endpoints_unref(endpoints);
	store_close(store);
}

/* A request for providers counts in the day, and the server's wait is remembered. */
static void test_fetch_log(void **state)
{
	struct store_fetch fetch = {.at = NOW,
				    .feed = STORE_ENDPOINTS,
				    .keyed = true,
				    .trouble = TROUBLE_RATE_LIMITED,
				    .http = 429,
				    .retry_after = 60};
	struct store_refresh refresh = {.now = NOW, .fetches = &fetch, .n_fetches = 1};
	struct store *store = open_store(STORE_WRITE);
	struct status status = {.requests_today = 0};
	int64_t retry_at = 0;

	(void)state;
	assert_true(store_write(store, &refresh, NULL));
	assert_true(store_load_status(store, NOW, &status, NULL));
	assert_int_equal(status.requests_today, 1);
	assert_int_equal(status.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(status.catalog.since, 0);
	assert_true(store_load_retry_at(store, NOW, &retry_at, NULL));
	assert_int_equal(retry_at, NOW + 60);
	store_close(store);
}

/* The figures of a version 1 file, and no providers. */
static void assert_version_1_figures(struct store *store)
{
	struct endpoints *endpoints = load(store);
	struct catalog_builder *listings = catalog_builder_new();
	struct history *history = NULL;
	struct catalog *catalog;
	bool later;

	assert_int_equal(endpoints->n, 0);
	endpoints_unref(endpoints);
	assert_true(store_load_history(store, &history, NULL));
	assert_int_equal(history->n_weeks, 1);
	assert_int_equal(history->weeks[0].total, 1234);
	history_unref(history);
	assert_true(store_load_catalog(store, listings, NULL));
	catalog = catalog_finish(listings);
	assert_int_equal(catalog_find(catalog, "a/x", INT64_MAX, &later)->price.completion, 2);
	catalog_unref(catalog);
}

static void test_version_1_is_migrated(void **state)
{
	struct status status = {.requests_today = 0};
	struct endpoints *endpoints;
	struct store *store;

	(void)state;
	scratch_sql(version_1);
	store = open_store(STORE_WRITE);
	assert_version_1_figures(store);
	assert_true(store_load_status(store, NOW, &status, NULL));
	assert_int_equal(status.requests_today, 1);
	write_tags(store, "a/x", NOW, "one", NULL);
	store_close(store);
	assert_int_equal(scratch_number("PRAGMA user_version"), 4);
	store = open_store(STORE_WRITE);
	endpoints = load(store);
	assert_int_equal(endpoints_find(endpoints, "a/x")->n, 1);
	endpoints_unref(endpoints);
	store_close(store);
}

/* Reading neither needs the new tables nor makes them. */
static void test_version_1_is_read(void **state)
{
	struct store *store;

	(void)state;
	scratch_sql(version_1);
	store = open_store(STORE_READ);
	assert_version_1_figures(store);
	store_close(store);
	assert_int_equal(scratch_number("PRAGMA user_version"), 1);
	store = open_store(STORE_COPY);
	assert_version_1_figures(store);
	write_tags(store, "a/x", NOW, "one", NULL);
	store_close(store);
	assert_int_equal(scratch_number("PRAGMA user_version"), 1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_round_trip),        TEST(test_replaced_whole),
		TEST(test_fetch_log),         TEST(test_version_1_is_migrated),
		TEST(test_version_1_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
