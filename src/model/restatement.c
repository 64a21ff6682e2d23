#include "model/restatement.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/text.h"

struct counted_restatements {
	struct restatements restatements; /* first: callers hold a pointer to it */
	atomic_uint references;
	struct arena arena;
};

struct draft {
	struct restatement item;
	size_t place; /* in the order of adding */
};

struct restatements_builder {
	struct counted_restatements *counted;
	struct draft *drafts;
	size_t n, capacity;
};

static void counted_free(struct counted_restatements *counted)
{
	arena_done(&counted->arena);
	free(counted);
}

struct restatements_builder *restatements_builder_new(void)
{
	struct restatements_builder *builder = mem_alloc(1, sizeof(*builder));

	builder->counted = mem_alloc(1, sizeof(*builder->counted));
	atomic_init(&builder->counted->references, 1);
	arena_init(&builder->counted->arena);
	return builder;
}

void restatements_builder_free(struct restatements_builder *builder)
{
	if (!builder)
		return;
	if (builder->counted)
		counted_free(builder->counted);
	free(builder->drafts);
	free(builder);
}

/* The store hands them out model by model: one copy of a name serves them all. */
static const char *keep_name(struct restatements_builder *builder, const char *model)
{
	const struct draft *newest = builder->n ? &builder->drafts[builder->n - 1] : NULL;

	if (newest && strcmp(newest->item.model, model) == 0)
		return newest->item.model;
	return text_inert(&builder->counted->arena, model);
}

void restatements_builder_add(struct restatements_builder *builder,
			      const struct restatement *restatement)
{
	const char *model = keep_name(builder, restatement->model);
	struct draft *draft;

	builder->drafts = mem_grow(builder->drafts, &builder->capacity, builder->n + 1,
				   sizeof(*builder->drafts));
	draft = &builder->drafts[builder->n];
	draft->item = *restatement;
	draft->item.model = model;
	draft->place = builder->n++;
}

static int compare(const void *a, const void *b)
{
	const struct draft *x = a, *y = b;
	int order = strcmp(x->item.model, y->item.model);

	if (order)
		return order;
	if (x->item.period != y->item.period)
		return x->item.period < y->item.period ? -1 : 1;
	if (x->item.date != y->item.date)
		return x->item.date > y->item.date ? -1 : 1;
	if (x->item.at != y->item.at)
		return x->item.at > y->item.at ? -1 : 1;
	return (x->place < y->place) - (x->place > y->place);
}

struct restatements *restatements_finish(struct restatements_builder *builder)
{
	struct counted_restatements *counted = builder->counted;
	struct restatement *items = arena_alloc(&counted->arena, builder->n, sizeof(*items));

	if (builder->n)
		qsort(builder->drafts, builder->n, sizeof(*builder->drafts), compare);
	for (size_t i = 0; i < builder->n; i++)
		items[i] = builder->drafts[i].item;
	counted->restatements.n = builder->n;
	counted->restatements.items = items;
	builder->counted = NULL;
	restatements_builder_free(builder);
	return &counted->restatements;
}

struct restatements *restatements_ref(struct restatements *restatements)
{
	if (restatements)
		atomic_fetch_add(&((struct counted_restatements *)restatements)->references, 1);
	return restatements;
}

void restatements_unref(struct restatements *restatements)
{
	struct counted_restatements *counted = (struct counted_restatements *)restatements;

	if (counted && atomic_fetch_sub(&counted->references, 1) == 1)
		counted_free(counted);
}

const struct restatement *restatements_find(const struct restatements *restatements,
					    const char *model, enum history_period period,
					    int32_t first, int32_t last, size_t *n)
{
	const struct restatement *found = NULL;

	*n = 0;
	for (size_t i = 0; restatements && i < restatements->n; i++) {
		const struct restatement *item = &restatements->items[i];

		if (item->period != period || item->date < first || item->date > last ||
		    strcmp(item->model, model) != 0)
			continue;
		if (!found)
			found = item;
		++*n;
	}
	return found;
}
