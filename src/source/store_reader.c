#include "source/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/text.h"

/* How SQLite reads a file in WAL mode by itself is not how a reader of ours may: it makes the log
 * and its index where they are missing, writes into the index, and leaves both behind when it may
 * not write the file.  So there are three ways, by what stands there:
 *
 * - no log, or one without a page: what the file says is all, and it is opened as immutable,
 *   without locks;
 * - a log and its index, as while another has the store open: with SQLite's locks, by an index that
 *   is opened for reading (readonly_shm), so that a checkpoint waits for us and we for nobody
 *   (where nobody has it open, SQLite then makes an index in memory);
 * - a log alone, as in a copy, or an index that we may not use as it is (it lacks a mark for
 *   readers while its writer has committed once and nobody has read since, or somebody locks
 *   all others out): by an index of our own in memory, which SQLite makes for who has a file
 *   for itself, without locks.
 *
 * What is read without locks counts when the files were the same before and after.  That cannot
 * miss a writer: a commit makes the log longer, or anew, before a page of the file changes. */
enum way {
	WAY_IMMUTABLE,
	WAY_SHARED,
	WAY_OWN_INDEX,
};

/* SQLite's own for Unix, the second one without locks.  They open what is there for reading, make
 * nothing and remove nothing. */
#define READER   "ortop-reader"
#define UNLOCKED "ortop-reader-unlocked"

static sqlite3_vfs reader, unlocked;
static sqlite3_vfs *base_of_reader, *base_of_unlocked;

static int open_with(sqlite3_vfs *base, const char *name, sqlite3_file *file, int flags, int *out)
{
	const int ours = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;

	if (flags & ours) {
		flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
		flags |= SQLITE_OPEN_READONLY;
	}
	return base->xOpen(base, name, file, flags, out);
}

static int open_reader(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	(void)vfs;
	return open_with(base_of_reader, name, file, flags, out);
}

static int open_unlocked(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
			 int *out)
{
	(void)vfs;
	return open_with(base_of_unlocked, name, file, flags, out);
}

static int remove_nothing(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	(void)name;
	(void)sync;
	return SQLITE_READONLY;
}

static sqlite3_vfs *derive(sqlite3_vfs *vfs, const char *name, const char *base_name,
			   int (*open)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *))
{
	sqlite3_vfs *base = sqlite3_vfs_find(base_name);

	if (!base)
		return NULL;
	*vfs = *base;
	vfs->zName = name;
	vfs->xOpen = open;
	vfs->xDelete = remove_nothing;
	sqlite3_vfs_register(vfs, 0);
	return base;
}

static void derive_both(void)
{
	base_of_reader = derive(&reader, READER, "unix", open_reader);
	base_of_unlocked = derive(&unlocked, UNLOCKED, "unix-none", open_unlocked);
}

/* What stands there */

static bool stat_of(const char *path, const char *suffix, struct stat *info)
{
	struct strbuf name;
	bool there;

	strbuf_init(&name, strlen(path) + strlen(suffix));
	strbuf_printf(&name, "%s%s", path, suffix);
	there = stat(name.data, info) == 0;
	strbuf_done(&name);
	return there;
}

/* Who is killed between the log's header and its first page leaves one from which SQLite makes no
 * index for a reader: it tries for ten seconds, and says "locking protocol".  So it does with a
 * header that is none, after which it takes nothing for valid elsewhere. */
static bool has_pages(const char *path)
{
	unsigned char head[STORE_LOG_HEADER_SIZE + 1];
	struct strbuf name;
	ssize_t length;
	int fd;

	strbuf_init(&name, strlen(path) + 8);
	strbuf_printf(&name, "%s-wal", path);
	fd = open(name.data, O_RDONLY | O_CLOEXEC);
	strbuf_done(&name);
	if (fd < 0)
		return errno != ENOENT;
	length = read(fd, head, sizeof(head));
	close(fd);
	return length == (ssize_t)sizeof(head) && store_is_log(head);
}

