/* shelf.h - what one step can take from the last: tables of whole histories, and standings.
 *
 * The detail of a model and a comparison have a row a week, and a row says the same whatever week
 * is shown: another week takes the same rows from another one on (table_window).  The panes of one
 * week share its standing and that of the week before, which was shown just now or is next.  A
 * shelf belongs to one screen and one snapshot; views find it in the query, and do without where
 * there is none.
 *
 * Ownership: the shelf holds what it has, and so does everyone who got it.  Thread: main.
 */
#ifndef ORTOP_VIEW_SHELF_H
#define ORTOP_VIEW_SHELF_H

#include "model/ranking.h"
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

/* As standing_new() of model/ranking.h; with a shelf it may be there already. */
struct standing *shelf_standing(struct shelf *shelf, const struct snapshot *snapshot,
				const struct span *span, enum grouping grouping, struct mix mix,
				enum measure measure);

#endif
