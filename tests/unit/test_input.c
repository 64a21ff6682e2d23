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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),  cmocka_unit_test(test_names),
		cmocka_unit_test(test_utf8),   cmocka_unit_test(test_broken_utf8),
		cmocka_unit_test(test_escape), cmocka_unit_test(test_unknown_sequences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
