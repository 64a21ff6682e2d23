#include "refresh/schedule.h"

#include "base/calendar.h"

#define FIRST_BACKOFF   30
#define LONGEST_BACKOFF 3600
#define STEEP_FAILURES  6 /* up to here the interval bounds the backoff */

static int64_t lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t greater(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* wait * (0.8 to 1.2) */
static int64_t jitter(int64_t wait, uint32_t random)
{
	return wait * 4 / 5 + (int64_t)((uint64_t)(wait * 2 / 5) * random / UINT32_MAX);
}

static int64_t backoff(int64_t interval, int failures)
{
	int steep = failures < STEEP_FAILURES ? failures : STEEP_FAILURES;
	int64_t wait = lesser(interval, (int64_t)FIRST_BACKOFF << (steep - 1));

	for (int i = STEEP_FAILURES; i < failures && wait < LONGEST_BACKOFF; i++)
		wait *= 2;
	return lesser(wait, LONGEST_BACKOFF);
}

/* The least wait that keeps the day's requests under the budget. */
static int64_t budget_wait(const struct schedule_outcome *outcome, int64_t now, uint32_t random)
{
	int64_t midnight = (calendar_day_of(now) + 1) * (int64_t)CALENDAR_DAY_SECONDS;
	int left;

	if (outcome->cost <= 0)
		return 0;
	left = (SCHEDULE_BUDGET - outcome->requests_today) / outcome->cost;
	/* Retries are few, as they back off: what they use up, the next intervals save. */
	if (left > 0)
		return outcome->failed ? 0 : (midnight - now + left - 1) / left;
	/* Not all ortops of the world at 00:00:00. */
	return midnight - now + random % 60;
}

int64_t schedule_next(struct schedule *schedule, const struct schedule_outcome *outcome,
		      int64_t now, uint32_t random)
{
	int64_t wait = schedule->interval;

	if (outcome->failed) {
		schedule->failures++;
		wait = jitter(backoff(schedule->interval, schedule->failures), random);
	} else {
		schedule->failures = 0;
	}
	wait = greater(wait, outcome->retry_after);
	return greater(wait, budget_wait(outcome, now, random));
}

bool schedule_allows(int requests_today, int cost)
{
	return requests_today + cost <= SCHEDULE_BUDGET;
}