static void look_at(const char *path, struct store_look *look)
{
	struct stat index;

	memset(look, 0, sizeof(*look));
	if (!stat_of(path, "", &look->file))
		return;
	/* A log without a page is none, nor is that of an empty file. */
	if (!stat_of(path, "-wal", &look->log) || !look->file.st_size || !has_pages(path))
		memset(&look->log, 0, sizeof(look->log));
	else
		look->indexed = stat_of(path, "-shm", &index) && index.st_size > 0;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static bool is_same(const struct store_look *a, const struct store_look *b)
{
	return is_same_file(&a->file, &b->file) && is_same_file(&a->log, &b->log) &&
	       a->indexed == b->indexed;
}

static bool has_changed(const char *path, const struct store_look *seen)
{
	struct store_look now;

	look_at(path, &now);
	return !is_same(seen, &now);
}

/* Opening */

/* "file:PATH?OPTIONS" */
static bool connect_by_uri(struct store *store, const char *path, const char *options,
			   struct error *error)
{
	struct strbuf name;
	bool ok;

	strbuf_init(&name, 3 * strlen(path) + 64);
	strbuf_text(&name, "file:");
	for (const char *s = path; *s; s++) {
		if (strchr("%?#", *s))
			strbuf_printf(&name, "%%%02X", (unsigned)*s);
		else
			strbuf_bytes(&name, s, 1);
	}
	strbuf_printf(&name, "?%s", options);
	ok = store_connect(store, name.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
	strbuf_done(&name);
	return ok;
}

static bool connect_by(struct store *store, const char *path, enum way way, int version,
		       struct error *error)
{
	static const char *const options[] = {
		[WAY_IMMUTABLE] = "vfs=" READER "&immutable=1",
		[WAY_SHARED] = "vfs=" READER "&readonly_shm=1",
		[WAY_OWN_INDEX] = "vfs=" UNLOCKED,
	};

	store_disconnect_reader(store);
	store->reader = true;
	if (way != WAY_SHARED)
		store->unlocked = mem_strdup(path);
	store->alone = way == WAY_OWN_INDEX;
	if (!connect_by_uri(store, path, options[way], error))
		return false;
	/* Who closes a log or locks all others out is not waited for: there is another way. */
	if (store->seen.log.st_size > 0)
		sqlite3_busy_timeout(store->db, 0);
	store->version = version;
	if (version == 0 && !store_is_ours(store) && !store_check(store, &store->version, error))
		return false;
	sqlite3_busy_timeout(store->db, store->hasty ? 0 : STORE_BUSY_MS);
	return true;
}

/* Was it SQLite's way with the log and its index that failed, rather than the file? */
static bool is_barred(struct store *store)
{
	int code = sqlite3_errcode(store->db) & 0xff;

	return store->seen.log.st_size > 0 &&
	       (code == SQLITE_READONLY || code == SQLITE_BUSY || code == SQLITE_PROTOCOL);
}

static bool try_to_connect(struct store *store, const char *path, struct error *error)
{
	const struct store_look *seen = &store->seen;
	bool logs = true;
	/* With nothing in the log the marks are where SQLite would find them, at a quarter of the
	 * time. */
	int version = seen->log.st_size == 0 ? store_peek(path, &logs) : 0;

	if (seen->log.st_size == 0 && logs)
		return connect_by(store, path, WAY_IMMUTABLE, version, error);
	if (seen->log.st_size > 0 && !seen->indexed)
		return connect_by(store, path, WAY_OWN_INDEX, 0, error);
	return connect_by(store, path, WAY_SHARED, 0, error) ||
	       (is_barred(store) && connect_by(store, path, WAY_OWN_INDEX, 0, error));
}

bool store_connect_reader(struct store *store, const char *path, struct error *error)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, derive_both);
	for (int i = 0; i < STORE_TRIES; i++) {
		look_at(path, &store->seen);
		if (try_to_connect(store, path, error))
			return true;
		if (!has_changed(path, &store->seen))
			return false;
	}
	return false;
}

void store_disconnect_reader(struct store *store)
{
	sqlite3_close(store->db);
	store->db = NULL;
	store->reader = store->alone = false;
	free(store->unlocked);
	store->unlocked = NULL;
}

bool store_undisturbed(struct store *store)
{
	return !store->unlocked || !has_changed(store->unlocked, &store->seen);
}
