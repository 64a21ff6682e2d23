/* Lists of endpoints as they are built and found, and which model a subject means. */
#include "model/endpoints.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void add(struct endpoints_builder *builder, const char *tag)
{
	char buffer[32] = "";
	struct endpoint endpoint = {.provider = "P", .tag = buffer, .quantization = buffer};

	snprintf(buffer, sizeof(buffer), "%s", tag);
	endpoints_builder_add(builder, &endpoint);
	memset(buffer, 'x', sizeof(buffer) - 1);
}

static void test_lists(void **state)
{
	const struct endpoints_state loading = {.loading = true};
	const struct endpoints_state gone = {.delisted = true, .http = 404};
	struct endpoints_builder *builder = endpoints_builder_new();
	const struct endpoint_list *list;
	struct endpoints *endpoints;

	(void)state;
	endpoints_builder_open(builder, "z/z", 5);
	add(builder, "one");
	add(builder, "two");
	endpoints_builder_open(builder, "a/a", 6);
	add(builder, "three");
	endpoints_builder_state(builder, "z/z", &loading);
	endpoints_builder_state(builder, "m/m", &gone);
	endpoints = endpoints_finish(builder);
	assert_ptr_equal(endpoints_ref(endpoints), endpoints);
	endpoints_unref(endpoints);
	assert_int_equal(endpoints->n, 3);
	list = endpoints_find(endpoints, "z/z");
	assert_int_equal(list->n, 2);
	assert_int_equal(list->fetched_at, 5);
	assert_true(list->state.loading);
	assert_string_equal(list->endpoints[1].tag, "two");
	assert_string_equal(list->endpoints[1].quantization, "two");
	assert_int_equal(endpoints_find(endpoints, "a/a")->n, 1);
	list = endpoints_find(endpoints, "m/m");
	assert_int_equal(list->fetched_at, 0);
	assert_int_equal(list->n, 0);
	assert_true(list->state.delisted);
	assert_null(endpoints_find(endpoints, "m"));
	endpoints_unref(endpoints);
}

/* Whoever wrote them, be it into a store. */
static void test_texts_are_escaped(void **state)
{
	struct endpoints_builder *builder = endpoints_builder_new();
	struct endpoint endpoint = {.provider = "\x1B[2J", .tag = "\u202E", .quantization = "\xFF"};
	const struct endpoint_list *list;
	struct endpoints *endpoints;

	(void)state;
	endpoints_builder_open(builder, "a/\xC2\x9B", 5);
	endpoints_builder_add(builder, &endpoint);
	endpoints = endpoints_finish(builder);
	list = endpoints_find(endpoints, "a/\\u{009B}");
	assert_non_null(list);
	assert_string_equal(list->endpoints[0].provider, "\\u{001B}[2J");
	assert_string_equal(list->endpoints[0].tag, "\\u{202E}");
	assert_string_equal(list->endpoints[0].quantization, "\\xFF");
	endpoints_unref(endpoints);
}

static void test_none(void **state)
{
	struct endpoints *endpoints = endpoints_finish(endpoints_builder_new());

	(void)state;
	assert_null(endpoints_find(NULL, "a/a"));
	assert_null(endpoints_find(endpoints, "a/a"));
	endpoints_unref(endpoints);
	endpoints_unref(NULL);
	assert_null(endpoints_ref(NULL));
	endpoints_builder_free(endpoints_builder_new());
	endpoints_builder_free(NULL);
}

static void test_subject(void **state)
{
	struct listing listing = {
		.id = "deepseek/v4",
		.permaslug = "deepseek/v4-20260423",
		.name = "V4",
		.seen = 5,
	};
	struct catalog_builder *builder = catalog_builder_new();
	struct catalog *catalog;

	(void)state;
	catalog_builder_add(builder, &listing);
	listing.permaslug = "deepseek/v4-20250101";
	listing.seen = 4;
	catalog_builder_add(builder, &listing);
	listing.id = "deepseek/v4:free";
	listing.permaslug = "deepseek/v4-20260423:free";
	catalog_builder_add(builder, &listing);
	catalog = catalog_finish(builder);
	assert_string_equal(endpoints_listing(catalog, "deepseek/v4-20260423")->id, "deepseek/v4");
	assert_string_equal(endpoints_listing(catalog, "deepseek/v4-20260423:free")->id,
			    "deepseek/v4:free");
	assert_int_equal(endpoints_listing(catalog, "deepseek/v4")->seen, 5);
	assert_string_equal(endpoints_listing(catalog, "deepseek/v4:free")->id, "deepseek/v4:free");
	assert_null(endpoints_listing(catalog, "deepseek"));
	assert_null(endpoints_listing(catalog, "deepseek/v"));
	catalog_unref(catalog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_texts_are_escaped),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_subject),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
