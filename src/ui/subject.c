#include "ui/subject.h"

#include <stdio.h>
#include <string.h>

const struct row *subject_row(const struct pane *pane)
{
	const struct table *table = pane->table;

	if (!table || pane->cursor < 0 || (size_t)pane->cursor >= table->n_rows)
		return NULL;
	return &table->rows[pane->cursor];
}

static bool is_view(const struct pane *pane, const char *id)
{
	return strcmp(pane->view->id, id) == 0;
}

/* Vendors are the rows of one view; models stand in several, known by the slash in their keys. */
static bool is_model_row(const struct row *row)
{
	return !(row->flags & ROW_TAIL) && strchr(row->key, '/');
}

static bool is_vendor_row(const struct pane *pane, const struct row *row)
{
	return is_view(pane, "vendors") && !(row->flags & ROW_TAIL);
}

static bool is_detail(const struct pane *pane)
{
	return is_view(pane, "detail") || is_view(pane, "detail-days") ||
	       is_view(pane, "providers");
}

const char *subject_model(struct screen *screen)
{
	const struct pane *pane = screen_pane(screen);
	const struct row *row = subject_row(pane);
	const struct query *query = &screen->query;

	if (is_detail(pane) || is_view(pane, "explain"))
		return query->subject && strchr(query->subject, '/') ? query->subject : NULL;
	return row && is_model_row(row) ? row->key : NULL;
}

static unsigned say(struct screen *screen, const char *text)
{
	screen_message(screen, false, "%s", text);
	return REACT_DRAW;
}

unsigned subject_pin(struct screen *screen, enum command command)
{
	const struct pane *pane = screen_pane(screen);
	const struct row *row = subject_row(pane);
	int place;

	(void)command;
	if (!row || (!is_model_row(row) && !is_vendor_row(pane, row)))
		return say(screen, "only models and vendors can be compared");
	place = screen_pin(screen, row->key);
	if (place < 0)
		screen_message(screen, true, "%d are pinned already: Space on one lets it go",
			       QUERY_PINS);
	else if (place == 0)
		screen_message(screen, false, "no longer pinned");
	else
		screen_message(screen, false, "pinned, %d of %d: c compares", place, QUERY_PINS);
	return REACT_DRAW;
}

unsigned subject_compare(struct screen *screen, enum command command)
{
	(void)command;
	if (!screen->query.pins[0])
		return say(screen, "nothing is pinned: Space pins a model or a vendor");
	screen_open(screen, "compare");
	return REACT_DRAW;
}

/* Round and round: weeks, days, and of a model its providers. */
static const char *next_detail(const struct screen *screen, const struct pane *pane)
{
	if (is_view(pane, "detail"))
		return "detail-days";
	if (is_view(pane, "detail-days") && strchr(screen->query.subject, '/'))
		return "providers";
	return "detail";
}

unsigned subject_detail(struct screen *screen, enum command command)
{
	const struct pane *pane = screen_pane(screen);
	const struct row *row = subject_row(pane);

	(void)command;
	if (is_detail(pane)) {
		screen_open(screen, next_detail(screen, pane));
		return REACT_DRAW;
	}
	if (!row || (!is_model_row(row) && !is_vendor_row(pane, row)))
		return say(screen, "there is more to see of models and vendors only");
	screen_subject(screen, row->key, pane->view->id, NULL);
	screen_open(screen, "detail");
	return REACT_DRAW;
}

/* The column that the rows are sorted by, else that of the unit, else the first number. */
static const char *explained_column(const struct pane *pane)
{
	const struct table *table = pane->table;
	const char *first = NULL;

	if (*pane->sort)
		return pane->sort;
	for (size_t i = 0; i < table->n_columns; i++) {
		const struct column *column = &table->columns[i];

		if ((column->flags & COLUMN_VALUE) && (column->flags & COLUMN_SCREEN))
			return column->id;
		if (!first && (column->flags & COLUMN_RIGHT))
			first = column->id;
	}
	return first;
}

unsigned subject_explain(struct screen *screen, enum command command)
{
	const struct pane *pane = screen_pane(screen);
	const struct row *row = subject_row(pane);

	(void)command;
	if (!row)
		return say(screen, "no row to explain");
	/* Their rows are weeks or words: what they show is explained where it was opened. */
	if (is_detail(pane) || is_view(pane, "compare") || is_view(pane, "explain"))
		return say(screen, "Esc first: a row of a pane can be explained");
	screen_subject(screen, row->key, pane->view->id, explained_column(pane));
	screen_open(screen, "explain");
	return REACT_DRAW;
}
