#include "source/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/text.h"
#include "source/store_internal.h"

#define BUSY_STEP_MS 20

/* Statements */

/* SQLite's reason, and the system's where that is what SQLite ran into: a full disk, say. */
static bool set_reason(struct store *store, struct error *error)
{
	int code = sqlite3_errcode(store->db) & 0xff;
	int failure = sqlite3_system_errno(store->db);

	if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && failure)
		return error_set(error, "%s (%s)", sqlite3_errmsg(store->db), strerror(failure));
	return error_set(error, "%s", sqlite3_errmsg(store->db));
}

bool store_fail(struct store *store, const char *what, struct error *error)
{
	set_reason(store, error);
	return error_wrap(error, "%s", what);
}

bool store_exec(struct store *store, const char *sql, struct error *error)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return set_reason(store, error);
	return true;
}

sqlite3_stmt *store_prepare(struct store *store, const char *sql, struct error *error)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
		set_reason(store, error);
	return statement;
}

bool store_run(struct store *store, sqlite3_stmt *statement, struct error *error)
{
	bool ok = sqlite3_step(statement) == SQLITE_DONE;

	if (!ok)
		set_reason(store, error);
	sqlite3_reset(statement);
	return ok;
}

bool store_number(struct store *store, const char *sql, int64_t *number, struct error *error)
{
	sqlite3_stmt *statement = store_prepare(store, sql, error);
	int step;

	if (!statement)
		return false;
	step = sqlite3_step(statement);
	*number = step == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
	if (step != SQLITE_ROW && step != SQLITE_DONE)
		set_reason(store, error);
	sqlite3_finalize(statement);
	return step == SQLITE_ROW || step == SQLITE_DONE;
}

const char *store_text(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);

	return text ? (const char *)text : "";
}

/* Opening and closing */

bool store_connect(struct store *store, const char *name, int flags, struct error *error)
{
	int rc = sqlite3_open_v2(name, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc != SQLITE_OK)
		return store->db ? set_reason(store, error)
				 : error_set(error, "%s", sqlite3_errstr(rc));
	sqlite3_busy_timeout(store->db, store->hasty ? 0 : STORE_BUSY_MS);
	/* Before the file is first looked at: with the cache's size, for one. */
	if (store->alone && !store_exec(store, "PRAGMA locking_mode = EXCLUSIVE", error))
		return false;
	/* Costs nothing, and finds damage where a page is read for the first time. */
	return store_exec(store,
			  store->hasty ? "PRAGMA cell_size_check = ON; PRAGMA cache_size = 8"
				       : "PRAGMA cell_size_check = ON",
			  error);
}

/* To change a new file to WAL, SQLite wants it alone and does not wait for its busy time-out. */
static bool use_wal(struct store *store, struct error *error)
{
	for (int waited = 0;; waited += BUSY_STEP_MS) {
		if (store_exec(store, "PRAGMA journal_mode = WAL", error))
			return true;
		if ((sqlite3_errcode(store->db) & 0xff) != SQLITE_BUSY || waited >= STORE_BUSY_MS)
			return false;
		sqlite3_sleep(BUSY_STEP_MS);
	}
}

bool store_check_pages(struct store *store, const char *pragma, struct error *error)
{
	sqlite3_stmt *statement = store_prepare(store, pragma, error);
	bool ok;

	if (!statement)
		return false;
	ok = sqlite3_step(statement) == SQLITE_ROW && !strcmp(store_text(statement, 0), "ok");
	sqlite3_finalize(statement);
	return ok || error_set(error, "the file is damaged");
}

static bool open_for_appending(struct store *store, const char *path, struct error *error)
{
	int version;

	if (!store_connect(store, path, SQLITE_OPEN_READWRITE, error))
		return false;
	if (sqlite3_db_readonly(store->db, "main") == 1)
		return error_set(error, "may not be written");
	if (!store_check(store, &version, error))
		return false;
	return version == store_version || error_set(error, "not made, or of an older ortop");
}

static bool open_for_writing(struct store *store, const char *path, struct error *error)
{
	int version;

	if (!store_connect(store, path ? path : ":memory:", SQLITE_OPEN_READWRITE, error))
		return false;
	if (sqlite3_db_readonly(store->db, "main") == 1)
		return error_set(error, "may not be written");
	return store_check(store, &version, error) && use_wal(store, error) &&
	       store_exec(store, "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON", error) &&
	       store_migrate(store, error) &&
	       store_check_pages(store, "PRAGMA quick_check(1)", error);
}

