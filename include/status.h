/* status.h - `ortop status`: one line for a status bar or a prompt, from the store alone.
 *
 * No network, no lock that is waited for, and only what the line's placeholders need is read.
 * There is always a line on stdout: where there are no figures it says so, and the reason is on
 * stderr.
 *
 * Thread: main.
 */
#ifndef ORTOP_STATUS_H
#define ORTOP_STATUS_H

#include "context.h"

/* Returns an exit code: EXIT_NO_WEEK where there are no figures yet, EXIT_FAILED where the store
 * cannot be read. */
int command_status(struct context *context);

#endif
