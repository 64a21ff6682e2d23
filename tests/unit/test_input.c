/* Bytes of a terminal -> keys. */
#include "ui/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>
#include "ui/keymap.h"

/* What the terminal sends; PAUSE is a moment without input. */
#define PAUSE (-1)

struct script {
	const int *bytes;
	size_t n, at;
};

static int next(void *data)
{
	struct script *script = data;

	return script->at < script->n ? script->bytes[script->at++] : PAUSE;
}

#define ASSERT_KEYS(expected, ...)                                                                 \
	do {                                                                                       \
		const int bytes_[] = {__VA_ARGS__};                                                \
		assert_keys(bytes_, sizeof(bytes_) / sizeof(bytes_[0]), expected,                  \
			    sizeof(expected) / sizeof((expected)[0]));                             \
	} while (0)

static void assert_keys(const int *bytes, size_t n, const uint32_t *expected, size_t n_expected)
{
	struct script script = {bytes, n, 0};
	struct input input;
	size_t got = 0;

	input_init(&input, next, &script);
	for (;;) {
		uint32_t key;

		if (input_key(&input, &key)) {
			assert_true(got < n_expected);
			assert_int_equal(key, expected[got++]);
		} else if (script.at == n) {
			break;
		}
	}
	assert_int_equal(got, n_expected);
}

static void test_plain(void **state)
{
	static const uint32_t keys[] = {'q', 3, '\t', UI_KEY_F5, '~'};

	(void)state;
	ASSERT_KEYS(keys, 'q', 3, '\t', UI_KEY_F5, 0, '~');
}

static void test_names(void **state)
{
	static const uint32_t keys[] = {UI_KEY_ENTER, UI_KEY_ENTER, UI_KEY_BACKSPACE,
					UI_KEY_BACKSPACE};

	(void)state;
	ASSERT_KEYS(keys, '\r', '\n', '\b', 0x7F);
}

static void test_utf8(void **state)
{
	static const uint32_t keys[] = {0xE9, 0x65E5, 0x1F600, 'a'};

	(void)state;
	ASSERT_KEYS(keys, 0xC3, 0xA9, 0xE6, PAUSE, 0x97, 0xA5, 0xF0, 0x9F, 0x98, 0x80, 'a');
}

static void test_broken_utf8(void **state)
{
	static const uint32_t keys[] = {'a', 'b', 0xE9, 'c'};

	(void)state;
	/* Alone, cut off by ASCII, cut off by another, overlong, a C1 control, too high. */
	ASSERT_KEYS(keys, 0xA9, 0xFF, 'a', 0xE6, 0x97, 'b', 0xE6, 0xC3, 0xA9, 0xC0, 0xAF, 0xC2,
		    0x9B, 0xF5, 0x80, 0x80, 0x80, 'c');
}

static void test_escape(void **state)
{
	static const uint32_t alone[] = {UI_KEY_ESCAPE};
	static const uint32_t then[] = {UI_KEY_ESCAPE, 'q'};
	static const uint32_t twice[] = {UI_KEY_ESCAPE, UI_KEY_ESCAPE};

	(void)state;
	ASSERT_KEYS(alone, 0x1B);
	ASSERT_KEYS(then, 0x1B, PAUSE, 'q');
	ASSERT_KEYS(then, 0x1B, 'q');
	ASSERT_KEYS(twice, 0x1B, 0x1B);
}

/* Ctrl-Left, a focus event, F13, F1 of another terminal: none of their bytes is a command. */
static void test_unknown_sequences(void **state)
{
	static const uint32_t keys[] = {'a', 'b', 'c', 'd'};

	(void)state;
	ASSERT_KEYS(keys, 0x1B, '[', '1', ';', '5', 'D', 'a', 0x1B, '[', 'I', 'b', 0x1B, '[', '2',
		    '5', '~', 'c', 0x1B, 'O', 'P', 'd');
}

