/* document.h - a view's table with all that it needs to stand by itself: what week it is of, where
 * that comes from, how dollars are made, whom to cite.  What plain text, Markdown and JSON write.
 *
 * Ownership: a document owns its table and banner, and borrows snapshot, query and view, which must
 * outlive it.  Thread: any; a document belongs to one.
 */
#ifndef ORTOP_VIEW_DOCUMENT_H
#define ORTOP_VIEW_DOCUMENT_H

#include <stdbool.h>
#include "view/banner.h"
#include "view/view.h"

#define DOCUMENT_SOURCE  "OpenRouter (openrouter.ai/rankings)"
#define DOCUMENT_LICENCE "CC BY 4.0"
#define DOCUMENT_SCOPE   "One router's public traffic, not global usage."

struct document {
	const struct snapshot *snapshot;
	const struct query *query;
	const struct view *view;
	struct table *table;
	struct banner banner;              /* its line `week` is the document's headline */
	const struct history_bucket *week; /* the query's, or that of the row that is explained;
					      NULL when it is not there, or the table is of none */
	const char *title;                 /* "Models: by tokens" */
	const char *arranged; /* "filter "ai"; sorted by Tokens, descending"; NULL: all rows in the
				 view's own order.  How many were cut off is a note's. */
	const char *source;   /* "OpenRouter (openrouter.ai/rankings), sum of daily top 50, ..." */
	const char *as_of;    /* when the source made the answer, RFC 3339; NULL for no answer */
	const char *rule;     /* how its dollars are made; NULL when it has none */
	const char *held;     /* why a newer answer is not shown; NULL for nothing */
	const char *sample;   /* "SAMPLE of 2026-08-22: ..."; NULL for live figures */
	const char *citation; /* two sentences: source and licence */
};

/* Takes the table over, which view_table() made of the other three. */
void document_init(struct document *document, const struct view *view,
		   const struct snapshot *snapshot, const struct query *query, struct table *table);
void document_done(struct document *document);

#endif
