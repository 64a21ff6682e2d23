#include "view/compare.h"

#include <math.h>
#include <string.h>
#include "base/calendar.h"
#include "view/figures.h"
#include "view/shelf.h"
#include "view/subject.h"

enum {
	WHEN,
	SPAN,
	UNIT,
	PINS, /* one column each, then the provenance */
};

#define COLUMNS_MOST (PINS + QUERY_PINS + PROVENANCE_COUNT)

static const struct column first_columns[PINS] = {
	[WHEN] = {"when", "Week", COLUMN_SCREEN | COLUMN_SORT, 10, 10, 1},
	[SPAN] = {"span", "", COLUMN_SCREEN, 12, 12, 3},
	[UNIT] = {"unit", "unit", COLUMN_EXPORT, 0, 0, 0},
};

static const struct column last_columns[PROVENANCE_COUNT] = {PROVENANCE_COLUMNS};

struct comparison {
	struct table *table;
	const struct snapshot *snapshot;
	const struct query *query;
	enum measure measure;
	size_t n; /* pins */
	struct subject subjects[QUERY_PINS];
	int32_t first[QUERY_PINS]; /* the week that names it first, 0 for none */
	double *points[QUERY_PINS];
};

static struct table *new_table(const struct comparison *comparison)
{
	struct column columns[COLUMNS_MOST];
	const size_t n = comparison->n;

	memcpy(columns, first_columns, sizeof(first_columns));
	for (size_t i = 0; i < n; i++)
		columns[PINS + i] = (struct column){
			comparison->subjects[i].key,
			comparison->subjects[i].name,
			COLUMN_SCREEN | COLUMN_EXPORT | COLUMN_RIGHT | COLUMN_SORT | COLUMN_VALUE,
			8,
			26,
			2,
		};
	memcpy(columns + PINS + n, last_columns, sizeof(last_columns));
	return figures_table("compare", columns, PINS + n + PROVENANCE_COUNT,
			     comparison->query->unit);
}

/* An entry's figure in the unit, and the point of its series. */
static struct value value_of(const struct comparison *comparison, const struct subject *subject,
			     const struct figures *figures, double *point)
{
	const struct entry *entry = standing_find(figures->now, subject->key, subject->length);
	bool partial = subject->vendor && figures->coarse;
	struct value value = {.kind = VALUE_ABSENT};

	*point = subject_point(figures, subject, entry);
	if (!entry)
		return value;
	value = comparison->measure == MEASURE_USD ? figures_usd(entry)
						   : value_integer(VALUE_TOKENS, entry->tokens);
	value.approx |= partial;
	return value;
}

static void put_week(struct comparison *comparison, int32_t monday, size_t at)
{
	char when[CALENDAR_SIZE], span[CALENDAR_SIZE];
	struct table *table = comparison->table;
	struct row *row = table_row(table, calendar_format_week(when, monday), 0);

	row->values[WHEN] = value_text(row->key);
	row->values[SPAN] =
		value_text(arena_strdup(&table->arena, calendar_format_range(span, monday)));
	row->values[UNIT] = value_text(unit_word(comparison->query->unit));
	row->values[PINS + comparison->n] = row->values[WHEN];
	for (size_t i = 0; i < comparison->n; i++) {
		const struct subject *subject = &comparison->subjects[i];
		struct figures figures;

		comparison->points[i][at] = NAN;
		if (figures_init(&figures, comparison->snapshot, comparison->query, monday,
				 subject_grouping(subject))) {
			row->values[PINS + i] =
				value_of(comparison, subject, &figures, &comparison->points[i][at]);
			figures_provenance(&figures, table, row, (int)(PINS + comparison->n));
		}
		figures_done(&figures);
		/* Before its first week there is nothing, which is not 0. */
		if (!comparison->first[i] || monday < comparison->first[i])
			comparison->points[i][at] = NAN;
	}
	table->chart->labels[at] = row->key;
}

