/* The sample: its lines, each way to be wrong, and the figures that it must hold.
 *
 * The figures were not read from share/sample.tsv.  They were computed from the bodies as served:
 *
 *	python3 -c 'import json, sys
 *	rows = json.load(sys.stdin)["data"]
 *	print(sum(int(r["total_tokens"]) for r in rows if FIRST <= r["date"] <= LAST))' <BODY
 *
 * for totals; per model with a dictionary, sorted by tokens, for ranks; and USD per token as it
 * stands in the catalogue of the Sunday, times 10^12, for prices.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "source/sample.h"

#define AS_OF_DAYS   1787364060 /* date -u -d 2026-08-22T02:01:00Z +%s */
#define AS_OF_COARSE 1790294400 /* date -u -d 2026-09-25T00:00:00Z +%s */
#define LAST_SEEN    1787356800 /* date -u -d 2026-08-22T00:00:00Z +%s */

#define V4_FLASH "deepseek/deepseek-v4-flash-20260423"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static int32_t date(const char *text)
{
	int32_t day;

	assert_true(calendar_parse_date(text, &day));
	return day;
}

/* Parse with builders or without; on success keep what was asked for. */
static bool parse(const char *text, size_t length, struct history **history,
		  struct catalog **catalog, struct error *error)
{
	struct history_builder *h = history ? history_builder_new(HISTORY_SAMPLE) : NULL;
	struct catalog_builder *c = catalog ? catalog_builder_new() : NULL;

	if (!sample_parse(text, length, h, c, error)) {
		history_builder_free(h);
		catalog_builder_free(c);
		return false;
	}
	if (history)
		*history = history_finish(h);
	if (catalog)
		*catalog = catalog_finish(c);
	return true;
}

/* The same fault must be found whichever builder is there. */
static void assert_wrong_bytes(const char *text, size_t length, const char *reason)
{
	struct history *history;
	struct catalog *catalog;

	for (int wanted = 0; wanted < 4; wanted++) {
		struct error error = {""};

		assert_false(parse(text, length, wanted & 1 ? &history : NULL,
				   wanted & 2 ? &catalog : NULL, &error));
		if (strncmp(error.text, reason, strlen(reason)) != 0)
			fail_msg("\"%s\" should begin with \"%s\"", error.text, reason);
	}
	assert_false(sample_parse(text, length, NULL, NULL, NULL));
}

static void assert_wrong(const char *text, const char *reason)
{
	assert_wrong_bytes(text, strlen(text), reason);
}

static const char small_sample[] =
	"# a comment\n"
	"week\t2026-05-18\t7\tcoarse\t2026-09-25T00:00:00.000Z\n"
	"row\ta/small\t5\n"
	"row\ta/large:free\t9223372036854775800\n"
	"row\tother\t2\n"
	"day\t2026-08-21\t2026-08-22T02:01:00Z\n"
	"row\ta/small\t7\n"
	"#\trow\ta/not\t1\n"
	"listing\t2026-08-22\ta/large:free\ta/large-1:free\tA: Large #1\t-\t0\t0\t-\t1\n"
	"listing\t2026-08-16\ta/auto\ta/auto\tAuto\t128000\tvaries\tvaries\t12\t0";

static void test_bucket_lines(void **state)
{
	struct history *history = NULL;
	const struct history_bucket *week, *day;

	(void)state;
	assert_true(parse(small_sample, strlen(small_sample), &history, NULL, NULL));
	assert_int_equal(history->origin, HISTORY_SAMPLE);
	assert_int_equal(history->n_weeks, 1);
	assert_int_equal(history->n_days, 1);

	week = history_week(history, date("2026-05-18"));
	assert_int_equal(week->days, 7);
	assert_int_equal(week->quality, HISTORY_COARSE);
	assert_int_equal(week->as_of, AS_OF_COARSE);
	assert_int_equal(week->fetched_at, AS_OF_COARSE);
	assert_int_equal(week->n_rows, 2);
	assert_string_equal(history->models[week->rows[0].model], "a/large:free");
	assert_int_equal(week->tail, 2);
	assert_true(week->total == INT64_MAX);

	day = history_day(history, date("2026-08-21"));
	assert_int_equal(day->days, 1);
	assert_int_equal(day->as_of, AS_OF_DAYS);
	assert_int_equal(day->fetched_at, AS_OF_DAYS);
	assert_int_equal(day->total, 7);
	assert_false(day->has_tail);
	history_unref(history);
}

