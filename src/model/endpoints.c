#include "model/endpoints.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/text.h"

/* A list that grows; its endpoints move to the arena in the end. */
struct draft {
	struct endpoint_list list;
	struct endpoint *endpoints;
	size_t capacity;
};

struct endpoints_builder {
	struct arena arena;
	struct draft *drafts;
	size_t n, capacity;
	size_t open; /* the draft that endpoints go to */
};

struct counted_endpoints {
	struct endpoints endpoints; /* first: callers hold a pointer to it */
	atomic_uint references;
	struct arena arena;
};

struct endpoints_builder *endpoints_builder_new(void)
{
	struct endpoints_builder *builder = mem_alloc(1, sizeof(*builder));

	arena_init(&builder->arena);
	return builder;
}

static void free_drafts(struct endpoints_builder *builder)
{
	for (size_t i = 0; i < builder->n; i++)
		free(builder->drafts[i].endpoints);
	free(builder->drafts);
}

void endpoints_builder_free(struct endpoints_builder *builder)
{
	if (!builder)
		return;
	free_drafts(builder);
	arena_done(&builder->arena);
	free(builder);
}

void endpoints_builder_open(struct endpoints_builder *builder, const char *model,
			    int64_t fetched_at)
{
	struct draft *draft;

	builder->drafts = mem_grow(builder->drafts, &builder->capacity, builder->n + 1,
				   sizeof(*builder->drafts));
	draft = &builder->drafts[builder->n];
	memset(draft, 0, sizeof(*draft));
	draft->list.model = text_inert(&builder->arena, model);
	draft->list.fetched_at = fetched_at;
	builder->open = builder->n++;
}

void endpoints_builder_add(struct endpoints_builder *builder, const struct endpoint *endpoint)
{
	struct draft *draft = &builder->drafts[builder->open];
	struct endpoint *copy;

	draft->endpoints = mem_grow(draft->endpoints, &draft->capacity, draft->list.n + 1,
				    sizeof(*draft->endpoints));
	copy = &draft->endpoints[draft->list.n++];
	*copy = *endpoint;
	copy->provider = text_inert(&builder->arena, endpoint->provider);
	copy->tag = text_inert(&builder->arena, endpoint->tag);
	if (endpoint->quantization)
		copy->quantization = text_inert(&builder->arena, endpoint->quantization);
}

void endpoints_builder_state(struct endpoints_builder *builder, const char *model,
			     const struct endpoints_state *state)
{
	size_t i = 0;

	while (i < builder->n && strcmp(builder->drafts[i].list.model, model) != 0)
		i++;
	if (i == builder->n)
		endpoints_builder_open(builder, model, 0);
	builder->drafts[i].list.state = *state;
}

static int compare_lists(const void *a, const void *b)
{
	const struct endpoint_list *x = a, *y = b;

	return strcmp(x->model, y->model);
}

struct endpoints *endpoints_finish(struct endpoints_builder *builder)
{
	struct counted_endpoints *counted = mem_alloc(1, sizeof(*counted));
	struct endpoint_list *lists = arena_alloc(&builder->arena, builder->n, sizeof(*lists));

	for (size_t i = 0; i < builder->n; i++) {
		const struct draft *draft = &builder->drafts[i];
		struct endpoint *endpoints =
			arena_alloc(&builder->arena, draft->list.n, sizeof(*endpoints));

		if (draft->list.n > 0)
			memcpy(endpoints, draft->endpoints, draft->list.n * sizeof(*endpoints));
		lists[i] = draft->list;
		lists[i].endpoints = endpoints;
	}
	qsort(lists, builder->n, sizeof(*lists), compare_lists);
	atomic_init(&counted->references, 1);
	counted->endpoints.n = builder->n;
	counted->endpoints.lists = lists;
	counted->arena = builder->arena;
	free_drafts(builder);
	free(builder);
	return &counted->endpoints;
}

/* Holders see const lists; only the count is written. */
static struct counted_endpoints *counted_of(struct endpoints *endpoints)
{
	return (struct counted_endpoints *)endpoints;
}

struct endpoints *endpoints_ref(struct endpoints *endpoints)
{
	if (endpoints)
		atomic_fetch_add(&counted_of(endpoints)->references, 1);
	return endpoints;
}

void endpoints_unref(struct endpoints *endpoints)
{
	struct counted_endpoints *counted = counted_of(endpoints);

	if (!counted || atomic_fetch_sub(&counted->references, 1) != 1)
		return;
	arena_done(&counted->arena);
	free(counted);
}

const struct endpoint_list *endpoints_find(const struct endpoints *endpoints, const char *model)
{
	struct endpoint_list key = {.model = model};

	if (!endpoints || endpoints->n == 0)
		return NULL;
	return bsearch(&key, endpoints->lists, endpoints->n, sizeof(key), compare_lists);
}

const struct listing *endpoints_listing(const struct catalog *catalog, const char *subject)
{
	bool later;
	const struct listing *found = catalog_find(catalog, subject, INT64_MAX, &later);

	if (found)
		return found;
	for (size_t i = 0; i < catalog->n_listings; i++) {
		const struct listing *listing = &catalog->listings[i];

		if (strcmp(listing->id, subject) == 0 && (!found || listing->seen > found->seen))
			found = listing;
	}
	return found;
}
