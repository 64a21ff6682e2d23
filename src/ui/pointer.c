#include "ui/pointer.h"

#include "ui/command.h"
#include "ui/help.h"
#include "ui/keymap.h"
#include "view/columns.h"

/* A column's head reaches from one blank before it, where the mark of its order may stand.  False
 * where the pane is too narrow for any. */
static bool find_column(const struct pane *pane, int column, size_t *found)
{
	struct columns_slot slots[COLUMNS_MAX];
	size_t n = pane_slots(pane, slots), i = 0;

	if (n == 0)
		return false;
	while (i + 1 < n && slots[i + 1].start - 1 <= column)
		i++;
	*found = slots[i].column;
	return true;
}

static struct pointer_spot look_into(const struct pane *pane, int i, int row, int column)
{
	struct pointer_spot spot = {.part = POINTER_PANE, .pane = i};
	struct pane_lines lines = pane_lines(pane);
	int below = row - lines.first;

	if (!pane->table || pane->table->n_columns == 0)
		return spot;
	if (row == lines.heads && find_column(pane, column, &spot.column)) {
		spot.part = POINTER_HEAD;
	} else if (below >= 0 && below < lines.visible &&
		   pane->scroll + below < (int)pane->table->n_rows) {
		spot.part = POINTER_ROW;
		spot.row = pane->scroll + below;
	}
	return spot;
}

struct pointer_spot pointer_find(const struct screen *screen, int row, int column)
{
	for (int i = 0; i <= SCREEN_SHEET; i++) {
		const struct rectangle *place = &screen->panes[i].place;

		if (row >= place->row && row < place->row + place->rows &&
		    column >= place->column && column < place->column + place->columns)
			return look_into(&screen->panes[i], i, row, column);
	}
	return (struct pointer_spot){.part = POINTER_NOWHERE, .pane = -1};
}

static unsigned turn_wheel(struct screen *screen, const struct report *report)
{
	int rows = report->kind == REPORT_WHEEL_UP ? -POINTER_WHEEL_ROWS : POINTER_WHEEL_ROWS;
	struct pointer_spot spot = pointer_find(screen, report->row, report->column);

	if (screen->overlay == OVERLAY_HELP) {
		screen_scroll_help(screen, rows);
		return REACT_DRAW;
	}
	if (spot.pane < 0)
		return REACT_NONE;
	pane_scroll(&screen->panes[spot.pane], rows);
	return REACT_DRAW;
}

static bool is_second(struct screen *screen, const struct report *report, int64_t now_ms)
{
	struct screen_click *last = &screen->click;
	bool second = last->is_set && now_ms - last->at <= POINTER_DOUBLE_MS &&
		      last->row == report->row && last->column == report->column;

	/* A third click is a first one again. */
	*last = (struct screen_click){!second, now_ms, report->row, report->column};
	return second;
}

static unsigned click(struct screen *screen, const struct report *report, int64_t now_ms)
{
	struct pointer_spot spot = pointer_find(screen, report->row, report->column);
	bool second = is_second(screen, report, now_ms);
	struct pane *pane;

	if (spot.pane < 0)
		return REACT_NONE;
	if (spot.pane != SCREEN_SHEET && spot.pane != screen->focus)
		screen_show_pane(screen, spot.pane, screen->zoom);
	pane = &screen->panes[spot.pane];
	if (spot.part == POINTER_HEAD)
		return command_sort_by(screen, spot.column);
	if (spot.part != POINTER_ROW)
		return REACT_DRAW;
	pane_move(pane, spot.row - pane->cursor);
	return second ? command_run(screen, COMMAND_DETAIL) : REACT_DRAW;
}

unsigned pointer_act(struct screen *screen, const struct report *report, int64_t now_ms)
{
	unsigned react = REACT_NONE;

	if (report->kind != REPORT_PRESS)
		return turn_wheel(screen, report);
	if (screen->overlay == OVERLAY_HELP)
		return REACT_NONE;
	if (screen->overlay == OVERLAY_FILTER || *screen->message) {
		screen->overlay = OVERLAY_NONE;
		screen->message[0] = '\0';
		react = REACT_DRAW;
	}
	return react | click(screen, report, now_ms);
}
