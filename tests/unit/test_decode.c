/* Bodies of rankings: what is taken from them, and what is refused with which words. */
#include "source/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/mem.h"

/* Days since 1970, from a calendar. */
#define MON_2024_12_30 20087
#define WED_2025_01_01 20089
#define SUN_2025_01_12 20100
#define MON_2026_05_11 20584
#define SUN_2026_05_17 20590
#define MON_2026_05_18 20591
#define FRI_2026_05_22 20595
#define SUN_2026_05_24 20597

#define FETCHED INT64_C(1779999999)

#define META                                                                                       \
	"\"meta\":{\"as_of\":\"2026-05-23T02:01:00.123Z\",\"version\":\"v1\","                     \
	"\"start_date\":\"2026-05-11\",\"end_date\":\"2026-05-22\",\"note\":[1]}"

#define ROW(date, name, tokens)                                                                    \
	"{\"date\":\"" date "\",\"model_permaslug\":\"" name "\",\"total_tokens\":\"" tokens "\"}"

static const struct decode_window two_weeks = {HISTORY_WEEK, MON_2026_05_11, SUN_2026_05_24};
static const struct decode_window two_weeks_of_days = {HISTORY_DAY, MON_2026_05_11, SUN_2026_05_24};

/* The history in a body, for history_unref; NULL, with the reason, when it is refused. */
static struct history *decode(const char *body, size_t length, const struct decode_window *window,
			      struct decode_meta *meta, struct error *error)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);

	if (decode_rankings(body, length, window, FETCHED, builder, meta, error))
		return history_finish(builder);
	history_builder_free(builder);
	return NULL;
}

static struct history *decode_good(const char *body, const struct decode_window *window)
{
	struct decode_meta meta;
	struct error error = {""};
	struct history *history = decode(body, strlen(body), window, &meta, &error);

	if (!history)
		fail_msg("%s\nin %s", error.text, body);
	return history;
}

static void assert_reason(const char *body, const struct decode_window *window, const char *reason)
{
	struct decode_meta meta;
	struct error error = {""};

	assert_null(decode(body, strlen(body), window, &meta, &error));
	assert_string_equal(error.text, reason);
}

/* A body of weeks with one row, or several, refused for this reason. */
static void assert_rows_reason(const char *rows, const char *reason)
{
	char body[4096];

	snprintf(body, sizeof(body), "{\"data\":[%s]," META "}", rows);
	assert_reason(body, &two_weeks, reason);
}

static void test_weeks(void **state)
{
	static const char body[] = "{\"data\":[" ROW("2026-05-11", "a/x", "300") "," ROW(
		"2026-05-11", "a/x:free",
		"40") "," ROW("2026-05-11", "other",
			      "5") ","
				   "{\"total_tokens\":\"9223372036854775807\",\"new\":{\"deep\":["
				   "null]},"
				   "\"model_permaslug\":\"b/\\u00fc\",\"date\":\"2026-05-18\"}"
				   "]," META ",\"later\":[[]]}\n";
	struct decode_meta meta;
	struct error error;
	struct history *history = decode(body, strlen(body), &two_weeks, &meta, &error);
	const struct history_bucket *week;

	(void)state;
	assert_non_null(history);
	assert_int_equal(meta.as_of, 1779501660); /* 2026-05-23 02:01:00 UTC */
	assert_int_equal(meta.start, MON_2026_05_11);
	assert_int_equal(meta.end, FRI_2026_05_22);
	assert_int_equal(history->n_weeks, 2);
	assert_int_equal(history->n_days, 0);
	week = history_week(history, MON_2026_05_11);
	assert_int_equal(week->days, 7);
	assert_int_equal(week->quality, HISTORY_EXACT);
	assert_int_equal(week->as_of, meta.as_of);
	assert_int_equal(week->fetched_at, FETCHED);
	assert_int_equal(week->n_rows, 2);
	assert_int_equal(week->total, 345);
	assert_true(week->has_tail);
	assert_int_equal(week->tail, 5);
	assert_string_equal(history->models[week->rows[1].model], "a/x:free");
	assert_int_equal(week->rows[1].tokens, 40);
	week = history_week(history, MON_2026_05_18);
	assert_int_equal(week->days, 5); /* the 18th to the 22nd */
	assert_int_equal(week->total, INT64_MAX);
	assert_false(week->has_tail);
	assert_string_equal(history->models[week->rows[0].model], "b/\xc3\xbc");
	history_unref(history);
}

