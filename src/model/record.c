#include "model/record.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "model/mention.h"
#include "model/tally.h"

/* The weeks up to the one asked for. */
struct ledger {
	const struct snapshot *snapshot;
	const struct basis *basis;
	const struct history_bucket *weeks;
	size_t n; /* of them; the last is the one asked for */
	const struct tally *tallies;
};

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

static void put_entrant(const struct ledger *ledger, struct records *records, uint32_t model,
			int64_t value)
{
	const struct history_bucket *week = &ledger->weeks[ledger->n - 1];
	struct entrant *entrant = &records->entrants[records->n_entrants++];
	int64_t most = unnamed_most(ledger, week - 1, model);

	*entrant = (struct entrant){.model = model, .value = value};
	entrant->last = record_last_named(ledger->snapshot->history, model, week->date);
	entrant->perhaps_back = !entrant->last && ledger->tallies[ledger->n - 1].unsure;
	if (value > most && most >= 0)
		put_change(records, model, value - most, true);
}

/* Models of the week: who moved and who came. */
static void put_arrivals(const struct ledger *ledger, struct records *records)
{
	const struct history_bucket *week = &ledger->weeks[ledger->n - 1], *before = week - 1;

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
	const struct history_bucket *week = &ledger->weeks[ledger->n - 1];
	int64_t most = unnamed_most(ledger, week, model);
	const struct history_mention *mentions;
	size_t left = mention_before(ledger->snapshot->history, model, week->date, &mentions);
	size_t i = ledger->n - 1;

	*leaver = (struct leaver){.model = model, .value = value};
	while (left > 0 && run_adjoins(ledger->weeks, i) && mentions[left - 1].week == i - 1) {
		i--;
		left--;
		leaver->ranked.weeks++;
		leaver->ranked.since = ledger->weeks[i].date;
	}
	leaver->ranked.at_least =
		!run_adjoins(ledger->weeks, i) || !run_names_all(&ledger->weeks[i - 1]);
	if (most >= 0 && value > most)
		put_change(records, model, most - value, true);
}

static void put_departures(const struct ledger *ledger, struct records *records)
{
	const struct history_bucket *week = &ledger->weeks[ledger->n - 1], *before = week - 1;

	for (size_t i = 0; i < before->n_rows; i++) {
		int64_t value;

		if (history_tokens(week, before->rows[i].model) < 0 &&
		    counts(ledger, before, i, &value))
			put_leaver(ledger, records, before->rows[i].model, value);
	}
}

static void put_moves(const struct ledger *ledger, struct records *records)
{
	const struct history_bucket *week = &ledger->weeks[ledger->n - 1];

	records->gain.model = records->loss.model = TREND_NO_MODEL;
	if (!run_adjoins(ledger->weeks, ledger->n - 1))
		return;
	records->moves_known =
		run_names_all(week) && run_names_all(week - 1) && week[-1].days == week->days;
	if (!records->moves_known)
		return;
	records->entrants = mem_alloc(week->n_rows, sizeof(*records->entrants));
	records->leavers = mem_alloc(week[-1].n_rows, sizeof(*records->leavers));
	put_arrivals(ledger, records);
	put_departures(ledger, records);
}

bool records_init(struct records *records, const struct snapshot *snapshot, int32_t monday,
		  const struct basis *basis)
{
	const struct history *history = snapshot->history;
	const struct history_bucket *week = history_week(history, monday);
	struct ledger ledger = {.snapshot = snapshot, .basis = basis, .weeks = history->weeks};
	const struct tally *tally;

	memset(records, 0, sizeof(*records));
	if (!week || !history_is_complete(week))
		return false;
	ledger.n = (size_t)(week - history->weeks) + 1;
	ledger.tallies = tally_all(snapshot, basis);
	tally = &ledger.tallies[ledger.n - 1];
	records->week = monday;
	records->count = tally->count;
	records->leader = tally->leader;
	records->ahead = tally->ahead;
	records->lead = tally->lead;
	records->china = tally->china;
	records->direction = tally->direction;
	records->total = tally->total;
	records->highest = tally->highest;
	records->known_weeks = tally->known_weeks;
	put_moves(&ledger, records);
	/* Nobody looks back to the first week before it is loaded. */
	if (history->partial) {
		records->china = (struct milestone){.at_least = true};
		records->highest = (struct milestone){.at_least = true};
		records->known_weeks = 0;
	}
	tally_done(snapshot, basis, ledger.tallies);
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
