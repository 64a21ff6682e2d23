/* The worker: what it publishes, when it asks, how it shares a store, and how fast it stops. */
#include "refresh/worker.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "refresh/lease.h"
#include "refresh/schedule.h"
#include "source/store.h"
#include "support/fakeapi.h"

#define PATIENCE_MS 30000

static char directory[64], path[96];
static struct fakeapi api;
static struct cache *cache;
static struct vendor_map *vendors;
static struct credentials credentials = {FAKEAPI_KEY};
static struct credentials no_credentials = {""};
static _Atomic int64_t ahead; /* seconds that a test has let pass */
static int64_t noon;          /* what makes it noon when a test starts: none runs over midnight */

static _Atomic int64_t set; /* seconds that the wall clock has been set ahead */

static int64_t now_ahead(const struct clock *clock)
{
	(void)clock;
	return clock_now(&clock_real) + noon + atomic_load(&ahead) + atomic_load(&set);
}

static int64_t boot_ahead(const struct clock *clock)
{
	(void)clock;
	return clock_boot_ms(&clock_real) + atomic_load(&ahead) * 1000;
}

static const struct clock test_clock = {now_ahead, boot_ahead, clock_wait_real};

static int32_t today(void)
{
	return calendar_day_of(clock_now(&test_clock));
}

static int setup_alone(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/ortop-worker-XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/ortop.db", directory);
	atomic_store(&ahead, 0);
	atomic_store(&set, 0);
	noon = CALENDAR_DAY_SECONDS / 2 - clock_now(&clock_real) % CALENDAR_DAY_SECONDS;
	cache = cache_new(NULL);
	vendors = vendor_map_new();
	return 0;
}

static int setup(void **state)
{
	int failed = setup_alone(state);

	fakeapi_start(&api, today() - 1);
	return failed;
}

static int teardown_alone(void **state)
{
	char lock[128];

	(void)state;
	snprintf(lock, sizeof(lock), "%s.lock", path);
	cache_free(cache);
	vendor_map_free(vendors);
	unlink(path);
	unlink(lock);
	return rmdir(directory);
}

static int teardown(void **state)
{
	fakeapi_stop(&api);
	return teardown_alone(state);
}

static struct worker_options options_of(const struct credentials *who)
{
	return (struct worker_options){
		.store_path = path,
		.api_url = api.url,
		.credentials = who,
		.vendors = vendors,
		.clock = &test_clock,
		.interval = SCHEDULE_INTERVAL,
	};
}

static struct worker *start(const struct worker_options *options, struct cache *into)
{
	struct error error = {""};
	struct worker *worker = worker_start(options, into, &error);

	if (!worker)
		fail_msg("%s", error.text);
	return worker;
}

/* The first snapshot published that is as wanted; the caller lets go of it. */
static struct snapshot *wait_in(struct cache *from, bool (*wanted)(const struct snapshot *snapshot))
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

static void wait_for(bool (*wanted)(const struct snapshot *snapshot))
{
	snapshot_unref(wait_in(cache, wanted));
}

static bool any(const struct snapshot *snapshot)
{
	(void)snapshot;
	return true;
}

static bool is_live(const struct snapshot *snapshot)
{
	return snapshot->history->origin == HISTORY_LIVE && !snapshot->status.refreshing;
}

static bool is_elsewhere(const struct snapshot *snapshot)
{
	return snapshot->status.elsewhere;
}

static bool is_under_way(const struct snapshot *snapshot)
{
	return snapshot->status.refreshing && snapshot->status.steps == 4;
}

static bool has_failed(const struct snapshot *snapshot)
{
	return snapshot->status.rankings.trouble != TROUBLE_NONE && !snapshot->status.refreshing &&
	       snapshot->status.next_try > 0 && snapshot->status.catalog.tried_at > 0;
}

static int64_t last_day(const struct snapshot *snapshot)
{
	return snapshot->history->n_days
		       ? snapshot->history->days[snapshot->history->n_days - 1].date
		       : 0;
}

