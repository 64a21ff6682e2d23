#include "model/record.h"

#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "base/mem.h"
#include "model/mention.h"

/* What a week says, for comparing with its neighbours; the weeks up to the one asked for. */
struct tally {
	const struct history_bucket *week;
	struct week_count count; /* total -1, no leader and no regions where the week lacks days */
	int ahead;
};

struct ledger {
	const struct snapshot *snapshot;
	const struct basis *basis;
	const struct history_bucket *weeks;
	size_t n; /* of them; the last is the one asked for */
	struct tally *tallies;
};

/* Weeks */

static void open_ledger(struct ledger *ledger, const struct history_bucket *last)
{
	const struct history_bucket *weeks = ledger->snapshot->history->weeks;
	struct week_count *counts;

	ledger->weeks = weeks;
	ledger->n = (size_t)(last - weeks) + 1;
	ledger->tallies = mem_alloc(ledger->n, sizeof(*ledger->tallies));
	counts = mem_alloc(ledger->n, sizeof(*counts));
	trend_count(ledger->snapshot, weeks, ledger->n, ledger->basis, counts);
	for (size_t i = 0; i < ledger->n; i++) {
		struct tally *tally = &ledger->tallies[i];

		tally->week = &weeks[i];
		tally->count = (struct week_count){.total = -1, .leader = TREND_NO_MODEL};
		if (history_is_complete(tally->week))
			tally->count = counts[i];
		if (tally->count.regions)
			tally->ahead = (tally->count.china > tally->count.us) -
				       (tally->count.china < tally->count.us);
	}
	free(counts);
}

/* Runs */

static enum verdict same_leader(const void *what, size_t i)
{
	const struct ledger *ledger = what;
	uint32_t leader = ledger->tallies[i].count.leader;

	return verdict_of(leader != TREND_NO_MODEL,
			  leader == ledger->tallies[ledger->n - 1].count.leader);
}

static enum verdict same_ahead(const void *what, size_t i)
{
	const struct ledger *ledger = what;
	int ahead = ledger->tallies[ledger->n - 1].ahead;

	return verdict_of(ledger->tallies[i].count.regions,
			  ahead != 0 && ledger->tallies[i].ahead == ahead);
}

/* 1 for a rise since the week before, -1 for a fall; *known is false where nothing can be said. */
static int direction(const struct ledger *ledger, size_t i, bool *known)
{
	const struct tally *now = &ledger->tallies[i], *before;

	*known = false;
	if (!run_adjoins(ledger->weeks, i))
		return 0;
	before = now - 1;
	*known = now->count.total >= 0 && before->count.total >= 0 &&
		 now->week->days == before->week->days;
	if (!*known)
		return 0;
	return (now->count.total > before->count.total) - (now->count.total < before->count.total);
}

static enum verdict same_direction(const void *what, size_t i)
{
	const struct ledger *ledger = what;
	bool known, known_last;
	int way = direction(ledger, i, &known);

	return verdict_of(known, way != 0 && way == direction(ledger, ledger->n - 1, &known_last));
}

/* Milestones */

static void find_china(const struct ledger *ledger, struct milestone *china)
{
	for (size_t i = 0; i < ledger->n; i++) {
		const struct tally *tally = &ledger->tallies[i];

		if (tally->count.regions && tally->ahead > 0) {
			china->week = tally->week->date;
			china->at_least |= !run_unbroken_before(ledger->weeks, i);
			return;
		}
		china->at_least |= !tally->count.regions;
	}
}

static void find_highest(const struct ledger *ledger, struct records *records)
{
	struct milestone *highest = &records->highest;

	highest->at_least = !run_unbroken_before(ledger->weeks, ledger->n - 1);
	for (size_t i = 0; i < ledger->n; i++) {
		int64_t total = ledger->tallies[i].count.total;

		records->known_weeks += total >= 0;
		highest->at_least |= total < 0;
		if (total >= 0 && (!highest->week || total > highest->value)) {
			highest->week = ledger->tallies[i].week->date;
			highest->value = total;
		}
	}
}

/* Moves */

static bool counts(const struct ledger *ledger, const struct history_bucket *week, size_t row,
		   int64_t *value)
{
	struct basis every = *ledger->basis;

	*value = trend_row_value(ledger->snapshot, &week->rows[row], week->date, ledger->basis);
	if (*value >= 0 || !every.paid_only)
		return true;
	/* Free, or only without a price? */
	every.measure = MEASURE_TOKENS;
	return trend_row_value(ledger->snapshot, &week->rows[row], week->date, &every) >= 0;
}

/* The most that a model which the week does not name can have had in it; -1 when not known. */
static int64_t unnamed_most(const struct ledger *ledger, const struct history_bucket *week,
			    uint32_t model)
{
	struct history_row row = {.model = model};

	if (week->n_rows > 0)
		row.tokens = week->rows[week->n_rows - 1].tokens;
	return trend_row_value(ledger->snapshot, &row, week->date, ledger->basis);
}

static void put_change(struct records *records, uint32_t model, int64_t amount, bool at_least)
{
	struct change *change = amount < 0 ? &records->loss : &records->gain;

	if (amount < 0)
		amount = -amount;
	if (amount > change->amount)
		*change = (struct change){model, amount, at_least};
}

/* The newest of the tallies before index i that names the model; i when none does. */
static size_t last_named(const struct ledger *ledger, uint32_t model, size_t i)
{
	const struct history_mention *mentions;
	size_t n =
		mention_before(ledger->snapshot->history, model, ledger->weeks[i].date, &mentions);

	return n > 0 ? mentions[n - 1].week : i;
}

