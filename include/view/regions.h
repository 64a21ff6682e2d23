/* regions.h - China, the US, other countries, unidentified models and the tail, of one week or of
 * all.  See view.h.
 *
 * Token shares are of everything, the tail included; dollar shares are of what is priced.  A
 * coarse week has no regions: too much of it is in the tail.
 */
#ifndef ORTOP_VIEW_REGIONS_H
#define ORTOP_VIEW_REGIONS_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *regions_build(const struct snapshot *snapshot, const struct query *query);

/* The same rows for all weeks, oldest first; the week is in its column. */
struct table *region_history_build(const struct snapshot *snapshot, const struct query *query);

#endif
