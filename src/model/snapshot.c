#include "model/snapshot.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include "base/mem.h"

struct counted_snapshot {
	struct snapshot snapshot; /* first: callers hold a pointer to it */
	atomic_uint references;
	struct history *history; /* the parts again, to let go of */
	struct catalog *catalog;
	struct endpoints *endpoints;
	struct restatements *restatements;
};

struct snapshot *snapshot_new(struct history *history, struct catalog *catalog,
			      const struct vendor_map *vendors, const struct status *status)
{
	struct counted_snapshot *counted = mem_alloc(1, sizeof(*counted));

	atomic_init(&counted->references, 1);
	counted->history = history_ref(history);
	counted->catalog = catalog_ref(catalog);
	counted->snapshot.history = history;
	counted->snapshot.catalog = catalog;
	counted->snapshot.vendors = vendors;
	counted->snapshot.status = *status;
	return &counted->snapshot;
}

/* Holders see a const snapshot; only its count is written. */
static struct counted_snapshot *counted_of(const struct snapshot *snapshot)
{
	return (struct counted_snapshot *)(uintptr_t)snapshot;
}

void snapshot_set_endpoints(struct snapshot *snapshot, struct endpoints *endpoints)
{
	struct counted_snapshot *counted = counted_of(snapshot);

	endpoints_unref(counted->endpoints);
	counted->endpoints = endpoints_ref(endpoints);
	counted->snapshot.endpoints = endpoints;
}

void snapshot_set_restatements(struct snapshot *snapshot, struct restatements *restatements)
{
	struct counted_snapshot *counted = counted_of(snapshot);

	restatements_unref(counted->restatements);
	counted->restatements = restatements_ref(restatements);
	counted->snapshot.restatements = restatements;
}

struct snapshot *snapshot_ref(const struct snapshot *snapshot)
{
	struct counted_snapshot *counted = counted_of(snapshot);

	atomic_fetch_add(&counted->references, 1);
	return &counted->snapshot;
}

void snapshot_unref(const struct snapshot *snapshot)
{
	struct counted_snapshot *counted = counted_of(snapshot);

	if (!counted || atomic_fetch_sub(&counted->references, 1) != 1)
		return;
	history_unref(counted->history);
	catalog_unref(counted->catalog);
	endpoints_unref(counted->endpoints);
	restatements_unref(counted->restatements);
	free(counted);
}
