/* worker_internal.h - what the worker*.c files share; for no one else.
 *
 * Thread: the worker, but for `wish`, `stop`, `asked`, `halt` and `duty`.
 */
#ifndef ORTOP_REFRESH_WORKER_INTERNAL_H
#define ORTOP_REFRESH_WORKER_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include "refresh/lease.h"
#include "refresh/lookup.h"
#include "refresh/refresh.h"
#include "refresh/schedule.h"
#include "refresh/watch.h"
#include "refresh/worker.h"

#define WORKER_NEVER CLOCK_NEVER

/* Which model's providers main wants to see. */
struct worker_wish {
	pthread_mutex_t lock;
	bool news;   /* not taken yet */
	char *model; /* id, or NULL for none */
};

/* How asking for a model went, for the rest of the session. */
struct worker_note {
	char *model;
	struct endpoints_state state;
};

/* Lookups of single models: only the one that is open is asked for, and again when that failed. */
struct worker_lookups {
	char *open;     /* model id, or NULL */
	int64_t due_ms; /* when to ask, in time since boot */
	struct schedule schedule;
	struct worker_note *notes;
	size_t n_notes, capacity;
};

struct worker {
	struct worker_options options; /* its strings are the four below */
	char *store_path, *store_reason, *api_url, *key_command;
	struct cache *cache;
	pthread_t thread;
	int wake; /* eventfd: look at the flags and the wish */
	atomic_bool stop, asked;
	atomic_bool halt;     /* abort what asks the network: stopped or paused */
	pthread_mutex_t duty; /* held while it asks and writes; by main in a pause */
	struct worker_wish wish;

	/* The thread's own: */
	const char *path; /* of the store; NULL once it is in memory */
	struct store *store;
	struct lease lease;
	bool renewed;      /* the store is a new one, and may lack much: ask at once */
	int64_t return_ms; /* until then a store that could not be written is let alone */
	struct watch watch;
	struct fetch *fetch;
	struct history *history;
	struct catalog *catalog;
	struct endpoints *endpoints;
	struct restatements *restatements;
	struct worker_lookups lookups;
	struct credentials key; /* of the command, once it has run */
	struct error key_error; /* why the command gave none; "" when it did, or has not run */
	struct status status;
	struct schedule schedule;
	int64_t planned_for; /* the try (Unix seconds) that next_try follows, 0 for none yet */
	int64_t data_version;
	int64_t due_ms;       /* next refresh, in time since boot: wall clocks are set */
	int64_t clock_offset; /* Unix seconds at boot, as the wall clock had it last */
	int64_t patient_ms;   /* until then a refresh that is asked for waits */
	int64_t check_ms;     /* next look at the data version */
	bool check_again;
};

int64_t worker_boot_ms(const struct worker *worker);
int64_t worker_now(const struct worker *worker);

/* For a refresh or a lookup; who asks adds `fetch` (worker_need_fetch()), or why there is none. */
struct refresh_context worker_context(const struct worker *worker);

bool worker_has_key(const struct worker *worker);

/* Has it one, or a command that has not failed to give one? */
bool worker_expects_key(const struct worker *worker);

/* Run the command where there is no key yet; when the user asks (`forced`) once more where it
 * failed, or where its key was refused. */
void worker_need_key(struct worker *worker, bool forced);
uint32_t worker_random(const struct worker *worker);
void worker_publish(struct worker *worker);

/* Load libcurl unless it is there; the reason is logged, too. */
bool worker_need_fetch(struct worker *worker, struct error *error);

/* When the next refresh is due (Unix seconds). */
void worker_set_due(struct worker *worker, int64_t due);

/* When the feed that matters was tried last, by us or another ortop (Unix seconds, 0 for never). */
int64_t worker_tried_at(const struct worker *worker);

/* worker_store.c: make its folder and watch it, open the store, or go on in memory with the reason
 * in the status; loaded then. */
void worker_open_store(struct worker *worker);

/* worker_store.c: leave a store on disk that cannot be used for memory, with what can be read of
 * it; load afterwards. */
void worker_fall_back(struct worker *worker, const char *reason);

/* worker_store.c: under the lease (which is taken here if it is free), examine a store on disk of
 * which something could not be read or written.  True when it was damaged and set aside and a new
 * one is open, to be loaded; otherwise the same store is open, or one in memory. */
bool worker_rescue(struct worker *worker);

/* worker_store.c: if another ortop has put another store at the path, open that; load afterwards.
 */
bool worker_follow(struct worker *worker);

/* worker_store.c: before a refresh, under the lease: make the store anew if somebody removed it,
 * and leave memory for the disk again if that is possible (tried from return_ms on). */
void worker_settle_store(struct worker *worker);

/* worker_store.c: all that is published, from the store; or history and catalogue alone; or the
 * restatements. */
bool worker_load(struct worker *worker, struct error *error);
bool worker_load_parts(struct worker *worker, struct error *error);
bool worker_load_restatements(struct worker *worker, struct error *error);

/* worker_store.c: without a key the rankings are in trouble, unless another ortop on this store
 * keeps them fresh. */
void worker_judge_key(struct worker *worker);

/* worker_lookup.c: the store's lists of endpoints with the session's notes. */
bool worker_load_endpoints(struct worker *worker, struct error *error);

/* worker_lookup.c: begin with what main wishes, if that is new; published then. */
void worker_take_wish(struct worker *worker);

/* worker_lookup.c: ask for the open model at once, however long it would have waited. */
void worker_look_again(struct worker *worker);

/* worker_lookup.c: ask for the open model if that is due. */
void worker_look_up(struct worker *worker);

void worker_lookups_done(struct worker *worker);

#endif
