/* The worker and the providers of the model that is open: when they are asked for, what is
 * published, what it costs and whom it must not hold up. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "refresh/lookup.h"
#include "refresh/schedule.h"
#include "refresh/worker.h"
#include "source/store.h"
#include "support/workshop.h"

#define PATH "/models/a/a/endpoints"

static struct worker *start(const struct credentials *who, bool offline)
{
	struct worker_options options = workshop_options(who);

	options.offline = offline;
	return workshop_start(&options, workshop.cache);
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

	for (int i = 0; *fakeapi_asked(&workshop.api, i, target); i++)
		n += !strcmp(target, PATH);
	return n;
}

/* Wait until what was wished before has been taken: another model's answer is there. */
static void settle(struct worker *worker)
{
	worker_request_endpoints(worker, "b/b:free");
	workshop_pass(has_b);
}

static void test_fetched_and_kept(void **state)
{
	struct worker *worker = start(&workshop_key, false);
	const struct endpoint_list *list;
	struct snapshot *snapshot;
	int requests;

	(void)state;
	snapshot = workshop_wait(is_quiet);
	requests = snapshot->status.requests_today;
	snapshot_unref(snapshot);
	worker_request_endpoints(worker, "a/a");
	snapshot = workshop_wait(has_a);
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
	workshop_stop(worker);
	worker = start(&workshop_key, false);
	worker_request_endpoints(worker, "a/a");
	workshop_pass(has_a);
	settle(worker);
	assert_int_equal(times_asked(), 1);
	/* Ten minutes later it is not. */
	atomic_fetch_add(&workshop.passed, LOOKUP_FRESH + 1);
	worker_request_endpoints(worker, "a/a");
	workshop_pass(is_loading);
	workshop_pass(has_a);
	assert_int_equal(times_asked(), 2);
	workshop_stop(worker);
}

static void test_offline(void **state)
{
	struct worker *worker = start(&workshop_key, true);

	(void)state;
	worker_request_endpoints(worker, "a/a");
	worker_request_endpoints(worker, NULL);
	workshop_stop(worker);
	assert_int_equal(httpd_count(workshop.api.server), 0);
}

/* Without a key it is asked for without one, and counts for nothing. */
static void test_no_key(void **state)
{
	struct worker *worker = start(&workshop_no_key, false);
	struct snapshot *snapshot;

	(void)state;
	worker_request_endpoints(worker, "a/a");
	snapshot = workshop_wait(has_a);
	assert_int_equal(snapshot->status.requests_today, 0);
	snapshot_unref(snapshot);
	atomic_fetch_add(&workshop.passed, LOOKUP_FRESH + 1);
	atomic_store(&workshop.api.providers_status, 401);
	worker_request_endpoints(worker, "a/a");
	snapshot = workshop_wait(has_failed);
	assert_int_equal(list_of(snapshot, "a/a")->state.trouble, TROUBLE_NO_KEY);
	/* The old ones stay. */
	assert_int_equal(list_of(snapshot, "a/a")->n, 2);
	snapshot_unref(snapshot);
	workshop_stop(worker);
}

static void test_delisted(void **state)
{
	struct worker *worker = start(&workshop_key, false);

	(void)state;
	atomic_store(&workshop.api.providers_status, 404);
	worker_request_endpoints(worker, "a/a");
	workshop_pass(is_delisted);
	/* That is remembered for the session. */
	atomic_store(&workshop.api.providers_status, 200);
	settle(worker);
	atomic_fetch_add(&workshop.passed, LOOKUP_FRESH + 1);
	atomic_store(&time_before, clock_now(&workshop_clock));
	worker_request_endpoints(worker, "a/a");
	worker_refresh_now(worker);
	workshop_pass(is_refreshed);
	workshop_stop(worker);
	assert_int_equal(times_asked(), 1);
}

/* A failure is told and tried again by itself, while the model stays open. */
static void test_tried_again(void **state)
{
	struct worker *worker = start(&workshop_key, false);
	struct snapshot *snapshot;

	(void)state;
	workshop_pass(is_quiet);
	atomic_store(&workshop.api.broken_providers, true);
	worker_request_endpoints(worker, "a/a");
	snapshot = workshop_wait(has_failed);
	assert_int_equal(list_of(snapshot, "a/a")->state.trouble, TROUBLE_PAYLOAD);
	assert_string_equal(
		list_of(snapshot, "a/a")->state.detail,
		"data.endpoints[0].uptime_last_30m: not null or a number from 0 to 100");
	assert_int_equal(list_of(snapshot, "a/a")->fetched_at, 0);
	snapshot_unref(snapshot);
	atomic_store(&workshop.api.broken_providers, false);
	/* The first backoff is of 24 to 36 s. */
	atomic_fetch_add(&workshop.passed, 40);
	worker_request_endpoints(worker, "a/a");
	workshop_pass(has_a);
	workshop_stop(worker);
}

