/* The catalogue: which listing a permaslug means at a time, and what counts as a change. */
#include "model/catalog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct listing listing_of(const char *id, const char *permaslug, int64_t seen,
				 int64_t prompt)
{
	return (struct listing){
		.id = id,
		.permaslug = permaslug,
		.name = "Maker: Model",
		.context = 131072,
		.seen = seen,
		.price = {.prompt = prompt, .completion = 3 * prompt, .cache_read = PRICE_NONE},
	};
}

static struct catalog *catalog_of(const struct listing *listings, size_t n)
{
	struct catalog_builder *builder = catalog_builder_new();

	for (size_t i = 0; i < n; i++)
		catalog_builder_add(builder, &listings[i]);
	return catalog_finish(builder);
}

static void assert_found(const struct catalog *catalog, const char *permaslug, int64_t until,
			 int64_t prompt, bool expect_later)
{
	bool later = !expect_later;
	const struct listing *listing = catalog_find(catalog, permaslug, until, &later);

	assert_non_null(listing);
	assert_string_equal(listing->permaslug, permaslug);
	assert_int_equal(listing->price.prompt, prompt);
	assert_int_equal(later, expect_later);
}

static void assert_not_found(const struct catalog *catalog, const char *permaslug)
{
	bool later = true;

	assert_null(catalog_find(catalog, permaslug, 1000, &later));
	assert_false(later);
}

static void test_listing_in_force(void **state)
{
	const struct listing listings[] = {
		listing_of("a/x", "a/x-1", 300, 30),
		listing_of("a/x", "a/x-1", 100, 10),
		listing_of("a/x", "a/x-1", 200, 20),
	};
	struct catalog *catalog = catalog_of(listings, 3);

	(void)state;
	assert_int_equal(catalog->n_listings, 3);
	assert_found(catalog, "a/x-1", 0, 10, true);
	assert_found(catalog, "a/x-1", 100, 10, true);
	assert_found(catalog, "a/x-1", 101, 10, false);
	assert_found(catalog, "a/x-1", 200, 10, false);
	assert_found(catalog, "a/x-1", 201, 20, false);
	assert_found(catalog, "a/x-1", 300, 20, false);
	assert_found(catalog, "a/x-1", 301, 30, false);
	assert_found(catalog, "a/x-1", INT64_MAX, 30, false);
	catalog_unref(catalog);
}

/* The traps of the real catalogue: a newer model whose id is the older one's prefix, variants on
 * one canonical slug, and a name that is another's beginning. */
static void test_only_the_same_permaslug_matches(void **state)
{
	const struct listing listings[] = {
		listing_of("deepseek/deepseek-v4-flash", "deepseek/deepseek-v4-flash-20260423", 5,
			   1),
		listing_of("deepseek/deepseek-v4-flash:free",
			   "deepseek/deepseek-v4-flash-20260423:free", 5, 0),
		listing_of("deepseek/deepseek-v4-flash:batch",
			   "deepseek/deepseek-v4-flash-20260423:batch", 5, 2),
		listing_of("deepseek/deepseek-v4-flash-0731", "deepseek/deepseek-v4-flash-20260731",
			   5, 3),
		listing_of("z-ai/glm-4.6v", "z-ai/glm-4.6-20251208", 5, 4),
	};
	struct catalog *catalog = catalog_of(listings, 5);

	(void)state;
	assert_found(catalog, "deepseek/deepseek-v4-flash-20260423", 9, 1, false);
	assert_found(catalog, "deepseek/deepseek-v4-flash-20260423:free", 9, 0, false);
	assert_found(catalog, "deepseek/deepseek-v4-flash-20260423:batch", 9, 2, false);
	assert_found(catalog, "deepseek/deepseek-v4-flash-20260731", 9, 3, false);
	assert_found(catalog, "z-ai/glm-4.6-20251208", 9, 4, false);
	assert_not_found(catalog, "deepseek/deepseek-v4-flash");
	assert_not_found(catalog, "deepseek/deepseek-v4-flash-20260423:beta");
	assert_not_found(catalog, "deepseek/deepseek-v4-flash-20260731:free");
	assert_not_found(catalog, "z-ai/glm-4.6");
	assert_not_found(catalog, "a/before");
	assert_not_found(catalog, "zz/after");
	assert_not_found(catalog, "");
	catalog_unref(catalog);
}

