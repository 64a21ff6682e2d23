/* subject.h - what a detail or a comparison is of: a model or a vendor, week by week.
 *
 * A key with a slash is a model's permaslug; any other is an author, whose models are added up.
 *
 * Ownership: strings belong to the snapshot or to the key that was given.  Thread: any.
 */
#ifndef ORTOP_VIEW_SUBJECT_H
#define ORTOP_VIEW_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include "view/figures.h"

struct subject {
	const char *key;
	size_t length;
	bool vendor;
	const char *name; /* as the panes show it */
};

/* The subject of a key; its name is that of the week of `monday`. */
struct subject subject_of(const struct snapshot *snapshot, const char *key, int32_t monday);

enum grouping subject_grouping(const struct subject *subject);

/* Does a week or a day name the subject? */
bool subject_is_named(const struct history *history, const struct history_bucket *bucket,
		      const struct subject *subject);

/* The first week that names it; 0 when none does. */
int32_t subject_first_week(const struct history *history, const struct subject *subject);

/* A point of a series: tokens or micro-USD of the subject's entry in a week, which is NULL when it
 * has none.  NAN where there is no price, where free models are left out and it is one, and in a
 * coarse week, which knows only the largest models: of a vendor only some of its own.  What another
 * week does not name is 0: its tokens are below the last one's. */
double subject_point(const struct figures *figures, const struct subject *subject,
		     const struct entry *entry);

/* The change of a model's mixed price since the week before: "was free" from nothing; absent where
 * it is the same, or one of the two was not known by its Sunday. */
struct value subject_price_change(const struct snapshot *snapshot, const struct subject *subject,
				  int32_t monday, struct mix mix);

/* A chart of `n` points without series or labels yet, in the arena of the table. */
struct table_chart *subject_chart(struct table *table, size_t n, enum measure measure);

#endif
