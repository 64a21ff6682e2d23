/* store_internal.h - what the store_*.c files share; for no one else.
 *
 * Thread: that of the store.
 */
#ifndef ORTOP_SOURCE_STORE_INTERNAL_H
#define ORTOP_SOURCE_STORE_INTERNAL_H

#include <sqlite3.h>
#include <sys/stat.h>
#include "source/store.h"

struct store {
	sqlite3 *db;
	int version; /* of its schema: an older one may be open for reading */
	char *glanced;    /* path of a file that was opened without locks, or NULL */
	struct stat seen; /* ... and how it was then */
};

/* The words of the database's text columns. */
extern const char *const store_periods[];   /* by enum history_period */
extern const char *const store_qualities[]; /* by enum history_quality */
extern const char *const store_feeds[];     /* by enum store_feed */
extern const char *const store_troubles[];  /* by enum trouble */

/* What store_read_listing() reads, in its order. */
#define STORE_LISTING_COLUMNS                                                                      \
	"id, seen, permaslug, name, context, prompt, completion, cache_read, conditional"

/* Set the error to "what: SQLite's reason"; returns false. */
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

/* store_read.c: a row of STORE_LISTING_COLUMNS; its strings live until the next step. */
void store_read_listing(sqlite3_stmt *statement, struct listing *listing);

/* store_read.c: a price in pico-USD from a column, and into a statement's place: store_write.c. */
int64_t store_read_price(sqlite3_stmt *statement, int column);
void store_bind_price(sqlite3_stmt *statement, int place, int64_t price);

/* store_endpoints.c: replace the lists of these models, each whole; within a transaction. */
bool store_write_endpoints(struct store *store, const struct endpoints *endpoints,
			   struct error *error);

/* store_schema.c: the version that this program writes. */
extern const int store_version;

/* store_schema.c: refuse a file that this program did not make or that a newer one made.
 * *version is 0 for a file without anything in it. */
bool store_check(struct store *store, int *version, struct error *error);

/* store_schema.c: bring the schema to the newest version, in one transaction. */
bool store_migrate(struct store *store, struct error *error);

#endif
