/* kind.h - what kind of terminal it is, by its terminfo and its name.
 *
 * Thread: any that may call `look_up`.
 */
#ifndef ORTOP_UI_KIND_H
#define ORTOP_UI_KIND_H

#include <stdbool.h>

struct kind {
	bool serial; /* no alternate screen: a terminal at the end of a wire, or the console */
	bool xterm;  /* alternate screen and mouse as xterm has them: what it does not know, it
			drops (serial terminals and consoles print the ends of questions) */
	bool titles; /* keeps a stack of titles, so that the one before comes back */
	bool ascii;  /* draws, or had better draw, nothing but ASCII: VT100s and VT220s have no
			other characters of ours, and fonts of the Linux console lack most */
};

/* `look_up` is tigetstr() of the terminal in use, `term` its TERM. */
struct kind kind_of(char *(*look_up)(const char *name), const char *term);

#endif
