/* The vendor map: its lines, its errors, and whom an author's name finds. */
#include "model/vendor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static int new_map(void **state)
{
	*state = vendor_map_new();
	return 0;
}

static int free_map(void **state)
{
	vendor_map_free(*state);
	return 0;
}

static bool parse(struct vendor_map *map, const char *text, struct error *error)
{
	return vendor_map_parse(map, text, strlen(text), "my.map", error);
}

static const struct vendor *find(const struct vendor_map *map, const char *author)
{
	return vendor_map_find(map, author, strlen(author));
}

static void test_lines(void **state)
{
	struct vendor_map *map = *state;
	const struct vendor *vendor;

	assert_true(parse(map,
			  "# authors\n"
			  "\n"
			  "moonshotai\tMoonshot AI\tCN\tBeijing; see moonshot.ai/about#us\n"
			  "   \t\r\n"
			  "  # indented\n"
			  "openai\t\tOpenAI\t\t\tUS\tSan Francisco \r\n"
			  "stealth\tunnamed test models\t-\tnobody is named",
			  NULL));
	assert_int_equal(vendor_map_count(map), 3);
	vendor = find(map, "moonshotai");
	assert_string_equal(vendor->author, "moonshotai");
	assert_string_equal(vendor->name, "Moonshot AI");
	assert_string_equal(vendor->region, REGION_CHINA);
	assert_string_equal(vendor->reason, "Beijing; see moonshot.ai/about#us");
	vendor = find(map, "openai");
	assert_string_equal(vendor->name, "OpenAI");
	assert_string_equal(vendor->region, REGION_US);
	assert_string_equal(vendor->reason, "San Francisco");
	vendor = find(map, "stealth");
	assert_string_equal(vendor->region, REGION_UNIDENTIFIED);
	assert_string_equal(vendor->reason, "nobody is named");
}

static void test_later_lines_replace(void **state)
{
	struct vendor_map *map = *state;

	assert_true(parse(map, "a\tOne\tUS\tr\nb\tTwo\tFR\tr\na\tThree\tCN\tr\n", NULL));
	assert_int_equal(vendor_map_count(map), 2);
	assert_string_equal(find(map, "a")->name, "Three");
	assert_true(parse(map, "b\tMine\tDE\tI know\nc\tNew\tIL\tr\n", NULL));
	assert_int_equal(vendor_map_count(map), 3);
	assert_string_equal(find(map, "a")->name, "Three");
	assert_string_equal(find(map, "b")->name, "Mine");
	assert_string_equal(find(map, "b")->region, "DE");
	assert_string_equal(find(map, "c")->region, "IL");
}

static void test_wrong_lines_are_skipped_and_named(void **state)
{
	static const char *const wrong[] = {
		"alone",         "a\tName\tUS",       "a\tName\tUS\t ", "a\tName\tUS\tr\tmore",
		"a\tN\tus\tr",   "a\tN\tUSA\tr",      "a\tN\tU\tr",     "a\tN\tU1\tr",
		"a\tN\t--\tr",   "a/b\tN\tUS\tr",     "a b\tN\tUS\tr",  "a N US r",
		"a\tN\ttail\tr", "a\tN\t\xc3\x89\tr",
	};
	struct vendor_map *map = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct error error = {""};
		char text[100];

		snprintf(text, sizeof(text), "# one\nok%zu\tOk\tUS\tr\n%s\nlast%zu\tL\tUS\tr\n", i,
			 wrong[i], i);
		assert_false(parse(map, text, &error));
		assert_ptr_equal(strstr(error.text, "my.map:3: "), error.text);
		assert_null(strstr(error.text, "more wrong"));
		assert_int_equal(vendor_map_count(map), 2 * (i + 1));
	}
	assert_null(find(map, "a"));
	assert_null(find(map, "alone"));
}

static void test_wrong_lines_are_counted(void **state)
{
	struct vendor_map *map = *state;
	struct error error = {""};

	assert_false(parse(map, "good\tG\tUS\tr\nbad\nbad\tagain\n", &error));
	assert_non_null(strstr(error.text, "my.map:2: "));
	assert_non_null(strstr(error.text, "(and 1 more wrong line)"));
	assert_false(parse(map, "bad\nbad\nbad\nbad\n", &error));
	assert_non_null(strstr(error.text, "my.map:1: "));
	assert_non_null(strstr(error.text, "(and 3 more wrong lines)"));
	assert_false(parse(map, "bad\n", NULL));
	assert_int_equal(vendor_map_count(map), 1);
}

