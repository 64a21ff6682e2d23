/* vendors.h - vendors by tokens and dollars, with both shares.  See view.h.
 *
 * wow_points is the change of the share in the unit: share now - share in the compared span.
 * gap = usd_share - token_share: above 0 a vendor is paid more than it is called; absent without a
 * price.  The one is of all priced dollars, the other of all tokens, the tail included.
 */
#ifndef ORTOP_VIEW_VENDORS_H
#define ORTOP_VIEW_VENDORS_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *vendors_build(const struct snapshot *snapshot, const struct query *query);

#endif