static bool knows_today(const struct snapshot *snapshot)
{
	return is_live(snapshot) && last_day(snapshot) == today();
}

/* Asking */

static void test_sample_turns_live(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct worker *worker = start(&options, cache);
	struct snapshot *live = wait_in(cache, is_live);
	int64_t wait = live->status.next_try - clock_now(&test_clock);

	(void)state;
	assert_int_equal(last_day(live), today() - 1);
	assert_int_equal(live->status.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(live->status.catalog.trouble, TROUBLE_NONE);
	assert_true(live->status.requests_today >= 3);
	assert_in_range(wait, SCHEDULE_INTERVAL - 60, SCHEDULE_INTERVAL);
	assert_string_equal(live->status.store, "");
	assert_false(live->status.offline_mode);
	snapshot_unref(live);
	worker_stop(worker);
}

static void test_offline(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct snapshot *snapshot;
	struct worker *worker;

	(void)state;
	options.offline = true;
	worker = start(&options, cache);
	snapshot = wait_in(cache, any);
	assert_int_equal(snapshot->history->origin, HISTORY_SAMPLE);
	assert_true(snapshot->status.offline_mode);
	assert_int_equal(snapshot->status.next_try, 0);
	assert_int_equal(snapshot->status.interval, SCHEDULE_INTERVAL);
	snapshot_unref(snapshot);
	worker_refresh_now(worker);
	worker_stop(worker);
	assert_int_equal(httpd_count(api.server), 0);
}

static void test_no_key(void **state)
{
	struct worker_options options = options_of(&no_credentials);
	struct worker *worker = start(&options, cache);
	struct snapshot *snapshot = wait_in(cache, has_failed);
	bool later;

	(void)state;
	assert_int_equal(snapshot->status.rankings.trouble, TROUBLE_NO_KEY);
	assert_int_equal(snapshot->status.catalog.trouble, TROUBLE_NONE);
	assert_int_equal(snapshot->status.requests_today, 0);
	assert_int_equal(snapshot->history->origin, HISTORY_SAMPLE);
	assert_non_null(catalog_find(snapshot->catalog, "a/a-20250101", INT64_MAX, &later));
	snapshot_unref(snapshot);
	worker_stop(worker);
	assert_int_equal(httpd_count(api.server), 1);
}

static _Atomic int64_t checks[3];

static bool has_checked_thrice(const struct snapshot *snapshot)
{
	int64_t checked = snapshot->status.catalog.ok_at;

	for (int i = 0; i < 3; i++) {
		if (checks[i] == checked)
			break;
		if (checks[i] == 0) {
			checks[i] = checked;
			break;
		}
	}
	return checks[2] != 0;
}

static void test_interval(void **state)
{
	struct worker_options options = options_of(&no_credentials);
	struct worker *worker;

	(void)state;
	options.interval = 1;
	worker = start(&options, cache);
	wait_for(has_checked_thrice);
	worker_stop(worker);
	assert_true(checks[1] - checks[0] >= 1);
	assert_true(checks[2] - checks[1] >= 1);
}

/* A store that was refreshed just now is not refreshed again by the next start. */
static void test_restart(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct worker *worker = start(&options, cache);
	struct cache *second = cache_new(NULL);
	struct snapshot *snapshot;
	int count;

	(void)state;
	wait_for(is_live);
	worker_stop(worker);
	count = httpd_count(api.server);
	atomic_store(&ahead, 60);
	worker = start(&options, second);
	snapshot = wait_in(second, any);
	assert_true(is_live(snapshot));
	assert_int_equal(snapshot->status.next_try,
			 snapshot->status.rankings.tried_at + SCHEDULE_INTERVAL);
	snapshot_unref(snapshot);
	worker_stop(worker);
	assert_int_equal(httpd_count(api.server), count);
	/* A quarter of an hour later it is due at once. */
	atomic_store(&ahead, SCHEDULE_INTERVAL + 60);
	atomic_store(&api.last_day, today());
	worker = start(&options, second);
	snapshot_unref(wait_in(second, knows_today));
	worker_stop(worker);
	cache_free(second);
}

static void test_refresh_now(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct worker *worker = start(&options, cache);

	(void)state;
	wait_for(is_live);
	atomic_store(&api.last_day, today());
	worker_refresh_now(worker);
	wait_for(knows_today);
	worker_stop(worker);
}

/* Held down, the key must not use up what the source allows a minute. */
static void test_refresh_now_is_patient(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct worker *worker = start(&options, cache);
	int64_t begin;

	(void)state;
	wait_for(is_live);
	begin = clock_boot_ms(&clock_real);
	atomic_store(&api.last_day, today());
	for (int i = 0; i < 50; i++)
		worker_refresh_now(worker);
	atomic_store(&ahead, 5);
	worker_refresh_now(worker);
	wait_for(knows_today);
	worker_stop(worker);
	assert_int_equal(httpd_count(api.server), 4 + 3);
	assert_in_range(clock_boot_ms(&clock_real) - begin, 0, 2000);
}

static _Atomic int64_t tried;

static bool has_tried_again(const struct snapshot *snapshot)
{
	return has_failed(snapshot) && snapshot->status.rankings.tried_at > tried;
}

static void test_offline_server(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct snapshot *snapshot;
	struct worker *worker;
	int64_t wait;

	(void)state;
	options.api_url = "http://127.0.0.1:1/api/v1";
	worker = start(&options, cache);
	snapshot = wait_in(cache, has_failed);
	wait = snapshot->status.next_try - clock_now(&test_clock);
	assert_int_equal(snapshot->status.rankings.trouble, TROUBLE_OFFLINE);
	assert_int_equal(snapshot->status.catalog.trouble, TROUBLE_OFFLINE);
	assert_int_equal(snapshot->history->origin, HISTORY_SAMPLE);
	assert_in_range(wait, 20, 36);
	/* The user need not wait for the backoff, which is 24 s at least. */
	tried = snapshot->status.rankings.tried_at;
	snapshot_unref(snapshot);
	atomic_fetch_add(&ahead, 5);
	worker_refresh_now(worker);
	snapshot = wait_in(cache, has_tried_again);
	assert_true(snapshot->status.rankings.since <= tried);
	snapshot_unref(snapshot);
	worker_stop(worker);
}

/* Another ortop's write, which wakes the worker. */
static void write_bucket(int32_t date)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history_bucket head = {.date = date, .days = 1};
	struct store *store = store_open(path, STORE_WRITE, NULL);
	struct store_refresh refresh = {.now = clock_now(&test_clock)};
	struct history *history;

	assert_true(history_builder_bucket(builder, HISTORY_DAY, &head, NULL));
	assert_true(history_builder_row(builder, "z/z", 3, 1, NULL));
	head.date = calendar_monday(date);
	assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
	assert_true(history_builder_row(builder, "z/z", 3, 1, NULL));
	history = history_finish(builder);
	refresh.history = history;
	assert_true(store_write(store, &refresh, NULL));
	history_unref(history);
	store_close(store);
}

