/* clock.h - what time it is, and waiting until it is later; injectable.
 *
 * Everything that asks for the time or sleeps until one asks a struct clock, so that tests decide
 * both.  The two loops (the screen's and the worker's) sleep nowhere but in clock_wait, each with
 * all that can wake it: so an injected clock knows when nothing can happen before the earliest of
 * the times that are waited for, and may make it that time at once.
 *
 * Thread: any; clock_real is const, an injected clock must be safe for the threads it is given to.
 */
#ifndef ORTOP_BASE_CLOCK_H
#define ORTOP_BASE_CLOCK_H

#include <poll.h>
#include <signal.h>
#include <stdint.h>

#define CLOCK_NEVER    INT64_MAX
#define CLOCK_WAIT_MAX 7 /* descriptors of one wait */

struct clock {
	int64_t (*now)(const struct clock *clock);     /* Unix seconds, UTC */
	int64_t (*boot_ms)(const struct clock *clock); /* ms since boot, suspended time included */
	int (*wait)(const struct clock *clock, struct pollfd *fds, int n, int64_t until_ms,
		    const sigset_t *mask);
};

extern const struct clock clock_real;

static inline int64_t clock_now(const struct clock *clock)
{
	return clock->now(clock);
}

static inline int64_t clock_boot_ms(const struct clock *clock)
{
	return clock->boot_ms(clock);
}

/* Sleep until a descriptor is ready (at most CLOCK_WAIT_MAX of them; a negative one is left out),
 * until `until_ms` since boot, suspended time included (CLOCK_NEVER: for ever), or until a signal
 * is handled.  `mask` is the signal mask of the sleep, NULL for the thread's own.  Returns as ppoll
 * does: how many are ready, 0 when the time has come, -1 with errno; revents are then set. */
static inline int clock_wait(const struct clock *clock, struct pollfd *fds, int n, int64_t until_ms,
			     const sigset_t *mask)
{
	return clock->wait(clock, fds, n, until_ms, mask);
}

/* The wait of clock_real: real time, as long as the clock's own boot_ms says that it is to go. */
int clock_wait_real(const struct clock *clock, struct pollfd *fds, int n, int64_t until_ms,
		    const sigset_t *mask);

#endif
