/* snapshot.h - all that a screen is drawn from, frozen.
 *
 * A snapshot is const from its publication on and counted; it holds counted parts, so that a
 * changed status does not copy a history.  The vendor map is borrowed: it outlives all snapshots.
 *
 * Thread: any (counts are atomic).
 */
#ifndef ORTOP_MODEL_SNAPSHOT_H
#define ORTOP_MODEL_SNAPSHOT_H

#include "model/basis.h"
#include "model/catalog.h"
#include "model/endpoints.h"
#include "model/history.h"
#include "model/price.h"
#include "model/restatement.h"
#include "model/status.h"
#include "model/vendor.h"

struct snapshot {
	const struct history *history;           /* never NULL */
	const struct catalog *catalog;           /* never NULL */
	const struct vendor_map *vendors;        /* never NULL */
	const struct endpoints *endpoints;       /* providers of single models; NULL for none */
	const struct restatements *restatements; /* NULL for none, or not loaded yet */
	struct status status;
};

/* A new snapshot with one reference; it takes its own references on the parts. */
struct snapshot *snapshot_new(struct history *history, struct catalog *catalog,
			      const struct vendor_map *vendors, const struct status *status);

/* Add the providers that are known, before the snapshot is published; takes its own reference. */
void snapshot_set_endpoints(struct snapshot *snapshot, struct endpoints *endpoints);

/* The same for the restatements. */
void snapshot_set_restatements(struct snapshot *snapshot, struct restatements *restatements);

/* The vendor of a model (index into history->models), NULL when the map has none; and its quote in
 * a week, as price_quote() gives it.  A name is looked up once a snapshot. */
const struct vendor *snapshot_vendor(const struct snapshot *snapshot, uint32_t model);
struct quote snapshot_quote(const struct snapshot *snapshot, uint32_t model, int32_t monday);

/* What was computed of the whole history on a basis stays with the snapshot, which frees it:
 * snapshot_kept gives it, or NULL; snapshot_keep takes `data` over, unless another thread was first
 * or SNAPSHOT_KEPT are kept already (false). */
#define SNAPSHOT_KEPT 16

enum snapshot_data {
	SNAPSHOT_COUNTS,  /* of model/trend */
	SNAPSHOT_TALLIES, /* of model/tally */
};

const void *snapshot_kept(const struct snapshot *snapshot, enum snapshot_data kind,
			  const struct basis *basis);
bool snapshot_keep(const struct snapshot *snapshot, enum snapshot_data kind,
		   const struct basis *basis, void *data);

struct snapshot *snapshot_ref(const struct snapshot *snapshot);
void snapshot_unref(const struct snapshot *snapshot); /* NULL is allowed */

#endif
