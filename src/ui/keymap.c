#include "ui/keymap.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "base/mem.h"
#include "base/spell.h"
#include "base/text.h"

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

void keymap_init(struct keymap *keymap)
{
	memset(keymap, 0, sizeof(*keymap));
	for (const struct command_info *info = commands; info->command != COMMAND_NONE; info++)
		memcpy(keymap->keys[info->command], info->keys, sizeof(info->keys));
}

enum command keymap_find(const struct keymap *keymap, uint32_t key)
{
	if (key == 0)
		return COMMAND_NONE;
	for (int command = 0; command < COMMAND_COUNT; command++)
		for (size_t i = 0; i < KEYMAP_KEYS_MAX && keymap->keys[command][i]; i++)
			if (keymap->keys[command][i] == key)
				return (enum command)command;
	return COMMAND_NONE;
}

/* Names of keys */

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

#define N_SPECIAL (sizeof(special_names) / sizeof(special_names[0]))
#define CONTROL   "Ctrl-"
#define NAME_SIZE 16

static void key_name(uint32_t key, char name[NAME_SIZE])
{
	if (key >= UI_KEY_UP)
		snprintf(name, NAME_SIZE, "%s", special_names[key - UI_KEY_UP]);
	else if (key == '\t')
		snprintf(name, NAME_SIZE, "Tab");
	else if (key == ' ')
		snprintf(name, NAME_SIZE, "Space");
	else if (key < ' ')
		snprintf(name, NAME_SIZE, CONTROL "%c", (char)(key | 0x40));
	else
		name[text_encode(key, name)] = '\0';
}

char *keymap_keys_text(const struct keymap *keymap, enum command command,
		       char out[KEYMAP_TEXT_SIZE])
{
	const uint32_t *keys = keymap->keys[command];

	out[0] = '\0';
	for (size_t i = 0; i < KEYMAP_KEYS_MAX && keys[i]; i++) {
		size_t used = strlen(out);
		char name[NAME_SIZE];

		key_name(keys[i], name);
		snprintf(out + used, KEYMAP_TEXT_SIZE - used, "%s%s", used ? " " : "", name);
	}
	return out;
}

char *keymap_hint(const struct keymap *keymap, enum command command, const char *does,
		  char out[KEYMAP_HINT_SIZE])
{
	char keys[KEYMAP_TEXT_SIZE];

	keymap_keys_text(keymap, command, keys);
	keys[strcspn(keys, " ")] = '\0';
	out[0] = '\0';
	if (*keys)
		snprintf(out, KEYMAP_HINT_SIZE, ": %s %s", keys, does);
	return out;
}

/* A control key arrives as a byte, and some of those bytes are keys of their own. */
static uint32_t control_key(char letter)
{
	uint32_t byte = UI_KEY_CTRL((unsigned char)letter);

	if (byte == '\r' || byte == '\n')
		return UI_KEY_ENTER;
	return byte == '\b' ? UI_KEY_BACKSPACE : byte;
}

/* A character that can be typed may yet be none that can be seen, or stand in a line. */
static bool is_visible(uint32_t c, const char *name)
{
	struct strbuf inert;
	bool same;

	strbuf_init(&inert, SIZE_MAX);
	text_escape(&inert, name, strlen(name));
	same = strcmp(inert.data, name) == 0;
	strbuf_done(&inert);
	return same && c > ' ' && text_char_width(c) > 0;
}

/* The key of a name, 0 when there is none. */
static uint32_t key_of_name(const char *name)
{
	const char *next = name, *end = name + strlen(name);
	uint32_t c = text_next(&next, end);

	if (next == end)
		return is_visible(c, name) ? c : 0;
	if (strncasecmp(name, CONTROL, strlen(CONTROL)) == 0) {
		name += strlen(CONTROL);
		return isalpha((unsigned char)name[0]) && !name[1] ? control_key(name[0]) : 0;
	}
	if (strcasecmp(name, "Tab") == 0)
		return '\t';
	if (strcasecmp(name, "Space") == 0)
		return ' ';
	for (size_t i = 0; i < N_SPECIAL; i++)
		if (strcasecmp(name, special_names[i]) == 0)
			return (uint32_t)(UI_KEY_UP + i);
	return 0;
}

