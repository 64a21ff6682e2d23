#include "refresh/watch.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include "base/mem.h"

void watch_init(struct watch *watch, const char *store_path)
{
	const char *slash = store_path ? strrchr(store_path, '/') : NULL;
	char *directory;

	*watch = (struct watch){.fd = -1};
	if (!store_path)
		return;
	watch->name = mem_strdup(slash ? slash + 1 : store_path);
	directory = mem_strdup(slash ? store_path : ".");
	if (slash)
		directory[slash == store_path ? 1 : slash - store_path] = '\0';
	watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->fd >= 0 && inotify_add_watch(watch->fd, directory, IN_MODIFY) < 0) {
		close(watch->fd);
		watch->fd = -1;
	}
	free(directory);
}

void watch_done(struct watch *watch)
{
	if (watch->fd >= 0)
		close(watch->fd);
	free(watch->name);
}

static bool is_ours(const struct watch *watch, const char *name)
{
	size_t length = strlen(watch->name);

	return !strncmp(name, watch->name, length) &&
	       (!name[length] || !strcmp(name + length, "-wal"));
}

bool watch_read(struct watch *watch)
{
	_Alignas(struct inotify_event) char buffer[4096];
	bool written = false;
	ssize_t n;

	while (watch->fd >= 0 && (n = read(watch->fd, buffer, sizeof(buffer))) > 0) {
		for (char *at = buffer; at < buffer + n;) {
			struct inotify_event event;

			memcpy(&event, at, sizeof(event));
			at += sizeof(event);
			/* When events were lost, any file may be meant. */
			if (event.mask & IN_Q_OVERFLOW || (event.len && is_ours(watch, at)))
				written = true;
			at += event.len;
		}
	}
	return written;
}
