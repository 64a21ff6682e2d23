/* world.h - the source as it would be over years: an API on loopback whose answers move on with
 * simulated time, that fails now and then, and that keeps count of what it is asked.
 *
 * A few lines of models, each with a new generation every 90 to 170 days; prices that change;
 * figures that are complete with the UTC day.  All is a function of the true time (see simclock.h).
 * Of every three hours of some, the first are bad: errors, rate limits, bodies that are none.
 *
 * Thread: any; requests are answered in the server's own.
 */
#ifndef ORTOP_TESTS_SIMULATION_WORLD_H
#define ORTOP_TESTS_SIMULATION_WORLD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "model/history.h"
#include "support/simclock.h"

#define WORLD_KEY       "sk-test-0123456789"
#define WORLD_RETRY_MAX 5460 /* seconds that it asks to wait at the most */

struct world {
	char url[64];
	const struct simclock *sim;
	int64_t start; /* true time at the start, Unix seconds */
	struct httpd *server;

	atomic_int weeks, days, catalogs, providers; /* requests */
	atomic_int failed;                           /* of these, answered badly */
	atomic_int most_a_day;    /* keyed requests of one of the client's days */
	atomic_int most_a_minute; /* ... of a true minute */
	atomic_int most_an_hour;  /* refreshes of a true hour */
	atomic_int storms;        /* refreshes too many, by schedule and user, for their hour */
	atomic_int pressed; /* times that the user asked for a refresh, since the hour began */
	_Atomic int64_t refreshed_at; /* true time of the last refresh's end */
	_Atomic int64_t due_at;       /* when the next one has to have come */

	atomic_int *
		keyed; /* requests of each of the client's days, from the day before the start on */
	int64_t minute, hour;
	int in_minute, in_hour;
	bool bad;           /* something failed in the refresh under way */
	int64_t wait_until; /* what the last 429 asked for */
};

void world_start(struct world *world, const struct simclock *sim);
void world_stop(struct world *world);

/* The last complete day at a true time. */
int32_t world_last_day(int64_t now);

/* Requests with the key on what is the client's day now. */
int world_requests_today(const struct world *world);

/* Does everything fail at a true time? */
bool world_is_bad(int64_t now);

/* Fill a builder with the rows of a day. */
void world_add_day(struct history_builder *builder, int32_t day);

#endif
