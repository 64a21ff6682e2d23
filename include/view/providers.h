/* providers.h - who serves the model that query.subject names (a permaslug or a model id), cheapest
 * for the workload first; the newest prices, whatever week is shown.  See view.h.
 *
 * Where there is nothing to show, the empty note says why: under way, failed and what to do,
 * offline, not asked for yet, listed no more.
 *
 *	workload_usd = input tokens * input + output tokens * output, as in the prices view; the
 *	prices have their discount in them (see model/endpoints.h)
 */
#ifndef ORTOP_VIEW_PROVIDERS_H
#define ORTOP_VIEW_PROVIDERS_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

struct table *providers_build(const struct snapshot *snapshot, const struct query *query);

#endif
