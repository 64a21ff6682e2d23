#include "refresh/worker_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/altstack.h"

#define BUSY_RETRY_MS 2000 /* while another ortop refreshes */
#define USUAL_COST    2    /* keyed requests of a refresh: weeks, days */
#define PATIENT_MS    5000 /* after a refresh: the source takes 30 keyed requests a minute */

/* After the store's files were written: soon, and once more in case the commit took its time. */
#define CHECK_SOON_MS  100
#define CHECK_AGAIN_MS 2000

int64_t worker_boot_ms(const struct worker *worker)
{
	return clock_boot_ms(worker->options.clock);
}

int64_t worker_now(const struct worker *worker)
{
	return clock_now(worker->options.clock);
}

struct refresh_context worker_context(const struct worker *worker)
{
	return (struct refresh_context){
		.api_url = worker->options.api_url,
		.credentials = worker->options.credentials,
		.store = worker->store,
		.clock = worker->options.clock,
		.log = worker->options.log,
	};
}

uint32_t worker_random(const struct worker *worker)
{
	uint32_t bits;

	if (getrandom(&bits, sizeof(bits), GRND_NONBLOCK) != sizeof(bits))
		bits = (uint32_t)worker_boot_ms(worker) * 2654435761u;
	return bits;
}

void worker_publish(struct worker *worker)
{
	struct snapshot *snapshot = snapshot_new(worker->history, worker->catalog,
						 worker->options.vendors, &worker->status);

	snapshot_set_endpoints(snapshot, worker->endpoints);
	snapshot_set_restatements(snapshot, worker->restatements);
	cache_publish(worker->cache, snapshot);
}

bool worker_need_fetch(struct worker *worker, struct error *error)
{
	if (worker->fetch)
		return true;
	worker->fetch = fetch_new(&worker->halt, error);
	if (!worker->fetch)
		log_line(worker->options.log, "libcurl: %s", error->text);
	else if (worker->options.timeout)
		fetch_limit(worker->fetch, worker->options.timeout);
	return worker->fetch != NULL;
}

/* Planning */

void worker_set_due(struct worker *worker, int64_t due)
{
	int64_t wait = due - worker_now(worker);

	worker->status.next_try = due;
	worker->due_ms = worker_boot_ms(worker) + (wait > 0 ? wait * 1000 : 0);
}

static bool is_failure(const struct feed *feed)
{
	/* An answer that is held came; others that agree are wanted at the usual pace. */
	return feed->trouble != TROUBLE_NONE && feed->trouble != TROUBLE_NO_KEY &&
	       feed->trouble != TROUBLE_BUDGET && feed->trouble != TROUBLE_HELD;
}

static int64_t wait_after(struct worker *worker, int64_t time, int64_t retry_after)
{
	struct schedule_outcome outcome = {
		.failed =
			is_failure(&worker->status.rankings) || is_failure(&worker->status.catalog),
		.retry_after = retry_after,
		.requests_today = worker->status.requests_today,
		.cost = worker_has_key(worker) ? USUAL_COST : 0,
	};

	return schedule_next(&worker->schedule, &outcome, time, worker_random(worker));
}

int64_t worker_tried_at(const struct worker *worker)
{
	return worker_expects_key(worker) ? worker->status.rankings.tried_at
					  : worker->status.catalog.tried_at;
}

/* By the fetch log: ours of an earlier run, or another ortop's.  A try counts once, however often
 * others write. */
static void plan(struct worker *worker)
{
	int64_t time = worker_now(worker), due = time;
	int64_t logged = worker_tried_at(worker), tried = logged < time ? logged : time;

	if (worker->options.offline)
		return;
	if (tried > 0 && !worker->renewed)
		due = logged == worker->planned_for ? worker->status.next_try
						    : tried + wait_after(worker, tried, 0);
	worker->planned_for = logged;
	worker_set_due(worker, due > worker->status.retry_at ? due : worker->status.retry_at);
}

/* Has another ortop written?  Then its figures are ours, and its try counts. */
static bool take_news(struct worker *worker)
{
	struct error error;
	int64_t version;

	if (!worker_follow(worker) &&
	    (!store_data_version(worker->store, &version, NULL) || version == worker->data_version))
		return false;
	if (!worker_load(worker, &error)) {
		log_line(worker->options.log, "store not read: %s", error.text);
		if (worker_rescue(worker))
			worker_load(worker, NULL);
	}
	worker->status.elsewhere = false;
	plan(worker);
	return true;
}

/* Refreshing */

static void progress(void *data, int step, int steps)
{
	struct worker *worker = data;

	worker->status.step = step;
	worker->status.steps = steps;
	worker_take_wish(worker);
	worker_publish(worker);
}

