/* The worker and the providers of the model that is open: when they are asked for, what is
 * published, what it costs and whom it must not hold up. */
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
#include "refresh/lookup.h"
#include "refresh/schedule.h"
#include "refresh/worker.h"
#include "source/store.h"
#include "support/fakeapi.h"

#define PATIENCE_MS 30000
#define PATH        "/models/a/a/endpoints"

static char directory[64], path[96];
static struct fakeapi api;
static struct cache *cache;
static struct vendor_map *vendors;
static struct credentials credentials = {FAKEAPI_KEY};
static struct credentials no_credentials = {""};
static _Atomic int64_t ahead; /* seconds that a test has let pass */
static int64_t noon;          /* what makes it noon when a test starts: none runs over midnight */

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
	strcpy(directory, "/tmp/ortop-lookup-XXXXXX");
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
	fakeapi_stop(&api);
	snprintf(lock, sizeof(lock), "%s.lock", path);
	cache_free(cache);
	vendor_map_free(vendors);
	unlink(path);
	unlink(lock);
	return rmdir(directory);
}

static struct worker *start(const struct credentials *who, bool offline)
{
	struct worker_options options = {
		.store_path = path,
		.api_url = api.url,
		.credentials = who,
		.vendors = vendors,
		.clock = &test_clock,
		.interval = SCHEDULE_INTERVAL,
		.offline = offline,
	};
	struct worker *worker = worker_start(&options, cache, NULL);

	assert_non_null(worker);
	return worker;
}

/* The first snapshot published that is as wanted; the caller lets go of it. */
static struct snapshot *wait_in(bool (*wanted)(const struct snapshot *snapshot))
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

static void wait_for(bool (*wanted)(const struct snapshot *snapshot))
{
	snapshot_unref(wait_in(wanted));
}

static const struct endpoint_list *list_of(const struct snapshot *snapshot, const char *model)
{
	return endpoints_find(snapshot->endpoints, model);
}

static bool is_quiet(const struct snapshot *snapshot)
{
	return !snapshot->status.refreshing && snapshot->status.next_try > 0 &&
	       snapshot->status.catalog.tried_at > 0;
}

static bool has_a(const struct snapshot *snapshot)
{
	const struct endpoint_list *list = list_of(snapshot, "a/a");

	return list && list->fetched_at > 0 && !list->state.loading && is_quiet(snapshot);
}

static bool has_b(const struct snapshot *snapshot)
{
	const struct endpoint_list *list = list_of(snapshot, "b/b:free");

	return list && list->fetched_at > 0 && !list->state.loading;
}

static bool is_loading(const struct snapshot *snapshot)
{
	const struct endpoint_list *list = list_of(snapshot, "a/a");

	return list && list->state.loading;
}

static bool has_failed(const struct snapshot *snapshot)
{
	const struct endpoint_list *list = list_of(snapshot, "a/a");

	return list && list->state.trouble != TROUBLE_NONE && !list->state.loading;
}

static bool is_delisted(const struct snapshot *snapshot)
{
	const struct endpoint_list *list = list_of(snapshot, "a/a");

	return list && list->state.delisted;
}

static _Atomic int64_t time_before;

static bool is_refreshed(const struct snapshot *snapshot)
{
	return is_quiet(snapshot) && snapshot->status.catalog.tried_at >= time_before;
}

/* How often the providers of a/a were asked for since the last clear. */
static int times_asked(void)
{
	char target[160];
	int n = 0;

	for (int i = 0; *fakeapi_asked(&api, i, target); i++)
		n += !strcmp(target, PATH);
	return n;
}

/* Wait until what was wished before has been taken: another model's answer is there. */
static void settle(struct worker *worker)
{
	worker_request_endpoints(worker, "b/b:free");
	wait_for(has_b);
}

static void test_fetched_and_kept(void **state)
{
	struct worker *worker = start(&credentials, false);
	const struct endpoint_list *list;
	struct snapshot *snapshot;
	int requests;

	(void)state;
	snapshot = wait_in(is_quiet);
	requests = snapshot->status.requests_today;
	snapshot_unref(snapshot);
	worker_request_endpoints(worker, "a/a");
	snapshot = wait_in(has_a);
	list = list_of(snapshot, "a/a");
	assert_int_equal(list->state.trouble, TROUBLE_NONE);
	assert_int_equal(list->n, 2);
	assert_string_equal(list->endpoints[0].tag, "one/fp8");
	assert_int_equal(list->endpoints[0].price.prompt, 2000000);
	assert_int_equal(list->endpoints[0].discount, 250);
	assert_int_equal(list->endpoints[1].status, -2);
	assert_int_equal(snapshot->status.requests_today, requests + 1);
	snapshot_unref(snapshot);
	/* Opened again it is fresh, also for the next ortop. */
	settle(worker);
	worker_request_endpoints(worker, "a/a");
	worker_stop(worker);
	worker = start(&credentials, false);
	worker_request_endpoints(worker, "a/a");
	wait_for(has_a);
	settle(worker);
	assert_int_equal(times_asked(), 1);
	/* Ten minutes later it is not. */
	atomic_fetch_add(&ahead, LOOKUP_FRESH + 1);
	worker_request_endpoints(worker, "a/a");
	wait_for(is_loading);
	wait_for(has_a);
	assert_int_equal(times_asked(), 2);
	worker_stop(worker);
}

