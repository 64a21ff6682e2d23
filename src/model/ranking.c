#include "model/ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"

bool span_of_week(const struct history *history, int32_t monday, struct span *span)
{
	const struct history_bucket *week = history_week(history, monday);

	if (!week)
		return false;
	*span = (struct span){
		.monday = monday, .quality = week->quality, .n = 1, .buckets = {week}};
	return true;
}

/* The daily rows of `n` days from a Monday on; false when one is missing. */
static bool span_of_days(const struct history *history, int32_t monday, int n, struct span *span)
{
	*span = (struct span){.monday = monday, .quality = HISTORY_DAILY_SUM, .n = n};
	for (int i = 0; i < n; i++) {
		span->buckets[i] = history_day(history, monday + i);
		if (!span->buckets[i])
			return false;
	}
	return n > 0;
}

bool span_compared(const struct history *history, int32_t monday, struct span *current,
		   struct span *previous)
{
	const struct history_bucket *week = history_week(history, monday);

	if (!week)
		return false;
	if (history_is_running(history, week))
		return span_of_days(history, monday, week->days, current) &&
		       span_of_days(history, monday - 7, week->days, previous);
	return span_of_week(history, monday, current) &&
	       span_of_week(history, monday - 7, previous) &&
	       previous->buckets[0]->days == week->days;
}

static const char *group_key(const struct entry *row, enum grouping grouping, size_t *length)
{
	const char *key = grouping == GROUP_REGION ? entry_region(row) : row->key;

	*length = grouping == GROUP_VENDOR ? vendor_author_length(row->key) : strlen(key);
	return key;
}

/* Index of a key's entry; standing->n when there is none. */
static size_t entry_index(const struct standing *standing, const char *key, size_t length)
{
	size_t i = 0;

	while (i < standing->n && (standing->entries[i].key_length != length ||
				   memcmp(standing->entries[i].key, key, length) != 0))
		i++;
	return i;
}

/* Index of the entry that a row belongs to; standing->n when it is the first of its group.  In a
 * bucket every model is named once. */
static size_t group_index(const struct standing *standing, const struct entry *row,
			  enum grouping grouping, const char *key, size_t length)
{
	size_t i = 0;

	if (grouping != GROUP_MODEL)
		return entry_index(standing, key, length);
	if (standing->span.n == 1)
		return standing->n;
	while (i < standing->n && standing->entries[i].model != row->model)
		i++;
	return i;
}

/* What one row of a bucket is worth. */
static struct entry entry_of_row(const struct snapshot *snapshot, const struct history_row *row,
				 int32_t monday, struct mix mix)
{
	const char *permaslug = snapshot->history->models[row->model];
	struct dollars dollars;
	struct entry entry = {
		.key = permaslug,
		.model = row->model,
		.tokens = row->tokens,
		.vendor = snapshot_vendor(snapshot, row->model),
		.quote = snapshot_quote(snapshot, row->model, monday),
	};

	if (price_dollars(&entry.quote, mix, row->tokens, &dollars)) {
		entry.usd = dollars.base;
		entry.usd_low = dollars.low;
		entry.usd_high = dollars.high;
		entry.priced = true;
		entry.priced_tokens = row->tokens;
		entry.free = entry.quote.status == PRICE_FREE;
		entry.later = entry.quote.later;
	}
	return entry;
}

/* Sums stay in range: a bucket's total is checked when it is built, but up to seven of them meet
 * here, so the sum is held at the top instead of wrapping. */
static void add(int64_t *sum, int64_t value)
{
	if (__builtin_add_overflow(*sum, value, sum))
		*sum = INT64_MAX;
}

void entry_add(struct entry *group, const struct entry *entry)
{
	group->partial |= entry->partial;
	group->priced |= entry->priced;
	group->free &= entry->free;
	group->later |= entry->later;
	add(&group->tokens, entry->tokens);
	add(&group->priced_tokens, entry->priced_tokens);
	add(&group->usd, entry->usd);
	add(&group->usd_low, entry->usd_low);
	add(&group->usd_high, entry->usd_high);
}

