#include "refresh/load.h"

#include "source/sample.h"

bool refresh_load(struct store *store, struct history **history, struct catalog **catalog,
		  struct error *error)
{
	struct catalog_builder *builder = catalog_builder_new();

	*history = NULL;
	*catalog = NULL;
	if (store && (!store_load_history(store, history, error) ||
		      !store_load_catalog(store, builder, error))) {
		history_unref(*history);
		*history = NULL;
		catalog_builder_free(builder);
		return false;
	}
	if (!*history)
		*history = sample_history();
	sample_listings(builder);
	*catalog = catalog_finish(builder);
	return true;
}

struct restatements *refresh_load_restatements(struct store *store, struct error *error)
{
	struct restatements_builder *builder = restatements_builder_new();

	if (store_load_restatements(store, builder, error))
		return restatements_finish(builder);
	restatements_builder_free(builder);
	return NULL;
}

static struct endpoints *load_endpoints(struct store *store, struct error *error)
{
	struct endpoints_builder *builder = endpoints_builder_new();

	if (!store || store_load_endpoints(store, builder, error))
		return endpoints_finish(builder);
	endpoints_builder_free(builder);
	return NULL;
}

struct snapshot *refresh_snapshot(struct store *store, const struct vendor_map *vendors,
				  int64_t now, const struct status *status, struct error *error)
{
	struct snapshot *snapshot;
	struct history *history;
	struct catalog *catalog;
	struct endpoints *endpoints;
	struct status current = *status;

	if (store && !store_load_status(store, now, &current, error))
		return NULL;
	endpoints = load_endpoints(store, error);
	if (!endpoints)
		return NULL;
	if (!refresh_load(store, &history, &catalog, error)) {
		endpoints_unref(endpoints);
		return NULL;
	}
	snapshot = snapshot_new(history, catalog, vendors, &current);
	snapshot_set_endpoints(snapshot, endpoints);
	endpoints_unref(endpoints);
	history_unref(history);
	catalog_unref(catalog);
	return snapshot;
}
