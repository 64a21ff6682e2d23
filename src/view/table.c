#include "view/table.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"

struct table *table_new(const char *view, const struct column *columns, size_t n_columns)
{
	struct table *table = mem_alloc(1, sizeof(*table));

	arena_init(&table->arena);
	table->view = view;
	table->title = "";
	table->columns = columns;
	table->n_columns = n_columns;
	return table;
}

void table_free(struct table *table)
{
	if (!table || table->holders-- > 0)
		return;
	if (!table->whole)
		free(table->rows);
	table_free(table->whole);
	if (table->extra)
		table->free_extra(table->extra);
	free(table->notes);
	arena_done(&table->arena);
	free(table);
}

struct table *table_share(struct table *table)
{
	table->holders++;
	return table;
}

void table_window(struct table *table, struct table *whole, size_t first)
{
	table->whole = table_share(whole);
	table->rows = whole->rows + first;
	table->n_rows = table->n_ranked = whole->n_rows - first;
}

static struct row *copy_rows(struct table *table, const struct row *rows, size_t n)
{
	struct row *copy = arena_alloc(&table->arena, n, sizeof(*copy));

	memcpy(copy, rows, n * sizeof(*copy));
	return copy;
}

void table_own_rows(struct table *table)
{
	const struct table *whole = table->whole;

	if (!whole || table->rows < whole->rows || table->rows >= whole->rows + whole->n_rows)
		return;
	table->rows = copy_rows(table, table->rows, table->n_rows);
}

/* Where the place `wanted` went. */
static size_t moved_to(const size_t *places, size_t wanted)
{
	size_t i = 0;

	while (places[i] != wanted)
		i++;
	return i;
}

static void keep_exported(struct table *table, const size_t *places)
{
	size_t *exported = arena_alloc(&table->arena, table->n_columns, sizeof(*exported));

	for (size_t i = 0; i < table->n_columns; i++)
		exported[i] = moved_to(places, table_exported(table, i));
	table->exported = exported;
}

static struct row *reorder_rows(struct table *table, struct row *rows, size_t n,
				const size_t *places)
{
	for (size_t r = 0; r < n; r++) {
		struct value *values =
			arena_alloc(&table->arena, table->n_columns, sizeof(*values));

		for (size_t i = 0; i < table->n_columns; i++)
			values[i] = rows[r].values[places[i]];
		rows[r].values = values;
	}
	return rows;
}

void table_reorder(struct table *table, const size_t *places)
{
	struct column *columns = arena_alloc(&table->arena, table->n_columns, sizeof(*columns));

	for (size_t i = 0; i < table->n_columns; i++)
		columns[i] = table->columns[places[i]];
	keep_exported(table, places);
	table->columns = columns;
	table_own_rows(table);
	reorder_rows(table, table->rows, table->n_rows, places);
	if (table->scaled)
		table->scaled =
			reorder_rows(table, copy_rows(table, table->scaled, table->n_scaled),
				     table->n_scaled, places);
}

void table_put_behind(struct table *table, const char *id, const char *other)
{
	int from = table_column(table, id), to = table_column(table, other);
	size_t *places;

	if (from < 0 || to < from || !(table->columns[from].flags & COLUMN_SCREEN) ||
	    !(table->columns[to].flags & COLUMN_SCREEN))
		return;
	places = arena_alloc(&table->arena, table->n_columns, sizeof(*places));
	for (size_t i = 0; i < table->n_columns; i++)
		places[i] = i;
	memmove(places + from, places + from + 1, (size_t)(to - from) * sizeof(*places));
	places[to] = (size_t)from;
	table_reorder(table, places);
}

size_t table_exported(const struct table *table, size_t place)
{
	return table->exported ? table->exported[place] : place;
}

struct row *table_row(struct table *table, const char *key, unsigned flags)
{
	struct row *row;

