#include "support/simclock.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

/* What driver and program share. */
struct shared {
	_Atomic int64_t boot_ms, goal_ms, leap_ms, ahead;
	atomic_int asked, reached; /* by the driver, of what it asked for */
	atomic_int wakes[SIMCLOCK_THREADS];
};

/* A thread of the program. */
struct sleeper {
	bool known, sleeps;
	pthread_t thread;
	struct pollfd fds[CLOCK_WAIT_MAX]; /* a copy: others look, too */
	int n, wake;                       /* an eventfd: look at the time again */
	int64_t until_ms;
};

struct simclock {
	struct clock clock; /* first: it is what waits are given */
	struct shared *shared;
	int64_t start;
	int report;
	pthread_mutex_t lock; /* of the sleepers */
	struct sleeper sleepers[SIMCLOCK_THREADS];
};

static struct simclock *of(const struct clock *clock)
{
	return (struct simclock *)(uintptr_t)clock;
}

static int64_t sim_now(const struct clock *clock)
{
	return simclock_true_now(of(clock)) + simclock_ahead(of(clock));
}

static int64_t sim_boot_ms(const struct clock *clock)
{
	return atomic_load(&of(clock)->shared->boot_ms);
}

static struct sleeper *find_sleeper(struct simclock *sim)
{
	pthread_t self = pthread_self();

	for (int i = 0; i < SIMCLOCK_THREADS; i++) {
		struct sleeper *sleeper = &sim->sleepers[i];

		/* The first place is kept for the first thread. */
		if (!sleeper->known && (i == 0) == (gettid() == getpid())) {
			sleeper->known = true;
			sleeper->thread = self;
		}
		if (sleeper->known && pthread_equal(sleeper->thread, self))
			return sleeper;
	}
	fprintf(stderr, "simclock: more than %d threads\n", SIMCLOCK_THREADS);
	abort();
}

/* When the first of the sleepers is to be woken; false when one is awake, or will be. */
static bool all_sleep(struct simclock *sim, int64_t *earliest)
{
	*earliest = CLOCK_NEVER;
	for (int i = 0; i < SIMCLOCK_THREADS; i++) {
		struct sleeper *sleeper = &sim->sleepers[i];

		if (!sleeper->sleeps || poll(sleeper->fds, (nfds_t)sleeper->n, 0) > 0)
			return false;
		if (sleeper->until_ms < *earliest)
			*earliest = sleeper->until_ms;
	}
	return true;
}

static void wake_due(struct simclock *sim, int64_t boot_ms)
{
	for (int i = 0; i < SIMCLOCK_THREADS; i++)
		if (sim->sleepers[i].until_ms <= boot_ms)
			eventfd_write(sim->sleepers[i].wake, 1);
}

/* Let time pass if nothing else can happen; the lock is held. */
static void move_on(struct simclock *sim)
{
	struct shared *shared = sim->shared;
	int64_t boot_ms = atomic_load(&shared->boot_ms);
	int64_t goal_ms = atomic_load(&shared->goal_ms), earliest;
	int asked = atomic_load(&shared->asked);

	if (!all_sleep(sim, &earliest))
		return;
	if (earliest > boot_ms) {
		boot_ms += atomic_exchange(&shared->leap_ms, 0);
		if (earliest > boot_ms && goal_ms > boot_ms)
			boot_ms = earliest < goal_ms ? earliest : goal_ms;
		atomic_store(&shared->boot_ms, boot_ms);
	}
	if (earliest <= boot_ms) {
		wake_due(sim, boot_ms);
	} else if (atomic_exchange(&shared->reached, asked) != asked) {
		simclock_report(sim);
	}
}

