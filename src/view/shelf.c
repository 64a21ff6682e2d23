#include "view/shelf.h"

#include <stdlib.h>
#include <string.h>

/* One for each unit: what `u` goes between. */
#define PLACES 2

struct shelf {
	struct {
		char *name; /* NULL: empty */
		struct table *table;
	} places[PLACES]; /* the newest first */
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
