/* run.h - weeks in a row for which the same was true, and what a history leaves open.
 *
 * `weeks` are a history's, by date; an index counts from the oldest.  A week that is missing, or
 * of which the verdict is not known, ends a run without saying that it was over: at_least.
 *
 * Thread: any.
 */
#ifndef ORTOP_MODEL_RUN_H
#define ORTOP_MODEL_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/history.h"

struct run {
	int weeks;     /* 0: it is not so this week, or not known */
	int32_t since; /* Monday of the first of them */
	bool at_least; /* the week before that is not known */
};

/* When something was first or most, among the known weeks. */
struct milestone {
	int32_t week;  /* its Monday, 0 for never */
	int64_t value; /* tokens or micro-USD */
	bool at_least; /* some week that might tell otherwise is not known */
};

enum verdict {
	VERDICT_NO,
	VERDICT_YES,
	VERDICT_UNKNOWN,
};

/* Unknown, or yes when it is so. */
enum verdict verdict_of(bool known, bool so);

/* Is it so of the week of an index? */
typedef enum verdict run_fn(const void *what, size_t i);

/* The run that ends with the week of index `last`. */
struct run run_back(const struct history_bucket *weeks, size_t last, run_fn *so, const void *what);

/* The same where every week is gone through: the run that ends with the week of index i, of which
 * it is so: from the verdict on the week before and the run that ends there. */
struct run run_extend(const struct history_bucket *weeks, size_t i, enum verdict before,
		      const struct run *run);

/* Is the week at the index before this one that of the week before? */
bool run_adjoins(const struct history_bucket *weeks, size_t i);

/* Is every week before the one of index i there, back to the source's first day?  `before` is the
 * answer of the week before. */
bool run_unbroken(const struct history_bucket *weeks, size_t i, bool before);

/* Does a week name all whom it ranks: complete and not coarse? */
bool run_names_all(const struct history_bucket *week);

#endif
