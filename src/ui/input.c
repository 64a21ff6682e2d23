#include "ui/input.h"

#include <string.h>
#include "base/text.h"
#include "ui/keymap.h"

#define ESCAPE 0x1B
#define DELETE 0x7F

void input_init(struct input *input, int (*next)(void *data), void *data)
{
	*input = (struct input){.next = next, .data = data, .pushed_back = -1};
}

static int next_byte(struct input *input)
{
	int byte = input->pushed_back;

	if (byte < 0)
		return input->next(input->data);
	input->pushed_back = -1;
	return byte;
}

/* A byte above 0x7F; true when it ends a character. */
static bool take_utf8(struct input *input, int byte, uint32_t *key)
{
	const char *start = input->utf8;
	unsigned char lead;
	size_t need;

	if (byte >= 0xC0)
		input->utf8_length = 0;
	else if (input->utf8_length == 0)
		return false;
	input->utf8[input->utf8_length++] = (char)byte;
	lead = (unsigned char)input->utf8[0];
	need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
	if (input->utf8_length < need)
		return false;
	input->utf8_length = 0;
	*key = text_next(&start, input->utf8 + need);
	return *key != TEXT_INVALID && *key >= 0xA0;
}

/* The three bytes of a click in the older form. */
static bool take_click(struct input *input, uint32_t *key)
{
	unsigned char bytes[REPORT_CLICK_BYTES];

	while (input->sequence_length < REPORT_CLICK_BYTES) {
		int byte = next_byte(input);

		if (byte < 0)
			return false;
		if (byte > 0xFF || byte < ' ') {
			input->pushed_back = byte;
			input->state = INPUT_PLAIN;
			return false;
		}
		input->sequence[input->sequence_length++] = (char)byte;
	}
	input->state = INPUT_PLAIN;
	memcpy(bytes, input->sequence, sizeof(bytes));
	*key = UI_KEY_REPORT;
	return report_click(bytes, &input->report);
}

/* The last byte of a sequence. */
static bool end_sequence(struct input *input, int last, uint32_t *key)
{
	size_t length = input->sequence_length;

	input->state = INPUT_PLAIN;
	if (last == 'M' && length == 0 && input->clicks) {
		input->state = INPUT_CLICK;
		return take_click(input, key);
	}
	*key = UI_KEY_REPORT;
	return length <= sizeof(input->sequence) &&
	       report_parse(input->sequence, length, last, &input->report);
}

/* After CSI: all up to the last byte. */
static bool take_sequence(struct input *input, uint32_t *key)
{
	for (;;) {
		int byte = next_byte(input);

		if (byte < 0) {
			if (input->sequence_length == 0)
				input->state = INPUT_PLAIN;
			return false;
		}
		if (byte >= 0x40 && byte < 0x7F)
			return end_sequence(input, byte, key);
		if (byte < 0x20 || byte >= 0x7F) {
			/* It was cut off. */
			input->pushed_back = byte;
			input->state = INPUT_PLAIN;
			return false;
		}
		if (input->sequence_length < sizeof(input->sequence))
			input->sequence[input->sequence_length] = (char)byte;
		if (input->sequence_length <= sizeof(input->sequence))
			input->sequence_length++;
	}
}

static bool begin_sequence(struct input *input, uint32_t *key)
{
	input->state = INPUT_SEQUENCE;
	input->sequence_length = 0;
	return take_sequence(input, key);
}

/* After ESC: a sequence if one follows at once, else the key Esc. */
static bool take_escape(struct input *input, uint32_t *key)
{
	int byte = next_byte(input);

	if (byte == 'O') {
		next_byte(input);
		return false;
	}
	if (byte == '[')
		return begin_sequence(input, key);
	input->pushed_back = byte;
	if (byte < 0)
		input->state = INPUT_AFTER_ESCAPE;
	*key = UI_KEY_ESCAPE;
	return true;
}

static bool take_plain(int byte, uint32_t *key)
{
	if (byte == '\r' || byte == '\n')
		*key = UI_KEY_ENTER;
	else if (byte == '\b' || byte == DELETE)
		*key = UI_KEY_BACKSPACE;
	else
		*key = (uint32_t)byte;
	return byte != 0;
}

/* The first byte after an Esc that stood alone. */
static bool take_late(struct input *input, int byte, uint32_t *key)
{
	int after;

	input->state = INPUT_PLAIN;
	input->pushed_back = byte;
	if (byte != '[')
		return false;
	after = input->next(input->data);
	if (after == '?' || after == '<') {
		input->pushed_back = after;
		return begin_sequence(input, key);
	}
	input->pushed_back = after;
	*key = '[';
	return true;
}

static bool take_byte(struct input *input, int byte, uint32_t *key)
{
	if (byte >= 0x80 && byte <= 0xFF)
		return take_utf8(input, byte, key);
	input->utf8_length = 0;
	return byte == ESCAPE ? take_escape(input, key) : take_plain(byte, key);
}

bool input_key(struct input *input, uint32_t *key)
{
	int byte;

	while ((byte = next_byte(input)) >= 0) {
		bool complete;

		if (input->state == INPUT_PLAIN) {
			complete = take_byte(input, byte, key);
		} else if (input->state == INPUT_AFTER_ESCAPE) {
			complete = take_late(input, byte, key);
		} else {
			input->pushed_back = byte;
			complete = input->state == INPUT_CLICK ? take_click(input, key)
							       : take_sequence(input, key);
		}
		if (complete)
			return true;
	}
	return false;
}
