/* models.h - the ranking: every model that the source names, then its tail.  See view.h. */
#ifndef ORTOP_VIEW_MODELS_H
#define ORTOP_VIEW_MODELS_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

/* How many models the title and the note of what left speak of. */
#define MODELS_TOP 10

struct table *models_build(const struct snapshot *snapshot, const struct query *query);

#endif
