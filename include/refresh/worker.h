/* worker.h - the background thread: owns the network, writes the store, publishes snapshots.
 *
 * It sleeps in clock_wait() on its command pipe and, for a store on disk, on inotify of the store's
 * directory (another ortop's commit wakes it, data_version tells whether it is news), with a
 * time-out only until the next refresh.  libcurl is loaded here, after the first frame.
 *
 * Ownership: main starts and stops it; the cache, clock, log, credentials and vendor map are
 * borrowed until worker_stop returns.
 * Thread: main calls these functions.
 */
#ifndef ORTOP_REFRESH_WORKER_H
#define ORTOP_REFRESH_WORKER_H

#include "base/clock.h"
#include "base/log.h"
#include "refresh/cache.h"
#include "source/credentials.h"

struct worker;

struct worker_options {
	const char *store_path;   /* NULL: in memory */
	const char *store_reason; /* why it is in memory, for the status; NULL or "" when on disk */
	const char *api_url;
	const struct credentials *credentials;
	const char *key_command; /* run for a key where the credentials have none; NULL for none */
	const struct vendor_map *vendors;
	const struct clock *clock;
	struct log *log;
	int64_t interval; /* seconds */
	int timeout;      /* seconds for all of a request, 0 for the usual */
	bool offline;     /* ask nothing: only watch the store */
};

/* Signals must be blocked in the caller when this is called: the thread inherits that. */
struct worker *worker_start(const struct worker_options *options, struct cache *cache,
			    struct error *error);

/* Ask for a refresh now (at once, unless one runs already). */
void worker_refresh_now(struct worker *worker);

/* The model id whose providers the user looks at now; NULL for none.  They are asked for at once
 * (behind the request that runs), unless they came less than LOOKUP_FRESH seconds ago; while it
 * fails, again and again as long as this model stays the wanted one.  How it goes is in the
 * snapshot's endpoints.  The string is copied. */
void worker_request_endpoints(struct worker *worker, const char *model);

/* Before this process is stopped (Ctrl-Z): a running transfer is aborted and its refresh left, so
 * that no other ortop waits for us.  worker_resume() begins it anew.  NULL is allowed. */
void worker_pause(struct worker *worker);
void worker_resume(struct worker *worker);

/* Abort a running transfer, join, free.  NULL is allowed. */
void worker_stop(struct worker *worker);

#endif
