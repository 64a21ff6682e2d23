/* asked.h - from the command line to a table: what show, weeks and export have in common.
 *
 * Ownership: in place; asked_done frees.  The context must outlive it.  Thread: main.
 */
#ifndef ORTOP_ASKED_H
#define ORTOP_ASKED_H

#include "base/mem.h"
#include "context.h"
#include "view/view.h"

struct asked {
	struct arena arena; /* of the query's strings */
	struct snapshot *snapshot;
	const struct view *view;
	struct query query;
	struct table *table;
};

/* The table of a view by the options, from the store as it is.  EXIT_DONE, or else an exit code
 * after the reason was said on stderr; asked_done is due either way. */
int asked_init(struct asked *asked, const struct context *context, const struct view *view);
void asked_done(struct asked *asked);

#endif
