/* restatement.h - known figures that the source has changed since: which, from what to what, when.
 *
 * Ownership: a struct restatements owns its memory, strings included; counted part of a snapshot.
 * Thread: a builder belongs to one thread; finished restatements may be read by any.
 */
#ifndef ORTOP_MODEL_RESTATEMENT_H
#define ORTOP_MODEL_RESTATEMENT_H

#include <stddef.h>
#include <stdint.h>
#include "model/history.h"

/* In place of tokens: the model was, or is, not named. */
#define RESTATEMENT_UNNAMED (-1)

struct restatement {
	enum history_period period;
	int32_t date;      /* the Monday, or the day */
	const char *model; /* permaslug, text-escaped; HISTORY_TAIL for the tail */
	int64_t was, is;   /* tokens, or RESTATEMENT_UNNAMED */
	int64_t at;        /* Unix seconds: when it came here */
};

/* By model, period, date (the newest first), time (the newest first). */
struct restatements {
	size_t n;
	const struct restatement *items;
};

struct restatements_builder;

struct restatements_builder *restatements_builder_new(void);
void restatements_builder_free(struct restatements_builder *builder);

/* The model's name is copied and escaped.  Of two of the same figure and second the one added last
 * counts as the newer. */
void restatements_builder_add(struct restatements_builder *builder,
			      const struct restatement *restatement);

/* The finished restatements with one reference; the builder is freed. */
struct restatements *restatements_finish(struct restatements_builder *builder);

struct restatements *restatements_ref(struct restatements *restatements); /* NULL is allowed */
void restatements_unref(struct restatements *restatements);               /* NULL is allowed */

/* Those of a model's weeks or days from `first` to `last`: *n of them in a row from the one that is
 * returned; NULL and 0 when there is none.  restatements may be NULL. */
const struct restatement *restatements_find(const struct restatements *restatements,
					    const char *model, enum history_period period,
					    int32_t first, int32_t last, size_t *n);

#endif
