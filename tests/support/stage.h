/* stage.h - a screen without a terminal: the built-in sample at a fixed time, keys in, text out. */
#ifndef ORTOP_TESTS_STAGE_H
#define ORTOP_TESTS_STAGE_H

#include "model/snapshot.h"
#include "ui/canvas.h"
#include "ui/screen.h"

/* 2026-08-22T05:00:00Z, a Saturday in 2026-W34. */
#define STAGE_NOW 1787374800

/* Mondays of the sample as day numbers. */
#define STAGE_W20 20584
#define STAGE_W32 20668
#define STAGE_W33 20675
#define STAGE_W34 20682

struct stage {
	struct history *history;
	struct catalog *catalog;
	struct vendor_map *vendors;
	struct screen screen;
	struct canvas canvas;
	struct strbuf text;
};

/* The sample on a screen of this size; unit as asked, everything else as at the start. */
void stage_init(struct stage *stage, int rows, int columns, enum unit unit);
void stage_done(struct stage *stage);

/* For cmocka's setup and teardown: a stage of 120x40 in tokens, given to the test as its state. */
int stage_setup(void **state);
int stage_teardown(void **state);

/* A snapshot of the stage's parts with one reference; history NULL for the sample. */
struct snapshot *stage_snapshot(struct stage *stage, struct history *history);

void stage_resize(struct stage *stage, int rows, int columns);

/* Press keys, one a character; '\n' is Enter, '\x1b' Esc.  Returns all react flags. */
unsigned stage_keys(struct stage *stage, const char *keys);
unsigned stage_key(struct stage *stage, uint32_t key);

/* Draw; the grid as text, good until the next call. */
const char *stage_draw(struct stage *stage);

/* Draw; one line of the grid, its trailing blanks cut, into `out` (of 1024 bytes). */
const char *stage_line(struct stage *stage, int row, char *out);

/* Draw; are these words in that line? */
void stage_expect(struct stage *stage, int row, const char *words);

#endif
