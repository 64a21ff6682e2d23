/* UTF-8, columns, string buffers, and text from outside made inert. */
#include "base/text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* The well-formed sequences of the Unicode Standard, table 3-7: lead and second byte; the rest
 * are 80..BF. */
static const struct {
	unsigned char lead, lead_last, second, second_last;
	size_t length;
} well_formed[] = {
	{0x00, 0x7F, 0x00, 0xFF, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
	{0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
	{0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static size_t length_by_table(const unsigned char bytes[4])
{
	for (size_t i = 0; i < sizeof(well_formed) / sizeof(well_formed[0]); i++) {
		size_t length = well_formed[i].length;
		bool good =
			bytes[0] >= well_formed[i].lead && bytes[0] <= well_formed[i].lead_last &&
			bytes[1] >= well_formed[i].second && bytes[1] <= well_formed[i].second_last;

		for (size_t rest = 2; rest < length; rest++)
			good = good && bytes[rest] >= 0x80 && bytes[rest] <= 0xBF;
		if (good)
			return length;
	}
	return 0;
}

static void check_decoding(const unsigned char bytes[4])
{
	char text[4];
	size_t expected = length_by_table(bytes);

	memcpy(text, bytes, sizeof(text));
	for (size_t size = 1; size <= 4; size++) {
		const char *s = text;
		uint32_t code_point = text_next(&s, text + size);

		if (expected == 0 || expected > size) {
			assert_int_equal(code_point, TEXT_INVALID);
			assert_ptr_equal(s, text + 1);
		} else {
			char again[4];

			assert_ptr_equal(s, text + expected);
			assert_int_equal(text_encode(code_point, again), expected);
			assert_memory_equal(again, text, expected);
		}
	}
}

static void test_decoding_of_every_lead_and_second_byte(void **state)
{
	enum { N = 5 };
	static const unsigned char rest[N] = {0x00, 0x7F, 0x80, 0xBF, 0xC0};

	(void)state;
	for (int lead = 0; lead < 256; lead++)
		for (int second = 0; second < 256; second++)
			for (int i = 0; i < N * N; i++) {
				unsigned char bytes[4] = {(unsigned char)lead,
							  (unsigned char)second, rest[i / N],
							  rest[i % N]};

				check_decoding(bytes);
			}
}

static void test_encoding_of_every_code_point(void **state)
{
	(void)state;
	for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
		char bytes[4];
		const char *s = bytes;
		size_t length = text_encode(code_point, bytes);

		if (code_point >= 0xD800 && code_point <= 0xDFFF)
			continue;
		assert_int_equal(text_next(&s, bytes + length), code_point);
		assert_ptr_equal(s, bytes + length);
	}
}

static void test_known_code_points(void **state)
{
	static const struct {
		const char *bytes;
		uint32_t code_point;
	} known[] = {
		{"A", 0x41},
		{"\xC3\xA9", 0xE9},
		{"\xE2\x82\xAC", 0x20AC},
		{"\xED\x9F\xBF", 0xD7FF},
		{"\xF0\x9F\x98\x80", 0x1F600},
		{"\xF4\x8F\xBF\xBF", 0x10FFFF},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const char *s = known[i].bytes;

		assert_int_equal(text_next(&s, s + strlen(s)), known[i].code_point);
	}
}

static void test_width(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("DeepSeek V4"), 11);
	assert_int_equal(text_width("日本"), 4);
	assert_int_equal(text_width("e\xCC\x81"), 1);
	assert_int_equal(text_width("▲█…"), 3);
	assert_int_equal(text_width("a\xFF"), 2);
	assert_int_equal(text_char_width('\n'), 0);
	assert_int_equal(text_char_width(0), 0);
	assert_int_equal(text_char_width(0x9B), 1);
	assert_int_equal(text_char_width(TEXT_INVALID), 1);
}

static void test_line(void **state)
{
	(void)state;
	assert_int_equal(text_line("a line", 20), 6);
	assert_int_equal(text_line("two words", 9), 9);
	assert_int_equal(text_line("two words", 8), 3);
	assert_int_equal(text_line("two words", 3), 3);
	/* No blank in reach, and columns that are not bytes. */
	assert_int_equal(text_line("unbroken", 4), 4);
	assert_int_equal(text_line("\xe4\xb8\xad\xe6\x96\x87 x", 4), 6);
	/* Where nothing fits: a character, or all lines would be empty. */
	assert_int_equal(text_line("\xe4\xb8\xad\xe6\x96\x87 x", 1), 3);
	assert_int_equal(text_line("two words", 0), 1);
	assert_int_equal(text_line("two words", -3), 1);
	assert_int_equal(text_line("", 0), 0);
}

static void test_fit(void **state)
{
	static const struct {
		const char *text;
		int columns;
		size_t bytes;
		int used;
	} cases[] = {
		{"abc", 5, 3, 3},  {"abc", 3, 3, 3},  {"abc", 2, 2, 2},        {"abc", 0, 0, 0},
		{"日本", 4, 6, 4}, {"日本", 3, 3, 2}, {"日本", 1, 0, 0},       {"a日", 2, 1, 1},
		{"éa", 1, 2, 1},   {"", 3, 0, 0},     {"e\xCC\x81x", 1, 3, 1}, {"a", -1, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int used = -1;

		assert_int_equal(text_fit(cases[i].text, cases[i].columns, &used), cases[i].bytes);
		assert_int_equal(used, cases[i].used);
		assert_int_equal(text_fit(cases[i].text, cases[i].columns, NULL), cases[i].bytes);
	}
}

static void test_contains(void **state)
{
	(void)state;
	assert_true(text_contains("DeepSeek: V4 Flash", "deepseek"));
	assert_true(text_contains("DeepSeek: V4 Flash", "FLASH"));
	assert_true(text_contains("KIMI", "kimi"));
	assert_true(text_contains("aab", "ab"));
	assert_true(text_contains("x", ""));
	assert_true(text_contains("", ""));
	assert_true(text_contains("日本", "本"));
	assert_false(text_contains("", "x"));
	assert_false(text_contains("GLM", "GLM 5"));
	assert_false(text_contains("[", "{"));
	assert_false(text_contains("@", "`"));
}

static void test_find_word(void **state)
{
	static const char *const words[] = {"text", "csv", "json", NULL};
	static const char *const none[] = {NULL};
	int place;

	(void)state;
	assert_true(text_find_word("text", words, &place));
	assert_int_equal(place, 0);
	assert_true(text_find_word("json", words, &place));
	assert_int_equal(place, 2);
	assert_false(text_find_word("js", words, &place));
	assert_int_equal(place, 3);
	assert_false(text_find_word("jsonl", words, &place));
	assert_false(text_find_word("CSV", words, &place));
	assert_false(text_find_word("", words, &place));
	assert_false(text_find_word("", none, &place));
	assert_int_equal(place, 0);
}

static void test_buffer(void **state)
{
	struct strbuf buf;

	(void)state;
	strbuf_init(&buf, 10);
	assert_string_equal(buf.data, "");
	strbuf_text(&buf, "abc");
	strbuf_bytes(&buf, "d\0ef", 2);
	strbuf_printf(&buf, "%03d", 7);
	assert_int_equal(buf.length, 8);
	assert_memory_equal(buf.data,
			    "abcd\0"
			    "007",
			    9);
	assert_false(buf.cut);
	strbuf_text(&buf, "xy");
	assert_false(buf.cut);
	strbuf_text(&buf, "");
	assert_false(buf.cut);
	strbuf_text(&buf, "z");
	assert_true(buf.cut);
	assert_int_equal(buf.length, 10);
	assert_int_equal(buf.data[10], '\0');
	strbuf_clear(&buf);
	assert_string_equal(buf.data, "");
	assert_false(buf.cut);
	strbuf_text(&buf, "0123456789ab");
	assert_string_equal(buf.data, "0123456789");
	assert_true(buf.cut);
	strbuf_done(&buf);
}

static void test_buffer_grows(void **state)
{
	struct strbuf buf;
	char line[1001];

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	strbuf_init(&buf, 100000);
	for (int i = 0; i < 50; i++)
		strbuf_printf(&buf, "%s\n", line);
	assert_int_equal(buf.length, 50 * 1001);
	assert_int_equal(strlen(buf.data), buf.length);
	assert_memory_equal(buf.data + 49 * 1001, line, 1000);
	assert_false(buf.cut);
	strbuf_done(&buf);
}

static void assert_escaped(const char *bytes, size_t length, const char *expected)
{
	struct strbuf out;

	strbuf_init(&out, 1000);
	text_escape(&out, bytes, length);
	assert_string_equal(out.data, expected);
	strbuf_done(&out);
}

#define ASSERT_ESCAPED(bytes, expected) assert_escaped(bytes, sizeof(bytes) - 1, expected)

static void test_escape(void **state)
{
	(void)state;
	ASSERT_ESCAPED("DeepSeek V4 (free) é 日本 😀", "DeepSeek V4 (free) é 日本 😀");
	ASSERT_ESCAPED("", "");
	ASSERT_ESCAPED("a\x1B[2Jb", "a\\u{001B}[2Jb");
	ASSERT_ESCAPED("a\0b\nc\td\x7F", "a\\u{0000}b\\u{000A}c\\u{0009}d\\u{007F}");
	ASSERT_ESCAPED("\xC2\x9B", "\\u{009B}"); /* C1: CSI */
	ASSERT_ESCAPED("\xE2\x80\xAE"
		       "abc",
		       "\\u{202E}abc");              /* right to left from here */
	ASSERT_ESCAPED("\xE2\x81\xA6", "\\u{2066}"); /* isolate */
	ASSERT_ESCAPED("\xD8\x9C", "\\u{061C}");     /* Arabic letter mark */
	ASSERT_ESCAPED("a\xE2\x80\x8B"
		       "b",
		       "a\\u{200B}b");               /* zero width space */
	ASSERT_ESCAPED("\xCD\x8F", "\\u{034F}");     /* joiner of marks, invisible */
	ASSERT_ESCAPED("\xE1\x9E\xB4", "\\u{17B4}"); /* vowel without a shape */
	ASSERT_ESCAPED("\xEF\xBB\xBF", "\\u{FEFF}"); /* byte order mark */
	ASSERT_ESCAPED("\xE2\x80\xA8\xE2\x80\xA9", "\\u{2028}\\u{2029}");
	ASSERT_ESCAPED("\xF3\xA0\x81\x81", "\\u{E0041}"); /* tag */
	ASSERT_ESCAPED("\xFF\xC3", "\\xFF\\xC3");
	ASSERT_ESCAPED("\xED\xA0\x80", "\\xED\\xA0\\x80"); /* surrogate */
	ASSERT_ESCAPED("\xC0\xAF", "\\xC0\\xAF");          /* overlong slash */
	ASSERT_ESCAPED("\xE2\x80", "\\xE2\\x80");          /* cut off */
}

/* Every code point comes out as visible text that is valid and holds no control. */
static void test_escape_leaves_nothing_active(void **state)
{
	struct strbuf out;

	(void)state;
	strbuf_init(&out, 64);
	for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
		char bytes[4];
		const char *s;

		strbuf_clear(&out);
		text_escape(&out, bytes, text_encode(code_point, bytes));
		assert_true(out.length > 0);
		s = out.data;
		while (s < out.data + out.length) {
			uint32_t c = text_next(&s, out.data + out.length);

			assert_true(c >= 0x20 && c != TEXT_INVALID);
			assert_false(c >= 0x7F && c < 0xA0);
			assert_false(c >= 0x2028 && c <= 0x202E);
			assert_false(c >= 0x2066 && c <= 0x2069);
			assert_false(c == 0x200E || c == 0x200F || c == 0x61C);
		}
	}
	strbuf_done(&out);
}

static void test_groups_of_digits(void **state)
{
	static const struct {
		const char *text, *grouped;
	} cases[] = {
		{"", ""},
		{"100000000 input and 3000000 output tokens",
		 "100,000,000 input and 3,000,000 output tokens"},
		{"(12345 x $1234567.891234 - 99999) / 1000000",
		 "(12,345 x $1,234,567.891234 - 99,999) / 1,000,000"},
		/* Years, fractions, slugs and names stay. */
		{"1000 on 2026-03-16, $0.000075, a/b-20260423 x20260423 20260423b",
		 "1000 on 2026-03-16, $0.000075, a/b-20260423 x20260423 20260423b"},
	};
	struct strbuf out;

	(void)state;
	strbuf_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strbuf_clear(&out);
		text_group_digits(&out, cases[i].text);
		assert_string_equal(out.data, cases[i].grouped);
	}
	strbuf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decoding_of_every_lead_and_second_byte),
		cmocka_unit_test(test_encoding_of_every_code_point),
		cmocka_unit_test(test_known_code_points),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_contains),
		cmocka_unit_test(test_find_word),
		cmocka_unit_test(test_buffer),
		cmocka_unit_test(test_buffer_grows),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_escape_leaves_nothing_active),
		cmocka_unit_test(test_groups_of_digits),
	};

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
