/* store.h - the SQLite file.  The only module that knows SQLite.
 *
 * One file, WAL, STRICT tables, migrations by user_version: rankings (weeks and days with as_of
 * and fetched_at), listings (the catalogue as a change log), models (first and last seen), the
 * fetch log, each resource's ETag, the providers of models that were asked for, the restatements
 * (known figures that changed), and the answer that is held, if one is.  Any number of processes
 * may have it open; writers are kept apart by refresh/lease and by SQLite's own lock (busy time-out
 * 5 s).
 *
 * Only live figures are stored; the sample stays in the program.
 *
 * Ownership: a store belongs to one thread (main opens one for the first frame and closes it, the
 * worker opens its own).  File 0600.
 */
#ifndef ORTOP_SOURCE_STORE_H
#define ORTOP_SOURCE_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
#include "model/catalog.h"
#include "model/endpoints.h"
#include "model/held.h"
#include "model/history.h"
#include "model/restatement.h"
#include "model/status.h"
#include "source/fetch.h"

struct store;

enum store_mode {
	STORE_WRITE,  /* make or migrate it when needed; fails when it cannot be written */
	STORE_APPEND, /* write it as it is: fails where it would have to be made or migrated */
	STORE_READ,   /* nothing is made or changed, see below; fails when there is no file */
	STORE_COPY,   /* what a file that cannot be written holds, in memory; read likewise */
};

enum store_feed {
	STORE_RANKINGS,
	STORE_CATALOG,
	STORE_ENDPOINTS,
	STORE_DOCTOR, /* a request that brought no figures: it counts, and is no try of the others
		       */
};

/* One line of the fetch log. */
struct store_fetch {
	int64_t at; /* Unix seconds */
	enum store_feed feed;
	bool keyed; /* counts against the day's requests */
	enum trouble trouble;
	int http;
	int64_t bytes;
	int64_t retry_after; /* seconds that the server asked to wait, 0 for none */
	char detail[200];
};

/* path NULL: in memory.  Fails, with the reason, on a file that is no database or another
 * program's, of a newer version, corrupt, or that cannot be opened or (STORE_WRITE, STORE_APPEND)
 * written; the file is then untouched.  STORE_WRITE looks for corruption, the others leave that to
 * loading.
 *
 * Who reads leaves nothing behind, and needs no right but to read: SQLite itself would make a log
 * and its index beside the file, and leave them there.  So a file without a log is opened as an
 * immutable one, a log that others use by the index that they keep, and a log alone by an index in
 * memory (see store_reader.c).  That shows the newest figures that are committed, waits for no
 * transaction, and takes no locks where nobody is there to respect them; hence
 * store_undisturbed().  It waits only while another ortop moves the files.  A process does not read
 * what it has open for writing, or has a thread that does: closing the reader would let go of the
 * writer's locks. */
struct store *store_open(const char *path, enum store_mode mode, struct error *error);
void store_close(struct store *store);

/* STORE_READ that waits for nobody: where another ortop is in the way for a moment (it makes the
 * store, moves it or closes it as the last one) it fails at once, with *busy set. */
struct store *store_open_at_once(const char *path, bool *busy, struct error *error);

/* Is what the store has open still the file at its path?  Not once somebody removed it, or another
 * ortop set it aside: what is written to it then is lost.  In memory it always is. */
bool store_is_in_place(struct store *store);

/* Is the file at `path` a store of ours and damaged: no SQLite database any more, or one with
 * something in it that cannot be read or that no ortop writes?  Then it is renamed, its -wal and
 * -shm with it, to "PATH.damaged-20260822T141500Z" (never over another file), and that name is
 * returned for free().  NULL, with the reason, when it is sound, of a newer version, another
 * program's, cannot be read because of the disk, a lock or its permissions, or cannot be renamed:
 * it stands untouched then.  The caller holds the lease and has closed its own store there. */
char *store_set_aside(const char *path, int64_t now, struct error *error);

enum store_state {
	STORE_SOUND,
	STORE_DAMAGED,
	STORE_NEWER,   /* of a newer ortop */
	STORE_FOREIGN, /* another program's */
	STORE_CLOSED,  /* it cannot be opened or read as a file */
	STORE_LOCKED,  /* another process has it for itself */
};

struct store_report {
	enum store_state state;
	char reason[200]; /* why it is not sound */
	int version;      /* of its schema */
	int64_t bytes;    /* with its log */
	int mode;         /* permissions of the file */
	size_t n_weeks;
	int32_t first, last; /* Mondays */
};

/* Look at every page of the file at `path`, which is there, without changing anything. */
void store_examine(const char *path, struct store_report *report);

/* The version of SQLite that is in use. */
const char *store_library(void);

/* Fill a new store with those tables of a damaged one that are whole, if what comes of it can be
 * loaded; otherwise it stays as it was. */
void store_salvage(struct store *store, struct store *damaged);

/* After STORE_READ: was the file left alone all the while?  If not, what was loaded may be of two
 * moments, and errors may be no damage: it is to be opened and loaded anew, STORE_TRIES times at
 * most.  Beside a writer that stays, the second time reads with locks, and cannot be disturbed. */
#define STORE_TRIES 5
bool store_undisturbed(struct store *store);

/* The live history; *history is NULL (and the result true) when the store has no week. */
bool store_load_history(struct store *store, struct history **history, struct error *error);

