/* crash.h - a deadly signal must not leave the terminal in raw mode on the alternate screen.
 *
 * While armed, a signal that ends the process (a crash, or one from outside that nobody handles)
 * first gives the terminal back, and then ends it as it would have: with the same signal and, where
 * cores are allowed, with a core.  Everything is prepared beforehand: the handler calls only
 * write(2), tcsetattr(3), sigaction(2) and raise(3), on a stack of its own (base/altstack.h, which
 * the worker has, too), so that it works after an overflow of the stack, too.
 *
 * Thread: main; the handler runs in whichever thread crashed.
 */
#ifndef ORTOP_UI_CRASH_H
#define ORTOP_UI_CRASH_H

/* Handle the deadly signals that signals_init() does not. */
void crash_init(void);

/* From now on, at a crash: the mode that standard input's terminal has now, and what terminfo says
 * to leave the screen with.  `look_up` is tigetstr() of the terminal in use. */
void crash_arm(char *(*look_up)(const char *name));

/* What to send before all that, from now on; at most 63 bytes, "" for nothing. */
void crash_before(const char *sequence);

/* The terminal is the shell's again (or still). */
void crash_disarm(void);

/* Armed as it was before. */
void crash_rearm(void);

#endif
