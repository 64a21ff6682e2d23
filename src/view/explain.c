#include "view/explain.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"
#include "base/text.h"
#include "view/figures.h"
#include "view/formula.h"
#include "view/view.h"

#define PARTS_MOST   40 /* of a vendor or a region that are listed */
#define LINE_COLUMNS 60 /* of a value in one row: what 80 columns have room for */
#define RESTATED     3  /* of a figure that are listed, the newest */

enum {
	WHAT,
	VALUE,
	COLUMNS,
};

static const struct column columns[COLUMNS] = {
	[WHAT] = {"what", "What", COLUMN_SCREEN | COLUMN_EXPORT | COLUMN_SORT, 18, 34, 2},
	[VALUE] = {"value", "Value", COLUMN_SCREEN | COLUMN_EXPORT | COLUMN_SORT, LINE_COLUMNS,
		   LINE_COLUMNS, 1},
};

struct explanation {
	struct table *table;
	const struct snapshot *snapshot;
	const struct query *query;
	const struct table *of; /* the table that the figure stands in */
	const struct row *row;
	const char *column;
	struct figures figures; /* of the row's grouping */
	const struct entry *entry;
	enum grouping grouping;
};

static void put(struct explanation *explanation, const char *what, struct value value)
{
	struct row *row = table_row(explanation->table, what, 0);

	row->values[WHAT] = value_text(row->key);
	row->values[VALUE] = value;
}

static void put_more(struct explanation *explanation, const char *key, const char *text)
{
	struct row *row = table_row(explanation->table, key, 0);

	row->values[VALUE] = value_text(text);
}

/* How many bytes of a text stand on its first line: up to a blank, if there is one in reach. */
static size_t line_length(const char *text)
{
	size_t length = text_fit(text, LINE_COLUMNS, NULL), end = length;

	if (!text[length])
		return length;
	while (end > 0 && text[end] != ' ')
		end--;
	return end ? end : length;
}

/* A text that is too long for a line goes on in rows of their own. */
static void put_text(struct explanation *explanation, const char *what, const char *text)
{
	struct arena *arena = &explanation->table->arena;

	for (int line = 1; line == 1 || *text; line++) {
		size_t length = line_length(text);
		const char *part = arena_strndup(arena, text, length);

		if (line == 1)
			put(explanation, what, value_text(part));
		else
			put_more(explanation, arena_printf(arena, "%s %d", what, line), part);
		text += length;
		text += strspn(text, " ");
	}
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
		.figures = &explanation->figures,
		.grouping = explanation->grouping,
		.entry = explanation->entry,
		.of = explanation->of,
		.row = explanation->row,
		.column = explanation->column,
	};
	const char *text = formula_text(&formula);
	const char *figures = text ? strstr(text, " = ") : NULL;

	if (!text)
		return;
	if (!figures) {
		put_text(explanation, "formula", text);
		return;
	}
	put(explanation, "formula",
	    value_text(arena_strndup(&explanation->table->arena, text, (size_t)(figures - text))));
	put_text(explanation, "in figures", figures + 3);
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
		put_text(explanation, "~",
			 "a lower bound, or with a price that was first seen after the week");
	if (explanation->entry)
		put_formula(explanation);
}

static void put_source(struct explanation *explanation)
{
	const struct history_bucket *week =
		history_week(explanation->snapshot->history, explanation->query->week);
	struct arena *arena = &explanation->table->arena;
	char text[CALENDAR_SIZE], range[CALENDAR_SIZE];

	if (!week)
		return;
	put_text(explanation, "week",
		 arena_printf(arena, "%s, %s, %d of 7 days UTC",
			      calendar_format_week(text, week->date),
			      calendar_format_range(range, week->date), week->days));
	put_text(explanation, "source", figures_source(explanation->snapshot->history, week));
	put_text(explanation, "as of", calendar_format_time(text, week->as_of));
	if (explanation->snapshot->history->origin == HISTORY_LIVE)
		put_text(explanation, "fetched", calendar_format_time(text, week->fetched_at));
}