/* "r" skips our own backoff, never the wait that the server asked for. */
static void test_retry_after(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct snapshot *snapshot;
	struct worker *worker;
	int64_t next_try;
	int count;

	(void)state;
	atomic_store(&api.weeks_status, 429);
	atomic_store(&api.retry_after, 720);
	worker = start(&options, cache);
	snapshot = wait_in(cache, has_failed);
	next_try =
		snapshot->status.next_try - 10; /* counted from the answer, or from the request */
	assert_int_equal(snapshot->status.rankings.trouble, TROUBLE_RATE_LIMITED);
	assert_in_range(next_try - clock_now(&test_clock), 680, 710);
	snapshot_unref(snapshot);
	count = httpd_count(api.server);
	worker_refresh_now(worker);
	/* That this is published shows that the command has been dealt with. */
	write_bucket(today());
	snapshot = wait_in(cache, knows_today);
	assert_true(snapshot->status.next_try >= next_try);
	snapshot_unref(snapshot);
	assert_int_equal(httpd_count(api.server), count);
	atomic_store(&api.weeks_status, 200);
	worker_stop(worker);
	/* A restart does not forget it. */
	worker = start(&options, cache);
	snapshot = wait_in(cache, any);
	assert_true(snapshot->status.next_try >= next_try);
	snapshot_unref(snapshot);
	worker_stop(worker);
	assert_int_equal(httpd_count(api.server), count);
}

