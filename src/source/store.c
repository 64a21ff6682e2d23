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

#define BUSY_MS      5000
#define BUSY_STEP_MS 20

/* Statements */

bool store_fail(struct store *store, const char *what, struct error *error)
{
	return error_set(error, "%s: %s", what, sqlite3_errmsg(store->db));
}

bool store_exec(struct store *store, const char *sql, struct error *error)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return error_set(error, "%s", sqlite3_errmsg(store->db));
	return true;
}

sqlite3_stmt *store_prepare(struct store *store, const char *sql, struct error *error)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
		error_set(error, "%s", sqlite3_errmsg(store->db));
	return statement;
}

bool store_run(struct store *store, sqlite3_stmt *statement, struct error *error)
{
	bool ok = sqlite3_step(statement) == SQLITE_DONE;

	if (!ok)
		error_set(error, "%s", sqlite3_errmsg(store->db));
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
		error_set(error, "%s", sqlite3_errmsg(store->db));
	sqlite3_finalize(statement);
	return step == SQLITE_ROW || step == SQLITE_DONE;
}

const char *store_text(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);

	return text ? (const char *)text : "";
}

/* Opening and closing */

/* SQLite would make the file with the umask's permissions; its -wal and -shm take the file's. */
static bool make_file(const char *path, struct error *error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	else if (errno != EEXIST)
		return error_set(error, "%s", strerror(errno));
	return true;
}

static bool connect_to(struct store *store, const char *name, int flags, struct error *error)
{
	int rc = sqlite3_open_v2(name, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc != SQLITE_OK)
		return error_set(error, "%s",
				 store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(rc));
	sqlite3_busy_timeout(store->db, BUSY_MS);
	return true;
}

/* To change a new file to WAL, SQLite wants it alone and does not wait for its busy time-out. */
static bool use_wal(struct store *store, struct error *error)
{
	for (int waited = 0;; waited += BUSY_STEP_MS) {
		if (store_exec(store, "PRAGMA journal_mode = WAL", error))
			return true;
		if ((sqlite3_errcode(store->db) & 0xff) != SQLITE_BUSY || waited >= BUSY_MS)
			return false;
		sqlite3_sleep(BUSY_STEP_MS);
	}
}

static bool check_pages(struct store *store, struct error *error)
{
	sqlite3_stmt *statement = store_prepare(store, "PRAGMA quick_check(1)", error);
	bool ok;

	if (!statement)
		return false;
	ok = sqlite3_step(statement) == SQLITE_ROW && !strcmp(store_text(statement, 0), "ok");
	sqlite3_finalize(statement);
	return ok || error_set(error, "the file is damaged");
}

static bool open_for_writing(struct store *store, const char *path, struct error *error)
{
	int version;

	if (path && !make_file(path, error))
		return false;
	if (!connect_to(store, path ? path : ":memory:", SQLITE_OPEN_READWRITE, error))
		return false;
	if (sqlite3_db_readonly(store->db, "main") == 1)
		return error_set(error, "may not be written");
	return store_check(store, &version, error) && use_wal(store, error) &&
	       store_exec(store, "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON", error) &&
	       store_migrate(store, error) && check_pages(store, error);
}

/* "file:PATH?immutable=1": reads without locks and without a -shm file. */
static void immutable_name(struct strbuf *name, const char *path)
{
	strbuf_text(name, "file:");
	for (const char *s = path; *s; s++) {
		if (strchr("%?#", *s))
			strbuf_printf(name, "%%%02X", (unsigned)*s);
		else
			strbuf_bytes(name, s, 1);
	}
	strbuf_text(name, "?immutable=1");
}

/* Is there a write-ahead log with something in it? */
static bool has_log(const char *path)
{
	struct strbuf name;
	struct stat info;
	bool found;

	strbuf_init(&name, strlen(path) + 8);
	strbuf_printf(&name, "%s-wal", path);
	found = stat(name.data, &info) == 0 && info.st_size > 0;
	strbuf_done(&name);
	return found;
}

/* A WAL file in a directory that cannot be written opens only as an immutable one.  That is sound
 * while nobody writes it: a writer would have left a -wal file. */
static bool connect_immutable(struct store *store, const char *path, struct error *error)
{
	struct strbuf name;
	bool ok;

	if (has_log(path))
		return false;
	sqlite3_close(store->db);
	store->db = NULL;
	strbuf_init(&name, 3 * strlen(path) + 64);
	immutable_name(&name, path);
	ok = connect_to(store, name.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
	strbuf_done(&name);
	return ok;
}

/* What SQLite says when it cannot make the -shm file that it reads a WAL file with. */
static bool lacks_shm(struct store *store)
{
	int code = sqlite3_errcode(store->db) & 0xff;

	return code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

static bool open_for_reading(struct store *store, const char *path, struct error *error)
{
	int version;

	if (!connect_to(store, path, SQLITE_OPEN_READONLY, error))
		return false;
	if (!store_check(store, &version, error) &&
	    (!lacks_shm(store) || !connect_immutable(store, path, error) ||
	     !store_check(store, &version, error)))
		return false;
	if (version == 0)
		return error_set(error, "holds nothing yet");
	return true;
}

/* No writer is there: what the file says is all.  It opens without locks and without making the
 * files that readers of a WAL store share. */
static bool glance_at(struct store *store, const char *path, struct error *error)
{
	int version;

	return stat(path, &store->seen) == 0 && connect_immutable(store, path, error) &&
	       store_check(store, &version, error) && version > 0;
}

static bool open_for_a_glance(struct store *store, const char *path, struct error *error)
{
	if (glance_at(store, path, error)) {
		store->glanced = mem_strdup(path);
		return true;
	}
	sqlite3_close(store->db);
	store->db = NULL;
	return open_for_reading(store, path, error);
}

static bool open_as_copy(struct store *store, const char *path, struct error *error)
{
	struct store source = {NULL};
	sqlite3_backup *backup = NULL;
	bool ok = open_for_reading(&source, path, error) &&
		  connect_to(store, ":memory:", SQLITE_OPEN_READWRITE, error);

	if (ok) {
		backup = sqlite3_backup_init(store->db, "main", source.db, "main");
		sqlite3_backup_step(backup, -1);
		ok = sqlite3_backup_finish(backup) == SQLITE_OK ||
		     store_fail(store, "cannot be copied", error);
	}
	sqlite3_close(source.db);
	return ok && store_exec(store, "PRAGMA foreign_keys = ON", error) &&
	       store_migrate(store, error) && check_pages(store, error);
}

struct store *store_open(const char *path, enum store_mode mode, struct error *error)
{
	struct store *store = mem_alloc(1, sizeof(*store));
	bool ok;

	if (mode == STORE_WRITE || !path)
		ok = open_for_writing(store, path, error);
	else if (mode == STORE_READ)
		ok = open_for_reading(store, path, error);
	else if (mode == STORE_GLANCE)
		ok = open_for_a_glance(store, path, error);
	else
		ok = open_as_copy(store, path, error);
	if (ok)
		return store;
	error_wrap(error, "store %s", path ? path : "in memory");
	store_close(store);
	return NULL;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	sqlite3_close(store->db);
	free(store->glanced);
	free(store);
}

bool store_undisturbed(struct store *store)
{
	struct stat now;

	return !store->glanced ||
	       (!has_log(store->glanced) && stat(store->glanced, &now) == 0 &&
		now.st_ino == store->seen.st_ino && now.st_size == store->seen.st_size &&
		now.st_mtim.tv_sec == store->seen.st_mtim.tv_sec &&
		now.st_mtim.tv_nsec == store->seen.st_mtim.tv_nsec);
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
