#include "status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/mem.h"
#include "model/record.h"
#include "printing.h"
#include "refresh/lead.h"
#include "refresh/lease.h"
#include "refresh/load.h"
#include "source/store.h"
#include "view/line.h"

/* A line of so many weeks: the newest complete one and the one before. */
#define WEEKS 2

/* Instead of figures; a program that reads JSON gets an object. */
static int say(struct context *context, const char *words, const struct error *error, int code)
{
	bool json = context->options->escape == LINE_JSON, good;
	struct strbuf text;

	strbuf_init(&text, SIZE_MAX - 1);
	strbuf_printf(&text, "%sortop: %s%s\n", json ? "{\"text\":\"" : "", words,
		      json ? "\"}" : "");
	good = print_bytes(text.data, text.length, &context->signal_number);
	strbuf_done(&text);
	if (error)
		fprintf(stderr, "ortop: %s\n", error->text);
	return good ? code : EXIT_FAILED;
}

/* The whole history where its rows alone do not tell the run. */
static bool needs_all(const struct options *options, const struct basis *basis, unsigned needs)
{
	return options->settings.unit == UNIT_USD || options->settings.paid_only ||
	       ((needs & NEEDS_RUN) && !lead_is_simple(basis));
}

static struct run run_of_all(const struct snapshot *snapshot, int32_t monday,
			     const struct basis *basis)
{
	struct records records;
	struct run run = {0};

	if (!records_init(&records, snapshot, monday, basis))
		return run;
	run = records.lead;
	records_done(&records);
	return run;
}

/* What the line needs of an open store; false with the reason.  *snapshot is NULL and the result
 * true when the store has no complete week. */
static bool load(struct store *store, const struct context *context, const struct basis *basis,
		 unsigned needs, struct snapshot **snapshot, struct run *run, struct error *error)
{
	const struct load_first first = {.weeks = WEEKS, .top_only = true};
	struct status status = {.interval = context->options->settings.interval};
	int64_t now = clock_now(context->clock);
	bool all = needs_all(context->options, basis, needs), ok = true;
	const struct history_bucket *latest;

	*snapshot = all ? refresh_snapshot(store, context->vendors, now, &status, error)
			: refresh_first(store, &first, context->vendors, now, &status, error);
	if (!*snapshot)
		return false;
	latest = history_latest((*snapshot)->history);
	if (!latest || (*snapshot)->history->origin == HISTORY_SAMPLE) {
		snapshot_unref(*snapshot);
		*snapshot = NULL;
		return true;
	}
	if ((needs & NEEDS_RUN) && all)
		*run = run_of_all(*snapshot, latest->date, basis);
	else if (needs & NEEDS_RUN)
		ok = lead_run(store, context->vendors, latest->date, basis->denominator, run,
			      error);
	if (ok)
		return true;
	snapshot_unref(*snapshot);
	*snapshot = NULL;
	return false;
}

static int print(struct context *context, const struct line *line, struct line_facts *facts)
{
	struct strbuf text;
	bool good;

	if (line_needs(line) & NEEDS_LEASE)
		facts->refresher = lease_holder(context->store_path);
	strbuf_init(&text, SIZE_MAX - 1);
	line_fill(line, facts, context->options->escape, &text);
	strbuf_bytes(&text, "\n", 1);
	good = print_bytes(text.data, text.length, &context->signal_number);
	strbuf_done(&text);
	return good ? EXIT_DONE : EXIT_FAILED;
}

static int fill(struct context *context, const struct line *line, struct store *store, bool *again)
{
	const struct options *options = context->options;
	struct query query = settings_query(&options->settings);
	struct basis basis;
	struct snapshot *snapshot = NULL;
	struct line_facts facts = {.query = &query};
	struct error error = {""};
	bool good;
	int code;

	query.now = clock_now(context->clock);
	basis = query_basis(&query);
	good = load(store, context, &basis, line_needs(line), &snapshot, &facts.run, &error);
	*again = !store_undisturbed(store);
	if (*again) {
		snapshot_unref(snapshot);
		return EXIT_DONE;
	}
	if (!good)
		return say(context, "store cannot be read", &error, EXIT_FAILED);
	if (!snapshot)
		return say(context, "no figures yet", NULL, EXIT_NO_WEEK);
	query.week = history_latest(snapshot->history)->date;
	facts.snapshot = snapshot;
	code = print(context, line, &facts);
	/* The kernel takes back a process's memory, files and locks in a fraction of the time that
	 * giving them back one by one takes. */
	if (!context->signal_number)
		_exit(code);
	snapshot_unref(snapshot);
	return code;
}

/* What is read without locks may be disturbed by a writer: then it is read again beside it. */
static int open_and_fill(struct context *context, const struct line *line)
{
	struct error error = {""};
	bool busy = false, again = true;
	int code = EXIT_DONE;

	for (int i = 0; again && i < STORE_TRIES; i++) {
		struct store *store = store_open_at_once(context->store_path, &busy, &error);

		if (!store)
			return say(context, busy ? "store busy" : "store cannot be read", &error,
				   EXIT_FAILED);
		code = fill(context, line, store, &again);
		store_close(store);
	}
	return again ? say(context, "store busy", NULL, EXIT_FAILED) : code;
}

int command_status(struct context *context)
{
	const char *template = context->options->format;
	struct error error;
	struct line *line = line_parse(template ? template : LINE_DEFAULT, &error);
	int code;

	if (!line) {
		fprintf(stderr, "ortop: --format: %s; see ortop status --help\n", error.text);
		return EXIT_USAGE;
	}
	if (!context_has_store(context))
		code = say(context, "no figures yet", NULL, EXIT_NO_WEEK);
	else
		code = open_and_fill(context, line);
	line_free(line);
	return code;
}
