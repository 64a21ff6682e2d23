/* basis.h - how figures are counted: in what, at which prices, of what.
 *
 * Thread: any (values).
 */
#ifndef ORTOP_MODEL_BASIS_H
#define ORTOP_MODEL_BASIS_H

#include <stdbool.h>
#include "model/price.h"

enum measure {
	MEASURE_TOKENS,
	MEASURE_USD, /* micro-USD */
};

/* What region shares are of. */
enum denominator {
	DENOMINATOR_ALL,        /* every token, the tail included */
	DENOMINATOR_IDENTIFIED, /* China and the US together */
	DENOMINATOR_TOP_10,     /* the ten largest models */
};

struct basis {
	enum measure measure;
	struct mix mix;
	bool paid_only; /* rows of models that were free in the week do not count */
	enum denominator denominator;
};

#endif
