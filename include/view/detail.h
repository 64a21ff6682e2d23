/* detail.h - one model or vendor (query.subject) over time, newest first.  See view.h.
 *
 * By week: all weeks up to the query's, from the first that names it; by day: the days that the
 * history has, up to the query's week.  A week or day that the history lacks is a row that says so,
 * and a gap in the chart.
 *
 *	price_change = (in_mix * input + out_mix * output) now / the same a week before - 1
 *
 * with the prices of the two weeks (see model/price.h); absent where nothing changed and where a
 * price of either week is not known or was first seen later.
 */
#ifndef ORTOP_VIEW_DETAIL_H
#define ORTOP_VIEW_DETAIL_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *detail_build(const struct snapshot *snapshot, const struct query *query);
struct table *detail_days_build(const struct snapshot *snapshot, const struct query *query);

#endif
