#include "model/catalog.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/text.h"

struct counted_catalog {
	struct catalog catalog; /* first: callers hold a pointer to it */
	atomic_uint references;
	struct arena arena;
};

struct catalog_builder {
	struct counted_catalog *counted;
	struct listing *listings;
	size_t n, capacity;
};

static void catalog_free(struct counted_catalog *counted)
{
	arena_done(&counted->arena);
	free(counted);
}

struct catalog_builder *catalog_builder_new(void)
{
	struct catalog_builder *builder = mem_alloc(1, sizeof(*builder));

	builder->counted = mem_alloc(1, sizeof(*builder->counted));
	atomic_init(&builder->counted->references, 1);
	arena_init(&builder->counted->arena);
	return builder;
}

void catalog_builder_free(struct catalog_builder *builder)
{
	if (!builder)
		return;
	if (builder->counted)
		catalog_free(builder->counted);
	free(builder->listings);
	free(builder);
}

void catalog_builder_add(struct catalog_builder *builder, const struct listing *listing)
{
	struct arena *arena = &builder->counted->arena;
	struct listing *copy;

	builder->listings = mem_grow(builder->listings, &builder->capacity, builder->n + 1,
				     sizeof(*builder->listings));
	copy = &builder->listings[builder->n++];
	*copy = *listing;
	copy->id = text_inert(arena, listing->id);
	copy->permaslug = text_inert(arena, listing->permaslug);
	copy->name = text_inert(arena, listing->name);
}

void catalog_builder_checked(struct catalog_builder *builder, int64_t unix_seconds)
{
	if (unix_seconds > builder->counted->catalog.checked)
		builder->counted->catalog.checked = unix_seconds;
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_prices(const struct price *a, const struct price *b)
{
	int order = compare_numbers(a->prompt, b->prompt);

	if (!order)
		order = compare_numbers(a->completion, b->completion);
	if (!order)
		order = compare_numbers(a->cache_read, b->cache_read);
	return order ? order : a->conditional - b->conditional;
}

/* A total order, so that a catalog does not depend on the order in which its sources came. */
static int compare_listings(const void *a, const void *b)
{
	const struct listing *x = a, *y = b;
	int order = strcmp(x->permaslug, y->permaslug);

	if (!order)
		order = compare_numbers(x->seen, y->seen);
	if (!order)
		order = strcmp(x->id, y->id);
	if (!order)
		order = strcmp(x->name, y->name);
	if (!order)
		order = compare_numbers(x->context, y->context);
	return order ? order : compare_prices(&x->price, &y->price);
}

struct catalog *catalog_finish(struct catalog_builder *builder)
{
	struct counted_catalog *counted = builder->counted;
	struct listing *listings =
		arena_alloc(&counted->arena, builder->n, sizeof(*builder->listings));
	size_t n = 0;

	if (builder->n)
		qsort(builder->listings, builder->n, sizeof(*builder->listings), compare_listings);
	for (size_t i = 0; i < builder->n; i++) {
		if (n > 0 && compare_listings(&listings[n - 1], &builder->listings[i]) == 0)
			continue;
		listings[n] = builder->listings[i];
		if (n > 0 && strcmp(listings[n - 1].permaslug, listings[n].permaslug) == 0)
			listings[n].permaslug = listings[n - 1].permaslug;
		n++;
	}
	counted->catalog.listings = listings;
	counted->catalog.n_listings = n;
	builder->counted = NULL;
	catalog_builder_free(builder);
	return &counted->catalog;
}

struct catalog *catalog_ref(struct catalog *catalog)
{
	atomic_fetch_add(&((struct counted_catalog *)catalog)->references, 1);
	return catalog;
}

void catalog_unref(struct catalog *catalog)
{
	struct counted_catalog *counted = (struct counted_catalog *)catalog;

	if (counted && atomic_fetch_sub(&counted->references, 1) == 1)
		catalog_free(counted);
}

size_t catalog_first(const struct catalog *catalog, const char *permaslug)
{
	size_t low = 0, high = catalog->n_listings;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(catalog->listings[middle].permaslug, permaslug) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < catalog->n_listings && strcmp(catalog->listings[low].permaslug, permaslug) == 0)
		return low;
	return catalog->n_listings;
}

const struct listing *catalog_find_from(const struct catalog *catalog, size_t first, int64_t until,
					bool *later)
{
	const struct listing *start = catalog->listings + first, *found = start;
	const struct listing *end = catalog->listings + catalog->n_listings;

	*later = false;
	if (start == end)
		return NULL;
	*later = start->seen >= until;
	/* Equal permaslugs are one string: see catalog_finish. */
	for (const struct listing *listing = start;
	     listing < end && listing->permaslug == start->permaslug && listing->seen < until;
	     listing++)
		if (listing->seen != found->seen)
			found = listing;
	return found;
}

const struct listing *catalog_find(const struct catalog *catalog, const char *permaslug,
				   int64_t until, bool *later)
{
	return catalog_find_from(catalog, catalog_first(catalog, permaslug), until, later);
}

const char *catalog_variant(const char *permaslug)
{
	return permaslug + strcspn(permaslug, ":");
}

bool listing_equal(const struct listing *a, const struct listing *b)
{
	return strcmp(a->permaslug, b->permaslug) == 0 && strcmp(a->name, b->name) == 0 &&
	       a->context == b->context && compare_prices(&a->price, &b->price) == 0;
}
