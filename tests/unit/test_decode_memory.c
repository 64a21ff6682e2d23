/* Whatever a body holds, decoding it stays small.  Each one is made and decoded in a child, whose
 * largest size the kernel keeps. */
#include "source/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define BODY_SIZE  (8u * 1024 * 1024)
#define PEAK_KIB   (64 * 1024)
#define DAYS_WIDE  366
#define TINY_NAMES 1000 /* rows of one day, at most */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#define ROW(date, name, tokens)                                                                    \
	"{\"date\":\"" date "\",\"model_permaslug\":\"" name "\",\"total_tokens\":\"" tokens "\"}"

static const char wide_meta[] = "\"meta\":{\"as_of\":\"2026-01-02T00:00:00Z\",\"version\":\"v1\","
				"\"start_date\":\"2025-01-01\",\"end_date\":\"2026-01-01\"}";
static const struct decode_window wide_days = {HISTORY_DAY, HISTORY_FIRST_DAY,
					       HISTORY_FIRST_DAY + DAYS_WIDE - 1};

/* Writes item number i into `out` (512 bytes) and returns its length. */
typedef int item_maker(char *out, unsigned i);

static int brackets(char *out, unsigned i)
{
	(void)i;
	return sprintf(out, "[]");
}

static int braces(char *out, unsigned i)
{
	(void)i;
	return sprintf(out, "{}");
}

static int date_of(char *out, unsigned day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned month = 0;

	if (day == DAYS_WIDE - 1)
		return sprintf(out, "2026-01-01");
	for (; day >= (unsigned)lengths[month]; month++)
		day -= (unsigned)lengths[month];
	return sprintf(out, "2025-%02u-%02u", month + 1, day + 1);
}

static int tiny_row(char *out, unsigned i)
{
	char date[16];

	date_of(date, i % DAYS_WIDE);
	return sprintf(out, ROW("%s", "%x", "1"), date, i / DAYS_WIDE);
}

static int distinct_row(char *out, unsigned i)
{
	char date[16];

	date_of(date, i / TINY_NAMES);
	return sprintf(out, ROW("%s", "%x", "1"), date, i);
}

/* DEL takes one byte in JSON and eight once it is visible. */
static int swelling_row(char *out, unsigned i)
{
	char date[16], name[257];

	memset(name, 0x7F, sizeof(name) - 1);
	name[256] = '\0';
	name[sprintf(name, "%x", i)] = 0x7F;
	date_of(date, i % DAYS_WIDE);
	return sprintf(out, ROW("%s", "%s", "1"), date, name);
}

static int tiny_model(char *out, unsigned i)
{
	return sprintf(
		out,
		"{\"id\":\"%x\",\"canonical_slug\":\"c\",\"name\":\"n\",\"context_length\":null,"
		"\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"}}",
		i);
}

/* Between `before` and `after`, as many items as make BODY_SIZE. */
static size_t fill_body(char *body, const char *before, item_maker *make, const char *after)
{
	size_t used = (size_t)sprintf(body, "%s", before);
	size_t end = BODY_SIZE - strlen(after) - 512;
	char item[512];

	for (unsigned i = 0; used < end; i++) {
		int length = make(item, i);

		if (i > 0)
			body[used++] = ',';
		memcpy(body + used, item, (size_t)length);
		used += (size_t)length;
	}
	return used + (size_t)sprintf(body + used, "%s", after);
}

static bool decodes_days(const char *body, size_t length, char *reason, size_t size)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct decode_meta meta;
	struct error error = {""};
	bool good = decode_rankings(body, length, &wide_days, 0, builder, &meta, &error);

	snprintf(reason, size, "%s", error.text);
	if (good)
		history_unref(history_finish(builder));
	else
		history_builder_free(builder);
	return good;
}

/* What one child has to do. */
struct burden {
	const char *before, *after;
	item_maker *make;
	const char *reason; /* "" when the body is right */
	bool models;
};

