/* mention.h - which weeks name a model, found without a walk through the history.
 *
 * Ownership: the mentions live in the history.  Thread: any; mention_index that of the builder.
 */
#ifndef ORTOP_MODEL_MENTION_H
#define ORTOP_MODEL_MENTION_H

#include "base/mem.h"
#include "model/history.h"

/* Fill in the mentions of a history that has its weeks and models, in its arena. */
void mention_index(struct history *history, struct arena *arena);

/* The weeks that name a model, oldest first; returns how many of them begin before `date`. */
size_t mention_before(const struct history *history, uint32_t model, int32_t date,
		      const struct history_mention **mentions);

#endif
