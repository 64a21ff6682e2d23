/* What a subject of the command line means: keys before ids before names, and never one of two. */
#include "subjects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"

/* The market of round numbers and: a model whose id is not its permaslug; two of one name; a name
 * that is another's permaslug, one that is an author, and one that is a vendor's. */
static void open_names(struct market *market)
{
	static const struct listing listings[] = {
		{.id = "us-a/north",
		 .permaslug = "us-a/north-20260301",
		 .name = "America A: North 1"},
		{.id = "us-a/twin", .permaslug = "us-a/twin-1", .name = "America A: Twin"},
		{.id = "cn-a/twin", .permaslug = "cn-a/twin-1", .name = "China A: Twin"},
		{.id = "cn-a/odd", .permaslug = "cn-a/odd-1", .name = "China A: us-a/alpha"},
		{.id = "cn-a/odder", .permaslug = "cn-a/odder-1", .name = "China A: cn-b"},
		{.id = "cn-a/pair", .permaslug = "cn-a/pair-1", .name = "China A: Salt, Pepper"},
		{.id = "cn-a/oddest", .permaslug = "cn-a/oddest-1", .name = "China A: France A"},
	};

	market_init(market, HISTORY_LIVE);
	for (size_t i = 0; i < sizeof(listings) / sizeof(listings[0]); i++)
		catalog_builder_add(market->listings, &listings[i]);
	market_week(market, "2026-03-09", 7, HISTORY_EXACT);
	for (size_t i = 0; i < 3; i++)
		market_row(market, listings[i].permaslug, 900 - (int64_t)i);
	market_row(market, "us-a/alpha", 500);
	market_row(market, "cn-b/gamma", 400);
	market_row(market, "fr-a/delta", 300);
	market_row(market, "nobody/eps", 200);
	market_open(market);
}

/* The key, or (with `says`) the reason. */
static void check(enum subjects_kind kind, const char *typed, const char *key, const char *says)
{
	struct market market;
	struct arena arena;
	struct error error = {""};
	const char *found;

	open_names(&market);
	arena_init(&arena);
	found = subjects_find(&arena, market.snapshot, kind, typed, &error);
	if (key) {
		assert_non_null(found);
		assert_string_equal(found, key);
	} else {
		assert_null(found);
		assert_string_equal(error.text, says);
	}
	arena_done(&arena);
	market_done(&market);
}

static void test_keys_and_ids(void **state)
{
	(void)state;
	check(SUBJECTS_ALL, "us-a/north-20260301", "us-a/north-20260301", NULL);
	check(SUBJECTS_ALL, "us-a/north", "us-a/north-20260301", NULL);
	check(SUBJECTS_ALL, "us-a", "us-a", NULL);
	check(SUBJECTS_PROVIDERS, "us-a/north", "us-a/north", NULL);
	check(SUBJECTS_PROVIDERS, "us-a/north-20260301", "us-a/north-20260301", NULL);
	check(SUBJECTS_PROVIDERS, "nobody/eps", "nobody/eps", NULL);
}

static void test_names(void **state)
{
	(void)state;
	check(SUBJECTS_ALL, "North 1", "us-a/north-20260301", NULL);
	check(SUBJECTS_PROVIDERS, "North 1", "us-a/north", NULL);
	check(SUBJECTS_ALL, "America A", "us-a", NULL);
	/* Neither in the catalogue nor in the map: what stands in the tables is the key's own. */
	check(SUBJECTS_ALL, "eps", "nobody/eps", NULL);
	check(SUBJECTS_ALL, "nobody", "nobody", NULL);
}

static void test_keys_win(void **state)
{
	(void)state;
	check(SUBJECTS_ALL, "us-a/alpha", "us-a/alpha", NULL);
	check(SUBJECTS_ALL, "cn-b", "cn-b", NULL);
}

static void test_one_of_two_is_refused(void **state)
{
	(void)state;
	check(SUBJECTS_ALL, "Twin", NULL,
	      "\"Twin\" is the name of several, say which: cn-a/twin-1, us-a/twin-1");
	check(SUBJECTS_PROVIDERS, "Twin", NULL,
	      "\"Twin\" is the name of several, say which: cn-a/twin, us-a/twin");
	check(SUBJECTS_ALL, "France A", NULL,
	      "\"France A\" is the name of several, say which: fr-a, cn-a/oddest-1");
}

static void test_what_was_meant(void **state)
{
	(void)state;
	check(SUBJECTS_ALL, "north 1", NULL,
	      "no model or vendor \"north 1\"; did you mean North 1?");
	check(SUBJECTS_ALL, "us-a/norht", NULL,
	      "no model or vendor \"us-a/norht\"; did you mean us-a/north?");
	check(SUBJECTS_PROVIDERS, "us-a/norht", NULL,
	      "no model \"us-a/norht\"; did you mean us-a/north?");
	/* Not by a name that would be two in a list. */
	check(SUBJECTS_ALL, "Salt, Peper", NULL,
	      "no model or vendor \"Salt, Peper\"; did you mean cn-a/pair-1?");
	check(SUBJECTS_ALL, "Salt, Pepper", "cn-a/pair-1", NULL);
	check(SUBJECTS_ALL, "qqqqqqqqqq", NULL, "no model or vendor \"qqqqqqqqqq\"");
	check(SUBJECTS_PROVIDERS, "us-a", NULL, "\"us-a\" is a vendor: providers are of one model");
	check(SUBJECTS_PROVIDERS, "America A", NULL,
	      "\"America A\" is a vendor: providers are of one model");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys_and_ids),   cmocka_unit_test(test_names),
		cmocka_unit_test(test_keys_win),       cmocka_unit_test(test_one_of_two_is_refused),
		cmocka_unit_test(test_what_was_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
