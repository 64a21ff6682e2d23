#include "ui/subject.h"

#include <stdio.h>
#include <string.h>
#include "view/explain.h"

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

static bool is_detail(const struct pane *pane)
{
	return is_view(pane, "detail") || is_view(pane, "detail-days") ||
	       is_view(pane, "providers");
}

static const char *text_of(const struct table *table, const struct row *row, const char *column)
{
	int i = table_column(table, column);

	return i < 0 || row->values[i].kind != VALUE_TEXT ? NULL : row->values[i].text;
}

/* The model or vendor that the selected row, or the sheet with it, is about; NULL when it is about
 * neither.  Models are known by the slash in their keys. */
static const char *subject_key(const struct screen *screen, const struct pane *pane)
{
	const struct row *row = subject_row(pane);
	const char *key;

	if (is_detail(pane))
		return screen->query.subject;
	if (!row || (row->flags & ROW_TAIL))
		return NULL;
	if (is_view(pane, "vendors"))
		return row->key;
	key = text_of(pane->table, row, is_view(pane, "records") ? "subject" : "slug");
	return key && strchr(key, '/') ? key : NULL;
}

const char *subject_model(struct screen *screen)
{
	const struct pane *pane = screen_pane(screen);
	const struct query *query = &screen->query;
	const char *key = subject_key(screen, pane);

	/* Keys of records have slashes without being models. */
	if (is_view(pane, "explain") && query->subject_view &&
	    strcmp(query->subject_view, "records") != 0)
		key = query->subject;
	return key && strchr(key, '/') ? key : NULL;
}

static unsigned say(struct screen *screen, const char *text)
{
	screen_message(screen, false, "%s", text);
	return REACT_DRAW;
}

unsigned subject_pin(struct screen *screen, enum command command)
{
	const char *key = subject_key(screen, screen_pane(screen));
	char words[KEYMAP_HINT_SIZE];
	int place;

	(void)command;
	if (!key)
		return say(screen, "only models and vendors can be compared");
	place = screen_pin(screen, key);
	if (place < 0)
		screen_message(
			screen, true, "%d are pinned already%s", QUERY_PINS,
			keymap_hint(&screen->keymap, COMMAND_PIN, "on one lets it go", words));
	else if (place == 0)
		screen_message(screen, false, "no longer pinned");
	else
		screen_message(screen, false, "pinned, %d of %d%s", place, QUERY_PINS,
			       keymap_hint(&screen->keymap, COMMAND_COMPARE, "compares", words));
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
	const char *key = subject_key(screen, pane);

	(void)command;
	if (is_detail(pane)) {
		screen_open(screen, next_detail(screen, pane));
		return REACT_DRAW;
	}
	if (!key)
		return say(screen, "there is more to see of models and vendors only");
	screen_subject(screen, key, pane->view->id);
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
		if (!first && (column->flags & COLUMN_RIGHT) && (column->flags & COLUMN_SCREEN))
			first = column->id;
	}
	return first;
}

/* The same row in its next column. */
static unsigned explain_more(struct screen *screen)
{
	char column[EXPLAIN_COLUMN_MAX];

	if (!explain_next(screen->snapshot, &screen->query, column))
		return say(screen, "the row has no other figure");
	screen_explain(screen, NULL, false, column);
	return REACT_DRAW;
}

unsigned subject_explain(struct screen *screen, enum command command)
{
	const struct pane *pane = screen_pane(screen);
	const struct row *row = subject_row(pane);
	const char *column;

	(void)command;
	if (is_view(pane, "explain"))
		return explain_more(screen);
	column = row ? explained_column(pane) : NULL;
	if (!column)
		return say(screen, "no row to explain");
	screen_explain(screen, row->key, is_detail(pane), column);
	return REACT_DRAW;
}
