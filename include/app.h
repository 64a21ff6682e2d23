/* app.h - the dashboard: terminal, worker and screen brought together in one event loop.
 *
 * The loop draws if something changed, then sleeps in clock_wait on the keyboard and the cache's
 * pipe; it wakes by itself only when a word on screen changes with time (once a minute).  Signals
 * are blocked but for that wait.
 *
 * Thread: main.
 */
#ifndef ORTOP_APP_H
#define ORTOP_APP_H

#include "context.h"

/* Run until the user quits or a signal ends it; returns an exit code.  *signal_number gets the
 * signal that ended it, 0 for none: the caller dies by it once all is cleaned up. */
int app_run(struct context *context, int *signal_number);

#endif