static void test_listing_lines(void **state)
{
	struct catalog *catalog = NULL;
	const struct listing *large, *router;
	bool later;

	(void)state;
	assert_true(parse(small_sample, strlen(small_sample), NULL, &catalog, NULL));
	assert_int_equal(catalog->n_listings, 2);
	/* What came with the program is no answer of the source. */
	assert_int_equal(catalog->checked, 0);

	large = catalog_find(catalog, "a/large-1:free", INT64_MAX, &later);
	assert_string_equal(large->id, "a/large:free");
	assert_string_equal(large->name, "A: Large #1");
	assert_int_equal(large->context, 0);
	assert_int_equal(large->price.prompt, 0);
	assert_int_equal(large->price.completion, 0);
	assert_int_equal(large->price.cache_read, PRICE_NONE);
	assert_true(large->price.conditional);

	router = catalog_find(catalog, "a/auto", INT64_MAX, &later);
	assert_int_equal(router->context, 128000);
	assert_int_equal(router->price.prompt, PRICE_VARIES);
	assert_int_equal(router->price.completion, PRICE_VARIES);
	assert_int_equal(router->price.cache_read, 12);
	assert_false(router->price.conditional);
	catalog_unref(catalog);
}

static void test_no_builders(void **state)
{
	(void)state;
	assert_true(sample_parse(small_sample, strlen(small_sample), NULL, NULL, NULL));
	assert_true(sample_parse("", 0, NULL, NULL, NULL));
}

#define WEEK "week\t2026-05-18\t7\tcoarse\t2026-09-25T00:00:00Z\n"

static void test_wrong_buckets(void **state)
{
	(void)state;
	assert_wrong("month\t2026-05-01\n", "line 1: neither week, day, row nor listing");
	assert_wrong("# first\n\n" WEEK, "line 2: neither week, day, row nor listing");
	assert_wrong(WEEK "Row\ta/b\t1\n", "line 2: neither");
	assert_wrong("week\t2026-05-18\t7\tcoarse\n", "line 1: week has 4 fields, not 5");
	assert_wrong("week\t2026-02-30\t7\tcoarse\t2026-09-25T00:00:00Z\n", "line 1: week is not");
	assert_wrong("week\t2026-05-19\t7\tcoarse\t2026-09-25T00:00:00Z\n", "line 1: week of 2026");
	assert_wrong("week\t2026-05-18\t\tcoarse\t2026-09-25T00:00:00Z\n", "line 1: days is not");
	assert_wrong("week\t2026-05-18\t0\tcoarse\t2026-09-25T00:00:00Z\n", "line 1: days is not");
	assert_wrong("week\t2026-05-18\t8\tcoarse\t2026-09-25T00:00:00Z\n", "line 1: days is not");
	assert_wrong("week\t2026-05-18\t7\texact\t2026-09-25T00:00:00Z\n", "line 1: quality");
	assert_wrong("week\t2026-05-18\t7\tcoarse\t2026-09-25\n", "line 1: as_of");
	assert_wrong(WEEK "day\t2026-13-01\t2026-09-25T00:00:00Z\n", "line 2: day is not a date");
	assert_wrong(WEEK "day\t2026-08-21\t2026-08-22 02:01\n", "line 2: as_of is not a time");
	assert_wrong(WEEK "day\t2026-08-21\n", "line 2: day has 2 fields, not 3");
}

