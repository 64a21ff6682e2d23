/* compare.h - the pinned models or vendors (query.pins) side by side, week by week, in the unit.
 * See view.h.
 *
 * A column a pin, with its key as the column's id.  Weeks go back from the query's to the first
 * that names any of them.
 */
#ifndef ORTOP_VIEW_COMPARE_H
#define ORTOP_VIEW_COMPARE_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *compare_build(const struct snapshot *snapshot, const struct query *query);

#endif
