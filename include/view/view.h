/* view.h - the list of views: each a pure function of (snapshot, query) to a table.
 *
 * A new view is one file and one line in view.c.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_VIEW_H
#define ORTOP_VIEW_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

/* What of the query its table follows.  (Any is filtered, sorted and cut to the first rows.) */
enum view_use {
	VIEW_WEEK = 1 << 0,
	VIEW_UNIT = 1 << 1,
	VIEW_MIX = 1 << 2, /* the share of output, and of input from cache */
	VIEW_WORKLOAD = 1 << 3,
	VIEW_SEGMENTS = 1 << 4,
	VIEW_PAID = 1 << 5,
	VIEW_DENOMINATOR = 1 << 6,
	VIEW_SUBJECT = 1 << 7, /* one model, or one vendor */
	VIEW_PINS = 1 << 8,    /* several of them */
	VIEW_SUBJECTS = VIEW_SUBJECT | VIEW_PINS,
	VIEW_FIGURE = 1 << 9, /* what is explained: the view, row and column */
};

struct view {
	const char *id;    /* "models": on the command line and in file names */
	const char *title; /* "Models" */
	const char *help;  /* what it shows, in a line */
	bool pane;         /* has a pane on screen; in the order of the list */
	unsigned uses;     /* bits of enum view_use; an explanation's are those of what it is of */
	struct table *(*build)(const struct snapshot *snapshot, const struct query *query);
};

extern const struct view views[]; /* ends with a NULL id */

const struct view *view_find(const char *id); /* NULL when there is none */

/* Build, sort, filter, and tell the rows that are pinned.  A week that the history does not have
 * gives an empty table that says so.  Free with table_free; hold the snapshot as long. */
struct table *view_table(const struct view *view, const struct snapshot *snapshot,
			 const struct query *query);

#endif
