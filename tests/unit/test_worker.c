/* The worker: what it publishes, when it asks, how it shares a store, and how fast it stops. */
#include "refresh/worker.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
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
#include "support/workshop.h"

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
	return is_live(snapshot) && last_day(snapshot) == workshop_today();
}

/* Asking */

static void test_sample_turns_live(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct worker *worker = workshop_start(&options, workshop.cache);
	struct snapshot *live = workshop_wait(is_live);
	int64_t wait = live->status.next_try - clock_now(&workshop_clock);

	(void)state;
	assert_int_equal(last_day(live), workshop_today() - 1);
	assert_int_equal(live->status.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(live->status.catalog.trouble, TROUBLE_NONE);
	assert_true(live->status.requests_today >= 3);
	assert_in_range(wait, SCHEDULE_INTERVAL - 60, SCHEDULE_INTERVAL);
	assert_string_equal(live->status.store, "");
	assert_false(live->status.offline_mode);
	snapshot_unref(live);
	workshop_stop(worker);
}

static void test_offline(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct snapshot *snapshot;
	struct worker *worker;

	(void)state;
	options.offline = true;
	worker = workshop_start(&options, workshop.cache);
	snapshot = workshop_wait(any);
	assert_int_equal(snapshot->history->origin, HISTORY_SAMPLE);
	assert_true(snapshot->status.offline_mode);
	assert_int_equal(snapshot->status.next_try, 0);
	assert_int_equal(snapshot->status.interval, SCHEDULE_INTERVAL);
	snapshot_unref(snapshot);
	worker_refresh_now(worker);
	workshop_stop(worker);
	assert_int_equal(httpd_count(workshop.api.server), 0);
}

static void test_no_key(void **state)
{
	struct worker_options options = workshop_options(&workshop_no_key);
	struct worker *worker = workshop_start(&options, workshop.cache);
	struct snapshot *snapshot = workshop_wait(has_failed);
	bool later;

	(void)state;
	assert_int_equal(snapshot->status.rankings.trouble, TROUBLE_NO_KEY);
	assert_int_equal(snapshot->status.catalog.trouble, TROUBLE_NONE);
	assert_int_equal(snapshot->status.requests_today, 0);
	assert_int_equal(snapshot->history->origin, HISTORY_SAMPLE);
	assert_non_null(catalog_find(snapshot->catalog, "a/a-20250101", INT64_MAX, &later));
	snapshot_unref(snapshot);
	workshop_stop(worker);
	assert_int_equal(httpd_count(workshop.api.server), 1);
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
	struct worker_options options = workshop_options(&workshop_no_key);
	struct worker *worker;

	(void)state;
	options.interval = 1;
	worker = workshop_start(&options, workshop.cache);
	workshop_pass(has_checked_thrice);
	workshop_stop(worker);
	assert_true(checks[1] - checks[0] >= 1);
	assert_true(checks[2] - checks[1] >= 1);
}

/* A store that was refreshed just now is not refreshed again by the next start. */
static void test_restart(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct worker *worker = workshop_start(&options, workshop.cache);
	struct cache *second = cache_new(NULL);
	struct snapshot *snapshot;
	int count;

	(void)state;
	workshop_pass(is_live);
	workshop_stop(worker);
	count = httpd_count(workshop.api.server);
	atomic_store(&workshop.passed, 60);
	worker = workshop_start(&options, second);
	snapshot = workshop_wait_in(second, any);
	assert_true(is_live(snapshot));
	assert_int_equal(snapshot->status.next_try,
			 snapshot->status.rankings.tried_at + SCHEDULE_INTERVAL);
	snapshot_unref(snapshot);
	workshop_stop(worker);
	assert_int_equal(httpd_count(workshop.api.server), count);
	/* A quarter of an hour later it is due at once. */
	atomic_store(&workshop.passed, SCHEDULE_INTERVAL + 60);
	atomic_store(&workshop.api.last_day, workshop_today());
	worker = workshop_start(&options, second);
	snapshot_unref(workshop_wait_in(second, knows_today));
	workshop_stop(worker);
	cache_free(second);
}

static void test_refresh_now(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct worker *worker = workshop_start(&options, workshop.cache);

	(void)state;
	workshop_pass(is_live);
	atomic_store(&workshop.api.last_day, workshop_today());
	worker_refresh_now(worker);
	workshop_pass(knows_today);
	workshop_stop(worker);
}

/* Held down, the key must not use up what the source allows a minute. */
static void test_refresh_now_is_patient(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct worker *worker = workshop_start(&options, workshop.cache);
	int64_t begin;

	(void)state;
	workshop_pass(is_live);
	begin = clock_boot_ms(&clock_real);
	atomic_store(&workshop.api.last_day, workshop_today());
	for (int i = 0; i < 50; i++)
		worker_refresh_now(worker);
	atomic_store(&workshop.passed, 5);
	worker_refresh_now(worker);
	workshop_pass(knows_today);
	workshop_stop(worker);
	assert_int_equal(httpd_count(workshop.api.server), 4 + 3);
	assert_in_range(clock_boot_ms(&clock_real) - begin, 0, 2000);
}

static _Atomic int64_t tried;

static bool has_tried_again(const struct snapshot *snapshot)
{
	return has_failed(snapshot) && snapshot->status.rankings.tried_at > tried;
}

static void test_offline_server(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct snapshot *snapshot;
	struct worker *worker;
	int64_t wait;

	(void)state;
	options.api_url = "http://127.0.0.1:1/api/v1";
	worker = workshop_start(&options, workshop.cache);
	snapshot = workshop_wait(has_failed);
	wait = snapshot->status.next_try - clock_now(&workshop_clock);
	assert_int_equal(snapshot->status.rankings.trouble, TROUBLE_OFFLINE);
	assert_int_equal(snapshot->status.catalog.trouble, TROUBLE_OFFLINE);
	assert_int_equal(snapshot->history->origin, HISTORY_SAMPLE);
	assert_in_range(wait, 20, 36);
	/* The user need not wait for the backoff, which is 24 s at least. */
	tried = snapshot->status.rankings.tried_at;
	snapshot_unref(snapshot);
	atomic_fetch_add(&workshop.passed, 5);
	worker_refresh_now(worker);
	snapshot = workshop_wait(has_tried_again);
	assert_true(snapshot->status.rankings.since <= tried);
	snapshot_unref(snapshot);
	workshop_stop(worker);
}

/* Another ortop's write, which wakes the worker. */
static void write_bucket(int32_t date)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history_bucket head = {.date = date, .days = 1};
	struct store *store = store_open(scratch_store, STORE_WRITE, NULL);
	struct store_refresh refresh = {.now = clock_now(&workshop_clock)};
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
	struct worker_options options = workshop_options(&workshop_key);
	struct snapshot *snapshot;
	struct worker *worker;
	int64_t next_try;
	int count;

	(void)state;
	atomic_store(&workshop.api.weeks_status, 429);
	atomic_store(&workshop.api.retry_after, 720);
	worker = workshop_start(&options, workshop.cache);
	snapshot = workshop_wait(has_failed);
	next_try =
		snapshot->status.next_try - 10; /* counted from the answer, or from the request */
	assert_int_equal(snapshot->status.rankings.trouble, TROUBLE_RATE_LIMITED);
	assert_in_range(next_try - clock_now(&workshop_clock), 680, 710);
	snapshot_unref(snapshot);
	count = httpd_count(workshop.api.server);
	worker_refresh_now(worker);
	/* That this is published shows that the command has been dealt with. */
	write_bucket(workshop_today());
	snapshot = workshop_wait(knows_today);
	assert_true(snapshot->status.next_try >= next_try);
	snapshot_unref(snapshot);
	assert_int_equal(httpd_count(workshop.api.server), count);
	atomic_store(&workshop.api.weeks_status, 200);
	workshop_stop(worker);
	/* A restart does not forget it. */
	worker = workshop_start(&options, workshop.cache);
	snapshot = workshop_wait(any);
	assert_true(snapshot->status.next_try >= next_try);
	snapshot_unref(snapshot);
	workshop_stop(worker);
	assert_int_equal(httpd_count(workshop.api.server), count);
}

