/* modes.h - what a terminal is asked for beside its screen: frames shown whole, the mouse, a title.
 *
 * All of it is given back whenever the screen is (at the end, when suspended, in a crash), and
 * asked for again with the next frame.
 *
 *	frames	"CSI ? 2026 h" and "l" around each, only after the terminal has answered the
 *		question for that mode with set or reset.  The question follows the first
 *		frame, so that no frame waits for it; a terminal that does not answer is sent
 *		nothing more.
 *	mouse	buttons and wheel (1000) in the SGR form (1006), only where options say so.
 *	title	the old one is put on the terminal's stack of titles first, and comes back from
 *		it; where the stack is a promise that is not kept, the title is emptied.
 *
 * Which terminals: those that kind.h finds to be as xterm, and for the title to keep a stack.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_MODES_H
#define ORTOP_UI_MODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "ui/kind.h"
#include "ui/report.h"

#define MODES_TITLE_MAX 64

struct modes_options {
	bool mouse, title;
	bool bare; /* nothing at all: every byte is dear */
};

/* Nothing is sent. */
void modes_init(const struct modes_options *options, const struct kind *kind);

/* Other options from now on: what is wanted no more is given back at once, what is wanted now is
 * asked for with the next frame. */
void modes_change(const struct modes_options *options);

/* The title from now on: printable ASCII of our own. */
void modes_title(const char *text);

/* Send a frame, and what there is to ask for, at once; the first one on a cleared screen.  False
 * when it was not sent whole (see wire.h). */
bool modes_frame(const char *bytes, size_t length);

/* Before the screen is left. */
void modes_give_back(void);

/* Will clicks be reported? */
bool modes_has_mouse(void);

/* Until when (ms since boot) the answer may well still come, 0 when there is none to come: a
 * program that ends before it leaves it to the shell, which shows it.  Terminals answer before any
 * key that is typed at the sight of the first frame, so this is for who types ahead, and for
 * signals. */
int64_t modes_awaited(void);

/* The terminal answered the question for a mode. */
void modes_answer(const struct report *report);

/* Write all to the terminal; false when it is gone, or is left (see wire.h). */
bool modes_write(const char *bytes, size_t length);

#endif
