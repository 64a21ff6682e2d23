/* match.h - the lines of an explanation on what a model was matched with: its listing in the
 * catalogue, the rule, and the price with its date.
 *
 * Thread: any; the table belongs to one.
 */
#ifndef ORTOP_VIEW_MATCH_H
#define ORTOP_VIEW_MATCH_H

#include "model/ranking.h"
#include "view/table.h"

/* Rows for a table of facts (see facts.h), with so many columns for a value. */
void match_put(struct table *facts, const struct entry *entry, int width);

#endif
