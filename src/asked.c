#include "asked.h"

#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/spell.h"
#include "base/text.h"
#include "model/endpoints.h"
#include "subjects.h"
#include "view/explain.h"

#define NAME_COLUMNS 60 /* of a wrong name that is repeated */
#define NAMED_MOST   4  /* of the rows of one name that are listed */

static bool is_explained(const struct asked *asked)
{
	return asked->view->build == explain_build;
}

/* What can be sorted by: no series, and nothing that only fills the screen. */
static bool has_order(const struct column *column)
{
	return column->flags & (COLUMN_SORT | COLUMN_EXPORT);
}

static int complain(int code, const char *text)
{
	fprintf(stderr, "ortop: %s\n", text);
	return code;
}

/* What came as an argument, as names are kept: nothing in it acts on a terminal. */
static const char *inert(struct asked *asked, const char *argument)
{
	return text_inert(&asked->arena, argument);
}

/* The week asked for, or the latest complete one, or 0. */
static int32_t pick_week(const struct history *history, int32_t week)
{
	const struct history_bucket *bucket =
		week ? history_week(history, week) : history_latest(history);

	return bucket ? bucket->date : 0;
}

static int no_such_week(const struct history *history, int32_t week)
{
	char asked[CALENDAR_SIZE], first[CALENDAR_SIZE], last[CALENDAR_SIZE];

	if (history->n_weeks == 0 || !week)
		return complain(EXIT_NO_WEEK, "there is no complete week yet");
	fprintf(stderr, "ortop: no week %s: there are %s to %s\n",
		calendar_format_week(asked, week),
		calendar_format_week(first, history->weeks[0].date),
		calendar_format_week(last, history->weeks[history->n_weeks - 1].date));
	return EXIT_NO_WEEK;
}

/* Subject */

static const char *find_subject(struct asked *asked, const char *of, const char *typed,
				struct error *error)
{
	const bool providers = strcmp(of, "providers") == 0;

	return subjects_find(&asked->arena, asked->snapshot,
			     providers ? SUBJECTS_PROVIDERS : SUBJECTS_ALL, typed, error);
}

/* Without the blanks around it. */
static char *trim(char *text)
{
	char *end = text + strlen(text);

	text += strspn(text, " ");
	while (end > text && end[-1] == ' ')
		*--end = '\0';
	return text;
}

/* Cut the list at its commas; how many there are, QUERY_PINS + 1 for too many. */
static int cut_list(struct asked *asked, const char *list, const char *parts[QUERY_PINS])
{
	char *rest = arena_strdup(&asked->arena, list), *one;
	int n = 0;

	for (; (one = strsep(&rest, ",")) && n <= QUERY_PINS; n++)
		if (n < QUERY_PINS)
			parts[n] = trim(one);
	return n;
}

static bool pin_subjects(struct asked *asked, const char *of, const char *list, struct error *error)
{
	const char *typed[QUERY_PINS];
	const int n = cut_list(asked, list, typed);
	bool right = n <= QUERY_PINS;

	for (int i = 0; i < n && right; i++)
		right = *typed[i];
	if (!right)
		return error_set(error,
				 "%s takes 1 to %d models or vendors with a comma between: A,B", of,
				 QUERY_PINS);
	for (int i = 0; i < n; i++) {
		asked->query.pins[i] = find_subject(asked, of, typed[i], error);
		if (!asked->query.pins[i])
			return false;
	}
	return true;
}

static bool take_subject(struct asked *asked, const struct options *options, struct error *error)
{
	const char *of = is_explained(asked) ? options->show.of : asked->view->id;
	const char *typed = options->subject ? inert(asked, options->subject) : NULL;
	const unsigned uses = view_find(of)->uses;

	if (typed && uses & VIEW_PINS)
		return pin_subjects(asked, of, typed, error);
	if (typed && uses & VIEW_SUBJECT)
		asked->query.subject = find_subject(asked, of, typed, error);
	return !typed || asked->query.subject;
}

/* Columns */

