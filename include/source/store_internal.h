/* store_internal.h - what the store_*.c files share; for no one else.
 *
 * Thread: that of the store.
 */
#ifndef ORTOP_SOURCE_STORE_INTERNAL_H
#define ORTOP_SOURCE_STORE_INTERNAL_H

#include <sqlite3.h>
#include <sys/stat.h>
#include "source/store.h"

#define STORE_BUSY_MS 5000

/* The first version of the schema whose buckets tell imports. */
#define STORE_IMPORTS_VERSION 4

/* How the files of a store are, as far as it matters to who reads. */
struct store_look {
	struct stat file, log; /* all 0 for what is not there, or empty */
	bool indexed;          /* the log has its index beside it */
};

struct store {
	sqlite3 *db;
	int version;            /* of its schema: an older one may be open for reading */
	bool reader;            /* nothing is made, changed or removed */
	bool hasty;             /* ... nor is any lock waited for */
	bool alone;             /* ... nor an index of the log shared with others */
	char *unlocked;         /* path of what a reader has open without locks, or NULL */
	struct store_look seen; /* ... and how it was before it was opened */
};

/* The words of the database's text columns. */
extern const char *const store_periods[];   /* by enum history_period */
extern const char *const store_qualities[]; /* by enum history_quality */
extern const char *const store_feeds[];     /* by enum store_feed */
extern const char *const store_troubles[];  /* by enum trouble */

/* What store_read_listing() reads, in its order. */
#define STORE_LISTING_COLUMNS                                                                      \
	"id, seen, permaslug, name, context, prompt, completion, cache_read, conditional"

/* Set the error to "what: SQLite's reason (the system's)"; returns false. */
bool store_fail(struct store *store, const char *what, struct error *error);

/* Run statements without results. */
bool store_exec(struct store *store, const char *sql, struct error *error);

/* A statement to be finalized; NULL on failure. */
sqlite3_stmt *store_prepare(struct store *store, const char *sql, struct error *error);

/* Run a bound statement that has no results and make it ready for the next values. */
bool store_run(struct store *store, sqlite3_stmt *statement, struct error *error);

/* The first column of the first row as a number; 0 when there is no row. */
bool store_number(struct store *store, const char *sql, int64_t *number, struct error *error);

/* A text column; "" when it is NULL.  It lives until the next step. */
const char *store_text(sqlite3_stmt *statement, int column);

/* store_read.c: buckets, by clauses (WHERE ... ORDER BY ...), as store_read_head() reads them,
 * which is false for what is no bucket.  An older ortop's store, which is only read, knows no
 * imports. */
sqlite3_stmt *store_select_buckets(struct store *store, const char *which, struct error *error);
bool store_read_head(sqlite3_stmt *statement, struct history_bucket *head, struct error *error);

/* store_read.c: a row of STORE_LISTING_COLUMNS; its strings live until the next step. */
void store_read_listing(sqlite3_stmt *statement, struct listing *listing);

/* store_read.c: a price in pico-USD from a column, and into a statement's place: store_write.c. */
int64_t store_read_price(sqlite3_stmt *statement, int column);
void store_bind_price(sqlite3_stmt *statement, int place, int64_t price);

/* store_endpoints.c: replace the lists of these models, each whole; within a transaction. */
bool store_write_endpoints(struct store *store, const struct endpoints *endpoints,
			   struct error *error);

/* Does this pragma of the quick_check kind find nothing wrong? */
bool store_check_pages(struct store *store, const char *pragma, struct error *error);

/* store_guard.c: keep a store's files where they are (shared, while a store is opened or closed),
 * or be the only one who moves them (alone): a lock on their folder.  For store_unguard(); -1 when
 * it is not to be had within 10 s, or the folder cannot be opened. */
int store_guard(const char *path, bool alone);
void store_unguard(int guard);

/* store_guard.c: the shared lock without waiting; *taken when somebody moves them just now. */
int store_guard_at_once(const char *path, bool *taken);

