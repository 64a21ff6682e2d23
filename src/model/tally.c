#include "model/tally.h"

#include <stdint.h>
#include <stdlib.h>
#include "base/mem.h"

static void tally_runs(const struct history_bucket *weeks, size_t i, struct tally *now,
		       const struct tally *before)
{
	uint32_t leader = now->count.leader;

	if (leader != TREND_NO_MODEL)
		now->leader = run_extend(weeks, i,
					 verdict_of(before->count.leader != TREND_NO_MODEL,
						    before->count.leader == leader),
					 &before->leader);
	if (now->ahead)
		now->lead = run_extend(
			weeks, i, verdict_of(before->count.regions, before->ahead == now->ahead),
			&before->lead);
	if (now->direction)
		now->total = run_extend(
			weeks, i,
			verdict_of(before->direction_known, before->direction == now->direction),
			&before->total);
}

static void tally_direction(const struct history_bucket *weeks, size_t i, struct tally *now,
			    const struct tally *before)
{
	int64_t total = now->count.total, old = before->count.total;

	now->direction_known = run_adjoins(weeks, i) && total >= 0 && old >= 0 &&
			       weeks[i].days == weeks[i - 1].days;
	if (now->direction_known)
		now->direction = (total > old) - (total < old);
}

static void tally_milestones(const struct history_bucket *week, struct tally *now,
			     const struct tally *before)
{
	int64_t total = now->count.total;
	bool open = before->highest.at_least || total < 0 || !now->unbroken;

	now->china = before->china;
	if (!now->china.week && now->count.regions && now->ahead > 0) {
		now->china.week = week->date;
		now->china.at_least |= !now->unbroken;
	} else if (!now->china.week) {
		now->china.at_least |= !now->count.regions;
	}
	now->highest = before->highest;
	if (total >= 0 && (!now->highest.week || total > now->highest.value)) {
		now->highest.week = week->date;
		now->highest.value = total;
	}
	now->highest.at_least = open;
	now->known_weeks = before->known_weeks + (total >= 0);
}

static void tally_week(const struct history_bucket *weeks, size_t i, struct tally *now,
		       const struct tally *before)
{
	if (!history_is_complete(&weeks[i]))
		now->count = (struct week_count){.total = -1, .leader = TREND_NO_MODEL};
	if (now->count.regions)
		now->ahead =
			(now->count.china > now->count.us) - (now->count.china < now->count.us);
	now->unbroken = run_unbroken(weeks, i, before->unbroken);
	now->unsure =
		!now->unbroken || (i > 0 && (before->unsure || !run_names_all(&weeks[i - 1])));
	tally_direction(weeks, i, now, before);
	tally_runs(weeks, i, now, before);
	tally_milestones(&weeks[i], now, before);
}

const struct tally *tally_all(const struct snapshot *snapshot, const struct basis *basis)
{
	static const struct tally none = {.count = {.total = -1, .leader = TREND_NO_MODEL}};
	const struct history *history = snapshot->history;
	const struct tally *kept = snapshot_kept(snapshot, SNAPSHOT_TALLIES, basis);
	struct week_count *counts;
	struct tally *tallies;

	if (kept)
		return kept;
	counts = mem_alloc(history->n_weeks, sizeof(*counts));
	tallies = mem_alloc(history->n_weeks, sizeof(*tallies));
	trend_count(snapshot, history->weeks, history->n_weeks, basis, counts);
	for (size_t i = 0; i < history->n_weeks; i++) {
		tallies[i].count = counts[i];
		tally_week(history->weeks, i, &tallies[i], i > 0 ? &tallies[i - 1] : &none);
	}
	free(counts);
	snapshot_keep(snapshot, SNAPSHOT_TALLIES, basis, tallies);
	return tallies;
}

void tally_done(const struct snapshot *snapshot, const struct basis *basis,
		const struct tally *tallies)
{
	if (snapshot_kept(snapshot, SNAPSHOT_TALLIES, basis) != tallies)
		free((void *)(uintptr_t)tallies);
}
