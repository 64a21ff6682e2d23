#include "view/detail.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"
#include "view/figures.h"
#include "view/records.h"
#include "view/shelf.h"
#include "view/subject.h"

enum {
	WHEN,
	SPAN,
	DATE,
	SUBJECT,
	NAME,
	RANK,
	TOKENS,
	TOKEN_SHARE,
	WOW,
	USD,
	USD_SHARE,
	INPUT,
	OUTPUT,
	PRICE_CHANGE,
	STATE,
	STREAKS,
	PROVENANCE,
	COLUMNS = PROVENANCE + PROVENANCE_COUNT,
};

static const struct column columns[COLUMNS] = {
	[WHEN] = {"when", "Week", COLUMN_SCREEN | COLUMN_SORT, 8, 10, 1},
	[SPAN] = {"span", "", COLUMN_SCREEN, 12, 12, 8},
	[DATE] = {"date", "date", COLUMN_EXPORT, 0, 0, 0},
	[SUBJECT] = {"subject", "subject", COLUMN_EXPORT, 0, 0, 0},
	[NAME] = {"name", "name", COLUMN_EXPORT, 0, 0, 0},
	[RANK] = {"rank", "Rank", COLUMN_NUMBER | COLUMN_PLACE, 4, 4, 2},
	[TOKENS] = {"tokens", "Tokens", COLUMN_NUMBER, 6, 6, 1},
	[TOKEN_SHARE] = {"token_share", "Share", COLUMN_NUMBER, 6, 6, 3},
	[WOW] = {"wow", "WoW", COLUMN_NUMBER, 7, 7, 2},
	[USD] = {"usd", "Dollars", COLUMN_NUMBER, 8, 8, 1},
	[USD_SHARE] = {"usd_share", "$ share", COLUMN_NUMBER, 7, 7, 3},
	[INPUT] = {"input_usd_per_m", "In $/M", COLUMN_NUMBER, 9, 10, 5},
	[OUTPUT] = {"output_usd_per_m", "Out $/M", COLUMN_NUMBER, 9, 10, 5},
	[PRICE_CHANGE] = {"price_change", "Price chg", COLUMN_NUMBER, 9, 9, 6},
	[STATE] = {"state", "", COLUMN_BOTH, 22, 40, 4},
	[STREAKS] = {"streaks", "streaks", COLUMN_EXPORT, 0, 0, 0},
	[PROVENANCE] = PROVENANCE_COLUMNS,
};

/* What the rows of one table have in common. */
struct detail {
	struct table *table;
	const struct snapshot *snapshot;
	const struct query *query;
	struct subject subject;
	enum measure measure;
	struct table_chart *chart;
	double *points; /* while the chart's are filled */
	size_t left;    /* points that are not filled yet, which end where the filled ones begin */
};

static struct table *new_table(const char *view, const struct query *query, bool days, bool vendor)
{
	struct column own[COLUMNS];

	memcpy(own, columns, sizeof(own));
	if (days) {
		own[WHEN].title = "Day";
		own[WHEN].width = 10; /* of a date */
		own[WOW].title = "7 days";
		own[PRICE_CHANGE].flags = own[STREAKS].flags = 0;
	}
	if (vendor)
		own[INPUT].flags = own[OUTPUT].flags = own[PRICE_CHANGE].flags = 0;
	return figures_table(view, own, COLUMNS, query->unit);
}