static void add_row(struct standing *standing, const struct entry *row, enum grouping grouping)
{
	size_t length;
	const char *key = group_key(row, grouping, &length);
	size_t index = group_index(standing, row, grouping, key, length);
	struct entry *entry = &standing->entries[index];

	add(&standing->identified, row->tokens);
	add(&standing->priced, row->priced_tokens);
	add(&standing->usd, row->usd);
	add(&standing->usd_low, row->usd_low);
	add(&standing->usd_high, row->usd_high);
	if (index == standing->n) {
		standing->n++;
		*entry = *row;
		entry->key = key;
		entry->key_length = length;
		return;
	}
	entry_add(entry, row);
}

/* The two orders: qsort has no room for the measure. */
static int by_tokens(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (a->tokens != b->tokens)
		return a->tokens < b->tokens ? 1 : -1;
	return strcmp(a->key, b->key);
}

static int by_usd(const void *left, const void *right)
{
	int64_t a = entry_value(left, MEASURE_USD), b = entry_value(right, MEASURE_USD);

	if (a != b)
		return a < b ? 1 : -1;
	return by_tokens(left, right);
}

/* A week's models by tokens stand in their order already. */
static void sort(struct standing *standing, enum measure measure)
{
	int (*order)(const void *, const void *) = measure == MEASURE_USD ? by_usd : by_tokens;
	size_t i = 1;

	while (i < standing->n && order(&standing->entries[i - 1], &standing->entries[i]) <= 0)
		i++;
	if (i < standing->n)
		qsort(standing->entries, standing->n, sizeof(*standing->entries), order);
}

/* One bucket's rows and sums; of paid models only, the free ones leave the total too. */
static void add_bucket(struct standing *standing, const struct snapshot *snapshot,
		       const struct history_bucket *bucket, enum grouping grouping, struct mix mix)
{
	int64_t left_out = 0;

	for (size_t r = 0; r < bucket->n_rows; r++) {
		struct entry row =
			entry_of_row(snapshot, &bucket->rows[r], standing->span.monday, mix);

		if (standing->span.paid_only && row.free)
			left_out += row.tokens;
		else
			add_row(standing, &row, grouping);
	}
	add(&standing->total, bucket->total - left_out);
	add(&standing->tail, bucket->tail);
	standing->has_tail |= bucket->has_tail;
}

/* The days that a span is the sum of, as far as they are known; none where it is of one bucket that
 * the source made. */
static int days_of(const struct span *span, const struct history *history,
		   const struct history_bucket *days[7])
{
	int n = 0;

	if (span->n > 1) {
		for (; n < span->n; n++)
			days[n] = span->buckets[n];
		return n;
	}
	if (span->quality != HISTORY_DAILY_SUM)
		return 0;
	for (int i = 0; i < span->buckets[0]->days; i++)
		if ((days[n] = history_day(history, span->monday + i)))
			n++;
	return n;
}

static void mark_partial(struct standing *standing, const struct snapshot *snapshot, uint32_t model,
			 enum grouping grouping)
{
	struct entry row = {
		.key = snapshot->history->models[model],
		.vendor = snapshot_vendor(snapshot, model),
	};
	size_t length;
	const char *key = group_key(&row, grouping, &length);
	size_t index = entry_index(standing, key, length);

	if (index < standing->n)
		standing->entries[index].partial = true;
}

/* Some of the days do not name a model that others do. */
static void find_partial(struct standing *standing, const struct snapshot *snapshot,
			 enum grouping grouping)
{
	const struct history_bucket *days[7];
	const int n = days_of(&standing->span, snapshot->history, days);
	const size_t n_models = snapshot->history->n_models;
	int *named;

