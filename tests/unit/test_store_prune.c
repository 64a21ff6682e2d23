/* The bounds of the store: whatever a server invents, it does not grow past them, and no figure's
 * price is lost on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "source/store.h"
#include "source/store_internal.h"

#define HOUR  3600
#define WEEK  (7 * 24 * HOUR)
#define START (INT64_C(20605) * 24 * HOUR) /* 2026-06-01, a Monday */

static struct store *store;

/* Under valgrind (ORTOP_SLOW) names are long and the store's bytes run out before its lines do,
 * with a fraction of the work. */
static bool slow(void)
{
	return getenv("ORTOP_SLOW") != NULL;
}

/* "maker/7", or as long as names get; its length. */
static int64_t number(char *id, size_t size, const char *maker, int i)
{
	return snprintf(id, size, "%s/%0*d", maker, slow() ? 240 : 1, i);
}

static int open_store(void **state)
{
	(void)state;
	store = store_open(NULL, STORE_WRITE, NULL);
	return store ? 0 : -1;
}

static int close_store(void **state)
{
	(void)state;
	store_close(store);
	return 0;
}

static int64_t count(const char *sql)
{
	int64_t number = -1;

	assert_true(store_number(store, sql, &number, NULL));
	return number;
}

static void rank(const char *model)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history_bucket head = {
		.date = 20598, .days = 7, .as_of = START, .fetched_at = START};
	struct store_refresh refresh = {.now = START};
	struct history *history;

	assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
	assert_true(history_builder_row(builder, model, strlen(model), 5, NULL));
	history = history_finish(builder);
	refresh.history = history;
	assert_true(store_write(store, &refresh, NULL));
	history_unref(history);
}

static void list(struct catalog_builder *builder, const char *id, const char *name, int64_t price,
		 int64_t now)
{
	struct listing listing = {
		.id = id,
		.permaslug = id,
		.name = name,
		.seen = now,
		.price = {.prompt = price, .completion = price, .cache_read = PRICE_NONE},
	};

	catalog_builder_add(builder, &listing);
}

/* Write an answer of the catalogue; false when there was no room. */
static bool answer(struct catalog_builder *builder, int64_t now)
{
	struct catalog *catalog = catalog_finish(builder);
	bool too_much = false;
	struct store_refresh refresh = {
		.catalog = catalog, .catalog_too_much = &too_much, .now = now};
	struct error error = {""};
	bool good = store_write(store, &refresh, &error);

	if (!good && !too_much)
		fail_msg("%s", error.text);
	catalog_unref(catalog);
	return good;
}

/* The price in force at the end of a time, by the store. */
static int64_t price_at(const char *permaslug, int64_t until)
{
	struct catalog_builder *builder = catalog_builder_new();
	const struct listing *listing;
	struct catalog *catalog;
	int64_t price;
	bool later;

	assert_true(store_load_catalog(store, builder, NULL));
	catalog = catalog_finish(builder);
	listing = catalog_find(catalog, permaslug, until, &later);
	assert_non_null(listing);
	price = listing->price.prompt;
	catalog_unref(catalog);
	return price;
}

/* 5,000 models with the longest names, new ones at every refresh. */
static void invent(struct catalog_builder *builder, int round, int64_t now)
{
	char id[257], name[257];

	memset(name, 'n', 100);
	name[100] = '\0';
	for (int i = 0; i < 4990; i++) {
		snprintf(id, sizeof(id), "evil/%0150d-%d", i, round);
		list(builder, id, name, 7, now);
	}
}

static void test_invented_models(void **state)
{
	int rounds = slow() ? 5 : 14;
	char newest[80];

	(void)state;
	rank("good/one");
	for (int round = 0; round < rounds; round++) {
		struct catalog_builder *builder = catalog_builder_new();
		int64_t now = START + (int64_t)round * HOUR / 4;

		list(builder, "good/one", "One", 1000 + (round > rounds / 2), now);
		invent(builder, round, now);
		assert_true(answer(builder, now));
	}
	assert_true(count("SELECT count(*) FROM listing") <= STORE_LISTINGS_MAX);
	assert_true(
		count("SELECT sum(length(id) + length(permaslug) + length(name)) FROM listing") <=
		STORE_NAMES_MAX);
	assert_int_equal(count("SELECT count(*) FROM model"),
			 count("SELECT count(DISTINCT id) FROM listing"));
	/* What the newest answer listed is all there. */
	snprintf(newest, sizeof(newest), "SELECT count(*) FROM listing WHERE id LIKE '%%-%d'",
		 rounds - 1);
	assert_int_equal(count(newest), 4990);
	assert_int_equal(price_at("good/one", START - 1), 1000);
	assert_int_equal(price_at("good/one", START + WEEK), 1001);
}

