#include "refresh/lease.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
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
