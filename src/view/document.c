#include "view/document.h"

#include <string.h>
#include "base/calendar.h"
#include "view/figures.h"

/* The first text of a column: the same in all rows, or that of the newest. */
static const char *text_of(const struct table *table, const char *id)
{
	int column = table_column(table, id);

	for (size_t i = 0; column >= 0 && i < table->n_rows; i++)
		if (table->rows[i].values[column].kind == VALUE_TEXT)
			return table->rows[i].values[column].text;
	return NULL;
}

static void take_source(struct document *document, struct arena *arena)
{
	const struct history *history = document->snapshot->history;
	const struct table *table = document->table;
	const struct history_bucket *bucket = table->bucket ? table->bucket : document->week;
	char time[CALENDAR_SIZE];

	if (table->timeless) {
		document->source = table->source ? table->source : text_of(table, "source");
		document->as_of = table->as_of ? table->as_of : text_of(table, "as_of");
	} else if (bucket) {
		document->source = figures_source(history, bucket);
		document->as_of = arena_strdup(arena, calendar_format_time(time, bucket->as_of));
	}
	if (!document->source)
		document->source = DOCUMENT_SOURCE ", " DOCUMENT_LICENCE;
	document->citation =
		arena_printf(arena, "Source: " DOCUMENT_SOURCE "%s%s. Licensed under %s.",
			     document->as_of ? ", as of " : "",
			     document->as_of ? document->as_of : "", DOCUMENT_LICENCE);
}

static void take_state(struct document *document, struct arena *arena)
{
	const struct history *history = document->snapshot->history;
	const struct held *held = &document->snapshot->status.held;
	const struct history_bucket *week = document->week;
	char time[CALENDAR_SIZE];

	if (held_waits(held))
		document->held = arena_strdup(arena, held->reason);
	if (history->origin != HISTORY_SAMPLE || history->n_weeks == 0)
		return;
	/* No figure shown is younger than the date. */
	if (!week)
		week = &history->weeks[history->n_weeks - 1];
	calendar_format_time(time, week->as_of);
	document->sample =
		arena_printf(arena, "SAMPLE of %.10s: built-in figures, not today's", time);
}

static bool is_text(const char *text)
{
	return text && *text;
}

/* As many rows as are shown, where they are the first in the view's own order. */
static void take_title(struct document *document, struct arena *arena)
{
	const struct query *query = document->query;
	const struct table *table = document->table;
	const bool first = table->lead && !is_text(query->filter) && !is_text(query->sort) &&
			   query->top > 0 && table->n_ranked == (size_t)query->top;
	const char *top = first ? arena_printf(arena, "Top %d ", query->top) : "";

	document->title = arena_printf(arena, "%s%s%s%s", document->view->title,
				       *table->title ? ": " : "", top, table->title);
}

/* The column as its head has it, or where it has none by the name that it was asked for by. */
static const char *sorted_by(const struct table *table, const char *id)
{
	int place = table_column(table, id);
	const struct column *column = place < 0 ? NULL : &table->columns[place];

	return column && column->flags & COLUMN_SCREEN && *column->title ? column->title : id;
}

static void take_arranged(struct document *document, struct arena *arena)
{
	const struct query *query = document->query;
	const char *filter = "", *sort = "";

	if (is_text(query->filter))
		filter = arena_printf(arena, "filter \"%s\"", query->filter);
	if (is_text(query->sort))
		sort = arena_printf(arena, "sorted by %s, %s",
				    sorted_by(document->table, query->sort),
				    query->descending ? "descending" : "ascending");
	if (*filter || *sort)
		document->arranged =
			arena_printf(arena, "%s%s%s", filter, *filter && *sort ? "; " : "", sort);
}

void document_init(struct document *document, const struct view *view,
		   const struct snapshot *snapshot, const struct query *query, struct table *table)
{
	struct arena *arena = &document->banner.arena;
	struct query shown = *query;

	memset(document, 0, sizeof(*document));
	document->view = view;
	document->snapshot = snapshot;
	document->query = query;
	document->table = table;
	if (table->bucket)
		shown.week = calendar_monday(table->bucket->date);
	banner_init(&document->banner, snapshot, &shown);
	if (!table->timeless)
		document->week = history_week(snapshot->history, shown.week);
	take_title(document, arena);
	take_arranged(document, arena);
	document->rule = text_of(table, "price_rule");
	take_source(document, arena);
	take_state(document, arena);
}

void document_done(struct document *document)
{
	table_free(document->table);
	banner_done(&document->banner);
}
