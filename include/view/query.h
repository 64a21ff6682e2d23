/* query.h - all that a view may depend on besides the snapshot.
 *
 * Equal snapshot and query give equal tables.  A query is a value; its strings are borrowed and
 * must outlive the call that they are passed to.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_QUERY_H
#define ORTOP_VIEW_QUERY_H

#include <stdbool.h>
#include <stdint.h>
#include "model/basis.h"
#include "model/price.h"

enum unit {
	UNIT_TOKENS,
	UNIT_USD,
};

struct shelf;

#define QUERY_PINS 4

/* From which base price on, in micro-USD per million tokens, a model is of a segment (see
 * segments.h); premium > mid > 0. */
struct segment_limits {
	int64_t premium, mid;
};

struct query {
	int32_t week; /* its Monday, as a day number (see calendar.h) */
	enum unit unit;
	struct mix mix;
	struct workload workload;
	const char *sort; /* id of a column; NULL for the view's own order */
	bool descending;  /* with sort */
	struct segment_limits segments;
	bool paid_only; /* free models are left out, ranks and shares made anew */
	enum denominator denominator;
	const char *subject;        /* key of the row that a detail or explanation is of; or NULL */
	const char *subject_view;   /* id of the view that the subject is a row of; or NULL */
	const char *subject_row;    /* key of a row in the subject's own view: a week of its detail,
				       one of its providers; NULL where the subject is the row */
	const char *subject_column; /* id of the column to be explained; or NULL */
	const char *pins[QUERY_PINS]; /* keys (permaslugs or authors) to compare; NULL ends them */
	const char *filter;           /* rows whose texts contain it stay; NULL or "" for all */
	int top;                      /* ranked rows that stay; 0 for all */
	int columns;                  /* that long texts of an explanation are broken for; 0 for
					 the customary ones */
	int64_t now;                  /* Unix seconds */
	struct shelf *shelf;          /* where views keep tables (see shelf.h), or NULL: equal
					 queries give equal tables with it or without */
};

/* The latest complete week of nothing in particular: tokens, 97:3, 100M in and 3M out, segments
 * from $2 and $0.20. */
struct query query_default(void);

const char *unit_word(enum unit unit);                      /* "tokens", "usd" */
const char *denominator_word(enum denominator denominator); /* "all", "identified", "top 10" */

/* How the query's figures over weeks are counted. */
struct basis query_basis(const struct query *query);

#endif
