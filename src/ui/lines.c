#include "ui/lines.h"

#include <string.h>
#include "base/text.h"
#include "ui/cell.h"

#define GAP 2 /* columns between parts */

/* One or two commands that share a word in the line of keys. */
struct hint {
	enum command first, second;
	const char *word;
	int priority; /* 1 stays to the last */
};

static const struct hint pane_hints[] = {
	{COMMAND_WEEK_BACK, COMMAND_WEEK_ON, "week", 1},
	{COMMAND_UNIT_TOKENS, COMMAND_UNIT_USD, "unit", 4},
	{COMMAND_PANE_NEXT, COMMAND_NONE, "pane", 6},
	{COMMAND_DETAIL, COMMAND_NONE, "detail", 7},
	{COMMAND_EXPLAIN, COMMAND_NONE, "why", 9},
	{COMMAND_PIN, COMMAND_COMPARE, "compare", 11},
	{COMMAND_ZOOM, COMMAND_NONE, "zoom", 12},
	{COMMAND_FILTER, COMMAND_NONE, "filter", 5},
	{COMMAND_SORT_COLUMN, COMMAND_NONE, "sort", 8},
	{COMMAND_EXPORT, COMMAND_NONE, "export", 10},
	{COMMAND_REFRESH, COMMAND_NONE, "refresh", 13},
	{COMMAND_THEME_NEXT, COMMAND_NONE, "theme", 14},
	{COMMAND_HELP, COMMAND_NONE, "help", 2},
	{COMMAND_QUIT, COMMAND_NONE, "quit", 3},
};

static const struct hint sheet_hints[] = {
	{COMMAND_CLOSE, COMMAND_NONE, "back", 1},
	{COMMAND_WEEK_BACK, COMMAND_WEEK_ON, "week", 2},
	{COMMAND_UNIT_TOKENS, COMMAND_UNIT_USD, "unit", 4},
	{COMMAND_DETAIL, COMMAND_NONE, "detail", 11},
	{COMMAND_EXPLAIN, COMMAND_NONE, "why", 9},
	{COMMAND_FILTER, COMMAND_NONE, "filter", 6},
	{COMMAND_SORT_COLUMN, COMMAND_NONE, "sort", 7},
	{COMMAND_EXPORT, COMMAND_NONE, "export", 5},
	{COMMAND_COPY, COMMAND_NONE, "copy", 10},
	{COMMAND_HELP, COMMAND_NONE, "help", 3},
	{COMMAND_QUIT, COMMAND_NONE, "quit", 8},
};

#define HINTS_MAX (sizeof(pane_hints) / sizeof(pane_hints[0]))

/* Of the parts that are left the one that leaves next, the last of equal ones. */
static size_t least_needed(const int *priorities, const bool *dropped, size_t n)
{
	size_t victim = n;

	for (size_t i = 0; i < n; i++)
		if (!dropped[i] && (victim == n || priorities[i] >= priorities[victim]))
			victim = i;
	return victim;
}

static int width_left(const int *widths, const bool *dropped, size_t n)
{
	int width = -GAP;

	for (size_t i = 0; i < n; i++)
		width += dropped[i] ? 0 : widths[i] + GAP;
	return width;
}

/* Mark the parts that leave, the highest priority first, until the rest fits in `room`.  One part
 * stays whatever its width. */
static void drop_parts(const int *widths, const int *priorities, bool *dropped, size_t n, int room)
{
	for (size_t left = n; left > 1 && width_left(widths, dropped, n) > room; left--)
		dropped[least_needed(priorities, dropped, n)] = true;
}

/* A banner line as it is fitted into a row. */
struct fitting {
	size_t n;
	const char *texts[BANNER_PARTS];
	int widths[BANNER_PARTS], priorities[BANNER_PARTS];
	bool dropped[BANNER_PARTS];
};

