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

static bool is_in_group(const struct figures *figures, const struct entry *whole,
			enum grouping grouping, const char *model)
{
	size_t author = vendor_author_length(model);
	struct entry entry = {
		.vendor = vendor_map_find(figures->snapshot->vendors, model, author),
	};

	if (strcmp(model, HISTORY_TAIL) == 0)
		return false;
	if (grouping == GROUP_REGION)
		return strcmp(entry_region(&entry), whole->key) == 0;
	return author == whole->key_length && memcmp(model, whole->key, author) == 0;
}

/* Keep the newest, the newest first. */
static void keep(const struct restatement *newest[RESTATED_SHOWN_OF_GROUP],
		 const struct restatement *item)
{
	for (size_t i = 0; item && i < RESTATED_SHOWN_OF_GROUP; i++) {
		const struct restatement *other = newest[i];

		if (other && other->at >= item->at)
			continue;
		newest[i] = item;
		item = other;
	}
}

size_t restated_lines_of_group(struct arena *arena, const struct figures *figures,
			       const struct entry *whole, enum grouping grouping,
			       struct restated_line lines[RESTATED_LINES])
{
	const struct restatements *all = figures->snapshot->restatements;
	const struct restatement *newest[RESTATED_SHOWN_OF_GROUP] = {NULL};
	struct lines list = {.arena = arena, .lines = lines};
	enum history_period period = figures->day ? HISTORY_DAY : HISTORY_WEEK;
	size_t n = 0;

	for (size_t i = 0; all && i < all->n; i++) {
		const struct restatement *item = &all->items[i];

		if (item->period != period || item->date != figures->week->date ||
		    !is_in_group(figures, whole, grouping, item->model))
			continue;
		n++;
		keep(newest, item);
	}
	for (size_t i = 0; i < n && i < RESTATED_SHOWN_OF_GROUP; i++)
		put(&list, i == 0 ? "restated" : arena_printf(arena, "restated (%zu)", i + 1),
		    arena_printf(arena, "%s, %s", newest[i]->model, text_of(arena, newest[i])));
	if (n > RESTATED_SHOWN_OF_GROUP)
		put(&list, "restated (more)",
		    arena_printf(arena, "and %zu more", n - RESTATED_SHOWN_OF_GROUP));
	return list.n;
}
