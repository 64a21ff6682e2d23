/* input.h - what a terminal sends -> keys and reports: UTF-8 is put together, and escape sequences
 * that the terminal's description does not know are dropped whole, so that their letters are no
 * commands.  A sequence may come in pieces, with pauses between them: once a parameter of it has
 * come it is waited for.  ESC that is followed by nothing is the key Esc, and yet what follows it
 * late is known for a report by its first two bytes ("[?", "[<").
 *
 * Answers to what another program asked (OSC, as "ESC ] 11;rgb:1e1e/2e2e/3e3e ESC \", and DCS) are
 * dropped, too, up to their end, or to what cannot stand in them: a key that is no character.
 *
 * Ownership: in place, nothing to free.  Thread: main.
 */
#ifndef ORTOP_UI_INPUT_H
#define ORTOP_UI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "ui/report.h"

#define INPUT_SEQUENCE_MAX 32   /* longer ones are no report */
#define INPUT_STRING_MAX   1024 /* of an answer to another program: no more is dropped */
#define INPUT_PUSHED_MAX   2

enum input_state {
	INPUT_PLAIN,
	INPUT_AFTER_ESCAPE, /* the key Esc has been given out, and nothing has come since */
	INPUT_SEQUENCE,     /* after CSI and a parameter */
	INPUT_CLICK,        /* after "CSI M" */
	INPUT_STRING,       /* in an OSC or a DCS */
};

struct input {
	/* The next byte (0-255) or UI_KEY_ without waiting, -1 when there is none now. */
	int (*next)(void *data);
	void *data;
	int pushed_back[INPUT_PUSHED_MAX]; /* the last is the next */
	int n_pushed_back;
	char utf8[4]; /* a character of which not all bytes have come */
	size_t utf8_length;
	enum input_state state;
	char sequence[INPUT_SEQUENCE_MAX]; /* what has come of it */
	size_t sequence_length;            /* may be above its size: then the rest is not kept */
	bool clicks;          /* the mouse is asked for: "CSI M" begins a click, and is no key */
	struct report report; /* the last one, after UI_KEY_REPORT */
};

void input_init(struct input *input, int (*next)(void *data), void *data);

/* The next key (see keymap.h), or UI_KEY_REPORT with input->report set; false when there is none
 * now.  NUL is no key. */
bool input_key(struct input *input, uint32_t *key);

#endif