static void ask_and_store(struct worker *worker, struct refresh_result *result)
{
	struct error error = {""};
	struct refresh_context context = worker_context(worker);

	worker->status.refreshing = true;
	worker->status.elsewhere = false;
	worker->status.step = worker->status.steps = 0;
	worker_publish(worker);
	if (!worker_need_fetch(worker, &error))
		context.no_fetch = error.text;
	context.fetch = worker->fetch;
	context.progress = progress;
	context.data = worker;
	refresh_run(&context, result);
	worker->status.refreshing = false;
}

static bool is_not_written(const struct refresh_result *result)
{
	return result->rankings.trouble == TROUBLE_STORE ||
	       result->catalog.trouble == TROUBLE_STORE;
}

/* What was asked for in vain is asked again: for a new store when this one is damaged, else (the
 * disk is full, say) to be kept in memory. */
static void leave_disk(struct worker *worker, struct refresh_result *result)
{
	struct feed feed =
		result->rankings.trouble == TROUBLE_STORE ? result->rankings : result->catalog;

	if (!worker_rescue(worker) && worker->path)
		worker_fall_back(worker, feed.detail);
	if (worker_load(worker, NULL))
		ask_and_store(worker, result);
}

static void note_result(struct worker *worker, const struct refresh_result *result)
{
	struct error error;
	int64_t wait;

	if (result->changed &&
	    (!worker_load_parts(worker, &error) || !worker_load_restatements(worker, &error)))
		log_line(worker->options.log, "store not read: %s", error.text);
	worker->status.rankings = result->rankings;
	worker->status.catalog = result->catalog;
	worker->status.held = result->held;
	worker->status.requests_today = result->requests_today;
	worker_judge_key(worker);
	worker->planned_for = worker_tried_at(worker);
	wait = wait_after(worker, worker_now(worker), result->retry_after);
	worker->status.retry_at =
		result->retry_after > 0 ? worker_now(worker) + result->retry_after : 0;
	worker_set_due(worker, worker_now(worker) + wait);
}

/* When the wall clock is set, what is planned stays as far ahead as it was. */
static void follow_clock(struct worker *worker)
{
	int64_t offset = worker_now(worker) - worker_boot_ms(worker) / 1000;
	int64_t step = offset - worker->clock_offset;

	worker->clock_offset = offset;
	/* Both are whole seconds. */
	if (step >= -1 && step <= 1)
		return;
	if (worker->status.next_try)
		worker->status.next_try += step;
	if (worker->status.retry_at)
		worker->status.retry_at += step;
}

static void wait_for_other(struct worker *worker)
{
	bool news = !worker->status.elsewhere;

	worker->status.elsewhere = true;
	worker->due_ms = worker_boot_ms(worker) + BUSY_RETRY_MS;
	if (news)
		worker_publish(worker);
}

/* One refresh, unless another ortop does one or has just done it. */
static void refresh(struct worker *worker, bool forced)
{
	struct refresh_result result = {.changed = false};
	struct error error;
	bool busy;

	/* That of the store on disk, even while there is none to be had. */
	if (!lease_take(&worker->lease, worker->store_path, &busy, &error)) {
		if (busy && !lease_sleeps(worker->store_path)) {
			wait_for_other(worker);
			return;
		}
		/* The store's own lock still keeps writers apart. */
		log_line(worker->options.log, "no lease: %s", error.text);
	}
	worker_settle_store(worker);
	if (take_news(worker) && !forced && worker->due_ms > worker_boot_ms(worker)) {
		lease_drop(&worker->lease);
		worker_publish(worker);
		return;
	}
	ask_and_store(worker, &result);
	if (worker->path && is_not_written(&result))
		leave_disk(worker, &result);
	worker->renewed = false;
	lease_drop(&worker->lease);
	/* Paused: it is due still. */
	if (atomic_load(&worker->halt))
		return;
	/* What is planned from now on is in the time that it is now. */
	follow_clock(worker);
	note_result(worker, &result);
	worker->patient_ms = worker_boot_ms(worker) + PATIENT_MS;
	/* Asked for while it ran: that is what it brought. */
	atomic_store(&worker->asked, false);
	worker_publish(worker);
}

/* The loop */