static void test_wrong_rows(void **state)
{
	static const char with_nul[] = WEEK "row\ta/b\0c\t1\n";
	char lengthy[4000] = "# ";

	(void)state;
	assert_wrong("row\ta/b\t1\n", "line 1: row without");
	assert_wrong(WEEK "row\ta/b\n", "line 2: row has 2 fields, not 3");
	assert_wrong(WEEK "row\ta/b\t1\t\n", "line 2: row has 4 fields, not 3");
	assert_wrong(WEEK "row\ta/b\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\n", "line 2: row has 13");
	assert_wrong(WEEK "row\t\t1\n", "line 2: empty model name");
	assert_wrong(WEEK "row\ta/b\t\n", "line 2: tokens is not a whole number");
	assert_wrong(WEEK "row\ta/b\t-1\n", "line 2: tokens is not a whole number");
	assert_wrong(WEEK "row\ta/b\t+1\n", "line 2: tokens is not a whole number");
	assert_wrong(WEEK "row\ta/b\t1.5\n", "line 2: tokens is not a whole number");
	assert_wrong(WEEK "row\ta/b\t1\r\n", "line 2: tokens is not a whole number");
	assert_wrong(WEEK "row\ta/b\t9223372036854775808\n", "line 2: tokens is above 2^63-1");
	assert_wrong(WEEK "row\ta/b\t9223372036854775807\nrow\tother\t1\n", "line 3: total");
	assert_wrong(WEEK "row\ta/b\t1\nrow\ta/c\t1\nrow\ta/b\t2\n", "line 4: ");
	assert_wrong_bytes(with_nul, sizeof(with_nul) - 1, "line 2: longer than");
	memset(lengthy + 2, 'x', sizeof(lengthy) - 3);
	assert_wrong(lengthy, "line 1: longer than");
}

static void test_wrong_listings(void **state)
{
	static const struct {
		const char *fields, *reason;
	} cases[] = {
		{"2026-08-22\ta\ta\tA\t1\t1\t1\t1", "line 2: listing has 9 fields, not 10"},
		{"2026-08-22\ta\ta\tA\t1\t1\t1\t1\t0\t0", "line 2: listing has 11 fields, not 10"},
		{"2026-8-22\ta\ta\tA\t1\t1\t1\t1\t0", "line 2: seen is not a date"},
		{"2026-08-22\t\ta\tA\t1\t1\t1\t1\t0", "line 2: id is empty"},
		{"2026-08-22\ta\t\tA\t1\t1\t1\t1\t0", "line 2: permaslug is empty"},
		{"2026-08-22\ta\ta\t\t1\t1\t1\t1\t0", "line 2: name is empty"},
		{"2026-08-22\ta\ta\tA\033[1m\t1\t1\t1\t1\t0", "line 2: name is empty or not esc"},
		{"2026-08-22\ta\ta\tA\xE2\x80\xAE\t1\t1\t1\t1\t0", "line 2: name is empty or not"},
		{"2026-08-22\ta\xFF\ta\tA\t1\t1\t1\t1\t0", "line 2: id is empty or not escaped"},
		{"2026-08-22\ta\ta\x7F\tA\t1\t1\t1\t1\t0", "line 2: permaslug is empty or not"},
		{"2026-08-22\ta\ta\tA\t128K\t1\t1\t1\t0", "line 2: context is not a whole"},
		{"2026-08-22\ta\ta\tA\t1\t-1\t1\t1\t0", "line 2: prompt is not a whole number"},
		{"2026-08-22\ta\ta\tA\t1\t1\t0.5\t1\t0", "line 2: completion is not a whole"},
		{"2026-08-22\ta\ta\tA\t1\t1\t1\t\t0", "line 2: cache_read is not a whole number"},
		{"2026-08-22\ta\ta\tA\t1\t1\t1\t1\tyes", "line 2: conditional is neither 0 nor 1"},
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		snprintf(text, sizeof(text), "#\nlisting\t%s\n", cases[i].fields);
		assert_wrong(text, cases[i].reason);
	}
}

