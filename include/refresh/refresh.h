/* refresh.h - one refresh: ask, decode, check, write, all or nothing.
 *
 * Rankings (with a key): on the first load all weeks from 2025-01-01 in windows of whole ISO weeks
 * of at most 364 days, then the daily rows of the last 35 days; afterwards only what can have
 * changed: the weeks from the last complete one on, the days from the last known one's eve on (the
 * source restates the last day for some hours) and what the running week's comparison lacks.  The
 * last complete day is what the answer's meta says, not the clock.  A source that refuses the
 * window (400) is asked without one: if that ends before the window, it is asked from there on; so
 * an answer that ends early is judged like any other.  An answer that is worse than what is known
 * (model/judge.h) is held: the old figures stay, and it is trouble TROUBLE_HELD until three answers
 * agree (model/held.h). Catalogue: the whole list, with its ETag.  The two fail apart, each is good
 * whole or not at all; what is good is written, in one transaction with the fetch log.
 *
 * Thread: the one that owns the store (worker, or main in `ortop fetch`).
 */
#ifndef ORTOP_REFRESH_REFRESH_H
#define ORTOP_REFRESH_REFRESH_H

#include <stdatomic.h>
#include "base/clock.h"
#include "base/log.h"
#include "model/snapshot.h"
#include "source/credentials.h"
#include "source/fetch.h"
#include "source/store.h"

#define REFRESH_API_URL "https://openrouter.ai/api/v1"

struct refresh_context {
	const char *api_url; /* base; a slash at its end does not matter */
	const struct credentials *credentials;
	struct fetch *fetch;  /* NULL: all feeds are offline, */
	const char *no_fetch; /* ... for this reason */
	struct store *store;
	const struct clock *clock;
	struct log *log; /* or NULL */
	bool accept;     /* take an answer that would be held */
	/* Called before each request with the counts so far (status.step, .steps); may be NULL. */
	void (*progress)(void *data, int step, int steps);
	void *data;
};

struct refresh_result {
	struct feed rankings, catalog; /* as of this refresh; trouble NONE, or why not */
	struct held held;              /* the rankings' answer that waits, if one does */
	bool changed;                  /* something was written besides the fetch log */
	int64_t retry_after;           /* seconds, at most a day; 0 for none */
	int requests_today;
};

/* Do one refresh.  Never fails as a whole: what went wrong is in the result's feeds. */
void refresh_run(const struct refresh_context *context, struct refresh_result *result);

#endif