static void check_store(struct worker *worker)
{
	if (worker_boot_ms(worker) < worker->check_ms)
		return;
	if (take_news(worker)) {
		worker->check_ms = WORKER_NEVER;
		worker_publish(worker);
	} else if (worker->check_again) {
		worker->check_ms = worker_boot_ms(worker) + CHECK_AGAIN_MS;
		worker->check_again = false;
	} else {
		worker->check_ms = WORKER_NEVER;
	}
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void sleep_until_event(struct worker *worker)
{
	struct pollfd fds[] = {{.fd = worker->wake, .events = POLLIN},
			       {.fd = worker->watch.fd, .events = POLLIN}};
	int64_t next = earlier(worker->due_ms, earlier(worker->check_ms, worker->lookups.due_ms));
	eventfd_t count;

	clock_wait(worker->options.clock, fds, 2, next, NULL);
	follow_clock(worker);
	eventfd_read(worker->wake, &count);
	if (!watch_read(&worker->watch))
		return;
	worker->check_again = true;
	if (worker->check_ms == WORKER_NEVER)
		worker->check_ms = worker_boot_ms(worker) + CHECK_SOON_MS;
}

/* What a pause waits for, and holds back: all that asks the network or writes the store. */
static void on_duty(struct worker *worker, void (*act)(struct worker *worker))
{
	pthread_mutex_lock(&worker->duty);
	act(worker);
	pthread_mutex_unlock(&worker->duty);
}

static void step(struct worker *worker)
{
	bool forced = atomic_exchange(&worker->asked, false) && !worker->options.offline &&
		      worker_now(worker) >= worker->status.retry_at;

	on_duty(worker, check_store);
	worker_take_wish(worker);
	if (forced) {
		worker_look_again(worker);
		worker_need_key(worker, true);
	}
	on_duty(worker, worker_look_up);
	if (atomic_load(&worker->stop))
		return;
	if (forced)
		worker->return_ms = 0;
	if (forced && worker_boot_ms(worker) < worker->patient_ms) {
		if (worker->due_ms > worker->patient_ms)
			worker->due_ms = worker->patient_ms;
		return;
	}
	if (!forced && worker_boot_ms(worker) < worker->due_ms)
		return;
	worker_need_key(worker, false);
	if (atomic_load(&worker->stop))
		return;
	pthread_mutex_lock(&worker->duty);
	refresh(worker, forced);
	pthread_mutex_unlock(&worker->duty);
}

static void *run(void *data)
{
	struct worker *worker = data;
	struct altstack stack;

	altstack_init(&stack);
	worker->clock_offset = worker_now(worker) - worker_boot_ms(worker) / 1000;
	on_duty(worker, worker_open_store);
	plan(worker);
	worker_publish(worker);
	while (!atomic_load(&worker->stop)) {
		sleep_until_event(worker);
		if (!atomic_load(&worker->stop))
			step(worker);
	}
	watch_done(&worker->watch);
	fetch_free(worker->fetch);
	store_close(worker->store);
	history_unref(worker->history);
	catalog_unref(worker->catalog);
	restatements_unref(worker->restatements);
	worker_lookups_done(worker);
	altstack_done(&stack);
	return NULL;
}

/* Main's side */

static char *copy(const char *string)
{
	return string ? mem_strdup(string) : NULL;
}

static void worker_free(struct worker *worker)
{
	if (worker->wake >= 0)
		close(worker->wake);
	pthread_mutex_destroy(&worker->wish.lock);
	pthread_mutex_destroy(&worker->duty);
	free(worker->wish.model);
	free(worker->store_path);
	free(worker->store_reason);
	free(worker->api_url);
	free(worker->key_command);
	credentials_wipe(&worker->key);
	free(worker);
}

struct worker *worker_start(const struct worker_options *options, struct cache *cache,
			    struct error *error)
{
	struct worker *worker = mem_alloc(1, sizeof(*worker));
	int failure;

	worker->options = *options;
	worker->path = worker->store_path = copy(options->store_path);
	worker->options.store_path = worker->store_path;
	worker->options.store_reason = worker->store_reason = copy(options->store_reason);
	worker->options.api_url = worker->api_url = copy(options->api_url);
	worker->options.key_command = worker->key_command = copy(options->key_command);
	worker->cache = cache;
	worker->lease.fd = -1;
	worker->schedule.interval = options->interval;
	worker->status.offline_mode = options->offline;
	worker->status.interval = options->interval;
	worker->due_ms = worker->check_ms = worker->lookups.due_ms = WORKER_NEVER;
	worker->lookups.schedule.interval = SCHEDULE_INTERVAL;
	pthread_mutex_init(&worker->wish.lock, NULL);
	pthread_mutex_init(&worker->duty, NULL);
	worker->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	failure = errno;
	if (worker->wake >= 0) {
		failure = pthread_create(&worker->thread, NULL, run, worker);
		if (failure == 0)
			return worker;
	}
	worker_free(worker);
	error_set(error, "background thread: %s", strerror(failure));
	return NULL;
}

void worker_refresh_now(struct worker *worker)
{
	atomic_store(&worker->asked, true);
	eventfd_write(worker->wake, 1);
}

void worker_pause(struct worker *worker)
{
	if (!worker)
		return;
	atomic_store(&worker->halt, true);
	pthread_mutex_lock(&worker->duty);
}

void worker_resume(struct worker *worker)
{
	if (!worker)
		return;
	atomic_store(&worker->halt, false);
	pthread_mutex_unlock(&worker->duty);
}

void worker_stop(struct worker *worker)
{
	if (!worker)
		return;
	atomic_store(&worker->stop, true);
	atomic_store(&worker->halt, true);
	eventfd_write(worker->wake, 1);
	pthread_join(worker->thread, NULL);
	worker_free(worker);
}
