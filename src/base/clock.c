#include "base/clock.h"

#include <time.h>

static int64_t real_now(const struct clock *clock)
{
	struct timespec t;

	(void)clock;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec;
}

static int64_t real_boot_ms(const struct clock *clock)
{
	struct timespec t;

	(void)clock;
	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const struct clock clock_real = {real_now, real_boot_ms};
