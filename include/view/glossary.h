/* glossary.h - what each column of each view holds, in one sentence: its unit or formula, and what
 * an empty cell means.  The one list that the help screen and the documentation of exports use.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_GLOSSARY_H
#define ORTOP_VIEW_GLOSSARY_H

#include <stddef.h>

/* For a column (by its id) of a view (by its id); NULL for a column that no view has.  A comparison
 * has a column for each thing that is pinned: any id there is known. */
const char *glossary_help(const char *view, const char *column);

struct glossary_entry {
	const char *view;   /* NULL: wherever no entry of the view's own stands before */
	const char *column; /* NULL: any other column of the view */
	const char *help;
};

extern const struct glossary_entry glossary[]; /* ends with a NULL help */

#endif
