/* prices.h - what the week's ranked models cost: per million in and out, and for the workload,
 * cheapest first.  See view.h.
 *
 * prev_..._usd_per_m are the prices in force on the Sunday before, absent where none was seen by
 * then; workload_change is what the workload costs over what it cost by them, - 1, absent where no
 * price changed.
 */
#ifndef ORTOP_VIEW_PRICES_H
#define ORTOP_VIEW_PRICES_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *prices_build(const struct snapshot *snapshot, const struct query *query);

#endif
