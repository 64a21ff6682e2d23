#include "refresh/worker_internal.h"

#include <string.h>
#include "base/text.h"
#include "refresh/load.h"

/* Go on in memory, with what can be read of the store on disk. */
void worker_fall_back(struct worker *worker, const char *reason)
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

bool worker_load_parts(struct worker *worker, struct error *error)
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

	if (worker_has_key(worker) || worker->options.offline)
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
	if (!store_load_status(worker->store, worker_now(worker), &worker->status, error) ||
	    !store_load_retry_at(worker->store, &worker->status.retry_at, error))
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

void worker_open_store(struct worker *worker)
{
	const char *reason = worker->options.store_reason;
	struct error error;

	if (!worker->path) {
		worker_fall_back(worker, reason ? reason : "");
	} else {
		worker->store = store_open(worker->path, STORE_WRITE, &error);
		if (!worker->store)
			worker_fall_back(worker, error.text);
	}
	if (worker_load(worker, &error))
		return;
	worker_fall_back(worker, error.text);
	worker_load(worker, NULL);
}