static void assert_row(const struct history *history, const struct history_bucket *bucket, size_t i,
		       const char *model, int64_t tokens)
{
	assert_string_equal(history->models[bucket->rows[i].model], model);
	assert_int_equal(bucket->rows[i].tokens, tokens);
}

static void test_weeks(void **state)
{
	static const struct {
		const char *monday;
		int64_t total, tail;
		const char *first;
		int64_t first_tokens;
		const char *last;
		int64_t last_tokens;
	} weeks[] = {
		{"2026-05-25", 31821170937871, 2993507367215, V4_FLASH, 3109238373597,
		 "qwen/qwen3-embedding-8b", 69222312837},
		{"2026-06-01", 36135310767290, 3000957519901, V4_FLASH, 3685130902674,
		 "z-ai/glm-4.7-20251222", 62626455442},
		{"2026-06-08", 44623118857794, 3291367438958, V4_FLASH, 4414168571989,
		 "inclusionai/ling-2.6-flash-20260421", 73010233272},
		{"2026-06-15", 46656698226967, 2999446687625, V4_FLASH, 4935252096935,
		 "poolside/laguna-xs.2-20260421:free", 41012300897},
		{"2026-06-22", 46720348192435, 2986778417373, V4_FLASH, 4658198982371,
		 "x-ai/grok-4.3-20260430", 49181661399},
		{"2026-06-29", 46719738264038, 3266348590753, V4_FLASH, 5339678745733,
		 "baai/bge-m3-20251117", 62890682787},
		{"2026-07-06", 52619668699308, 3479304507611, "tencent/hy3-20260706:free",
		 6133686335963, "qwen/qwen3-embedding-8b", 103766765835},
		{"2026-07-13", 62773944339618, 3789803082453, "tencent/hy3-20260706:free",
		 11516528897206, "cohere/north-mini-code-20260617:free", 85392383936},
		{"2026-07-20", 58041497415980, 5071068686916, "xiaomi/mimo-v2.5-20260422",
		 10463362117544, "anthropic/claude-opus-5-20260723", 143881693970},
		{"2026-07-27", 56788588911921, 4813025920927, V4_FLASH, 7220350124001,
		 "mistralai/mistral-nemo", 121179339030},
		{"2026-08-03", 69046537847932, 4581679340419, "deepseek/deepseek-v4-flash-20260731",
		 8826076422544, "poolside/laguna-xs-2.1-20260625:free", 119222785101},
		{"2026-08-10", 75340581084831, 5568220094707, "deepseek/deepseek-v4-flash-20260731",
		 11180297061770, "google/gemini-3.1-pro-preview-20260219", 118713098223},
		{"2026-08-17", 64153594753653, 4297905092716, "deepseek/deepseek-v4-flash-20260731",
		 8792393609711, "qwen/qwen3.7-flash-20260727", 91632700478},
	};
	struct history *history = sample_history();

	(void)state;
	assert_int_equal(history->origin, HISTORY_SAMPLE);
	assert_int_equal(history->n_weeks, 2 + LENGTH(weeks));
	for (size_t i = 0; i < LENGTH(weeks); i++) {
		const struct history_bucket *week = history_week(history, date(weeks[i].monday));

		assert_non_null(week);
		assert_int_equal(week->quality, HISTORY_DAILY_SUM);
		assert_int_equal(week->days, i == LENGTH(weeks) - 1 ? 5 : 7);
		assert_int_equal(week->as_of, AS_OF_DAYS);
		assert_int_equal(week->fetched_at, AS_OF_DAYS);
		assert_int_equal(week->n_rows, 50);
		assert_int_equal(week->total, weeks[i].total);
		assert_true(week->has_tail);
		assert_int_equal(week->tail, weeks[i].tail);
		assert_row(history, week, 0, weeks[i].first, weeks[i].first_tokens);
		assert_row(history, week, 49, weeks[i].last, weeks[i].last_tokens);
	}
	history_unref(history);
}