static void test_text_becomes_inert(void **state)
{
	static const char text[] = "a\tN\x1b[0m\tUS\tr\xff\nz\0z\tN\tUS\tr\n";
	struct vendor_map *map = *state;

	assert_true(vendor_map_parse(map, text, sizeof(text) - 1, "my.map", NULL));
	assert_string_equal(find(map, "a")->name, "N\\u{001B}[0m");
	assert_string_equal(find(map, "a")->reason, "r\\xFF");
	assert_null(find(map, "z"));
	assert_non_null(find(map, "z\\u{0000}z"));
}

static void test_length_of_the_text_is_kept(void **state)
{
	struct vendor_map *map = *state;

	assert_true(vendor_map_parse(map, "a\tN\tUS\treason\nbad", 12, "my.map", NULL));
	assert_string_equal(find(map, "a")->reason, "reaso");
	assert_true(vendor_map_parse(map, "", 0, "my.map", NULL));
	assert_int_equal(vendor_map_count(map), 1);
}

static void test_an_author_is_found_whole(void **state)
{
	struct vendor_map *map = *state;
	const char *permaslug = "z-ai/glm-4.6-20251208";

	assert_null(find(map, "z-ai"));
	assert_true(parse(map, "z\tZ\tUS\tr\nz-ai\tZ.ai\tCN\tr\nz-air\tAir\tFR\tr\n", NULL));
	assert_string_equal(vendor_map_find(map, permaslug, 4)->name, "Z.ai");
	assert_string_equal(vendor_map_find(map, permaslug, 1)->name, "Z");
	assert_null(vendor_map_find(map, permaslug, 2));
	assert_null(vendor_map_find(map, permaslug, 3));
	assert_null(vendor_map_find(map, permaslug, 5));
	assert_null(vendor_map_find(map, permaslug, 0));
	assert_null(find(map, "Z-ai"));
	assert_null(find(map, "zz"));
	assert_null(find(map, "a"));
}

/* 997 is a prime: the authors come in a scattered order, and each is found. */
static void test_many_authors(void **state)
{
	struct vendor_map *map = *state;
	char text[64], author[16];

	for (int i = 0; i < 997; i++) {
		int number = i * 389 % 997;

		snprintf(text, sizeof(text), "v%d\tVendor %d\tUS\tr\n", number, number);
		assert_true(parse(map, text, NULL));
	}
	assert_int_equal(vendor_map_count(map), 997);
	for (int i = 0; i < 997; i++) {
		snprintf(author, sizeof(author), "v%d", i);
		snprintf(text, sizeof(text), "Vendor %d", i);
		assert_string_equal(find(map, author)->name, text);
	}
	assert_null(find(map, "v997"));
}

static void test_author_length(void **state)
{
	(void)state;
	assert_int_equal(vendor_author_length("z-ai/glm-4.6"), 4);
	assert_int_equal(vendor_author_length("a/b/c"), 1);
	assert_int_equal(vendor_author_length("alone"), 5);
	assert_int_equal(vendor_author_length("/x"), 0);
	assert_int_equal(vendor_author_length(""), 0);
	vendor_map_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lines, new_map, free_map),
		cmocka_unit_test_setup_teardown(test_later_lines_replace, new_map, free_map),
		cmocka_unit_test_setup_teardown(test_wrong_lines_are_skipped_and_named, new_map,
						free_map),
		cmocka_unit_test_setup_teardown(test_wrong_lines_are_counted, new_map, free_map),
		cmocka_unit_test_setup_teardown(test_text_becomes_inert, new_map, free_map),
		cmocka_unit_test_setup_teardown(test_length_of_the_text_is_kept, new_map, free_map),
		cmocka_unit_test_setup_teardown(test_an_author_is_found_whole, new_map, free_map),
		cmocka_unit_test_setup_teardown(test_many_authors, new_map, free_map),
		cmocka_unit_test(test_author_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
