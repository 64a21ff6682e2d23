#include "refresh/worker.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/text.h"
#include "refresh/lease.h"
#include "refresh/refresh.h"
#include "refresh/schedule.h"
#include "refresh/watch.h"

#define NEVER         INT64_MAX
#define BUSY_RETRY_MS 2000 /* while another ortop refreshes */
#define USUAL_COST    2    /* keyed requests of a refresh: weeks, days */
#define PATIENT_MS    5000 /* after a refresh: the source takes 30 keyed requests a minute */

/* After the store's files were written: soon, and once more in case the commit took its time. */
#define CHECK_SOON_MS  100
#define CHECK_AGAIN_MS 2000

struct worker {
	struct worker_options options; /* its strings are the three below */
	char *store_path, *store_reason, *api_url;
	struct cache *cache;
	pthread_t thread;
	int wake; /* eventfd: look at the flags */
	atomic_bool stop, asked;

	/* The thread's own: */
	const char *path; /* of the store; NULL once it is in memory */
	struct store *store;
	struct watch watch;
	struct fetch *fetch;
	struct history *history;
	struct catalog *catalog;
	struct status status;
	struct schedule schedule;
	int64_t data_version;
	int timer;
	int64_t due_ms;     /* next refresh, in time since boot: wall clocks are set */
	int64_t patient_ms; /* until then a refresh that is asked for waits */
	int64_t check_ms;   /* next look at the data version */
	bool check_again;
};

static int64_t boot_ms(const struct worker *worker)
{
	return clock_boot_ms(worker->options.clock);
}

static int64_t now(const struct worker *worker)
{
	return clock_now(worker->options.clock);
}

static bool has_key(const struct worker *worker)
{
	return worker->options.credentials && worker->options.credentials->key[0];
}

static uint32_t random_bits(const struct worker *worker)
{
	uint32_t bits;

	if (getrandom(&bits, sizeof(bits), GRND_NONBLOCK) != sizeof(bits))
		bits = (uint32_t)boot_ms(worker) * 2654435761u;
	return bits;
}

static void publish(struct worker *worker)
{
	cache_publish(worker->cache, snapshot_new(worker->history, worker->catalog,
						  worker->options.vendors, &worker->status));
}

/* The store */

/* Go on in memory, with what can be read of the store on disk. */
static void fall_back(struct worker *worker, const char *reason)
{
	struct strbuf text;

	log_line(worker->options.log, "in memory: %s", reason);
	strbuf_init(&text, sizeof(worker->status.store) - 1);
	text_escape(&text, reason, strlen(reason));
	memcpy(worker->status.store, text.data, text.length + 1);
	strbuf_done(&text);
	watch_done(&worker->watch);
	watch_init(&worker->watch, NULL);
	store_close(worker->store);
	worker->store = worker->path ? store_open(worker->path, STORE_COPY, NULL) : NULL;
	worker->path = NULL;
	if (!worker->store)
		worker->store = store_open(NULL, STORE_WRITE, NULL);
}

static bool load_parts(struct worker *worker, struct error *error)
{
	struct history *history;
	struct catalog *catalog;

	if (!refresh_load(worker->store, &history, &catalog, error))
		return false;
	history_unref(worker->history);
	catalog_unref(worker->catalog);
	worker->history = history;
	worker->catalog = catalog;
	return true;
}

/* Without a key the rankings are in trouble, unless another ortop on this store keeps them fresh.
 */
static void judge_key(struct worker *worker)
{
	struct feed *rankings = &worker->status.rankings;
	bool fresh = now(worker) - rankings->ok_at < 2 * worker->options.interval;

	if (has_key(worker) || worker->options.offline)
		return;
	if (!fresh) {
		rankings->trouble = TROUBLE_NO_KEY;
		rankings->http = 0;
		rankings->detail[0] = '\0';
	} else if (rankings->trouble == TROUBLE_NO_KEY) {
		rankings->trouble = TROUBLE_NONE;
	}
}

static bool load_status(struct worker *worker, struct error *error)
{
	if (!store_load_status(worker->store, now(worker), &worker->status, error) ||
	    !store_load_retry_at(worker->store, &worker->status.retry_at, error))
		return false;
	judge_key(worker);
	return true;
}

static bool load(struct worker *worker, struct error *error)
{
	return store_data_version(worker->store, &worker->data_version, error) &&
	       load_parts(worker, error) && load_status(worker, error);
}