/* Prices that change at every refresh: each week keeps the one that it is priced with. */
static void test_restless_prices(void **state)
{
	char id[257];
	int flipped = slow() ? 290 : 420, weeks = slow() ? 4 : 10;
	int refreshes = 12 * weeks;

	(void)state;
	for (int round = 0; round < refreshes; round++) {
		struct catalog_builder *builder = catalog_builder_new();
		int64_t now = START + (int64_t)round * WEEK / 12;

		for (int i = 0; i < flipped; i++) {
			number(id, sizeof(id), "good", i);
			list(builder, id, "Restless", 1 + round, now);
		}
		assert_true(answer(builder, now));
	}
	assert_true(count("SELECT count(*) FROM listing") <= STORE_LISTINGS_MAX);
	assert_true(count("SELECT count(*) FROM listing") < (int64_t)flipped * refreshes);
	number(id, sizeof(id), "good", 7);
	for (int week = 0; week < weeks; week++)
		assert_int_equal(price_at(id, START + (int64_t)(week + 1) * WEEK), 12 * (week + 1));
	assert_int_equal(price_at(id, START - WEEK), 1);
}

/* As many models as there may be, all of them new in price every week: one day it is too much; what
 * was there stays, and a good answer is taken again. */
static void test_no_room(void **state)
{
	int64_t before = 0, now = START, bytes = 0;
	char id[257];
	bool good = true;
	/* Whole weeks until there is no room for a line more. */
	int models = slow() ? 4245 : 5000, week, fits = STORE_LISTINGS_MAX / models;

	(void)state;
	for (week = 0; good && week < 20; week++, now += WEEK) {
		struct catalog_builder *builder = catalog_builder_new();

		before = count("SELECT count(*) FROM listing");
		for (int i = 0; i < models; i++) {
			/* Its two identifiers, and "Dear". */
			bytes += 2 * number(id, sizeof(id), "evil", i) + 4;
			list(builder, id, "Dear", 1 + week, now);
		}
		good = answer(builder, now);
	}
	assert_false(good);
	if (slow())
		fits = (int)(STORE_NAMES_MAX / (bytes / week));
	assert_int_equal(week, fits + 1);
	assert_int_equal(count("SELECT count(*) FROM listing"), before);
	for (int i = 0; i < 2; i++, now += WEEK) {
		struct catalog_builder *builder = catalog_builder_new();

		number(id, sizeof(id), "good", 1);
		list(builder, id, "One", 5 + i, now);
		assert_true(answer(builder, now));
	}
	assert_int_equal(count("SELECT count(*) FROM listing"), 2);
}

/* The newest lists of providers stay. */
static void test_providers(void **state)
{
	char model[32];

	(void)state;
	for (int i = 0; i < 60; i++) {
		struct endpoints_builder *builder = endpoints_builder_new();
		struct endpoint endpoint = {.provider = "P", .tag = "p"};
		struct store_refresh refresh = {.now = START + i};
		struct endpoints *endpoints;

		snprintf(model, sizeof(model), "good/%d", i);
		endpoints_builder_open(builder, model, START + i);
		for (int place = 0; place < 248; place++)
			endpoints_builder_add(builder, &endpoint);
		endpoints = endpoints_finish(builder);
		refresh.endpoints = endpoints;
		assert_true(store_write(store, &refresh, NULL));
		endpoints_unref(endpoints);
	}
	assert_int_equal(count("SELECT count(*) FROM provider_list"), 32);
	assert_int_equal(count("SELECT count(*) FROM endpoint"), 32 * 248);
	assert_int_equal(count("SELECT min(fetched_at) FROM provider_list"), START + 28);
}

static void test_fetch_log(void **state)
{
	static struct store_fetch fetches[5000];

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct store_refresh refresh = {
			.fetches = fetches, .n_fetches = 5000, .now = START};

		for (int line = 0; line < 5000; line++)
			fetches[line] = (struct store_fetch){.at = START, .bytes = i};
		assert_true(store_write(store, &refresh, NULL));
	}
	assert_int_equal(count("SELECT count(*) FROM fetch"), 20000);
	assert_int_equal(count("SELECT min(bytes) FROM fetch"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_invented_models, open_store, close_store),
		cmocka_unit_test_setup_teardown(test_restless_prices, open_store, close_store),
		cmocka_unit_test_setup_teardown(test_no_room, open_store, close_store),
		cmocka_unit_test_setup_teardown(test_providers, open_store, close_store),
		cmocka_unit_test_setup_teardown(test_fetch_log, open_store, close_store),
	};

	return cmocka_run_group_tests_name("store's bounds", tests, NULL, NULL);
}
