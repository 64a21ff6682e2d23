#include "refresh/worker_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/calendar.h"
#include "base/text.h"
#include "model/judge.h"
#include "refresh/load.h"
#include "refresh/rescue.h"
#include "source/paths.h"

/* Between tries to return to a disk that was full, say: each may cost a write. */
#define RETURN_MS ((int64_t)3600 * 1000)

static void watch_again(struct worker *worker)
{
	watch_done(&worker->watch);
	watch_init(&worker->watch, worker->path);
}

static void leave_path(struct worker *worker)
{
	worker->path = NULL;
	worker->return_ms = worker_boot_ms(worker) + RETURN_MS;
	watch_again(worker);
}

static bool can_be_loaded(struct store *store)
{
	struct status status;
	struct restatements *restatements;
	struct history *history;
	struct catalog *catalog;

	if (!store_load_status(store, 0, &status, NULL) ||
	    !(restatements = refresh_load_restatements(store, NULL)))
		return false;
	restatements_unref(restatements);
	if (!refresh_load(store, &history, &catalog, NULL))
		return false;
	history_unref(history);
	catalog_unref(catalog);
	return true;
}

/* What can be read of the store on disk, in memory. */
static struct store *memory_store(const char *path)
{
	struct store *store = path ? store_open(path, STORE_COPY, NULL) : NULL;
	struct store *damaged;

	if (store && can_be_loaded(store))
		return store;
	store_close(store);
	store = store_open(NULL, STORE_WRITE, NULL);
	damaged = store && path ? store_open(path, STORE_READ, NULL) : NULL;
	if (damaged)
		store_salvage(store, damaged);
	store_close(damaged);
	return store;
}

void worker_fall_back(struct worker *worker, const char *reason)
{
	log_line(worker->options.log, "in memory: %s", reason);
	text_inert_into(worker->status.store, sizeof(worker->status.store), reason);
	store_close(worker->store);
	worker->store = memory_store(worker->path);
	leave_path(worker);
}

static void note_aside(struct worker *worker, const char *aside)
{
	const char *slash = strrchr(aside, '/');

	log_line(worker->options.log, "store damaged: set aside as %s", aside);
	text_inert_into(worker->status.aside, sizeof(worker->status.aside),
			slash ? slash + 1 : aside);
	worker->renewed = true;
}

bool worker_rescue(struct worker *worker)
{
	bool held = worker->lease.fd >= 0, anew, busy = false;
	char *aside = NULL;
	struct error error;

	if (!worker->path)
		return false;
	if (!held && !lease_take(&worker->lease, worker->path, &busy, NULL)) {
		/* Who holds it may be about to do the same: look again right behind. */
		worker->renewed = worker->renewed || busy;
		return false;
	}
	store_close(worker->store);
	worker->store = rescue_open(worker->path, worker_now(worker), true, &aside, &error);
	if (!held)
		lease_drop(&worker->lease);
	anew = aside && worker->store;
	if (aside)
		note_aside(worker, aside);
	free(aside);
	if (!worker->store)
		worker_fall_back(worker, error.text);
	return anew;
}

bool worker_follow(struct worker *worker)
{
	struct store *store;

	if (!worker->path || store_is_in_place(worker->store) || access(worker->path, F_OK) != 0)
		return false;
	store = store_open(worker->path, STORE_WRITE, NULL);
	if (!store)
		return false;
	store_close(worker->store);
	worker->store = store;
	return true;
}

/* The removed file is still open: all that was in it goes into the new one. */
static void make_again(struct worker *worker)
{
	struct error error;
	struct store *store = store_open(worker->path, STORE_WRITE, &error);

	log_line(worker->options.log, "store removed: %s", store ? "made again" : error.text);
	if (store) {
		store_salvage(store, worker->store);
		store_close(worker->store);
		worker->store = store;
		return;
	}
	/* Its folder is gone, too: the open file serves as memory. */
	text_inert_into(worker->status.store, sizeof(worker->status.store), error.text);
	leave_path(worker);
}

/* The figures in memory may never have been weighed against what is on the disk: it could not be
 * read then. */
static void judge_memory(const struct worker *worker, const struct history *known,
			 struct judgement *judgement)
{
	const struct history *history = worker->history;
	const struct candidate candidate = {
		.history = history,
		.first_week = history->n_weeks > 0 ? history->weeks[0].date : INT32_MAX,
		.first_day = history->n_days > 0 ? history->days[0].date : INT32_MAX,
		.end = judge_last_day(history),
	};

	judge(known, &candidate, calendar_day_of(worker_now(worker)), judgement);
}

/* Newer figures than the disk's that were kept in memory; a test of the disk, too.  Worse ones stay
 * behind, for the next answer to tell, unless they were taken though they were worse. */
static bool bring_back(struct worker *worker, struct store *store, struct error *error)
{
	const struct held *held = &worker->status.held;
	struct status status = {.requests_today = 0};
	struct judgement judgement;
	struct store_refresh refresh = {
		.history = worker->history,
		.now = worker->status.rankings.ok_at,
	};
	struct history *known;

	if (!store_load_status(store, worker_now(worker), &status, error))
		return false;
	if (worker->history->origin != HISTORY_LIVE || status.rankings.ok_at >= refresh.now)
		return true;
	if (!store_load_history(store, &known, error))
		return false;
	judge_memory(worker, known, &judgement);
	history_unref(known);
	refresh.accept = held->agreeing >= HELD_ENOUGH;
	if (judgement.worse && !refresh.accept)
		return true;
	if (judgement.worse)
		refresh.judgement = &judgement;
	return store_write(store, &refresh, error);
}

