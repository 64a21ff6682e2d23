/* emulator.h - a terminal in memory that takes what the writer sends, and nothing else: an unknown
 * sequence, a line that scrolls beside a region set for it, or a cursor outside fails the test. */
#ifndef ORTOP_TESTS_EMULATOR_H
#define ORTOP_TESTS_EMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "ui/theme.h"

struct emulated {
	uint32_t glyph; /* 0 in the second half of a wide one */
	struct look look;
};

struct emulator {
	int rows, columns;
	struct emulated *cells;
	int row, column;
	int top, bottom; /* the region that scrolls */
	bool adrift;     /* the region was set: where the cursor is, terminals differ */
	bool pending;    /* the last column was written: the next glyph wraps */
	bool wraps_late; /* xenl: until then the line is not left */
	bool erases_in_color;
	struct look look;
};

void emulator_init(struct emulator *emulator, int rows, int columns);
void emulator_done(struct emulator *emulator);
void emulator_feed(struct emulator *emulator, const char *bytes, size_t length);
const struct emulated *emulator_cell(const struct emulator *emulator, int row, int column);

#endif
