#include "ui/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/text.h"
#include "base/glyph.h"
#include "view/glossary.h"

#define MARGIN       1  /* left of every line */
#define GAP          2  /* between a name and what it means */
#define GUTTER       4  /* between two columns of entries */
#define NAME_MOST    22 /* columns of a name: a pinned model's title is long */
#define TEXT_LEAST   16 /* a text with less room stands below its name, */
#define INDENT       2  /* moved in */
#define PIECES       4  /* of a line: two entries of a name and a text */
#define PARTS        3  /* keys, columns, signs */
#define TITLE_SIZE   256
#define RANGE_LEAVES 24 /* columns for the title, else there is no range */

/* What stands in cells and charts: drawn signs, which have an ASCII twin each, and then a text. */
static const struct sign {
	enum glyph glyphs[2];
	int n_glyphs;
	bool series; /* the marks of the pins instead */
	const char *text, *help;
} signs[] = {
	{.text = "~", .help = "a lower bound, or a later price"},
	{.text = "free", .help = "costs nothing"},
	{.text = "varies", .help = "the price depends on the route"},
	{.text = "unknown", .help = "listed without a price"},
	{.text = "not listed", .help = "not in the catalogue"},
	{.text = "pending", .help = "prices were never fetched"},
	{.text = "new", .help = "ranked in no known week before"},
	{.text = "back", .help = "ranked earlier, not the week before"},
	{{GLYPH_UP, GLYPH_DOWN}, 2, false, "=", "places won, lost, or none of it"},
	{{GLYPH_HOLLOW}, 1, false, "", "the week runs: it is not over"},
	{{GLYPH_GAP}, 1, false, "", "a gap: coarse, or no figures"},
	{.series = true, .text = "", .help = "pinned, to be compared"},
	{.text = "K M B T", .help = "10^3 10^6 10^9 10^12"},
};

#define N_SIGNS (sizeof(signs) / sizeof(signs[0]))

struct entry {
	const char *name, *text;
};

struct piece {
	const char *text;
	int column;
	enum role role;
};

struct line {
	int n;
	struct piece pieces[PIECES];
};

/* All of the help, laid out for a width. */
struct sheet {
	struct arena arena;
	int columns;
	bool ascii;
	struct line *lines;
	size_t n, capacity;
	int parts[PARTS]; /* first line of each */
	int n_parts;
};

static int at_most(int value, int limit)
{
	return value < limit ? value : limit;
}

static struct line *add_line(struct sheet *sheet)
{
	sheet->lines =
		mem_grow(sheet->lines, &sheet->capacity, sheet->n + 1, sizeof(*sheet->lines));
	memset(&sheet->lines[sheet->n], 0, sizeof(*sheet->lines));
	return &sheet->lines[sheet->n++];
}

static void add_piece(struct line *line, int column, const char *text, enum role role)
{
	line->pieces[line->n++] = (struct piece){text, column, role};
}

static int name_width(const struct entry *entries, size_t n)
{
	int width = 0;

	for (size_t i = 0; i < n; i++)
		if (text_width(entries[i].name) > width)
			width = text_width(entries[i].name);
	return at_most(width, NAME_MOST);
}

static int longest_text(const struct entry *entries, size_t n)
{
	int width = 0;

	for (size_t i = 0; i < n; i++)
		if (text_width(entries[i].text) > width)
			width = text_width(entries[i].text);
	return width;
}

static void add_entry(struct sheet *sheet, const struct entry *entry, int names)
{
	int column = MARGIN + names + GAP;
	struct line *line = add_line(sheet);
	const char *text = entry->text;

	add_piece(line, MARGIN, entry->name, ROLE_KEY);
	if (sheet->columns - column < TEXT_LEAST) {
		column = MARGIN + INDENT;
		line = add_line(sheet);
	}
	while (*text) {
		size_t length = text_line(text, sheet->columns - column);

		/* Not even one character: a place that narrow shows no text. */
		if (length == 0)
			return;
		add_piece(line, column, arena_strndup(&sheet->arena, text, length), ROLE_TEXT);
		text += length;
		text += strspn(text, " ");
		if (*text)
			line = add_line(sheet);
	}
}

