#include "model/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "model/mention.h"

enum side {
	SIDE_CHINA,
	SIDE_US,
	SIDE_ELSEWHERE,
	SIDE_UNKNOWN,
	SIDES,
};

/* The largest rows of a week, in order; of equal ones the first that came. */
struct top {
	size_t n;
	struct {
		int64_t value;
		enum side side;
	} items[TREND_TOP];
};

/* What trend_row_value() says; `out` when the basis leaves the row out, whatever its price. */
static int64_t row_value(const struct snapshot *snapshot, const struct history_row *row,
			 int32_t monday, const struct basis *basis, bool *out)
{
	struct quote quote;
	int64_t usd;

	*out = false;
	if (basis->measure == MEASURE_TOKENS && !basis->paid_only)
		return row->tokens;
	quote = snapshot_quote(snapshot, row->model, monday);
	*out = basis->paid_only && quote.status == PRICE_FREE;
	if (*out)
		return -1;
	if (basis->measure == MEASURE_TOKENS)
		return row->tokens;
	return price_usd(&quote, basis->mix, row->tokens, &usd) ? usd : -1;
}

int64_t trend_row_value(const struct snapshot *snapshot, const struct history_row *row,
			int32_t monday, const struct basis *basis)
{
	bool out;

	return row_value(snapshot, row, monday, basis, &out);
}

/* A week's point; `row` is the model's in it, or NULL. */
static double model_value(const struct snapshot *snapshot, const struct history_bucket *week,
			  const struct history_row *row, const struct basis *basis)
{
	int64_t value;

	if (!row)
		return week->quality == HISTORY_COARSE ? NAN : 0;
	value = trend_row_value(snapshot, row, week->date, basis);
	return value < 0 ? NAN : (double)value;
}

/* From the newest week back, beside the weeks that name the model. */
void trend_model(const struct snapshot *snapshot, uint32_t model, int32_t monday,
		 const struct basis *basis, double *points, size_t n)
{
	const struct history *history = snapshot->history;
	const struct history_mention *mentions;
	size_t left = mention_before(history, model, monday + 1, &mentions);
	size_t w = history_weeks_before(history, monday + 1);

	for (size_t i = n; i-- > 0; monday -= 7) {
		const struct history_bucket *week = w > 0 ? &history->weeks[w - 1] : NULL;
		const struct history_row *row = NULL;

		points[i] = NAN;
		if (!week || week->date != monday)
			continue;
		w--;
		if (left > 0 && mentions[left - 1].week == w)
			row = &week->rows[mentions[--left].row];
		points[i] = model_value(snapshot, week, row, basis);
	}
}

int trend_camp(const struct vendor *vendor)
{
	if (vendor && strcmp(vendor->region, REGION_CHINA) == 0)
		return 1;
	return vendor && strcmp(vendor->region, REGION_US) == 0 ? -1 : 0;
}

static enum side side_of(const struct snapshot *snapshot, uint32_t model)
{
	const struct vendor *vendor = snapshot_vendor(snapshot, model);
	int camp = trend_camp(vendor);

	if (!vendor || strcmp(vendor->region, REGION_UNIDENTIFIED) == 0)
		return SIDE_UNKNOWN;
	if (camp == 0)
		return SIDE_ELSEWHERE;
	return camp > 0 ? SIDE_CHINA : SIDE_US;
}

static void add(int64_t *sum, int64_t value)
{
	if (__builtin_add_overflow(*sum, value, sum))
		*sum = INT64_MAX;
}

static void top_insert(struct top *top, int64_t value, enum side side)
{
	size_t i;

	if (top->n == TREND_TOP && value <= top->items[TREND_TOP - 1].value)
		return;
	if (top->n < TREND_TOP)
		top->n++;
	for (i = top->n - 1; i > 0 && top->items[i - 1].value < value; i--)
		top->items[i] = top->items[i - 1];
	top->items[i].value = value;
	top->items[i].side = side;
}

bool trend_priced_enough(int64_t priced, int64_t identified)
{
	return priced > 0 && (double)priced >= TREND_PRICED_LEAST * (double)identified;
}

/* From sums by side to what the denominator asks for. */
static void put_regions(struct week_count *count, const int64_t sums[SIDES],
			const struct history_bucket *week, const struct basis *basis)
{
	bool tail = basis->measure == MEASURE_TOKENS && basis->denominator != DENOMINATOR_TOP_10;

	count->china = sums[SIDE_CHINA];
	count->us = sums[SIDE_US];
	count->unknown = sums[SIDE_UNKNOWN];
	if (tail)
		add(&count->unknown, week->tail);
	count->whole = count->china;
	add(&count->whole, count->us);
	if (basis->denominator != DENOMINATOR_IDENTIFIED) {
		add(&count->whole, sums[SIDE_ELSEWHERE]);
		add(&count->whole, count->unknown);
	}
	count->regions = week->quality != HISTORY_COARSE && count->whole > 0;
}

