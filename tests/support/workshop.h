/* workshop.h - what a worker needs around it: a store in a scratch folder, a stand-in of the source
 * with a key, a cache, and a clock that tests can put forward.
 *
 * For cmocka's setup and teardown; one at a time.  The clock begins at noon, so that no test runs
 * over midnight, and goes on as the real one does.
 */
#ifndef ORTOP_TESTS_SUPPORT_WORKSHOP_H
#define ORTOP_TESTS_SUPPORT_WORKSHOP_H

#include "refresh/worker.h"
#include "support/fakeapi.h"
#include "support/scratch.h"

#define WORKSHOP_WORKERS 4 /* at a time */

struct workshop {
	struct fakeapi api;
	struct cache *cache;
	struct vendor_map *vendors;
	_Atomic int64_t passed; /* seconds that a test has let pass */
	_Atomic int64_t set;    /* seconds that the wall clock has been set ahead */
	struct worker *workers[WORKSHOP_WORKERS]; /* that run */
};

extern struct workshop workshop;
extern const struct clock workshop_clock;
extern const struct credentials workshop_key, workshop_no_key;

int workshop_setup(void **state);
int workshop_teardown(void **state);

/* The same without a server, for tests that fork. */
int workshop_setup_alone(void **state);
int workshop_teardown_alone(void **state);

/* The clock's day. */
int32_t workshop_today(void);

/* Options with which a worker works here; worker_start() or fail; worker_stop().  What a test that
 * failed left running is stopped by the teardown. */
struct worker_options workshop_options(const struct credentials *who);
struct worker *workshop_start(const struct worker_options *options, struct cache *into);
void workshop_stop(struct worker *worker);

/* The first snapshot published that is as wanted, from workshop.cache or another one; the caller
 * lets go of it.  Fails when none comes for half a minute. */
typedef bool workshop_wanted(const struct snapshot *snapshot);
struct snapshot *workshop_wait(workshop_wanted *wanted);
struct snapshot *workshop_wait_in(struct cache *from, workshop_wanted *wanted);

/* Wait likewise, and let go. */
void workshop_pass(workshop_wanted *wanted);

#endif
