/* match.h - the lines of an explanation on what a model or an author was matched with: a listing of
 * the catalogue, the rule, and the price with its date; a vendor of the map.
 *
 * Thread: any; the table belongs to one.
 */
#ifndef ORTOP_VIEW_MATCH_H
#define ORTOP_VIEW_MATCH_H

#include "model/ranking.h"
#include "view/table.h"

/* Rows for a table of facts (see facts.h), with so many columns for a value. */
void match_put(struct table *facts, const struct snapshot *snapshot, const struct entry *entry,
	       int width);

/* Why a vendor's tokens count for its region; NULL for an author that the map does not have. */
void match_put_vendor(struct table *facts, const struct vendor *vendor, const char *author,
		      int width);

#endif
