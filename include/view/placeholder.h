/* placeholder.h - what a line's template may name: one table for its parser, for help and man page.
 *
 * What is not known, or not so, is "".
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_PLACEHOLDER_H
#define ORTOP_VIEW_PLACEHOLDER_H

#include <stdbool.h>
#include "base/text.h"
#include "model/run.h"
#include "model/snapshot.h"
#include "model/trend.h"
#include "view/figures.h"
#include "view/query.h"

/* What a placeholder takes besides the newest two complete weeks and the first model's listing. */
enum placeholder_need {
	NEEDS_RUN = 1,     /* for how long China or the US has been ahead */
	NEEDS_LEASE = 2,   /* who refreshes now */
	NEEDS_VENDORS = 4, /* the week counted by vendor */
};

struct line_facts {
	const struct snapshot *snapshot;
	const struct query *query; /* its week is shown */
	struct run run;            /* if needed: of who is ahead */
	long refresher;            /* if needed: the process that refreshes now, 0 for none */
};

/* The facts, counted. */
struct placeholder_values {
	const struct line_facts *facts;
	struct figures models, vendors;
	struct lead_bounds lead;
	int ahead; /* 1 China, -1 the US, 0 level or not known */
};

struct placeholder {
	const char *name, *help;
	unsigned needs; /* of enum placeholder_need */
	void (*put)(struct strbuf *out, const struct placeholder_values *values);
};

extern const struct placeholder placeholders[]; /* ends with a NULL name */

/* Count what is needed.  False when the snapshot has no such week; then nothing is to be done.  The
 * facts must outlive the values. */
bool placeholder_values_init(struct placeholder_values *values, const struct line_facts *facts,
			     unsigned needs);
void placeholder_values_done(struct placeholder_values *values);

#endif