static void return_to_disk(struct worker *worker)
{
	char *aside = NULL;
	struct error error;
	struct store *store = NULL;

	if (paths_make_folder(worker->store_path, &error))
		store = rescue_open(worker->store_path, worker_now(worker), false, &aside, &error);
	worker->return_ms = worker_boot_ms(worker) + RETURN_MS;
	if (aside)
		note_aside(worker, aside);
	free(aside);
	if (store && !bring_back(worker, store, &error)) {
		store_close(store);
		store = NULL;
	}
	if (!store) {
		text_inert_into(worker->status.store, sizeof(worker->status.store), error.text);
		return;
	}
	log_line(worker->options.log, "on disk again");
	store_close(worker->store);
	worker->store = store;
	worker->path = worker->store_path;
	worker->status.store[0] = '\0';
	watch_again(worker);
	/* It is news, whatever its number. */
	worker->data_version = -1;
}

void worker_settle_store(struct worker *worker)
{
	if (!worker->path) {
		if (worker->store_path && worker_boot_ms(worker) >= worker->return_ms)
			return_to_disk(worker);
	} else if (!store_is_in_place(worker->store) && access(worker->path, F_OK) != 0) {
		make_again(worker);
	}
}

/* What is shown stays when the store under it is lost, until there is something else to show. */
static bool is_loss(const struct worker *worker, const struct history *history)
{
	return history->origin == HISTORY_SAMPLE && worker->history &&
	       worker->history->origin == HISTORY_LIVE;
}

static bool is_loss_of_prices(const struct worker *worker)
{
	struct status status;

	return worker->catalog && worker->status.catalog.ok_at > 0 &&
	       store_load_status(worker->store, worker_now(worker), &status, NULL) &&
	       status.catalog.ok_at == 0;
}

bool worker_load_parts(struct worker *worker, struct error *error)
{
	struct history *history;
	struct catalog *catalog;

	if (!refresh_load(worker->store, &history, &catalog, error))
		return false;
	if (is_loss(worker, history)) {
		history_unref(history);
	} else {
		history_unref(worker->history);
		worker->history = history;
	}
	if (is_loss_of_prices(worker)) {
		catalog_unref(catalog);
	} else {
		catalog_unref(worker->catalog);
		worker->catalog = catalog;
	}
	return true;
}

bool worker_load_restatements(struct worker *worker, struct error *error)
{
	struct restatements *restatements = refresh_load_restatements(worker->store, error);

	if (!restatements)
		return false;
	restatements_unref(worker->restatements);
	worker->restatements = restatements;
	return true;
}

void worker_judge_key(struct worker *worker)
{
	struct feed *rankings = &worker->status.rankings;
	bool fresh = worker_now(worker) - rankings->ok_at < 2 * worker->options.interval;

	if (worker_expects_key(worker) || worker->options.offline)
		return;
	if (!fresh || *worker->key_error.text) {
		rankings->trouble = TROUBLE_NO_KEY;
		rankings->http = 0;
		snprintf(rankings->detail, sizeof(rankings->detail), "%.*s",
			 (int)sizeof(rankings->detail) - 1, worker->key_error.text);
	} else if (rankings->trouble == TROUBLE_NO_KEY) {
		rankings->trouble = TROUBLE_NONE;
	}
}

static bool load_status(struct worker *worker, struct error *error)
{
	if (!store_load_status(worker->store, worker_now(worker), &worker->status, error) ||
	    !store_load_retry_at(worker->store, worker_now(worker), &worker->status.retry_at,
				 error))
		return false;
	worker_judge_key(worker);
	return true;
}

bool worker_load(struct worker *worker, struct error *error)
{
	return store_data_version(worker->store, &worker->data_version, error) &&
	       worker_load_parts(worker, error) && worker_load_endpoints(worker, error) &&
	       worker_load_restatements(worker, error) && load_status(worker, error);
}

static bool open_on_disk(struct worker *worker, struct error *error)
{
	worker->store = store_open(worker->path, STORE_WRITE, error);
	return worker->store || worker_rescue(worker) || !worker->path;
}

void worker_open_store(struct worker *worker)
{
	const char *reason = worker->options.store_reason;
	struct error error;
	bool made = !worker->path || paths_make_folder(worker->path, &error);

	/* Watched before it is read, so that no commit falls in between. */
	watch_init(&worker->watch, worker->path);
	if (!worker->path) {
		worker_fall_back(worker, reason ? reason : "");
	} else if (!made || !open_on_disk(worker, &error)) {
		worker_fall_back(worker, error.text);
		if (worker->renewed)
			worker->return_ms = 0;
	}
	if (worker_load(worker, &error) || (worker_rescue(worker) && worker_load(worker, &error)))
		return;
	worker_fall_back(worker, error.text);
	worker_load(worker, NULL);
}
