#include "import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/calendar.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/judge.h"
#include "source/decode_file.h"
#include "source/store.h"
#include "writing.h"

#define SPAN_SIZE 80

enum outcome {
	OUTCOME_TAKEN,
	OUTCOME_NOTHING_NEW,
	OUTCOME_HELD,
};

/* Weeks or days of the file that are not taken. */
struct left {
	size_t n;
	int32_t first, last;
};

struct import {
	const struct options *options;
	char *bytes;
	struct decode_file file; /* made of them */
	struct history *history; /* all that the file has */
	/* What came of it: */
	enum outcome outcome;
	struct judgement judgement;
	struct left later;   /* of them a later answer is known */
	struct left answers; /* they are the source's own, and the file is of no known time */
	size_t too_old;      /* days that the store does not keep */
	size_t restated;
	bool shows; /* the store has a week, now at least */
};

/* Reading */

static bool read_all(int fd, struct import *import, struct error *error)
{
	struct decode_file *file = &import->file;
	ssize_t n;

	import->bytes = mem_alloc(FETCH_BODY_MAX + 1, 1);
	file->bytes = import->bytes;
	do {
		n = read(fd, import->bytes + file->length, FETCH_BODY_MAX + 1 - file->length);
		file->length += n > 0 ? (size_t)n : 0;
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0)
		return error_set(error, "%s", strerror(errno));
	if (file->length > FETCH_BODY_MAX)
		return error_set(error, "larger than %u MiB", FETCH_BODY_MAX / (1024 * 1024));
	return true;
}

static bool read_fd(int fd, struct import *import, struct error *error)
{
	struct stat info;

	if (!import->file.made_said)
		import->file.made_at = import->file.now;
	if (!import->file.made_said && fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
		import->file.made_at = info.st_mtime;
	return read_all(fd, import, error);
}

static bool read_file(const char *path, struct import *import, struct error *error)
{
	int fd;
	bool ok;

	if (strcmp(path, "-") == 0)
		return read_fd(STDIN_FILENO, import, error);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_set(error, "%s", strerror(errno));
	ok = read_fd(fd, import, error);
	close(fd);
	return ok;
}

static bool decode(struct import *import, struct error *error)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);

	if (!decode_file(&import->file, builder, error)) {
		history_builder_free(builder);
		return false;
	}
	import->history = history_finish(builder);
	return import->history->n_weeks + import->history->n_days > 0 ||
	       error_set(error, "not one row in it");
}

static bool load(struct import *import, struct error *error)
{
	const char *path = import->options->file;
	struct strbuf name;
	bool ok = read_file(path, import, error) && decode(import, error);

	if (!ok) {
		strbuf_init(&name, sizeof(error->text) / 2);
		text_escape(&name, path, strlen(path));
		error_wrap(error, "%s", strcmp(path, "-") == 0 ? "standard input" : name.data);
		strbuf_done(&name);
	}
	return ok;
}

/* Taking in */

static const struct history_bucket *buckets_of(const struct history *history,
					       enum history_period period, size_t *n)
{
	*n = period == HISTORY_WEEK ? history->n_weeks : history->n_days;
	return period == HISTORY_WEEK ? history->weeks : history->days;
}

static bool is_same(const struct history *known, const struct history_bucket *old,
		    const struct history *history, const struct history_bucket *new)
{
	if (old->days != new->days || old->n_rows != new->n_rows ||
	    old->has_tail != new->has_tail || old->tail != new->tail)
		return false;
	for (size_t i = 0; i < new->n_rows; i++)
		if (old->rows[i].tokens != new->rows[i].tokens ||
		    strcmp(known->models[old->rows[i].model],
			   history->models[new->rows[i].model]) != 0)
			return false;
	return true;
}

/* Rows that were taken once are taken again. */
static void copy_bucket(struct history_builder *builder, const struct history *history,
			enum history_period period, const struct history_bucket *bucket)
{
	struct history_bucket head = *bucket;

	head.imported = true;
	history_builder_bucket(builder, period, &head, NULL);
	for (size_t i = 0; i < bucket->n_rows; i++) {
		const char *model = history->models[bucket->rows[i].model];

		history_builder_row(builder, model, strlen(model), bucket->rows[i].tokens, NULL);
	}
	if (bucket->has_tail)
		history_builder_row(builder, HISTORY_TAIL, strlen(HISTORY_TAIL), bucket->tail,
				    NULL);
}

