/* watch.h - a descriptor that tells when the files of a store on disk are written.
 *
 * inotify on the store's directory, for the database and its write-ahead log.  It hears of our own
 * writes too, and a moment before a commit can be seen: the store's data_version decides.
 *
 * Thread: worker.
 */
#ifndef ORTOP_REFRESH_WATCH_H
#define ORTOP_REFRESH_WATCH_H

#include <stdbool.h>

struct watch {
	int fd;     /* for poll; -1 when there is nothing to watch, or inotify is used up */
	char *name; /* the database's name in its directory */
};

/* store_path NULL: nothing to watch. */
void watch_init(struct watch *watch, const char *store_path);
void watch_done(struct watch *watch);

/* Read what has come, without waiting: were the store's files written? */
bool watch_read(struct watch *watch);

#endif
