/* cache.h - where the worker leaves the newest snapshot and the screen picks it up.
 *
 * One pointer under a lock that is never held across I/O or drawing, and a descriptor (an eventfd)
 * that wakes the screen's poll: publish swaps the pointer and makes the descriptor readable;
 * acquire takes a reference and drains it.
 *
 * Thread: publish from the worker (or main before the worker starts), acquire from main.
 */
#ifndef ORTOP_REFRESH_CACHE_H
#define ORTOP_REFRESH_CACHE_H

#include "base/error.h"
#include "model/snapshot.h"

struct cache;

struct cache *cache_new(struct error *error);
void cache_free(struct cache *cache);

/* Takes over the caller's reference. */
void cache_publish(struct cache *cache, struct snapshot *snapshot);

/* The newest snapshot with a reference for the caller; NULL before the first publish. */
struct snapshot *cache_acquire(struct cache *cache);

/* Readable when something was published since the last acquire. */
int cache_wake_fd(const struct cache *cache);

#endif