/* The newest `n_weeks` weeks of it and no days, marked as partial: what a first frame is drawn
 * from.  Its cost does not depend on how long the history is. */
bool store_load_newest(struct store *store, int n_weeks, struct history **history,
		       struct error *error);

/* The newest weeks, at most `most`, by date ascending, for free(), without rows (n_rows, total and
 * tail are 0). */
bool store_load_heads(struct store *store, size_t most, struct history_bucket **weeks, size_t *n,
		      struct error *error);

/* The rows of single weeks, one after the other, as stored: permaslugs, and HISTORY_TAIL. */
struct store_rows;
typedef void store_row_fn(void *data, const char *model, int64_t tokens);
struct store_rows *store_rows_new(struct store *store, struct error *error);
bool store_rows_of(struct store_rows *rows, int32_t monday, store_row_fn *add, void *data,
		   struct error *error);
void store_rows_free(struct store_rows *rows);

/* Add the store's listings and the time of the newest good catalogue answer to a builder. */
bool store_load_catalog(struct store *store, struct catalog_builder *builder, struct error *error);

/* Add the listings of `n` models alone. */
bool store_load_listings(struct store *store, const char *const *permaslugs, size_t n,
			 struct catalog_builder *builder, struct error *error);

/* What is loaded between the two is of one moment, whatever others write meanwhile. */
bool store_begin(struct store *store, struct error *error);
void store_end(struct store *store);

/* Add the lists of endpoints to a builder. */
bool store_load_endpoints(struct store *store, struct endpoints_builder *builder,
			  struct error *error);

/* Add the restatements to a builder: at most STORE_RESTATED, and STORE_RESTATED_GROWING of days
 * that the source still counted (the last day changes for some hours, and the running week with
 * it). */
#define STORE_RESTATED         4000
#define STORE_RESTATED_GROWING 1000
bool store_load_restatements(struct store *store, struct restatements_builder *builder,
			     struct error *error);

/* The answer that is held, or was taken and is not good yet; all 0 when there is none. */
bool store_load_held(struct store *store, struct held *held, struct error *error);

/* Fill both feeds (trouble, since, ok_at, tried_at, http, detail), requests_today from the fetch
 * log, and held; the rest is untouched.  Requests that we aborted count, but are no tries.  Those
 * of tomorrow count too: the clock was set back since; those of later days do not, or a clock that
 * was once a year ahead would use up a year. */
bool store_load_status(struct store *store, int64_t now, struct status *status,
		       struct error *error);

/* The time before which the server wants no request (Unix seconds), by the fetch log up to `now`; 0
 * when it said nothing. */
bool store_load_retry_at(struct store *store, int64_t now, int64_t *retry_at, struct error *error);

/* What one refresh brought; written in one transaction or not at all. */
struct store_refresh {
	/* The buckets to replace, each whole; not NULL means that the rankings' answers were good,
	 * even if they brought nothing. */
	const struct history *history;
	/* Of the history: worse than what is known, it is held, and not written, until it may be
	 * taken (see model/held.h), or at once if `accept`; weeks and days after its end go then.
	 * The newest of the rankings' fetches says so.  NULL: nobody judged, it is written. */
	const struct judgement *judgement;
	bool accept;
	struct held *held; /* set to what is held then, where there is a judgement; or NULL */
	bool imported;     /* the history is a user's file, which is no news of the feed */
	size_t *restated;  /* set to how many known figures it changes; or NULL */
	/* The whole answer; only what differs from the newest listing of an id is added to the log;
	 * or NULL. */
	const struct catalog *catalog;
	const char *catalog_etag; /* with catalog */
	/* Lists to replace, each whole; or NULL. */
	const struct endpoints *endpoints;
	bool *catalog_too_much; /* see store_write(); may be NULL */
	bool catalog_unchanged; /* the source said 304: all that it listed last is still there */
	int64_t now;            /* Unix seconds: last seen, and the fetch log keeps 30 days of it */
	const struct store_fetch *fetches; /* lines for the fetch log */
	int n_fetches;
};

/* What the log of listings may grow to: eight years of the changes seen in 2026 (2,000 a year, 80
 * bytes of names each) fill less than half of it.  Past it goes what no figure hangs on: listings
 * of ids that the source lists no more and by whose names nothing ever ranked, and those that were
 * replaced within their week (weeks are priced as of their Sunday). */
#define STORE_LISTINGS_MAX 40000
#define STORE_NAMES_MAX    ((int64_t)6 * 1024 * 1024)

/* Daily rows are kept for so many days before the newest one. */
#define STORE_DAYS 400

/* All or nothing.  Kept are: daily rows for STORE_DAYS; the listings' log
 * within the bounds above, and if it still is beyond them nothing is written and
 * *catalog_too_much, if given, is set; of the lists of endpoints the newest, 8,192 endpoints in all
 * where each list counts as 8 more; of the fetch log 30 days, and 20,000 lines.  What the history
 * changes of figures that are known is logged as restatements, in the same transaction. */
bool store_write(struct store *store, const struct store_refresh *refresh, struct error *error);

/* The stored ETag of the catalogue's answer; "" when none, or when no listing is stored. */
bool store_etag(struct store *store, char etag[FETCH_ETAG_MAX], struct error *error);

/* A number that changes when another connection has committed. */
bool store_data_version(struct store *store, int64_t *version, struct error *error);

#endif