/* store_guard.c: is it a file that stands there, or nothing?  Opening a pipe would wait for who
 * writes it. */
bool store_may_be_at(const char *path, struct error *error);

/* store_guard.c: make an empty file, 0600, unless there is one. */
bool store_make_file(const char *path, struct error *error);

/* store_schema.c: the version of the file at `path` as its header has it, which is right where
 * there is no log; 0 when it is no store that this program can read.  *logs: it is not known to be
 * a file that is written without a log, as no store of ours is. */
int store_peek(const char *path, bool *logs);

#define STORE_LOG_HEADER_SIZE 32

/* store_schema.c: does a log begin with this header, or would SQLite take no page of it?  The
 * format: www.sqlite.org/fileformat2.html, "WAL File Format". */
bool store_is_log(const unsigned char *header);

/* store.c: open what SQLite calls `name`, with its `flags`. */
bool store_connect(struct store *store, const char *name, int flags, struct error *error);

/* store_reader.c: open the file at `path` so that it, its folder and what stands beside it stay as
 * they are.  store->version is 0 when there is nothing in it yet. */
bool store_connect_reader(struct store *store, const char *path, struct error *error);
void store_disconnect_reader(struct store *store);

/* store_schema.c: is it a finished store that this program can read?  What store_check() finds out
 * at three times the cost, without the reason. */
bool store_is_ours(struct store *store);

/* store_schema.c: is this the first page of a file that an ortop made, and was it a newer one? */
bool store_has_our_mark(const unsigned char *page, bool *newer);

/* store_aside.c: of a file that SQLite does not understand: was it a store of ours? */
bool store_bears_our_signs(const char *path);

/* store_held.c: what becomes of the answer, held or taken, noted; *held is what is held then. */
bool store_hold(struct store *store, const struct store_refresh *refresh, struct held *held,
		struct error *error);

/* store_held.c: weeks and days after the last one of an answer go, and are logged. */
bool store_drop_after(struct store *store, int32_t end, int64_t now, struct error *error);

#define STORE_RESTATER_STATEMENTS 3

/* store_held.c: logs what a history changes of what is known. */
struct store_restater {
	struct store *store;
	const struct history *history;
	int32_t end; /* the last day that the history counts */
	int64_t now;
	size_t added; /* how many were logged */
	sqlite3_stmt *statements[STORE_RESTATER_STATEMENTS];
	bool *seen; /* by row of the bucket */
	size_t capacity;
};

bool store_restater_init(struct store_restater *restater, struct store *store,
			 const struct store_refresh *refresh, struct error *error);
void store_restater_done(struct store_restater *restater);

/* Log the figures of a bucket of the history that differ from the store's, before it replaces them;
 * a bucket with more days than before has no known figures yet.  *same: it is known with as many
 * days at least, and not a row differs. */
bool store_restate(struct store_restater *restater, enum history_period period,
		   const struct history_bucket *bucket, bool *same, struct error *error);

/* store_held.c: keep the newest of the log. */
bool store_trim_restatements(struct store *store, struct error *error);

/* store_prune.c: bring the log of listings, of which `now` is the time of the newest answer, within
 * its bounds; *fits tells whether it now is.  Within a transaction. */
bool store_prune_listings(struct store *store, int64_t now, bool *fits, struct error *error);

/* store_prune.c: keep the newest lists of endpoints, and lines of the fetch log, that there is room
 * for.  Within a transaction. */
bool store_prune_endpoints(struct store *store, struct error *error);
bool store_prune_log(struct store *store, int64_t now, struct error *error);

/* store_schema.c: the version that this program writes. */
extern const int store_version;

/* store_schema.c: refuse a file that this program did not make or that a newer one made.
 * *version is 0 for a file without anything in it. */
bool store_check(struct store *store, int *version, struct error *error);

/* store_schema.c: bring the schema to the newest version, in one transaction. */
bool store_migrate(struct store *store, struct error *error);

#endif
