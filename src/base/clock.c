#include "base/clock.h"

#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

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

/* ppoll's own time-out stands still while the machine sleeps. */
static int open_timer(const struct timespec *wait)
{
	int timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
	struct itimerspec spec = {.it_value = *wait};

	if (timer >= 0)
		timerfd_settime(timer, 0, &spec, NULL);
	return timer;
}

int clock_wait_real(const struct clock *clock, struct pollfd *fds, int n, int64_t until_ms,
		    const sigset_t *mask)
{
	int64_t ms = until_ms == CLOCK_NEVER ? 0 : until_ms - clock_boot_ms(clock);
	struct timespec wait = {.tv_sec = ms > 0 ? ms / 1000 : 0,
				.tv_nsec = ms > 0 ? ms % 1000 * 1000000 : 0};
	struct pollfd all[CLOCK_WAIT_MAX + 1];
	int ready, timer;

	if (until_ms == CLOCK_NEVER || ms <= 0)
		return ppoll(fds, (nfds_t)n, until_ms == CLOCK_NEVER ? NULL : &wait, mask);
	timer = open_timer(&wait);
	memcpy(all, fds, (size_t)n * sizeof(*fds));
	all[n] = (struct pollfd){.fd = timer, .events = POLLIN};
	/* Without a descriptor to spare the time-out has to do. */
	ready = ppoll(all, (nfds_t)n + 1, timer < 0 ? &wait : NULL, mask);
	if (timer >= 0)
		close(timer);
	memcpy(fds, all, (size_t)n * sizeof(*fds));
	return ready > 0 && all[n].revents ? ready - 1 : ready;
}

const struct clock clock_real = {real_now, real_boot_ms, clock_wait_real};
