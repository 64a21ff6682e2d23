/* subjects.h - what a subject of the command line means: a permaslug or an author that the rankings
 * name, an id of the catalogue, or else the name of one model or vendor as tables print it.
 *
 * Ownership: keys belong to the snapshot, to the arena or to what was typed.  Thread: main.
 */
#ifndef ORTOP_SUBJECTS_H
#define ORTOP_SUBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"
#include "base/mem.h"
#include "model/snapshot.h"

enum subjects_kind {
	SUBJECTS_ALL,       /* models by their permaslug, vendors by their author */
	SUBJECTS_PROVIDERS, /* models alone, by an id where the catalogue has one */
};

/* The key of what was typed.  NULL when there is no such subject, with the one that may have been
 * meant, or when a name is that of several. */
const char *subjects_find(struct arena *arena, const struct snapshot *snapshot,
			  enum subjects_kind kind, const char *typed, struct error *error);

/* A model's permaslug where it is given by its id; anything else as it is. */
const char *subjects_slug(const struct snapshot *snapshot, const char *typed);

#endif
