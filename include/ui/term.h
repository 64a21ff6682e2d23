/* term.h - the terminal.  The only module that knows curses.
 *
 * One terminal a process.  Signals must have handlers (see signals.h) before it is opened.  Nothing
 * is handed to curses below 2x2 cells: ncurses 6.4 reads out of bounds at width 1.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_TERM_H
#define ORTOP_UI_TERM_H

#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
#include "ui/canvas.h"
#include "ui/report.h"
#include "ui/theme.h"

enum term_slow {
	TERM_SLOW_NO,
	TERM_SLOW_YES,
	TERM_SLOW_AUTO, /* as the line is set */
};

struct term_options {
	bool no_color;       /* NO_COLOR is set and not empty: attributes only */
	bool mouse;          /* clicks and the wheel come as reports */
	bool title;          /* term_title() has an effect */
	enum term_slow slow; /* every byte is dear; see term_is_slow() */
};

/* The name and version of the curses library in use. */
const char *term_library(void);

/* How many colours TERM has by terminfo, 0 for none; -1 when terminfo does not know TERM. */
int term_terminfo_colors(void);

/* Enter the alternate screen; keys come raw, Ctrl-C and Ctrl-Z among them.  Fails, without having
 * touched the terminal, when stdin or stdout is no tty or TERM is unknown or cannot place the
 * cursor. */
bool term_open(const struct term_options *options, struct error *error);

/* Mouse, title and slow from now on (colours stay as they are); term_theme() must follow. */
void term_change(const struct term_options *options);

/* Give the terminal back as it was; any number of times; also safe from mem_on_failure's hook. */
void term_close(void);

void term_size(int *rows, int *columns);

/* A line of 9600 baud or less: one look but for what is selected, no title, no questions.  So it is
 * where options say it, and by itself where the line is set so.  A window that says it is one
 * (COLORTERM, TERM_PROGRAM) has no line, nor has one that ssh came from (SSH_TTY): 9600 baud is
 * what BSD's and macOS's are set to, and ssh passes it on.  What else is taken for a line is told,
 * and can say no. */
bool term_is_slow(void);

/* Is ASCII all that it can, or had better, draw?  (See kind.h; on a slow line, what is not ASCII is
 * three bytes.) */
bool term_is_ascii(void);

/* The depth of colours in use, or THEME_DEPTHS for none. */
enum theme_depth term_depth(void);

/* Colours for the roles from now on (until term_close); without colours, theme_mono()'s looks. */
void term_theme(const struct theme *theme);

/* The window's title from the next frame on, where the terminal can give the old one back (see
 * modes.h): printable ASCII of our own. */
void term_title(const char *text);

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
 * terminal is gone.  After UI_KEY_REPORT term_report() says where the mouse did what. */
bool term_key(uint32_t *key, bool *closed);
const struct report *term_report(void);

/* Continued after a stop that was none of term_suspend()'s: take the terminal again; everything
 * must be drawn again. */
void term_resume(void);

/* After a resize: ask the terminal for its size and tell curses. */
void term_resize(void);

/* Give the terminal back, stop as a shell's job does (with the whole process group), and take the
 * terminal again when continued: its size may be another, and everything must be drawn again. */
void term_suspend(void);

#endif
