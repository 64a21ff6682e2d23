/* record_rule.h - how a figure of the records view is found, in words and with its figures put in.
 *
 * The rules are those of model/record.h and model/trend.h; this says them.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_RECORD_RULE_H
#define ORTOP_VIEW_RECORD_RULE_H

#include "base/mem.h"
#include "view/figures.h"

/* Of a row of the records view (see view/records.h) and its column: "words = figures" or words
 * alone, in the arena or for ever.  `figures` are the week's, by model. */
const char *record_rule_text(struct arena *arena, const struct figures *figures,
			     const struct row *row, const char *column);

#endif
