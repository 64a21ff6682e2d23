#include "asked.h"

#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/spell.h"
#include "base/text.h"
#include "view/explain.h"
#include "view/weeks.h"

#define NAME_COLUMNS 60 /* of a wrong name that is repeated */

static int complain(int code, const char *text)
{
	fprintf(stderr, "ortop: %s\n", text);
	return code;
}

/* What came as an argument, as names are kept: nothing in it acts on a terminal. */
static const char *inert(struct asked *asked, const char *argument)
{
	struct strbuf text;
	const char *copy;

	if (!argument)
		return NULL;
	strbuf_init(&text, SIZE_MAX);
	text_escape(&text, argument, strlen(argument));
	copy = arena_strdup(&asked->arena, text.data);
	strbuf_done(&text);
	return copy;
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

/* A model's permaslug where it is given by its id; any other subject as it is. */
static const char *slug_of(const struct snapshot *snapshot, const char *subject)
{
	const struct listing *listing = NULL;

	for (size_t i = 0; i < snapshot->history->n_models; i++)
		if (strcmp(snapshot->history->models[i], subject) == 0)
			return subject;
	if (strchr(subject, '/'))
		listing = endpoints_listing(snapshot->catalog, subject);
	return listing ? listing->permaslug : subject;
}

static bool is_known(const struct snapshot *snapshot, const char *subject)
{
	const struct history *history = snapshot->history;
	const size_t length = strlen(subject);

	for (size_t i = 0; i < history->n_models; i++)
		if (strncmp(history->models[i], subject, length) == 0 &&
		    (history->models[i][length] == '\0' || history->models[i][length] == '/'))
			return true;
	return strchr(subject, '/') && endpoints_listing(snapshot->catalog, subject);
}

/* The model (by either of its names) or the vendor that was meant; NULL when none is near. */
static const char *meant(struct asked *asked, const char *subject)
{
	const struct history *history = asked->snapshot->history;
	const struct catalog *catalog = asked->snapshot->catalog;
	const size_t most = 2 * history->n_models + catalog->n_listings + 1;
	const char **names = arena_alloc(&asked->arena, most, sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < history->n_models; i++) {
		const char *name = history->models[i];

		names[n++] = name;
		names[n++] = arena_printf(&asked->arena, "%.*s", (int)strcspn(name, "/"), name);
	}
	for (size_t i = 0; i < catalog->n_listings; i++)
		names[n++] = catalog->listings[i].id;
	return spell_nearest(subject, names, n, sizeof(*names));
}

static int check_subject(struct asked *asked, const char *subject)
{
	char ask[SPELL_ASK_SIZE];

	if (is_known(asked->snapshot, subject))
		return EXIT_DONE;
	fprintf(stderr, "ortop: no model or vendor \"%.*s\"%s\n",
		(int)text_fit(subject, NAME_COLUMNS, NULL), subject,
		spell_ask(ask, meant(asked, subject)));
	return EXIT_USAGE;
}

/* Cut the list at its commas into the query's pins; false when there are none or too many. */
static bool pin_subjects(struct asked *asked, const char *list)
{
	char *rest = arena_strdup(&asked->arena, list);
	int n = 0;

	for (char *one = strtok_r(rest, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
		if (n == QUERY_PINS)
			return false;
		asked->query.pins[n++] = slug_of(asked->snapshot, one);
	}
	return n > 0;
}

static bool is_of_one(const char *view)
{
	return strncmp(view, "detail", 6) == 0 || strcmp(view, "providers") == 0;
}

/* What is explained: a row of a whole list is the subject itself, one of a detail is a part. */
static void take_figure(struct asked *asked, const struct show_options *show)
{
	struct query *query = &asked->query;
	const char *row = slug_of(asked->snapshot, inert(asked, show->row));

	query->subject_view = show->of;
	query->subject_column = slug_of(asked->snapshot, inert(asked, show->column));
	if (is_of_one(show->of))
		query->subject_row = row;
	else
		query->subject = row;
}

static int take_subject(struct asked *asked, const struct options *options)
{
	const bool explains = asked->view->build == explain_build;
	const char *of = explains ? options->show.of : asked->view->id;
	const char *subject = inert(asked, options->subject);

	int code = EXIT_DONE;

	if (subject && strcmp(of, "compare") == 0 && !pin_subjects(asked, subject))
		return complain(EXIT_USAGE, "compare takes 1 to 4 models or vendors: A,B");
	for (int i = 0; i < QUERY_PINS && asked->query.pins[i] && code == EXIT_DONE; i++)
		code = check_subject(asked, asked->query.pins[i]);
	/* Providers are known by the id, which may share its slug with another. */
	if (subject && strcmp(of, "providers") != 0)
		subject = slug_of(asked->snapshot, subject);
	if (subject && strncmp(of, "detail", 6) == 0)
		code = check_subject(asked, subject);
	asked->query.subject = subject;
	if (explains)
		take_figure(asked, &options->show);
	return code;
}

/* Order */

static int no_such_column(struct asked *asked, const struct table *table, const char *name)
{
	const char **ids = arena_alloc(&asked->arena, table->n_columns, sizeof(*ids));
	char ask[SPELL_ASK_SIZE];
	struct strbuf text;
	size_t n = 0;

	for (size_t i = 0; i < table->n_columns; i++)
		if (table->columns[i].flags & (COLUMN_SORT | COLUMN_EXPORT))
			ids[n++] = table->columns[i].id;
	spell_ask_nearest(ask, name, ids, n, sizeof(*ids));
	strbuf_init(&text, SIZE_MAX);
	strbuf_printf(&text, "no column \"%.*s\" in %s%s%s",
		      (int)text_fit(name, NAME_COLUMNS, NULL), name, table->view, ask,
		      *ask ? " There are" : ": there are");
	for (size_t i = 0; i < n; i++)
		strbuf_printf(&text, "%s %s", i ? "," : "", ids[i]);
	complain(EXIT_USAGE, text.data);
	strbuf_done(&text);
	return EXIT_USAGE;
}

/* Is the figure that is to be explained there? */
static int check_figure(struct asked *asked)
{
	const struct query *query = &asked->query;
	const char *row = query->subject_row ? query->subject_row : query->subject;
	struct table *of = view_table(view_find(query->subject_view), asked->snapshot, query);
	char week[CALENDAR_SIZE], ask[SPELL_ASK_SIZE];
	int code = EXIT_DONE;

	if (table_column(of, query->subject_column) < 0) {
		code = no_such_column(asked, of, query->subject_column);
	} else if (table_find_row(of, row) < 0) {
		fprintf(stderr, "ortop: no row \"%s\" in %s of %s%s\n", row, of->view,
			calendar_format_week(week, query->week),
			spell_ask_nearest(ask, row, of->rows, of->n_rows, sizeof(*of->rows)));
		code = EXIT_USAGE;
	}
	table_free(of);
	return code;
}

/* "usd", "-usd" (the largest first), "usd:asc", "usd:desc"; ids of a comparison have colons. */
static int take_order(struct asked *asked, const char *text)
{
	struct query *query = &asked->query;
	const struct table *table = asked->table;
	char *name = arena_strdup(&asked->arena, inert(asked, text));
	bool descends = *name == '-', ascends = false;
	int column = table_column(table, name += descends);
	char *colon = strrchr(name, ':');

	if (column < 0 && colon) {
		ascends = strcmp(colon, ":asc") == 0;
		descends |= strcmp(colon, ":desc") == 0;
		if (ascends || descends)
			*colon = '\0';
		column = table_column(table, name);
	}
	if (column < 0)
		return no_such_column(asked, table, name);
	query->sort = table->columns[column].id;
	query->descending =
		descends || (!ascends && table_starts_descending(table, (size_t)column));
	return EXIT_DONE;
}

static int arrange(struct asked *asked, const struct show_options *show)
{
	int code = EXIT_DONE;

	asked->query.filter = inert(asked, show->filter);
	asked->query.top = show->top;
	if (show->sort)
		code = take_order(asked, show->sort);
	if (code == EXIT_DONE)
		table_arrange(asked->table, &asked->query);
	return code;
}

/* A week list needs no week. */
static bool needs_week(const struct view *view)
{
	return view->build != weeks_build;
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
	asked->query.week = pick_week(asked->snapshot->history, options->week);
	if (asked->query.week == 0 && needs_week(view))
		return no_such_week(asked->snapshot->history, options->week);
	code = take_subject(asked, options);
	if (code == EXIT_DONE && view->build == explain_build)
		code = check_figure(asked);
	if (code != EXIT_DONE)
		return code;
	asked->table = view_table(view, asked->snapshot, &asked->query);
	return arrange(asked, &options->show);
}

void asked_done(struct asked *asked)
{
	table_free(asked->table);
	snapshot_unref(asked->snapshot);
	arena_done(&asked->arena);
}
