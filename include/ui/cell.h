/* cell.h - one value of a table as it stands on screen: its text and its role.
 *
 * Thread: any.
 */
#ifndef ORTOP_UI_CELL_H
#define ORTOP_UI_CELL_H

#include "base/format.h"
#include "ui/canvas.h"
#include "view/table.h"

#define CELL_TEXT_MAX (FORMAT_SIZE + 8)

/* The text of any value but a series: the value's own, else in `out`.  ~ stands before what is
 * approximate, a move is its arrow and its places ("=" for none), an absent value is "". */
const char *cell_text(const struct value *value, bool ascii, char out[CELL_TEXT_MAX]);

/* A shorter word of the same meaning for a place that is too narrow, else the text itself. */
const char *cell_short(const char *text);

/* What the value means: up and down by its sign, its word, the column of the unit, a row apart. */
enum role cell_role(const struct column *column, const struct row *row, const struct value *value);

#endif
