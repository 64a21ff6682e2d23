/* shift.h - rows of a screen that have only moved: the terminal can scroll them.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_SHIFT_H
#define ORTOP_UI_SHIFT_H

#include <stdbool.h>
#include "ui/writer.h"

/* Rows that are wanted at `top` and stand `by` rows lower; higher where it is negative. */
struct shift {
	int top, rows, by;
	int changed; /* of the rows, those that do not stand there already */
};

/* The longest of what is wanted that is shown elsewhere; false when writing it anew is shorter.
 * The writer's hashes of rows are made anew. */
bool shift_find(struct writer *writer, struct shift *shift);

/* The rows that scroll: those that move, and those that they move over. */
int shift_first(const struct shift *shift);
int shift_last(const struct shift *shift);

#endif
