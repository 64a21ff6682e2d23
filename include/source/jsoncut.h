/* jsoncut.h - cuts a JSON text into the values of its outermost object or array, without a tree.
 *
 * It reads JSON as RFC 8259 writes it (all of it: grammar, numbers, escapes; nesting up to a limit)
 * and gives back where each member or item stands in the text, with the number of values and
 * members inside, so that a caller can bound what it is about to build.  Nothing is copied and
 * nothing is allocated.  Bytes above 127 are taken as they come.
 *
 * Ownership: the text is borrowed; slices point into it.
 * Thread: any (pure).
 */
#ifndef ORTOP_SOURCE_JSONCUT_H
#define ORTOP_SOURCE_JSONCUT_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"

#define JSONCUT_DEPTH_MAX 64 /* levels of brackets, the outermost included */

struct jsoncut {
	const char *start, *at, *end;
	char closing;  /* what closes the open object or array */
	bool at_first; /* no member or item was taken yet */
};

struct jsoncut_slice {
	const char *text; /* the value's first byte tells its kind: { [ " t f n - 0-9 */
	size_t length;
	size_t values;  /* the value itself and all inside it */
	size_t members; /* of all objects in it, its own included */
};

enum jsoncut_step {
	JSONCUT_TAKEN,
	JSONCUT_END, /* the object or array is closed, and nothing but white space is left */
	JSONCUT_WRONG,
};

/* Go into the object ('{') or array ('[') that the text is. */
bool jsoncut_open(struct jsoncut *cut, const char *text, size_t length, char bracket,
		  struct error *error);

/* The next member of an object; `name` is its string as it is written, quotes and escapes
 * included.  A name that holds \u0000 is refused. */
enum jsoncut_step jsoncut_member(struct jsoncut *cut, struct jsoncut_slice *name,
				 struct jsoncut_slice *value, struct error *error);

/* The next item of an array. */
enum jsoncut_step jsoncut_item(struct jsoncut *cut, struct jsoncut_slice *value,
			       struct error *error);

#endif
