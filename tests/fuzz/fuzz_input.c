/* What a terminal sends: every key is a character that can be typed or a key of ours.  A byte 0xFF,
 * which no UTF-8 has, stands for a key that the terminal's description knows, the byte after it
 * says which; where their number is odd, the mouse is asked for.  Without an Esc it does not matter
 * in what portions the bytes come. */

#include <string.h>
#include "base/text.h"
#include "fuzz/check.h"
#include "ui/input.h"
#include "ui/keymap.h"

#define KEYS_MAX 4096

struct source {
	const uint8_t *data;
	size_t size, at;
	bool portions; /* a pause after each byte */
	bool paused;
};

struct keys {
	uint32_t keys[KEYS_MAX];
	size_t n;
};

static int next(void *data)
{
	struct source *source = data;

	if (source->at == source->size)
		return -1;
	source->paused = source->portions && !source->paused;
	if (source->paused)
		return -1;
	if (source->data[source->at++] != 0xFF)
		return source->data[source->at - 1];
	if (source->at == source->size)
		return UI_KEY_UP;
	return UI_KEY_UP + source->data[source->at++] % (UI_KEY_F5 - UI_KEY_UP + 1);
}

static void check_report(const struct report *report)
{
	if (report->kind == REPORT_MODE) {
		FUZZ_CHECK(report->mode >= 0 && report->value >= 0);
		return;
	}
	FUZZ_CHECK(report->kind <= REPORT_WHEEL_DOWN);
	FUZZ_CHECK(report->row >= 0 && report->row < 9999);
	FUZZ_CHECK(report->column >= 0 && report->column < 9999);
}

static void check_key(uint32_t key)
{
	FUZZ_CHECK(key != 0 && key <= UI_KEY_F5);
	FUZZ_CHECK(key < 0x7F || key >= 0xA0);
	FUZZ_CHECK(key < 0xD800 || key > 0xDFFF);
	FUZZ_CHECK(key != '\n' && key != '\r' && key != '\b' && key != 0x1B);
}

static void read_keys(struct source *source, struct keys *keys)
{
	struct input input;
	uint32_t key;

	input_init(&input, next, source);
	input.clicks = source->size % 2;
	keys->n = 0;
	while (source->at < source->size)
		while (input_key(&input, &key)) {
			if (key == UI_KEY_REPORT)
				check_report(&input.report);
			else
				check_key(key);
			FUZZ_CHECK(keys->n < KEYS_MAX);
			keys->keys[keys->n++] = key;
		}
	FUZZ_CHECK(!input_key(&input, &key));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source source = {.data = data, .size = size};
	struct source portions = {.data = data, .size = size, .portions = true};
	static struct keys whole, parts;

	if (size > KEYS_MAX)
		return 0;
	read_keys(&source, &whole);
	read_keys(&portions, &parts);
	if (size == 0 || memchr(data, 0x1B, size))
		return 0;
	FUZZ_CHECK(whole.n == parts.n);
	FUZZ_CHECK(memcmp(whole.keys, parts.keys, whole.n * sizeof(whole.keys[0])) == 0);
	return 0;
}
