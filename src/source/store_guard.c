#include "source/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/text.h"

#define WAIT_MS 10000 /* longer than SQLite waits while a store is opened */
#define STEP_MS 20

static int open_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = mem_strdup(slash ? path : ".");
	int fd;

	if (slash)
		folder[slash == path ? 1 : slash - path] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	return fd;
}

int store_guard(const char *path, bool alone)
{
	struct timespec step = {.tv_nsec = STEP_MS * 1000000L};
	int fd = open_folder(path);

	for (int waited = 0; fd >= 0; waited += STEP_MS) {
		if (flock(fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
			return fd;
		if ((errno != EWOULDBLOCK && errno != EINTR) || waited >= WAIT_MS)
			break;
		nanosleep(&step, NULL);
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

int store_guard_at_once(const char *path, bool *taken)
{
	int fd = open_folder(path);

	*taken = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	if (!*taken)
		return fd;
	close(fd);
	return -1;
}

void store_unguard(int guard)
{
	if (guard >= 0)
		close(guard);
}

/* What is left of a store that somebody removed: a new one must not take it for its own. */
static void remove_leftover(const char *path, const char *suffix)
{
	struct strbuf name;

	strbuf_init(&name, strlen(path) + 8);
	strbuf_printf(&name, "%s%s", path, suffix);
	unlink(name.data);
	strbuf_done(&name);
}

bool store_may_be_at(const char *path, struct error *error)
{
	struct stat info;

	return stat(path, &info) != 0 || S_ISREG(info.st_mode) || error_set(error, "not a file");
}

/* SQLite would make the file with the umask's permissions; its -wal and -shm take the file's. */
bool store_make_file(const char *path, struct error *error)
{
	int guard, fd, failure;

	if (access(path, F_OK) == 0)
		return true;
	guard = store_guard(path, true);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	failure = errno;
	if (fd >= 0) {
		close(fd);
		remove_leftover(path, "-wal");
		remove_leftover(path, "-shm");
	}
	store_unguard(guard);
	return fd >= 0 || failure == EEXIST || error_set(error, "%s", strerror(failure));
}
