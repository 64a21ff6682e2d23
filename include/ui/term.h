/* term.h - the terminal.  The only module that knows curses.
 *
 * One terminal a process.  Signals only set flags (sig_atomic_t), read by term_events(); they are
 * meant to be blocked but for the wait (see app.c).  Nothing is handed to curses below 2x2 cells:
 * ncurses 6.4 reads out of bounds at width 1.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_TERM_H
#define ORTOP_UI_TERM_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
#include "ui/canvas.h"
#include "ui/theme.h"

struct term_options {
	bool no_color; /* NO_COLOR is set and not empty: attributes only */
};

/* Enter the alternate screen; keys come raw, Ctrl-C and Ctrl-Z among them.  Fails, without having
 * touched the terminal, when stdin or stdout is no tty or TERM is unknown or cannot place the
 * cursor. */
bool term_open(const struct term_options *options, struct error *error);

/* Give the terminal back as it was; any number of times; also safe from mem_on_failure's hook. */
void term_close(void);

void term_size(int *rows, int *columns);

/* The depth of colours in use, or THEME_DEPTHS for none. */
enum theme_depth term_depth(void);

/* Colours for the roles from now on (until term_close); without colours, theme_mono()'s looks. */
void term_theme(const struct theme *theme);

/* Show the canvas; only changed cells are sent. */
void term_draw(const struct canvas *canvas);

/* Forget what is on the terminal: the next draw sends everything. */
void term_repaint(void);

/* The most that is handed to a clipboard, in bytes: what longer sequences carry is cut or dropped
 * by terminals (74,994 bytes are 99,992 in base64, 100,000 with the sequence around them). */
#define TERM_COPY_MAX 74994

/* Hand text to the terminal's clipboard (OSC 52); whether it is taken is never answered.  False
 * when the text is too long or the terminal is closed or gone. */
bool term_copy(const char *text, size_t length);

/* The next key (see keymap.h) without waiting; false when there is none.  *closed is set when the
 * terminal is gone. */
bool term_key(uint32_t *key, bool *closed);

/* Install handlers for SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, block them,
 * and give the mask to wait with (ppoll).  SIGPIPE is ignored; every other signal that ends the
 * process gives the terminal back first (see crash.h).  Call it before term_open, or curses
 * installs handlers of its own. */
void term_signals_init(sigset_t *wait_mask);

enum term_event {
	TERM_RESIZED = 1 << 0,
	TERM_ENDED = 1 << 1,     /* SIGTERM, SIGHUP, SIGINT, SIGQUIT */
	TERM_SUSPENDED = 1 << 2, /* SIGTSTP from outside */
	TERM_RESUMED = 1 << 3,   /* continued after a stop: everything must be drawn again */
};

/* Events since the last call; *signal_number gets the one that ended us. */
unsigned term_events(int *signal_number);

/* After TERM_RESIZED: ask the terminal for its size and tell curses. */
void term_resize(void);

/* Give the terminal back, stop as a shell's job does (with the whole process group), and take the
 * terminal again when continued: its size may be another, and everything must be drawn again. */
void term_suspend(void);

#endif