/* Another ortop's write, which wakes the worker. */
static void write_list(const char *model)
{
	struct endpoints_builder *builder = endpoints_builder_new();
	struct store_refresh refresh = {.now = clock_now(&workshop_clock)};
	struct store *store = store_open(scratch_store, STORE_WRITE, NULL);
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
	struct worker *worker = start(&workshop_key, false);

	(void)state;
	workshop_pass(is_quiet);
	atomic_store(&workshop.api.providers_status, 500);
	worker_request_endpoints(worker, "a/a");
	workshop_pass(has_failed);
	atomic_store(&workshop.api.providers_status, 200);
	settle(worker);
	write_list("a/a");
	workshop_pass(has_the_others);
	worker_request_endpoints(worker, "a/a");
	workshop_pass(is_well);
	workshop_stop(worker);
	assert_int_equal(times_asked(), 1);
}

/* The server's wait holds for providers and refreshes alike. */
static void test_retry_after(void **state)
{
	struct worker *worker = start(&workshop_key, false);
	struct snapshot *snapshot;

	(void)state;
	workshop_pass(is_quiet);
	atomic_store(&workshop.api.providers_status, 429);
	atomic_store(&workshop.api.retry_after, 2000);
	worker_request_endpoints(worker, "a/a");
	snapshot = workshop_wait(has_failed);
	assert_int_equal(list_of(snapshot, "a/a")->state.trouble, TROUBLE_RATE_LIMITED);
	assert_int_equal(list_of(snapshot, "a/a")->state.http, 429);
	assert_true(snapshot->status.next_try > clock_now(&workshop_clock) + 1900);
	snapshot_unref(snapshot);
	atomic_store(&workshop.api.providers_status, 200);
	fakeapi_clear(&workshop.api);
	worker_refresh_now(worker);
	worker_request_endpoints(worker, "b/b:free");
	worker_request_endpoints(worker, "a/a");
	workshop_stop(worker);
	assert_int_equal(times_asked(), 0);
	/* A restart does not forget it, and once it is over all is well. */
	worker = start(&workshop_key, false);
	worker_request_endpoints(worker, "a/a");
	workshop_pass(has_failed);
	assert_int_equal(times_asked(), 0);
	atomic_fetch_add(&workshop.passed, 2001);
	worker_request_endpoints(worker, "a/a");
	workshop_pass(has_a);
	workshop_stop(worker);
}

/* An id that would lead elsewhere is never asked for; another one is sent as it is. */
static void test_ids(void **state)
{
	static const char *const wrong[] = {"a",   "/a",   "a/",   "a/b/c", "../a",
					    "a/.", "a/..", "./..", ""};
	struct refresh_context context = {
		.api_url = workshop.api.url,
		.credentials = &workshop_key,
		.store = store_open(scratch_store, STORE_WRITE, NULL),
		.clock = &workshop_clock,
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
	assert_int_equal(httpd_count(workshop.api.server), 0);
	lookup_run(&context, "a/b.c-1_2:free ?x#\xc3\xa9", &result);
	assert_string_equal(fakeapi_asked(&workshop.api, 0, target),
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
	struct store *store = store_open(scratch_store, STORE_WRITE, NULL);
	struct snapshot *snapshot;
	struct worker *worker;

	(void)state;
	refresh.now = clock_now(&workshop_clock);
	for (int i = 0; i < SCHEDULE_BUDGET; i++)
		fetches[i] = (struct store_fetch){.at = refresh.now, .keyed = true};
	assert_true(store_write(store, &refresh, NULL));
	store_close(store);
	worker = start(&workshop_key, false);
	worker_request_endpoints(worker, "a/a");
	snapshot = workshop_wait(has_failed);
	assert_int_equal(list_of(snapshot, "a/a")->state.trouble, TROUBLE_BUDGET);
	snapshot_unref(snapshot);
	workshop_stop(worker);
	assert_int_equal(times_asked(), 0);
}

/* Quitting does not wait for an answer that never ends. */
static void test_stop_in_transfer(void **state)
{
	struct worker *worker = start(&workshop_key, false);
	struct pollfd nothing = {.fd = -1};
	int64_t begin;

	(void)state;
	workshop_pass(is_quiet);
	atomic_store(&workshop.api.stall_providers, true);
	worker_request_endpoints(worker, "a/a");
	workshop_pass(is_loading);
	while (atomic_load(&workshop.api.stalled) == 0)
		poll(&nothing, 1, 1);
	begin = clock_boot_ms(&clock_real);
	workshop_stop(worker);
	assert_in_range(clock_boot_ms(&clock_real) - begin, 0, 2000);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, workshop_setup, workshop_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_fetched_and_kept), TEST(test_offline),     TEST(test_no_key),
		TEST(test_delisted),         TEST(test_tried_again), TEST(test_another_ortop),
		TEST(test_retry_after),      TEST(test_ids),         TEST(test_budget),
		TEST(test_stop_in_transfer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
