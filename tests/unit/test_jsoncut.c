/* The row cutter: the grammar of RFC 8259, where rows stand, and how much is in them. */
#include "source/jsoncut.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/mem.h"

/* Cut a whole object; how many members it has, or -1 with the reason. */
static int count_cut(const char *text, size_t length, struct error *error)
{
	struct jsoncut_slice name, value;
	enum jsoncut_step step;
	struct jsoncut cut;
	int count = 0;

	if (!jsoncut_open(&cut, text, length, '{', error))
		return -1;
	while ((step = jsoncut_member(&cut, &name, &value, error)) == JSONCUT_TAKEN)
		count++;
	return step == JSONCUT_END ? count : -1;
}

/* A text as the value of a member. */
static bool is_value(const char *value)
{
	struct error error;
	char text[1024];

	snprintf(text, sizeof(text), "{\"v\":%s}", value);
	return count_cut(text, strlen(text), &error) == 1;
}

static void assert_refused(const char *text, size_t length, const char *reason)
{
	struct error error = {""};

	assert_int_equal(count_cut(text, length, &error), -1);
	assert_string_equal(error.text, reason);
}

static void test_members_are_cut(void **state)
{
	static const char text[] =
		" { \"a\" : [1, {\"b\":2}] ,\"c\\u0041\":\"x\\\"]}\", \"d\":{}}\n";
	struct jsoncut_slice name, value;
	struct error error;
	struct jsoncut cut;

	(void)state;
	assert_true(jsoncut_open(&cut, text, strlen(text), '{', &error));
	assert_int_equal(jsoncut_member(&cut, &name, &value, &error), JSONCUT_TAKEN);
	assert_int_equal(name.length, 3);
	assert_memory_equal(name.text, "\"a\"", 3);
	assert_int_equal(value.length, strlen("[1, {\"b\":2}]"));
	assert_memory_equal(value.text, "[1, {\"b\":2}]", value.length);
	assert_int_equal(value.values, 4);
	assert_int_equal(value.members, 1);
	assert_int_equal(jsoncut_member(&cut, &name, &value, &error), JSONCUT_TAKEN);
	assert_memory_equal(name.text, "\"c\\u0041\"", name.length);
	assert_memory_equal(value.text, "\"x\\\"]}\"", value.length);
	assert_int_equal(value.values, 1);
	assert_int_equal(value.members, 0);
	assert_int_equal(jsoncut_member(&cut, &name, &value, &error), JSONCUT_TAKEN);
	assert_memory_equal(value.text, "{}", value.length);
	assert_int_equal(jsoncut_member(&cut, &name, &value, &error), JSONCUT_END);
}

static void test_items_are_cut(void **state)
{
	static const char text[] = "[{\"a\":1,\"b\":{\"a\":null}},-0.5e+7,true , []]";
	static const char *const items[] = {"{\"a\":1,\"b\":{\"a\":null}}", "-0.5e+7", "true",
					    "[]"};
	struct jsoncut_slice value;
	struct error error;
	struct jsoncut cut;

	(void)state;
	assert_true(jsoncut_open(&cut, text, strlen(text), '[', &error));
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(jsoncut_item(&cut, &value, &error), JSONCUT_TAKEN);
		assert_int_equal(value.length, strlen(items[i]));
		assert_memory_equal(value.text, items[i], value.length);
		assert_int_equal(value.members, i == 0 ? 3 : 0);
		assert_int_equal(value.values, i == 0 ? 4 : 1);
	}
	assert_int_equal(jsoncut_item(&cut, &value, &error), JSONCUT_END);
}

