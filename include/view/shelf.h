/* shelf.h - tables of whole histories, kept from one step of a week to the next.
 *
 * The detail of a model and a comparison have a row a week, and a row says the same whatever week
 * is shown: another week takes the same rows from another one on (table_window).  A shelf belongs
 * to one screen and one snapshot; views find it in the query, and do without where there is none.
 *
 * Ownership: the shelf holds its tables, and so does each window on one.  Thread: main.
 */
#ifndef ORTOP_VIEW_SHELF_H
#define ORTOP_VIEW_SHELF_H

#include "view/table.h"

struct shelf;

struct shelf *shelf_new(void);
void shelf_free(struct shelf *shelf); /* NULL is allowed */

/* Nothing of the old snapshot stays. */
void shelf_clear(struct shelf *shelf);

/* The table of a name, which says all that its rows depend on besides the snapshot; NULL when it is
 * not there, or without a shelf.  It stays the shelf's. */
struct table *shelf_find(const struct shelf *shelf, const char *name);

/* Keep a table, a new holder; the one that was put before the last one leaves.  Without a shelf
 * nothing happens. */
void shelf_put(struct shelf *shelf, const char *name, struct table *table);

#endif