static int sim_wait(const struct clock *clock, struct pollfd *fds, int n, int64_t until_ms,
		    const sigset_t *mask)
{
	struct simclock *sim = of(clock);
	struct pollfd all[CLOCK_WAIT_MAX + 1];
	struct sleeper *sleeper;
	eventfd_t count;
	int ready, failure;

	pthread_mutex_lock(&sim->lock);
	sleeper = find_sleeper(sim);
	memcpy(sleeper->fds, fds, (size_t)n * sizeof(*fds));
	sleeper->n = n;
	sleeper->until_ms = until_ms;
	do {
		sleeper->sleeps = true;
		move_on(sim);
		pthread_mutex_unlock(&sim->lock);
		memcpy(all, fds, (size_t)n * sizeof(*fds));
		all[n] = (struct pollfd){.fd = sleeper->wake, .events = POLLIN};
		ready = ppoll(all, (nfds_t)n + 1, NULL, mask);
		failure = errno;
		pthread_mutex_lock(&sim->lock);
		sleeper->sleeps = false;
		if (ready > 0 && all[n].revents) {
			eventfd_read(sleeper->wake, &count);
			ready--;
		}
	} while (ready == 0 && until_ms > sim_boot_ms(clock));
	pthread_mutex_unlock(&sim->lock);
	memcpy(fds, all, (size_t)n * sizeof(*fds));
	atomic_fetch_add(&sim->shared->wakes[sleeper - sim->sleepers], 1);
	errno = failure;
	return ready;
}

static int new_eventfd(void)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

	if (fd < 0) {
		perror("simclock");
		exit(1);
	}
	return fd;
}

struct simclock *simclock_new(int64_t start)
{
	struct simclock *sim = calloc(1, sizeof(*sim));
	void *memory = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (!sim || memory == MAP_FAILED) {
		perror("simclock");
		exit(1);
	}
	sim->clock = (struct clock){sim_now, sim_boot_ms, sim_wait};
	sim->shared = memory;
	sim->start = start;
	sim->report = new_eventfd();
	pthread_mutex_init(&sim->lock, NULL);
	for (int i = 0; i < SIMCLOCK_THREADS; i++)
		sim->sleepers[i].wake = new_eventfd();
	return sim;
}

void simclock_free(struct simclock *sim)
{
	for (int i = 0; i < SIMCLOCK_THREADS; i++)
		close(sim->sleepers[i].wake);
	close(sim->report);
	pthread_mutex_destroy(&sim->lock);
	munmap(sim->shared, sizeof(*sim->shared));
	free(sim);
}

const struct clock *simclock_clock(const struct simclock *sim)
{
	return &sim->clock;
}

static void ask(struct simclock *sim, int64_t ms)
{
	atomic_fetch_add(&sim->shared->goal_ms, ms);
	atomic_fetch_add(&sim->shared->asked, 1);
	eventfd_write(sim->sleepers[0].wake, 1);
}

void simclock_pass(struct simclock *sim, int64_t ms)
{
	ask(sim, ms);
}

void simclock_suspend(struct simclock *sim, int64_t ms)
{
	atomic_fetch_add(&sim->shared->leap_ms, ms);
	ask(sim, ms);
}

void simclock_set_ahead(struct simclock *sim, int64_t seconds)
{
	atomic_store(&sim->shared->ahead, seconds);
}

int64_t simclock_ahead(const struct simclock *sim)
{
	return atomic_load(&sim->shared->ahead);
}

int64_t simclock_true_now(const struct simclock *sim)
{
	return sim->start + atomic_load(&sim->shared->boot_ms) / 1000;
}

bool simclock_rests(const struct simclock *sim)
{
	return atomic_load(&sim->shared->reached) == atomic_load(&sim->shared->asked);
}

int simclock_fd(const struct simclock *sim)
{
	return sim->report;
}

void simclock_heard(struct simclock *sim)
{
	eventfd_t count;

	eventfd_read(sim->report, &count);
}

void simclock_report(struct simclock *sim)
{
	eventfd_write(sim->report, 1);
}

int simclock_wakes(const struct simclock *sim, int thread)
{
	return atomic_load(&sim->shared->wakes[thread]);
}