/* Restatements */

static const char *tokens_text(struct arena *arena, int64_t tokens, bool exact)
{
	char number[FORMAT_SIZE];

	if (tokens == RESTATEMENT_UNNAMED)
		return "not named";
	if (exact)
		return arena_printf(arena, "%" PRId64, tokens);
	return arena_strdup(arena, format_tokens(number, tokens));
}

/* "2026-08-20 14:05 UTC: was 1.21T, now 1.23T"; exactly where that would look the same. */
static const char *restated_text(struct arena *arena, const struct restatement *restatement)
{
	const char *was = tokens_text(arena, restatement->was, false);
	const char *is = tokens_text(arena, restatement->is, false);
	char at[CALENDAR_SIZE];

	if (strcmp(was, is) == 0) {
		was = tokens_text(arena, restatement->was, true);
		is = tokens_text(arena, restatement->is, true);
	}
	return arena_printf(arena, "%s UTC: was %s, now %s",
			    calendar_format_minute(at, restatement->at), was, is);
}

static void put_restated(struct explanation *explanation, enum history_period period, int32_t date)
{
	struct arena *arena = &explanation->table->arena;
	char day[CALENDAR_SIZE];
	const char *what = "restated";
	const struct restatement *restatement;
	size_t n;

	restatement = restatements_find(explanation->snapshot->restatements,
					explanation->entry->key, period, date, date, &n);
	if (period == HISTORY_DAY)
		what = arena_printf(arena, "%s restated", calendar_format_date(day, date));
	for (size_t i = 0; i < n && i < RESTATED; i++) {
		const char *text = restated_text(arena, &restatement[i]);

		if (i == 0)
			put_text(explanation, what, text);
		else
			put_more(explanation, arena_printf(arena, "%s at %zu", what, i + 1), text);
	}
	if (n > RESTATED)
		put_more(explanation, arena_printf(arena, "%s more", what),
			 arena_printf(arena, "and %zu more before", n - RESTATED));
}

/* Of a model: the week's figure, then those of its days, the newest first. */
static void put_restatements(struct explanation *explanation)
{
	int32_t monday = explanation->query->week;

	put_restated(explanation, HISTORY_WEEK, monday);
	for (int32_t day = monday + 6; day >= monday; day--)
		put_restated(explanation, HISTORY_DAY, day);
}

/* Models: the match and the price */

static void put_price(struct explanation *explanation, const struct quote *quote)
{
	struct arena *arena = &explanation->table->arena;
	char seen[CALENDAR_SIZE], input[FORMAT_SIZE], output[FORMAT_SIZE];

	calendar_format_time(seen, quote->listing->seen);
	if (price_known(quote))
		put_text(explanation, "price",
			 quote->status == PRICE_FREE
				 ? "free"
				 : arena_printf(arena, "$%s in, $%s out per million tokens",
						format_price_exact(input, quote->input),
						format_price_exact(output, quote->output)));
	else
		put_text(explanation, "price", price_status_word(quote->status));
	put_text(explanation, "price of",
		 quote->later
			 ? arena_printf(arena, "%s: after the week, the nearest seen", seen)
			 : arena_printf(arena, "%s: the last listing by the week's Sunday", seen));
	if (quote->listing->price.conditional)
		put_text(explanation, "not counted",
			 "it also has conditional prices: hours, long prompts");
}

static void put_match(struct explanation *explanation)
{
	const struct quote *quote = &explanation->entry->quote;
	const char *variant = catalog_variant(explanation->entry->key);

	put_text(explanation, "ranked as", explanation->entry->key);
	if (!quote->listing) {
		put_text(explanation, "matched",
			 "nothing: no listing has this canonical slug and variant");
		return;
	}
	put_text(explanation, "matched", quote->listing->id);
	put_text(explanation, "by",
		 *variant ? arena_printf(&explanation->table->arena,
					 "canonical slug, and variant %s", variant)
			  : "canonical slug, and no variant");
	put_price(explanation, quote);
}

