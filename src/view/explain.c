#include "view/explain.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"
#include "base/text.h"
#include "view/facts.h"
#include "view/figures.h"
#include "view/formula.h"
#include "view/match.h"
#include "view/restated.h"
#include "view/segments.h"
#include "view/view.h"

#define PARTS_MOST 40 /* of a vendor or a region that are listed */

struct explanation {
	struct table *table;
	const struct snapshot *snapshot;
	const struct query *query;
	const struct table *of; /* the table that the figure stands in, */
	const struct row *row;
	const char *column; /* its column there, */
	const char *figure; /* and what it is: a column that formula.h knows */
	const char *key;    /* the model, vendor or region that the figure is of, or NULL */
	enum grouping grouping;
	struct figures figures; /* of the row's week or day, by the grouping; */
	bool has_figures;       /* if there are any */
	const struct entry *entry;
};

static void put(struct explanation *explanation, const char *what, struct value value)
{
	facts_put(explanation->table, what, value);
}

/* Of a value in one row. */
static int width_of(const struct explanation *explanation)
{
	return facts_width(explanation->table, explanation->query->columns);
}

static void put_text(struct explanation *explanation, const char *what, const char *text)
{
	facts_text(explanation->table, what, text, width_of(explanation));
}

/* A text of figures, for people to read. */
static void put_figures(struct explanation *explanation, const char *what, const char *text)
{
	struct strbuf grouped;

	strbuf_init(&grouped, SIZE_MAX);
	text_group_digits(&grouped, text);
	put_text(explanation, what, grouped.data);
	strbuf_done(&grouped);
}

static const struct value *cell(const struct explanation *explanation, const char *column)
{
	static const struct value absent = {.kind = VALUE_ABSENT};
	int index = table_column(explanation->of, column);

	return index < 0 ? &absent : &explanation->row->values[index];
}

/* Bars and what only the screen has show the figure of another column. */
static const char *real_column(const char *column)
{
	static const char *const twins[][2] = {
		{"token_bar", "token_share"}, {"usd_bar", "usd_share"}, {"growth", "wow"}};

	for (size_t i = 0; i < sizeof(twins) / sizeof(twins[0]); i++)
		if (strcmp(column, twins[i][0]) == 0)
			return twins[i][1];
	return column;
}

/* What every figure has */

/* "words = figures" on two lines. */
static void put_formula(struct explanation *explanation)
{
	const struct formula formula = {
		.arena = &explanation->table->arena,
		.query = explanation->query,
		.figures = explanation->has_figures ? &explanation->figures : NULL,
		.grouping = explanation->grouping,
		.entry = explanation->entry,
		.of = explanation->of,
		.row = explanation->row,
		.column = explanation->figure,
	};
	const char *text = formula_text(&formula);
	const char *figures = text ? strstr(text, " = ") : NULL;

	if (!text)
		return;
	if (!figures) {
		put_figures(explanation, "formula", text);
		return;
	}
	put_figures(explanation, "formula",
		    arena_strndup(&explanation->table->arena, text, (size_t)(figures - text)));
	put_figures(explanation, "in figures", figures + 3);
}

static const char *meaning_of_approx(const char *column)
{
	static const char *const changes[] = {"wow", "growth", "wow_points", NULL};
	int place;

	return text_find_word(column, changes, &place)
		       ? "not all of the days rank the same of its models"
		       : "a lower bound, or with a price that was first seen after the week";
}

static void put_figure(struct explanation *explanation)
{
	int index = table_column(explanation->of, explanation->column);
	struct value value = *cell(explanation, explanation->column);

	if (index < 0)
		return;
	if (value.text)
		value.text = arena_strdup(&explanation->table->arena, value.text);
	if (value.kind != VALUE_SERIES)
		put(explanation,
		    *explanation->of->columns[index].title ? explanation->of->columns[index].title
							   : explanation->column,
		    value);
	if (value.kind == VALUE_TOKENS)
		put(explanation, "exactly", value_integer(VALUE_INTEGER, value.integer));
	if (value.approx)
		put_text(explanation, "~", meaning_of_approx(explanation->column));
	put_formula(explanation);
}

