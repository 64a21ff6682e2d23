#include "refresh/cache.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "base/mem.h"

struct cache {
	pthread_mutex_t lock; /* of newest alone */
	struct snapshot *newest;
	int wake;
};

struct cache *cache_new(struct error *error)
{
	int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	struct cache *cache;

	if (wake < 0) {
		error_set(error, "eventfd: %s", strerror(errno));
		return NULL;
	}
	cache = mem_alloc(1, sizeof(*cache));
	pthread_mutex_init(&cache->lock, NULL);
	cache->wake = wake;
	return cache;
}

void cache_free(struct cache *cache)
{
	if (!cache)
		return;
	snapshot_unref(cache->newest);
	pthread_mutex_destroy(&cache->lock);
	close(cache->wake);
	free(cache);
}

void cache_publish(struct cache *cache, struct snapshot *snapshot)
{
	struct snapshot *old;

	pthread_mutex_lock(&cache->lock);
	old = cache->newest;
	cache->newest = snapshot;
	pthread_mutex_unlock(&cache->lock);
	snapshot_unref(old);
	/* After the swap, as acquire drains before it looks: no publication is slept through. */
	eventfd_write(cache->wake, 1);
}

struct snapshot *cache_acquire(struct cache *cache)
{
	struct snapshot *snapshot = NULL;
	eventfd_t count;

	eventfd_read(cache->wake, &count);
	pthread_mutex_lock(&cache->lock);
	if (cache->newest)
		snapshot = snapshot_ref(cache->newest);
	pthread_mutex_unlock(&cache->lock);
	return snapshot;
}

int cache_wake_fd(const struct cache *cache)
{
	return cache->wake;
}