static void test_latest_and_running(void **state)
{
	struct history *history = sample_history();
	const struct history_bucket *w33 = history_week(history, date("2026-08-10"));
	const struct history_bucket *w34 = history_week(history, date("2026-08-17"));

	(void)state;
	assert_ptr_equal(history_latest(history), w33);
	assert_true(history_is_running(history, w34));
	assert_row(history, w33, 1, "tencent/hy3-20260706", 9953312056288);
	assert_row(history, w33, 2, "openai/gpt-5.6-luna-20260709", 5311298774780);
	history_unref(history);
}

static void test_coarse_weeks(void **state)
{
	struct history *history = sample_history();
	const struct history_bucket *w20 = history_week(history, date("2026-05-11"));
	const struct history_bucket *w21 = history_week(history, date("2026-05-18"));

	(void)state;
	assert_int_equal(w20->quality, HISTORY_COARSE);
	assert_int_equal(w20->n_rows, 9);
	assert_int_equal(w20->total, 26905682372472);
	assert_int_equal(w20->tail, 14088118799003);
	assert_row(history, w20, 5, "moonshotai/kimi-k2.6-20260420", 1054473801545);

	assert_int_equal(w21->quality, HISTORY_COARSE);
	assert_int_equal(w21->as_of, AS_OF_COARSE);
	assert_int_equal(w21->n_rows, 9);
	assert_int_equal(w21->total, 28920204910828);
	assert_int_equal(w21->tail, 13631347336888);
	assert_row(history, w21, 0, V4_FLASH, 3425801372074);
	assert_row(history, w21, 8, "stepfun/step-3.5-flash", 662463171168);
	history_unref(history);
}

/* Both sides of the running week's comparison: the days of W34, and the same ones of W33. */
static void test_days(void **state)
{
	const int32_t monday = date("2026-08-10");
	struct history *history = sample_history();
	int64_t totals[2] = {0};

	(void)state;
	assert_int_equal(history->n_days, 10);
	for (int week = 0; week < 2; week++)
		for (int weekday = 0; weekday < 5; weekday++) {
			const struct history_bucket *day =
				history_day(history, monday + 7 * week + weekday);

			assert_non_null(day);
			assert_int_equal(day->n_rows, 50);
			assert_true(day->has_tail);
			assert_int_equal(day->as_of, AS_OF_DAYS);
			totals[week] += day->total;
		}
	assert_int_equal(totals[1], history_week(history, date("2026-08-17"))->total);
	assert_int_equal(totals[0], 55400395552449);
	assert_int_equal(history_day(history, date("2026-08-10"))->total, 10613720303759);
	assert_int_equal(history_day(history, date("2026-08-21"))->total, 13888116700566);
	history_unref(history);
}

/* Tokens of a bucket's rows that have no listing at all, which only embeddings may be. */
static int64_t unresolved(const struct history *history, const struct catalog *catalog,
			  const struct history_bucket *bucket, size_t *n)
{
	static const char *const embeddings[] = {
		"baai/bge-m3-20251117", "openai/text-embedding-3-small",
		"perplexity/pplx-embed-v1-0.6B", "qwen/qwen3-embedding-8b"};
	int64_t tokens = 0;

	for (size_t i = 0; i < bucket->n_rows; i++) {
		const char *model = history->models[bucket->rows[i].model];
		bool later, embedding = false;

		if (catalog_find(catalog, model, INT64_MAX, &later))
			continue;
		for (size_t k = 0; k < LENGTH(embeddings); k++)
			embedding = embedding || strcmp(model, embeddings[k]) == 0;
		if (!embedding)
			fail_msg("%s has no listing", model);
		tokens += bucket->rows[i].tokens;
		++*n;
	}
	return tokens;
}

static struct catalog *sample_catalog(void)
{
	struct catalog_builder *builder = catalog_builder_new();

	sample_listings(builder);
	return catalog_finish(builder);
}

/* 1,955,215,072,289 of the weeks' tokens are the 13 embedding rows: 0.28 % (0.34 % of all daily
 * rows, of which the weeks' cut leaves some in the tail). */
