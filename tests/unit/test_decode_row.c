/* A row of rankings without escapes and nesting is read from the text, any other from a tree: both
 * ways take the same and refuse the same. */
#include "source/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define MON_2026_05_11 20584
#define SUN_2026_05_24 20597

#define META                                                                                       \
	"\"meta\":{\"as_of\":\"2026-05-23T02:01:00Z\",\"version\":\"v1\","                         \
	"\"start_date\":\"2026-05-11\",\"end_date\":\"2026-05-22\"}"

#define DATE   "\"date\":\"2026-05-11\""
#define NAME   "\"model_permaslug\":\"a/b\""
#define TOKENS "\"total_tokens\":\"12\""

static const struct decode_window two_weeks = {HISTORY_WEEK, MON_2026_05_11, SUN_2026_05_24};

/* What came of a body, in words. */
static void outcome(char *out, size_t size, const char *body)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct decode_meta meta = {0};
	struct error error = {""};
	struct history *history;

	if (!decode_rankings(body, strlen(body), &two_weeks, 1, builder, &meta, &error)) {
		history_builder_free(builder);
		snprintf(out, size, "%s", error.text);
		return;
	}
	history = history_finish(builder);
	snprintf(out, size, "taken, stray %d:", (int)meta.stray);
	for (size_t i = 0; i < history->n_weeks; i++)
		for (size_t row = 0; row < history->weeks[i].n_rows; row++)
			snprintf(out + strlen(out), size - strlen(out), " %d %s %lld",
				 (int)history->weeks[i].date,
				 history->models[history->weeks[i].rows[row].model],
				 (long long)history->weeks[i].rows[row].tokens);
	history_unref(history);
}

/* The members of a row, alone, beside an escape, and beside an object. */
static void assert_outcome(const char *members, const char *expected)
{
	static const char *const beside[] = {"", "\"\\u0065scape\":\"\"", "\"nested\":{\"a\":[1]}"};
	char body[2048], found[512];

	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		snprintf(body, sizeof(body), "{\"data\":[{%s%s%s}]," META "}", beside[i],
			 *beside[i] && *members ? "," : "", members);
		outcome(found, sizeof(found), body);
		if (strcmp(found, expected) != 0)
			fail_msg("%s, not %s\nof %s", found, expected, body);
	}
}

static void test_taken(void **state)
{
	(void)state;
	assert_outcome(DATE "," NAME "," TOKENS, "taken, stray 0: 20584 a/b 12");
	assert_outcome(" " TOKENS " , " NAME "\n,\t" DATE " ", "taken, stray 0: 20584 a/b 12");
	assert_outcome(DATE "," NAME "," TOKENS
			    ",\"a\":1,\"b\":null,\"c\":true,\"d\":\"\",\"e\":[]",
		       "taken, stray 0: 20584 a/b 12");
	assert_outcome(DATE "," NAME ",\"total_tokens\":\"0000000000000000000000012\"",
		       "taken, stray 0: 20584 a/b 12");
	assert_outcome(DATE "," NAME ",\"total_tokens\":\"9223372036854775807\"",
		       "taken, stray 0: 20584 a/b 9223372036854775807");
	assert_outcome(DATE ",\"model_permaslug\":\"\xc3\xbc\x7f\xff\"," TOKENS,
		       "taken, stray 0: 20584 \xc3\xbc\\u{007F}\\xFF 12");
	assert_outcome(DATE ",\"model_permaslug\":\"a\\u0000b\"," TOKENS,
		       "taken, stray 0: 20584 a\\u{0000}b 12");
}

static void test_refused(void **state)
{
	(void)state;
	assert_outcome("", "data[0].date: not a date");
	assert_outcome(NAME "," TOKENS, "data[0].date: not a date");
	assert_outcome(DATE "," DATE "," NAME "," TOKENS, "data[0]: a field is given twice");
	assert_outcome(DATE "," NAME "," TOKENS ",\"x\":1,\"x\":1",
		       "data[0]: a field is given twice");
	assert_outcome(DATE "," NAME "," TOKENS ",\"x\":{\"y\":1,\"y\":1}",
		       "data[0]: a field is given twice");
	assert_outcome(DATE "," NAME "," TOKENS ",\"\\u0064ate\":\"2026-05-11\"",
		       "data[0]: a field is given twice");
	assert_outcome("\"date\":\"2026-05-11 \"," NAME "," TOKENS, "data[0].date: not a date");
	assert_outcome("\"date\":\"2026-05-1\"," NAME "," TOKENS, "data[0].date: not a date");
	assert_outcome("\"date\":\"\"," NAME "," TOKENS, "data[0].date: not a date");
	assert_outcome("\"date\":\"\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000"
		       "\\u0000\"," NAME "," TOKENS,
		       "data[0].date: not a date");
	assert_outcome(DATE ",\"model_permaslug\":1," TOKENS,
		       "data[0].model_permaslug: not a string of 1 to 256 bytes");
	assert_outcome(DATE "," NAME ",\"total_tokens\":12",
		       "data[0].total_tokens: not a decimal string of 0 to 2^63-1");
	assert_outcome(DATE "," NAME ",\"total_tokens\":\"9223372036854775808\"",
		       "data[0].total_tokens: not a whole number of 0 to 2^63-1");
}

/* More members than are compared with each other in the text. */
static void test_many_members(void **state)
{
	char members[512] = DATE "," NAME "," TOKENS;

	(void)state;
	for (int i = 0; i < 30; i++) {
		snprintf(members + strlen(members), sizeof(members) - strlen(members),
			 ",\"m%d\":%d", i, i);
		assert_outcome(members, "taken, stray 0: 20584 a/b 12");
	}
	strcat(members, ",\"m0\":0");
	assert_outcome(members, "data[0]: a field is given twice");
}

/* A date is read once where rows repeat it: what came of it holds for all of them. */
static void test_dates_that_repeat(void **state)
{
	static const char stray[] =
		"{\"data\":[{\"date\":\"2026-05-18\"," NAME "," TOKENS "},"
		"{\"date\":\"2026-05-18\",\"model_permaslug\":\"c\"," TOKENS "},"
		"{" DATE "," NAME "," TOKENS "},"
		"{\"date\":\"2026-05-18\",\"model_permaslug\":\"d\"," TOKENS "}],"
		"\"meta\":{\"as_of\":\"2026-05-23T02:01:00Z\",\"version\":\"v1\","
		"\"start_date\":\"2026-05-11\",\"end_date\":\"2026-05-17\"}}";
	char found[512];

	(void)state;
	outcome(found, sizeof(found), stray);
	assert_string_equal(found, "taken, stray 20591: 20584 a/b 12");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_many_members),
		cmocka_unit_test(test_dates_that_repeat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