/* False, with a note that says why, when there is no subject or nothing names it. */
static bool start(struct detail *detail, const char *view, const struct snapshot *snapshot,
		  const struct query *query, bool days)
{
	memset(detail, 0, sizeof(*detail));
	detail->snapshot = snapshot;
	detail->query = query;
	detail->measure = query->unit == UNIT_USD ? MEASURE_USD : MEASURE_TOKENS;
	if (!query->subject || !history_week(snapshot->history, query->week)) {
		detail->table = new_table(view, query, days, false);
		if (history_week(snapshot->history, query->week))
			table_note(detail->table, NOTE_EMPTY,
				   "all about a model or a vendor: name one");
		return false;
	}
	detail->subject = subject_of(snapshot, query->subject, query->week);
	detail->table = new_table(view, query, days, detail->subject.vendor);
	detail->table->title =
		arena_printf(&detail->table->arena, "%s, %s by %s", detail->subject.name,
			     query->unit == UNIT_USD ? "dollars" : "tokens", days ? "day" : "week");
	detail->table->title = figures_title(detail->table, query, detail->table->title);
	return true;
}

/* Room for `n` points; they are filled from the newest on. */
static void start_chart(struct detail *detail, size_t n, bool hollow)
{
	detail->chart = subject_chart(detail->table, n, detail->measure);
	detail->points = arena_alloc(&detail->table->arena, n, sizeof(*detail->points));
	detail->chart->n_series = 1;
	detail->chart->series[0] = (struct series){n, detail->points, hollow};
	detail->chart->names[0] = detail->subject.name;
	detail->left = n;
	detail->table->chart = detail->chart;
}

static void put_point(struct detail *detail, const char *label, double point)
{
	if (detail->left == 0)
		return;
	detail->left--;
	detail->points[detail->left] = point;
	detail->chart->labels[detail->left] = label;
}

static struct row *put_row(struct detail *detail, const char *when, const char *span, int32_t date)
{
	char text[CALENDAR_SIZE];
	struct arena *arena = &detail->table->arena;
	struct row *row = table_row(detail->table, when, 0);

	row->values[WHEN] = value_text(row->key);
	row->values[SPAN] = value_text(arena_strdup(arena, span));
	row->values[DATE] = value_text(arena_strdup(arena, calendar_format_date(text, date)));
	row->values[SUBJECT] = value_text(detail->subject.key);
	row->values[NAME] = value_text(detail->subject.name);
	return row;
}

static void put_figures(const struct detail *detail, const struct figures *figures,
			const struct entry *entry, struct row *row)
{
	struct value *values = row->values;
	bool partial = figures->coarse && detail->subject.vendor;
	int rank = standing_rank(figures->now, entry, figures->measure);

	/* As in the panes: by dollars, and for vendors, a coarse week has no ranks. */
	if (rank && !(figures->coarse && (figures->measure == MEASURE_USD || partial)))
		values[RANK] = value_integer(VALUE_INTEGER, rank);
	values[TOKENS] = value_integer(VALUE_TOKENS, entry->tokens);
	values[TOKEN_SHARE] =
		value_real(VALUE_SHARE, ranking_share(entry->tokens, figures->now->total));
	values[USD] = figures_usd(entry);
	values[USD_SHARE] = figures_usd_share(figures, entry);
	for (int i = TOKENS; i <= USD_SHARE; i++)
		values[i].approx |= partial;
	if (detail->subject.vendor)
		return;
	values[INPUT] = figures_price(&entry->quote, entry->quote.input);
	values[OUTPUT] = figures_price(&entry->quote, entry->quote.output);
}

/* What the chart says where none of its points is known: what is so in its newest week or day. */
static const char *empty_text(const struct detail *detail)
{
	const struct value *values = detail->table->rows[0].values;
	const bool usd = detail->measure == MEASURE_USD;
	const struct value *value = &values[usd ? USD : TOKENS];
	const char *state = values[STATE].kind == VALUE_TEXT ? values[STATE].text : NULL;
	struct arena *arena = &detail->table->arena;
	char amount[FORMAT_SIZE];

	if (value->kind == VALUE_WORD)
		return arena_printf(arena, "no dollars: %s", value->text);
	if (value->kind == VALUE_ABSENT || !state)
		return state ? state : "no figures";
	return arena_printf(arena, "%s: at least %s", state,
			    usd ? format_usd(amount, value->integer)
				: format_tokens(amount, value->integer));
}

