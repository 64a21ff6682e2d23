#include "view/weeks.h"

#include "base/calendar.h"
#include "base/text.h"
#include "view/figures.h"

enum {
	WEEK,
	SPAN,
	DAYS,
	STATE,
	QUALITY,
	MODELS,
	TOKENS,
	SOURCE,
	AS_OF,
	FETCHED,
	COLUMNS,
};

#define MISSING_MAX_BYTES 400

static const struct column columns[COLUMNS] = {
	[WEEK] = {"week", "Week", COLUMN_TEXT, 8, 8, 1},
	[SPAN] = {"span", "", COLUMN_SCREEN, 12, 13, 6},
	[DAYS] = {"days", "Days", COLUMN_NUMBER, 4, 4, 2},
	[STATE] = {"state", "", COLUMN_BOTH, 8, 8, 5},
	[QUALITY] = {"quality", "Quality", COLUMN_TEXT, 9, 9, 2},
	[MODELS] = {"models", "Models", COLUMN_NUMBER, 6, 6, 3},
	[TOKENS] = {"tokens", "Tokens", COLUMN_NUMBER | COLUMN_VALUE, 6, 6, 1},
	[SOURCE] = {"source", "Source", COLUMN_TEXT, 60, 76, 8},
	[AS_OF] = {"as_of", "As of", COLUMN_TEXT, 20, 20, 4},
	[FETCHED] = {"fetched_at", "Fetched", COLUMN_TEXT, 20, 20, 7},
};

static const char *time_text(struct table *table, int64_t seconds)
{
	char text[CALENDAR_SIZE];

	return seconds ? arena_strdup(&table->arena, calendar_format_time(text, seconds)) : NULL;
}

static void put_week(struct table *table, const struct history *history,
		     const struct history_bucket *week)
{
	char text[CALENDAR_SIZE], span[CALENDAR_SIZE];
	struct row *row = table_row(table, calendar_format_week(text, week->date), 0);
	struct value *values = row->values;

	values[WEEK] = value_text(row->key);
	values[SPAN] =
		value_text(arena_strdup(&table->arena, calendar_format_range(span, week->date)));
	values[DAYS] = value_integer(VALUE_INTEGER, week->days);
	values[STATE] = value_text(history_is_running(history, week) ? "running"
				   : history_is_complete(week)       ? "complete"
								     : "cut off");
	values[QUALITY] = value_text(figures_quality(week->quality));
	values[MODELS] = value_integer(VALUE_INTEGER, (int64_t)week->n_rows);
	values[TOKENS] = value_integer(VALUE_TOKENS, week->total);
	values[SOURCE] = value_text(figures_source(history, week));
	values[AS_OF] = value_text(time_text(table, week->as_of));
	if (history->origin == HISTORY_LIVE)
		values[FETCHED] = value_text(time_text(table, week->fetched_at));
}

/* "missing in between: 2025-W14, 2025-W15" */
static void note_missing(struct table *table, const struct history *history)
{
	struct strbuf text;
	char week[CALENDAR_SIZE];
	int n = 0;

	strbuf_init(&text, MISSING_MAX_BYTES);
	for (size_t i = 1; i < history->n_weeks; i++) {
		int32_t next = history->weeks[i - 1].date + 7;

		for (; next < history->weeks[i].date; next += 7, n++)
			strbuf_printf(&text, "%s%s", n ? ", " : "",
				      calendar_format_week(week, next));
	}
	if (n > 0)
		table_note(table, NOTE_LINE, "missing in between: %d week%s: %s%s", n,
			   n == 1 ? "" : "s", text.data, text.cut ? " ..." : "");
	strbuf_done(&text);
}

struct table *weeks_build(const struct snapshot *snapshot, const struct query *query)
{
	const struct history *history = snapshot->history;
	struct table *table = table_new("weeks", columns, COLUMNS);

	(void)query;
	table->timeless = true;
	for (size_t i = history->n_weeks; i-- > 0;)
		put_week(table, history, &history->weeks[i]);
	table->unknown = history->n_weeks == 0;
	if (table->unknown)
		table_note(table, NOTE_EMPTY, "there is no week yet");
	else
		note_missing(table, history);
	return table;
}
