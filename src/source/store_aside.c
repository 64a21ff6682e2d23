#include "source/store_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/text.h"

#define READ_MAX   ((size_t)256 << 20) /* bytes of a file that are looked at for signs of us */
#define PAGE       4096
#define NAMES_MAX  1000 /* stores set aside within one second */
#define SUFFIX_MAX 64

/* Is it damaged? */

/* Does a page hold the table of feeds, which every store of ours has? */
static bool is_feed_page(const unsigned char *page)
{
	enum { LEAF_OF_AN_INDEX = 10 };

	return page[0] == LEAF_OF_AN_INDEX && memmem(page, PAGE, "catalogue", 9) &&
	       memmem(page, PAGE, "rankings", 8);
}

/* Of a file whose first page SQLite does not understand: was it a store of ours?  A file of nothing
 * but zeros is what a power cut leaves on some file systems. */
static bool file_bears_our_signs(FILE *file)
{
	unsigned char page[PAGE];
	bool zeros = true, newer;
	size_t n;

	for (size_t at = 0; at < READ_MAX && (n = fread(page, 1, PAGE, file)) > 0; at += n) {
		if (at == 0 && n == PAGE && store_has_our_mark(page, &newer))
			return !newer;
		if (n == PAGE && is_feed_page(page))
			return true;
		for (size_t i = 0; zeros && i < n; i++)
			zeros = page[i] == 0;
	}
	return zeros && !ferror(file);
}

bool store_bears_our_signs(const char *path)
{
	FILE *file = fopen(path, "rb");
	bool ours = file && file_bears_our_signs(file);

	if (file)
		fclose(file);
	return ours;
}

/* After a failure: is the file's content the reason, or the disk, a lock, a permission? */
static bool is_content(struct store *store)
{
	switch (sqlite3_errcode(store->db) & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
	case SQLITE_ERROR:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return true;
	default:
		return false;
	}
}

/* Can all of it be read, and is it what we write? */
static bool is_sound(struct store *store, struct error *error)
{
	struct catalog_builder *catalog = catalog_builder_new();
	struct endpoints_builder *endpoints = endpoints_builder_new();
	struct restatements_builder *restatements = restatements_builder_new();
	struct history *history = NULL;
	struct status status;
	bool ok = store_check_pages(store, "PRAGMA integrity_check(1)", error) &&
		  store_load_history(store, &history, error) &&
		  store_load_catalog(store, catalog, error) &&
		  store_load_endpoints(store, endpoints, error) &&
		  store_load_restatements(store, restatements, error) &&
		  store_load_status(store, 0, &status, error);

	history_unref(history);
	catalog_builder_free(catalog);
	endpoints_builder_free(endpoints);
	restatements_builder_free(restatements);
	return ok;
}

static bool has_log(const char *path)
{
	struct strbuf name;
	struct stat info;
	bool has;

	strbuf_init(&name, strlen(path) + 8);
	strbuf_printf(&name, "%s-wal", path);
	has = stat(name.data, &info) == 0 && info.st_size > 0;
	strbuf_done(&name);
	return has;
}

/* What stands at the path, opened so that looking at it changes nothing. */
static bool examine(struct store *store, const char *path, bool *ours, struct error *error)
{
	int version, code;

	*ours = false;
	if (sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
	    SQLITE_OK)
		return store_fail(store, "cannot be examined", error);
	sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
	if (has_log(path))
		sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (!store_check(store, &version, error)) {
		code = sqlite3_errcode(store->db) & 0xff;
		/* Otherwise it was read, and is not ours or newer. */
		*ours = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
		return false;
	}
	*ours = version > 0;
	return is_sound(store, error);
}

static bool is_damaged(const char *path, struct error *error)
{
	struct store store = {NULL};
	bool ours, damaged;

	if (!store_may_be_at(path, error))
		return false;
	if (examine(&store, path, &ours, error))
		damaged = error_set(error, "nothing is wrong with it");
	else
		damaged = ours && is_content(&store);
	sqlite3_close(store.db);
	return damaged && (store.version > 0 || store_bears_our_signs(path));
}

/* Setting aside */

static bool is_taken(const char *name)
{
	return access(name, F_OK) == 0 || errno != ENOENT;
}

/* "PATH.damaged-20260822T141500Z", with a number where that is taken; free() releases it. */
static char *free_name(const char *path, int64_t now)
{
	char stamp[SUFFIX_MAX] = "";
	time_t time = (time_t)now;
	struct strbuf name;
	struct tm utc;
	char *result;

	if (gmtime_r(&time, &utc))
		strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &utc);
	strbuf_init(&name, strlen(path) + 2 * SUFFIX_MAX);
	strbuf_printf(&name, "%s.damaged-%s", path, stamp);
	for (int i = 2; i < NAMES_MAX && is_taken(name.data); i++) {
		strbuf_clear(&name);
		strbuf_printf(&name, "%s.damaged-%s-%d", path, stamp, i);
	}
	result = is_taken(name.data) ? NULL : mem_strdup(name.data);
	strbuf_done(&name);
	return result;
}

