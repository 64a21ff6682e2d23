/* pane.h - draws any table into a rectangle: text, number, bar and sparkline columns.
 *
 * A pane's state (what is selected, how far it is scrolled, how it is sorted) is settled by
 * pane_settle in handlers, never while drawing.  Column widths depend on the rectangle and the
 * columns alone, not on the values, so that nothing jumps when a week changes.
 *
 * Ownership: a pane borrows its table until the next pane_settle.  Thread: main.
 */
#ifndef ORTOP_UI_PANE_H
#define ORTOP_UI_PANE_H

#include <stdbool.h>
#include "ui/canvas.h"
#include "view/table.h"
#include "view/view.h"

#define PANE_KEY_MAX    1100 /* a comparison's columns are keys too */
#define PANE_FILTER_MAX 64

struct rectangle {
	int row, column, rows, columns; /* rows 0: not on screen */
};

struct pane {
	const struct view *view;
	const struct table *table; /* NULL until settled */
	struct rectangle place;
	char selected[PANE_KEY_MAX]; /* key of the selected row; "" for the first */
	int cursor;                  /* its index in the table, kept by pane_settle */
	int scroll;                  /* first visible row */
	char sort[PANE_KEY_MAX];     /* id of a column; "" for the view's own order */
	bool descending;
	char filter[PANE_FILTER_MAX];
};

/* How the lines of a place are used, counted on the screen. */
#define PANE_NONE (-1) /* a line that does not fit */

/* Columns of a place before the first one of the table: the select glyph's. */
#define PANE_MARGIN 1

struct pane_lines {
	int title, heads;
	int chart, chart_rows;
	int first, visible; /* rows of the table */
	int notes;          /* lines of notes, the last ones */
	int more_notes;     /* of them those by which long notes go on, where the table has room */
};

struct pane_lines pane_lines(const struct pane *pane);

/* Where the table's columns stand on the screen (see columns.h; there is room for COLUMNS_MAX);
 * returns how many, 0 without a table. */
struct columns_slot;
size_t pane_slots(const struct pane *pane, struct columns_slot *slots);

void pane_init(struct pane *pane, const struct view *view);

/* Take a new table or place: find the selected key again (else stay at its index), bring it into
 * view.  Keeps scroll where it can. */
void pane_settle(struct pane *pane, const struct table *table, struct rectangle place);

/* Rows of the table that fit in the place, below title and column heads, above notes. */
int pane_visible_rows(const struct pane *pane);

/* How many weeks its sparklines show; 0 when it has none. */
int pane_weeks(const struct pane *pane);

/* Move the cursor by rows (clamped) and scroll after it. */
void pane_move(struct pane *pane, int rows);

/* Scroll by rows, where there are more than fit; a cursor that would leave the view stays in it. */
void pane_scroll(struct pane *pane, int rows);

/* `number` is shown before the title (1-4, 0 for none); focus gives the title its own role and the
 * selected row its mark. */
void pane_draw(const struct pane *pane, struct canvas *canvas, int number, bool focus);

#endif