/* Does some week before the one of index i not say who was ranked? */
static bool unsure_before(const struct ledger *ledger, size_t i)
{
	bool unsure = !run_unbroken_before(ledger->weeks, i);

	for (size_t before = 0; before < i; before++)
		unsure |= !run_names_all(ledger->tallies[before].week);
	return unsure;
}

static void put_entrant(const struct ledger *ledger, struct records *records, uint32_t model,
			int64_t value)
{
	size_t last = last_named(ledger, model, ledger->n - 1);
	struct entrant *entrant = &records->entrants[records->n_entrants++];
	int64_t most = unnamed_most(ledger, ledger->tallies[ledger->n - 2].week, model);

	*entrant = (struct entrant){.model = model, .value = value};
	if (last < ledger->n - 1)
		entrant->last = ledger->tallies[last].week->date;
	else
		entrant->perhaps_back = unsure_before(ledger, ledger->n - 1);
	if (value > most && most >= 0)
		put_change(records, model, value - most, true);
}

/* Models of the week: who moved and who came. */
static void put_arrivals(const struct ledger *ledger, struct records *records)
{
	const struct history_bucket *week = ledger->tallies[ledger->n - 1].week;
	const struct history_bucket *before = ledger->tallies[ledger->n - 2].week;

	for (size_t i = 0; i < week->n_rows; i++) {
		struct history_row old = {.model = week->rows[i].model};
		int64_t value, old_value;

		if (!counts(ledger, week, i, &value))
			continue;
		old.tokens = history_tokens(before, old.model);
		if (old.tokens < 0) {
			put_entrant(ledger, records, old.model, value);
			continue;
		}
		old_value = trend_row_value(ledger->snapshot, &old, before->date, ledger->basis);
		if (value >= 0 && old_value >= 0)
			put_change(records, old.model, value - old_value, false);
	}
}

static void put_leaver(const struct ledger *ledger, struct records *records, uint32_t model,
		       int64_t value)
{
	struct leaver *leaver = &records->leavers[records->n_leavers++];
	int64_t most = unnamed_most(ledger, ledger->tallies[ledger->n - 1].week, model);
	size_t i = ledger->n - 1;
	bool named = true;

	*leaver = (struct leaver){.model = model, .value = value};
	while (named && run_adjoins(ledger->weeks, i)) {
		i--;
		named = history_tokens(ledger->tallies[i].week, model) >= 0;
		if (named) {
			leaver->ranked.weeks++;
			leaver->ranked.since = ledger->tallies[i].week->date;
		}
	}
	leaver->ranked.at_least = named || !run_names_all(ledger->tallies[i].week);
	if (most >= 0 && value > most)
		put_change(records, model, most - value, true);
}

static void put_departures(const struct ledger *ledger, struct records *records)
{
	const struct history_bucket *week = ledger->tallies[ledger->n - 1].week;
	const struct history_bucket *before = ledger->tallies[ledger->n - 2].week;

	for (size_t i = 0; i < before->n_rows; i++) {
		int64_t value;

		if (history_tokens(week, before->rows[i].model) < 0 &&
		    counts(ledger, before, i, &value))
			put_leaver(ledger, records, before->rows[i].model, value);
	}
}

static void put_moves(const struct ledger *ledger, struct records *records)
{
	const struct tally *last = &ledger->tallies[ledger->n - 1];

	records->gain.model = records->loss.model = TREND_NO_MODEL;
	if (!run_adjoins(ledger->weeks, ledger->n - 1))
		return;
	records->moves_known = run_names_all(last->week) && run_names_all(last[-1].week) &&
			       last[-1].week->days == last->week->days;
	if (!records->moves_known)
		return;
	records->entrants = mem_alloc(last->week->n_rows, sizeof(*records->entrants));
	records->leavers = mem_alloc(last[-1].week->n_rows, sizeof(*records->leavers));
	put_arrivals(ledger, records);
	put_departures(ledger, records);
}

bool records_init(struct records *records, const struct snapshot *snapshot, int32_t monday,
		  const struct basis *basis)
{
	const struct history *history = snapshot->history;
	const struct history_bucket *week = history_week(history, monday);
	struct ledger ledger = {.snapshot = snapshot, .basis = basis};
	bool known;

	memset(records, 0, sizeof(*records));
	if (!week || !history_is_complete(week))
		return false;
	open_ledger(&ledger, week);
	records->week = monday;
	records->count = ledger.tallies[ledger.n - 1].count;
	records->leader = run_back(ledger.weeks, ledger.n - 1, same_leader, &ledger);
	records->ahead = ledger.tallies[ledger.n - 1].ahead;
	records->lead = run_back(ledger.weeks, ledger.n - 1, same_ahead, &ledger);
	find_china(&ledger, &records->china);
	records->direction = direction(&ledger, ledger.n - 1, &known);
	records->total = run_back(ledger.weeks, ledger.n - 1, same_direction, &ledger);
	find_highest(&ledger, records);
	put_moves(&ledger, records);
	/* Nobody looks back to the first week before it is loaded. */
	if (history->partial) {
		records->china = (struct milestone){.at_least = true};
		records->highest = (struct milestone){.at_least = true};
		records->known_weeks = 0;
	}
	free(ledger.tallies);
	return true;
}

void records_done(struct records *records)
{
	free(records->entrants);
	free(records->leavers);
}

int32_t record_last_named(const struct history *history, uint32_t model, int32_t monday)
{
	const struct history_mention *mentions;
	size_t n = mention_before(history, model, monday, &mentions);

	return n > 0 ? history->weeks[mentions[n - 1].week].date : 0;
}
