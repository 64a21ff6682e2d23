#include "ui/keymap.h"

#include <stdio.h>
#include <string.h>

const struct command_info commands[] = {
	{COMMAND_WEEK_BACK, "week-back", {UI_KEY_LEFT, 'h'}, "one week back"},
	{COMMAND_WEEK_ON, "week-on", {UI_KEY_RIGHT, 'l'}, "one week on"},
	{COMMAND_WEEK_OLDEST, "week-oldest", {'0'}, "oldest week"},
	{COMMAND_WEEK_LATEST, "week-latest", {'$'}, "latest complete week"},
	{COMMAND_UNIT_TOKENS, "unit-tokens", {'t'}, "count tokens"},
	{COMMAND_UNIT_USD, "unit-usd", {'d'}, "count dollars"},
	{COMMAND_UNIT_TOGGLE, "unit-toggle", {'u'}, "the other unit"},
	{COMMAND_PANE_NEXT, "pane-next", {'\t'}, "next pane"},
	{COMMAND_PANE_PREVIOUS, "pane-previous", {UI_KEY_BACK_TAB}, "previous pane"},
	{COMMAND_PANE_1, "pane-models", {'1'}, "models"},
	{COMMAND_PANE_2, "pane-vendors", {'2'}, "vendors"},
	{COMMAND_PANE_3, "pane-regions", {'3'}, "regions"},
	{COMMAND_PANE_4, "pane-prices", {'4'}, "prices"},
	{COMMAND_ZOOM, "zoom", {'z'}, "only this pane, or all of them again"},
	{COMMAND_ROW_DOWN, "row-down", {UI_KEY_DOWN, 'j'}, "next row"},
	{COMMAND_ROW_UP, "row-up", {UI_KEY_UP, 'k'}, "previous row"},
	{COMMAND_ROW_FIRST, "row-first", {UI_KEY_HOME, 'g'}, "first row"},
	{COMMAND_ROW_LAST, "row-last", {UI_KEY_END, 'G'}, "last row"},
	{COMMAND_HALF_DOWN, "half-down", {UI_KEY_CTRL('d')}, "half a page down"},
	{COMMAND_HALF_UP, "half-up", {UI_KEY_CTRL('u')}, "half a page up"},
	{COMMAND_PAGE_DOWN, "page-down", {UI_KEY_PAGE_DOWN}, "a page down"},
	{COMMAND_PAGE_UP, "page-up", {UI_KEY_PAGE_UP}, "a page up"},
	{COMMAND_FILTER, "filter", {'/'}, "show only rows that contain a text"},
	{COMMAND_MATCH_NEXT, "match-next", {'n'}, "next match"},
	{COMMAND_MATCH_PREVIOUS, "match-previous", {'N'}, "previous match"},
	{COMMAND_SORT_COLUMN, "sort-column", {'s'}, "sort by the next column"},
	{COMMAND_SORT_DIRECTION, "sort-direction", {'S'}, "turn the order round"},
	{COMMAND_PAID_ONLY, "paid-only", {'f'}, "leave free models out"},
	{COMMAND_DENOMINATOR, "denominator", {'%'}, "what region shares are of"},
	{COMMAND_OUTPUT_LESS, "output-less", {'-'}, "a smaller share of output in the price rule"},
	{COMMAND_OUTPUT_MORE, "output-more", {'+', '='}, "a larger share of output"},
	{COMMAND_CACHE_LESS, "cache-less", {'{'}, "a smaller share of cached input in low"},
	{COMMAND_CACHE_MORE, "cache-more", {'}'}, "a larger share of cached input"},
	{COMMAND_PIN, "pin", {' '}, "pin for comparison"},
	{COMMAND_COMPARE, "compare", {'c'}, "compare what is pinned"},
	{COMMAND_DETAIL, "detail", {UI_KEY_ENTER}, "all about the row"},
	{COMMAND_EXPLAIN, "explain", {'w'}, "why this number"},
	{COMMAND_COVERAGE, "coverage", {'v'}, "what has no price"},
	{COMMAND_SEGMENTS, "segments", {'m'}, "segments of the market by price"},
	{COMMAND_RECORDS, "records", {'R'}, "streaks, records, who came and who left"},
	{COMMAND_COPY, "copy", {'y'}, "copy the row with its citation"},
	{COMMAND_OPEN, "open", {'o'}, "open the model's page"},
	{COMMAND_REFRESH, "refresh", {'r', UI_KEY_F5}, "fetch new figures now"},
	{COMMAND_EXPORT, "export", {'e'}, "write this pane to a CSV file"},
	{COMMAND_THEME_NEXT, "theme-next", {'p'}, "next theme"},
	{COMMAND_THEME_PREVIOUS, "theme-previous", {'P'}, "previous theme"},
	{COMMAND_HELP, "help", {'?', UI_KEY_F1}, "all keys, and what the columns are"},
	{COMMAND_CLOSE, "close", {UI_KEY_ESCAPE}, "close the help, the filter or what was opened"},
	{COMMAND_REDRAW, "redraw", {UI_KEY_CTRL('l')}, "draw the screen anew"},
	{COMMAND_SUSPEND, "suspend", {UI_KEY_CTRL('z')}, "back to the shell until `fg`"},
	{COMMAND_QUIT, "quit", {'q', UI_KEY_CTRL('c')}, "quit"},
	{COMMAND_NONE, NULL, {0}, NULL},
};

enum command keymap_find(uint32_t key)
{
	for (const struct command_info *info = commands; info->command != COMMAND_NONE; info++)
		for (size_t i = 0; i < KEYMAP_KEYS_MAX && info->keys[i]; i++)
			if (info->keys[i] == key)
				return info->command;
	return COMMAND_NONE;
}

#define SPECIAL(key) [UI_KEY_##key - UI_KEY_UP]

static const char *const special_names[] = {
	SPECIAL(UP) = "Up",
	SPECIAL(DOWN) = "Down",
	SPECIAL(LEFT) = "Left",
	SPECIAL(RIGHT) = "Right",
	SPECIAL(HOME) = "Home",
	SPECIAL(END) = "End",
	SPECIAL(PAGE_UP) = "PgUp",
	SPECIAL(PAGE_DOWN) = "PgDn",
	SPECIAL(BACK_TAB) = "Shift-Tab",
	SPECIAL(BACKSPACE) = "Backspace",
	SPECIAL(ENTER) = "Enter",
	SPECIAL(ESCAPE) = "Esc",
	SPECIAL(F1) = "F1",
	SPECIAL(F5) = "F5",
};

static void key_name(uint32_t key, char *name, size_t size)
{
	if (key >= UI_KEY_UP)
		snprintf(name, size, "%s", special_names[key - UI_KEY_UP]);
	else if (key == '\t')
		snprintf(name, size, "Tab");
	else if (key == ' ')
		snprintf(name, size, "Space");
	else if (key < ' ')
		snprintf(name, size, "Ctrl-%c", (char)(key | 0x40));
	else
		snprintf(name, size, "%c", (char)key);
}

char *keymap_keys_text(const struct command_info *info, char out[KEYMAP_TEXT_SIZE])
{
	out[0] = '\0';
	for (size_t i = 0; i < KEYMAP_KEYS_MAX && info->keys[i]; i++) {
		size_t used = strlen(out);

		if (used > 0)
			out[used++] = ' ';
		key_name(info->keys[i], out + used, KEYMAP_TEXT_SIZE - used);
	}
	return out;
}