/* Does the file tell when the source made its figures? */
static bool has_time(const struct import *import)
{
	return !import->file.csv || import->file.made_said;
}

static void leave(struct left *left, int32_t date)
{
	left->first = left->n ? left->first : date;
	left->last = date;
	left->n++;
}

/* Is what is known of the date to stay? */
static bool is_left(struct import *import, const struct history_bucket *old,
		    const struct history_bucket *new)
{
	if (!old || import->options->accept)
		return false;
	if (!has_time(import) && !old->imported)
		leave(&import->answers, new->date);
	else if (old->as_of >= new->as_of)
		leave(&import->later, new->date);
	else
		return false;
	return true;
}

/* The weeks or days of the file that the store is to have. */
static struct history *choose(struct import *import, const struct history *known)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	enum history_period period = import->file.period;
	const struct history_bucket *buckets;
	size_t n;

	buckets = buckets_of(import->history, period, &n);
	import->later = import->answers = (struct left){0};
	for (size_t i = 0; i < n; i++) {
		int32_t date = buckets[i].date;
		const struct history_bucket *old = !known ? NULL
						   : period == HISTORY_WEEK
							   ? history_week(known, date)
							   : history_day(known, date);

		if (old && is_same(known, old, import->history, &buckets[i]))
			continue;
		if (!is_left(import, old, &buckets[i]))
			copy_bucket(builder, import->history, period, &buckets[i]);
	}
	return history_finish(builder);
}

static void weigh(struct import *import, const struct history *known, const struct history *chosen)
{
	const struct decode_file *file = &import->file;
	const struct decode_meta *meta = &file->meta;
	int32_t made = calendar_day_of(meta->as_of);
	struct candidate candidate = {
		.history = chosen,
		.end = meta->end,
		/* A body ends with the last day that was over; of CSV this is to be found out. */
		.unripe = meta->end > made || (file->csv && meta->end == made) ? meta->end : 0,
		.stray = meta->stray,
		.imported = true,
	};

	judge(known, &candidate, calendar_day_of(file->now), &import->judgement);
}

static void count_too_old(struct import *import, const struct history *known,
			  const struct history *chosen)
{
	int32_t newest = chosen->n_days ? chosen->days[chosen->n_days - 1].date : 0;

	if (known && known->n_days && known->days[known->n_days - 1].date > newest)
		newest = known->days[known->n_days - 1].date;
	import->too_old = 0;
	for (size_t i = 0; i < chosen->n_days; i++)
		import->too_old += chosen->days[i].date < newest - STORE_DAYS;
}

static bool write_chosen(struct import *import, struct store *store, const struct history *known,
			 const struct history *chosen, struct error *error)
{
	struct store_refresh refresh = {
		.history = chosen,
		.imported = true,
		.restated = &import->restated,
		.now = import->file.now,
	};

	import->outcome = OUTCOME_NOTHING_NEW;
	if (chosen->n_weeks + chosen->n_days == 0)
		return true;
	weigh(import, known, chosen);
	import->outcome = OUTCOME_HELD;
	if (import->judgement.worse && !import->options->accept)
		return true;
	import->outcome = OUTCOME_TAKEN;
	count_too_old(import, known, chosen);
	import->shows = known || chosen->n_weeks > 0;
	return store_write(store, &refresh, error);
}

/* False when the store could not be read or written. */
static bool take_in(struct import *import, struct store *store, struct error *error)
{
	struct history *known, *chosen;
	bool ok;

	if (!store_load_history(store, &known, error))
		return false;
	chosen = choose(import, known);
	ok = write_chosen(import, store, known, chosen, error);
	history_unref(chosen);
	history_unref(known);
	return ok;
}

static bool store_it(struct context *context, struct import *import, struct error *error)
{
	struct writing writing;
	bool ok = writing_open(&writing, context, error);

	if (ok && !take_in(import, writing.store, error))
		ok = writing_rescue(&writing, NULL) && take_in(import, writing.store, error);
	writing_close(&writing);
	return ok;
}