	table->rows = mem_grow(table->rows, &table->row_capacity, table->n_rows + 1,
			       sizeof(*table->rows));
	row = &table->rows[table->n_rows++];
	row->key = arena_strdup(&table->arena, key);
	row->flags = flags;
	row->part = 0;
	row->pin = 0;
	row->values = arena_alloc(&table->arena, table->n_columns, sizeof(*row->values));
	if (!(flags & ROW_TAIL))
		table->n_ranked++;
	return row;
}

void table_note(struct table *table, enum note_kind kind, const char *format, ...)
{
	struct note *note;
	char *text;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = arena_alloc(&table->arena, (size_t)length + 1, 1);
	va_start(args, format);
	vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	table->notes = mem_grow(table->notes, &table->note_capacity, table->n_notes + 1,
				sizeof(*table->notes));
	note = &table->notes[table->n_notes++];
	*note = (struct note){.kind = kind, .text = text};
}

const char *table_find_note(const struct table *table, enum note_kind kind)
{
	for (size_t i = 0; i < table->n_notes; i++)
		if (table->notes[i].kind == kind)
			return table->notes[i].text;
	return NULL;
}

int table_column(const struct table *table, const char *id)
{
	for (size_t i = 0; i < table->n_columns; i++)
		if (strcmp(table->columns[i].id, id) == 0)
			return (int)i;
	return -1;
}

int table_find_row(const struct table *table, const char *key)
{
	for (size_t i = 0; i < table->n_rows; i++)
		if (strcmp(table->rows[i].key, key) == 0)
			return (int)i;
	return -1;
}

static bool row_matches(const struct table *table, const struct row *row, const char *filter)
{
	for (size_t i = 0; i < table->n_columns; i++) {
		const struct value *value = &row->values[i];

		if (value->kind == VALUE_TEXT && (table->columns[i].flags & COLUMN_SORT) &&
		    text_contains(value->text, filter))
			return true;
	}
	return text_contains(row->key, filter);
}

static void apply_filter(struct table *table, const char *filter)
{
	size_t kept = 0;

	table_own_rows(table);
	table->n_ranked = 0;
	for (size_t i = 0; i < table->n_rows; i++) {
		if (!row_matches(table, &table->rows[i], filter))
			continue;
		table->n_ranked += !(table->rows[i].flags & ROW_TAIL);
		table->rows[kept++] = table->rows[i];
	}
	table->n_rows = kept;
	if (kept == 0)
		table_note(table, NOTE_EMPTY, "nothing matches \"%s\"", filter);
}

/* One row on its way through qsort: what to compare, and the order that it had. */
struct sort_item {
	struct row row;
	const struct value *value;
	size_t index;
	int direction;
};

static double series_last(const struct value *value)
{
	const struct series *series = value->series;

	return series->n ? series->points[series->n - 1] : NAN;
}

static bool is_absent(const struct value *value)
{
	if (value->kind == VALUE_SERIES)
		return isnan(series_last(value));
	return value->kind == VALUE_ABSENT || value->kind == VALUE_WORD;
}

static int compare_reals(double a, double b)
{
	return (a > b) - (a < b);
}

static int compare_values(const struct value *a, const struct value *b)
{
	if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
		return strcasecmp(a->text, b->text);
	if (a->kind == VALUE_SERIES && b->kind == VALUE_SERIES)
		return compare_reals(series_last(a), series_last(b));
	if (a->kind >= VALUE_SHARE && b->kind >= VALUE_SHARE)
		return compare_reals(a->real, b->real);
	return (a->integer > b->integer) - (a->integer < b->integer);
}

static int compare_items(const void *left, const void *right)
{
	const struct sort_item *a = left, *b = right;
	int tail = (int)(a->row.flags & ROW_TAIL) - (int)(b->row.flags & ROW_TAIL);
	int absent = is_absent(a->value) - is_absent(b->value);
	int order;

	if (tail)
		return tail;
	if (absent)
		return absent;
	order = is_absent(a->value) ? 0 : compare_values(a->value, b->value) * a->direction;
	if (order)
		return order;
	return (a->index > b->index) - (a->index < b->index);
}

