/* regions.h - China, the US, other countries, unidentified models and the tail, of one week or of
 * all.  See view.h.
 *
 * Shares are of the query's denominator (model/trend.h): everything with the tail (dollars: what is
 * priced), China and the US together (other rows then have no share), or the ten largest models
 * of the week by the unit (rows then count these ten, and the tail all others).  The note's range
 * of the lead is that of model/trend.h.  A coarse week has no regions: too much of it is in the
 * tail.
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