static bool knows_yesterdays_row(const struct snapshot *snapshot)
{
	return last_day(snapshot) == workshop_today() - 1;
}

/* What others write is no try: neither does the wait grow, nor is it any nearer. */
static void test_others_writes_are_no_tries(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct snapshot *snapshot;
	struct worker *worker;
	int64_t next_try;

	(void)state;
	atomic_store(&workshop.api.weeks_status, 500);
	atomic_store(&workshop.api.days_status, 500);
	worker = workshop_start(&options, workshop.cache);
	snapshot = workshop_wait(has_failed);
	next_try = snapshot->status.next_try;
	assert_in_range(next_try - clock_now(&workshop_clock), 20, 36);
	snapshot_unref(snapshot);
	for (int32_t day = workshop_today() - 6; day < workshop_today(); day++)
		write_bucket(day);
	snapshot = workshop_wait(knows_yesterdays_row);
	assert_int_equal(snapshot->status.next_try, next_try);
	snapshot_unref(snapshot);
	workshop_stop(worker);
}

#define CLOCK_STEPS 3

/* Both clocks are read in whole seconds, so that a step may come out longer by one. */
static bool waits_as_asked(const struct snapshot *snapshot)
{
	int64_t now = clock_now(&workshop_clock), end = now + 720 + CLOCK_STEPS;

	return snapshot->status.retry_at > now && snapshot->status.retry_at <= end &&
	       snapshot->status.next_try > now && snapshot->status.next_try <= end;
}

