#include "ui/screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ui/command.h"
#include "ui/help.h"
#include "view/shelf.h"

/* Settling: tables and banner follow from snapshot, query and panes */

static struct query pane_query(const struct screen *screen, const struct pane *pane)
{
	struct query query = screen->query;

	query.sort = *pane->sort ? pane->sort : NULL;
	query.descending = pane->descending;
	query.filter = *pane->filter ? pane->filter : NULL;
	return query;
}

static int focused_index(const struct screen *screen)
{
	return screen_has_sheet(screen) ? SCREEN_SHEET : screen->focus;
}

static void drop_table(struct screen *screen, int i)
{
	struct rectangle nowhere = {0};

	pane_settle(&screen->panes[i], NULL, nowhere);
	table_free(screen->tables[i]);
	screen->tables[i] = NULL;
}

static void drop_banner(struct screen *screen)
{
	if (screen->has_banner)
		banner_done(&screen->banner);
	screen->has_banner = false;
}

static void make_banner(struct screen *screen)
{
	drop_banner(screen);
	if (!screen->snapshot)
		return;
	banner_init(&screen->banner, screen->snapshot, &screen->query);
	screen->has_banner = true;
}

static struct rectangle place_of(const struct screen *screen, int i)
{
	static const struct rectangle nowhere;

	if (screen_has_sheet(screen))
		return i == SCREEN_SHEET ? screen->layout.body : nowhere;
	return i == SCREEN_SHEET ? nowhere : screen->layout.panes[i];
}

/* Lay the screen out and build the tables that are missing on it. */
static void settle(struct screen *screen)
{
	layout_make(&screen->layout, screen->rows, screen->columns, screen->query.unit,
		    screen->focus, screen->zoom);
	for (int i = 0; i <= SCREEN_SHEET; i++) {
		struct pane *pane = &screen->panes[i];
		struct query query = pane_query(screen, pane);
		struct rectangle place = place_of(screen, i);

		query.columns = place.columns - PANE_MARGIN;
		/* Its texts are broken for the width. */
		if (i == SCREEN_SHEET && place.columns != pane->place.columns)
			drop_table(screen, i);
		if (place.rows < 1 || !screen->snapshot) {
			drop_table(screen, i);
			pane->place = place;
			continue;
		}
		if (!screen->tables[i]) {
			screen->tables[i] = view_table(pane->view, screen->snapshot, &query);
			choice_apply(&screen->choice, pane->view, screen->tables[i]);
		}
		pane_settle(pane, screen->tables[i], place);
	}
}

static void drop_tables(struct screen *screen)
{
	for (int i = 0; i <= SCREEN_SHEET; i++)
		drop_table(screen, i);
}

/* Week, unit or price rule changed: everything is made anew. */
static void rebuild(struct screen *screen)
{
	drop_tables(screen);
	make_banner(screen);
	settle(screen);
}

/* Weeks */

int32_t screen_latest_week(const struct history *history)
{
	const struct history_bucket *latest = history_latest(history);

	if (latest)
		return latest->date;
	return history->n_weeks ? history->weeks[history->n_weeks - 1].date : 0;
}

/* Index of a week, or of the nearest to it; there must be one. */
static size_t nearest_week(const struct history *history, int32_t week)
{
	size_t best = 0;

	for (size_t i = 1; i < history->n_weeks; i++)
		if (abs(history->weeks[i].date - week) <= abs(history->weeks[best].date - week))
			best = i;
	return best;
}

void screen_init(struct screen *screen, const struct query *query, int rows, int columns)
{
	int n = 0;

	memset(screen, 0, sizeof(*screen));
	screen->query = *query;
	screen->query.shelf = shelf_new();
	keymap_init(&screen->keymap);
	screen->latest = query->week == 0;
	screen->rows = rows;
	screen->columns = columns;
	for (const struct view *view = views; view->id && n < SCREEN_PANES; view++)
		if (view->pane)
			pane_init(&screen->panes[n++], view);
	settle(screen);
}

void screen_done(struct screen *screen)
{
	drop_tables(screen);
	shelf_free(screen->query.shelf);
	drop_banner(screen);
	snapshot_unref(screen->snapshot);
	screen->snapshot = NULL;
}

void screen_take(struct screen *screen, struct snapshot *snapshot)
{
	const struct history *history = snapshot->history;

	drop_tables(screen);
	shelf_clear(screen->query.shelf);
	drop_banner(screen);
	snapshot_unref(screen->snapshot);
	screen->snapshot = snapshot;
	if (screen->latest)
		screen->query.week = screen_latest_week(history);
	else if (history->n_weeks > 0)
		screen->query.week = history->weeks[nearest_week(history, screen->query.week)].date;
	rebuild(screen);
}

static void clamp_help(struct screen *screen)
{
	int max = help_scroll_max(screen->layout.body, &screen->keymap, screen_pane(screen));

	if (screen->help_scroll > max)
		screen->help_scroll = max;
	if (screen->help_scroll < 0)
		screen->help_scroll = 0;
}

void screen_scroll_help(struct screen *screen, int rows)
{
	screen->help_scroll += rows;
	clamp_help(screen);
}

void screen_resize(struct screen *screen, int rows, int columns)
{
	screen->rows = rows;
	screen->columns = columns;
	settle(screen);
	clamp_help(screen);
}

void screen_renew(struct screen *screen)
{
	rebuild(screen);
	clamp_help(screen);
}

void screen_tick(struct screen *screen, int64_t now)
{
	screen->query.now = now;
	make_banner(screen);
}

void screen_message(struct screen *screen, bool bad, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(screen->message, sizeof(screen->message), format, args);
	va_end(args);
	screen->message_bad = bad;
}

