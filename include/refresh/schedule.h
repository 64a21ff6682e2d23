/* schedule.h - when to ask again: interval, backoff, the server's word, and the day's budget.
 *
 * Pure: times and the random number are passed in.
 *   - after a good refresh: the interval;
 *   - after the n-th failure in a row: min(interval, 30 s * 2^(n-1)) up to the 6th, then doubling
 *     up to 1 h, with jitter of +-20 %; never sooner than Retry-After says;
 *   - keyed requests of a UTC day stay under SCHEDULE_BUDGET: the interval, but no retry, is
 *     stretched so that what is left lasts until midnight, and at 0 left the next try is after
 *     midnight UTC.
 * Source of the limits: reference of the rankings endpoint, 30 a minute, 500 a day an account.
 *
 * Thread: any.
 */
#ifndef ORTOP_REFRESH_SCHEDULE_H
#define ORTOP_REFRESH_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#define SCHEDULE_BUDGET   480 /* of 500: the user's own scripts use the same account */
#define SCHEDULE_INTERVAL (15 * 60)

struct schedule {
	int64_t interval; /* seconds, at least 60 */
	int failures;     /* in a row */
};

struct schedule_outcome {
	bool failed;
	int64_t retry_after; /* seconds, 0 for none */
	int requests_today;  /* keyed, this one included */
	int cost;            /* keyed requests of a usual refresh: 0 without a key, else 2 */
};

/* Seconds to wait from `now` (Unix seconds) until the next try; `random` is any 32 bits. */
int64_t schedule_next(struct schedule *schedule, const struct schedule_outcome *outcome,
		      int64_t now, uint32_t random);

/* May `cost` keyed requests be sent now? */
bool schedule_allows(int requests_today, int cost);

#endif
