/* The worker and an answer that is held: it says so, asks at the usual pace, and takes it in time;
 * another ortop's acceptance is noticed. */
#include "refresh/worker.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "refresh/refresh.h"
#include "refresh/schedule.h"
#include "source/store.h"
#include "support/fakeapi.h"

#define PATIENCE_MS 30000

static char directory[64], path[96];
static struct fakeapi api;
static struct cache *cache;
static struct vendor_map *vendors;
static struct credentials credentials = {FAKEAPI_KEY};
static _Atomic int64_t ahead; /* seconds that a test has let pass */
static int64_t noon;          /* what makes it noon when a test starts */

static int64_t now_ahead(const struct clock *clock)
{
	(void)clock;
	return clock_now(&clock_real) + noon + atomic_load(&ahead);
}

static int64_t boot_ahead(const struct clock *clock)
{
	(void)clock;
	return clock_boot_ms(&clock_real) + atomic_load(&ahead) * 1000;
}

static const struct clock test_clock = {now_ahead, boot_ahead, clock_wait_real};

static int setup(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/ortop-held-XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/ortop.db", directory);
	atomic_store(&ahead, 0);
	noon = CALENDAR_DAY_SECONDS / 2 - clock_now(&clock_real) % CALENDAR_DAY_SECONDS;
	cache = cache_new(NULL);
	vendors = vendor_map_new();
	fakeapi_start(&api, calendar_day_of(clock_now(&test_clock)) - 1);
	return 0;
}

static int teardown(void **state)
{
	char lock[128];

	(void)state;
	snprintf(lock, sizeof(lock), "%s.lock", path);
	fakeapi_stop(&api);
	cache_free(cache);
	vendor_map_free(vendors);
	unlink(path);
	unlink(lock);
	return rmdir(directory);
}

static struct worker *start(void)
{
	const struct worker_options options = {
		.store_path = path,
		.api_url = api.url,
		.credentials = &credentials,
		.vendors = vendors,
		.clock = &test_clock,
		.interval = SCHEDULE_INTERVAL,
	};
	struct error error = {""};
	struct worker *worker = worker_start(&options, cache, &error);

	if (!worker)
		fail_msg("%s", error.text);
	return worker;
}

/* The first snapshot published that is as wanted; the caller lets go of it. */
static struct snapshot *wait_for(bool (*wanted)(const struct snapshot *snapshot))
{
	int64_t end = clock_boot_ms(&clock_real) + PATIENCE_MS;
	struct pollfd fd = {.fd = cache_wake_fd(cache), .events = POLLIN};

	for (;;) {
		struct snapshot *snapshot = cache_acquire(cache);
		int64_t left = end - clock_boot_ms(&clock_real);

		if (snapshot && wanted(snapshot))
			return snapshot;
		snapshot_unref(snapshot);
		if (left <= 0 || poll(&fd, 1, (int)left) <= 0)
			fail_msg("what was waited for was never published");
	}
}

static bool is_idle(const struct snapshot *snapshot)
{
	return snapshot->history->origin == HISTORY_LIVE && !snapshot->status.refreshing;
}

static bool is_held_once(const struct snapshot *snapshot)
{
	return is_idle(snapshot) && snapshot->status.held.agreeing == 1;
}

static bool is_held_twice(const struct snapshot *snapshot)
{
	return is_idle(snapshot) && snapshot->status.held.agreeing == 2;
}

static bool is_restated(const struct snapshot *snapshot)
{
	return is_idle(snapshot) && !held_waits(&snapshot->status.held) &&
	       snapshot->status.rankings.trouble == TROUBLE_NONE && snapshot->restatements &&
	       snapshot->restatements->n > 0;
}

/* The last complete week is the source's in percent. */
static void assert_week(const struct snapshot *snapshot, int percent)
{
	const struct history_bucket *week = history_latest(snapshot->history);
	int64_t total = 0;

	for (int32_t day = week->date; day < week->date + 7; day++)
		for (int model = 0; model < FAKEAPI_MODELS; model++)
			total += fakeapi_tokens(day, model) * percent / 100;
	assert_int_equal(week->total, total);
}

/* An hour passes, and the user presses r. */
static struct snapshot *an_hour_later(struct worker *worker,
				      bool (*wanted)(const struct snapshot *snapshot))
{
	atomic_fetch_add(&ahead, 3600);
	worker_refresh_now(worker);
	return wait_for(wanted);
}

static void test_held_and_taken(void **state)
{
	struct worker *worker = start();
	struct snapshot *snapshot = wait_for(is_idle);

	(void)state;
	assert_int_equal(snapshot->restatements->n, 0);
	assert_week(snapshot, 100);
	snapshot_unref(snapshot);
	atomic_store(&api.percent, 50);
	snapshot = an_hour_later(worker, is_held_once);
	assert_int_equal(snapshot->status.rankings.trouble, TROUBLE_HELD);
	assert_non_null(strstr(snapshot->status.held.reason, " fell from 70.0M to 35.0M"));
	assert_week(snapshot, 100);
	/* It is no failure that is tried again half a minute later. */
	assert_in_range(snapshot->status.next_try - clock_now(&test_clock), SCHEDULE_INTERVAL - 60,
			SCHEDULE_INTERVAL);
	snapshot_unref(snapshot);
	snapshot = an_hour_later(worker, is_held_twice);
	assert_week(snapshot, 100);
	snapshot_unref(snapshot);
	snapshot = an_hour_later(worker, is_restated);
	assert_week(snapshot, 50);
	snapshot_unref(snapshot);
	worker_stop(worker);
}

/* What `ortop fetch --accept` does, in another process. */
static void accept_elsewhere(void)
{
	static atomic_bool never;
	struct store *store = store_open(path, STORE_WRITE, NULL);
	struct fetch *fetch = fetch_new(&never, NULL);
	const struct refresh_context context = {
		.api_url = api.url,
		.credentials = &credentials,
		.fetch = fetch,
		.store = store,
		.clock = &test_clock,
		.accept = true,
	};
	struct refresh_result result;

	refresh_run(&context, &result);
	assert_int_equal(result.rankings.trouble, TROUBLE_NONE);
	fetch_free(fetch);
	store_close(store);
}

static void test_accepted_elsewhere(void **state)
{
	struct worker *worker = start();
	struct snapshot *snapshot = wait_for(is_idle);

	(void)state;
	snapshot_unref(snapshot);
	atomic_store(&api.percent, 50);
	snapshot_unref(an_hour_later(worker, is_held_once));
	accept_elsewhere();
	snapshot = wait_for(is_restated);
	assert_week(snapshot, 50);
	snapshot_unref(snapshot);
	worker_stop(worker);
	/* A restart knows all of it. */
	worker = start();
	snapshot_unref(wait_for(is_restated));
	worker_stop(worker);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_held_and_taken),
		TEST(test_accepted_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