/* Of what has no week: as its own columns say. */
static void put_own_source(struct explanation *explanation)
{
	static const char *const lines[][2] = {{"source", "source"}, {"fetched", "as_of"}};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (cell(explanation, lines[i][1])->kind == VALUE_TEXT)
			put_text(explanation, lines[i][0], cell(explanation, lines[i][1])->text);
}

static void put_source(struct explanation *explanation)
{
	const struct history *history = explanation->snapshot->history;
	const struct history_bucket *bucket = explanation->figures.week;
	struct arena *arena = &explanation->table->arena;
	char text[CALENDAR_SIZE], range[CALENDAR_SIZE];

	if (!explanation->has_figures) {
		put_own_source(explanation);
		return;
	}
	if (explanation->figures.day)
		put_text(explanation, "day",
			 arena_printf(arena, "%s UTC", calendar_format_date(text, bucket->date)));
	else
		put_text(explanation, "week",
			 arena_printf(arena, "%s, %s, %d of 7 days UTC",
				      calendar_format_week(text, bucket->date),
				      calendar_format_range(range, bucket->date), bucket->days));
	put_text(explanation, "source", figures_source(history, bucket));
	put_text(explanation, "as of", calendar_format_time(text, bucket->as_of));
	put_text(explanation, bucket->imported ? "imported" : "fetched",
		 history->origin == HISTORY_LIVE ? calendar_format_time(text, bucket->fetched_at)
						 : "never: it came with the program");
}

/* All other models are one row of the source, in whichever table they stand. */
static void put_restated(struct explanation *explanation)
{
	struct restated_line lines[RESTATED_LINES];
	struct arena *arena = &explanation->table->arena;
	bool tail = explanation->row->flags & ROW_TAIL;
	size_t n = 0;

	if (tail || explanation->grouping == GROUP_MODEL)
		n = restated_lines(arena, &explanation->figures,
				   tail ? HISTORY_TAIL : explanation->key, lines);
	else if (explanation->entry)
		n = restated_lines_of_group(arena, &explanation->figures, explanation->entry,
					    explanation->grouping, lines);

	for (size_t i = 0; i < n; i++)
		put_figures(explanation, lines[i].what, lines[i].text);
}

static bool is_of(const struct explanation *explanation, const char *view)
{
	return strcmp(explanation->of->view, view) == 0;
}

/* Vendors and regions: what was added up */

/* The figures of the row's week or day; query.week is that of the panes.  False when there are
 * none. */
static bool init_figures(const struct explanation *explanation, struct figures *figures,
			 enum grouping grouping)
{
	const struct value *week = cell(explanation, "week"), *date = cell(explanation, "date");
	int32_t day;

	memset(figures, 0, sizeof(*figures));
	if (is_of(explanation, "detail-days"))
		return calendar_parse_date(date->text, &day) &&
		       figures_init_day(figures, explanation->snapshot, explanation->query, day,
					grouping);
	return week->kind == VALUE_TEXT && calendar_parse_week(week->text, &day) &&
	       figures_init(figures, explanation->snapshot, explanation->query, day, grouping);
}

static bool is_part(const struct explanation *explanation, const struct entry *part)
{
	const struct entry *whole = explanation->entry;

	if (!whole)
		return segments_has(explanation->key, part, explanation->query);
	if (explanation->grouping == GROUP_REGION)
		return strcmp(entry_region(part), whole->key) == 0;
	return vendor_author_length(part->key) == whole->key_length &&
	       memcmp(part->key, whole->key, whole->key_length) == 0;
}

/* What a part adds to the figure. */
static struct value part_value(const struct explanation *explanation, const struct entry *part)
{
	if (strcmp(explanation->figure, "usd_low") == 0)
		return figures_usd_low(part);
	if (strcmp(explanation->figure, "usd_high") == 0)
		return figures_usd_high(part);
	if (strncmp(explanation->figure, "usd", 3) == 0)
		return figures_usd(part);
	return value_integer(VALUE_TOKENS, part->tokens);
}

/* The figures that the parts are among: a region's vendors, and of the ten largest models no more
 * than these. */
