/* The worker and an answer that is held: it says so, asks at the usual pace, and takes it in time;
 * another ortop's acceptance is noticed. */
#include "refresh/worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "refresh/refresh.h"
#include "refresh/schedule.h"
#include "source/store.h"
#include "support/workshop.h"

static struct worker *start(void)
{
	struct worker_options options = workshop_options(&workshop_key);

	return workshop_start(&options, workshop.cache);
}

static bool is_idle(const struct snapshot *snapshot)
{
	return snapshot->history->origin == HISTORY_LIVE && !snapshot->status.refreshing;
}

static bool is_in_memory(const struct snapshot *snapshot)
{
	return is_idle(snapshot) && *snapshot->status.store;
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
	atomic_fetch_add(&workshop.passed, 3600);
	worker_refresh_now(worker);
	return workshop_wait(wanted);
}

static void test_held_and_taken(void **state)
{
	struct worker *worker = start();
	struct snapshot *snapshot = workshop_wait(is_idle);

	(void)state;
	assert_int_equal(snapshot->restatements->n, 0);
	assert_week(snapshot, 100);
	snapshot_unref(snapshot);
	atomic_store(&workshop.api.percent, 50);
	snapshot = an_hour_later(worker, is_held_once);
	assert_int_equal(snapshot->status.rankings.trouble, TROUBLE_HELD);
	assert_non_null(strstr(snapshot->status.held.reason, " fell from 70.0M to 35.0M"));
	assert_week(snapshot, 100);
	/* It is no failure that is tried again half a minute later. */
	assert_in_range(snapshot->status.next_try - clock_now(&workshop_clock),
			SCHEDULE_INTERVAL - 60, SCHEDULE_INTERVAL);
	snapshot_unref(snapshot);
	snapshot = an_hour_later(worker, is_held_twice);
	assert_week(snapshot, 100);
	snapshot_unref(snapshot);
	snapshot = an_hour_later(worker, is_restated);
	assert_week(snapshot, 50);
	snapshot_unref(snapshot);
	workshop_stop(worker);
}

/* What `ortop fetch --accept` does, in another process. */
static void accept_elsewhere(void)
{
	static atomic_bool never;
	struct store *store = store_open(scratch_store, STORE_WRITE, NULL);
	struct fetch *fetch = fetch_new(&never, NULL);
	const struct refresh_context context = {
		.api_url = workshop.api.url,
		.credentials = &workshop_key,
		.fetch = fetch,
		.store = store,
		.clock = &workshop_clock,
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
	struct snapshot *snapshot = workshop_wait(is_idle);

	(void)state;
	snapshot_unref(snapshot);
	atomic_store(&workshop.api.percent, 50);
	snapshot_unref(an_hour_later(worker, is_held_once));
	accept_elsewhere();
	snapshot = workshop_wait(is_restated);
	assert_week(snapshot, 50);
	snapshot_unref(snapshot);
	workshop_stop(worker);
	/* A restart knows all of it. */
	worker = start();
	snapshot_unref(workshop_wait(is_restated));
	workshop_stop(worker);
}

/* Figures that came while the store could not be read were weighed against nothing. */
static void test_weighed_before_they_are_brought_back(void **state)
{
	struct worker *worker = start();
	struct snapshot *snapshot;
	char away[128];

	(void)state;
	snapshot_unref(workshop_wait(is_idle));
	workshop_stop(worker);
	snprintf(away, sizeof(away), "%s.away", scratch_store);
	assert_int_equal(rename(scratch_store, away), 0);
	assert_int_equal(mkdir(scratch_store, 0700), 0);
	atomic_store(&workshop.passed, 3600);
	atomic_store(&workshop.api.percent, 50);
	worker = start();
	snapshot = workshop_wait(is_in_memory);
	assert_week(snapshot, 50);
	snapshot_unref(snapshot);
	assert_int_equal(rmdir(scratch_store), 0);
	assert_int_equal(rename(away, scratch_store), 0);
	snapshot = an_hour_later(worker, is_held_once);
	assert_string_equal(snapshot->status.store, "");
	assert_week(snapshot, 100);
	snapshot_unref(snapshot);
	workshop_stop(worker);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, workshop_setup, workshop_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_held_and_taken),
		TEST(test_accepted_elsewhere),
		TEST(test_weighed_before_they_are_brought_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
