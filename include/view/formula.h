/* formula.h - how one figure of a row is computed, in words and with its figures put in.
 *
 * The formulas are those of model/ranking.h and model/price.h; this says them, it computes nothing.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_FORMULA_H
#define ORTOP_VIEW_FORMULA_H

#include "base/mem.h"
#include "view/figures.h"

struct formula {
	struct arena *arena; /* of the texts */
	const struct query *query;
	const struct figures
		*figures; /* of the row's week or day, by its grouping; NULL for none */
	enum grouping grouping;
	const struct entry *entry; /* of the row, NULL for none */
	const struct table *of;    /* the row's table, */
	const struct row *row;
	const char *column; /* and what the figure is: the id of a column */
};

/* "words = figures", or words alone; NULL for a column that it does not know. */
const char *formula_text(const struct formula *formula);

#endif
