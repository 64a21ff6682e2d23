/* table.h - what every view gives: typed values in columns and rows with a stable key.
 *
 * The screen draws tables and exports write the same tables; a value keeps its number, and
 * formatting happens at the edge (ui/pane, output/csv).  A table is built once by its view, with
 * table_new and table_row, and is const afterwards.
 *
 * Ownership: a table owns its memory (an arena) and frees it at once; strings that outlive it are
 * borrowed from the snapshot that it was built from, which must be held while the table is used.
 * Thread: any; a table belongs to one.
 */
#ifndef ORTOP_VIEW_TABLE_H
#define ORTOP_VIEW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/mem.h"
#include "view/query.h"

enum value_kind {
	VALUE_ABSENT,  /* not known or not applicable: empty everywhere */
	VALUE_TEXT,    /* text */
	VALUE_WORD,    /* text in a numeric column: varies, not listed, new; empty in exports */
	VALUE_INTEGER, /* integer: ranks, days */
	VALUE_MOVE,   /* integer: places won since the week before, 0 for none, negative for lost */
	VALUE_TOKENS, /* integer */
	VALUE_CONTEXT, /* integer: tokens of a context window */
	VALUE_USD,     /* integer: micro-USD */
	VALUE_PRICE,   /* integer: pico-USD a token; shown as USD per million */
	VALUE_SHARE,   /* real: 0 to 1 */
	VALUE_GROWTH,  /* real: 0.074 is +7.4 % */
	VALUE_POINTS,  /* real: difference of two shares; shown in percentage points */
	VALUE_SERIES,  /* series */
};

/* One point a week, oldest first; NAN where a week is missing (a gap, never a zero). */
struct series {
	size_t n;
	const double *points;
	bool hollow; /* the last point is the running week */
};

struct value {
	enum value_kind kind;
	bool approx;      /* shown with ~: a later price, a lower bound, a part of it unknown */
	const char *text; /* in a number: the word that the screen shows in its place ("free") */
	const char *unit; /* what the screen says behind a number: " pt"; NULL for nothing */
	int64_t integer;
	double real;
	const struct series *series;
};

enum column_flags {
	COLUMN_SCREEN = 1 << 0, /* drawn */
	COLUMN_EXPORT = 1 << 1, /* exported */
	COLUMN_RIGHT = 1 << 2,  /* right-aligned: numbers */
	COLUMN_BAR = 1 << 3,    /* a share drawn as a bar and its number */
	COLUMN_SHARED =
		1 << 4, /* bars or series of all rows (and of all such columns) on one scale */
	COLUMN_SORT = 1 << 5,   /* `s` stops here */
	COLUMN_VALUE = 1 << 6,  /* the column of the unit: the one that the eye should find */
	COLUMN_PAIRED = 1 << 7, /* no use without the column at its left: they leave together */
	COLUMN_SERIES = 1 << 8, /* sparklines: a cell a week */
	COLUMN_PLACE = 1 << 9,  /* integers of which the least is the first, not the largest */
	/* What most columns are: */
	COLUMN_BOTH = COLUMN_SCREEN | COLUMN_EXPORT,
	COLUMN_TEXT = COLUMN_BOTH | COLUMN_SORT,
	COLUMN_NUMBER = COLUMN_TEXT | COLUMN_RIGHT,
	COLUMN_SHARES = COLUMN_SCREEN | COLUMN_BAR | COLUMN_SHARED | COLUMN_RIGHT | COLUMN_SORT,
};

struct column {
	const char *id;    /* name in exports and of the sort key */
	const char *title; /* over the column */
	unsigned flags;
	int width;    /* columns on screen at the least, without the gap before it */
	int max;      /* the most that it takes when there is room; >= width */
	int priority; /* 1 stays to the last, higher numbers leave first */
};

enum row_flags {
	ROW_TAIL = 1 << 0, /* the source's `other`: always last, not counted as ranked */
	ROW_CHINA = 1 << 1,
	ROW_US = 1 << 2,
	ROW_ASIDE = 1 << 3, /* apart from the main rows: drawn dim */
};

struct row {
	const char *key; /* stable across weeks, units and refreshes */
	unsigned flags;
	int32_t part; /* of a table of several parts, the one that it is in */
	int pin; /* 1 to QUERY_PINS: its place among the query's pins, 0 when it is not pinned */
	struct value *values; /* one a column */
};

enum note_kind {
	NOTE_LINE,  /* what the pane says below its rows: "out: Kimi K2.6, was 6" */
	NOTE_EMPTY, /* why there is no row */
	NOTE_KEY,   /* what a key does there; a line below the rows that only a screen has */
};