static bool waits_as_asked(const struct snapshot *snapshot)
{
	int64_t now = clock_now(&test_clock);

	return snapshot->status.retry_at > now && snapshot->status.retry_at <= now + 720 &&
	       snapshot->status.next_try > now && snapshot->status.next_try <= now + 720;
}

/* Whatever the clock on the wall is set to, a wait is as long as it was. */
static void test_clock_is_set(void **state)
{
	static const int64_t steps[] = {-CALENDAR_DAY_SECONDS, CALENDAR_DAY_SECONDS, 0};
	struct worker_options options = options_of(&credentials);
	struct worker *worker;

	(void)state;
	atomic_store(&api.weeks_status, 429);
	atomic_store(&api.retry_after, 720);
	worker = start(&options, cache);
	wait_for(has_failed);
	for (size_t i = 0; i < 3; i++) {
		atomic_store(&set, steps[i]);
		worker_request_endpoints(worker, i % 2 ? "b/b:free" : "a/a");
		wait_for(waits_as_asked);
	}
	worker_stop(worker);
}

/* Sharing a store */

static void test_two_workers(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct cache *second = cache_new(NULL);
	struct fakeapi unused;
	struct worker *one, *two;

	(void)state;
	fakeapi_start(&unused, today() - 1);
	one = start(&options, cache);
	wait_for(is_live);
	options.api_url = unused.url;
	two = start(&options, second);
	snapshot_unref(wait_in(second, is_live));
	atomic_store(&api.last_day, today());
	worker_refresh_now(one);
	wait_for(knows_today);
	snapshot_unref(wait_in(second, knows_today));
	worker_stop(two);
	worker_stop(one);
	assert_int_equal(httpd_count(unused.server), 0);
	fakeapi_stop(&unused);
	cache_free(second);
}

static void test_busy(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct worker *worker;
	struct lease lease;
	bool busy;

	(void)state;
	assert_true(lease_take(&lease, path, &busy, NULL));
	worker = start(&options, cache);
	wait_for(is_elsewhere);
	assert_int_equal(httpd_count(api.server), 0);
	/* The other one has died without a word. */
	lease_drop(&lease);
	wait_for(is_live);
	worker_stop(worker);
}

/* Without a store */

static void test_store_unusable(void **state)
{
	static const char shopping[] = "Milk, bread, and a hundred other things. ............"
				       "................................................";
	struct worker_options options = options_of(&credentials);
	char content[sizeof(shopping)] = "";
	struct snapshot *live;
	struct worker *worker;
	int fd = open(path, O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_int_equal(write(fd, shopping, sizeof(shopping)), sizeof(shopping));
	worker = start(&options, cache);
	live = wait_in(cache, is_live);
	assert_non_null(strstr(live->status.store, "not a database"));
	snapshot_unref(live);
	worker_stop(worker);
	assert_int_equal(pread(fd, content, sizeof(content), 0), sizeof(content));
	assert_memory_equal(content, shopping, sizeof(shopping));
	close(fd);
}

static bool is_in_memory(const struct snapshot *snapshot)
{
	return *snapshot->status.store && knows_today(snapshot);
}

static bool is_on_disk(const struct snapshot *snapshot)
{
	return !*snapshot->status.store && knows_today(snapshot);
}

/* Nor one that could be written until now, as on a disk that fills up: here, files may not grow.
 * What comes then is kept in memory, until there is room again. */
static void test_store_fills_up(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct worker *worker = start(&options, cache);
	struct rlimit before, none;
	struct snapshot *snapshot;
	struct history *history;
	struct store *store;

	(void)state;
	wait_for(is_live);
	getrlimit(RLIMIT_FSIZE, &before);
	none = before;
	none.rlim_cur = 0;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &none);
	atomic_store(&ahead, 60);
	atomic_store(&api.last_day, today());
	worker_refresh_now(worker);
	snapshot = wait_in(cache, is_in_memory);
	setrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(snapshot->status.rankings.trouble, TROUBLE_NONE);
	assert_true(snapshot->history->n_weeks > 80);
	snapshot_unref(snapshot);
	/* What comes back to the disk, even if nothing more is to be had: what memory has. */
	atomic_store(&ahead, 120);
	atomic_store(&api.weeks_status, 500);
	worker_refresh_now(worker);
	wait_for(is_on_disk);
	worker_stop(worker);
	store = store_open(path, STORE_WRITE, NULL);
	assert_non_null(store);
	assert_true(store_load_history(store, &history, NULL));
	assert_int_equal(history->days[history->n_days - 1].date, today());
	history_unref(history);
	store_close(store);
}

