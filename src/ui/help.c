#include "ui/help.h"

#include <stdio.h>
#include "base/text.h"
#include "base/glyph.h"
#include "ui/keymap.h"

#define GAP    2 /* between keys and help */
#define GUTTER 4 /* between two columns */

/* Signs that the tables use, below the keys. */
static const struct {
	const char *sign, *help;
} signs[] = {
	{"~", "a lower bound, or a later price"},     {"free", "costs nothing"},
	{"varies", "the price depends on the route"}, {"unknown", "listed without a price"},
	{"not listed", "not in the catalogue"},       {"new", "not ranked the week before"},
	{"K M B T", "10^3 10^6 10^9 10^12"},
};

#define N_SIGNS ((int)(sizeof(signs) / sizeof(signs[0])))

/* Keys, a blank line, signs: one list of lines. */
static int n_commands(void)
{
	int n = 0;

	while (commands[n].command != COMMAND_NONE)
		n++;
	return n;
}

static int n_entries(void)
{
	return n_commands() + 1 + N_SIGNS;
}

struct entry {
	char left[KEYMAP_TEXT_SIZE];
	const char *right;
};

static struct entry entry_at(int i)
{
	struct entry entry = {.right = ""};
	int keys = n_commands();

	if (i < keys) {
		keymap_keys_text(&commands[i], entry.left);
		entry.right = commands[i].help;
	} else if (i > keys) {
		snprintf(entry.left, sizeof(entry.left), "%s", signs[i - keys - 1].sign);
		entry.right = signs[i - keys - 1].help;
	}
	return entry;
}

static void entry_widths(int *left, int *right)
{
	*left = *right = 0;
	for (int i = 0; i < n_entries(); i++) {
		struct entry entry = entry_at(i);

		if (text_width(entry.left) > *left)
			*left = text_width(entry.left);
		if (text_width(entry.right) > *right)
			*right = text_width(entry.right);
	}
}

static int n_columns(struct rectangle place)
{
	int left, right;

	entry_widths(&left, &right);
	return place.columns >= 2 * (left + GAP + right) + GUTTER ? 2 : 1;
}

static int n_lines(struct rectangle place)
{
	int columns = n_columns(place);

	return (n_entries() + columns - 1) / columns;
}

int help_page(struct rectangle place)
{
	return place.rows > 1 ? place.rows - 1 : 0;
}

int help_scroll_max(struct rectangle place)
{
	int hidden = n_lines(place) - help_page(place);

	return hidden > 0 ? hidden : 0;
}

static void draw_title(struct canvas *canvas, struct rectangle place, int scroll)
{
	char range[48];
	int last = scroll + help_page(place), width;

	for (int i = 0; i < place.columns; i++)
		canvas_glyph(canvas, place.row, place.column + i,
			     glyph_sign(GLYPH_HORIZONTAL, canvas->ascii), ROLE_RULE, 0);
	if (place.columns < 8)
		return;
	canvas_text(canvas, place.row, place.column + 2, place.columns - 2, " Help: Esc closes it ",
		    ROLE_TITLE_FOCUS, 0);
	if (help_scroll_max(place) == 0)
		return;
	width = snprintf(range, sizeof(range), " %d-%d of %d ", scroll + 1, last, n_lines(place));
	if (width + 26 <= place.columns)
		canvas_text(canvas, place.row, place.column + place.columns - width - 2, width,
			    range, ROLE_DIM, 0);
}

static void draw_entry(struct canvas *canvas, int row, int column, int end, int i)
{
	struct entry entry = entry_at(i);
	int left, right;

	entry_widths(&left, &right);
	if (column < end)
		canvas_text(canvas, row, column, left < end - column ? left : end - column,
			    entry.left, ROLE_KEY, 0);
	column += left + GAP;
	if (column < end)
		canvas_text(canvas, row, column, end - column, entry.right, ROLE_TEXT, 0);
}

void help_draw(struct canvas *canvas, struct rectangle place, int scroll)
{
	int columns = n_columns(place), lines = n_lines(place);
	int width = (place.columns - GUTTER) / 2, end = place.column + place.columns;

	for (int row = 0; row < place.rows; row++)
		for (int column = 0; column < place.columns; column++)
			canvas_glyph(canvas, place.row + row, place.column + column, ' ', ROLE_TEXT,
				     0);
	if (place.rows < 1 || place.columns < 1)
		return;
	draw_title(canvas, place, scroll);
	for (int line = 0; line < help_page(place) && scroll + line < lines; line++)
		for (int c = 0; c < columns; c++) {
			int i = scroll + line + c * lines;

			if (i < n_entries())
				draw_entry(canvas, place.row + 1 + line,
					   place.column + 1 + c * (width + GUTTER),
					   columns == 2 && c == 0 ? place.column + width : end, i);
		}
}
