#include "support/workshop.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "refresh/schedule.h"

#define PATIENCE_MS 30000

struct workshop workshop;
const struct credentials workshop_key = {FAKEAPI_KEY};
const struct credentials workshop_no_key = {""};

static int64_t noon; /* seconds that make it noon when a test starts */

static int64_t now(const struct clock *clock)
{
	(void)clock;
	return clock_now(&clock_real) + noon + atomic_load(&workshop.passed) +
	       atomic_load(&workshop.set);
}

static int64_t boot_ms(const struct clock *clock)
{
	(void)clock;
	return clock_boot_ms(&clock_real) + atomic_load(&workshop.passed) * 1000;
}

const struct clock workshop_clock = {now, boot_ms, clock_wait_real};

int32_t workshop_today(void)
{
	return calendar_day_of(clock_now(&workshop_clock));
}

int workshop_setup_alone(void **state)
{
	atomic_store(&workshop.passed, 0);
	atomic_store(&workshop.set, 0);
	noon = CALENDAR_DAY_SECONDS / 2 - clock_now(&clock_real) % CALENDAR_DAY_SECONDS;
	workshop.cache = cache_new(NULL);
	workshop.vendors = vendor_map_new();
	return scratch_setup(state);
}

int workshop_setup(void **state)
{
	int failed = workshop_setup_alone(state);

	fakeapi_start(&workshop.api, workshop_today() - 1);
	return failed;
}

int workshop_teardown_alone(void **state)
{
	for (int i = 0; i < WORKSHOP_WORKERS; i++)
		if (workshop.workers[i])
			workshop_stop(workshop.workers[i]);
	cache_free(workshop.cache);
	vendor_map_free(workshop.vendors);
	return scratch_teardown(state);
}

int workshop_teardown(void **state)
{
	int failed = workshop_teardown_alone(state);

	fakeapi_stop(&workshop.api);
	return failed;
}

struct worker_options workshop_options(const struct credentials *who)
{
	return (struct worker_options){
		.store_path = scratch_store,
		.api_url = workshop.api.url,
		.credentials = who,
		.vendors = workshop.vendors,
		.clock = &workshop_clock,
		.interval = SCHEDULE_INTERVAL,
	};
}

static struct worker **place_of(const struct worker *worker)
{
	int i = 0;

	while (workshop.workers[i] != worker)
		assert_true(++i < WORKSHOP_WORKERS);
	return &workshop.workers[i];
}

struct worker *workshop_start(const struct worker_options *options, struct cache *into)
{
	struct error error = {""};
	struct worker *worker = worker_start(options, into, &error);

	if (!worker)
		fail_msg("%s", error.text);
	*place_of(NULL) = worker;
	return worker;
}

void workshop_stop(struct worker *worker)
{
	*place_of(worker) = NULL;
	worker_stop(worker);
}

struct snapshot *workshop_wait_in(struct cache *from, workshop_wanted *wanted)
{
	int64_t end = clock_boot_ms(&clock_real) + PATIENCE_MS;
	struct pollfd fd = {.fd = cache_wake_fd(from), .events = POLLIN};

	for (;;) {
		struct snapshot *snapshot = cache_acquire(from);
		int64_t left = end - clock_boot_ms(&clock_real);

		if (snapshot && wanted(snapshot))
			return snapshot;
		snapshot_unref(snapshot);
		if (left <= 0 || poll(&fd, 1, (int)left) <= 0)
			fail_msg("what was waited for was never published");
	}
}

struct snapshot *workshop_wait(workshop_wanted *wanted)
{
	return workshop_wait_in(workshop.cache, wanted);
}

void workshop_pass(workshop_wanted *wanted)
{
	snapshot_unref(workshop_wait(wanted));
}