/* Each step makes one part shorter by one form, from the left on; 0 gives them whole. */
static void take_texts(struct fitting *fitting, const struct banner_line *line, size_t steps)
{
	for (size_t i = 0; i < line->n; i++) {
		const struct banner_part *part = &line->parts[i];
		size_t forms = steps / line->n + (i < steps % line->n);

		fitting->texts[i] = part->text;
		for (size_t k = 0; k < forms && k < BANNER_SHORTER && part->shorter[k]; k++)
			fitting->texts[i] = part->shorter[k];
		fitting->widths[i] = text_width(fitting->texts[i]);
	}
}

/* The fewest steps that make the parts that are left fit; false when none do. */
static bool shorten(struct fitting *fitting, const struct banner_line *line, int room)
{
	for (size_t steps = 0; steps <= BANNER_SHORTER * line->n; steps++) {
		take_texts(fitting, line, steps);
		if (width_left(fitting->widths, fitting->dropped, fitting->n) <= room)
			return true;
	}
	return false;
}

static void fit_banner(struct fitting *fitting, const struct banner_line *line, int room)
{
	*fitting = (struct fitting){.n = line->n};
	for (size_t i = 0; i < line->n; i++)
		fitting->priorities[i] = line->parts[i].priority;
	for (size_t left = line->n; left > 0; left--) {
		size_t victim = least_needed(fitting->priorities, fitting->dropped, fitting->n);

		take_texts(fitting, line, 0);
		if (width_left(fitting->widths, fitting->dropped, fitting->n) <= room)
			return;
		if (fitting->priorities[victim] <= BANNER_NEEDED && shorten(fitting, line, room))
			return;
		if (left > 1)
			fitting->dropped[victim] = true;
	}
}

void lines_banner(struct canvas *canvas, int row, const struct banner_line *line)
{
	struct fitting fitting;
	int column = 0;

	fit_banner(&fitting, line, canvas->columns);
	for (size_t i = 0; i < line->n; i++) {
		const struct banner_part *part = &line->parts[i];

		if (fitting.dropped[i] || column >= canvas->columns)
			continue;
		column += canvas_text(canvas, row, column, canvas->columns - column,
				      fitting.texts[i], cell_role_of(part->tone), 0);
		/* A figure stands close to the word for what it counts. */
		column += part->tone == TONE_STRONG && i + 1 < line->n &&
					  line->parts[i + 1].tone == TONE_DIM &&
					  !fitting.dropped[i + 1]
				  ? 1
				  : GAP;
	}
}

/* The first of a command's keys, as the line shows it. */
static void add_key(struct strbuf *out, const struct keymap *keymap, enum command command,
		    bool ascii)
{
	uint32_t key = keymap->keys[command][0];
	char names[KEYMAP_TEXT_SIZE];

	keymap_keys_text(keymap, command, names);
	if (!ascii && key == UI_KEY_LEFT)
		strbuf_text(out, "\u2190");
	else if (!ascii && key == UI_KEY_RIGHT)
		strbuf_text(out, "\u2192");
	else
		strbuf_bytes(out, names, strcspn(names, " "));
}

/* Of two commands those that have a key. */
static void hint_keys(struct strbuf *out, const struct keymap *keymap, const struct hint *hint,
		      bool ascii)
{
	bool first = keymap->keys[hint->first][0] != 0, second = keymap->keys[hint->second][0] != 0;

	strbuf_clear(out);
	if (first)
		add_key(out, keymap, hint->first, ascii);
	if (first && second)
		strbuf_text(out, "/");
	if (second)
		add_key(out, keymap, hint->second, ascii);
}

/* Those whose commands have a key. */
static size_t bound_hints(const struct keymap *keymap, bool sheet,
			  const struct hint *bound[HINTS_MAX])
{
	const struct hint *hints = sheet ? sheet_hints : pane_hints;
	const size_t n = sheet ? sizeof(sheet_hints) / sizeof(sheet_hints[0]) : HINTS_MAX;
	size_t n_bound = 0;

	for (size_t i = 0; i < n; i++)
		if (keymap->keys[hints[i].first][0] || keymap->keys[hints[i].second][0])
			bound[n_bound++] = &hints[i];
	return n_bound;
}