/* The first week that names any of them, 0 when none does. */
static int32_t find_first_weeks(struct comparison *comparison)
{
	int32_t first = 0;

	for (size_t i = 0; i < comparison->n; i++) {
		int32_t own =
			subject_first_week(comparison->snapshot->history, &comparison->subjects[i]);

		comparison->first[i] = own;
		if (own && (!first || own < first))
			first = own;
	}
	return first;
}

/* A row for each week from the first to the newest. */
static struct table *weeks_table(const struct comparison *comparison, int32_t first, int32_t newest)
{
	struct comparison whole = *comparison;
	size_t n = (size_t)(newest - first) / 7 + 1;
	struct table_chart *chart;

	whole.table = new_table(comparison);
	chart = subject_chart(whole.table, n, comparison->measure);
	chart->n_series = comparison->n;
	for (size_t i = 0; i < comparison->n; i++) {
		whole.points[i] = arena_alloc(&whole.table->arena, n, sizeof(*whole.points[i]));
		chart->series[i] = (struct series){n, whole.points[i], false};
	}
	whole.table->chart = chart;
	for (size_t at = n; at-- > 0;)
		put_week(&whole, first + 7 * (int32_t)at, at);
	return whole.table;
}

/* What the rows depend on. */
static const char *shelf_name(const struct comparison *comparison)
{
	const struct query *query = comparison->query;
	const struct mix mix = query->mix;
	struct arena *arena = &comparison->table->arena;
	const char *name = arena_printf(arena, "compare %d %d %d %d", (int)query->unit, mix.output,
					mix.cached, query->paid_only);

	for (size_t i = 0; i < comparison->n; i++)
		name = arena_printf(arena, "%s\n%s", name, comparison->subjects[i].key);
	return name;
}

/* The weeks up to the one shown, out of those that the shelf has or gets. */
static void show_weeks(struct comparison *comparison, int32_t first)
{
	const struct query *query = comparison->query;
	const struct history *history = comparison->snapshot->history;
	int32_t newest = query->shelf ? history->weeks[history->n_weeks - 1].date : query->week;
	bool hollow = history_is_running(history, history_week(history, query->week));
	const char *name = shelf_name(comparison);
	struct table *found = shelf_find(query->shelf, name);
	struct table *whole = found ? found : weeks_table(comparison, first, newest);
	struct table_chart *chart = arena_alloc(&comparison->table->arena, 1, sizeof(*chart));

	table_window(comparison->table, whole, (size_t)(newest - query->week) / 7);
	*chart = *whole->chart;
	chart->n = comparison->table->n_rows;
	for (size_t i = 0; i < comparison->n; i++) {
		chart->series[i].n = chart->n;
		chart->series[i].hollow = hollow;
		chart->names[i] = comparison->subjects[i].name;
	}
	chart->empty = "no whole week of them is known: see the rows below";
	comparison->table->chart = chart;
	if (!found) {
		shelf_put(query->shelf, name, whole);
		table_free(whole);
	}
}

struct table *compare_build(const struct snapshot *snapshot, const struct query *query)
{
	struct comparison comparison = {
		.snapshot = snapshot,
		.query = query,
		.measure = query->unit == UNIT_USD ? MEASURE_USD : MEASURE_TOKENS,
	};
	int32_t first;

	for (; comparison.n < QUERY_PINS && query->pins[comparison.n]; comparison.n++)
		comparison.subjects[comparison.n] =
			subject_of(snapshot, query->pins[comparison.n], query->week);
	comparison.table = new_table(&comparison);
	comparison.table->title =
		figures_title(comparison.table, query,
			      query->unit == UNIT_USD ? "dollars by week" : "tokens by week");
	if (!history_week(snapshot->history, query->week))
		return comparison.table;
	first = find_first_weeks(&comparison);
	if (comparison.n == 0)
		table_note(comparison.table, NOTE_EMPTY,
			   "nothing is pinned: Space pins a model or a vendor");
	else if (first && first <= query->week)
		show_weeks(&comparison, first);
	else
		table_note(comparison.table, NOTE_EMPTY, "not ranked up to this week");
	comparison.table->unknown = comparison.n > 0 && comparison.table->n_rows == 0;
	return comparison.table;
}