	if (n < 2)
		return;
	named = mem_alloc(n_models, sizeof(*named));
	for (int i = 0; i < n; i++)
		for (size_t r = 0; r < days[i]->n_rows; r++)
			named[days[i]->rows[r].model]++;
	for (size_t i = 0; i < n_models; i++)
		if (named[i] > 0 && named[i] < n)
			mark_partial(standing, snapshot, (uint32_t)i, grouping);
	free(named);
}

struct standing *standing_new(const struct snapshot *snapshot, const struct span *span,
			      enum grouping grouping, struct mix mix, enum measure measure)
{
	struct standing *standing = mem_alloc(1, sizeof(*standing));
	size_t rows = 0;

	standing->span = *span;
	for (int i = 0; i < span->n; i++)
		rows += span->buckets[i]->n_rows;
	standing->entries = mem_alloc(rows, sizeof(*standing->entries));
	for (int i = 0; i < span->n; i++)
		add_bucket(standing, snapshot, span->buckets[i], grouping, mix);
	find_partial(standing, snapshot, grouping);
	for (size_t i = 0; i < standing->n; i++)
		standing->unpriced += !standing->entries[i].priced;
	sort(standing, measure);
	return standing;
}

struct standing *standing_top(const struct standing *models, size_t limit, enum grouping grouping,
			      enum measure measure)
{
	struct standing *standing = mem_alloc(1, sizeof(*standing));

	standing->span = models->span;
	standing->total = models->total;
	standing->entries = mem_alloc(models->n, sizeof(*standing->entries));
	for (size_t i = 0; i < models->n && i < limit; i++)
		add_row(standing, &models->entries[i], grouping);
	standing->tail = models->total - standing->identified;
	standing->has_tail = standing->tail > 0;
	sort(standing, measure);
	return standing;
}

struct standing *standing_share(struct standing *standing)
{
	if (standing)
		standing->holders++;
	return standing;
}

void standing_free(struct standing *standing)
{
	if (!standing || standing->holders-- > 0)
		return;
	free(standing->entries);
	free(standing);
}

const struct entry *standing_find(const struct standing *standing, const char *key, size_t length)
{
	size_t index = entry_index(standing, key, length);

	return index < standing->n ? &standing->entries[index] : NULL;
}

int standing_rank(const struct standing *standing, const struct entry *entry, enum measure measure)
{
	if (!entry || entry_value(entry, measure) < 0)
		return 0;
	return (int)(entry - standing->entries) + 1;
}

int64_t entry_value(const struct entry *entry, enum measure measure)
{
	if (measure == MEASURE_TOKENS)
		return entry->tokens;
	return entry->priced ? entry->usd : -1;
}

int64_t standing_whole(const struct standing *standing, enum measure measure)
{
	return measure == MEASURE_TOKENS ? standing->total : standing->usd;
}

double ranking_share(int64_t part, int64_t whole)
{
	return part < 0 || whole <= 0 ? NAN : (double)part / (double)whole;
}

double ranking_growth(int64_t current, int64_t previous)
{
	return current < 0 || previous <= 0 ? NAN : (double)current / (double)previous - 1;
}

const char *entry_region(const struct entry *entry)
{
	return entry->vendor ? entry->vendor->region : REGION_UNIDENTIFIED;
}

const char *entry_name(const struct entry *entry)
{
	const char *name, *colon, *slash;

	if (!entry->quote.listing) {
		slash = memchr(entry->key, '/', entry->key_length);
		return slash ? slash + 1 : entry->key;
	}
	name = entry->quote.listing->name;
	colon = strstr(name, ": ");
	return colon ? colon + 2 : name;
}

const char *ranking_name(const struct snapshot *snapshot, uint32_t model, int32_t monday)
{
	const char *permaslug = snapshot->history->models[model];
	struct entry entry = {
		.key = permaslug,
		.key_length = strlen(permaslug),
		.quote = price_quote(snapshot->catalog, permaslug, monday),
	};

	return entry_name(&entry);
}