/* Whatever the clock on the wall is set to, a wait is as long as it was. */
static void test_clock_is_set(void **state)
{
	static const int64_t steps[CLOCK_STEPS] = {-CALENDAR_DAY_SECONDS, CALENDAR_DAY_SECONDS, 0};
	struct worker_options options = workshop_options(&workshop_key);
	struct worker *worker;

	(void)state;
	atomic_store(&workshop.api.weeks_status, 429);
	atomic_store(&workshop.api.retry_after, 720);
	worker = workshop_start(&options, workshop.cache);
	workshop_pass(has_failed);
	for (size_t i = 0; i < CLOCK_STEPS; i++) {
		atomic_store(&workshop.set, steps[i]);
		worker_request_endpoints(worker, i % 2 ? "b/b:free" : "a/a");
		workshop_pass(waits_as_asked);
	}
	workshop_stop(worker);
}

/* Sharing a store */

static void test_two_workers(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct cache *second = cache_new(NULL);
	struct fakeapi unused;
	struct worker *one, *two;

	(void)state;
	fakeapi_start(&unused, workshop_today() - 1);
	one = workshop_start(&options, workshop.cache);
	workshop_pass(is_live);
	options.api_url = unused.url;
	two = workshop_start(&options, second);
	snapshot_unref(workshop_wait_in(second, is_live));
	atomic_store(&workshop.api.last_day, workshop_today());
	worker_refresh_now(one);
	workshop_pass(knows_today);
	snapshot_unref(workshop_wait_in(second, knows_today));
	workshop_stop(two);
	workshop_stop(one);
	assert_int_equal(httpd_count(unused.server), 0);
	fakeapi_stop(&unused);
	cache_free(second);
}

static void test_busy(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct worker *worker;
	struct lease lease;
	bool busy;

	(void)state;
	assert_true(lease_take(&lease, scratch_store, &busy, NULL));
	worker = workshop_start(&options, workshop.cache);
	workshop_pass(is_elsewhere);
	assert_int_equal(httpd_count(workshop.api.server), 0);
	/* The other one has died without a word. */
	lease_drop(&lease);
	workshop_pass(is_live);
	workshop_stop(worker);
}

