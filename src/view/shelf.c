#include "view/shelf.h"

#include <stdlib.h>
#include <string.h>

/* One for each unit: what `u` goes between. */
#define PLACES 2

/* Two weeks of three groupings in both units, and by tokens what the prices are of. */
#define STANDINGS 14

struct shelved {
	struct standing *standing; /* NULL: empty */
	enum grouping grouping;
	struct mix mix;
	enum measure measure;
};

struct shelf {
	struct {
		char *name; /* NULL: empty */
		struct table *table;
	} places[PLACES];                    /* the newest first */
	struct shelved standings[STANDINGS]; /* the one that was asked for last first */
};

struct shelf *shelf_new(void)
{
	return mem_alloc(1, sizeof(struct shelf));
}

void shelf_clear(struct shelf *shelf)
{
	for (int i = 0; i < PLACES; i++) {
		free(shelf->places[i].name);
		table_free(shelf->places[i].table);
	}
	for (int i = 0; i < STANDINGS; i++)
		standing_free(shelf->standings[i].standing);
	memset(shelf, 0, sizeof(*shelf));
}

void shelf_free(struct shelf *shelf)
{
	if (shelf)
		shelf_clear(shelf);
	free(shelf);
}

struct table *shelf_find(const struct shelf *shelf, const char *name)
{
	for (int i = 0; shelf && i < PLACES && shelf->places[i].name; i++)
		if (strcmp(shelf->places[i].name, name) == 0)
			return shelf->places[i].table;
	return NULL;
}

void shelf_put(struct shelf *shelf, const char *name, struct table *table)
{
	if (!shelf)
		return;
	free(shelf->places[PLACES - 1].name);
	table_free(shelf->places[PLACES - 1].table);
	memmove(&shelf->places[1], &shelf->places[0], (PLACES - 1) * sizeof(shelf->places[0]));
	shelf->places[0].name = mem_strdup(name);
	shelf->places[0].table = table_share(table);
}

static bool same_span(const struct span *a, const struct span *b)
{
	bool same = a->monday == b->monday && a->n == b->n && a->paid_only == b->paid_only;

	for (int i = 0; same && i < a->n; i++)
		same = a->buckets[i] == b->buckets[i];
	return same;
}

static bool is_wanted(const struct shelved *shelved, const struct span *span,
		      enum grouping grouping, struct mix mix, enum measure measure)
{
	return shelved->grouping == grouping && shelved->measure == measure &&
	       shelved->mix.output == mix.output && shelved->mix.cached == mix.cached &&
	       same_span(&shelved->standing->span, span);
}

struct standing *shelf_standing(struct shelf *shelf, const struct snapshot *snapshot,
				const struct span *span, enum grouping grouping, struct mix mix,
				enum measure measure)
{
	struct shelved found = {.grouping = grouping, .mix = mix, .measure = measure};
	int i = 0;

	if (!shelf)
		return standing_new(snapshot, span, grouping, mix, measure);
	while (i < STANDINGS && shelf->standings[i].standing &&
	       !is_wanted(&shelf->standings[i], span, grouping, mix, measure))
		i++;
	if (i < STANDINGS && shelf->standings[i].standing) {
		found.standing = shelf->standings[i].standing;
	} else {
		i = i < STANDINGS ? i : STANDINGS - 1;
		standing_free(shelf->standings[i].standing);
		found.standing = standing_new(snapshot, span, grouping, mix, measure);
	}
	memmove(&shelf->standings[1], &shelf->standings[0], (size_t)i * sizeof(found));
	shelf->standings[0] = found;
	return standing_share(found.standing);
}
