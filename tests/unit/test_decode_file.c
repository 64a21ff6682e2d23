/* Files of rankings: what is taken from JSON and from CSV, whether their rows are of weeks or days,
 * and what is refused with which words. */
#include "source/decode_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"

#define DAY    INT64_C(86400)
#define W21    20591 /* Monday 2026-05-18 */
#define W22    20598
#define TODAY  20605 /* Monday 2026-06-01 */
#define NOW    (TODAY * DAY + 7200)
#define HEADER "date,model_permaslug,total_tokens\n"
#define JSON(rows, start, end)                                                                     \
	"{\"data\":[" rows "],\"meta\":{\"as_of\":\"2026-05-30T02:01:00Z\",\"version\":\"v1\","    \
	"\"start_date\":\"" start "\",\"end_date\":\"" end "\"}}"
#define ROW(date, name)                                                                            \
	"{\"date\":\"" date "\",\"model_permaslug\":\"" name "\",\"total_tokens\":\"1\"}"

static struct decode_file file;

static struct history *decode(const char *text, struct error *error)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);

	file.bytes = text;
	file.length = strlen(text);
	file.now = NOW;
	if (decode_file(&file, builder, error))
		return history_finish(builder);
	history_builder_free(builder);
	return NULL;
}

/* Whoever made the file said nothing of it. */
static int setup(void **state)
{
	(void)state;
	file = (struct decode_file){.made_at = NOW};
	return 0;
}

static struct history *decode_good(const char *text)
{
	struct error error = {""};
	struct history *history = decode(text, &error);

	if (!history)
		fail_msg("%s\nin %s", error.text, text);
	return history;
}

static void assert_reason(const char *text, const char *reason)
{
	struct error error = {""};

	assert_null(decode(text, &error));
	assert_string_equal(error.text, reason);
}

static void assert_period(const char *text, enum history_period period)
{
	history_unref(decode_good(text));
	assert_int_equal(file.period, period);
}

static void test_csv(void **state)
{
	struct history *history =
		decode_good("\xEF\xBB\xBF" HEADER "2026-05-19,a/x,300\r\n"
			    "\"2026-05-20\",\"b/\"\"y\"\", z\",0\n\n2026-05-19,other,7");
	const struct history_bucket *day = history_day(history, W21 + 1);

	(void)state;
	assert_true(file.csv);
	assert_int_equal(file.period, HISTORY_DAY);
	assert_int_equal(history->n_weeks, 0);
	assert_int_equal(history->n_days, 2);
	assert_int_equal(day->total, 307);
	assert_int_equal(day->tail, 7);
	assert_int_equal(day->quality, HISTORY_EXACT);
	assert_int_equal(day->as_of, NOW);
	assert_int_equal(day->fetched_at, NOW);
	day = history_day(history, W21 + 2);
	assert_string_equal(history->models[day->rows[0].model], "b/\"y\", z");
	assert_int_equal(day->rows[0].tokens, 0);
	history_unref(history);
}

static void test_columns(void **state)
{
	struct history *history = decode_good("x,total_tokens,\"date\",,model_permaslug\n"
					      "?,12,2026-05-19,\"\n\",a\n");

	(void)state;
	assert_string_equal(history->models[0], "a");
	assert_int_equal(history->days[0].total, 12);
	history_unref(history);
	assert_reason("date,model_permaslug\n",
		      "line 1: total_tokens: no such column; a header with date, model_permaslug, "
		      "total_tokens must be there");
	assert_reason("2026-05-19,a/x,300\n",
		      "line 1: date: no such column; a header with date, model_permaslug, "
		      "total_tokens must be there");
	assert_reason("\nDate,model_permaslug,total_tokens\n",
		      "line 2: date: no such column; a header with date, model_permaslug, "
		      "total_tokens must be there");
	assert_reason("date,model_permaslug,total_tokens,date\n", "line 1: date: given twice");
	assert_reason("", "empty");
	assert_reason(" \n", "line 1: date: no such column; a header with date, model_permaslug, "
			     "total_tokens must be there");
}

