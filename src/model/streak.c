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
	/* Up to the week: */
	struct streak streak;
	bool direction_known;
	bool unbroken;        /* every week is there, back to the source's first day */
	int64_t most_unknown; /* the largest `most`, -1 for none */
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

static void mark_runs(const struct history_bucket *weeks, size_t i, struct mark *now,
		      const struct mark *before)
{
	struct streak *streak = &now->streak;

	now->direction_known = run_adjoins(weeks, i) && weeks[i].days == weeks[i - 1].days &&
			       now->value >= 0 && before->value >= 0;
	if (now->direction_known)
		streak->direction = (now->value > before->value) - (now->value < before->value);
	if (now->leader_known && now->rank == 1)
		streak->lead =
			run_extend(weeks, i, verdict_of(before->leader_known, before->rank == 1),
				   &before->streak.lead);
	if (streak->direction)
		streak->moves =
			run_extend(weeks, i,
				   verdict_of(before->direction_known,
					      before->streak.direction == streak->direction),
				   &before->streak.moves);
}

static void mark_milestones(const struct history_bucket *week, struct mark *now,
			    const struct mark *before)
{
	struct milestone *highest = &now->streak.highest, *first = &now->streak.first;

	*highest = before->streak.highest;
	if (now->value >= 0 && (!highest->week || now->value > highest->value)) {
		highest->week = week->date;
		highest->value = now->value;
	}
	now->most_unknown = before->most_unknown;
	if (now->value < 0 && now->most > now->most_unknown)
		now->most_unknown = now->most;
	highest->at_least = !now->unbroken || now->most_unknown > highest->value;
	*first = before->streak.first;
	if (!first->week && now->named) {
		first->week = week->date;
		first->at_least |= !now->unbroken;
	} else if (!first->week) {
		first->at_least |= !run_names_all(week);
	}
}

struct streaks *streaks_new(const struct snapshot *snapshot, const char *key,
			    enum grouping grouping, int32_t monday, const struct basis *basis)
{
	static const struct mark none = {.value = -1, .most_unknown = -1};
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
	streaks->n = history_weeks_before(history, monday + 1);
	streaks->marks = mem_alloc(streaks->n, sizeof(*streaks->marks));
	for (size_t i = 0; i < streaks->n; i++) {
		const struct mark *before = i > 0 ? &streaks->marks[i - 1] : &none;
		struct mark *now = &streaks->marks[i];

		*now = mark_week(&subject, &history->weeks[i]);
		now->streak.week = history->weeks[i].date;
		now->streak.rank = now->rank;
		now->unbroken = run_unbroken(history->weeks, i, before->unbroken);
		mark_runs(history->weeks, i, now, before);
		mark_milestones(&history->weeks[i], now, before);
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

bool streaks_at(const struct streaks *streaks, int32_t monday, struct streak *streak)
{
	size_t low = 0, high = streaks->n;

	memset(streak, 0, sizeof(*streak));
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (streaks->weeks[middle].date < monday)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == streaks->n || streaks->weeks[low].date != monday ||
	    !history_is_complete(&streaks->weeks[low]))
		return false;
	*streak = streaks->marks[low].streak;
	return true;
}
