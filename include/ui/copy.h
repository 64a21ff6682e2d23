/* copy.h - a row of a table as text for the clipboard: titles, values, and where they come from.
 *
 * Three lines or four: what the row is of, the titles of its columns and its values, separated by
 * tabs so that they can be pasted into a spreadsheet, and the citation that the source's licence
 * asks for.  Series are left out.
 *
 * Thread: any.
 */
#ifndef ORTOP_UI_COPY_H
#define ORTOP_UI_COPY_H

#include "base/text.h"
#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

/* `title` is the view's. */
void copy_row(struct strbuf *out, const struct snapshot *snapshot, const struct query *query,
	      const char *title, const struct table *table, const struct row *row);

#endif