/* Why a week or day has no figures of the subject. */
static const char *absence(struct detail *detail, const struct history_bucket *bucket)
{
	if (!bucket)
		return "no figures";
	if (subject_is_named(detail->snapshot->history, bucket, &detail->subject))
		return "left out: paid models only";
	return arena_printf(&detail->table->arena, "not among the %zu ranked", bucket->n_rows);
}

/* Weeks */

static const char *state_of_week(struct detail *detail, const struct figures *figures)
{
	if (figures->running)
		return arena_printf(&detail->table->arena, "running, %d/7 days",
				    figures->week->days);
	if (figures->coarse)
		return "coarse";
	return figures->week->quality == HISTORY_DAILY_SUM ? "sum of daily top 50" : NULL;
}

static void put_week_figures(struct detail *detail, const struct figures *figures, struct row *row)
{
	const struct subject *subject = &detail->subject;
	const struct entry *entry = standing_find(figures->now, subject->key, subject->length);
	bool comparable =
		!subject->vendor || (!figures->coarse && figures->growth_now &&
				     figures->growth_before->span.quality != HISTORY_COARSE);

	if (entry) {
		put_figures(detail, figures, entry, row);
		if (comparable)
			row->values[WOW] = figures_growth(figures, subject->key, subject->length);
		row->values[STATE] = value_text(state_of_week(detail, figures));
	} else {
		row->values[STATE] = value_text(absence(detail, figures->week));
	}
	figures_provenance(figures, detail->table, row, PROVENANCE);
	put_point(detail, row->key, subject_point(figures, subject, entry));
}

static void put_week(struct detail *detail, int32_t monday)
{
	char when[CALENDAR_SIZE], span[CALENDAR_SIZE];
	struct row *row = put_row(detail, calendar_format_week(when, monday),
				  calendar_format_range(span, monday), monday);
	struct figures figures;

	if (figures_init(&figures, detail->snapshot, detail->query, monday,
			 subject_grouping(&detail->subject))) {
		put_week_figures(detail, &figures, row);
	} else {
		row->values[STATE] = value_text(absence(detail, NULL));
		row->values[PROVENANCE] = value_text(row->key);
		put_point(detail, row->key, NAN);
	}
	figures_done(&figures);
	if (!detail->subject.vendor)
		row->values[PRICE_CHANGE] = subject_price_change(detail->snapshot, &detail->subject,
								 monday, detail->query->mix);
}

/* Texts that are not "", with "; " between. */
static const char *joined(struct arena *arena, const char *a, const char *b)
{
	return arena_printf(arena, "%s%s%s", a, *a && *b ? "; " : "", b);
}

/* What each week was in the subject's history up to it; the rows are the weeks back from `newest`.
 */
static void put_streaks(struct detail *detail, const struct streaks *streaks, int32_t newest)
{
	struct arena *arena = &detail->table->arena;

	for (size_t i = 0; i < detail->table->n_rows; i++) {
		struct row *row = &detail->table->rows[i];
		struct streak_words words;
		struct streak streak;
		const char *text;

		if (!streaks_at(streaks, newest - 7 * (int32_t)i, &streak))
			continue;
		words = streak_words(arena, &streak, detail->query->unit);
		text = joined(arena, words.lead, words.moves);
		if (streak.highest.week == streak.week)
			text = joined(arena, text, words.highest);
		if (streak.first.week == streak.week)
			text = joined(arena, text, words.first);
		row->values[STREAKS] = value_text(*text ? text : NULL);
	}
}

static bool is_coarse(const struct detail *detail, int32_t monday)
{
	const struct history_bucket *week = history_week(detail->snapshot->history, monday);

	return week && week->quality == HISTORY_COARSE;
}

/* "ranked in 4 of 4 weeks since 2026-W30", of the weeks that can tell, and how many cannot; "" of
 * fewer than two. */