static bool init_parts(const struct explanation *explanation, struct figures *figures)
{
	if (explanation->grouping != GROUP_REGION)
		return init_figures(explanation, figures, GROUP_MODEL);
	if (explanation->query->denominator != DENOMINATOR_TOP_10)
		return init_figures(explanation, figures, GROUP_VENDOR);
	if (!init_figures(explanation, figures, GROUP_MODEL))
		return false;
	figures_top(figures, GROUP_VENDOR);
	return true;
}

static bool has_parts(const struct explanation *explanation)
{
	return (explanation->entry && explanation->grouping != GROUP_MODEL) ||
	       is_of(explanation, "segments");
}

static void put_parts(struct explanation *explanation)
{
	struct figures figures;
	size_t n = 0, listed = 0;

	if (!init_parts(explanation, &figures)) {
		figures_done(&figures);
		return;
	}
	for (size_t i = 0; i < figures.now->n; i++) {
		const struct entry *part = &figures.now->entries[i];
		const char *name;

		if (!is_part(explanation, part) || ++n > PARTS_MOST)
			continue;
		listed++;
		name = explanation->grouping == GROUP_MODEL || explanation->grouping == GROUP_VENDOR
			       ? entry_name(part)
		       : part->vendor ? part->vendor->name
				      : arena_strndup(&explanation->table->arena, part->key,
						      part->key_length);
		put(explanation, arena_printf(&explanation->table->arena, "+ %s", name),
		    part_value(explanation, part));
	}
	if (n > listed)
		put_text(explanation, "+", "and smaller ones");
	figures_done(&figures);
}

/* What the row is of */

/* A comparison's columns are models and vendors, a detail's rows are weeks of one. */
static const char *key_of(const struct explanation *explanation)
{
	const struct value *subject = cell(explanation, "subject");

	if (is_of(explanation, "compare"))
		return explanation->column;
	if (is_of(explanation, "providers"))
		return NULL;
	if (subject->kind == VALUE_TEXT)
		return subject->text;
	return is_of(explanation, "records") ? NULL : explanation->row->key;
}

static enum grouping grouping_of(const struct explanation *explanation)
{
	if (is_of(explanation, "regions"))
		return GROUP_REGION;
	if (is_of(explanation, "vendors"))
		return GROUP_VENDOR;
	/* Keys of models have a slash. */
	if (explanation->key &&
	    (is_of(explanation, "compare") || cell(explanation, "subject")->kind == VALUE_TEXT) &&
	    !is_of(explanation, "records"))
		return strchr(explanation->key, '/') ? GROUP_MODEL : GROUP_VENDOR;
	return GROUP_MODEL;
}

static void resolve(struct explanation *explanation)
{
	bool pinned = is_of(explanation, "compare") && strcmp(explanation->column, "when") != 0 &&
		      strcmp(explanation->column, "span") != 0;

	explanation->key = key_of(explanation);
	explanation->grouping = grouping_of(explanation);
	explanation->figure = pinned ? unit_word(explanation->query->unit) : explanation->column;
	explanation->has_figures =
		!is_of(explanation, "providers") &&
		init_figures(explanation, &explanation->figures, explanation->grouping);
	if (explanation->has_figures && explanation->key)
		explanation->entry = standing_find(explanation->figures.now, explanation->key,
						   strlen(explanation->key));
}

/* Is the figure made of dollars, or of prices? */
static bool follows_prices(const struct explanation *explanation)
{
	static const char *const words[] = {"usd", "workload", "price", "gap"};
	static const char *const by_unit[] = {"wow",  "wow_points", "rank",  "move", "trend",
					      "what", "value",      "weeks", "since"};
	const char *figure = explanation->figure;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(figure, words[i]))
			return true;
	for (size_t i = 0; i < sizeof(by_unit) / sizeof(by_unit[0]); i++)
		if (strcmp(figure, by_unit[i]) == 0)
			return explanation->query->unit == UNIT_USD;
	return false;
}

