/* wire.h - bytes to the terminal, all of them and in order, without being held by one that takes
 * none (a connection that stalls, output stopped by Ctrl-S).
 *
 * It writes through a descriptor of its own that does not block, so that those that are shared
 * with the shell stay as they are, and waits with signals open: who is to end then ends.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_WIRE_H
#define ORTOP_UI_WIRE_H

#include <stdbool.h>
#include <sys/uio.h>

/* Until then, and where it cannot be had (a terminal of another user), standard output is used. */
void wire_open(void);
void wire_close(void);

/* Send it all; the parts are used up.  False when the terminal is gone, or when an end was
 * signalled while it took nothing: what it had not taken is thrown away then, so that it can still
 * be told to leave the screen. */
bool wire_send(struct iovec *parts, int n);

#endif