static void test_days(void **state)
{
	struct history *history = decode_good(
		"{" META ",\"data\":[" ROW("2026-05-22", "a/x", "1") "," ROW(
			"2026-05-11", "a/x", "2") "," ROW("2026-05-22", "a/y", "0") "]}",
		&two_weeks_of_days);

	(void)state;
	assert_int_equal(history->n_weeks, 0);
	assert_int_equal(history->n_days, 2);
	assert_int_equal(history_day(history, MON_2026_05_11)->total, 2);
	assert_int_equal(history_day(history, FRI_2026_05_22)->n_rows, 2);
	assert_int_equal(history_day(history, FRI_2026_05_22)->days, 1);
	history_unref(history);
}

/* The source begins on a Wednesday: its first week has five days, under the Monday before. */
static void test_first_week(void **state)
{
	static const struct decode_window first = {HISTORY_WEEK, WED_2025_01_01, SUN_2025_01_12};
	struct history *history = decode_good(
		"{\"data\":[" ROW("2024-12-30", "a/x", "1") "," ROW(
			"2025-01-06", "a/x",
			"1") "],\"meta\":{\"as_of\":\"2025-02-01T00:00:00Z\",\"version\":\"v1\","
			     "\"start_date\":\"2025-01-01\",\"end_date\":\"2025-01-12\"}}",
		&first);

	(void)state;
	assert_int_equal(history_week(history, MON_2024_12_30)->days, 5);
	assert_int_equal(history_week(history, MON_2024_12_30 + 7)->days, 7);
	history_unref(history);
}

static void test_empty_data_is_right(void **state)
{
	struct history *history = decode_good("{\"data\":[ ]," META "}", &two_weeks);

	(void)state;
	assert_int_equal(history->n_weeks, 0);
	history_unref(history);
}

static void test_wrong_rows(void **state)
{
	static const char *const tokens[] = {
		"-1",
		"+1",
		"1.5",
		"1e3",
		"",
		" 1",
		"1 ",
		"0x1",
		"9223372036854775808",
		"99999999999999999999999",
		"1\\u0000",
		"NaN",
	};
	char row[256];

	(void)state;
	assert_rows_reason(ROW("2026-05-11", "a", "1") ",7", "data[1]: not an object");
	assert_rows_reason("[]", "data[0]: not an object");
	assert_rows_reason(ROW("2026-05-12", "a", "1"), "data[0].date: not a Monday");
	assert_rows_reason(ROW("2026-02-30", "a", "1"), "data[0].date: not a date");
	assert_rows_reason(ROW("2026-05-11\\u0000", "a", "1"), "data[0].date: not a date");
	assert_rows_reason("{\"date\":20260511}", "data[0].date: not a date");
	assert_rows_reason("{}", "data[0].date: not a date");
	assert_rows_reason(ROW("2026-05-04", "a", "1"),
			   "data[0].date: not within 2026-05-11 to 2026-05-24");
	assert_rows_reason(ROW("2026-05-25", "a", "1"),
			   "data[0].date: not within 2026-05-11 to 2026-05-24");
	assert_rows_reason(ROW("2026-05-11", "", "1"),
			   "data[0].model_permaslug: not a string of 1 to 256 bytes");
	assert_rows_reason("{\"date\":\"2026-05-11\",\"model_permaslug\":null}",
			   "data[0].model_permaslug: not a string of 1 to 256 bytes");
	assert_rows_reason("{\"date\":\"2026-05-11\",\"model_permaslug\":\"a\"}",
			   "data[0].total_tokens: not a decimal string of 0 to 2^63-1");
	assert_rows_reason("{\"date\":\"2026-05-11\",\"model_permaslug\":\"a\",\"total_tokens\":1}",
			   "data[0].total_tokens: not a decimal string of 0 to 2^63-1");
	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
		snprintf(row, sizeof(row), "%s," ROW("2026-05-11", "b", "%s"),
			 ROW("2026-05-11", "a", "1"), tokens[i]);
		assert_rows_reason(row, "data[1].total_tokens: not a whole number of 0 to 2^63-1");
	}
}

static void test_days_outside_the_window(void **state)
{
	(void)state;
	assert_reason("{\"data\":[" ROW("2026-05-10", "a", "1") "]," META "}", &two_weeks_of_days,
		      "data[0].date: not within 2026-05-11 to 2026-05-24");
	assert_reason("{\"data\":[" ROW(
			      "2026-05-11", "a",
			      "1") "],\"meta\":{\"as_of\":"
				   "\"2026-05-23T02:00:00Z\",\"version\":\"v1\","
				   "\"start_date\":\"2026-05-12\",\"end_date\":\"2026-05-22\"}}",
		      &two_weeks_of_days, "data[0].date: before meta's span");
}

