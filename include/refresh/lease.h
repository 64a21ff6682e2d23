/* lease.h - one refresher a store at a time.
 *
 * An advisory lock on "<store>.lock", held only while a refresh runs, so that any number of ortops
 * share the work and one that dies leaves nothing behind: the kernel lets go of its lock.
 *
 * Thread: worker.
 */
#ifndef ORTOP_REFRESH_LEASE_H
#define ORTOP_REFRESH_LEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include "base/error.h"

struct lease {
	int fd; /* -1 when not held */
};

/* Take the lock without waiting.  False with *busy true: another ortop refreshes now; false with
 * *busy false: the lock file cannot be made (see error).  store_path NULL: granted at once. */
bool lease_take(struct lease *lease, const char *store_path, bool *busy, struct error *error);
void lease_drop(struct lease *lease);

/* Who holds the lock now, as the kernel tells without anybody being disturbed: its process, 0 for
 * nobody, or where the kernel does not tell (it numbers files of some file systems differently). */
pid_t lease_holder(const char *store_path);

/* Is who holds the lock stopped (SIGSTOP, a debugger), so that it may keep it for ever?  Whoever
 * goes on without it then has the store's own lock between them still. */
bool lease_sleeps(const char *store_path);

/* The processes, ours too, that have the store open (they share its -shm file): the first `max` of
 * them into `pids`.  Returns how many there are. */
size_t lease_openers(const char *store_path, pid_t *pids, size_t max);

#endif
