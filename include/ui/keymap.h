/* keymap.h - the one list of commands: it gives their keys, their names and the help screen; and
 * which keys they are bound to.
 *
 * A key is a Unicode code point or one of KEY_ above Unicode's range, so that only ui/term knows
 * curses.
 *
 * Thread: any.
 */
#ifndef ORTOP_UI_KEYMAP_H
#define ORTOP_UI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"

enum ui_key {
	UI_KEY_UP = 0x110000,
	UI_KEY_DOWN,
	UI_KEY_LEFT,
	UI_KEY_RIGHT,
	UI_KEY_HOME,
	UI_KEY_END,
	UI_KEY_PAGE_UP,
	UI_KEY_PAGE_DOWN,
	UI_KEY_BACK_TAB,
	UI_KEY_BACKSPACE,
	UI_KEY_ENTER,
	UI_KEY_ESCAPE,
	UI_KEY_F1,
	UI_KEY_F5,
};

/* No key, but a report of the terminal among the keys (see input.h): it cannot be bound. */
#define UI_KEY_REPORT 0x120000

#define UI_KEY_CTRL(letter) ((letter)&0x1F)

enum command {
	COMMAND_NONE,
	COMMAND_WEEK_BACK,
	COMMAND_WEEK_ON,
	COMMAND_WEEK_OLDEST,
	COMMAND_WEEK_LATEST,
	COMMAND_UNIT_TOKENS,
	COMMAND_UNIT_USD,
	COMMAND_UNIT_TOGGLE,
	COMMAND_PANE_NEXT,
	COMMAND_PANE_PREVIOUS,
	COMMAND_PANE_1,
	COMMAND_PANE_2,
	COMMAND_PANE_3,
	COMMAND_PANE_4,
	COMMAND_ZOOM,
	COMMAND_ROW_DOWN,
	COMMAND_ROW_UP,
	COMMAND_ROW_FIRST,
	COMMAND_ROW_LAST,
	COMMAND_HALF_DOWN,
	COMMAND_HALF_UP,
	COMMAND_PAGE_DOWN,
	COMMAND_PAGE_UP,
	COMMAND_FILTER,
	COMMAND_MATCH_NEXT,
	COMMAND_MATCH_PREVIOUS,
	COMMAND_SORT_COLUMN,
	COMMAND_SORT_DIRECTION,
	COMMAND_PAID_ONLY,
	COMMAND_DENOMINATOR,
	COMMAND_OUTPUT_LESS,
	COMMAND_OUTPUT_MORE,
	COMMAND_CACHE_LESS,
	COMMAND_CACHE_MORE,
	COMMAND_PIN,
	COMMAND_COMPARE,
	COMMAND_DETAIL,
	COMMAND_EXPLAIN,
	COMMAND_COVERAGE,
	COMMAND_SEGMENTS,
	COMMAND_RECORDS,
	COMMAND_COPY,
	COMMAND_OPEN,
	COMMAND_REFRESH,
	COMMAND_EXPORT,
	COMMAND_THEME_NEXT,
	COMMAND_THEME_PREVIOUS,
	COMMAND_HELP,
	COMMAND_CLOSE,
	COMMAND_REDRAW,
	COMMAND_SUSPEND,
	COMMAND_QUIT,
	COMMAND_COUNT,
};

#define KEYMAP_KEYS_MAX  4
#define KEYMAP_TEXT_SIZE 64
#define KEYMAP_HINT_SIZE 96

struct command_info {
	enum command command;
	const char *name;               /* "week-back": for configuration */
	uint32_t keys[KEYMAP_KEYS_MAX]; /* unless bound otherwise; ends with 0 */
	const char *help;               /* "one week back" */
};

extern const struct command_info commands[]; /* ends with COMMAND_NONE */

/* What is bound to what: a value.  No key has two commands, and Ctrl-C is always one of quit's. */
struct keymap {
	uint32_t keys[COMMAND_COUNT][KEYMAP_KEYS_MAX]; /* 0 after the last */
	unsigned char ranks[COMMAND_COUNT];            /* who bound it, 0 by default */
};

void keymap_init(struct keymap *keymap);

/* The command of a key, COMMAND_NONE when it has none. */
enum command keymap_find(const struct keymap *keymap, uint32_t key);

/* The keys of a command as the help shows them: "Left h", "Ctrl-D", "" for none; returns `out`. */
char *keymap_keys_text(const struct keymap *keymap, enum command command,
		       char out[KEYMAP_TEXT_SIZE]);

/* What the first of them does, to end a sentence: ": s picks one"; "" without a key. */
char *keymap_hint(const struct keymap *keymap, enum command command, const char *does,
		  char out[KEYMAP_HINT_SIZE]);

/* Bind a command to these keys alone, named as keymap_keys_text() does, with blanks between; "" is
 * none.  A key that a lower rank bound is taken from its command; of one that the same rank bound,
 * false and both commands are named, and nothing is changed. */
bool keymap_bind(struct keymap *keymap, enum command command, const char *keys, int rank,
		 struct error *error);

#endif
