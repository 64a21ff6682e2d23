#include "refresh/worker_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include "base/mem.h"

/* Models that are remembered with how asking for them went; the oldest is forgotten first. */
#define NOTES_MAX 256

#define DETAIL_MAX ((int)sizeof(((struct endpoints_state *)0)->detail) - 1)

static void note(struct worker *worker, const char *model, const struct endpoints_state *state)
{
	struct worker_lookups *lookups = &worker->lookups;
	size_t i = 0;

	while (i < lookups->n_notes && strcmp(lookups->notes[i].model, model) != 0)
		i++;
	if (i == NOTES_MAX) {
		free(lookups->notes[0].model);
		memmove(&lookups->notes[0], &lookups->notes[1],
			(NOTES_MAX - 1) * sizeof(*lookups->notes));
		i = --lookups->n_notes;
	}
	if (i == lookups->n_notes) {
		lookups->notes = mem_grow(lookups->notes, &lookups->capacity, lookups->n_notes + 1,
					  sizeof(*lookups->notes));
		lookups->notes[lookups->n_notes++].model = mem_strdup(model);
	}
	lookups->notes[i].state = *state;
}

static void note_and_publish(struct worker *worker, const struct endpoints_state *state)
{
	struct error error;

	note(worker, worker->lookups.open, state);
	if (!worker_load_endpoints(worker, &error))
		log_line(worker->options.log, "store not read: %s", error.text);
	worker_publish(worker);
}

bool worker_load_endpoints(struct worker *worker, struct error *error)
{
	struct endpoints_builder *builder = endpoints_builder_new();

	if (!store_load_endpoints(worker->store, builder, error)) {
		endpoints_builder_free(builder);
		return false;
	}
	for (size_t i = 0; i < worker->lookups.n_notes; i++)
		endpoints_builder_state(builder, worker->lookups.notes[i].model,
					&worker->lookups.notes[i].state);
	endpoints_unref(worker->endpoints);
	worker->endpoints = endpoints_finish(builder);
	return true;
}

/* What the open model's list says of itself. */
static struct endpoints_state state_of(const struct worker *worker)
{
	const struct endpoint_list *list = endpoints_find(worker->endpoints, worker->lookups.open);

	return list ? list->state : (struct endpoints_state){.loading = false};
}

static bool is_settled(const struct worker *worker)
{
	return lookup_is_settled(worker->endpoints, worker->lookups.open, worker_now(worker));
}

static void plan_in(struct worker *worker, int64_t seconds)
{
	worker->lookups.due_ms = worker_boot_ms(worker) + (seconds > 0 ? seconds * 1000 : 0);
}

void worker_look_again(struct worker *worker)
{
	struct worker_lookups *lookups = &worker->lookups;
	int64_t wait = worker->status.retry_at - worker_now(worker);
	const struct endpoints_state settled = {.loading = false};
	struct endpoints_state state;

	lookups->due_ms = WORKER_NEVER;
	if (!lookups->open || worker->options.offline)
		return;
	state = state_of(worker);
	if (is_settled(worker)) {
		/* Another ortop may have had more luck. */
		if (state.trouble != TROUBLE_NONE)
			note_and_publish(worker, &settled);
		return;
	}
	state.loading = wait <= 0;
	if (wait > 0) {
		state.trouble = TROUBLE_RATE_LIMITED;
		state.http = 0;
		snprintf(state.detail, sizeof(state.detail), "the server asked to wait");
	}
	plan_in(worker, wait);
	note_and_publish(worker, &state);
}

/* What is no longer open is no longer asked for either. */
static void leave(struct worker *worker)
{
	struct endpoints_state state;

	if (!worker->lookups.open)
		return;
	state = state_of(worker);
	if (state.loading) {
		state.loading = false;
		note_and_publish(worker, &state);
	}
	free(worker->lookups.open);
	worker->lookups.open = NULL;
}

void worker_take_wish(struct worker *worker)
{
	struct worker_wish *wish = &worker->wish;
	char *model = NULL;
	bool news;

	pthread_mutex_lock(&wish->lock);
	news = wish->news;
	if (news) {
		model = wish->model;
		wish->model = NULL;
		wish->news = false;
	}
	pthread_mutex_unlock(&wish->lock);
	if (!news)
		return;
	leave(worker);
	worker->lookups.open = model;
	worker->lookups.schedule.failures = 0;
	worker_look_again(worker);
}

/* Ask again later after a failure; a good answer is asked for again when it is opened again. */
static void plan(struct worker *worker, const struct lookup_result *result)
{
	enum trouble trouble = result->state.trouble;
	struct schedule_outcome outcome = {
		.failed = trouble != TROUBLE_BUDGET,
		.retry_after = result->retry_after,
		.requests_today = worker->status.requests_today,
		.cost = worker_has_key(worker),
	};

	worker->lookups.due_ms = WORKER_NEVER;
	if (trouble != TROUBLE_NONE)
		plan_in(worker, schedule_next(&worker->lookups.schedule, &outcome,
					      worker_now(worker), worker_random(worker)));
	else
		worker->lookups.schedule.failures = 0;
}

/* The server's wait holds for refreshes, too. */
static void obey(struct worker *worker, int64_t retry_after)
{
	int64_t retry_at = worker_now(worker) + retry_after;

	if (retry_after <= 0 || retry_at <= worker->status.retry_at)
		return;
	worker->status.retry_at = retry_at;
	if (worker->status.next_try > 0 && worker->status.next_try < retry_at)
		worker_set_due(worker, retry_at);
}

static void ask(struct worker *worker, struct lookup_result *result)
{
	struct refresh_context context = worker_context(worker);
	struct error error;

	*result = (struct lookup_result){.changed = false};
	if (worker_need_fetch(worker, &error)) {
		context.fetch = worker->fetch;
		lookup_run(&context, worker->lookups.open, result);
	} else {
		result->state.trouble = TROUBLE_OFFLINE;
		snprintf(result->state.detail, sizeof(result->state.detail), "%.*s", DETAIL_MAX,
			 error.text);
	}
}

void worker_look_up(struct worker *worker)
{
	struct endpoints_state state = {.loading = false};
	struct lookup_result result;

	if (worker_boot_ms(worker) < worker->lookups.due_ms)
		return;
	/* The server may have asked to wait meanwhile, or another ortop may have fetched them. */
	if (worker->status.retry_at > worker_now(worker)) {
		worker_look_again(worker);
		return;
	}
	if (is_settled(worker)) {
		worker->lookups.due_ms = WORKER_NEVER;
		note_and_publish(worker, &state);
		return;
	}
	state = state_of(worker);
	if (!state.loading) {
		state.loading = true;
		note_and_publish(worker, &state);
	}
	ask(worker, &result);
	/* Paused: it is due still. */
	if (atomic_load(&worker->halt))
		return;
	worker->status.requests_today += result.requests;
	obey(worker, result.retry_after);
	plan(worker, &result);
	note_and_publish(worker, &result.state);
}

void worker_lookups_done(struct worker *worker)
{
	for (size_t i = 0; i < worker->lookups.n_notes; i++)
		free(worker->lookups.notes[i].model);
	free(worker->lookups.notes);
	free(worker->lookups.open);
	endpoints_unref(worker->endpoints);
}

void worker_request_endpoints(struct worker *worker, const char *model)
{
	char *copy = model ? mem_strdup(model) : NULL;

	pthread_mutex_lock(&worker->wish.lock);
	free(worker->wish.model);
	worker->wish.model = copy;
	worker->wish.news = true;
	pthread_mutex_unlock(&worker->wish.lock);
	eventfd_write(worker->wake, 1);
}