/* Who is stopped with the lease holds nobody up. */
static void test_stopped_refresher(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct worker *worker;
	int ready[2], status;
	pid_t child;
	char byte;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		struct lease lease;
		bool busy;

		if (lease_take(&lease, scratch_store, &busy, NULL) && write(ready[1], "", 1) == 1)
			raise(SIGSTOP);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(waitpid(child, &status, WUNTRACED), child);
	assert_true(WIFSTOPPED(status));
	fakeapi_start(&workshop.api, workshop_today() - 1);
	options.api_url = workshop.api.url;
	worker = workshop_start(&options, workshop.cache);
	workshop_pass(is_live);
	workshop_stop(worker);
	fakeapi_stop(&workshop.api);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	close(ready[0]);
	close(ready[1]);
}

/* Ctrl-Z in the middle of a request: the lease is free for others, and once continued the refresh
 * begins anew. */
static void test_pause(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct pollfd nothing = {.fd = -1};
	struct worker *worker;
	struct lease lease;
	bool busy;
	int asked;

	(void)state;
	atomic_store(&workshop.api.stall, true);
	worker = workshop_start(&options, workshop.cache);
	workshop_pass(is_under_way);
	while (atomic_load(&workshop.api.stalled) == 0)
		poll(&nothing, 1, 1);
	assert_false(lease_take(&lease, scratch_store, &busy, NULL));
	assert_true(busy);
	worker_pause(worker);
	assert_true(lease_take(&lease, scratch_store, &busy, NULL));
	lease_drop(&lease);
	asked = httpd_count(workshop.api.server);
	worker_refresh_now(worker);
	worker_request_endpoints(worker, "a/a");
	poll(&nothing, 1, 50);
	assert_int_equal(httpd_count(workshop.api.server), asked);
	atomic_store(&workshop.api.stall, false);
	worker_resume(worker);
	workshop_pass(is_live);
	workshop_stop(worker);
}

/* In the pause of a worker with nothing to do nothing happens. */
static void test_pause_of_an_idle_one(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct worker *worker = workshop_start(&options, workshop.cache);
	int asked;

	(void)state;
	workshop_pass(is_live);
	asked = httpd_count(workshop.api.server);
	worker_pause(worker);
	worker_resume(worker);
	worker_pause(worker);
	worker_resume(worker);
	workshop_stop(worker);
	assert_int_equal(httpd_count(workshop.api.server), asked);
	worker_pause(NULL);
	worker_resume(NULL);
}

static bool knows_the_other_folder(const struct snapshot *snapshot)
{
	return last_day(snapshot) == workshop_today() + 1;
}

/* The store's folder is removed, and another ortop makes it again: its figures are shown, at once
 * and later. */
static void test_folder_is_replaced(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct worker *worker = workshop_start(&options, workshop.cache);

	(void)state;
	workshop_pass(is_live);
	scratch_clear();
	assert_int_equal(rmdir(scratch_folder), 0);
	assert_int_equal(mkdir(scratch_folder, 0700), 0);
	write_bucket(workshop_today());
	workshop_pass(knows_today);
	write_bucket(workshop_today() + 1);
	workshop_pass(knows_the_other_folder);
	workshop_stop(worker);
}

/* Without a store */