static void test_wrong_lines(void **state)
{
	(void)state;
	assert_reason(HEADER "2026-05-19,a,1\n2026-05-19,b\n",
		      "line 3: 2 fields, the header has 3");
	assert_reason(HEADER "2026-05-19\n", "line 2: 1 field, the header has 3");
	assert_reason(HEADER "2026-05-19,a,1,\n", "line 2: 4 fields, the header has 3");
	assert_reason(HEADER "2026-02-29,a,1\n", "line 2: date: not a date");
	assert_reason(HEADER "19.05.2026,a,1\n", "line 2: date: not a date");
	assert_reason(HEADER "2026-05-19,,1\n",
		      "line 2: model_permaslug: not a string of 1 to 256 bytes");
	assert_reason(HEADER "2026-05-19,a,1.0\n",
		      "line 2: total_tokens: not a whole number of 0 to 2^63-1");
	assert_reason(HEADER "2026-05-19,a,-1\n",
		      "line 2: total_tokens: not a whole number of 0 to 2^63-1");
	assert_reason(HEADER "2026-05-19,a,9223372036854775808\n",
		      "line 2: total_tokens: not a whole number of 0 to 2^63-1");
	assert_reason(HEADER "2026-05-19,a,1\n2026-05-19,a,2\n",
		      "line 3: same model twice in 2026-05-19");
	assert_reason(HEADER "2026-05-19,\"a\nb\",1\n2026-05-19,x\"y,2\n",
		      "line 4: a quote in a field that has none around it");
	assert_reason(HEADER "2024-12-31,a,1\n2026-05-19,a,1\n",
		      "line 2: date: not within 2025-01-01 to 2026-06-03");
	assert_reason(HEADER "2026-05-19,a,1\n2027-05-19,a,1\n",
		      "line 3: date: not within 2025-01-01 to 2026-06-03");
}

static void test_json(void **state)
{
	struct history *history = decode_good("\n " JSON(
		ROW("2026-05-18", "a") "," ROW("2026-05-25", "a"), "2026-05-18", "2026-05-29"));

	(void)state;
	assert_false(file.csv);
	assert_int_equal(file.meta.as_of, 1780106460); /* 2026-05-30 02:01:00 UTC */
	assert_int_equal(history->n_weeks, 2);
	assert_int_equal(history_week(history, W21)->days, 7);
	assert_int_equal(history_week(history, W22)->days, 5);
	assert_int_equal(history->weeks[0].as_of, file.meta.as_of);
	assert_int_equal(history->weeks[0].fetched_at, NOW);
	history_unref(history);
	assert_reason(JSON(ROW("2026-05-18", "a") ",{}", "2026-05-18", "2026-05-29"),
		      "data[1].date: not a date");
	assert_reason("{\"data\":[]}", "meta: missing");
	history_unref(decode_good(
		"\xEF\xBB\xBF" JSON(ROW("2026-05-18", "a"), "2026-05-18", "2026-05-24")));
	assert_reason(JSON(ROW("2026-05-18", "a"), "2024-12-30", "2026-05-29"),
		      "meta.start_date: not within 2025-01-01 to 2026-06-03");
	assert_reason("[1]", "not a JSON object: begins with '['");
}

/* The same of both: what stands there as a control is refused, what else cannot be shown is made
 * inert, as in a live body. */
static void test_names_in_both(void **state)
{
	static const struct {
		const char *csv, *json;
	} same[] = {
		{HEADER "2026-05-18,\"v/\xff\xc3 \xe2\x80\xae\n\",1",
		 JSON(ROW("2026-05-18", "v/\xff\xc3 \xe2\x80\xae\\n"), "2026-05-18", "2026-05-24")},
		{HEADER "2026-05-18,v/\xc3\xa9\xed\xa0\x80,1",
		 JSON(ROW("2026-05-18", "v/\xc3\xa9\xed\xa0\x80"), "2026-05-18", "2026-05-24")},
	};
	static const char *const names[] = {"v/\\xFF\\xC3 \\u{202E}\\u{000A}",
					    "v/\xc3\xa9\\xED\\xA0\\x80"};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		struct history *csv = decode_good(same[i].csv);
		struct history *json = decode_good(same[i].json);

		assert_string_equal(csv->models[0], names[i]);
		assert_string_equal(json->models[0], names[i]);
		history_unref(csv);
		history_unref(json);
	}
	assert_reason(HEADER "2026-05-18,v/x,1\n2026-05-18,v/\x07,1",
		      "line 3: field 2: a control character");
	assert_reason(JSON(ROW("2026-05-18", "v/\x07"), "2026-05-18", "2026-05-24"),
		      "not JSON: a control character at byte 51");
}