static void test_several_ids_of_one_permaslug(void **state)
{
	const struct listing listings[] = {
		listing_of("a/new", "a/p", 200, 2),  listing_of("a/old", "a/p", 100, 1),
		listing_of("b/two", "b/p", 100, 22), listing_of("b/one", "b/p", 100, 11),
		listing_of("b/six", "b/p", 100, 66), listing_of("b/pre", "b/p", 50, 5),
	};
	struct catalog *catalog = catalog_of(listings, 6);

	(void)state;
	assert_found(catalog, "a/p", 150, 1, false);
	assert_found(catalog, "a/p", 250, 2, false);
	assert_found(catalog, "b/p", 150, 11, false);
	assert_found(catalog, "b/p", 100, 5, false);
	assert_found(catalog, "b/p", 50, 5, true);
	catalog_unref(catalog);
}

static void test_equal_listings_collapse(void **state)
{
	struct listing listings[4];
	struct catalog *catalog;

	(void)state;
	for (int i = 0; i < 4; i++)
		listings[i] = listing_of("a/x", "a/x", 100, 10);
	listings[2].seen = 200;
	listings[3].price.conditional = true;
	catalog = catalog_of(listings, 4);
	assert_int_equal(catalog->n_listings, 3);
	assert_int_equal(catalog->listings[0].seen, 100);
	assert_false(catalog->listings[0].price.conditional);
	assert_int_equal(catalog->listings[1].seen, 100);
	assert_true(catalog->listings[1].price.conditional);
	assert_int_equal(catalog->listings[2].seen, 200);
	catalog_unref(catalog);
}

/* All 120 orders of five listings, each a near twin of another, give the same catalogue. */
static void test_order_of_sources_does_not_matter(void **state)
{
	struct listing listings[5];
	struct catalog *expected, *catalog;

	(void)state;
	for (int i = 0; i < 5; i++)
		listings[i] = listing_of("a/x", "a/x", 100, 10);
	listings[1].context = 1;
	listings[2].name = "Another";
	listings[3].price.cache_read = 4;
	listings[4].id = "a/y";
	expected = catalog_of(listings, 5);
	assert_int_equal(expected->n_listings, 5);
	for (int order = 0; order < 120; order++) {
		struct listing left[5], shuffled[5];
		int code = order;

		memcpy(left, listings, sizeof(left));
		for (int n = 5; n > 0; n--) {
			int pick = code % n;

			code /= n;
			shuffled[5 - n] = left[pick];
			left[pick] = left[n - 1];
		}
		catalog = catalog_of(shuffled, 5);
		assert_int_equal(catalog->n_listings, 5);
		for (size_t i = 0; i < 5; i++) {
			assert_string_equal(catalog->listings[i].id, expected->listings[i].id);
			assert_true(listing_equal(&catalog->listings[i], &expected->listings[i]));
		}
		catalog_unref(catalog);
	}
	catalog_unref(expected);
}

static void test_listing_equal(void **state)
{
	const struct listing base = listing_of("a/x", "a/x", 100, 10);
	struct listing changed[] = {base, base, base, base, base, base, base};
	struct listing same = base;

	(void)state;
	same.id = "another/id";
	same.seen = 999;
	same.name = (char[]){"Maker: Model"};
	assert_true(listing_equal(&base, &same));
	changed[0].permaslug = "a/x:free";
	changed[1].name = "Maker: Model 2";
	changed[2].context++;
	changed[3].price.prompt++;
	changed[4].price.completion = PRICE_VARIES;
	changed[5].price.cache_read = 0;
	changed[6].price.conditional = true;
	for (size_t i = 0; i < sizeof(changed) / sizeof(changed[0]); i++) {
		assert_false(listing_equal(&base, &changed[i]));
		assert_false(listing_equal(&changed[i], &base));
	}
}

