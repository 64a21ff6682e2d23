/* signals.h - signals that come from outside: flags that the event loop reads.
 *
 * They are meant to be blocked but for the wait (see app.c).  SIGPIPE is ignored; every other
 * signal that ends the process gives the terminal back first (see crash.h).
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_SIGNALS_H
#define ORTOP_UI_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

enum signals_event {
	SIGNALS_RESIZED = 1 << 0,
	SIGNALS_ENDED = 1 << 1,     /* SIGTERM, SIGINT, SIGQUIT; SIGHUP of a hang-up */
	SIGNALS_SUSPENDED = 1 << 2, /* SIGTSTP from outside */
	SIGNALS_RESUMED = 1 << 3,   /* continued after a stop */
	SIGNALS_REREAD = 1 << 4,    /* SIGHUP from a person: the terminal is there, and ours */
};

/* Install handlers for SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, block them,
 * and make the mask to wait with (ppoll).  Call it before term_open, or curses installs handlers
 * of its own. */
void signals_init(void);

/* That mask; NULL before. */
const sigset_t *signals_mask(void);

/* Is there something to take?  Is it an end? */
bool signals_pending(void);
bool signals_ending(void);

/* Events since the last call; *number gets the signal that ended us. */
unsigned signals_take(int *number);

/* Stop as the terminal's own Ctrl-Z does: the whole process group, so that a `make run` around us
 * gives the shell its prompt back, and not at all where nobody could continue us (an orphaned
 * group, which SIGSTOP would leave hanging).  Returns when continued; no event is left of it. */
void signals_stop(void);

#endif