static void put_all(struct explanation *explanation)
{
	bool model = explanation->grouping == GROUP_MODEL;

	if (has_parts(explanation))
		facts_widen(explanation->table, explanation->query->columns);
	put_figure(explanation);
	put_source(explanation);
	if (explanation->has_figures && explanation->key)
		put_restated(explanation);
	if (explanation->entry && model)
		match_put(explanation->table, explanation->snapshot, explanation->entry,
			  width_of(explanation));
	if (cell(explanation, "price_rule")->kind == VALUE_TEXT && follows_prices(explanation))
		put_figures(explanation, "price rule", cell(explanation, "price_rule")->text);
	if (explanation->entry && explanation->grouping == GROUP_VENDOR)
		match_put_vendor(explanation->table, explanation->entry->vendor, explanation->key,
				 width_of(explanation));
	if (has_parts(explanation))
		put_parts(explanation);
	table_note(explanation->table, NOTE_KEY, "w: the row's next figure");
}

const char *explain_row_name(const struct table *of, const struct row *row)
{
	static const char *const names[] = {"vendor_name", "name", "provider", "what"};
	const char *name = row->key;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		int column = table_column(of, names[i]);

		if (column >= 0 && row->values[column].kind == VALUE_TEXT)
			name = row->values[column].text;
	}
	return name;
}

static const char *row_key(const struct query *query)
{
	return query->subject_row ? query->subject_row : query->subject;
}

/* The table that the figure stands in, unsorted and whole; NULL when the query names none. */
static struct table *build_of(const struct snapshot *snapshot, const struct query *query)
{
	const struct view *view = query->subject_view ? view_find(query->subject_view) : NULL;
	struct query whole = *query;

	if (!row_key(query) || !query->subject_column || !view || view->build == explain_build)
		return NULL;
	whole.sort = whole.filter = NULL;
	whole.top = 0;
	return view_table(view, snapshot, &whole);
}

/* Whose figures they are: a week or day that need not be the query's, or what stands in the row. */
static void take_origin(struct explanation *explanation)
{
	struct table *table = explanation->table;

	if (explanation->has_figures) {
		table->bucket = explanation->figures.week;
		return;
	}
	table->timeless = explanation->of->timeless;
	if (cell(explanation, "source")->kind == VALUE_TEXT)
		table->source = arena_strdup(&table->arena, cell(explanation, "source")->text);
	if (cell(explanation, "as_of")->kind == VALUE_TEXT)
		table->as_of = arena_strdup(&table->arena, cell(explanation, "as_of")->text);
}

static void explain(struct explanation *explanation)
{
	struct table *table = explanation->table;
	int column = table_column(explanation->of, explanation->column);
	int row = table_find_row(explanation->of, row_key(explanation->query));

	if (row < 0) {
		table_note(table, NOTE_EMPTY, "not in the list of this week");
		return;
	}
	if (column < 0) {
		table_note(table, NOTE_EMPTY, "no figure to explain");
		return;
	}
	explanation->row = &explanation->of->rows[row];
	table->title =
		arena_strdup(&table->arena, explain_row_name(explanation->of, explanation->row));
	resolve(explanation);
	take_origin(explanation);
	put_all(explanation);
	figures_done(&explanation->figures);
}

struct table *explain_build(const struct snapshot *snapshot, const struct query *query)
{
	struct explanation explanation = {
		.table = facts_new("explain"),
		.snapshot = snapshot,
		.query = query,
	};
	struct table *of;

	if (!history_week(snapshot->history, query->week))
		return explanation.table;
	of = build_of(snapshot, query);
	if (!of) {
		table_note(explanation.table, NOTE_EMPTY, "no figure to explain");
		return explanation.table;
	}
	explanation.of = of;
	explanation.column = real_column(query->subject_column);
	explain(&explanation);
	table_free(of);
	return explanation.table;
}

bool explain_next(const struct snapshot *snapshot, const struct query *query,
		  char column[EXPLAIN_COLUMN_MAX])
{
	struct table *of = build_of(snapshot, query);
	int row = of ? table_find_row(of, row_key(query)) : -1;
	int now = of ? table_column(of, query->subject_column) : -1;
	bool found = false;

	for (size_t i = 1; row >= 0 && now >= 0 && i < of->n_columns && !found; i++) {
		size_t next = ((size_t)now + i) % of->n_columns;

		found = (of->columns[next].flags & COLUMN_SCREEN) &&
			of->rows[row].values[next].kind != VALUE_ABSENT;
		if (found)
			snprintf(column, EXPLAIN_COLUMN_MAX, "%s", of->columns[next].id);
	}
	table_free(of);
	return found;
}
