#include "refresh/watch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include "base/mem.h"

#define GONE   (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)
#define WITHIN (IN_MODIFY | IN_MOVED_TO)
#define ABOVE  (IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF)

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
	watch->above = -1;
	go_up(folder);
	while (inotify_add_watch(watch->fd, folder, watch->away ? ABOVE : WITHIN) < 0) {
		watch->away = true;
		if (strcmp(folder, "/") == 0 || strcmp(folder, ".") == 0) {
			close(watch->fd);
			watch->fd = -1;
			break;
		}
		memcpy(below, folder, strlen(folder) + 1); /* it only gets shorter */
		go_up(folder);
	}
	if (watch->fd >= 0 && watch->away) {
		settled = access(below, F_OK) != 0;
	} else if (watch->fd >= 0 && strchr(folder, '/') && strcmp(folder, "/") != 0) {
		go_up(folder);
		watch->above = inotify_add_watch(watch->fd, folder, ABOVE);
	}
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

/* Is it one of the store's files? */
static bool is_ours(const struct watch *watch, const char *name)
{
	const char *slash = strrchr(watch->path, '/');
	const char *store = slash ? slash + 1 : watch->path;
	size_t length = strlen(store);

	return !strncmp(name, store, length) && (!name[length] || !strcmp(name + length, "-wal"));
}

/* Is it the store's folder, as the one above it has it? */
static bool is_folder(const struct watch *watch, const char *name)
{
	const char *end = strrchr(watch->path, '/'), *start = end;

	while (start > watch->path && start[-1] != '/')
		start--;
	return strlen(name) == (size_t)(end - start) && !strncmp(name, start, strlen(name));
}

struct heard {
	bool files, folders;
};

static void hear(struct watch *watch, const struct inotify_event *event, const char *name,
		 struct heard *heard)
{
	if (event->mask & IN_Q_OVERFLOW)
		heard->files = heard->folders = true;
	else if (watch->away || event->mask & GONE)
		heard->folders = true;
	else if (event->wd == watch->above)
		heard->folders = heard->folders || is_folder(watch, name);
	else
		heard->files = heard->files || is_ours(watch, name);
}

/* All that has come. */
static struct heard read_events(struct watch *watch)
{
	_Alignas(struct inotify_event) char buffer[4096];
	struct heard heard = {false, false};
	ssize_t n;

	while ((n = read(watch->fd, buffer, sizeof(buffer))) > 0) {
		for (char *at = buffer; at < buffer + n;) {
			struct inotify_event event;

			memcpy(&event, at, sizeof(event));
			at += sizeof(event);
			hear(watch, &event, event.len ? at : "", &heard);
			at += event.len;
		}
	}
	return heard;
}

bool watch_read(struct watch *watch)
{
	struct heard heard = {false, false};

	if (watch->fd >= 0)
		heard = read_events(watch);
	if (!heard.folders)
		return heard.files;
	aim(watch);
	return !watch->away;
}