static int carry(const struct burden *burden)
{
	char *body = malloc(BODY_SIZE);
	char reason[320] = "";
	size_t length = fill_body(body, burden->before, burden->make, burden->after);

	if (burden->models) {
		struct catalog_builder *builder = catalog_builder_new();
		struct error error = {""};
		size_t n;

		if (!decode_models(body, length, 0, builder, &n, &error))
			snprintf(reason, sizeof(reason), "%s", error.text);
		catalog_unref(catalog_finish(builder));
	} else {
		decodes_days(body, length, reason, sizeof(reason));
	}
	free(body);
	if (strcmp(reason, burden->reason) == 0)
		return 0;
	fprintf(stderr, "reason: %s\n", reason);
	return 1;
}

static void assert_bearable(const struct burden *burden)
{
	struct rusage usage;
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0)
		_exit(carry(burden));
	assert_int_equal(wait4(child, &status, 0, &usage), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
#ifndef SANITIZED
	print_message("           peak %ld KiB\n", usage.ru_maxrss);
	assert_in_range(usage.ru_maxrss, BODY_SIZE / 1024, PEAK_KIB - 1);
#endif
}

static void test_memory(void **state)
{
	char rankings_end[256], inside_end[256];
	const struct burden burdens[] = {
		{"[", "]", brackets, "not a JSON object: begins with '['", false},
		{"{\"data\":[", rankings_end, brackets, "data[0]: not an object", false},
		{"{\"data\":[", rankings_end, braces, "data[0].date: not a date", false},
		{"{\"data\":[{\"x\":[", inside_end, brackets, "data[0]: larger than 256 KiB",
		 false},
		{"{\"data\":[{\"x\":[", inside_end, braces, "data[0]: larger than 256 KiB", false},
		{"{\"data\":[", rankings_end, tiny_row, "", false},
		{"{\"data\":[", rankings_end, distinct_row, "", false},
		{"{\"data\":[", "]}", braces, "data[0].id: not a string of 1 to 256 bytes", true},
		{"{\"data\":[", "]}", tiny_model, "data: more than 5000 models", true},
	};

	(void)state;
	snprintf(rankings_end, sizeof(rankings_end), "],%s}", wide_meta);
	snprintf(inside_end, sizeof(inside_end), "]}],%s}", wide_meta);
	for (size_t i = 0; i < sizeof(burdens) / sizeof(burdens[0]); i++)
		assert_bearable(&burdens[i]);
}

/* 2 MiB of names, as they are once visible, is where a body ends. */
static void test_swelling_names(void **state)
{
	char rankings_end[256], reason[128];
	struct burden burden = {"{\"data\":[", rankings_end, swelling_row, reason, false};
	unsigned long bytes = 0;
	unsigned row = 0;

	(void)state;
	snprintf(rankings_end, sizeof(rankings_end), "],%s}", wide_meta);
	/* Names begin with digits, which do not swell. */
	while ((bytes += 8ul * 256 - 7ul * (unsigned)snprintf(NULL, 0, "%x", row)) <= 2ul << 20)
		row++;
	snprintf(reason, sizeof(reason), "data[%u]: names of more than 2048 KiB in all", row);
	assert_bearable(&burden);
}

static void test_deep_bodies(void **state)
{
	enum { levels = 200000 };
	char *body = malloc(2 * levels + 64);
	size_t start = (size_t)sprintf(body, "{\"data\":");
	char reason[320];

	(void)state;
	memset(body + start, '[', levels);
	memset(body + start + levels, ']', levels);
	strcpy(body + start + 2 * levels, "}");
	assert_false(decodes_days(body, start + 2 * levels + 1, reason, sizeof(reason)));
	assert_string_equal(reason, "more than 64 levels at byte 71");
	free(body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_swelling_names),
		cmocka_unit_test(test_deep_bodies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
