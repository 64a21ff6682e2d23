/* watch.h - a descriptor that tells when the files of a store on disk are written.
 *
 * inotify on the store's folder, for the database and its write-ahead log.  It hears of our own
 * writes too, and a moment before a commit can be seen: the store's data_version decides.  While
 * that folder is not there (it was removed, or moved away), the nearest one above it is watched
 * until it is.  The folder above the store's own is watched, too: one that holds open files is not
 * told of its removal.  That one further up is moved, folder and all, is not heard.
 *
 * Thread: worker.
 */
#ifndef ORTOP_REFRESH_WATCH_H
#define ORTOP_REFRESH_WATCH_H

#include <stdbool.h>

struct watch {
	int fd;     /* for poll; -1 when there is nothing to watch, or inotify is used up */
	char *path; /* the store's, NULL for nothing to watch */
	bool away;  /* its folder is not there */
	int above;  /* inotify's number of the folder above, -1 for none */
};

/* store_path NULL: nothing to watch. */
void watch_init(struct watch *watch, const char *store_path);
void watch_done(struct watch *watch);

/* Read what has come, without waiting: were the store's files written, or put there, or is their
 * folder another one?  `fd` may be another one afterwards. */
bool watch_read(struct watch *watch);

#endif