static void test_right_values(void **state)
{
	static const char *const values[] = {
		"0",
		"-0",
		"10",
		"0.5",
		"1e5",
		"1E-5",
		"1.25e+10",
		"true",
		"false",
		"null",
		"\"\"",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\"",
		"\"\xff\xfe\"",
		"[]",
		"{}",
		"[[],{}]",
		" [ 1 , 2 ] ",
		"{\"a\" : 1 , \"b\" : [ ] }",
		"\"\\u0000\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (!is_value(values[i]))
			fail_msg("refused: %s", values[i]);
}

static void test_wrong_values(void **state)
{
	static const char *const values[] = {
		"",           "01",        "+1",    "1.",      ".5",          "1e",
		"1e+",        "-",         "0x1",   "NaN",     "Infinity",    "tru",
		"truex",      "True",      "'a'",   "\"\\x\"", "\"\\u12g4\"", "\"a\tb\"",
		"\"a\nb\"",   "[1,]",      "[,1]",  "[1 2]",   "{\"a\"}",     "{\"a\":}",
		"{\"a\":1,}", "{a:1}",     "{1:1}", "{,}",     "[}",          "{]",
		"[1}",        "{\"a\":1]", "1 2",   "/**/1",   "[1],[2]",     "{\"a\\u0000\":1}",
		"\"a",        "]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (is_value(values[i]))
			fail_msg("accepted: %s", values[i]);
}

static void test_reasons(void **state)
{
	(void)state;
	assert_refused("<!DOCTYPE html>", 15, "not a JSON object: begins with '<'");
	assert_refused("[1]", 3, "not a JSON object: begins with '['");
	assert_refused("\x1f\x8b", 2, "not a JSON object: begins with byte 0x1F");
	assert_refused("\xef\xbb\xbf{}", 5, "not a JSON object: begins with byte 0xEF");
	assert_refused(" \n", 2, "not a JSON object: empty");
	assert_refused("", 0, "not a JSON object: empty");
	assert_refused("{} x", 4, "not JSON: more than one value at byte 3");
	assert_refused("{\"a\":1 \"b\":2}", 13, "not JSON: no comma at byte 7");
	assert_refused("{\"a\" 1}", 7, "not JSON: no colon at byte 5");
	assert_refused("{\"a\":\"\0\"}", 10, "not JSON: a control character at byte 6");
	assert_refused("{\"\\u0000\":1}", 12, "not JSON: a name with a NUL at byte 8");
}

/* Every shorter piece of a right text is refused, and nothing is read past its end. */
static void test_cut_off_anywhere(void **state)
{
	static const char text[] =
		"{\"a\":[1.5e3,\"\\u00e9\\n\",{\"b\":true}],\"c\":{\"d\":null,\"e\":false}}";
	size_t length = strlen(text);
	struct error error;

	(void)state;
	assert_int_equal(count_cut(text, length, &error), 2);
	for (size_t cut = 1; cut < length; cut++) {
		char *piece = mem_alloc(cut, 1);

		memcpy(piece, text, cut);
		assert_int_equal(count_cut(piece, cut, &error), -1);
		assert_non_null(strstr(error.text, "cut off"));
		free(piece);
	}
}

/* `levels` brackets inside the outermost object; whether that is accepted. */
static bool accepts_levels(size_t levels, char open, struct error *error)
{
	size_t unit = open == '[' ? 1 : 5; /* {"a": */
	char *text = mem_alloc(levels * (unit + 1) + 16, 1);
	char *at = text + sprintf(text, "{\"v\":");
	int count;

	for (size_t i = 0; i < levels; i++)
		at = mempcpy(at, open == '[' ? "[" : "{\"a\":", unit);
	if (open == '{')
		*at++ = '1';
	at = memset(at, open == '[' ? ']' : '}', levels + 1);
	at[levels] = '}';
	count = count_cut(text, (size_t)(at - text) + levels + 1, error);
	free(text);
	return count == 1;
}

static void test_depth(void **state)
{
	struct error error;

	(void)state;
	assert_true(accepts_levels(63, '[', &error));
	assert_true(accepts_levels(63, '{', &error));
	assert_false(accepts_levels(64, '[', &error));
	assert_string_equal(error.text, "more than 64 levels at byte 68");
	assert_false(accepts_levels(64, '{', &error));
	assert_false(accepts_levels(200000, '[', &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members_are_cut), cmocka_unit_test(test_items_are_cut),
		cmocka_unit_test(test_right_values),    cmocka_unit_test(test_wrong_values),
		cmocka_unit_test(test_reasons),         cmocka_unit_test(test_cut_off_anywhere),
		cmocka_unit_test(test_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