static void test_store_unusable(void **state)
{
	static const char shopping[] = "Milk, bread, and a hundred other things. ............"
				       "................................................";
	struct worker_options options = workshop_options(&workshop_key);
	char content[sizeof(shopping)] = "";
	struct snapshot *live;
	struct worker *worker;
	int fd = open(scratch_store, O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_int_equal(write(fd, shopping, sizeof(shopping)), sizeof(shopping));
	worker = workshop_start(&options, workshop.cache);
	live = workshop_wait(is_live);
	assert_non_null(strstr(live->status.store, "not a database"));
	snapshot_unref(live);
	workshop_stop(worker);
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
	struct worker_options options = workshop_options(&workshop_key);
	struct worker *worker = workshop_start(&options, workshop.cache);
	struct rlimit before, none;
	struct snapshot *snapshot;
	struct history *history;
	struct store *store;

	(void)state;
	workshop_pass(is_live);
	getrlimit(RLIMIT_FSIZE, &before);
	none = before;
	none.rlim_cur = 0;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &none);
	atomic_store(&workshop.passed, 60);
	atomic_store(&workshop.api.last_day, workshop_today());
	worker_refresh_now(worker);
	snapshot = workshop_wait(is_in_memory);
	setrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(snapshot->status.rankings.trouble, TROUBLE_NONE);
	assert_true(snapshot->history->n_weeks > 80);
	snapshot_unref(snapshot);
	/* What comes back to the disk, even if nothing more is to be had: what memory has. */
	atomic_store(&workshop.passed, 120);
	atomic_store(&workshop.api.weeks_status, 500);
	worker_refresh_now(worker);
	workshop_pass(is_on_disk);
	workshop_stop(worker);
	store = store_open(scratch_store, STORE_WRITE, NULL);
	assert_non_null(store);
	assert_true(store_load_history(store, &history, NULL));
	assert_int_equal(history->days[history->n_days - 1].date, workshop_today());
	history_unref(history);
	store_close(store);
}

/* In a child without root's rights; its exit code says what was wrong. */
static int watch_read_only(void)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct snapshot *snapshot;
	struct worker *worker;
	int code;

	if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
		return 1;
	options.offline = true;
	worker = worker_start(&options, workshop.cache, NULL);
	if (!worker)
		return 2;
	snapshot = workshop_wait(any);
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
	write_bucket(workshop_today());
	chmod(scratch_store, 0444);
	chmod(scratch_folder, 0555);
	child = fork();
	if (child == 0)
		_exit(watch_read_only());
	waitpid(child, &status, 0);
	chmod(scratch_folder, 0700);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_in_memory(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct snapshot *live;
	struct worker *worker;

	(void)state;
	options.store_path = NULL;
	options.store_reason = "no home";
	worker = workshop_start(&options, workshop.cache);
	live = workshop_wait(is_live);
	assert_string_equal(live->status.store, "no home");
	snapshot_unref(live);
	workshop_stop(worker);
}

/* Stopping */

static void test_stop_in_transfer(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);
	struct pollfd nothing = {.fd = -1};
	struct worker *worker;
	int64_t begin;

	(void)state;
	atomic_store(&workshop.api.stall, true);
	worker = workshop_start(&options, workshop.cache);
	workshop_pass(is_under_way);
	while (atomic_load(&workshop.api.stalled) == 0)
		poll(&nothing, 1, 1);
	begin = clock_boot_ms(&clock_real);
	workshop_stop(worker);
	assert_in_range(clock_boot_ms(&clock_real) - begin, 0, 2000);
}

static void test_stop_at_once(void **state)
{
	struct worker_options options = workshop_options(&workshop_key);

	(void)state;
	for (int i = 0; i < 20; i++)
		workshop_stop(workshop_start(&options, workshop.cache));
	workshop_stop(NULL);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, workshop_setup, workshop_teardown)
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
		TEST(test_others_writes_are_no_tries),
		TEST(test_two_workers),
		TEST(test_busy),
		cmocka_unit_test_setup_teardown(test_stopped_refresher, workshop_setup_alone,
						workshop_teardown_alone),
		TEST(test_pause),
		TEST(test_pause_of_an_idle_one),
		TEST(test_folder_is_replaced),
		TEST(test_store_unusable),
		/* Without a server: a process with threads cannot be forked well. */
		cmocka_unit_test_setup_teardown(test_store_read_only, workshop_setup_alone,
						workshop_teardown_alone),
		TEST(test_store_fills_up),
		TEST(test_in_memory),
		TEST(test_stop_in_transfer),
		TEST(test_stop_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