/* Rows after the answer's own end are left out and told, but have to be rows. */
static void test_rows_after_the_end(void **state)
{
	const char *body =
		"{\"data\":[" ROW("2026-05-22", "a", "1") "," ROW("2026-05-23", "a", "5") "," ROW(
			"2026-05-22", "b", "2") "," ROW("2026-05-24", "a",
							"5") "," ROW("2026-05-23", "b",
								     "5") "]," META "}";
	struct decode_meta meta;
	struct error error = {""};
	struct history *history = decode(body, strlen(body), &two_weeks_of_days, &meta, &error);

	(void)state;
	assert_non_null(history);
	assert_int_equal(meta.stray, FRI_2026_05_22 + 2);
	assert_int_equal(history->n_days, 1);
	assert_int_equal(history->days[0].n_rows, 2);
	assert_int_equal(history->days[0].total, 3);
	history_unref(history);
	assert_reason("{\"data\":[" ROW("2026-05-23", "a", "-1") "]," META "}", &two_weeks_of_days,
		      "data[0].total_tokens: not a whole number of 0 to 2^63-1");
}

static void test_rows_given_twice(void **state)
{
	(void)state;
	assert_rows_reason(ROW("2026-05-11", "a", "1") "," ROW("2026-05-18", "a",
							       "1") "," ROW("2026-05-11", "a", "2"),
			   "data[2]: same model twice in 2026-05-11");
	assert_rows_reason(ROW("2026-05-11", "other", "1") "," ROW("2026-05-11", "other", "1"),
			   "data[1]: same model twice in 2026-05-11");
	assert_rows_reason(
		ROW("2026-05-11", "a", "9223372036854775807") "," ROW("2026-05-11", "b", "1"),
		"data[1]: total of 2026-05-11 is above 2^63-1");
	assert_rows_reason("{\"date\":\"2026-05-11\",\"date\":\"2026-05-18\","
			   "\"model_permaslug\":\"a\",\"total_tokens\":\"1\"}",
			   "data[0]: a field is given twice");
	assert_rows_reason("{\"date\":\"2026-05-11\",\"model_permaslug\":\"a\","
			   "\"total_tokens\":\"1\",\"total\\u005ftokens\":\"2\"}",
			   "data[0]: a field is given twice");
	assert_rows_reason("{\"date\":\"2026-05-11\",\"model_permaslug\":\"a\","
			   "\"total_tokens\":\"1\",\"x\":[{\"y\":1,\"y\":1}]}",
			   "data[0]: a field is given twice");
}

static void test_wrong_meta(void **state)
{
	static const struct {
		const char *meta, *reason;
	} cases[] = {
		{"[]", "meta: not an object"},
		{"null", "meta: not an object"},
		{"{}", "meta.version: not v1"},
		{"{\"version\":\"v2\"}", "meta.version: not v1"},
		{"{\"version\":1}", "meta.version: not v1"},
		{"{\"version\":\"v1\"}", "meta.as_of: not a time in UTC"},
		{"{\"version\":\"v1\",\"as_of\":\"2026-05-23\"}", "meta.as_of: not a time in UTC"},
		{"{\"version\":\"v1\",\"as_of\":\"2026-05-23T02:00:00Z\"}",
		 "meta.start_date: not a date"},
		{"{\"version\":\"v1\",\"as_of\":\"2026-05-23T02:00:00Z\","
		 "\"start_date\":\"2026-05-10\",\"end_date\":\"2026-05-22\"}",
		 "meta.start_date: not within 2026-05-11 to 2026-05-24"},
		{"{\"version\":\"v1\",\"as_of\":\"2026-05-23T02:00:00Z\","
		 "\"start_date\":\"2026-05-20\",\"end_date\":\"2026-05-19\"}",
		 "meta.start_date: after end_date"},
		{"{\"version\":\"v1\",\"as_of\":\"2026-05-23T02:00:00Z\","
		 "\"start_date\":\"2026-05-11\",\"end_date\":\"2026-05-25\"}",
		 "meta.end_date: not within 2026-05-11 to 2026-05-24"},
		{"{\"version\":\"v1\",\"version\":\"v1\"}", "meta: a field is given twice"},
	};
	char body[512];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(body, sizeof(body), "{\"data\":[],\"meta\":%s}", cases[i].meta);
		assert_reason(body, &two_weeks, cases[i].reason);
	}
}