/* The bytes of a text with pauses before the places in `cuts` (a string of digits and letters, base
 * 36), then 'x', which must come out as itself: nothing else may come but one report. */
static struct report read_report(const char *text, const char *cuts, bool clicks)
{
	int bytes[128];
	size_t n = 0, reports = 0, keys = 0;
	struct script script = {bytes, 0, 0};
	struct input input;
	struct report report = {0};

	for (const char *c = text; *c; c++) {
		char place[2] = {"0123456789abcdefghijklmnopqrstuvwxyz"[c - text], '\0'};

		if (strstr(cuts, place))
			bytes[n++] = PAUSE;
		bytes[n++] = (unsigned char)*c;
	}
	bytes[n++] = 'x';
	script.n = n;
	input_init(&input, next, &script);
	input.clicks = clicks;
	while (script.at < script.n) {
		uint32_t key;

		if (!input_key(&input, &key))
			continue;
		if (key == UI_KEY_REPORT) {
			report = input.report;
			reports++;
		} else if (key != UI_KEY_ESCAPE) {
			assert_int_equal(key, 'x');
			keys++;
		}
	}
	assert_int_equal(reports, 1);
	assert_int_equal(keys, 1);
	return report;
}

/* In one piece, byte by byte, and cut right after ESC: never a key of it but that Esc. */
static void test_answer_in_pieces(void **state)
{
	static const char *const cuts[] = {"", "1", "3456789ab", "13456789ab", "9", "b"};

	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		struct report report = read_report("\033[?2026;2$y", cuts[i], false);

		assert_int_equal(report.kind, REPORT_MODE);
		assert_int_equal(report.mode, 2026);
		assert_int_equal(report.value, 2);
	}
}

/* What comes of a text: each byte is sent with the others, or alone with a pause before it. */
static void assert_text_keys(const char *text, bool pauses, const uint32_t *keys, size_t n_keys)
{
	int bytes[2 * INPUT_STRING_MAX];
	size_t n = 0;

	for (const char *c = text; *c; c++) {
		if (pauses && n > 0)
			bytes[n++] = PAUSE;
		bytes[n++] = (unsigned char)*c;
	}
	assert_keys(bytes, n, keys, n_keys);
}

/* Colours and a version that another program asked for come late: no key is in them, whatever ends
 * them; cut off by Ctrl-C or an arrow they end there. */
static void test_answers_to_others(void **state)
{
	static const char *const answers[] = {
		"\033]11;rgb:1e1e/1e1e/2e2e\033\\x",
		"\033]11;rgb:1e1e/1e1e/2e2e\ax",
		"\033]52;c;ZWVl\ax",
		"\033P>|tmux 3.3a\033\\x",
		"\033P1$r0;1m\033\\x",
		"\033P1+r5463=8\033\\\033]4;1;rgb:ee/00/00\ax",
	};
	static const uint32_t x[] = {'x'}, late[] = {UI_KEY_ESCAPE, 'x'}, cut[] = {3, 'x'};
	static const uint32_t escaped[] = {UI_KEY_ESCAPE, 'x'}, arrow[] = {UI_KEY_UP, 'e'};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		assert_text_keys(answers[i], false, x, 1);
	ASSERT_KEYS(x, 0x1B, ']', '1', PAUSE, '1', ';', 'e', PAUSE, 'e', 0x07, 'x');
	ASSERT_KEYS(late, 0x1B, PAUSE, ']', '1', '1', ';', 'e', 0x1B, '\\', 'x');
	assert_text_keys("\033]11;rgb:1e1e\003x", false, cut, 2);
	assert_text_keys("\033]11;rgb:1e1e\033x", false, escaped, 2);
	ASSERT_KEYS(arrow, 0x1B, ']', '1', ';', UI_KEY_UP, 'e');
}