static void open_store(struct worker *worker)
{
	const char *reason = worker->options.store_reason;
	struct error error;

	if (!worker->path) {
		fall_back(worker, reason ? reason : "");
	} else {
		worker->store = store_open(worker->path, STORE_WRITE, &error);
		if (!worker->store)
			fall_back(worker, error.text);
	}
	if (load(worker, &error))
		return;
	fall_back(worker, error.text);
	load(worker, NULL);
}

/* Planning */

static void set_due(struct worker *worker, int64_t due)
{
	int64_t wait = due - now(worker);

	worker->status.next_try = due;
	worker->due_ms = boot_ms(worker) + (wait > 0 ? wait * 1000 : 0);
}

static bool is_failure(const struct feed *feed)
{
	return feed->trouble != TROUBLE_NONE && feed->trouble != TROUBLE_NO_KEY &&
	       feed->trouble != TROUBLE_BUDGET;
}

static int64_t wait_after(struct worker *worker, int64_t time, int64_t retry_after)
{
	struct schedule_outcome outcome = {
		.failed =
			is_failure(&worker->status.rankings) || is_failure(&worker->status.catalog),
		.retry_after = retry_after,
		.requests_today = worker->status.requests_today,
		.cost = has_key(worker) ? USUAL_COST : 0,
	};

	return schedule_next(&worker->schedule, &outcome, time, random_bits(worker));
}

/* By the fetch log: ours of an earlier run, or another ortop's. */
static void plan(struct worker *worker)
{
	int64_t time = now(worker), due = time;
	int64_t tried = has_key(worker) ? worker->status.rankings.tried_at
					: worker->status.catalog.tried_at;

	if (worker->options.offline)
		return;
	if (tried > time)
		tried = time;
	if (tried > 0)
		due = tried + wait_after(worker, tried, 0);
	set_due(worker, due > worker->status.retry_at ? due : worker->status.retry_at);
}

/* Has another ortop written?  Then its figures are ours, and its try counts. */
static bool take_news(struct worker *worker)
{
	struct error error;
	int64_t version;

	if (!store_data_version(worker->store, &version, NULL) || version == worker->data_version)
		return false;
	if (!load(worker, &error))
		log_line(worker->options.log, "store not read: %s", error.text);
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
	publish(worker);
}

static void ask_and_store(struct worker *worker, struct refresh_result *result)
{
	struct error error = {""};
	struct refresh_context context = {
		.api_url = worker->options.api_url,
		.credentials = worker->options.credentials,
		.store = worker->store,
		.clock = worker->options.clock,
		.log = worker->options.log,
		.progress = progress,
		.data = worker,
	};

	worker->status.refreshing = true;
	worker->status.elsewhere = false;
	worker->status.step = worker->status.steps = 0;
	publish(worker);
	if (!worker->fetch)
		worker->fetch = fetch_new(&worker->stop, &error);
	context.fetch = worker->fetch;
	context.no_fetch = error.text;
	refresh_run(&context, result);
	worker->status.refreshing = false;
}

static bool is_not_written(const struct refresh_result *result)
{
	return result->rankings.trouble == TROUBLE_STORE ||
	       result->catalog.trouble == TROUBLE_STORE;
}

/* The disk is full, say: what was asked for in vain is asked again, and kept in memory. */
static void leave_disk(struct worker *worker, struct refresh_result *result)
{
	struct feed feed =
		result->rankings.trouble == TROUBLE_STORE ? result->rankings : result->catalog;

	fall_back(worker, feed.detail);
	if (load(worker, NULL))
		ask_and_store(worker, result);
}

static void note_result(struct worker *worker, const struct refresh_result *result)
{
	struct error error;
	int64_t wait;

	if (result->changed && !load_parts(worker, &error))
		log_line(worker->options.log, "store not read: %s", error.text);
	worker->status.rankings = result->rankings;
	worker->status.catalog = result->catalog;
	worker->status.requests_today = result->requests_today;
	judge_key(worker);
	wait = wait_after(worker, now(worker), result->retry_after);
	if (result->retry_after > 0)
		worker->status.retry_at = now(worker) + result->retry_after;
	set_due(worker, now(worker) + wait);
}

