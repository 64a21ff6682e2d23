/* history.h - the rankings: weeks and days, each with its models and their tokens.
 *
 * A bucket is one ISO week (named by its Monday) or one UTC day.  Its rows are the models that the
 * source names, by tokens descending, ties by permaslug; `tail` is the source's row `other`, all
 * the rest.  total = rows + tail.  A struct history is built by a builder, checked as it is built,
 * and const after history_finish(); it is a counted part of a snapshot (see snapshot.h).
 *
 * Ownership: the history owns all its memory, strings included.
 * Thread: a builder belongs to one thread; a finished history may be read by any.
 */
#ifndef ORTOP_MODEL_HISTORY_H
#define ORTOP_MODEL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"

/* The permaslug of the tail's row at the source and in exports. */
#define HISTORY_TAIL "other"

/* The first day that the source has: 2025-01-01. */
#define HISTORY_FIRST_DAY 20089

/* Names longer than this many bytes, as they come, are refused. */
#define HISTORY_NAME_MAX 256

enum history_origin {
	HISTORY_LIVE,
	HISTORY_SAMPLE,
};

enum history_period {
	HISTORY_WEEK,
	HISTORY_DAY,
};

/* How good a week's rows are. */
enum history_quality {
	HISTORY_EXACT,     /* the source's own weekly rows */
	HISTORY_DAILY_SUM, /* sums of daily top 50: a lower bound for a model that missed a day */
	HISTORY_COARSE, /* only the largest models, the rest in the tail: no regions, no leavers */
};

struct history_row {
	uint32_t model; /* index into history.models */
	int64_t tokens; /* prompt + completion, 0 to 2^63-1 */
};

struct history_bucket {
	int32_t date; /* the Monday, or the day */
	int days;     /* complete UTC days inside: 1-7 for a week, 1 for a day */
	enum history_quality quality;
	int64_t as_of;      /* Unix seconds: when the source made the answer */
	int64_t fetched_at; /* Unix seconds: when it came here */
	int64_t total;      /* tokens of all rows and the tail */
	int64_t tail;       /* tokens of `other`; 0 when has_tail is false */
	bool has_tail;
	bool imported; /* it came in a user's file, not in an answer of the source */
	size_t n_rows;
	const struct history_row *rows;
};

/* Where a week names a model. */
struct history_mention {
	uint32_t week; /* index into history.weeks */
	uint32_t row;  /* index into its rows */
};

struct history {
	enum history_origin origin;
	bool partial; /* there are older weeks, or days, which are not loaded yet */
	size_t n_models;
	const char *const *models; /* permaslugs, text-escaped, distinct */
	size_t n_weeks, n_days;
	const struct history_bucket *weeks, *days; /* by date ascending, distinct */
	/* Of weeks, by model: model m has those from first_mention[m] up to first_mention[m + 1],
	 * by week ascending. */
	const struct history_mention *mentions;
	const size_t *first_mention; /* n_models + 1 */
};

struct history_builder;

struct history_builder *history_builder_new(enum history_origin origin);
void history_builder_free(struct history_builder *builder);

/* Open the bucket of a date (made when new); rows that follow go there.  For a week the date must
 * be a Monday.  days, quality, times and imported are those of the last call for the date; the
 * head's other fields are ignored.  Fails, and leaves no bucket open, on another day than a Monday
 * and on days outside 1-7 (a day: outside 1). */
bool history_builder_bucket(struct history_builder *builder, enum history_period period,
			    const struct history_bucket *head, struct error *error);

/* Add a row to the open bucket.  `name` is any bytes up to HISTORY_NAME_MAX, escaped here (an
 * escape that is there already stays and counts as one byte, so that stored names can be read
 * again); the name "other" is the tail.  Fails on a name twice in a bucket, an empty or too long
 * name, negative tokens, a bucket's total above 2^63-1, more than 1,000 rows or 32 KiB of names
 * (the source has 51, and 2 KiB: so a server that invents names cannot make the history grow faster
 * than time goes), and no open bucket. */
bool history_builder_row(struct history_builder *builder, const char *name, size_t length,
			 int64_t tokens, struct error *error);

/* The finished history will be a part of one: what is said of weeks before its own is not known. */
void history_builder_partial(struct history_builder *builder);

/* The finished history with one reference; the builder is freed. */
struct history *history_finish(struct history_builder *builder);

struct history *history_ref(struct history *history);
void history_unref(struct history *history); /* NULL is allowed */

/* The bucket of a date, or NULL.  A week is found by its Monday. */
const struct history_bucket *history_week(const struct history *history, int32_t monday);
const struct history_bucket *history_day(const struct history *history, int32_t date);

/* How many weeks begin before `date`. */
size_t history_weeks_before(const struct history *history, int32_t date);

/* Has a week all the days that it will ever have (7; the source's first week: 5)? */
bool history_is_complete(const struct history_bucket *week);

/* The newest week that is complete, or NULL; and whether a bucket of weeks is the running one (it
 * is the newest and not complete). */
const struct history_bucket *history_latest(const struct history *history);
bool history_is_running(const struct history *history, const struct history_bucket *week);

/* Tokens of a model (index into history->models) in a bucket, or -1 when it is not named there. */
int64_t history_tokens(const struct history_bucket *bucket, uint32_t model);

#endif