/* Typed, however fast: Alt-], Alt-P, and what follows them. */
static void test_keys_like_answers(void **state)
{
	static const uint32_t theme[] = {UI_KEY_ESCAPE, 'P', 'q'}, bracket[] = {UI_KEY_ESCAPE, ']'};
	static const uint32_t both[] = {UI_KEY_ESCAPE, ']', UI_KEY_UP};

	(void)state;
	assert_text_keys("\033Pq", false, theme, 3);
	assert_text_keys("\033Pq", true, theme, 3);
	assert_text_keys("\033]", false, bracket, 2);
	assert_text_keys("\033]", true, bracket, 2);
	ASSERT_KEYS(both, 0x1B, ']', UI_KEY_UP);
}

/* Without an end it takes no more than so much. */
static void test_answer_without_end(void **state)
{
	static const uint32_t keys[] = {'e', 'e'};
	char text[INPUT_STRING_MAX + 5] = "\033]1";

	(void)state;
	memset(text + 3, 'e', INPUT_STRING_MAX + 1);
	assert_text_keys(text, false, keys, 2);
}

static void test_clicks(void **state)
{
	static const struct {
		const char *text;
		struct report report;
	} cases[] = {
		{"\033[<0;1;1M", {REPORT_PRESS, 0, 0, 0, 0}},
		{"\033[<0;300;100M", {REPORT_PRESS, 0, 0, 99, 299}},
		{"\033[<64;12;7M", {REPORT_WHEEL_UP, 0, 0, 6, 11}},
		{"\033[<65;12;7M", {REPORT_WHEEL_DOWN, 0, 0, 6, 11}},
		{"\033[M !!", {REPORT_PRESS, 0, 0, 0, 0}},
		{"\033[Ma+q", {REPORT_WHEEL_DOWN, 0, 0, 80, 10}},
		/* Column 193 in the older form is a byte above ASCII. */
		{"\033[M \341\"", {REPORT_PRESS, 0, 0, 1, 192}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int cut = 0; cut < 2; cut++) {
			struct report report =
				read_report(cases[i].text, cut ? "345678" : "", true);

			assert_int_equal(report.kind, cases[i].report.kind);
			assert_int_equal(report.row, cases[i].report.row);
			assert_int_equal(report.column, cases[i].report.column);
		}
}

/* Let go, the right button, Shift, the wheel to the side, a move; row 0; numbers without end; what
 * only looks like a report; clicks that were not asked for; a sequence cut off by another. */
static void test_no_reports(void **state)
{
	static const uint32_t keys[] = {'a', 'b', 'c', 'd', 'e', 'f', UI_KEY_UP};

	(void)state;
#define CSI 0x1B, '['
	ASSERT_KEYS(keys, CSI, '<', '0', ';', '1', ';', '1', 'm', 'a', CSI, '<', '2', ';', '1', ';',
		    '1', 'M', CSI, '<', '4', ';', '1', ';', '1', 'M', 'b', CSI, '<', '6', '6', ';',
		    '1', ';', '1', 'M', CSI, '<', '3', '2', ';', '1', ';', '1', 'M', 'c', CSI, '<',
		    '0', ';', '1', ';', '0', 'M', CSI, '<', '0', ';', '9', '9', '9', '9', '9', '9',
		    '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9',
		    '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', ';', '1', 'M', 'd', CSI, '?',
		    '2', '0', '2', '6', ';', '2', 'y', CSI, '?', ';', '2', '$', 'y', CSI, '<', '0',
		    ';', '1', 'M', 'e', CSI, 'M', 'f', CSI, '?', '2', CSI, '<', UI_KEY_UP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_broken_utf8),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_unknown_sequences),
		cmocka_unit_test(test_answer_in_pieces),
		cmocka_unit_test(test_answers_to_others),
		cmocka_unit_test(test_keys_like_answers),
		cmocka_unit_test(test_answer_without_end),
		cmocka_unit_test(test_clicks),
		cmocka_unit_test(test_no_reports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
