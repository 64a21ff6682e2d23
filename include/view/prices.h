/* prices.h - what the week's ranked models cost: per million in and out, and for the workload,
 * cheapest first.  See view.h.
 */
#ifndef ORTOP_VIEW_PRICES_H
#define ORTOP_VIEW_PRICES_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *prices_build(const struct snapshot *snapshot, const struct query *query);

#endif