/* Vendors and regions: what was added up */

static bool is_part(const struct explanation *explanation, const struct entry *part)
{
	const struct entry *whole = explanation->entry;

	if (explanation->grouping == GROUP_REGION)
		return strcmp(entry_region(part), whole->key) == 0;
	return vendor_author_length(part->key) == whole->key_length &&
	       memcmp(part->key, whole->key, whole->key_length) == 0;
}

static void put_parts(struct explanation *explanation)
{
	struct figures figures;
	size_t n = 0, listed = 0;
	bool usd = strncmp(explanation->column, "usd", 3) == 0;

	if (!figures_init(&figures, explanation->snapshot, explanation->query,
			  explanation->query->week,
			  explanation->grouping == GROUP_REGION ? GROUP_VENDOR : GROUP_MODEL))
		return;
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
		    usd ? figures_usd(part) : value_integer(VALUE_TOKENS, part->tokens));
	}
	if (n > listed)
		put_text(explanation, "+", "and smaller ones");
	figures_done(&figures);
}

/* The row's entry in the week's standing, whatever it is a row of. */
static void find_entry(struct explanation *explanation)
{
	const char *key = explanation->query->subject;
	const char *view = explanation->query->subject_view;

	explanation->grouping = strcmp(view, "vendors") == 0   ? GROUP_VENDOR
				: strcmp(view, "regions") == 0 ? GROUP_REGION
							       : GROUP_MODEL;
	if (figures_init(&explanation->figures, explanation->snapshot, explanation->query,
			 explanation->query->week, explanation->grouping))
		explanation->entry = standing_find(explanation->figures.now, key, strlen(key));
}

static void put_all(struct explanation *explanation)
{
	put_figure(explanation);
	put_source(explanation);
	if (explanation->entry && explanation->grouping == GROUP_MODEL) {
		put_restatements(explanation);
		put_match(explanation);
	}
	if (cell(explanation, "price_rule")->kind == VALUE_TEXT)
		put_text(explanation, "price rule", cell(explanation, "price_rule")->text);
	if (explanation->entry && explanation->grouping != GROUP_MODEL)
		put_parts(explanation);
}

static const char *row_name(const struct explanation *explanation)
{
	static const char *const names[] = {"name", "vendor_name"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (cell(explanation, names[i])->kind == VALUE_TEXT)
			return cell(explanation, names[i])->text;
	return explanation->row->key;
}

/* The figure and the table that it stands in, unsorted and whole. */
static void explain(struct explanation *explanation, const struct view *view)
{
	struct query query = *explanation->query;
	struct table *of;
	int row;

	query.sort = query.filter = NULL;
	of = view_table(view, explanation->snapshot, &query);
	row = table_find_row(of, query.subject);
	if (row < 0) {
		table_note(explanation->table, NOTE_EMPTY, "not in the list of this week");
	} else {
		explanation->of = of;
		explanation->row = &of->rows[row];
		explanation->table->title =
			arena_strdup(&explanation->table->arena, row_name(explanation));
		find_entry(explanation);
		put_all(explanation);
		figures_done(&explanation->figures);
	}
	table_free(of);
}

struct table *explain_build(const struct snapshot *snapshot, const struct query *query)
{
	struct explanation explanation = {
		.table = table_new("explain", columns, COLUMNS),
		.snapshot = snapshot,
		.query = query,
	};
	const struct view *view = query->subject_view ? view_find(query->subject_view) : NULL;

	if (!history_week(snapshot->history, query->week))
		return explanation.table;
	if (!query->subject || !query->subject_column || !view || view->build == explain_build) {
		table_note(explanation.table, NOTE_EMPTY, "no figure to explain");
		return explanation.table;
	}
	explanation.column = real_column(query->subject_column);
	explain(&explanation, view);
	return explanation.table;
}
