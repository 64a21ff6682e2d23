#include "ui/input.h"

#include <string.h>
#include "base/text.h"
#include "ui/keymap.h"

#define BELL   0x07
#define ESCAPE 0x1B
#define DELETE 0x7F

void input_init(struct input *input, int (*next)(void *data), void *data)
{
	*input = (struct input){.next = next, .data = data};
}

static int next_byte(struct input *input)
{
	if (input->n_pushed_back > 0)
		return input->pushed_back[--input->n_pushed_back];
	return input->next(input->data);
}

/* A byte that was looked at is the next again; -1 is none. */
static void push_back(struct input *input, int byte)
{
	if (byte >= 0)
		input->pushed_back[input->n_pushed_back++] = byte;
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
			push_back(input, byte);
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
			push_back(input, byte);
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

/* In the answer to another program: all up to its end is dropped. */
static bool take_string(struct input *input)
{
	int byte;

	while ((byte = next_byte(input)) >= 0) {
		bool inside = byte >= ' ' && byte <= 0xFF && byte != DELETE;

		if (inside && ++input->sequence_length <= INPUT_STRING_MAX)
			continue;
		input->state = INPUT_PLAIN;
		if (byte == ESCAPE) {
			int after = next_byte(input);

			if (after == '\\')
				return false;
			push_back(input, after);
		}
		if (byte != BELL)
			push_back(input, byte);
		return false;
	}
	return false;
}

/* Does such an answer begin, and not two keys?  What programs ask for begins with a number: OSC 11;
 * or with what XTVERSION, DECRQSS and XTGETTCAP answer. */
static bool is_string(int introducer, int first)
{
	if (introducer == ']')
		return first >= '0' && first <= '9';
	return introducer == 'P' && (first == '>' || first == '!' || first == '0' || first == '1');
}

static bool begin_string(struct input *input)
{
	input->state = INPUT_STRING;
	input->sequence_length = 0;
	return take_string(input);
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
	if (byte == ']' || byte == 'P') {
		int first = next_byte(input);

		push_back(input, first);
		if (is_string(byte, first))
			return begin_string(input);
	}
	push_back(input, byte);
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
	if (byte != '[' && byte != ']') {
		push_back(input, byte);
		return false;
	}
	after = next_byte(input);
	push_back(input, after);
	if (byte == '[' && (after == '?' || after == '<'))
		return begin_sequence(input, key);
	if (is_string(byte, after))
		return begin_string(input);
	*key = (uint32_t)byte;
	return true;
}

static bool take_byte(struct input *input, int byte, uint32_t *key)
{
	if (byte >= 0x80 && byte <= 0xFF)
		return take_utf8(input, byte, key);
	input->utf8_length = 0;
	return byte == ESCAPE ? take_escape(input, key) : take_plain(byte, key);
}

/* What has begun goes on. */
static bool take_rest(struct input *input, uint32_t *key)
{
	if (input->state == INPUT_STRING)
		return take_string(input);
	return input->state == INPUT_CLICK ? take_click(input, key) : take_sequence(input, key);
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
			push_back(input, byte);
			complete = take_rest(input, key);
		}
		if (complete)
			return true;
	}
	return false;
}
