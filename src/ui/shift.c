#include "ui/shift.h"

#include <string.h>

/* Letting the terminal scroll takes so many bytes, and is looked for from so many rows on. */
#define SCROLL_BYTES 40
#define SCROLL_LEAST 4

static const struct writer_cell blank_cell = WRITER_BLANK;

static uint64_t hash_row(const struct writer_cell *cells, int columns)
{
	uint64_t hash = UINT64_C(14695981039346656037), bits;

	_Static_assert(sizeof(*cells) == sizeof(bits), "a cell is hashed as one number");
	for (int i = 0; i < columns; i++) {
		memcpy(&bits, &cells[i], sizeof(bits));
		hash = (hash ^ bits) * UINT64_C(1099511628211);
		hash ^= hash >> 32;
	}
	return hash;
}

static int count_changed(const struct writer *writer)
{
	size_t bytes = (size_t)writer->columns * sizeof(*writer->wanted);
	int changed = 0;

	for (int row = 0; row < writer->rows; row++)
		changed += memcmp(writer_row(writer, writer->shown, row),
				  writer_row(writer, writer->wanted, row), bytes) != 0;
	return changed;
}

static void hash_rows(struct writer *writer, int rows)
{
	for (int row = 0; row < rows; row++) {
		writer->hashes[row] = (struct writer_hashes){
			hash_row(writer_row(writer, writer->shown, row), writer->columns),
			hash_row(writer_row(writer, writer->wanted, row), writer->columns),
		};
	}
}

/* The longest run of rows that have moved by so many, when it is longer than `best`. */
static void find_run(const struct writer *writer, int rows, int by, struct shift *best)
{
	struct shift run = {.by = by};

	for (int row = by < 0 ? -by : 0; row < rows && row + by < rows; row++) {
		if (writer->hashes[row].wanted != writer->hashes[row + by].shown) {
			run.rows = run.changed = 0;
			continue;
		}
		if (run.rows++ == 0)
			run.top = row;
		run.changed += writer->hashes[row].wanted != writer->hashes[row].shown;
		if (run.changed > best->changed)
			*best = run;
	}
}

/* Cells of a row that are not what they are to be; `shown` NULL: of a blank row. */
static int differing(const struct writer *writer, int row, const struct writer_cell *shown)
{
	const struct writer_cell *wanted = writer_row(writer, writer->wanted, row);
	int n = 0;

	for (int i = 0; i < writer->columns; i++)
		n += !writer_same(&wanted[i], shown ? &shown[i] : &blank_cell);
	return n;
}

int shift_first(const struct shift *shift)
{
	return shift->by < 0 ? shift->top + shift->by : shift->top;
}

int shift_last(const struct shift *shift)
{
	return shift->top + shift->rows - 1 + (shift->by > 0 ? shift->by : 0);
}

/* Is what then remains to be written, on the blank rows, less than what was before? */
static bool pays(const struct writer *writer, const struct shift *shift)
{
	int without = 0, with = SCROLL_BYTES;

	for (int row = shift_first(shift); row <= shift_last(shift); row++) {
		without += differing(writer, row, writer_row(writer, writer->shown, row));
		if (row < shift->top || row >= shift->top + shift->rows)
			with += differing(writer, row, NULL);
	}
	return with < without;
}

/* Where the last cell cannot be written it is not known, so that its row must stay. */
bool shift_find(struct writer *writer, struct shift *shift)
{
	int rows = writer->rows - !writer->sequences->has_corner;
	struct shift best = {.changed = 0};

	if (count_changed(writer) < SCROLL_LEAST)
		return false;
	hash_rows(writer, rows);
	for (int by = 1; by < rows; by++) {
		find_run(writer, rows, by, &best);
		find_run(writer, rows, -by, &best);
	}
	*shift = best;
	return best.changed >= SCROLL_LEAST && pays(writer, &best);
}
