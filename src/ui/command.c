#include "ui/command.h"

#include <stdio.h>
#include <string.h>
#include "ui/help.h"
#include "ui/rule.h"
#include "ui/subject.h"

typedef unsigned handler(struct screen *screen, enum command command);

static struct pane *focused(struct screen *screen)
{
	return screen_pane(screen);
}

/* Weeks and units */

static unsigned change_week(struct screen *screen, enum command command)
{
	const struct history *history = screen->snapshot ? screen->snapshot->history : NULL;
	size_t i, last;

	if (!history || history->n_weeks == 0) {
		screen_message(screen, false, "no weeks yet");
		return REACT_DRAW;
	}
	last = history->n_weeks - 1;
	i = history_weeks_before(history, screen->query.week);
	if (i > last)
		i = last;
	if (command == COMMAND_WEEK_LATEST) {
		screen_show_week(screen, screen_latest_week(history));
		return REACT_DRAW;
	}
	if (command == COMMAND_WEEK_OLDEST || (command == COMMAND_WEEK_BACK && i == 0)) {
		screen_message(screen, false, "oldest week");
		i = 0;
	} else if (command == COMMAND_WEEK_ON && i == last) {
		screen_message(screen, false, "newest week");
	} else {
		i += command == COMMAND_WEEK_ON ? 1 : (size_t)-1;
	}
	if (history->weeks[i].date != screen->query.week)
		screen_show_week(screen, history->weeks[i].date);
	return REACT_DRAW;
}

static unsigned change_unit(struct screen *screen, enum command command)
{
	enum unit other = screen->query.unit == UNIT_USD ? UNIT_TOKENS : UNIT_USD;
	enum unit unit = command == COMMAND_UNIT_TOKENS ? UNIT_TOKENS
			 : command == COMMAND_UNIT_USD  ? UNIT_USD
							: other;

	if (unit != screen->query.unit)
		screen_show_unit(screen, unit);
	return REACT_DRAW;
}

static unsigned change_denominator(struct screen *screen, enum command command)
{
	static const char *const words[] = {
		[DENOMINATOR_ALL] = "everything, the unknown included",
		[DENOMINATOR_IDENTIFIED] = "China and the US together",
		[DENOMINATOR_TOP_10] = "the ten largest models",
	};
	enum denominator next = (screen->query.denominator + 1) % (DENOMINATOR_TOP_10 + 1);

	(void)command;
	screen_show_denominator(screen, next);
	screen_message(screen, false, "region shares are of %s", words[next]);
	return REACT_DRAW;
}

/* Panes and rows */

static unsigned change_pane(struct screen *screen, enum command command)
{
	int focus = screen->focus;

	if (command == COMMAND_PANE_NEXT)
		focus = (focus + 1) % SCREEN_PANES;
	else if (command == COMMAND_PANE_PREVIOUS)
		focus = (focus + SCREEN_PANES - 1) % SCREEN_PANES;
	else
		focus = (int)(command - COMMAND_PANE_1);
	screen_show_pane(screen, focus, screen->zoom);
	return REACT_DRAW;
}

static unsigned zoom(struct screen *screen, enum command command)
{
	(void)command;
	if (screen_has_sheet(screen))
		return REACT_NONE;
	screen_show_pane(screen, screen->focus, !screen->zoom);
	return REACT_DRAW;
}

/* Rows that a motion goes in a list of `rows` of which `page` are visible. */
static int motion_rows(enum command command, int rows, int page)
{
	int half = page > 1 ? page / 2 : 1;

	if (page < 1)
		page = 1;
	switch (command) {
	case COMMAND_ROW_DOWN:
		return 1;
	case COMMAND_ROW_UP:
		return -1;
	case COMMAND_ROW_FIRST:
		return -rows;
	case COMMAND_ROW_LAST:
		return rows;
	case COMMAND_HALF_DOWN:
		return half;
	case COMMAND_HALF_UP:
		return -half;
	case COMMAND_PAGE_DOWN:
		return page;
	case COMMAND_PAGE_UP:
		return -page;
	default:
		return 0;
	}
}