static bool move_one(const char *path, const char *name, const char *suffix, struct error *error)
{
	struct strbuf from, to;
	bool ok;

	strbuf_init(&from, strlen(path) + 8);
	strbuf_init(&to, strlen(name) + 8);
	strbuf_printf(&from, "%s%s", path, suffix);
	strbuf_printf(&to, "%s%s", name, suffix);
	ok = rename(from.data, to.data) == 0 || (*suffix && errno == ENOENT) ||
	     error_set(error, "cannot be set aside: %s", strerror(errno));
	strbuf_done(&from);
	strbuf_done(&to);
	return ok;
}

char *store_set_aside(const char *path, int64_t now, struct error *error)
{
	char *name = NULL;
	int guard;

	if (!is_damaged(path, error))
		return NULL;
	guard = store_guard(path, true);
	if (guard < 0)
		error_set(error, "cannot be set aside: its folder is busy");
	else if (!(name = free_name(path, now)))
		error_set(error, "cannot be set aside: no name is free");
	/* The log first: should we die in between, the file is found damaged once more. */
	else if (!move_one(path, name, "-wal", error) || !move_one(path, name, "-shm", error) ||
		 !move_one(path, name, "", error)) {
		free(name);
		name = NULL;
	}
	store_unguard(guard);
	return name;
}

/* Salvage */

struct salvage {
	struct store *to, *from;
	const char *table;
};

static bool copy_row(sqlite3_stmt *read, sqlite3_stmt *write, struct store *to)
{
	for (int i = 0; i < sqlite3_column_count(read); i++)
		if (sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i)) != SQLITE_OK)
			return false;
	return store_run(to, write, NULL);
}

static sqlite3_stmt *prepare_insert(struct salvage *salvage, int columns)
{
	sqlite3_stmt *statement;
	struct strbuf sql;

	strbuf_init(&sql, 1024);
	strbuf_printf(&sql, "INSERT OR REPLACE INTO \"%s\" VALUES (", salvage->table);
	for (int i = 0; i < columns; i++)
		strbuf_text(&sql, i ? ", ?" : "?");
	strbuf_text(&sql, ")");
	statement = store_prepare(salvage->to, sql.data, NULL);
	strbuf_done(&sql);
	return statement;
}

static bool copy_rows(struct salvage *salvage)
{
	sqlite3_stmt *read, *write = NULL;
	bool ok = true;
	char sql[128];
	int step = SQLITE_ERROR;

	snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\"", salvage->table);
	read = store_prepare(salvage->from, sql, NULL);
	if (read)
		write = prepare_insert(salvage, sqlite3_column_count(read));
	while (write && ok && (step = sqlite3_step(read)) == SQLITE_ROW)
		ok = copy_row(read, write, salvage->to);
	sqlite3_finalize(read);
	sqlite3_finalize(write);
	return ok && step == SQLITE_DONE;
}

/* A table whose rows belong to those of another is of no use without them, nor that one without
 * these: a week must not seem to have no models. */
static void drop_parents(struct salvage *salvage)
{
	char sql[160], drop[160];
	sqlite3_stmt *parents;

	snprintf(sql, sizeof(sql), "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('%s')",
		 salvage->table);
	parents = store_prepare(salvage->to, sql, NULL);
	while (parents && sqlite3_step(parents) == SQLITE_ROW) {
		snprintf(drop, sizeof(drop), "DELETE FROM \"%s\"", store_text(parents, 0));
		store_exec(salvage->to, drop, NULL);
	}
	sqlite3_finalize(parents);
}

static void copy_table(struct salvage *salvage)
{
	char check[128];
	bool ok;

	snprintf(check, sizeof(check), "PRAGMA quick_check('%s')", salvage->table);
	store_exec(salvage->to, "SAVEPOINT one", NULL);
	ok = store_check_pages(salvage->from, check, NULL) && copy_rows(salvage);
	if (!ok)
		store_exec(salvage->to, "ROLLBACK TO one", NULL);
	store_exec(salvage->to, "RELEASE one", NULL);
	if (!ok)
		drop_parents(salvage);
}

/* What came good last is not good if it is lost. */
static const char forget_lost[] =
	"UPDATE feed SET ok_at = 0, failing_since = 0 WHERE name = 'rankings'"
	" AND NOT EXISTS (SELECT 1 FROM bucket);"
	"UPDATE feed SET ok_at = 0, failing_since = 0, etag = '' WHERE name = 'catalogue'"
	" AND NOT EXISTS (SELECT 1 FROM listing)";

static bool copy_tables(struct store *to, struct store *from)
{
	struct salvage salvage = {.to = to, .from = from};
	/* As they were made: a table comes after those that it refers to. */
	sqlite3_stmt *tables = store_prepare(to,
					     "SELECT name FROM sqlite_schema WHERE type = 'table'"
					     " AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
					     NULL);
	bool ok = tables != NULL;

	while (tables && sqlite3_step(tables) == SQLITE_ROW) {
		salvage.table = store_text(tables, 0);
		copy_table(&salvage);
	}
	sqlite3_finalize(tables);
	return ok && store_exec(to, forget_lost, NULL) && is_sound(to, NULL);
}

void store_salvage(struct store *store, struct store *damaged)
{
	if (damaged->version != store->version || !store_exec(store, "BEGIN IMMEDIATE", NULL))
		return;
	if (!copy_tables(store, damaged) || !store_exec(store, "COMMIT", NULL))
		store_exec(store, "ROLLBACK", NULL);
}
