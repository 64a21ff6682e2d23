#include "refresh/load.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
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
	if (!*history) {
		*history = sample_history();
		catalog_builder_checked(builder, history_latest(*history)->as_of);
	}
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

/* The first frame */

/* Does the newest complete week stand there with all the weeks that a frame of it shows? */
static bool is_enough(const struct history *history, int n_weeks)
{
	const struct history_bucket *latest = history_latest(history);

	return latest && history->weeks[0].date <= latest->date - 7 * (n_weeks - 1);
}

/* The models whose prices are shown: those of the newest complete week, of the week before, whose
 * prices and leavers stand beside, and of the running one.  Returns how many. */
static size_t priced_models(const struct history *history, bool every_week, const char **models)
{
	int32_t since = every_week ? history->weeks[0].date : history_latest(history)->date - 7;
	bool *taken = mem_alloc(history->n_models, sizeof(*taken));
	size_t n = 0;

	for (size_t w = 0; w < history->n_weeks; w++) {
		const struct history_bucket *week = &history->weeks[w];

		for (size_t i = 0; week->date >= since && i < week->n_rows; i++) {
			uint32_t model = week->rows[i].model;

			if (!taken[model])
				models[n++] = history->models[model];
			taken[model] = true;
		}
	}
	free(taken);
	return n;
}

static int compare_slugs(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t top_model(const struct history *history, const char **models)
{
	const struct history_bucket *latest = history_latest(history);

	if (latest->n_rows == 0)
		return 0;
	models[0] = history->models[latest->rows[0].model];
	return 1;
}

static struct catalog *load_listings(struct store *store, const struct history *history,
				     const struct load_first *first, int64_t checked,
				     struct error *error)
{
	struct catalog_builder *builder = catalog_builder_new();
	const char **models = mem_alloc(history->n_models, sizeof(*models));
	size_t n = first->top_only ? top_model(history, models)
				   : priced_models(history, first->every_price, models);
	bool ok;

	qsort(models, n, sizeof(*models), compare_slugs);
	ok = store_load_listings(store, models, n, builder, error);
	catalog_builder_checked(builder, checked);
	if (ok)
		sample_listings_of(builder, models, n);
	free(models);
	if (ok)
		return catalog_finish(builder);
	catalog_builder_free(builder);
	return NULL;
}

static struct snapshot *load_first(struct store *store, const struct load_first *first,
				   const struct vendor_map *vendors, int64_t now,
				   const struct status *status)
{
	struct snapshot *snapshot = NULL;
	struct history *history = NULL;
	struct catalog *catalog = NULL;
	struct status current = *status;

	/* One more, for the running week. */
	if (store_load_newest(store, first->weeks + 1, &history, NULL) && history &&
	    is_enough(history, first->weeks) && store_load_status(store, now, &current, NULL))
		catalog = load_listings(store, history, first, current.catalog.ok_at, NULL);
	if (catalog)
		snapshot = snapshot_new(history, catalog, vendors, &current);
	history_unref(history);
	catalog_unref(catalog);
	return snapshot;
}

struct snapshot *refresh_first(struct store *store, const struct load_first *first,
			       const struct vendor_map *vendors, int64_t now,
			       const struct status *status, struct error *error)
{
	struct snapshot *snapshot = NULL;

	if (store_begin(store, NULL)) {
		snapshot = load_first(store, first, vendors, now, status);
		store_end(store);
	}
	return snapshot ? snapshot : refresh_snapshot(store, vendors, now, status, error);
}