/* Two columns of entries where each text fits on its line, read downwards. */
static bool add_in_two(struct sheet *sheet, const struct entry *entries, size_t n, int names)
{
	const int width = names + GAP + longest_text(entries, n);
	const int second = (sheet->columns - GUTTER) / 2 + GUTTER;
	const size_t lines = (n + 1) / 2;

	if (sheet->columns < MARGIN + 2 * width + GUTTER)
		return false;
	for (size_t i = 0; i < lines; i++) {
		struct line *line = add_line(sheet);

		add_piece(line, MARGIN, entries[i].name, ROLE_KEY);
		add_piece(line, MARGIN + names + GAP, entries[i].text, ROLE_TEXT);
		if (i + lines >= n)
			continue;
		add_piece(line, second, entries[i + lines].name, ROLE_KEY);
		add_piece(line, second + names + GAP, entries[i + lines].text, ROLE_TEXT);
	}
	return true;
}

/* `title` NULL: the screen's own is enough. */
static void add_part(struct sheet *sheet, const char *title, const struct entry *entries, size_t n)
{
	const int names = name_width(entries, n);

	if (sheet->n > 0)
		add_line(sheet);
	sheet->parts[sheet->n_parts++] = (int)sheet->n;
	if (title)
		add_piece(add_line(sheet), MARGIN, title, ROLE_TITLE);
	if (add_in_two(sheet, entries, n, names))
		return;
	for (size_t i = 0; i < n; i++)
		add_entry(sheet, &entries[i], names);
}

static void add_commands(struct sheet *sheet, const struct keymap *keymap)
{
	struct entry entries[COMMAND_COUNT];
	char keys[KEYMAP_TEXT_SIZE];
	size_t n = 0;

	for (const struct command_info *info = commands; info->command != COMMAND_NONE; info++)
		entries[n++] = (struct entry){
			arena_strdup(&sheet->arena, keymap_keys_text(keymap, info->command, keys)),
			info->help,
		};
	add_part(sheet, NULL, entries, n);
}

/* Also those that only a wider screen shows: this one may become wider. */
static void add_columns(struct sheet *sheet, const struct pane *pane)
{
	const struct table *table = pane->table;
	struct entry *entries;
	size_t n = 0;

	if (!table)
		return;
	entries = arena_alloc(&sheet->arena, table->n_columns + 1, sizeof(*entries));
	for (size_t i = 0; i < table->n_columns; i++) {
		const struct column *column = &table->columns[i];
		const char *help = glossary_help(pane->view->id, column->id);

		if ((column->flags & COLUMN_SCREEN) && help)
			entries[n++] = (struct entry){
				*column->title ? column->title : column->id,
				help,
			};
	}
	if (n > 0)
		add_part(sheet, arena_printf(&sheet->arena, "All columns of %s", pane->view->title),
			 entries, n);
}

static const char *sign_name(struct sheet *sheet, const struct sign *sign)
{
	const char *name;
	struct strbuf text;
	char bytes[4];

	strbuf_init(&text, NAME_MOST * sizeof(bytes));
	for (int i = 0; i < sign->n_glyphs; i++)
		strbuf_bytes(&text, bytes,
			     text_encode(glyph_sign(sign->glyphs[i], sheet->ascii), bytes));
	for (int i = 0; sign->series && i < GLYPH_SERIES; i++)
		strbuf_bytes(&text, bytes,
			     text_encode(glyph_series(i, false, sheet->ascii), bytes));
	strbuf_text(&text, sign->text);
	name = arena_strdup(&sheet->arena, text.data);
	strbuf_done(&text);
	return name;
}

static void add_signs(struct sheet *sheet)
{
	struct entry entries[N_SIGNS];

	for (size_t i = 0; i < N_SIGNS; i++)
		entries[i] = (struct entry){sign_name(sheet, &signs[i]), signs[i].help};
	add_part(sheet, "Signs and words", entries, N_SIGNS);
}

static void sheet_init(struct sheet *sheet, struct rectangle place, const struct keymap *keymap,
		       const struct pane *pane, bool ascii)
{
	memset(sheet, 0, sizeof(*sheet));
	arena_init(&sheet->arena);
	sheet->columns = place.columns;
	sheet->ascii = ascii;
	add_commands(sheet, keymap);
	add_columns(sheet, pane);
	add_signs(sheet);
}

static void sheet_done(struct sheet *sheet)
{
	free(sheet->lines);
	arena_done(&sheet->arena);
}

int help_page(struct rectangle place)
{
	return place.rows > 1 ? place.rows - 1 : 0;
}

static int scroll_max(const struct sheet *sheet, struct rectangle place)
{
	int hidden = (int)sheet->n - help_page(place);

	return hidden > 0 ? hidden : 0;
}

int help_scroll_max(struct rectangle place, const struct keymap *keymap, const struct pane *pane)
{
	struct sheet sheet;
	int max;

	sheet_init(&sheet, place, keymap, pane, false);
	max = scroll_max(&sheet, place);
	sheet_done(&sheet);
	return max;
}