static void test_wrong_bodies(void **state)
{
	char reason[64];

	(void)state;
	assert_reason("<html>502 Bad Gateway</html>", &two_weeks,
		      "not a JSON object: begins with '<'");
	assert_reason("", &two_weeks, "not a JSON object: empty");
	assert_reason("[]", &two_weeks, "not a JSON object: begins with '['");
	assert_reason("{\"data\":[]}", &two_weeks, "meta: missing");
	assert_reason("{" META "}", &two_weeks, "data: missing");
	assert_reason("{" META ",\"data\":{}}", &two_weeks, "data: not an array");
	assert_reason("{" META ",\"data\":[],\"data\":[]}", &two_weeks, "data: given twice");
	assert_reason("{" META ",\"data\":[],\"\\u0064ata\":[]}", &two_weeks, "data: given twice");
	assert_reason("{" META ",\"data\":[]," META "}", &two_weeks, "meta: given twice");
	assert_reason("{\"error\":{\"code\":500}}", &two_weeks, "meta: missing");
	/* What is ignored must still be JSON. */
	snprintf(reason, sizeof(reason), "not JSON: no value at byte %zu",
		 strlen("{" META ",\"data\":[],\"x\":[1,"));
	assert_reason("{" META ",\"data\":[],\"x\":[1,]}", &two_weeks, reason);
}

/* No piece of a right body is right. */
static void test_cut_off_anywhere(void **state)
{
	static const char body[] =
		"{\"data\":[" ROW("2026-05-11", "a", "1") "," ROW("2026-05-11", "b", "12") "]," META
											   "}";
	size_t length = strlen(body);
	struct decode_meta meta;
	struct error error;

	(void)state;
	for (size_t cut = 0; cut < length; cut++) {
		char *piece = mem_alloc(cut, 1);

		memcpy(piece, body, cut);
		assert_null(decode(piece, cut, &two_weeks, &meta, &error));
		free(piece);
	}
}

/* One row's name as the history keeps it. */
static void assert_name(const char *written, const char *kept)
{
	char body[4096];
	struct history *history;

	snprintf(body, sizeof(body), "{\"data\":[" ROW("2026-05-11", "%s", "1") "]," META "}",
		 written);
	history = decode_good(body, &two_weeks);
	assert_string_equal(history->models[0], kept);
	history_unref(history);
}

static void test_names(void **state)
{
	char name[258], row[400];

	(void)state;
	assert_name("a/b\\u0000c", "a/b\\u{0000}c");
	assert_name("\xff/\xc3", "\\xFF/\\xC3");
	assert_name("a\\u202eb\\u001b[2J", "a\\u{202E}b\\u{001B}[2J");
	assert_name("\\ud83d\\ude00", "\xf0\x9f\x98\x80");
	/* Half a surrogate pair is no character: the replacement stands for it. */
	assert_name("a\\ud83d", "a\xef\xbf\xbd");
	assert_name("\\ude00z", "\xef\xbf\xbdz");
	assert_name("\\ud83dz", "\xef\xbf\xbdz");
	memset(name, 'n', sizeof(name));
	name[256] = '\0';
	assert_name(name, name);
	name[256] = 'n';
	name[257] = '\0';
	snprintf(row, sizeof(row), ROW("2026-05-11", "%s", "1"), name);
	assert_rows_reason(row, "data[0].model_permaslug: not a string of 1 to 256 bytes");
}

/* A right row that is made longer by a field of no interest: of `count` pieces. */
static void assert_padded(const char *before, const char *piece, size_t count, const char *after,
			  const char *reason)
{
	char *body = mem_alloc(count * strlen(piece) + 1024, 1);
	char *at = stpcpy(body, "{\"data\":[{\"date\":\"2026-05-11\",\"model_permaslug\":\"a\","
				"\"total_tokens\":\"1\",\"x\":");

	at = stpcpy(at, before);
	while (count-- > 0)
		at = stpcpy(at, piece);
	at = stpcpy(at, after);
	stpcpy(at, "}]," META "}");
	if (reason)
		assert_reason(body, &two_weeks, reason);
	else
		history_unref(decode_good(body, &two_weeks));
	free(body);
}

static void test_row_limits(void **state)
{
	size_t around = strlen(ROW("2026-05-11", "a", "1") ",'x':''");

	(void)state;
	assert_padded("\"", "n", 256 * 1024 - around, "\"", NULL);
	assert_padded("\"", "n", 256 * 1024 - around + 1, "\"", "data[0]: larger than 256 KiB");
	/* The row, its three fields, the array and its 0 are six values. */
	assert_padded("[0", ",0", 4096 - 6, "]", NULL);
	assert_padded("[0", ",0", 4096 - 5, "]", "data[0]: more than 4096 values");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weeks),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_first_week),
		cmocka_unit_test(test_empty_data_is_right),
		cmocka_unit_test(test_wrong_rows),
		cmocka_unit_test(test_days_outside_the_window),
		cmocka_unit_test(test_rows_after_the_end),
		cmocka_unit_test(test_rows_given_twice),
		cmocka_unit_test(test_wrong_meta),
		cmocka_unit_test(test_wrong_bodies),
		cmocka_unit_test(test_cut_off_anywhere),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_row_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
