/* weeks.h - the weeks that the history has, newest first, whatever week is asked for.  See view.h.
 *
 * `quality` is exact, "daily sum" (of daily top 50) or coarse (the largest models only); `models`
 * is how many are named; `fetched_at` is absent for the sample, which came with the program.  A
 * note names the weeks that are missing in between.
 */
#ifndef ORTOP_VIEW_WEEKS_H
#define ORTOP_VIEW_WEEKS_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *weeks_build(const struct snapshot *snapshot, const struct query *query);

#endif