static unsigned move_row(struct screen *screen, enum command command)
{
	struct pane *pane = focused(screen);

	if (!pane->table)
		return REACT_NONE;
	pane_move(pane, motion_rows(command, (int)pane->table->n_rows, pane_visible_rows(pane)));
	return REACT_DRAW;
}

/* Filter */

static unsigned open_prompt(struct screen *screen, enum command command)
{
	(void)command;
	screen->overlay = OVERLAY_FILTER;
	memcpy(screen->before, focused(screen)->filter, sizeof(screen->before));
	memcpy(screen->prompt, focused(screen)->filter, sizeof(screen->prompt));
	return REACT_DRAW;
}

static unsigned next_match(struct screen *screen, enum command command)
{
	struct pane *pane = focused(screen);
	int rows = pane->table ? (int)pane->table->n_rows : 0, target;
	char words[KEYMAP_HINT_SIZE];

	if (!*pane->filter) {
		screen_message(screen, false, "no filter to step through%s",
			       keymap_hint(&screen->keymap, COMMAND_FILTER, "sets one", words));
		return REACT_DRAW;
	}
	if (rows == 0)
		return REACT_NONE;
	target = (pane->cursor + (command == COMMAND_MATCH_NEXT ? 1 : rows - 1)) % rows;
	pane_move(pane, target - pane->cursor);
	return REACT_DRAW;
}

/* What lies on top goes first: the filter, then the sheet. */
static unsigned close_top(struct screen *screen, enum command command)
{
	(void)command;
	if (*focused(screen)->filter)
		screen_filter(screen, "");
	else if (screen_has_sheet(screen))
		screen_close(screen);
	return REACT_DRAW;
}

/* Views that are of the whole week */

static unsigned open_view(struct screen *screen, enum command command)
{
	screen_open(screen, command == COMMAND_COVERAGE   ? "coverage"
			    : command == COMMAND_SEGMENTS ? "segments"
							  : "records");
	return REACT_DRAW;
}

/* Order */

static bool sorts(const struct column *column)
{
	const unsigned both = COLUMN_SCREEN | COLUMN_SORT;

	return (column->flags & both) == both;
}

static void say_order(struct screen *screen)
{
	const struct pane *pane = focused(screen);
	int column = pane->table ? table_column(pane->table, pane->sort) : -1;

	if (column < 0)
		screen_message(screen, false, "in the order of the view");
	else
		screen_message(screen, false, "sorted by %s, %s",
			       pane->table->columns[column].title,
			       pane->descending ? "descending" : "ascending");
}

/* Through the columns from the left, then back to the view's own order. */
static unsigned sort_next(struct screen *screen, enum command command)
{
	struct pane *pane = focused(screen);
	const struct table *table = pane->table;
	size_t next;

	(void)command;
	if (!table)
		return REACT_NONE;
	next = (size_t)(table_column(table, pane->sort) + 1);
	while (next < table->n_columns && !sorts(&table->columns[next]))
		next++;
	if (next < table->n_columns)
		screen_sort(screen, table->columns[next].id, table_starts_descending(table, next));
	else
		screen_sort(screen, "", false);
	say_order(screen);
	return REACT_DRAW;
}

static unsigned sort_turn(struct screen *screen, enum command command)
{
	struct pane *pane = focused(screen);
	char column[sizeof(pane->sort)], words[KEYMAP_HINT_SIZE];

	(void)command;
	if (!*pane->sort) {
		screen_message(
			screen, false, "no column to turn round%s",
			keymap_hint(&screen->keymap, COMMAND_SORT_COLUMN, "picks one", words));
		return REACT_DRAW;
	}
	memcpy(column, pane->sort, sizeof(column));
	screen_sort(screen, column, !pane->descending);
	say_order(screen);
	return REACT_DRAW;
}

