/* explain.h - why this number: where one figure of a row (query.subject_row, else query.subject, in
 * the view query.subject_view, in its column query.subject_column) comes from.  See view.h.
 *
 * Rows say what and value: the figure, the formula with its figures put in, the ranking's source
 * and times, and for a model how its tokens were restated (view/restated.h), the rule that matched
 * it and the price with its date; for a vendor, a region or a segment the parts that were added up,
 * and for the first two how their models were restated, and why a vendor counts for its region. The
 * formulas are those of model/ranking.h, model/price.h, model/record.h and of the views' headers.
 */
#ifndef ORTOP_VIEW_EXPLAIN_H
#define ORTOP_VIEW_EXPLAIN_H

#include <stdbool.h>
#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *explain_build(const struct snapshot *snapshot, const struct query *query);

/* The name of a table's row, as tables print it; its key where it has none. */
const char *explain_row_name(const struct table *of, const struct row *row);

#define EXPLAIN_COLUMN_MAX 1100 /* a comparison's columns are keys of models */

/* The next column of the row that the screen shows something in, round and round; false when there
 * is no other. */
bool explain_next(const struct snapshot *snapshot, const struct query *query,
		  char column[EXPLAIN_COLUMN_MAX]);

#endif
