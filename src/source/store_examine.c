#include "source/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/text.h"

#define HEADER_SIZE 100 /* of SQLite's file format */

static const char magic[16] = "SQLite format 3";

const char *store_library(void)
{
	return sqlite3_libversion();
}

static int64_t size_of(const char *path, const char *suffix)
{
	struct strbuf name;
	struct stat info;
	int64_t size;

	strbuf_init(&name, strlen(path) + strlen(suffix));
	strbuf_printf(&name, "%s%s", path, suffix);
	size = stat(name.data, &info) == 0 ? (int64_t)info.st_size : 0;
	strbuf_done(&name);
	return size;
}

/* Of a file that could not be opened as a store, by its first bytes. */
static enum store_state state_of(const char *path)
{
	unsigned char header[HEADER_SIZE];
	ssize_t length;
	bool newer;
	int fd;

	if (!store_may_be_at(path, NULL))
		return STORE_FOREIGN;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd >= 0 ? read(fd, header, sizeof(header)) : -1;
	if (fd >= 0)
		close(fd);
	if (length < 0)
		return STORE_CLOSED;
	if (length < HEADER_SIZE || memcmp(header, magic, sizeof(magic)) != 0)
		return store_bears_our_signs(path) ? STORE_DAMAGED : STORE_FOREIGN;
	if (!store_has_our_mark(header, &newer))
		return STORE_FOREIGN;
	return newer ? STORE_NEWER : STORE_DAMAGED;
}

static bool is_locked(const char *path)
{
	bool busy;

	store_close(store_open_at_once(path, &busy, NULL));
	return busy;
}

static bool measure(struct store *store, struct store_report *report, struct error *error)
{
	struct history_bucket *weeks;
	size_t n;

	if (!store_check_pages(store, "PRAGMA integrity_check(1)", error) ||
	    !store_load_heads(store, SIZE_MAX >> 1, &weeks, &n, error))
		return false;
	report->version = store->version;
	report->n_weeks = n;
	if (n > 0) {
		report->first = weeks[0].date;
		report->last = weeks[n - 1].date;
	}
	free(weeks);
	return true;
}

/* False when somebody wrote meanwhile. */
static bool look_into(const char *path, struct store_report *report, struct error *error)
{
	struct store *store = store_open(path, STORE_READ, error);
	bool calm = true;

	if (!store) {
		report->state = is_locked(path) ? STORE_LOCKED : state_of(path);
		return true;
	}
	report->state = measure(store, report, error) ? STORE_SOUND : STORE_DAMAGED;
	if (report->state == STORE_DAMAGED)
		error_wrap(error, "store %s", path);
	calm = store_undisturbed(store);
	store_close(store);
	return calm;
}

void store_examine(const char *path, struct store_report *report)
{
	struct error error;
	struct stat info;
	bool calm = false;

	memset(report, 0, sizeof(*report));
	report->bytes = size_of(path, "") + size_of(path, "-wal");
	if (stat(path, &info) == 0)
		report->mode = (int)info.st_mode & 07777;
	for (int i = 0; !calm && i < STORE_TRIES; i++) {
		error.text[0] = '\0';
		calm = look_into(path, report, &error);
	}
	if (!calm) {
		report->state = STORE_LOCKED;
		error_set(&error, "another program writes it all the time");
	}
	snprintf(report->reason, sizeof(report->reason), "%.199s", error.text);
}
