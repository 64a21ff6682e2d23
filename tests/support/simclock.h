/* simclock.h - a clock for a program under test that another process drives.
 *
 * Time stands still while any of the program's threads does something.  When all of them sleep in
 * clock_wait, and nothing that they wait for is ready, it is at once the earliest of the times that
 * they wait for, up to the time that the driver lets come.  So days pass in seconds, in the order
 * in which they would have passed, and nothing depends on how fast the machine is.
 *
 * simclock_new() before the fork; the program's side uses simclock_clock(), the driver all else.
 */
#ifndef ORTOP_TESTS_SUPPORT_SIMCLOCK_H
#define ORTOP_TESTS_SUPPORT_SIMCLOCK_H

#include <stdbool.h>
#include "base/clock.h"

#define SIMCLOCK_THREADS 2 /* that wait on it: 0 is the program's first thread */

struct simclock;

/* A clock that stands at `start` (Unix seconds). */
struct simclock *simclock_new(int64_t start);
void simclock_free(struct simclock *sim);

const struct clock *simclock_clock(const struct simclock *sim);

/* Let `ms` pass. */
void simclock_pass(struct simclock *sim, int64_t ms);

/* Let `ms` pass in one step, as in a machine that is suspended: what falls due is late. */
void simclock_suspend(struct simclock *sim, int64_t ms);

/* Set the wall clock to be that many seconds off. */
void simclock_set_ahead(struct simclock *sim, int64_t seconds);
int64_t simclock_ahead(const struct simclock *sim);

/* The true time (Unix seconds), whatever the wall clock was set to. */
int64_t simclock_true_now(const struct simclock *sim);

/* Has all passed that was to, and do all threads sleep?  simclock_fd() is readable when that may
 * have changed; reading it with simclock_heard() makes it unreadable again. */
bool simclock_rests(const struct simclock *sim);
int simclock_fd(const struct simclock *sim);
void simclock_heard(struct simclock *sim);

/* Make simclock_fd() readable: from the program's side, for the driver to look at something. */
void simclock_report(struct simclock *sim);

/* How often a thread's sleep has ended, for whatever reason. */
int simclock_wakes(const struct simclock *sim, int thread);

#endif