static void test_offline(void **state)
{
	struct worker *worker = start(&credentials, true);

	(void)state;
	worker_request_endpoints(worker, "a/a");
	worker_request_endpoints(worker, NULL);
	worker_stop(worker);
	assert_int_equal(httpd_count(api.server), 0);
}

/* Without a key it is asked for without one, and counts for nothing. */
static void test_no_key(void **state)
{
	struct worker *worker = start(&no_credentials, false);
	struct snapshot *snapshot;

	(void)state;
	worker_request_endpoints(worker, "a/a");
	snapshot = wait_in(has_a);
	assert_int_equal(snapshot->status.requests_today, 0);
	snapshot_unref(snapshot);
	atomic_fetch_add(&ahead, LOOKUP_FRESH + 1);
	atomic_store(&api.providers_status, 401);
	worker_request_endpoints(worker, "a/a");
	snapshot = wait_in(has_failed);
	assert_int_equal(list_of(snapshot, "a/a")->state.trouble, TROUBLE_NO_KEY);
	/* The old ones stay. */
	assert_int_equal(list_of(snapshot, "a/a")->n, 2);
	snapshot_unref(snapshot);
	worker_stop(worker);
}

static void test_delisted(void **state)
{
	struct worker *worker = start(&credentials, false);

	(void)state;
	atomic_store(&api.providers_status, 404);
	worker_request_endpoints(worker, "a/a");
	wait_for(is_delisted);
	/* That is remembered for the session. */
	atomic_store(&api.providers_status, 200);
	settle(worker);
	atomic_fetch_add(&ahead, LOOKUP_FRESH + 1);
	atomic_store(&time_before, clock_now(&test_clock));
	worker_request_endpoints(worker, "a/a");
	worker_refresh_now(worker);
	wait_for(is_refreshed);
	worker_stop(worker);
	assert_int_equal(times_asked(), 1);
}

/* A failure is told and tried again by itself, while the model stays open. */
static void test_tried_again(void **state)
{
	struct worker *worker = start(&credentials, false);
	struct snapshot *snapshot;

	(void)state;
	wait_for(is_quiet);
	atomic_store(&api.broken_providers, true);
	worker_request_endpoints(worker, "a/a");
	snapshot = wait_in(has_failed);
	assert_int_equal(list_of(snapshot, "a/a")->state.trouble, TROUBLE_PAYLOAD);
	assert_string_equal(
		list_of(snapshot, "a/a")->state.detail,
		"data.endpoints[0].uptime_last_30m: not null or a number from 0 to 100");
	assert_int_equal(list_of(snapshot, "a/a")->fetched_at, 0);
	snapshot_unref(snapshot);
	atomic_store(&api.broken_providers, false);
	/* The first backoff is of 24 to 36 s. */
	atomic_fetch_add(&ahead, 40);
	worker_request_endpoints(worker, "a/a");
	wait_for(has_a);
	worker_stop(worker);
}

/* Another ortop's write, which wakes the worker. */
static void write_list(const char *model)
{
	struct endpoints_builder *builder = endpoints_builder_new();
	struct store_refresh refresh = {.now = clock_now(&test_clock)};
	struct store *store = store_open(path, STORE_WRITE, NULL);
	struct endpoints *endpoints;

	endpoints_builder_open(builder, model, refresh.now);
	endpoints = endpoints_finish(builder);
	refresh.endpoints = endpoints;
	assert_true(store_write(store, &refresh, NULL));
	endpoints_unref(endpoints);
	store_close(store);
}

static bool has_the_others(const struct snapshot *snapshot)
{
	return list_of(snapshot, "a/a")->fetched_at > 0;
}

static bool is_well(const struct snapshot *snapshot)
{
	return list_of(snapshot, "a/a")->state.trouble == TROUBLE_NONE;
}

/* What another ortop fetched is fresh here, too, and ends the trouble that was. */
static void test_another_ortop(void **state)
{
	struct worker *worker = start(&credentials, false);

	(void)state;
	wait_for(is_quiet);
	atomic_store(&api.providers_status, 500);
	worker_request_endpoints(worker, "a/a");
	wait_for(has_failed);
	atomic_store(&api.providers_status, 200);
	settle(worker);
	write_list("a/a");
	wait_for(has_the_others);
	worker_request_endpoints(worker, "a/a");
	wait_for(is_well);
	worker_stop(worker);
	assert_int_equal(times_asked(), 1);
}

