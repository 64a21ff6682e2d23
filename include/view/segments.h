/* segments.h - the market by price: how many tokens and dollars each segment holds.
 *
 * A model's segment goes by its base price per million tokens (price.h, the mix in use); by
 * default:
 *
 *	premium    at least $2.00
 *	mid        from $0.20 to below $2.00
 *	ultra-low  above 0 and below $0.20
 *	free       0
 *	unpriced   no price: varies, unknown or not listed; and the tail as a row of its own
 *
 * These limits stand a factor of ten apart, each in a gap of the prices of 2026-W33's fifty largest
 * models at 97:3 ($0.16 | $0.23 and $1.73 | $2.12), so that small changes of price or mix move few
 * models: above the upper one stand the vendors' largest models (Opus, Sonnet, GPT-5.6 Sol, Kimi
 * K3, Grok), below the lower one the models that are sold by their price.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_SEGMENTS_H
#define ORTOP_VIEW_SEGMENTS_H

#include <stdbool.h>
#include "model/ranking.h"
#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

/* Is a model's entry of the segment whose row has this key? */
bool segments_has(const char *key, const struct entry *entry, const struct query *query);

struct table *segments_build(const struct snapshot *snapshot, const struct query *query);

#endif