static void apply_sort(struct table *table, int column, bool descending)
{
	struct sort_item *items = mem_alloc(table->n_rows, sizeof(*items));

	table_own_rows(table);
	for (size_t i = 0; i < table->n_rows; i++) {
		items[i].row = table->rows[i];
		items[i].value = &table->rows[i].values[column];
		items[i].index = i;
		items[i].direction = descending ? -1 : 1;
	}
	qsort(items, table->n_rows, sizeof(*items), compare_items);
	for (size_t i = 0; i < table->n_rows; i++)
		table->rows[i] = items[i].row;
	free(items);
}

bool table_starts_descending(const struct table *table, size_t column)
{
	for (size_t i = 0; i < table->n_rows; i++) {
		enum value_kind kind = table->rows[i].values[column].kind;

		if (kind != VALUE_ABSENT && kind != VALUE_WORD)
			return kind != VALUE_TEXT && kind != VALUE_PRICE &&
			       !(table->columns[column].flags & COLUMN_PLACE);
	}
	return true;
}

/* How many ranked rows of the part stand before this place. */
static size_t ranked_before(const struct table *table, size_t end, int32_t part)
{
	size_t n = 0;

	for (size_t i = 0; i < end; i++)
		n += table->rows[i].part == part && !(table->rows[i].flags & ROW_TAIL);
	return n;
}

static void apply_top(struct table *table, size_t top)
{
	const size_t ranked = table->n_ranked;
	size_t kept = 0;

	table_own_rows(table);
	table->n_ranked = 0;
	for (size_t i = 0; i < table->n_rows; i++) {
		bool tail = table->rows[i].flags & ROW_TAIL;

		/* Of those before it, they are left that count. */
		if (!tail && ranked_before(table, kept, table->rows[i].part) == top)
			continue;
		table->n_ranked += !tail;
		table->rows[kept++] = table->rows[i];
	}
	table->n_rows = kept;
	if (table->n_ranked == ranked)
		return;
	if (table->part)
		table_note(table, NOTE_LINE, "the first %zu of each %s", top, table->part);
	else
		table_note(table, NOTE_LINE, "the first %zu of %zu", top, ranked);
}

/* Bars and series mean the same whatever rows are left out. */
static void keep_scale(struct table *table)
{
	table->scaled = copy_rows(table, table->rows, table->n_rows);
	table->n_scaled = table->n_rows;
}

void table_arrange(struct table *table, const struct query *query)
{
	int column = query->sort && *query->sort ? table_column(table, query->sort) : -1;

	if (table->n_rows == 0)
		return;
	if ((query->filter && *query->filter) || query->top > 0)
		keep_scale(table);
	if (query->filter && *query->filter)
		apply_filter(table, query->filter);
	if (column >= 0 && table->n_rows > 1)
		apply_sort(table, column, query->descending);
	if (query->top > 0 && (size_t)query->top < table->n_ranked)
		apply_top(table, (size_t)query->top);
}

struct value value_text(const char *text)
{
	struct value value = {.kind = text ? VALUE_TEXT : VALUE_ABSENT, .text = text};

	return value;
}

struct value value_word(const char *text)
{
	struct value value = {.kind = VALUE_WORD, .text = text};

	return value;
}

struct value value_integer(enum value_kind kind, int64_t integer)
{
	struct value value = {.kind = kind, .integer = integer};

	return value;
}

struct value value_real(enum value_kind kind, double real)
{
	struct value value = {.kind = isnan(real) ? VALUE_ABSENT : kind, .real = real};

	return value;
}

struct value value_series(const struct series *series)
{
	struct value value = {.kind = VALUE_SERIES, .series = series};

	return value;
}