/* The server's wait holds for providers and refreshes alike. */
static void test_retry_after(void **state)
{
	struct worker *worker = start(&credentials, false);
	struct snapshot *snapshot;

	(void)state;
	wait_for(is_quiet);
	atomic_store(&api.providers_status, 429);
	atomic_store(&api.retry_after, 2000);
	worker_request_endpoints(worker, "a/a");
	snapshot = wait_in(has_failed);
	assert_int_equal(list_of(snapshot, "a/a")->state.trouble, TROUBLE_RATE_LIMITED);
	assert_int_equal(list_of(snapshot, "a/a")->state.http, 429);
	assert_true(snapshot->status.next_try > clock_now(&test_clock) + 1900);
	snapshot_unref(snapshot);
	atomic_store(&api.providers_status, 200);
	fakeapi_clear(&api);
	worker_refresh_now(worker);
	worker_request_endpoints(worker, "b/b:free");
	worker_request_endpoints(worker, "a/a");
	worker_stop(worker);
	assert_int_equal(times_asked(), 0);
	/* A restart does not forget it, and once it is over all is well. */
	worker = start(&credentials, false);
	worker_request_endpoints(worker, "a/a");
	wait_for(has_failed);
	assert_int_equal(times_asked(), 0);
	atomic_fetch_add(&ahead, 2001);
	worker_request_endpoints(worker, "a/a");
	wait_for(has_a);
	worker_stop(worker);
}

/* An id that would lead elsewhere is never asked for; another one is sent as it is. */
static void test_ids(void **state)
{
	static const char *const wrong[] = {"a",   "/a",   "a/",   "a/b/c", "../a",
					    "a/.", "a/..", "./..", ""};
	struct refresh_context context = {
		.api_url = api.url,
		.credentials = &credentials,
		.store = store_open(path, STORE_WRITE, NULL),
		.clock = &test_clock,
	};
	atomic_bool aborted = false;
	struct lookup_result result;
	char target[160];

	(void)state;
	context.fetch = fetch_new(&aborted, NULL);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		lookup_run(&context, wrong[i], &result);
		assert_int_equal(result.state.trouble, TROUBLE_REQUEST);
		assert_int_equal(result.requests, 0);
	}
	assert_int_equal(httpd_count(api.server), 0);
	lookup_run(&context, "a/b.c-1_2:free ?x#\xc3\xa9", &result);
	assert_string_equal(fakeapi_asked(&api, 0, target),
			    "/models/a/b.c-1_2:free%20%3Fx%23%C3%A9/endpoints");
	/* The stand-in gives the id back as it was sent: it is not the one that was asked for. */
	assert_int_equal(result.state.trouble, TROUBLE_PAYLOAD);
	assert_int_equal(result.requests, 1);
	fetch_free(context.fetch);
	store_close(context.store);
}

static void test_budget(void **state)
{
	struct store_fetch fetches[SCHEDULE_BUDGET];
	struct store_refresh refresh = {.fetches = fetches, .n_fetches = SCHEDULE_BUDGET};
	struct store *store = store_open(path, STORE_WRITE, NULL);
	struct snapshot *snapshot;
	struct worker *worker;

	(void)state;
	refresh.now = clock_now(&test_clock);
	for (int i = 0; i < SCHEDULE_BUDGET; i++)
		fetches[i] = (struct store_fetch){.at = refresh.now, .keyed = true};
	assert_true(store_write(store, &refresh, NULL));
	store_close(store);
	worker = start(&credentials, false);
	worker_request_endpoints(worker, "a/a");
	snapshot = wait_in(has_failed);
	assert_int_equal(list_of(snapshot, "a/a")->state.trouble, TROUBLE_BUDGET);
	snapshot_unref(snapshot);
	worker_stop(worker);
	assert_int_equal(times_asked(), 0);
}

/* Quitting does not wait for an answer that never ends. */
static void test_stop_in_transfer(void **state)
{
	struct worker *worker = start(&credentials, false);
	struct pollfd nothing = {.fd = -1};
	int64_t begin;

	(void)state;
	wait_for(is_quiet);
	atomic_store(&api.stall_providers, true);
	worker_request_endpoints(worker, "a/a");
	wait_for(is_loading);
	while (atomic_load(&api.stalled) == 0)
		poll(&nothing, 1, 1);
	begin = clock_boot_ms(&clock_real);
	worker_stop(worker);
	assert_in_range(clock_boot_ms(&clock_real) - begin, 0, 2000);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_fetched_and_kept), TEST(test_offline),     TEST(test_no_key),
		TEST(test_delisted),         TEST(test_tried_again), TEST(test_another_ortop),
		TEST(test_retry_after),      TEST(test_ids),         TEST(test_budget),
		TEST(test_stop_in_transfer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