const struct view *screen_focused(const struct screen *screen, struct query *query)
{
	const struct pane *pane = &screen->panes[focused_index(screen)];

	*query = pane_query(screen, pane);
	query->shelf = NULL;
	return pane->view;
}

void screen_show_week(struct screen *screen, int32_t week)
{
	screen->query.week = week;
	screen->latest = week == screen_latest_week(screen->snapshot->history);
	rebuild(screen);
}

void screen_show_unit(struct screen *screen, enum unit unit)
{
	screen->query.unit = unit;
	rebuild(screen);
}

void screen_show_rule(struct screen *screen, struct mix mix, bool paid_only)
{
	screen->query.mix = mix;
	screen->query.paid_only = paid_only;
	rebuild(screen);
}

void screen_show_denominator(struct screen *screen, enum denominator denominator)
{
	screen->query.denominator = denominator;
	rebuild(screen);
}

void screen_show_pane(struct screen *screen, int focus, bool zoom)
{
	screen->panes[SCREEN_SHEET].view = screen->under.view = NULL;
	screen->focus = focus;
	screen->zoom = zoom;
	settle(screen);
}

void screen_sort(struct screen *screen, const char *column, bool descending)
{
	struct pane *pane = screen_pane(screen);

	snprintf(pane->sort, sizeof(pane->sort), "%s", column);
	pane->descending = descending;
	drop_table(screen, focused_index(screen));
	settle(screen);
}

void screen_filter(struct screen *screen, const char *text)
{
	struct pane *pane = screen_pane(screen);

	snprintf(pane->filter, sizeof(pane->filter), "%s", text);
	/* The selected row is found again where it matches; else the first match is selected. */
	pane->cursor = pane->scroll = 0;
	drop_table(screen, focused_index(screen));
	settle(screen);
}

/* Sheets */

bool screen_has_sheet(const struct screen *screen)
{
	return screen->panes[SCREEN_SHEET].view != NULL;
}

struct pane *screen_pane(struct screen *screen)
{
	return &screen->panes[focused_index(screen)];
}

void screen_open(struct screen *screen, const char *view_id)
{
	struct pane *sheet = &screen->panes[SCREEN_SHEET];
	const struct view *view = view_find(view_id);
	bool over = view && sheet->view && strcmp(view->id, "explain") == 0;

	if (!view) {
		screen_message(screen, true, "no such view: %s", view_id);
		return;
	}
	drop_table(screen, SCREEN_SHEET);
	if (!over)
		screen->under.view = NULL;
	else if (sheet->view != view)
		screen->under = *sheet;
	pane_init(sheet, view);
	settle(screen);
}

void screen_close(struct screen *screen)
{
	drop_table(screen, SCREEN_SHEET);
	screen->panes[SCREEN_SHEET] = screen->under;
	screen->under.view = NULL;
	if (!screen_has_sheet(screen))
		shelf_clear(screen->query.shelf);
	screen->query.subject_row = screen->query.subject_column = NULL;
	settle(screen);
}

static const char *keep(char *place, size_t size, const char *text)
{
	if (!text)
		return NULL;
	/* It may be the very text that is kept already. */
	memmove(place, text, strnlen(text, size - 1) + 1);
	place[size - 1] = '\0';
	return place;
}

void screen_subject(struct screen *screen, const char *key, const char *view)
{
	struct query *query = &screen->query;

	query->subject = keep(screen->subject, sizeof(screen->subject), key);
	query->subject_view = keep(screen->subject_view, sizeof(screen->subject_view), view);
	query->subject_row = query->subject_column = NULL;
}

void screen_explain(struct screen *screen, const char *row, bool row_of_subject, const char *column)
{
	struct query *query = &screen->query;
	const char *view = screen_pane(screen)->view->id;

	if (strcmp(view, "explain") != 0) {
		if (!row_of_subject)
			query->subject = keep(screen->subject, sizeof(screen->subject), row);
		query->subject_row = keep(screen->subject_row, sizeof(screen->subject_row),
					  row_of_subject ? row : NULL);
		query->subject_view =
			keep(screen->subject_view, sizeof(screen->subject_view), view);
	}
	query->subject_column =
		keep(screen->subject_column, sizeof(screen->subject_column), column);
	screen_open(screen, "explain");
}

/* Point the query at the pins that are kept, which stand without a hole. */
static void point_at_pins(struct screen *screen)
{
	for (int i = 0; i < QUERY_PINS; i++)
		screen->query.pins[i] = *screen->pins[i] ? screen->pins[i] : NULL;
	drop_tables(screen);
	settle(screen);
}

int screen_pin(struct screen *screen, const char *key)
{
	const size_t size = sizeof(screen->pins[0]);
	int n = 0;

	while (n < QUERY_PINS && *screen->pins[n] && strcmp(screen->pins[n], key) != 0)
		n++;
	if (n == QUERY_PINS)
		return -1;
	if (*screen->pins[n]) {
		memmove(screen->pins[n], screen->pins[n + 1], (size_t)(QUERY_PINS - n - 1) * size);
		screen->pins[QUERY_PINS - 1][0] = '\0';
		n = -1;
	} else {
		snprintf(screen->pins[n], size, "%s", key);
	}
	point_at_pins(screen);
	return n + 1;
}

unsigned screen_key(struct screen *screen, uint32_t key)
{
	unsigned react = *screen->message ? REACT_DRAW : REACT_NONE;

	screen->message[0] = '\0';
	if (screen->welcome)
		react |= REACT_DRAW;
	screen->welcome = false;
	if (screen->overlay == OVERLAY_HELP)
		return react | command_help_key(screen, key);
	if (screen->overlay == OVERLAY_FILTER)
		return react | command_prompt_key(screen, key);
	return react | command_run(screen, keymap_find(&screen->keymap, key));
}
