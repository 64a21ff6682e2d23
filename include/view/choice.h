/* choice.h - which columns of a view are on screen and in which order, as a user chooses them.
 *
 * A choice is a text: ids of columns with commas or blanks between ("rank, name, usd"), which are
 * then on screen in that order; or ids with a minus ("-context, -trend"), which leave.  "" is the
 * view's own choice.  What does not fit leaves by the view's priorities as ever, and exports keep
 * all columns.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_CHOICE_H
#define ORTOP_VIEW_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"
#include "base/text.h"
#include "view/table.h"
#include "view/view.h"

#define CHOICE_VIEWS 24 /* the list of views is no longer */

struct choice {
	const char *columns[CHOICE_VIEWS]; /* by the view's place in the list; NULL as "" */
	int weeks;                         /* in a sparkline, at most; 0 for all that fit */
};

/* The views whose columns can be chosen: those that do not depend on what is compared or explained.
 * NULL after the last. */
const struct view *choice_view(size_t i);

/* Any view's table without figures, for its columns: of a detail those of a model's, of a
 * comparison those besides what is pinned.  Free with table_free. */
struct table *choice_empty(const struct view *view);

/* Does the choice make sense for the view?  Else the error names the column. */
bool choice_check(const struct view *view, const char *columns, struct error *error);

/* The ids of all columns that can be chosen, in the view's order: "rank, name, ..." */
void choice_columns(const struct view *view, struct strbuf *out);

/* Arrange a view's new table so; a choice that makes no sense changes nothing. */
void choice_apply(const struct choice *choice, const struct view *view, struct table *table);

#endif
