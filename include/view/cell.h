/* cell.h - one value of a table as people read it: its text and its tone.
 *
 * The screen, the plain text and Markdown show a value alike, because they ask here.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_CELL_H
#define ORTOP_VIEW_CELL_H

#include "base/format.h"
#include "view/table.h"
#include "view/tone.h"

#define CELL_TEXT_MAX (FORMAT_SIZE + 8)

/* The text of any value but a series: the value's own, else in `out`.  ~ stands before what is
 * approximate, a move is its arrow and its places ("=" for none), an absent value is "". */
const char *cell_text(const struct value *value, bool ascii, char out[CELL_TEXT_MAX]);

/* A shorter word of the same meaning for a place that is too narrow, else the text itself. */
const char *cell_short(const char *text);

/* What the value means: up and down by its sign, its word, the column of the unit, a row apart. */
enum tone cell_tone(const struct column *column, const struct row *row, const struct value *value);

#endif
