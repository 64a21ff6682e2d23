#include "ui/input.h"

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

/* After ESC: a sequence if one follows at once, else the key Esc. */
static bool take_escape(struct input *input, uint32_t *key)
{
	int byte = next_byte(input);

	if (byte == 'O') {
		next_byte(input);
		return false;
	}
	if (byte == '[') {
		do
			byte = next_byte(input);
		while (byte >= 0x20 && byte < 0x40);
		return false;
	}
	input->pushed_back = byte;
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

bool input_key(struct input *input, uint32_t *key)
{
	int byte;

	while ((byte = next_byte(input)) >= 0) {
		bool complete;

		if (byte >= 0x80 && byte <= 0xFF) {
			complete = take_utf8(input, byte, key);
		} else {
			input->utf8_length = 0;
			complete = byte == ESCAPE ? take_escape(input, key) : take_plain(byte, key);
		}
		if (complete)
			return true;
	}
	return false;
}