static const char *ranked_text(const struct detail *detail)
{
	const struct table_chart *chart = detail->chart;
	struct arena *arena = &detail->table->arena;
	size_t ranked = 0, unknown = 0, coarse = 0;
	const char *rest = "";

	for (size_t i = 0; i < chart->n; i++) {
		int32_t monday = detail->query->week - 7 * (int32_t)(chart->n - 1 - i);
		double point = chart->series[0].points[i];

		ranked += point > 0;
		unknown += isnan(point);
		coarse += isnan(point) && is_coarse(detail, monday);
	}
	if (chart->n - unknown < 2)
		return "";
	if (unknown > 0)
		rest = arena_printf(arena, " (%zu %s left out)", unknown,
				    coarse == unknown ? "coarse" : "unknown");
	return arena_printf(arena, "%s in %zu of %zu weeks since %s%s",
			    detail->measure == MEASURE_USD ? "paid" : "ranked", ranked,
			    chart->n - unknown, chart->labels[0], rest);
}

/* "#1 for 2 weeks; fifth rise in a row; highest ever: 11.2T in 2026-W33" and since when; a week
 * that runs is not over, so then as of the one before. */
static void note_streaks(struct detail *detail, const struct streaks *streaks)
{
	struct table *table = detail->table;
	struct arena *arena = &table->arena;
	int32_t week = detail->query->week;
	struct streak_words words;
	struct streak streak;
	char text[CALENDAR_SIZE];
	const char *first;

	if (detail->chart->series[0].hollow)
		week -= 7;
	if (!streaks_at(streaks, week, &streak))
		return;
	words = streak_words(arena, &streak, detail->query->unit);
	first = joined(arena, joined(arena, words.lead, words.moves), words.highest);
	if (*first)
		table_note(table, NOTE_LINE, "%s%s%s",
			   week < detail->query->week ? calendar_format_week(text, week) : "",
			   week < detail->query->week ? ": " : "", first);
	first = joined(arena, words.first, ranked_text(detail));
	if (*first)
		table_note(table, NOTE_LINE, "%s", first);
}

static void free_streaks(void *streaks)
{
	streaks_free(streaks);
}

/* A row for each week from the first to the newest, with the streaks beside them. */
static struct table *weeks_table(const struct detail *detail, int32_t first, int32_t newest)
{
	const struct query *query = detail->query;
	const struct basis basis = query_basis(query);
	struct detail whole = *detail;
	size_t n = (size_t)(newest - first) / 7 + 1;
	struct streaks *streaks;

	whole.table = new_table("detail", query, false, detail->subject.vendor);
	/* The rows may outlive the query. */
	whole.subject.key = arena_strdup(&whole.table->arena, detail->subject.key);
	whole.subject.name = arena_strdup(&whole.table->arena, detail->subject.name);
	start_chart(&whole, n, false);
	for (size_t i = 0; i < n; i++)
		put_week(&whole, newest - 7 * (int32_t)i);
	streaks = streaks_new(detail->snapshot, query->subject, subject_grouping(&detail->subject),
			      newest, &basis);
	put_streaks(&whole, streaks, newest);
	whole.table->extra = streaks;
	whole.table->free_extra = free_streaks;
	return whole.table;
}

/* The weeks up to the one shown, out of those that the shelf has or gets; false when there are
 * none.
 */
