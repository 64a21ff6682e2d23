#include "model/streak.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "model/trend.h"

/* What a week says of the subject. */
struct mark {
	bool named;        /* it counts in the week's ranking */
	bool leader_known; /* the week tells who is first */
	int rank;
	int64_t value; /* -1 when not known */
	int64_t most;  /* where value is -1: what it can have had */
};

struct streaks {
	const struct history_bucket *weeks;
	size_t n;
	struct mark *marks; /* one a week */
};

/* What the marks are made from. */
struct subject_of_streaks {
	const struct snapshot *snapshot;
	const struct basis *basis;
	const char *key;
	enum grouping grouping;
	uint32_t model; /* TREND_NO_MODEL for a vendor, or when no week names it */
};

/* A streak as of the week of index `last`. */
struct view_back {
	const struct streaks *streaks;
	size_t last;
};

static uint32_t model_of(const struct history *history, const char *permaslug)
{
	for (uint32_t i = 0; i < history->n_models; i++)
		if (strcmp(history->models[i], permaslug) == 0)
			return i;
	return TREND_NO_MODEL;
}

/* The most that the subject can have had in a week that does not rank it. */
static int64_t unnamed_most(const struct subject_of_streaks *subject,
			    const struct history_bucket *week)
{
	struct history_row row = {.model = subject->model};
	struct quote quote;
	int64_t value;

	if (subject->model == TREND_NO_MODEL || !history_is_complete(week))
		return INT64_MAX;
	quote = price_quote(subject->snapshot->catalog, subject->key, week->date);
	if (subject->basis->paid_only && quote.status == PRICE_FREE)
		return 0;
	if (week->n_rows > 0)
		row.tokens = week->rows[week->n_rows - 1].tokens;
	value = trend_row_value(subject->snapshot, &row, week->date, subject->basis);
	return value < 0 ? INT64_MAX : value;
}

static struct mark mark_week(const struct subject_of_streaks *subject,
			     const struct history_bucket *week)
{
	enum measure measure = subject->basis->measure;
	bool coarse = week->quality == HISTORY_COARSE, vendor = subject->grouping == GROUP_VENDOR;
	struct mark mark = {.value = -1, .most = INT64_MAX};
	struct span span = {
		.monday = week->date,
		.quality = week->quality,
		.n = 1,
		.buckets = {week},
		.paid_only = subject->basis->paid_only,
	};
	struct standing *standing = standing_new(subject->snapshot, &span, subject->grouping,
						 subject->basis->mix, measure);
	const struct entry *entry = standing_find(standing, subject->key, strlen(subject->key));

	mark.named = entry != NULL;
	if (history_is_complete(week)) {
		/* The largest models of a coarse week are known; who has most dollars is not. */
		mark.leader_known = measure == MEASURE_TOKENS ? !(coarse && vendor)
							      : !coarse && standing->usd > 0;
		if (mark.leader_known)
			mark.rank = standing_rank(standing, entry, measure);
		if (entry && !(coarse && vendor))
			mark.value = entry_value(entry, measure);
		if (!entry)
			mark.most = unnamed_most(subject, week);
	}
	standing_free(standing);
	return mark;
}

struct streaks *streaks_new(const struct snapshot *snapshot, const char *key,
			    enum grouping grouping, int32_t monday, const struct basis *basis)
{
	const struct history *history = snapshot->history;
	struct streaks *streaks = mem_alloc(1, sizeof(*streaks));
	struct subject_of_streaks subject = {
		.snapshot = snapshot,
		.basis = basis,
		.key = key,
		.grouping = grouping,
		.model = grouping == GROUP_MODEL ? model_of(history, key) : TREND_NO_MODEL,
	};

	streaks->weeks = history->weeks;
	streaks->marks = mem_alloc(history->n_weeks, sizeof(*streaks->marks));
	while (streaks->n < history->n_weeks && history->weeks[streaks->n].date <= monday) {
		streaks->marks[streaks->n] = mark_week(&subject, &history->weeks[streaks->n]);
		streaks->n++;
	}
	return streaks;
}

void streaks_free(struct streaks *streaks)
{
	if (!streaks)
		return;
	free(streaks->marks);
	free(streaks);
}

static enum verdict leads(const void *what, size_t i)
{
	const struct view_back *back = what;
	const struct mark *mark = &back->streaks->marks[i];

	return verdict_of(mark->leader_known, mark->rank == 1);
}

/* 1 for a rise since the week before, -1 for a fall; *known is false where nothing can be said. */
static int direction(const struct streaks *streaks, size_t i, bool *known)
{
	const struct history_bucket *weeks = streaks->weeks;
	const struct mark *now = &streaks->marks[i];

	*known = run_adjoins(weeks, i) && weeks[i].days == weeks[i - 1].days && now->value >= 0 &&
		 now[-1].value >= 0;
	return *known ? (now->value > now[-1].value) - (now->value < now[-1].value) : 0;
}

static enum verdict same_direction(const void *what, size_t i)
{
	const struct view_back *back = what;
	bool known, known_last;
	int way = direction(back->streaks, i, &known);

	return verdict_of(known,
			  way != 0 && way == direction(back->streaks, back->last, &known_last));
}

static void find_highest(const struct streaks *streaks, size_t last, struct milestone *highest)
{
	for (size_t i = 0; i <= last; i++) {
		const struct mark *mark = &streaks->marks[i];

		if (mark->value >= 0 && (!highest->week || mark->value > highest->value)) {
			highest->week = streaks->weeks[i].date;
			highest->value = mark->value;
		}
	}
	highest->at_least = !run_unbroken_before(streaks->weeks, last);
	for (size_t i = 0; i <= last; i++)
		if (streaks->marks[i].value < 0 && streaks->marks[i].most > highest->value)
			highest->at_least = true;
}

static void find_first(const struct streaks *streaks, size_t last, struct milestone *first)
{
	for (size_t i = 0; i <= last && !first->week; i++) {
		if (streaks->marks[i].named) {
			first->week = streaks->weeks[i].date;
			first->at_least |= !run_unbroken_before(streaks->weeks, i);
		} else {
			first->at_least |= !run_names_all(&streaks->weeks[i]);
		}
	}
}

bool streaks_at(const struct streaks *streaks, int32_t monday, struct streak *streak)
{
	struct view_back back = {.streaks = streaks};
	bool known;

	memset(streak, 0, sizeof(*streak));
	while (back.last < streaks->n && streaks->weeks[back.last].date != monday)
		back.last++;
	if (back.last == streaks->n || !history_is_complete(&streaks->weeks[back.last]))
		return false;
	streak->week = monday;
	streak->rank = streaks->marks[back.last].rank;
	streak->direction = direction(streaks, back.last, &known);
	streak->lead = run_back(streaks->weeks, back.last, leads, &back);
	streak->moves = run_back(streaks->weeks, back.last, same_direction, &back);
	find_highest(streaks, back.last, &streak->highest);
	find_first(streaks, back.last, &streak->first);
	return true;
}