void lines_keys(struct canvas *canvas, int row, const struct keymap *keymap, bool sheet)
{
	const struct hint *hints[HINTS_MAX];
	const size_t n = bound_hints(keymap, sheet, hints);
	int widths[HINTS_MAX] = {0}, priorities[HINTS_MAX] = {0}, column = 0;
	bool dropped[HINTS_MAX] = {false};
	struct strbuf keys;

	strbuf_init(&keys, 64);
	for (size_t i = 0; i < n; i++) {
		hint_keys(&keys, keymap, hints[i], canvas->ascii);
		widths[i] = text_width(keys.data) + 1 + text_width(hints[i]->word);
		priorities[i] = hints[i]->priority;
	}
	drop_parts(widths, priorities, dropped, n, canvas->columns);
	for (size_t i = 0; i < n; i++) {
		if (dropped[i] || column >= canvas->columns)
			continue;
		hint_keys(&keys, keymap, hints[i], canvas->ascii);
		column += 1 + canvas_text(canvas, row, column, canvas->columns - column, keys.data,
					  ROLE_KEY, 0);
		if (column < canvas->columns)
			column += GAP + canvas_text(canvas, row, column, canvas->columns - column,
						    hints[i]->word, ROLE_DIM, 0);
	}
	strbuf_done(&keys);
}

static void draw_blank(struct canvas *canvas, int row)
{
	for (int column = 0; column < canvas->columns; column++)
		canvas_glyph(canvas, row, column, ' ', ROLE_TEXT, 0);
}

/* How many bytes of a text stand on one line: up to a blank, if there is one in reach. */
static size_t message_line(const char *text, int columns)
{
	size_t length = text_fit(text, columns, NULL), end = length;

	if (!text[length])
		return length;
	while (end > 0 && text[end] != ' ')
		end--;
	return end ? end : length;
}

static const char *next_line(const char *text, int columns)
{
	text += message_line(text, columns);
	return text + strspn(text, " ");
}

void lines_message(struct canvas *canvas, int row, const char *text, bool bad)
{
	const enum role role = bad ? ROLE_ERROR : ROLE_MESSAGE;
	int lines = 1;

	for (const char *rest = next_line(text, canvas->columns); *rest && lines < row;
	     rest = next_line(rest, canvas->columns))
		lines++;
	for (int line = row - lines + 1; line <= row; line++) {
		size_t length = line < row ? message_line(text, canvas->columns) : strlen(text);
		struct strbuf part;

		strbuf_init(&part, length + 1);
		strbuf_bytes(&part, text, length);
		draw_blank(canvas, line);
		canvas_text(canvas, line, 0, canvas->columns, part.data, role, 0);
		strbuf_done(&part);
		text += length;
		text += strspn(text, " ");
	}
}

void lines_prompt(struct canvas *canvas, int row, const char *text)
{
	static const char ends[] = "Enter keeps it, Esc undoes it";
	const char *end = text + strlen(text);
	int room = canvas->columns - 2, column;

	while (text < end && text_width(text) > room)
		text_next(&text, end);
	draw_blank(canvas, row);
	canvas_text(canvas, row, 0, canvas->columns, "/", ROLE_KEY, 0);
	column = 1;
	if (*text)
		column += canvas_text(canvas, row, column, canvas->columns - column, text,
				      ROLE_MESSAGE, 0);
	if (column < canvas->columns)
		canvas_mark(canvas, row, column, 1, CELL_SELECTED);
	column += 1 + GAP;
	if (column + text_width(ends) <= canvas->columns)
		canvas_text(canvas, row, column, canvas->columns - column, ends, ROLE_DIM, 0);
}
