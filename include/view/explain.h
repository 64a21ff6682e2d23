/* explain.h - why this number: where one figure of a row (query.subject, a row of the view
 * query.subject_view, in its column query.subject_column) comes from.  See view.h.
 *
 * Rows say what and value: the figure, the formula with its figures put in, the ranking's source
 * and time, and for a model how its tokens of the week and of its days were restated (the newest
 * few), and the rule that matched it and the price with its date; for a vendor or a
 * region the parts that were added up.  The formulas are those of model/ranking.h and
 * model/price.h.
 */
#ifndef ORTOP_VIEW_EXPLAIN_H
#define ORTOP_VIEW_EXPLAIN_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *explain_build(const struct snapshot *snapshot, const struct query *query);

#endif
