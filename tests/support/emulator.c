#include "support/emulator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <cmocka.h>
#include "base/mem.h"
#include "base/text.h"

#define NUMBERS_MAX 8

static const struct look plain = {THEME_DEFAULT, THEME_DEFAULT, 0};

static struct emulated *place(const struct emulator *emulator, int row, int column)
{
	return &emulator->cells[row * emulator->columns + column];
}

const struct emulated *emulator_cell(const struct emulator *emulator, int row, int column)
{
	return place(emulator, row, column);
}

void emulator_init(struct emulator *emulator, int rows, int columns)
{
	*emulator = (struct emulator){.rows = rows, .columns = columns, .look = plain};
	emulator->cells = mem_alloc((size_t)(rows * columns), sizeof(*emulator->cells));
	for (int i = 0; i < rows * columns; i++)
		emulator->cells[i] = (struct emulated){' ', plain};
	emulator->wraps_late = true;
	emulator->bottom = rows - 1;
}

void emulator_done(struct emulator *emulator)
{
	free(emulator->cells);
}

/* Half of a wide glyph that is written over leaves a blank. */
static void blank_half(struct emulator *emulator, int row, int column)
{
	if (column + 1 < emulator->columns && place(emulator, row, column + 1)->glyph == 0)
		place(emulator, row, column + 1)->glyph = ' ';
	if (place(emulator, row, column)->glyph == 0)
		place(emulator, row, column - 1)->glyph = ' ';
}

static void put(struct emulator *emulator, uint32_t glyph)
{
	int width = wcwidth((wchar_t)glyph);

	if (emulator->adrift || emulator->top > 0 || emulator->bottom + 1 < emulator->rows)
		fail_msg("a glyph while a region is set");
	if (emulator->pending)
		fail_msg("a glyph behind the last column of row %d", emulator->row);
	if (width < 1 || emulator->column + width > emulator->columns)
		fail_msg("U+%04X at %d, %d", (unsigned)glyph, emulator->row, emulator->column);
	for (int i = 0; i < width; i++) {
		blank_half(emulator, emulator->row, emulator->column + i);
		*place(emulator, emulator->row, emulator->column + i) =
			(struct emulated){i ? 0 : glyph, emulator->look};
	}
	emulator->column += width;
	if (emulator->column < emulator->columns)
		return;
	if (!emulator->wraps_late && emulator->row + 1 == emulator->rows)
		fail_msg("the last cell was written: the terminal scrolls");
	emulator->column = emulator->columns - 1;
	emulator->pending = true;
}

/* A colour of 256 at numbers[*i], which is 38 or 48. */
static short indexed(const int *numbers, int n, int *i)
{
	assert_true(*i + 2 < n && numbers[*i + 1] == 5);
	*i += 2;
	return (short)numbers[*i];
}

static void paint(struct emulator *emulator, const int *numbers, int n)
{
	struct look *look = &emulator->look;

	for (int i = 0; i < n; i++) {
		int number = numbers[i];

		if (number == 0)
			*look = plain;
		else if (number == 1)
			look->attributes |= THEME_BOLD;
		else if (number == 2)
			look->attributes |= THEME_DIM;
		else if (number == 4)
			look->attributes |= THEME_UNDERLINE;
		else if (number == 7)
			look->attributes |= THEME_REVERSE;
		else if (number >= 30 && number <= 37)
			look->fg = (short)(number - 30);
		else if (number >= 40 && number <= 47)
			look->bg = (short)(number - 40);
		else if (number >= 90 && number <= 97)
			look->fg = (short)(number - 90 + 8);
		else if (number >= 100 && number <= 107)
			look->bg = (short)(number - 100 + 8);
		else if (number == 38)
			look->fg = indexed(numbers, n, &i);
		else if (number == 48)
			look->bg = indexed(numbers, n, &i);
		else if (number != 10) /* the usual font */
			fail_msg("attribute %d", number);
	}
}

static void move_to(struct emulator *emulator, int row, int column)
{
	if (row < 0 || row >= emulator->rows || column < 0 || column >= emulator->columns)
		fail_msg("the cursor to %d, %d", row, column);
	emulator->row = row;
	emulator->column = column;
	emulator->pending = emulator->adrift = false;
}

static void set_region(struct emulator *emulator, int top, int bottom)
{
	if (top < 0 || bottom >= emulator->rows || top >= bottom)
		fail_msg("a region from %d to %d", top, bottom);
	emulator->top = top;
	emulator->bottom = bottom;
	emulator->adrift = true;
}

/* Lines of the region up by one, or down; the line that comes in is blank. */
static void scroll(struct emulator *emulator, bool up)
{
	size_t line = (size_t)emulator->columns * sizeof(*emulator->cells);
	size_t n = (size_t)(emulator->bottom - emulator->top) * line;
	struct emulated blank = {' ', plain};

	if (emulator->adrift || emulator->row != (up ? emulator->bottom : emulator->top))
		fail_msg("a line feed within the region, in row %d", emulator->row);
	if (emulator->erases_in_color)
		blank.look.bg = emulator->look.bg;
	memmove(place(emulator, emulator->top + !up, 0), place(emulator, emulator->top + up, 0), n);
	for (int i = 0; i < emulator->columns; i++)
		*place(emulator, emulator->row, i) = blank;
}

static void erase(struct emulator *emulator)
{
	struct emulated blank = {' ', plain};

	if (emulator->pending)
		fail_msg("an erased line whose end was written");
	if (emulator->erases_in_color)
		blank.look.bg = emulator->look.bg;
	for (int i = emulator->column; i < emulator->columns; i++) {
		blank_half(emulator, emulator->row, i);
		*place(emulator, emulator->row, i) = blank;
	}
}

/* What stands behind ESC [; returns the end. */
static const char *control(struct emulator *emulator, const char *bytes)
{
	int numbers[NUMBERS_MAX] = {0}, n = 1;

	for (; (*bytes >= '0' && *bytes <= '9') || *bytes == ';'; bytes++) {
		if (*bytes == ';')
			assert_true(n++ < NUMBERS_MAX);
		else
			numbers[n - 1] = numbers[n - 1] * 10 + *bytes - '0';
	}
	if (*bytes == 'm')
		paint(emulator, numbers, n);
	else if (*bytes == 'H' && n == 2)
		move_to(emulator, numbers[0] - 1, numbers[1] - 1);
	else if (*bytes == 'C' && n == 1 && numbers[0] > 0 && !emulator->pending)
		move_to(emulator, emulator->row, emulator->column + numbers[0]);
	else if (*bytes == 'r' && n == 2)
		set_region(emulator, numbers[0] - 1, numbers[1] - 1);
	else if (*bytes == 'K' && n == 1 && numbers[0] == 0)
		erase(emulator);
	else
		fail_msg("ESC [ ... %c", *bytes);
	return bytes + 1;
}

void emulator_feed(struct emulator *emulator, const char *bytes, size_t length)
{
	const char *end = bytes + length;

	while (bytes < end) {
		if (strncmp(bytes, "\033[", 2) == 0)
			bytes = control(emulator, bytes + 2);
		else if (strncmp(bytes, "\033(B", 3) == 0) /* the usual characters */
			bytes += 3;
		else if (*bytes == '\017')
			bytes++;
		else if (*bytes == '\n') {
			scroll(emulator, true);
			bytes++;
		} else if (strncmp(bytes, "\033M", 2) == 0) {
			scroll(emulator, false);
			bytes += 2;
		} else
			put(emulator, text_next(&bytes, end));
	}
}