static void count_week(const struct snapshot *snapshot, const struct history_bucket *week,
		       const struct basis *basis, struct week_count *count)
{
	bool tokens = basis->measure == MEASURE_TOKENS;
	bool only_top = basis->denominator == DENOMINATOR_TOP_10;
	int64_t sums[SIDES] = {0}, total = tokens ? week->tail : 0;
	/* Tokens of the rows that may count, and of those that do. */
	int64_t identified = 0, priced = 0;
	struct top top = {0};

	*count = (struct week_count){.total = -1, .leader = TREND_NO_MODEL, .leader_value = -1};
	for (size_t i = 0; i < week->n_rows; i++) {
		const struct history_row *row = &week->rows[i];
		bool out;
		int64_t value = row_value(snapshot, row, week->date, basis, &out);
		enum side side;

		if (!out)
			add(&identified, row->tokens);
		if (value < 0)
			continue;
		add(&priced, row->tokens);
		add(&total, value);
		if (value > count->leader_value) {
			count->leader = row->model;
			count->leader_value = value;
		}
		if (week->quality == HISTORY_COARSE)
			continue;
		side = side_of(snapshot, row->model);
		if (only_top)
			top_insert(&top, value, side);
		else
			add(&sums[side], value);
	}
	for (size_t i = 0; i < top.n; i++)
		add(&sums[top.items[i].side], top.items[i].value);
	put_regions(count, sums, week, basis);
	if (tokens || (week->quality != HISTORY_COARSE && total > 0 &&
		       trend_priced_enough(priced, identified))) {
		count->total = total;
		return;
	}
	/* The largest models of a coarse week are known; who has most dollars is not. */
	count->leader = TREND_NO_MODEL;
	count->regions = false;
}

/* Every week, counted once a snapshot and basis; NULL when no more bases are kept. */
static const struct week_count *count_all(const struct snapshot *snapshot,
					  const struct basis *basis)
{
	const struct history *history = snapshot->history;
	const struct week_count *kept = snapshot_kept(snapshot, SNAPSHOT_COUNTS, basis);
	struct week_count *counts;

	if (kept)
		return kept;
	counts = mem_alloc(history->n_weeks, sizeof(*counts));
	for (size_t i = 0; i < history->n_weeks; i++)
		count_week(snapshot, &history->weeks[i], basis, &counts[i]);
	if (snapshot_keep(snapshot, SNAPSHOT_COUNTS, basis, counts))
		return counts;
	free(counts);
	return snapshot_kept(snapshot, SNAPSHOT_COUNTS, basis);
}

void trend_count(const struct snapshot *snapshot, const struct history_bucket *weeks, size_t n,
		 const struct basis *basis, struct week_count *counts)
{
	const struct week_count *all = count_all(snapshot, basis);

	if (all && n > 0)
		memcpy(counts, all + (weeks - snapshot->history->weeks), n * sizeof(*counts));
	for (size_t i = 0; !all && i < n; i++)
		count_week(snapshot, &weeks[i], basis, &counts[i]);
}

void trend_regions(const struct snapshot *snapshot, int32_t monday, const struct basis *basis,
		   struct trend_point *points, size_t n)
{
	const struct history *history = snapshot->history;
	int32_t first_monday = monday - 7 * (int32_t)(n - 1);
	size_t first = history_weeks_before(history, first_monday);
	size_t end = history_weeks_before(history, monday + 1);
	struct week_count *counts;

	counts = mem_alloc(end - first, sizeof(*counts));
	trend_count(snapshot, &history->weeks[first], end - first, basis, counts);
	for (size_t i = 0; i < n; i++)
		points[i] = (struct trend_point){NAN, NAN};
	for (size_t i = first; i < end; i++) {
		const struct week_count *count = &counts[i - first];

		if (count->regions)
			points[(history->weeks[i].date - first_monday) / 7] =
				(struct trend_point){ranking_share(count->china, count->whole),
						     ranking_share(count->us, count->whole)};
	}
	free(counts);
}

struct lead_bounds trend_lead_bounds(const struct week_count *count, enum denominator denominator)
{
	double lead = (double)count->china - (double)count->us, whole = (double)count->whole;
	double unknown = (double)count->unknown;
	double widest = denominator == DENOMINATOR_IDENTIFIED ? whole + unknown : whole;

	if (!count->regions)
		return (struct lead_bounds){NAN, NAN, NAN};
	return (struct lead_bounds){lead / whole, (lead - unknown) / widest,
				    (lead + unknown) / widest};
}