unsigned command_sort_by(struct screen *screen, size_t column)
{
	const struct pane *pane = focused(screen);
	const struct table *table = pane->table;

	if (!table || !sorts(&table->columns[column]))
		return REACT_DRAW;
	if (strcmp(pane->sort, table->columns[column].id) == 0)
		return sort_turn(screen, COMMAND_SORT_DIRECTION);
	screen_sort(screen, table->columns[column].id, table_starts_descending(table, column));
	say_order(screen);
	return REACT_DRAW;
}

/* What the event loop does */

static unsigned ask_loop(struct screen *screen, enum command command)
{
	static const unsigned reacts[COMMAND_COUNT] = {
		[COMMAND_REFRESH] = REACT_REFRESH,
		[COMMAND_EXPORT] = REACT_EXPORT,
		[COMMAND_COPY] = REACT_COPY,
		[COMMAND_OPEN] = REACT_OPEN,
		[COMMAND_THEME_NEXT] = REACT_THEME_NEXT,
		[COMMAND_THEME_PREVIOUS] = REACT_THEME_PREVIOUS,
		[COMMAND_REDRAW] = REACT_REPAINT | REACT_DRAW,
		[COMMAND_SUSPEND] = REACT_SUSPEND,
		[COMMAND_QUIT] = REACT_QUIT,
	};

	(void)screen;
	return reacts[command];
}

static unsigned open_help(struct screen *screen, enum command command)
{
	(void)command;
	screen->overlay = OVERLAY_HELP;
	screen->help_scroll = 0;
	return REACT_DRAW;
}

static handler *const handlers[COMMAND_COUNT] = {
	[COMMAND_WEEK_BACK] = change_week,
	[COMMAND_WEEK_ON] = change_week,
	[COMMAND_WEEK_OLDEST] = change_week,
	[COMMAND_WEEK_LATEST] = change_week,
	[COMMAND_UNIT_TOKENS] = change_unit,
	[COMMAND_UNIT_USD] = change_unit,
	[COMMAND_UNIT_TOGGLE] = change_unit,
	[COMMAND_PANE_NEXT] = change_pane,
	[COMMAND_PANE_PREVIOUS] = change_pane,
	[COMMAND_PANE_1] = change_pane,
	[COMMAND_PANE_2] = change_pane,
	[COMMAND_PANE_3] = change_pane,
	[COMMAND_PANE_4] = change_pane,
	[COMMAND_ZOOM] = zoom,
	[COMMAND_ROW_DOWN] = move_row,
	[COMMAND_ROW_UP] = move_row,
	[COMMAND_ROW_FIRST] = move_row,
	[COMMAND_ROW_LAST] = move_row,
	[COMMAND_HALF_DOWN] = move_row,
	[COMMAND_HALF_UP] = move_row,
	[COMMAND_PAGE_DOWN] = move_row,
	[COMMAND_PAGE_UP] = move_row,
	[COMMAND_FILTER] = open_prompt,
	[COMMAND_MATCH_NEXT] = next_match,
	[COMMAND_MATCH_PREVIOUS] = next_match,
	[COMMAND_SORT_COLUMN] = sort_next,
	[COMMAND_SORT_DIRECTION] = sort_turn,
	[COMMAND_REFRESH] = ask_loop,
	[COMMAND_EXPORT] = ask_loop,
	[COMMAND_THEME_NEXT] = ask_loop,
	[COMMAND_THEME_PREVIOUS] = ask_loop,
	[COMMAND_HELP] = open_help,
	[COMMAND_CLOSE] = close_top,
	[COMMAND_REDRAW] = ask_loop,
	[COMMAND_SUSPEND] = ask_loop,
	[COMMAND_QUIT] = ask_loop,
	[COMMAND_PIN] = subject_pin,
	[COMMAND_COMPARE] = subject_compare,
	[COMMAND_DETAIL] = subject_detail,
	[COMMAND_EXPLAIN] = subject_explain,
	[COMMAND_COVERAGE] = open_view,
	[COMMAND_SEGMENTS] = open_view,
	[COMMAND_RECORDS] = open_view,
	[COMMAND_COPY] = ask_loop,
	[COMMAND_OPEN] = ask_loop,
	[COMMAND_DENOMINATOR] = change_denominator,
	[COMMAND_OUTPUT_LESS] = rule_change,
	[COMMAND_OUTPUT_MORE] = rule_change,
	[COMMAND_CACHE_LESS] = rule_change,
	[COMMAND_CACHE_MORE] = rule_change,
	[COMMAND_PAID_ONLY] = rule_paid_only,
};

