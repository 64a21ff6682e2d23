/* load.h - from the store to the snapshot that is shown: live figures, or the sample while there
 * are none; never rows of both.
 *
 * Ownership: what is returned has one reference for the caller.
 * Thread: the one that owns the store.
 */
#ifndef ORTOP_REFRESH_LOAD_H
#define ORTOP_REFRESH_LOAD_H

#include "model/snapshot.h"
#include "source/store.h"

/* The parts of a snapshot, each with one reference: the store's history, or the sample's when it
 * has no week; its listings with the sample's.  store NULL: the sample alone. */
bool refresh_load(struct store *store, struct history **history, struct catalog **catalog,
		  struct error *error);

/* The store's restatements with one reference, a part that may come later than the others; NULL
 * when the store cannot be read. */
struct restatements *refresh_load_restatements(struct store *store, struct error *error);

/* A snapshot of these parts with one reference; its status is *status with the feeds and the
 * requests of today that the store knows of, and without restatements.  NULL when the store cannot
 * be read. */
struct snapshot *refresh_snapshot(struct store *store, const struct vendor_map *vendors,
				  int64_t now, const struct status *status, struct error *error);

/* What a first frame needs. */
struct load_first {
	int weeks;        /* complete ones, up to the newest */
	bool every_price; /* prices of all of them, not only of the newest two */
	bool top_only;    /* only what the newest one's first model is called */
};

/* The snapshot of a first frame (or of one line) of the newest complete week: a partial history, no
 * endpoints, and what it takes does not depend on how much is stored.  Where so few weeks do not do
 * (the store has fewer, or the newest complete one is older) it is the whole, like
 * refresh_snapshot's. */
struct snapshot *refresh_first(struct store *store, const struct load_first *first,
			       const struct vendor_map *vendors, int64_t now,
			       const struct status *status, struct error *error);

#endif
