#include "view/restated.h"

#include <inttypes.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"

struct lines {
	struct arena *arena;
	const struct restatements *restatements;
	const char *model;
	struct restated_line *lines;
	size_t n;
};

static void put(struct lines *lines, const char *what, const char *text)
{
	lines->lines[lines->n++] = (struct restated_line){what, text};
}

static const char *tokens_text(struct arena *arena, int64_t tokens, bool exact)
{
	char number[FORMAT_SIZE];

	if (tokens == RESTATEMENT_UNNAMED)
		return "not named";
	if (exact)
		return arena_printf(arena, "%" PRId64, tokens);
	return arena_strdup(arena, format_tokens(number, tokens));
}

/* To the digit where it would look the same otherwise. */
static const char *text_of(struct arena *arena, const struct restatement *restatement)
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

static void add(struct lines *lines, const char *what, enum history_period period, int32_t date)
{
	const struct restatement *found;
	size_t n;

	found = restatements_find(lines->restatements, lines->model, period, date, date, &n);
	for (size_t i = 0; i < n && i < RESTATED_SHOWN; i++)
		put(lines, i == 0 ? what : arena_printf(lines->arena, "%s (%zu)", what, i + 1),
		    text_of(lines->arena, &found[i]));
	if (n > RESTATED_SHOWN)
		put(lines, arena_printf(lines->arena, "%s (more)", what),
		    arena_printf(lines->arena, "and %zu more before", n - RESTATED_SHOWN));
}

size_t restated_lines(struct arena *arena, const struct figures *figures, const char *model,
		      struct restated_line lines[RESTATED_LINES])
{
	struct lines list = {
		.arena = arena,
		.restatements = figures->snapshot->restatements,
		.model = model,
		.lines = lines,
	};
	int32_t date = figures->week->date;
	char day[CALENDAR_SIZE];

	add(&list, "restated", figures->day ? HISTORY_DAY : HISTORY_WEEK, date);
	for (int32_t i = date + 6; !figures->day && i >= date; i--)
		add(&list, arena_printf(arena, "restated %.5s", calendar_format_date(day, i) + 5),
		    HISTORY_DAY, i);
	return list.n;
}