int help_next_part(struct rectangle place, const struct keymap *keymap, const struct pane *pane,
		   int scroll)
{
	struct sheet sheet;
	int next = 0, max;

	sheet_init(&sheet, place, keymap, pane, false);
	max = scroll_max(&sheet, place);
	for (int i = sheet.n_parts - 1; i >= 0; i--)
		if (at_most(sheet.parts[i], max) > scroll)
			next = at_most(sheet.parts[i], max);
	sheet_done(&sheet);
	return next;
}

/* The first key of a command, or of another one; "" when neither has one. */
static const char *key_of(const struct keymap *keymap, enum command command, enum command other,
			  char keys[KEYMAP_TEXT_SIZE])
{
	keymap_keys_text(keymap, keymap->keys[command][0] ? command : other, keys);
	keys[strcspn(keys, " ")] = '\0';
	return keys;
}

/* The longest words on how to go on that fit, the shortest if none do. */
static void title_text(char out[TITLE_SIZE], const struct keymap *keymap, bool scrolls, int columns)
{
	char close[KEYMAP_TEXT_SIZE], page[KEYMAP_TEXT_SIZE], part[KEYMAP_TEXT_SIZE];

	if (!*key_of(keymap, COMMAND_CLOSE, COMMAND_HELP, close))
		snprintf(close, sizeof(close), "Esc");
	key_of(keymap, COMMAND_PAGE_DOWN, COMMAND_ROW_DOWN, page);
	key_of(keymap, COMMAND_PANE_NEXT, COMMAND_NONE, part);
	if (!scrolls || !*page) {
		snprintf(out, TITLE_SIZE, " Help: %s closes it ", close);
		return;
	}
	snprintf(out, TITLE_SIZE, " Help: %s scrolls, %s: keys, columns, signs; %s closes it ",
		 page, part, close);
	if (!*part || text_width(out) > columns)
		snprintf(out, TITLE_SIZE, " Help: %s scrolls, %s closes it ", page, close);
	if (text_width(out) > columns)
		snprintf(out, TITLE_SIZE, " %s scrolls, %s ends ", page, close);
	if (text_width(out) > columns)
		snprintf(out, TITLE_SIZE, " %s, %s ", page, close);
}

static void draw_title(struct canvas *canvas, struct rectangle place, const struct keymap *keymap,
		       const struct sheet *sheet, int scroll)
{
	const bool scrolls = scroll_max(sheet, place) > 0;
	char title[TITLE_SIZE], range[48] = "";
	int room = place.columns - 4, width = 0;

	for (int i = 0; i < place.columns; i++)
		canvas_glyph(canvas, place.row, place.column + i,
			     glyph_sign(GLYPH_HORIZONTAL, canvas->ascii), ROLE_RULE, 0);
	if (place.columns < 8)
		return;
	if (scrolls)
		width = snprintf(range, sizeof(range), " %d-%d of %zu ", scroll + 1,
				 scroll + help_page(place), sheet->n);
	if (width + RANGE_LEAVES > room)
		width = 0;
	title_text(title, keymap, scrolls, room - width);
	canvas_text(canvas, place.row, place.column + 2, room - width, title, ROLE_TITLE_FOCUS, 0);
	if (width > 0)
		canvas_text(canvas, place.row, place.column + place.columns - width - 2, width,
			    range, ROLE_DIM, 0);
}

static void draw_line(struct canvas *canvas, struct rectangle place, int row,
		      const struct line *line)
{
	for (int i = 0; i < line->n; i++) {
		const struct piece *piece = &line->pieces[i];
		/* A name stops before its text. */
		int end = i + 1 < line->n ? line->pieces[i + 1].column - GAP : place.columns;

		if (piece->column < end)
			canvas_text(canvas, row, place.column + piece->column, end - piece->column,
				    piece->text, piece->role, 0);
	}
}

void help_draw(struct canvas *canvas, struct rectangle place, const struct keymap *keymap,
	       const struct pane *pane, int scroll)
{
	struct sheet sheet;

	for (int row = 0; row < place.rows; row++)
		for (int column = 0; column < place.columns; column++)
			canvas_glyph(canvas, place.row + row, place.column + column, ' ', ROLE_TEXT,
				     0);
	if (place.rows < 1 || place.columns < 1)
		return;
	sheet_init(&sheet, place, keymap, pane, canvas->ascii);
	draw_title(canvas, place, keymap, &sheet, scroll);
	for (int i = 0; i < help_page(place) && scroll + i < (int)sheet.n; i++)
		draw_line(canvas, place, place.row + 1 + i, &sheet.lines[scroll + i]);
	sheet_done(&sheet);
}
