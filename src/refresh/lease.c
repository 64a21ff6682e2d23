#include "refresh/lease.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "base/text.h"

static int open_lock(const char *store_path)
{
	struct strbuf path;
	int fd;

	strbuf_init(&path, strlen(store_path) + sizeof(".lock"));
	strbuf_printf(&path, "%s.lock", store_path);
	fd = open(path.data, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	strbuf_done(&path);
	return fd;
}

bool lease_take(struct lease *lease, const char *store_path, bool *busy, struct error *error)
{
	int fd;

	lease->fd = -1;
	*busy = false;
	if (!store_path)
		return true;
	fd = open_lock(store_path);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		lease->fd = fd;
		return true;
	}
	*busy = fd >= 0 && errno == EWOULDBLOCK;
	if (*busy)
		error_set(error, "another ortop refreshes now");
	else
		error_set(error, "%s.lock: %s", store_path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return false;
}

void lease_drop(struct lease *lease)
{
	if (lease->fd >= 0)
		close(lease->fd);
	lease->fd = -1;
}

/* Is it among the pids that are kept? */
static bool is_known(pid_t pid, const pid_t *pids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pids[i] == pid)
			return true;
	return false;
}

/* The next word of a line of /proc/locks, "" at its end. */
static const char *next_word(char **rest)
{
	const char *word = strtok_r(NULL, " \n", rest);

	return word ? word : "";
}

/* Is "MAJOR:MINOR:INODE", in hexadecimal but for the last, the file? */
static bool is_file(const char *word, const struct stat *file)
{
	char *end;

	if (strtoul(word, &end, 16) != major(file->st_dev) || *end != ':')
		return false;
	if (strtoul(end + 1, &end, 16) != minor(file->st_dev) || *end != ':')
		return false;
	return strtoull(end + 1, &end, 10) == file->st_ino && *end == '\0';
}

/* The process of a line of /proc/locks that is a lock of this kind on the file, 0 of any other; see
 * proc_locks(5): "1: FLOCK ADVISORY WRITE PID MAJOR:MINOR:INODE ...".  A line that waits for its
 * lock has an arrow before the kind. */
static pid_t pid_of_line(char *line, const char *kind, const struct stat *file)
{
	char *rest = NULL;
	long pid;

	if (!strtok_r(line, " ", &rest) || strcmp(next_word(&rest), kind) != 0)
		return 0;
	next_word(&rest);
	next_word(&rest);
	pid = strtol(next_word(&rest), NULL, 10);
	return pid > 0 && is_file(next_word(&rest), file) ? (pid_t)pid : 0;
}

static size_t find_locks(const char *path, const char *suffix, const char *kind, pid_t *pids,
			 size_t max)
{
	struct strbuf name;
	struct stat file;
	FILE *locks = NULL;
	char line[256];
	size_t n = 0;

	strbuf_init(&name, strlen(path) + strlen(suffix));
	strbuf_printf(&name, "%s%s", path, suffix);
	if (stat(name.data, &file) == 0)
		locks = fopen("/proc/locks", "re");
	while (locks && fgets(line, sizeof(line), locks)) {
		pid_t pid = pid_of_line(line, kind, &file);

		if (pid == 0 || is_known(pid, pids, n < max ? n : max))
			continue;
		if (n < max)
			pids[n] = pid;
		n++;
	}
	if (locks)
		fclose(locks);
	strbuf_done(&name);
	return n;
}

pid_t lease_holder(const char *store_path)
{
	pid_t pid;

	return store_path && find_locks(store_path, ".lock", "FLOCK", &pid, 1) > 0 ? pid : 0;
}

bool lease_sleeps(const char *store_path)
{
	char path[32], line[512] = "";
	const char *name_end;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)lease_holder(store_path));
	file = fopen(path, "re");
	if (!file)
		return false;
	line[fread(line, 1, sizeof(line) - 1, file)] = '\0';
	fclose(file);
	/* "PID (NAME) STATE ...", and a name may hold anything. */
	name_end = strrchr(line, ')');
	return name_end && (name_end[1] == ' ' && (name_end[2] == 'T' || name_end[2] == 't'));
}

size_t lease_openers(const char *store_path, pid_t *pids, size_t max)
{
	return store_path ? find_locks(store_path, "-shm", "POSIX", pids, max) : 0;
}
