/* cell.h - the roles of tones and of a table's values.
 *
 * Thread: any.
 */
#ifndef ORTOP_UI_CELL_H
#define ORTOP_UI_CELL_H

#include "ui/canvas.h"
#include "view/cell.h"

enum role cell_role_of(enum tone tone);

/* What the value means (see cell_tone). */
enum role cell_role(const struct column *column, const struct row *row, const struct value *value);

#endif