static int no_such_column(struct asked *asked, const struct table *table, const char *name)
{
	const char **ids = arena_alloc(&asked->arena, table->n_columns, sizeof(*ids));
	const bool there = table_column(table, name) >= 0;
	char ask[SPELL_ASK_SIZE] = "";
	struct strbuf text;
	size_t n = 0;

	for (size_t i = 0; i < table->n_columns; i++)
		if (has_order(&table->columns[i]))
			ids[n++] = table->columns[i].id;
	if (!there)
		spell_ask_nearest(ask, name, ids, n, sizeof(*ids));
	strbuf_init(&text, SIZE_MAX);
	strbuf_printf(&text, there ? "\"%.*s\" in %s has no order" : "no column \"%.*s\" in %s",
		      (int)text_fit(name, NAME_COLUMNS, NULL), name, table->view);
	strbuf_printf(&text, "%s%s", ask,
		      *ask    ? " There are"
		      : there ? "; these have"
			      : ": there are");
	for (size_t i = 0; i < n; i++)
		strbuf_printf(&text, "%s %s", i ? "," : "", ids[i]);
	complain(EXIT_USAGE, text.data);
	strbuf_done(&text);
	return EXIT_USAGE;
}

/* Rows */

/* What is not known is no answer that there is none. */
static int check_known(const struct asked *asked, const struct table *table)
{
	const struct listing *listing = NULL;
	const bool dated = view_find(table->view)->uses & VIEW_WEEK;
	char week[CALENDAR_SIZE];

	if (!table->unknown)
		return EXIT_DONE;
	if (strcmp(table->view, "providers") == 0)
		listing = endpoints_listing(asked->snapshot->catalog, asked->query.subject);
	fprintf(stderr, "ortop: %s%s%s%s%s\n",
		dated ? calendar_format_week(week, asked->query.week) : "", dated ? ": " : "",
		table_find_note(table, NOTE_EMPTY),
		listing ? "; to ask: ortop fetch --subject " : "", listing ? listing->id : "");
	return EXIT_NO_WEEK;
}

static int no_such_row(struct asked *asked, const struct table *of, const char *typed)
{
	const char **names = arena_alloc(&asked->arena, 2 * of->n_rows, sizeof(*names));
	const bool dated = view_find(of->view)->uses & VIEW_WEEK;
	char week[CALENDAR_SIZE], ask[SPELL_ASK_SIZE];
	size_t n = 0;

	for (size_t i = 0; i < of->n_rows; i++)
		names[n++] = of->rows[i].key;
	for (size_t i = 0; i < of->n_rows; i++)
		names[n++] = explain_row_name(of, &of->rows[i]);
	fprintf(stderr, "ortop: no row \"%.*s\" in %s%s%s%s\n",
		(int)text_fit(typed, NAME_COLUMNS, NULL), typed, of->view, dated ? " of " : "",
		dated ? calendar_format_week(week, asked->query.week) : "",
		spell_ask_nearest(ask, typed, names, n, sizeof(*names)));
	return EXIT_USAGE;
}

static int several_rows(const struct table *of, const char *name)
{
	const char *separator = ":";

	fprintf(stderr, "ortop: \"%s\" is the name of several rows in %s, say which", name,
		of->view);
	for (size_t i = 0, n = 0; i < of->n_rows && n <= NAMED_MOST; i++) {
		if (strcmp(explain_row_name(of, &of->rows[i]), name) != 0)
			continue;
		fprintf(stderr, "%s %s", separator, n < NAMED_MOST ? of->rows[i].key : "...");
		separator = ",";
		n++;
	}
	fputc('\n', stderr);
	return EXIT_USAGE;
}

/* By its key, by an id of the catalogue, or by the name that tables print. */
static int find_row(struct asked *asked, const struct table *of, const char *typed,
		    const char **key)
{
	size_t n = 0;

	*key = typed;
	if (table_find_row(of, *key) >= 0)
		return EXIT_DONE;
	*key = subjects_slug(asked->snapshot, typed);
	if (table_find_row(of, *key) >= 0)
		return EXIT_DONE;
	for (size_t i = 0; i < of->n_rows; i++) {
		if (strcmp(explain_row_name(of, &of->rows[i]), typed) != 0)
			continue;
		*key = arena_strdup(&asked->arena, of->rows[i].key);
		n++;
	}
	if (n == 1)
		return EXIT_DONE;
	return n ? several_rows(of, typed) : no_such_row(asked, of, typed);
}

