/* lead.h - for how long China or the US has been ahead, straight from the store: what records.lead
 * (model/record.h) says of the whole history, at the cost of the weeks of the run alone.
 *
 * In tokens of all models; in dollars, of paid models only or of the ten largest a week takes more
 * than its rows: load the history for those.
 *
 * Thread: the one that owns the store.
 */
#ifndef ORTOP_REFRESH_LEAD_H
#define ORTOP_REFRESH_LEAD_H

#include "model/basis.h"
#include "model/run.h"
#include "model/vendor.h"
#include "source/store.h"

/* Can the run be told from the rows alone? */
bool lead_is_simple(const struct basis *basis);

/* The run that ends with the complete week of `monday`; of 0 weeks when none is ahead there, when
 * there is no such week, or nothing is known of its regions.  False when the store cannot be read.
 */
bool lead_run(struct store *store, const struct vendor_map *vendors, int32_t monday,
	      enum denominator denominator, struct run *run, struct error *error);

#endif