static void test_strings_are_copied(void **state)
{
	char id[] = "a/x:free", permaslug[] = "a/x-1:free", name[] = "A: X (free)";
	struct listing listing = listing_of(id, permaslug, 7, 0);
	struct catalog_builder *builder = catalog_builder_new();
	struct catalog *catalog;

	(void)state;
	listing.name = name;
	catalog_builder_add(builder, &listing);
	memset(id, '!', sizeof(id) - 1);
	memset(permaslug, '!', sizeof(permaslug) - 1);
	memset(name, '!', sizeof(name) - 1);
	catalog = catalog_finish(builder);
	assert_string_equal(catalog->listings[0].id, "a/x:free");
	assert_string_equal(catalog->listings[0].permaslug, "a/x-1:free");
	assert_string_equal(catalog->listings[0].name, "A: X (free)");
	assert_int_equal(catalog->listings[0].context, 131072);
	assert_int_equal(catalog->listings[0].price.cache_read, PRICE_NONE);
	catalog_unref(catalog);
}

/* Whoever wrote them, be it into a store. */
static void test_strings_are_escaped(void **state)
{
	struct listing listing = listing_of("a/\x1B[2J", "a/\u202E", 7, 0);
	struct catalog_builder *builder = catalog_builder_new();
	struct catalog *catalog;

	(void)state;
	listing.name = "A: \xC2\x9B\xFF";
	catalog_builder_add(builder, &listing);
	catalog = catalog_finish(builder);
	assert_string_equal(catalog->listings[0].id, "a/\\u{001B}[2J");
	assert_string_equal(catalog->listings[0].permaslug, "a/\\u{202E}");
	assert_string_equal(catalog->listings[0].name, "A: \\u{009B}\\xFF");
	catalog_unref(catalog);
}

static void test_newest_answer_counts(void **state)
{
	struct catalog_builder *builder = catalog_builder_new();
	struct catalog *catalog;

	(void)state;
	catalog_builder_checked(builder, 500);
	catalog_builder_checked(builder, 900);
	catalog_builder_checked(builder, 700);
	catalog = catalog_finish(builder);
	assert_int_equal(catalog->checked, 900);
	assert_int_equal(catalog->n_listings, 0);
	assert_not_found(catalog, "a/x");
	assert_ptr_equal(catalog_ref(catalog), catalog);
	catalog_unref(catalog);
	assert_int_equal(catalog->checked, 900);
	catalog_unref(catalog);
	catalog_unref(NULL);
	catalog_builder_free(catalog_builder_new());
	catalog_builder_free(NULL);
}

static void test_variant(void **state)
{
	(void)state;
	assert_string_equal(catalog_variant("deepseek/deepseek-v4-flash-20260423:free"), ":free");
	assert_string_equal(catalog_variant("a/x:extended"), ":extended");
	assert_string_equal(catalog_variant("a/x"), "");
	assert_string_equal(catalog_variant(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_listing_in_force),
		cmocka_unit_test(test_only_the_same_permaslug_matches),
		cmocka_unit_test(test_several_ids_of_one_permaslug),
		cmocka_unit_test(test_equal_listings_collapse),
		cmocka_unit_test(test_order_of_sources_does_not_matter),
		cmocka_unit_test(test_listing_equal),
		cmocka_unit_test(test_strings_are_copied),
		cmocka_unit_test(test_strings_are_escaped),
		cmocka_unit_test(test_newest_answer_counts),
		cmocka_unit_test(test_variant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
