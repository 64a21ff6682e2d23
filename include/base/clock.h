/* clock.h - what time it is, injectable.
 *
 * Everything that asks for the time asks a struct clock, so that tests decide it.
 *
 * Thread: any; clock_real is const, an injected clock must be safe for the threads it is given to.
 */
#ifndef ORTOP_BASE_CLOCK_H
#define ORTOP_BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*now)(const struct clock *clock);     /* Unix seconds, UTC */
	int64_t (*boot_ms)(const struct clock *clock); /* ms since boot, suspended time included */
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

#endif