static void wait_for_other(struct worker *worker)
{
	bool news = !worker->status.elsewhere;

	worker->status.elsewhere = true;
	worker->due_ms = boot_ms(worker) + BUSY_RETRY_MS;
	if (news)
		publish(worker);
}

/* One refresh, unless another ortop does one or has just done it. */
static void refresh(struct worker *worker, bool forced)
{
	struct refresh_result result = {.changed = false};
	struct lease lease;
	struct error error;
	bool busy;

	if (!lease_take(&lease, worker->path, &busy, &error)) {
		if (busy) {
			wait_for_other(worker);
			return;
		}
		/* The store's own lock still keeps writers apart. */
		log_line(worker->options.log, "no lease: %s", error.text);
	}
	if (take_news(worker) && !forced && worker->due_ms > boot_ms(worker)) {
		lease_drop(&lease);
		publish(worker);
		return;
	}
	ask_and_store(worker, &result);
	if (worker->path && is_not_written(&result))
		leave_disk(worker, &result);
	lease_drop(&lease);
	if (atomic_load(&worker->stop))
		return;
	note_result(worker, &result);
	worker->patient_ms = boot_ms(worker) + PATIENT_MS;
	/* Asked for while it ran: that is what it brought. */
	atomic_store(&worker->asked, false);
	publish(worker);
}

/* The loop */

static void check_store(struct worker *worker)
{
	if (take_news(worker)) {
		worker->check_ms = NEVER;
		publish(worker);
	} else if (worker->check_again) {
		worker->check_ms = boot_ms(worker) + CHECK_AGAIN_MS;
		worker->check_again = false;
	} else {
		worker->check_ms = NEVER;
	}
}

static void set_timer(struct worker *worker)
{
	int64_t next = worker->due_ms < worker->check_ms ? worker->due_ms : worker->check_ms;
	int64_t wait = next == NEVER ? 0 : next - boot_ms(worker);
	struct itimerspec spec = {.it_interval = {0, 0}};

	if (next != NEVER && wait < 1)
		wait = 1;
	spec.it_value.tv_sec = wait / 1000;
	spec.it_value.tv_nsec = wait % 1000 * 1000000;
	timerfd_settime(worker->timer, 0, &spec, NULL);
}

static void sleep_until_event(struct worker *worker)
{
	struct pollfd fds[] = {{.fd = worker->wake, .events = POLLIN},
			       {.fd = worker->timer, .events = POLLIN},
			       {.fd = worker->watch.fd, .events = POLLIN}};
	eventfd_t count;
	uint64_t expired;

	set_timer(worker);
	poll(fds, 3, -1);
	eventfd_read(worker->wake, &count);
	if (read(worker->timer, &expired, sizeof(expired)) < 0)
		expired = 0;
	if (!watch_read(&worker->watch))
		return;
	worker->check_again = true;
	if (worker->check_ms == NEVER)
		worker->check_ms = boot_ms(worker) + CHECK_SOON_MS;
}

static void step(struct worker *worker)
{
	bool forced = atomic_exchange(&worker->asked, false) && !worker->options.offline &&
		      now(worker) >= worker->status.retry_at;

	if (boot_ms(worker) >= worker->check_ms)
		check_store(worker);
	if (forced && boot_ms(worker) < worker->patient_ms) {
		if (worker->due_ms > worker->patient_ms)
			worker->due_ms = worker->patient_ms;
		return;
	}
	if (forced || boot_ms(worker) >= worker->due_ms)
		refresh(worker, forced);
}

static void *run(void *data)
{
	struct worker *worker = data;

	/* Watched before it is read, so that no commit falls in between. */
	watch_init(&worker->watch, worker->path);
	open_store(worker);
	plan(worker);
	publish(worker);
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
	if (worker->timer >= 0)
		close(worker->timer);
	free(worker->store_path);
	free(worker->store_reason);
	free(worker->api_url);
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
	worker->cache = cache;
	worker->schedule.interval = options->interval;
	worker->status.offline_mode = options->offline;
	worker->status.interval = options->interval;
	worker->due_ms = worker->check_ms = NEVER;
	worker->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	worker->timer = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	failure = errno;
	if (worker->wake >= 0 && worker->timer >= 0) {
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

void worker_stop(struct worker *worker)
{
	if (!worker)
		return;
	atomic_store(&worker->stop, true);
	eventfd_write(worker->wake, 1);
	pthread_join(worker->thread, NULL);
	worker_free(worker);
}