static bool show_weeks(struct detail *detail)
{
	const struct query *query = detail->query;
	const struct history *history = detail->snapshot->history;
	const struct mix mix = query->mix;
	int32_t newest = query->shelf ? history->weeks[history->n_weeks - 1].date : query->week;
	const char *name = arena_printf(&detail->table->arena, "detail %d %d %d %d %s\n%s",
					(int)query->unit, mix.output, mix.cached, query->paid_only,
					detail->subject.key, detail->subject.name);
	struct table *found = shelf_find(query->shelf, name);
	/* To look for the first week costs as much as there are models. */
	int32_t first = found ? newest - 7 * (int32_t)(found->chart->n - 1)
			      : subject_first_week(history, &detail->subject);
	struct table_chart *chart;
	struct table *whole;

	if (!first || first > query->week)
		return false;
	whole = found ? found : weeks_table(detail, first, newest);
	chart = arena_alloc(&detail->table->arena, 1, sizeof(*chart));
	table_window(detail->table, whole, (size_t)(newest - query->week) / 7);
	*chart = *whole->chart;
	chart->n = detail->table->n_rows;
	chart->series[0].n = chart->n;
	chart->series[0].hollow = history_is_running(history, history_week(history, query->week));
	chart->names[0] = detail->subject.name;
	chart->empty = empty_text(detail);
	detail->chart = detail->table->chart = chart;
	if (!found) {
		shelf_put(query->shelf, name, whole);
		table_free(whole);
	}
	return true;
}

struct table *detail_build(const struct snapshot *snapshot, const struct query *query)
{
	struct detail detail;

	if (!start(&detail, "detail", snapshot, query, false))
		return detail.table;
	if (!show_weeks(&detail)) {
		detail.table->unknown = true;
		table_note(detail.table, NOTE_EMPTY, "not ranked up to this week");
		return detail.table;
	}
	note_streaks(&detail, detail.table->whole->extra);
	if (snapshot->history->n_days > 0)
		table_note(detail.table, NOTE_KEY, "Enter: by day");
	return detail.table;
}

/* Days */

static void put_day(struct detail *detail, int32_t date)
{
	static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	char when[CALENDAR_SIZE];
	struct row *row = put_row(detail, calendar_format_date(when, date),
				  weekdays[date - calendar_monday(date)], date);
	const struct subject *subject = &detail->subject;
	const struct entry *entry;
	struct figures figures;

	if (!figures_init_day(&figures, detail->snapshot, detail->query, date,
			      subject_grouping(subject))) {
		row->values[STATE] = value_text(absence(detail, NULL));
		put_point(detail, row->key, NAN);
		return;
	}
	entry = standing_find(figures.now, subject->key, subject->length);
	if (entry) {
		put_figures(detail, &figures, entry, row);
		row->values[WOW] = figures_growth(&figures, subject->key, subject->length);
	} else {
		row->values[STATE] = value_text(absence(detail, figures.week));
	}
	figures_provenance(&figures, detail->table, row, PROVENANCE);
	/* What a day's top 50 does not name may be anything below its last. */
	put_point(detail, row->key, entry ? subject_point(&figures, subject, entry) : NAN);
	figures_done(&figures);
}

/* The week's Sunday; while it runs, the last day that it has. */
static int32_t last_day(const struct history *history, int32_t monday)
{
	const struct history_bucket *week = history_week(history, monday);
	int32_t last = monday + 6;

	if (!history_is_running(history, week))
		return last;
	while (last > monday + week->days - 1 && !history_day(history, last))
		last--;
	return last;
}

struct table *detail_days_build(const struct snapshot *snapshot, const struct query *query)
{
	const struct history *history = snapshot->history;
	struct detail detail;
	int32_t first, last;

	if (!start(&detail, "detail-days", snapshot, query, true))
		return detail.table;
	if (history->n_days == 0 || history->days[0].date > query->week + 6) {
		detail.table->unknown = true;
		table_note(detail.table, NOTE_EMPTY, "no daily figures up to this week");
		return detail.table;
	}
	first = history->days[0].date;
	last = last_day(history, query->week);
	start_chart(&detail, (size_t)(last - first) + 1, false);
	for (int32_t date = last; date >= first; date--)
		put_day(&detail, date);
	detail.chart->empty = empty_text(&detail);
	table_note(detail.table, NOTE_KEY, "Enter: %s",
		   strchr(query->subject, '/') ? "its providers" : "by week");
	return detail.table;
}