unsigned command_run(struct screen *screen, enum command command)
{
	return handlers[command] ? handlers[command](screen, command) : REACT_NONE;
}

/* Overlays.  Letters are theirs; the control keys that end, stop or redraw the program are not. */

static unsigned run_control_key(struct screen *screen, uint32_t key)
{
	enum command command = keymap_find(&screen->keymap, key);

	if (key >= ' ')
		return REACT_NONE;
	if (command == COMMAND_QUIT || command == COMMAND_SUSPEND || command == COMMAND_REDRAW)
		return command_run(screen, command);
	return REACT_NONE;
}

unsigned command_help_key(struct screen *screen, uint32_t key)
{
	const struct keymap *keymap = &screen->keymap;
	enum command command = keymap_find(keymap, key);
	const struct rectangle place = screen->layout.body;
	int max = help_scroll_max(place, keymap, focused(screen)), scroll = screen->help_scroll;
	unsigned react = run_control_key(screen, key);

	if (react != REACT_NONE)
		return react;
	/* Whatever is bound, there is a way out. */
	if (command == COMMAND_CLOSE || command == COMMAND_QUIT || command == COMMAND_HELP ||
	    key == UI_KEY_ESCAPE) {
		screen->overlay = OVERLAY_NONE;
		return REACT_DRAW;
	}
	if (command == COMMAND_PANE_NEXT)
		scroll = help_next_part(place, keymap, focused(screen), scroll);
	scroll += motion_rows(command, max, help_page(place));
	screen->help_scroll = scroll < 0 ? 0 : scroll > max ? max : scroll;
	return REACT_DRAW;
}

/* Take the last character off. */
static void prompt_erase(char *prompt)
{
	size_t length = strlen(prompt);

	while (length > 0 && ((unsigned char)prompt[length - 1] & 0xC0) == 0x80)
		length--;
	prompt[length > 0 ? length - 1 : 0] = '\0';
}

/* Add a character that can be seen, if there is room. */
static void prompt_add(char *prompt, uint32_t key)
{
	char bytes[4];
	size_t length = strlen(prompt), n;

	if (key < ' ' || (key >= 0x7F && key < 0xA0) || key >= UI_KEY_UP)
		return;
	n = text_encode(key, bytes);
	if (length + n >= PANE_FILTER_MAX)
		return;
	memcpy(prompt + length, bytes, n);
	prompt[length + n] = '\0';
}

unsigned command_prompt_key(struct screen *screen, uint32_t key)
{
	unsigned react = run_control_key(screen, key);

	if (react != REACT_NONE)
		return react;
	if (key == UI_KEY_ENTER || key == UI_KEY_ESCAPE)
		screen->overlay = OVERLAY_NONE;
	if (key == UI_KEY_ESCAPE)
		memcpy(screen->prompt, screen->before, sizeof(screen->prompt));
	else if (key == UI_KEY_BACKSPACE)
		prompt_erase(screen->prompt);
	else
		prompt_add(screen->prompt, key);
	if (strcmp(screen->prompt, focused(screen)->filter) != 0)
		screen_filter(screen, screen->prompt);
	return REACT_DRAW;
}
