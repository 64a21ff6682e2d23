/* input.h - what a terminal sends -> keys: UTF-8 is put together, and escape sequences that the
 * terminal's description does not know are dropped whole, so that their letters are no commands.
 *
 * Ownership: in place, nothing to free.  Thread: main.
 */
#ifndef ORTOP_UI_INPUT_H
#define ORTOP_UI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
	/* The next byte (0-255) or UI_KEY_ without waiting, -1 when there is none now. */
	int (*next)(void *data);
	void *data;
	int pushed_back; /* -1 for none */
	char utf8[4];    /* a character of which not all bytes have come */
	size_t utf8_length;
};

void input_init(struct input *input, int (*next)(void *data), void *data);

/* The next key (see keymap.h); false when there is none now.  NUL is no key. */
bool input_key(struct input *input, uint32_t *key);

#endif
