/* screen.h - what is where: panes, focus, header and footer, overlays, and what keys do to them.
 *
 * A sheet is a view that is no pane of its own (a model's detail, a comparison) and covers the
 * panes while it is open.
 *
 * The screen holds everything that a person changes by keys: week, unit, panes.  It turns keys
 * into changes of that state and answers with what must happen next; what it cannot do itself
 * (export, refresh, suspend, themes) it names for the event loop in app.c.
 *
 * Ownership: in place; holds a reference on its snapshot and owns its tables and banner.
 * Thread: main.
 */
#ifndef ORTOP_UI_SCREEN_H
#define ORTOP_UI_SCREEN_H

#include <stdbool.h>
#include "model/snapshot.h"
#include "ui/canvas.h"
#include "ui/keymap.h"
#include "ui/layout.h"
#include "ui/pane.h"
#include "view/banner.h"
#include "view/choice.h"
#include "view/query.h"

#define SCREEN_PANES       LAYOUT_PANES
#define SCREEN_SHEET       SCREEN_PANES /* index of the pane that covers the others */
#define SCREEN_MESSAGE_MAX 256
#define SCREEN_ID_MAX      32

/* What must happen after a key. */
enum react {
	REACT_NONE = 0,
	REACT_DRAW = 1 << 0,
	REACT_QUIT = 1 << 1,
	REACT_REFRESH = 1 << 2,
	REACT_EXPORT = 1 << 3,
	REACT_THEME_NEXT = 1 << 4,
	REACT_THEME_PREVIOUS = 1 << 5,
	REACT_SUSPEND = 1 << 6,
	REACT_REPAINT = 1 << 7, /* Ctrl-L: the terminal is repainted whole */
	REACT_COPY = 1 << 8,    /* the selected row goes to the clipboard */
	REACT_OPEN = 1 << 9,    /* the selected model's page is shown */
};

enum overlay {
	OVERLAY_NONE,
	OVERLAY_HELP,
	OVERLAY_FILTER, /* the prompt in the last line */
};

/* The last click, for the second one of two. */
struct screen_click {
	bool is_set;
	int64_t at; /* ms */
	int row, column;
};

struct screen {
	int rows, columns;
	struct layout layout;      /* of this size, unit, focus and zoom */
	struct snapshot *snapshot; /* NULL until the first screen_take */
	struct query query;
	struct keymap keymap;
	struct choice choice; /* of columns; its strings are borrowed */
	bool latest;          /* the week follows the latest complete one when new data come */
	struct pane panes[SCREEN_PANES + 1]; /* the last is the sheet; its view NULL when closed */
	struct table *tables[SCREEN_PANES + 1]; /* NULL while not on screen */
	struct banner banner;
	bool has_banner;
	int focus; /* among the panes; keys go to the sheet while it is open */
	bool zoom;
	struct pane under; /* the sheet that an explanation covers; its view NULL for none */
	char subject[PANE_KEY_MAX]; /* what query.subject and the like point to */
	char subject_row[PANE_KEY_MAX], subject_column[PANE_KEY_MAX];
	char subject_view[SCREEN_ID_MAX];
	char pins[QUERY_PINS][PANE_KEY_MAX]; /* what query.pins points to */
	enum overlay overlay;
	int help_scroll;
	char prompt[PANE_FILTER_MAX];     /* the filter being typed */
	char before[PANE_FILTER_MAX];     /* the filter that Esc gives back */
	char message[SCREEN_MESSAGE_MAX]; /* the answer to the last key; "" for none */
	bool message_bad;                 /* it says that something failed */
	struct screen_click click;
	bool welcome; /* until the first key; see welcome.h for where */
};

/* query: where to start; week 0 means the latest complete one.  Keys are bound and columns
 * chosen as by default until keymap and choice are set. */
void screen_init(struct screen *screen, const struct query *query, int rows, int columns);
void screen_done(struct screen *screen);

/* Take over the caller's reference on a new snapshot and settle everything on it.  A week that is
 * not in it becomes the nearest one that is. */
void screen_take(struct screen *screen, struct snapshot *snapshot);

void screen_resize(struct screen *screen, int rows, int columns);

/* Of another query, binding or choice: everything is made anew. */
void screen_renew(struct screen *screen);

/* The clock went on: ages are made new. */
void screen_tick(struct screen *screen, int64_t now);

/* One key; returns react flags.  Clears the last message. */
unsigned screen_key(struct screen *screen, uint32_t key);

/* Scroll the help by rows. */
void screen_scroll_help(struct screen *screen, int rows);

/* Say something in the message line until the next key. */
void screen_message(struct screen *screen, bool bad, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The pane that has the keys: the sheet while it is open, else the focused pane. */
struct pane *screen_pane(struct screen *screen);

/* Show a view over the body, as one pane with rows, order, filter and export of its own; it
 * replaces the sheet that is open.  An unknown view is said in the message line. */
void screen_open(struct screen *screen, const char *view_id);
bool screen_has_sheet(const struct screen *screen);

/* Closing an explanation shows the sheet that it was opened from, as it was. */
void screen_close(struct screen *screen);

/* What a sheet is of (see query.subject); strings are copied, NULL for none. */
void screen_subject(struct screen *screen, const char *key, const char *view);

/* What is explained: a row of the open view and one of its columns; the row is the subject where
 * `row_of_subject` is false. */
void screen_explain(struct screen *screen, const char *row, bool row_of_subject,
		    const char *column);

/* Pin a row's key for comparison, or let it go when it is pinned; returns its place, 1 to
 * QUERY_PINS, 0 when it was let go, -1 when all places are taken. */
int screen_pin(struct screen *screen, const char *key);

/* The focused view with the query that gives the focused table: what an export writes. */
const struct view *screen_focused(const struct screen *screen, struct query *query);

/* Draw all of it; the canvas must have the screen's size. */
void screen_draw(const struct screen *screen, struct canvas *canvas);

/* What commands change (see command.h); each settles the screen.  A week must be in the history. */
void screen_show_week(struct screen *screen, int32_t week);
void screen_show_unit(struct screen *screen, enum unit unit);
void screen_show_rule(struct screen *screen, struct mix mix, bool paid_only);
void screen_show_denominator(struct screen *screen, enum denominator denominator);
void screen_show_pane(struct screen *screen, int focus, bool zoom);

/* Order and filter of the focused pane: column "" is the view's own order, text "" no filter. */
void screen_sort(struct screen *screen, const char *column, bool descending);
void screen_filter(struct screen *screen, const char *text);

/* The latest complete week of a history, else its newest, else 0. */
int32_t screen_latest_week(const struct history *history);

#endif
