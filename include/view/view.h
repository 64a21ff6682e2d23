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

/* What has to be said of a view on the command line, besides the week. */
enum view_of {
	VIEW_OF_WEEK, /* nothing */
	VIEW_OF_SUBJECT,
	VIEW_OF_FIGURE, /* what is explained: view, row and column */
};

struct view {
	const char *id;    /* "models": on the command line and in file names */
	const char *title; /* "Models" */
	const char *help;  /* what it shows, in a line */
	enum view_of of;
	bool pane; /* has a pane on screen; in the order of the list */
	struct table *(*build)(const struct snapshot *snapshot, const struct query *query);
};

extern const struct view views[]; /* ends with a NULL id */

const struct view *view_find(const char *id); /* NULL when there is none */

/* Build, sort, filter, and tell the rows that are pinned.  A week that the history does not have
 * gives an empty table that says so.  Free with table_free; hold the snapshot as long. */
struct table *view_table(const struct view *view, const struct snapshot *snapshot,
			 const struct query *query);

#endif