static void test_period(void **state)
{
	(void)state;
	assert_period(HEADER "2026-05-18,a,1\n2026-05-25,a,1\n", HISTORY_WEEK);
	assert_period(HEADER "2026-05-18,a,1\n", HISTORY_WEEK);
	assert_period(HEADER "2026-05-18,a,1\n2026-05-19,a,1\n", HISTORY_DAY);
	/* A body says what it is of. */
	assert_period(JSON(ROW("2026-05-18", "a"), "2026-05-18", "2026-05-24"), HISTORY_WEEK);
	assert_period(JSON(ROW("2026-05-18", "a"), "2026-05-18", "2026-05-18"), HISTORY_DAY);
	/* Who says so is believed, as far as the rows let him. */
	file.period_said = true;
	file.period = HISTORY_DAY;
	assert_period(HEADER "2026-05-18,a,1\n", HISTORY_DAY);
	file.period = HISTORY_WEEK;
	assert_period(JSON(ROW("2026-05-18", "a"), "2026-05-18", "2026-05-18"), HISTORY_WEEK);
	assert_reason(HEADER "2026-05-18,a,1\n2026-05-19,a,1\n", "line 3: date: not a Monday");
}

static void test_months(void **state)
{
	static const char reason[] = "all dates are firsts of a month, and rows of months are not "
				     "taken; --period says what they are";

	(void)state;
	assert_reason(HEADER "2026-04-01,a,1\n2026-05-01,a,1\n", reason);
	assert_reason(JSON(ROW("2026-05-01", "a"), "2026-05-01", "2026-05-29"), reason);
	assert_period(HEADER "2026-05-01,a,1\n", HISTORY_DAY);
	assert_period(JSON(ROW("2026-05-01", "a"), "2026-05-01", "2026-05-01"), HISTORY_DAY);
	file.period_said = true;
	file.period = HISTORY_DAY;
	assert_period(HEADER "2026-04-01,a,1\n2026-05-01,a,1\n", HISTORY_DAY);
}

/* CSV does not say when it was made; its file does, if that can be. */
static void test_when_csv_was_made(void **state)
{
	static const char weeks[] = HEADER "2026-05-18,a,1\n2026-05-25,a,1\n";
	struct history *history;

	(void)state;
	file.made_at = (W22 + 5) * DAY + 3600; /* Saturday: five days of the week were over */
	history = decode_good(weeks);
	assert_int_equal(file.meta.as_of, file.made_at);
	assert_int_equal(file.meta.end, W22 + 4);
	assert_int_equal(history_week(history, W21)->days, 7);
	assert_int_equal(history_week(history, W22)->days, 5);
	history_unref(history);
	/* Before the last of its dates: the file's time was set otherwise. */
	file.made_at = 0;
	history = decode_good(weeks);
	assert_int_equal(file.meta.as_of, NOW);
	assert_int_equal(history_week(history, W22)->days, 7);
	history_unref(history);
	/* Not yet. */
	file.made_at = NOW + 1;
	history_unref(decode_good(weeks));
	assert_int_equal(file.meta.as_of, NOW);
	/* A day that is not over is what it says, and beyond its time. */
	file.made_at = NOW;
	history_unref(decode_good(HEADER "2026-05-31,a,1\n2026-06-01,a,1\n"));
	assert_int_equal(file.meta.end, TODAY);
	assert_int_equal(file.meta.as_of, NOW);
}

/* What the user says is held to the same, and refused. */
static void test_when_the_user_says(void **state)
{
	static const char weeks[] = HEADER "2026-05-18,a,1\n2026-05-25,a,1\n";

	(void)state;
	file.made_said = true;
	file.made_at = (W22 + 5) * DAY + 3600;
	history_unref(decode_good(weeks));
	assert_int_equal(file.meta.as_of, file.made_at);
	file.made_at = NOW + 1;
	assert_reason(weeks, "--as-of is later than now");
	file.made_at = W22 * DAY;
	assert_reason(weeks, "--as-of is not after 2026-05-25, the last date");
	file.made_at = NOW;
	assert_reason(JSON(ROW("2026-05-18", "a"), "2026-05-18", "2026-05-18"),
		      "--as-of is for CSV: a body says itself when it was made");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, setup)
	const struct CMUnitTest tests[] = {
		TEST(test_csv),    TEST(test_columns),           TEST(test_wrong_lines),
		TEST(test_json),   TEST(test_names_in_both),     TEST(test_period),
		TEST(test_months), TEST(test_when_csv_was_made), TEST(test_when_the_user_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
