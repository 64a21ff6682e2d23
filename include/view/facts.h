/* facts.h - a table of what and value: one fact a row, longer texts on rows of their own.
 *
 * Thread: any; a table belongs to one thread until it is done.
 */
#ifndef ORTOP_VIEW_FACTS_H
#define ORTOP_VIEW_FACTS_H

#include "view/table.h"

/* A new table without rows, for table_free; id is borrowed. */
struct table *facts_new(const char *id);

/* A row; `what` is also its key, and copied.  A text in the value must be the table's. */
void facts_put(struct table *facts, const char *what, struct value value);

/* Before the first row: room for names in `what`, at the cost of the value, where the table has so
 * many columns; 0 for no screen, which changes nothing. */
void facts_widen(struct table *facts, int room);

/* The columns of a value in one row where the table has so many; 0 for the customary 80. */
int facts_width(const struct table *facts, int columns);

/* A text, copied: what does not fit in so many columns goes on in rows whose keys are "what 2",
 * "what 3" and so on. */
void facts_text(struct table *facts, const char *what, const char *text, int width);

#endif
