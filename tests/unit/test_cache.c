/* The cache between two threads: nothing torn, nothing lost, nothing leaked, no wake missed. */
#include "refresh/cache.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define PUBLICATIONS 20000

static struct history *history;
static struct catalog *catalog;
static struct vendor_map *vendors;

static int setup(void **state)
{
	(void)state;
	history = history_finish(history_builder_new(HISTORY_LIVE));
	catalog = catalog_finish(catalog_builder_new());
	vendors = vendor_map_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	history_unref(history);
	catalog_unref(catalog);
	vendor_map_free(vendors);
	return 0;
}

/* A snapshot that can be told from others, in two places. */
static struct snapshot *numbered(int number)
{
	struct status status = {.step = number, .steps = number};

	return snapshot_new(history, catalog, vendors, &status);
}

static bool is_awake(const struct cache *cache, int timeout)
{
	struct pollfd fd = {.fd = cache_wake_fd(cache), .events = POLLIN};

	return poll(&fd, 1, timeout) == 1;
}

static void test_newest_wins(void **state)
{
	struct cache *cache = cache_new(NULL);
	struct snapshot *first, *second;

	(void)state;
	assert_null(cache_acquire(cache));
	assert_false(is_awake(cache, 0));
	cache_publish(cache, numbered(1));
	assert_true(is_awake(cache, 0));
	first = cache_acquire(cache);
	assert_int_equal(first->status.step, 1);
	assert_false(is_awake(cache, 0));
	cache_publish(cache, numbered(2));
	cache_publish(cache, numbered(3));
	assert_true(is_awake(cache, 0));
	second = cache_acquire(cache);
	assert_int_equal(second->status.step, 3);
	assert_false(is_awake(cache, 0));
	/* Without news the same one is given again, and one that is held stays whole. */
	snapshot_unref(second);
	second = cache_acquire(cache);
	assert_int_equal(second->status.step, 3);
	assert_int_equal(first->status.step, 1);
	cache_free(cache);
	assert_int_equal(second->status.steps, 3);
	snapshot_unref(first);
	snapshot_unref(second);
}

static void *publish_all(void *data)
{
	for (int i = 1; i <= PUBLICATIONS; i++)
		cache_publish(data, numbered(i));
	return NULL;
}

static void test_threads(void **state)
{
	struct cache *cache = cache_new(NULL);
	int last = 0, wrong = 0;
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, publish_all, cache), 0);
	/* Were a wake ever missed, the last one would not be seen and this would time out. */
	while (last < PUBLICATIONS && is_awake(cache, 30000)) {
		struct snapshot *snapshot = cache_acquire(cache);

		if (snapshot) {
			wrong += snapshot->status.step < last ||
				 snapshot->status.step != snapshot->status.steps;
			last = snapshot->status.step;
			snapshot_unref(snapshot);
		}
	}
	pthread_join(thread, NULL);
	cache_free(cache);
	assert_int_equal(last, PUBLICATIONS);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_newest_wins, setup, teardown),
		cmocka_unit_test_setup_teardown(test_threads, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