/* In a child without root's rights; its exit code says what was wrong. */
static int watch_read_only(void)
{
	struct worker_options options = options_of(&credentials);
	struct snapshot *snapshot;
	struct worker *worker;
	int code;

	if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
		return 1;
	options.offline = true;
	worker = worker_start(&options, cache, NULL);
	if (!worker)
		return 2;
	snapshot = wait_in(cache, any);
	if (!strstr(snapshot->status.store, "may not be written"))
		code = 3;
	else
		code = knows_today(snapshot) ? 0 : 4;
	snapshot_unref(snapshot);
	worker_stop(worker);
	return code;
}

/* A store that cannot be written is read all the same: its figures do not give way to the sample.
 */
static void test_store_read_only(void **state)
{
	int status;
	pid_t child;

	(void)state;
	write_bucket(today());
	chmod(path, 0444);
	chmod(directory, 0555);
	child = fork();
	if (child == 0)
		_exit(watch_read_only());
	waitpid(child, &status, 0);
	chmod(directory, 0700);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_in_memory(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct snapshot *live;
	struct worker *worker;

	(void)state;
	options.store_path = NULL;
	options.store_reason = "no home";
	worker = start(&options, cache);
	live = wait_in(cache, is_live);
	assert_string_equal(live->status.store, "no home");
	snapshot_unref(live);
	worker_stop(worker);
}

/* Stopping */

static void test_stop_in_transfer(void **state)
{
	struct worker_options options = options_of(&credentials);
	struct pollfd nothing = {.fd = -1};
	struct worker *worker;
	int64_t begin;

	(void)state;
	atomic_store(&api.stall, true);
	worker = start(&options, cache);
	wait_for(is_under_way);
	while (atomic_load(&api.stalled) == 0)
		poll(&nothing, 1, 1);
	begin = clock_boot_ms(&clock_real);
	worker_stop(worker);
	assert_in_range(clock_boot_ms(&clock_real) - begin, 0, 2000);
}

static void test_stop_at_once(void **state)
{
	struct worker_options options = options_of(&credentials);

	(void)state;
	for (int i = 0; i < 20; i++)
		worker_stop(start(&options, cache));
	worker_stop(NULL);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_sample_turns_live),
		TEST(test_offline),
		TEST(test_no_key),
		TEST(test_interval),
		TEST(test_restart),
		TEST(test_refresh_now),
		TEST(test_refresh_now_is_patient),
		TEST(test_offline_server),
		TEST(test_retry_after),
		TEST(test_clock_is_set),
		TEST(test_two_workers),
		TEST(test_busy),
		TEST(test_store_unusable),
		/* Without a server: a process with threads cannot be forked well. */
		cmocka_unit_test_setup_teardown(test_store_read_only, setup_alone, teardown_alone),
		TEST(test_store_fills_up),
		TEST(test_in_memory),
		TEST(test_stop_in_transfer),
		TEST(test_stop_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