struct note {
	enum note_kind kind;
	const char *text;
	const char *brief; /* what a pane says in its place, below its title; NULL: the same */
};

/* Series of one kind over the same weeks or days, drawn tall above the rows (see ui/chart.h). */
struct table_chart {
	enum value_kind kind; /* VALUE_TOKENS, VALUE_USD (micro-USD) or VALUE_SHARE */
	size_t n;             /* points of each series, oldest first */
	size_t n_series;      /* 1 to QUERY_PINS */
	struct series series[QUERY_PINS];
	const char *names[QUERY_PINS]; /* for the legend */
	const char **labels;           /* n of them: "2026-W33" */
	const char *empty; /* what is so where no point is known; NULL: nothing to say */
};

struct table {
	struct arena arena;
	const char *view;  /* id of the view */
	const char *title; /* "by tokens" */
	const char *brief; /* the title without what the week's line says too, for where
			      there is no room; NULL: the same */
	const char *lead;  /* what a pane, which begins with so many rows, says
			      before it: "Top 10"; NULL for nothing */
	const char *part;  /* the word for its parts, each of which has its own first
			      rows: "week"; NULL: it is one whole */
	size_t n_columns, n_rows, n_ranked; /* ranked: the rows that are not the tail */
	const size_t *exported;             /* place of the first column of exports, of the second
					       and so on; NULL: they have the table's order */
	const struct column *columns;
	struct row *rows;
	struct table_chart *chart;           /* NULL for none */
	bool timeless;                       /* what it shows is not of the query's week */
	const struct history_bucket *bucket; /* whose figures it has, where that need not be the
						query's week; or NULL */
	const char *source, *as_of; /* of what is timeless, where no column tells; or NULL */
	bool unknown;               /* what it would show is not known; NOTE_EMPTY says why */
	size_t n_scaled;            /* of `scaled`, which is NULL where no row was left out: */
	const struct row *scaled;   /* all rows, on whose scale bars and series are drawn */
	size_t n_notes;
	struct note *notes;
	int note_lines; /* that its view keeps free for notes, so that no row moves from
			   week to week; more where there are more */
	size_t row_capacity, note_capacity; /* while it is built */
	const void *told; /* ... the bucket whose provenance the newest row with one tells */
	size_t told_row;
	struct table *whole; /* whose rows these are (see table_window), or NULL */
	void *extra;         /* what a view keeps beside the rows, or NULL */
	void (*free_extra)(void *extra);
	int holders; /* besides the first */
};

/* An empty table; `columns` must outlive it (views have them const). */
struct table *table_new(const char *view, const struct column *columns, size_t n_columns);
void table_free(struct table *table); /* NULL is allowed */

/* The same table for another holder, who frees it too. */
struct table *table_share(struct table *table);

/* Let a table without rows show those of `whole` (which has no tail) from row `first` on; it holds
 * it from then on.  Columns, chart and notes are its own. */
void table_window(struct table *table, struct table *whole, size_t first);

/* Whoever changes rows of a table that is built, or their order, calls this first: rows of a window
 * are not its own.  Their values never are, and are replaced, not written. */
void table_own_rows(struct table *table);

/* Put the columns, with their values, in another order: first the one at places[0].  Exports keep
 * the order that they have. */
void table_reorder(struct table *table, const size_t *places);

/* Let a column stand right behind another that is to its right; nothing where one is not on screen.
 */
void table_put_behind(struct table *table, const char *id, const char *other);

/* Where the column stands that exports have at a place. */
size_t table_exported(const struct table *table, size_t place);

/* A new last row with absent values; the key is copied.  The pointer is good until the next. */
struct row *table_row(struct table *table, const char *key, unsigned flags);

void table_note(struct table *table, enum note_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
const char *table_find_note(const struct table *table, enum note_kind kind); /* NULL when none */

/* Index of a column by id, or -1. */
int table_column(const struct table *table, const char *id);

/* Which way a column is sorted at first: numbers with the largest in front; names, places
 * and prices with the least. */
bool table_starts_descending(const struct table *table, size_t column);

/* Index of a row by key, or -1. */
int table_find_row(const struct table *table, const char *key);

/* Apply the query's filter, sort and top: absent values last whatever the direction, equal ones in
 * the view's order, the tail at the very end.  Top leaves so many of the ranked rows, of each part,
 * and the tail. A filter that leaves nothing, and a top that leaves something out, say so in a
 * note. */
void table_arrange(struct table *table, const struct query *query);

struct value value_text(const char *text); /* NULL gives absent */
struct value value_word(const char *text);
struct value value_integer(enum value_kind kind, int64_t integer);
struct value value_real(enum value_kind kind, double real); /* NAN gives absent */
struct value value_series(const struct series *series);

#endif