/* Telling */

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static const char *unit_of(const struct import *import)
{
	return import->file.period == HISTORY_WEEK ? "week" : "day";
}

/* "12 weeks, 2026-W20 to 2026-W31", "1 day, 2026-08-22"; returns `out`. */
static char *format_span(char out[SPAN_SIZE], const struct import *import, const struct left *span)
{
	char first[CALENDAR_SIZE], last[CALENDAR_SIZE];
	char *(*format)(char out[CALENDAR_SIZE], int32_t day) =
		import->file.period == HISTORY_WEEK ? calendar_format_week : calendar_format_date;

	snprintf(out, SPAN_SIZE, "%zu %s%s, %s%s%s", span->n, unit_of(import), plural(span->n),
		 format(first, span->first), span->n > 1 ? " to " : "",
		 span->n > 1 ? format(last, span->last) : "");
	return out;
}

static void tell_file(const struct import *import)
{
	bool weeks = import->file.period == HISTORY_WEEK;
	char text[SPAN_SIZE], as_of[CALENDAR_SIZE];
	const struct history_bucket *buckets;
	struct left span;

	buckets = buckets_of(import->history, import->file.period, &span.n);
	span.first = buckets[0].date;
	span.last = buckets[span.n - 1].date;
	fprintf(stderr, "ortop: import: %s, %zu model%s, as of %s%s\n",
		format_span(text, import, &span), import->history->n_models,
		plural(import->history->n_models),
		calendar_format_time(as_of, import->file.meta.as_of),
		has_time(import) ? "" : ", the file's own time");
	if (!import->file.period_said)
		fprintf(stderr, "ortop: import: taken as %ss, since %s dates are Mondays%s\n",
			unit_of(import), weeks ? "all" : "not all",
			weeks ? "; --period day if they are days" : "");
}

static void tell_taken(const struct import *import)
{
	if (import->judgement.worse)
		fprintf(stderr, "ortop: import: taken, though %s\n", import->judgement.reason);
	if (import->restated)
		fprintf(stderr, "ortop: import: %zu known figure%s restated; w says which\n",
			import->restated, plural(import->restated));
	if (import->too_old)
		fprintf(stderr,
			"ortop: import: not kept: %zu day%s more than %d before the newest one\n",
			import->too_old, plural(import->too_old), STORE_DAYS);
	if (!import->shows)
		fprintf(stderr, "ortop: import: without a week in the store the sample is shown "
				"all the same\n");
}

static void tell_left(const struct import *import)
{
	char text[SPAN_SIZE];

	if (import->later.n)
		fprintf(stderr,
			"ortop: import: %s: left as known from a later answer; --accept takes the "
			"file's\n",
			format_span(text, import, &import->later));
	if (import->answers.n)
		fprintf(stderr,
			"ortop: import: %s: left as the source gave them, since the file does not "
			"say when its figures were made; --as-of says it, --accept takes the "
			"file's\n",
			format_span(text, import, &import->answers));
}

static int tell(const struct import *import)
{
	tell_file(import);
	tell_left(import);
	switch (import->outcome) {
	case OUTCOME_TAKEN:
		tell_taken(import);
		break;
	case OUTCOME_NOTHING_NEW:
		fprintf(stderr, "ortop: import: %s\n",
			import->later.n + import->answers.n ? "nothing was taken"
							    : "nothing new in it");
		break;
	case OUTCOME_HELD:
		fprintf(stderr,
			"ortop: import: held: %s; nothing was taken; ortop import --accept takes "
			"it\n",
			import->judgement.reason);
		return EXIT_FAILED;
	}
	return EXIT_DONE;
}

int command_import(struct context *context)
{
	struct import import = {.options = context->options};
	struct error error;
	int code = EXIT_FAILED;

	import.file.now = clock_now(context->clock);
	import.file.period_said = context->options->period_said;
	import.file.period = context->options->period;
	import.file.made_said = context->options->as_of > 0;
	import.file.made_at = context->options->as_of;
	if (load(&import, &error) && store_it(context, &import, &error))
		code = tell(&import);
	else
		fprintf(stderr, "ortop: import: %s\n", error.text);
	history_unref(import.history);
	free(import.bytes);
	return code;
}
