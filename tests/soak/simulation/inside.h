/* inside.h - the dashboard as its users run it (app_run, worker, store, libcurl, curses), but for
 * the clock, and with observers between its loop and its screen, network and keys.
 *
 * The observers are linked in with --wrap (see the Makefile): they look at what passes and hand it
 * on.  What they find wrong they write down for the driver.
 */
#ifndef ORTOP_TESTS_SIMULATION_INSIDE_H
#define ORTOP_TESTS_SIMULATION_INSIDE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "simulation/world.h"

/* Ends a batch of keys: a key that no command has. */
#define INSIDE_MARK 0x01

/* What the program's side tells. */
struct inside_shared {
	_Atomic int64_t keys;               /* that have reached the screen, marks left out */
	atomic_int marks;                   /* batches that have */
	atomic_int snapshots;               /* published */
	atomic_int good;                    /* refreshes with rankings that were good */
	atomic_int draws, ages;             /* screens drawn; with an age that was read and right */
	atomic_int rollovers;               /* a new latest week */
	atomic_int latest;                  /* its Monday */
	atomic_int weeks;                   /* in the snapshot */
	_Atomic int64_t next_try, retry_at; /* of the last snapshot, in the clock's time */
	atomic_int requests_today;          /* as the program counts them */
	atomic_int troubles[2];             /* of rankings and catalogue */
	atomic_int wrong;                   /* how much was wrong, */
	char words[512];                    /* ... and the first of it */
};

struct inside {
	struct simclock *sim;
	struct inside_shared *shared;
	const char *folder; /* home, store and exports are in it */
	int ready[2];       /* a pipe: the API's URL comes through it */
};

/* Before the fork. */
void inside_init(struct inside *inside, struct simclock *sim, const char *folder);
void inside_done(struct inside *inside);

/* For terminal_open. */
int inside_run(void *inside);

/* The driver's side: begin. */
void inside_go(struct inside *inside, const char *url);

#endif
