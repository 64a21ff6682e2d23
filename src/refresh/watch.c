#include "refresh/watch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include "base/mem.h"

#define GONE   (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)
#define WITHIN (IN_MODIFY | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF)
#define ABOVE  (IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF)

/* Folders may come while we look for the one that is there: so often it is looked for again. */
#define LOOKS 8

/* The folder that a path is in, in place: "/a/b" to "/a" to "/"; "a" to ".". */
static void go_up(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		memcpy(path, ".", *path ? 2 : 1);
	else
		slash[slash == path] = '\0';
}

/* Watch the nearest folder that is there.  False when the one below it has come meanwhile, whose
 * coming nobody would hear of. */
static bool watch_nearest(struct watch *watch)
{
	char *below = mem_strdup(watch->path), *folder = mem_strdup(watch->path);
	bool settled = true;

	watch->away = false;
	go_up(folder);
	while (inotify_add_watch(watch->fd, folder, watch->away ? ABOVE : WITHIN) < 0) {
		watch->away = true;
		if (strcmp(folder, "/") == 0 || strcmp(folder, ".") == 0) {
			close(watch->fd);
			watch->fd = -1;
			break;
		}
		strcpy(below, folder);
		go_up(folder);
	}
	if (watch->fd >= 0 && watch->away)
		settled = access(below, F_OK) != 0;
	free(below);
	free(folder);
	return settled;
}

static void aim(struct watch *watch)
{
	for (int i = 0; i < LOOKS; i++) {
		if (watch->fd >= 0)
			close(watch->fd);
		watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
		if (watch->fd < 0 || watch_nearest(watch))
			return;
	}
}

void watch_init(struct watch *watch, const char *store_path)
{
	*watch = (struct watch){.fd = -1};
	if (!store_path)
		return;
	watch->path = mem_strdup(store_path);
	aim(watch);
}

void watch_done(struct watch *watch)
{
	if (watch->fd >= 0)
		close(watch->fd);
	free(watch->path);
}

static bool is_ours(const struct watch *watch, const char *name)
{
	const char *slash = strrchr(watch->path, '/');
	const char *store = slash ? slash + 1 : watch->path;
	size_t length = strlen(store);

	return !strncmp(name, store, length) && (!name[length] || !strcmp(name + length, "-wal"));
}

/* All that has come, as one mask; of the files of a folder only ours count. */
static uint32_t read_events(struct watch *watch)
{
	_Alignas(struct inotify_event) char buffer[4096];
	uint32_t all = 0;
	ssize_t n;

	while ((n = read(watch->fd, buffer, sizeof(buffer))) > 0) {
		for (char *at = buffer; at < buffer + n;) {
			struct inotify_event event;

			memcpy(&event, at, sizeof(event));
			at += sizeof(event);
			if (event.len == 0 || watch->away || is_ours(watch, at))
				all |= event.mask;
			at += event.len;
		}
	}
	return all;
}

bool watch_read(struct watch *watch)
{
	uint32_t events = watch->fd >= 0 ? read_events(watch) : 0;

	if (!events)
		return false;
	if (!watch->away && !(events & GONE))
		return true;
	aim(watch);
	return !watch->away;
}
