/* snapshot.h - all that a screen is drawn from, frozen.
 *
 * A snapshot is const from its publication on and counted; it holds counted parts, so that a
 * changed status does not copy a history.  The vendor map is borrowed: it outlives all snapshots.
 *
 * Thread: any (counts are atomic).
 */
#ifndef ORTOP_MODEL_SNAPSHOT_H
#define ORTOP_MODEL_SNAPSHOT_H

#include "model/catalog.h"
#include "model/endpoints.h"
#include "model/history.h"
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

struct snapshot *snapshot_ref(const struct snapshot *snapshot);
void snapshot_unref(const struct snapshot *snapshot); /* NULL is allowed */

#endif