static bool open_for_reading(struct store *store, const char *path, struct error *error)
{
	if (!store_connect_reader(store, path, error))
		return false;
	if (store->version > 0)
		return true;
	/* One that is being made, or whose maker died over it: nothing is in it. */
	store_disconnect_reader(store);
	return open_for_writing(store, NULL, error);
}

static bool copy_all(struct store *store, struct store *source, struct error *error)
{
	sqlite3_backup *backup = sqlite3_backup_init(store->db, "main", source->db, "main");

	sqlite3_backup_step(backup, -1);
	return sqlite3_backup_finish(backup) == SQLITE_OK ||
	       store_fail(store, "cannot be copied", error);
}

/* False when it must be tried again, or *failed. */
static bool try_to_copy(struct store *store, const char *path, bool *failed, struct error *error)
{
	struct store source = {NULL};
	bool copied = open_for_reading(&source, path, error) && copy_all(store, &source, error);
	bool calm = store_undisturbed(&source);

	store_disconnect_reader(&source);
	*failed = calm && !copied;
	return calm && copied;
}

static bool open_as_copy(struct store *store, const char *path, struct error *error)
{
	bool copied = false,
	     failed = !store_connect(store, ":memory:", SQLITE_OPEN_READWRITE, error);

	for (int i = 0; !copied && !failed && i < STORE_TRIES; i++)
		copied = try_to_copy(store, path, &failed, error);
	if (!copied)
		return failed ? false : error_set(error, "another program is writing it");
	return store_exec(store, "PRAGMA foreign_keys = ON", error) &&
	       store_migrate(store, error) &&
	       store_check_pages(store, "PRAGMA quick_check(1)", error);
}

typedef bool opener(struct store *store, const char *path, struct error *error);

/* None of the files may be moved until SQLite has opened them all. */
static bool open_guarded(struct store *store, const char *path, opener *how, struct error *error)
{
	int guard = path ? store_guard(path, false) : -1;
	bool ok = how(store, path, error);

	store_unguard(guard);
	return ok;
}

struct store *store_open(const char *path, enum store_mode mode, struct error *error)
{
	static opener *const openers[] = {
		[STORE_WRITE] = open_for_writing,
		[STORE_APPEND] = open_for_appending,
		[STORE_READ] = open_for_reading,
		[STORE_COPY] = open_as_copy,
	};
	struct store *store = mem_alloc(1, sizeof(*store));
	bool ok;

	ok = !path || (store_may_be_at(path, error) &&
		       (mode != STORE_WRITE || store_make_file(path, error)));
	ok = ok && open_guarded(store, path, openers[path ? mode : STORE_WRITE], error);
	if (ok)
		return store;
	error_wrap(error, "store %s", path ? path : "in memory");
	store_close(store);
	return NULL;
}

struct store *store_open_at_once(const char *path, bool *busy, struct error *error)
{
	struct store *store = mem_alloc(1, sizeof(*store));
	int guard = store_guard_at_once(path, busy);
	bool ok;

	store->hasty = true;
	if (*busy)
		ok = error_set(error, "another ortop is at it");
	else
		ok = store_may_be_at(path, error) && open_for_reading(store, path, error);
	store_unguard(guard);
	if (ok)
		return store;
	*busy |= store->db && (sqlite3_errcode(store->db) & 0xff) == SQLITE_BUSY;
	error_wrap(error, "store %s", path);
	store_close(store);
	return NULL;
}

bool store_is_in_place(struct store *store)
{
	int moved = 0;

	return sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) !=
		       SQLITE_OK ||
	       !moved;
}

/* The last one to close a database removes its -wal and -shm by their names: those names may be
 * another store's by now. */
static void spare_successor(struct store *store)
{
	int keep = 1;

	if (!store_is_in_place(store))
		sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
}

void store_close(struct store *store)
{
	const char *path;
	int guard = -1;

	if (!store)
		return;
	/* Who reads removes nothing. */
	path = store->db && !store->reader ? sqlite3_db_filename(store->db, "main") : NULL;
	if (path && *path) {
		guard = store_guard(path, false);
		spare_successor(store);
	}
	store_disconnect_reader(store);
	store_unguard(guard);
	free(store);
}

bool store_begin(struct store *store, struct error *error)
{
	return store_exec(store, "BEGIN", error);
}

void store_end(struct store *store)
{
	store_exec(store, "COMMIT", NULL);
}

bool store_data_version(struct store *store, int64_t *version, struct error *error)
{
	return store_number(store, "PRAGMA data_version", version, error);
}