/* What is explained: a row of a whole list is the subject itself, one of a detail is a part. */
static int take_figure(struct asked *asked, const struct show_options *show)
{
	const struct view *view = view_find(show->of);
	struct query *query = &asked->query;
	struct table *of = view_table(view, asked->snapshot, query);
	const char *row;
	int code = check_known(asked, of);

	query->subject_view = show->of;
	query->subject_column = subjects_slug(asked->snapshot, inert(asked, show->column));
	if (code == EXIT_DONE && table_column(of, query->subject_column) < 0)
		code = no_such_column(asked, of, query->subject_column);
	if (code == EXIT_DONE)
		code = find_row(asked, of, inert(asked, show->row), &row);
	if (code == EXIT_DONE && view->uses & VIEW_SUBJECT)
		query->subject_row = row;
	else if (code == EXIT_DONE)
		query->subject = row;
	table_free(of);
	return code;
}

/* Order */

/* "usd" as the screen sorts at first, "-usd" the other way round; "usd:asc", "usd:desc".  Ids of a
 * comparison have colons. */
static int take_order(struct asked *asked, const char *text)
{
	struct query *query = &asked->query;
	const struct table *table = asked->table;
	char *name = arena_strdup(&asked->arena, inert(asked, text));
	const bool turned = *name == '-';
	bool ascends = false, descends = false;
	int column = table_column(table, name += turned);
	char *colon = strrchr(name, ':');

	if (column < 0 && colon) {
		ascends = strcmp(colon, ":asc") == 0;
		descends = strcmp(colon, ":desc") == 0;
		if (ascends || descends)
			*colon = '\0';
		column = table_column(table, name);
	}
	if (column < 0 || !has_order(&table->columns[column]))
		return no_such_column(asked, table, name);
	if (!ascends && !descends)
		descends = table_starts_descending(table, (size_t)column);
	query->sort = table->columns[column].id;
	query->descending = descends != turned;
	return EXIT_DONE;
}

static int arrange(struct asked *asked, const struct show_options *show)
{
	int code = EXIT_DONE;

	asked->query.filter = show->filter ? inert(asked, show->filter) : NULL;
	asked->query.top = show->top;
	if (show->sort)
		code = take_order(asked, show->sort);
	if (code == EXIT_DONE)
		table_arrange(asked->table, &asked->query);
	return code;
}

/* The week, if the table is of any. */
static int take_week(struct asked *asked, int32_t week)
{
	const struct history *history = asked->snapshot->history;

	asked->query.week = pick_week(history, week);
	if (asked->query.week || !(is_explained(asked) || asked->view->uses & VIEW_WEEK))
		return EXIT_DONE;
	return no_such_week(history, week);
}

static int build(struct asked *asked, const struct options *options)
{
	int code = EXIT_DONE;

	if (is_explained(asked))
		code = take_figure(asked, &options->show);
	if (code != EXIT_DONE)
		return code;
	asked->table = view_table(asked->view, asked->snapshot, &asked->query);
	code = check_known(asked, asked->table);
	return code == EXIT_DONE ? arrange(asked, &options->show) : code;
}

int asked_init(struct asked *asked, const struct context *context, const struct view *view)
{
	const struct options *options = context->options;
	struct error error;
	int code;

	memset(asked, 0, sizeof(*asked));
	arena_init(&asked->arena);
	asked->view = view;
	asked->query = settings_query(&options->settings);
	asked->query.now = clock_now(context->clock);
	asked->snapshot = context_snapshot(context, &error);
	if (!asked->snapshot)
		return complain(EXIT_FAILED, error.text);
	code = take_week(asked, options->week);
	if (code != EXIT_DONE)
		return code;
	if (!take_subject(asked, options, &error))
		return complain(EXIT_USAGE, error.text);
	return build(asked, options);
}

void asked_done(struct asked *asked)
{
	table_free(asked->table);
	snapshot_unref(asked->snapshot);
	arena_done(&asked->arena);
}
