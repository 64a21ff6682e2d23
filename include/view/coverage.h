/* coverage.h - what has no price: the models of a week that dollars leave out, and why.
 *
 * One row a model, by tokens descending; the words are those of price.h: "varies" (a router),
 * "unknown" (listed without a price, or dollars out of range), "not listed", and "pending" where no
 * catalogue was fetched yet, which a note says with the reason.  A free
 * model has a price.
 *
 *	identified_share = tokens / tokens of all identified models
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_COVERAGE_H
#define ORTOP_VIEW_COVERAGE_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *coverage_build(const struct snapshot *snapshot, const struct query *query);

#endif