static void test_rows_resolve(void **state)
{
	struct history *history = sample_history();
	struct catalog *catalog = sample_catalog();
	int64_t tokens = 0;
	size_t in_weeks = 0, in_days = 0;

	(void)state;
	for (size_t i = 0; i < history->n_weeks; i++)
		tokens += unresolved(history, catalog, &history->weeks[i], &in_weeks);
	assert_int_equal(in_weeks, 13);
	assert_int_equal(tokens, 1955215072289);
	for (size_t i = 0; i < history->n_days; i++)
		unresolved(history, catalog, &history->days[i], &in_days);
	assert_int_equal(in_days, 1);
	history_unref(history);
	catalog_unref(catalog);
}

static void test_prices_by_week(void **state)
{
	static const struct {
		const char *monday;
		int64_t prompt, completion, cache_read;
		bool later;
	} weeks[] = {
		{"2026-05-11", 100000, 200000, 20000, true},
		{"2026-05-18", 100000, 200000, 20000, false},
		{"2026-05-25", 98300, 196600, 19700, false},
		{"2026-06-01", 98300, 196600, 19700, false},
		{"2026-06-08", 90000, 180000, 20000, false},
		{"2026-06-15", 90000, 180000, 20000, false},
		{"2026-06-22", 90000, 180000, 20000, false},
		{"2026-06-29", 90000, 180000, 18000, false},
		{"2026-07-06", 77000, 154000, 15400, false},
		{"2026-07-13", 98000, 196000, 19600, false},
		{"2026-07-20", 140000, 280000, 28000, false},
		{"2026-07-27", 140000, 280000, 28000, false},
		{"2026-08-03", 140000, 280000, 28000, false},
		{"2026-08-10", 61460, 122920, 12292, false},
		{"2026-08-17", 64260, 128520, 12852, false},
	};
	struct catalog *catalog = sample_catalog();

	(void)state;
	for (size_t i = 0; i < LENGTH(weeks); i++) {
		int64_t until = (int64_t)(date(weeks[i].monday) + 7) * CALENDAR_DAY_SECONDS;
		const struct listing *listing;
		bool later = false;

		listing = catalog_find(catalog, V4_FLASH, until, &later);
		assert_non_null(listing);
		assert_string_equal(listing->id, "deepseek/deepseek-v4-flash");
		assert_string_equal(listing->name, date(weeks[i].monday) < date("2026-08-03")
							   ? "DeepSeek: DeepSeek V4 Flash"
							   : "DeepSeek: DeepSeek V4 Flash 0423");
		assert_int_equal(listing->context, 1048576);
		assert_int_equal(listing->price.prompt, weeks[i].prompt);
		assert_int_equal(listing->price.completion, weeks[i].completion);
		assert_int_equal(listing->price.cache_read, weeks[i].cache_read);
		assert_int_equal(later, weeks[i].later);
	}
	catalog_unref(catalog);
}

/* A change log: of one id, no listing repeats the one before it. */
static void test_no_listing_repeats(void **state)
{
	struct catalog *catalog = sample_catalog();

	(void)state;
	for (size_t i = 1; i < catalog->n_listings; i++) {
		const struct listing *before = &catalog->listings[i - 1];
		const struct listing *listing = &catalog->listings[i];

		if (strcmp(before->id, listing->id) == 0)
			assert_false(listing_equal(before, listing));
	}
	catalog_unref(catalog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bucket_lines),
		cmocka_unit_test(test_listing_lines),
		cmocka_unit_test(test_no_builders),
		cmocka_unit_test(test_wrong_buckets),
		cmocka_unit_test(test_wrong_rows),
		cmocka_unit_test(test_wrong_listings),
		cmocka_unit_test(test_weeks),
		cmocka_unit_test(test_latest_and_running),
		cmocka_unit_test(test_coarse_weeks),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_rows_resolve),
		cmocka_unit_test(test_prices_by_week),
		cmocka_unit_test(test_no_listing_repeats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
