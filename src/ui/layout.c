#include "ui/layout.h"

#include <string.h>

/* Rows that a pane wants: title, heads, rows, note. */
#define TOP_ROWS     13 /* the Top 10 */
#define TOP_ROWS_MAX 54 /* all that a week ranks, and the tail */
#define LOW_ROWS     7  /* the least for a pane below it */
#define LEAST_ROWS   6  /* ... when there is only one: four rows */
#define BESIDE_ROWS  22 /* vendors, or regions over prices, with nearly all of their rows */
#define REGIONS_ROWS 11
#define PRICES_ROWS  7

/* Columns from which panes stand side by side. */
#define TWO_COLUMNS   110
#define THREE_COLUMNS 150
#define GUTTER        2 /* a blank and a line */

/* The panes on screen, in the order in which they stay. */
struct shown {
	int panes[LAYOUT_PANES];
	int n;
};

static int at_most(int value, int limit)
{
	return value < limit ? value : limit;
}

static struct shown choose(int n, int focus)
{
	struct shown shown = {.n = n};

	for (int i = 0; i < n; i++)
		shown.panes[i] = i;
	if (focus >= n)
		shown.panes[n - 1] = focus;
	return shown;
}

/* Cut the upper `rows` off a rectangle, or the left `columns` and the gutter after them. */
static struct rectangle take_rows(struct rectangle *from, int rows)
{
	struct rectangle taken = *from;

	taken.rows = rows;
	from->row += rows;
	from->rows -= rows;
	return taken;
}

static struct rectangle take_columns(struct rectangle *from, int columns)
{
	struct rectangle taken = *from;

	taken.columns = columns;
	from->column += columns + GUTTER;
	from->columns -= columns + GUTTER;
	return taken;
}

/* What the first pane gets when the others want `below` rows. */
static int top_rows(int rows, int below)
{
	int surplus = rows - TOP_ROWS - below;

	return surplus > 0 ? at_most(TOP_ROWS + surplus, TOP_ROWS_MAX) : TOP_ROWS;
}

/* The first over the full width; below it the second at the left, the third over the fourth, whose
 * names are longer. */
static bool place_quarters(struct layout *layout, const struct shown *shown)
{
	struct rectangle rest = layout->body;

	if (shown->n != 4 || rest.columns < TWO_COLUMNS ||
	    rest.rows < TOP_ROWS + REGIONS_ROWS + PRICES_ROWS)
		return false;
	layout->panes[shown->panes[0]] = take_rows(&rest, top_rows(rest.rows, BESIDE_ROWS));
	layout->panes[shown->panes[1]] = take_columns(&rest, (rest.columns - GUTTER) / 2 - 2);
	layout->panes[shown->panes[2]] = take_rows(&rest, REGIONS_ROWS);
	layout->panes[shown->panes[3]] = rest;
	return true;
}

/* The first over the full width, the others side by side below it. */
static bool place_beside(struct layout *layout, const struct shown *shown)
{
	struct rectangle rest = layout->body;
	int need = shown->n == 4 ? THREE_COLUMNS : TWO_COLUMNS;

	if (shown->n < 3 || rest.columns < need || rest.rows < TOP_ROWS + LOW_ROWS)
		return false;
	layout->panes[shown->panes[0]] = take_rows(&rest, top_rows(rest.rows, BESIDE_ROWS));
	for (int i = 1; i < shown->n; i++) {
		int left = shown->n - i;

		layout->panes[shown->panes[i]] =
			left == 1 ? rest : take_columns(&rest, (rest.columns - GUTTER) / left);
	}
	return true;
}

/* One over the other. */
static bool place_column(struct layout *layout, const struct shown *shown)
{
	struct rectangle rest = layout->body;
	int others = shown->n - 1, least = others == 1 ? LEAST_ROWS : LOW_ROWS;

	if (others == 0 || rest.rows < TOP_ROWS + others * least)
		return false;
	layout->panes[shown->panes[0]] = take_rows(&rest, top_rows(rest.rows, others * 12));
	for (int i = 1; i < shown->n; i++)
		layout->panes[shown->panes[i]] = take_rows(&rest, rest.rows / (shown->n - i));
	return true;
}

/* Two side by side where the screen is wide and too low for one over the other. */
static bool place_low(struct layout *layout, const struct shown *shown)
{
	struct rectangle rest = layout->body;

	if (shown->n != 2 || rest.columns < THREE_COLUMNS || rest.rows < LEAST_ROWS)
		return false;
	layout->panes[shown->panes[0]] = take_columns(&rest, rest.columns * 3 / 5);
	layout->panes[shown->panes[1]] = rest;
	return true;
}

static void place_panes(struct layout *layout, int focus, bool zoom)
{
	if (zoom) {
		layout->panes[focus] = layout->body;
		return;
	}
	for (int n = LAYOUT_PANES; n > 1; n--) {
		struct shown shown = choose(n, focus);

		if (place_quarters(layout, &shown) || place_beside(layout, &shown) ||
		    place_column(layout, &shown) || place_low(layout, &shown))
			return;
	}
	layout->panes[focus] = layout->body;
}

/* Give the header and the footer their lines; the rest is the body. */
static void place_lines(struct layout *layout, int rows, enum unit unit)
{
	int top = 0, bottom = rows;

	layout->week = top++;
	if (rows >= 5)
		layout->state = top++;
	if (rows >= 8)
		layout->keys = --bottom;
	if (rows >= 30 || (rows >= 16 && unit != UNIT_USD))
		layout->source = --bottom;
	if (rows >= 40)
		layout->coverage = --bottom;
	if (rows >= 30 || (rows >= 16 && unit == UNIT_USD))
		layout->rule = --bottom;
	if (rows >= 2)
		layout->message = rows - 1;
	layout->body.row = top;
	layout->body.rows = bottom - top;
}

void layout_make(struct layout *layout, int rows, int columns, enum unit unit, int focus, bool zoom)
{
	memset(layout, 0, sizeof(*layout));
	layout->week = layout->state = LAYOUT_NONE;
	layout->rule = layout->coverage = LAYOUT_NONE;
	layout->source = layout->keys = layout->message = LAYOUT_NONE;
	if (rows < 1 || columns < 1)
		return;
	layout->body.columns = columns;
	place_lines(layout, rows, unit);
	if (layout->body.rows > 0)
		place_panes(layout, focus, zoom);
}