/* Binding */

#define ALWAYS_QUITS UI_KEY_CTRL('c')

static const char *command_name(enum command command)
{
	const struct command_info *info = commands;

	while (info->command != command && info->command != COMMAND_NONE)
		info++;
	return info->name;
}

static bool has_key(const uint32_t *keys, size_t n, uint32_t key)
{
	for (size_t i = 0; i < n; i++)
		if (keys[i] == key)
			return true;
	return false;
}

static bool no_such_key(const char *name, struct error *error)
{
	char ask[SPELL_ASK_SIZE];

	return error_set(
		error, "no key is called %.20s%s", name,
		spell_ask_nearest(ask, name, special_names, N_SPECIAL, sizeof(special_names[0])));
}

/* Add the key of a name; `n` of `keys` are there. */
static bool add_key(enum command command, const char *name, uint32_t *keys, size_t *n,
		    struct error *error)
{
	uint32_t key = key_of_name(name);

	if (!key)
		return no_such_key(name, error);
	if (key == ALWAYS_QUITS && command != COMMAND_QUIT)
		return error_set(error, "Ctrl-C always quits");
	if (has_key(keys, *n, key))
		return true;
	if (*n == KEYMAP_KEYS_MAX)
		return error_set(error, "more than %d keys", KEYMAP_KEYS_MAX);
	keys[(*n)++] = key;
	return true;
}

static bool parse_keys(enum command command, const char *text, uint32_t keys[KEYMAP_KEYS_MAX],
		       struct error *error)
{
	char *words = mem_strdup(text), *rest = NULL;
	size_t n = 0;
	bool good = true;

	for (char *word = strtok_r(words, " \t", &rest); good && word;
	     word = strtok_r(NULL, " \t", &rest))
		good = add_key(command, word, keys, &n, error);
	free(words);
	if (good && command == COMMAND_QUIT)
		good = add_key(command, CONTROL "C", keys, &n, error);
	return good;
}

/* Whose keys may not be taken? */
static bool find_conflict(const struct keymap *keymap, enum command command, const uint32_t *keys,
			  int rank, struct error *error)
{
	for (size_t i = 0; i < KEYMAP_KEYS_MAX && keys[i]; i++) {
		enum command other = keymap_find(keymap, keys[i]);
		char name[NAME_SIZE];

		if (other == COMMAND_NONE || other == command || keymap->ranks[other] < rank)
			continue;
		key_name(keys[i], name);
		error_set(error, "%s is bound to %s already, so not to %s", name,
			  command_name(other), command_name(command));
		return true;
	}
	return false;
}

static void take_key(struct keymap *keymap, uint32_t key)
{
	uint32_t *keys = keymap->keys[keymap_find(keymap, key)];
	size_t n = 0;

	for (size_t i = 0; i < KEYMAP_KEYS_MAX && keys[i]; i++)
		if (keys[i] != key)
			keys[n++] = keys[i];
	while (n < KEYMAP_KEYS_MAX)
		keys[n++] = 0;
}

bool keymap_bind(struct keymap *keymap, enum command command, const char *text, int rank,
		 struct error *error)
{
	uint32_t keys[KEYMAP_KEYS_MAX] = {0};

	if (!parse_keys(command, text, keys, error) ||
	    find_conflict(keymap, command, keys, rank, error))
		return false;
	for (size_t i = 0; i < KEYMAP_KEYS_MAX && keys[i]; i++)
		take_key(keymap, keys[i]);
	memcpy(keymap->keys[command], keys, sizeof(keys));
	keymap->ranks[command] = (unsigned char)rank;
	return true;
}
