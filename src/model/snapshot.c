#include "model/snapshot.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include "base/mem.h"

/* Where a model's name leads to.  Looked up when first asked for, by any thread: two find the
 * same. */
struct known_model {
	_Atomic(const struct vendor *) vendor; /* NULL: not looked up */
	atomic_size_t listings;                /* index of the first + 1; 0: not looked up */
};

struct kept {
	enum snapshot_data kind;
	struct basis basis;
	void *data;
};

struct counted_snapshot {
	struct snapshot snapshot; /* first: callers hold a pointer to it */
	atomic_uint references;
	struct history *history; /* the parts again, to let go of */
	struct catalog *catalog;
	struct endpoints *endpoints;
	struct restatements *restatements;
	struct known_model *models; /* by index into history->models */
	_Atomic(struct kept *) kept[SNAPSHOT_KEPT];
};

static const struct vendor no_vendor;

struct snapshot *snapshot_new(struct history *history, struct catalog *catalog,
			      const struct vendor_map *vendors, const struct status *status)
{
	struct counted_snapshot *counted = mem_alloc(1, sizeof(*counted));

	atomic_init(&counted->references, 1);
	counted->history = history_ref(history);
	counted->catalog = catalog_ref(catalog);
	counted->models = mem_alloc(history->n_models, sizeof(*counted->models));
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
	for (int i = 0; i < SNAPSHOT_KEPT; i++) {
		struct kept *kept = atomic_load(&counted->kept[i]);

		free(kept ? kept->data : NULL);
		free(kept);
	}
	free(counted->models);
	free(counted);
}

const struct vendor *snapshot_vendor(const struct snapshot *snapshot, uint32_t model)
{
	struct known_model *known = &counted_of(snapshot)->models[model];
	const struct vendor *vendor = atomic_load_explicit(&known->vendor, memory_order_relaxed);
	const char *slug;

	if (!vendor) {
		slug = snapshot->history->models[model];
		vendor = vendor_map_find(snapshot->vendors, slug, vendor_author_length(slug));
		if (!vendor)
			vendor = &no_vendor;
		atomic_store_explicit(&known->vendor, vendor, memory_order_relaxed);
	}
	return vendor == &no_vendor ? NULL : vendor;
}

struct quote snapshot_quote(const struct snapshot *snapshot, uint32_t model, int32_t monday)
{
	struct known_model *known = &counted_of(snapshot)->models[model];
	size_t listings = atomic_load_explicit(&known->listings, memory_order_relaxed);

	if (!listings) {
		listings = catalog_first(snapshot->catalog, snapshot->history->models[model]) + 1;
		atomic_store_explicit(&known->listings, listings, memory_order_relaxed);
	}
	return price_quote_from(snapshot->catalog, listings - 1, monday);
}

static bool same_basis(const struct basis *a, const struct basis *b)
{
	return a->measure == b->measure && a->mix.output == b->mix.output &&
	       a->mix.cached == b->mix.cached && a->paid_only == b->paid_only &&
	       a->denominator == b->denominator;
}

const void *snapshot_kept(const struct snapshot *snapshot, enum snapshot_data kind,
			  const struct basis *basis)
{
	struct counted_snapshot *counted = counted_of(snapshot);

	for (int i = 0; i < SNAPSHOT_KEPT; i++) {
		const struct kept *kept = atomic_load(&counted->kept[i]);

		if (!kept)
			return NULL;
		if (kept->kind == kind && same_basis(&kept->basis, basis))
			return kept->data;
	}
	return NULL;
}

bool snapshot_keep(const struct snapshot *snapshot, enum snapshot_data kind,
		   const struct basis *basis, void *data)
{
	struct counted_snapshot *counted = counted_of(snapshot);
	struct kept *kept = mem_alloc(1, sizeof(*kept)), *none = NULL;
	int i = 0;

	*kept = (struct kept){kind, *basis, data};
	while (i < SNAPSHOT_KEPT && atomic_load(&counted->kept[i]))
		i++;
	if (i < SNAPSHOT_KEPT && atomic_compare_exchange_strong(&counted->kept[i], &none, kept))
		return true;
	free(kept);
	return false;
}
