#include "view/figures.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"
#include "model/trend.h"
#include "view/shelf.h"

#define SECOND_UNIT_PRIORITY 9
#define USD_BAND_PRIORITY    6

static struct standing *standing_of(const struct figures *figures, const struct span *span,
				    enum grouping grouping)
{
	return shelf_standing(figures->query->shelf, figures->snapshot, span, grouping,
			      figures->query->mix, figures->measure);
}

bool figures_init(struct figures *figures, const struct snapshot *snapshot,
		  const struct query *query, int32_t monday, enum grouping grouping)
{
	const struct history *history = snapshot->history;
	struct span span, current, previous, compared;

	memset(figures, 0, sizeof(*figures));
	figures->snapshot = snapshot;
	figures->query = query;
	figures->grouping = grouping;
	figures->measure = query->unit == UNIT_USD ? MEASURE_USD : MEASURE_TOKENS;
	if (!span_of_week(history, monday, &span))
		return false;
	span.paid_only = query->paid_only;
	figures->week = span.buckets[0];
	figures->running = history_is_running(history, figures->week);
	figures->coarse = figures->week->quality == HISTORY_COARSE;
	figures->now = standing_of(figures, &span, grouping);
	if (!figures->running && span_of_week(history, monday - 7, &previous)) {
		previous.paid_only = query->paid_only;
		figures->before = standing_of(figures, &previous, grouping);
	}
	if (!span_compared(history, monday, &current, &compared))
		return true;
	if (!figures->running) {
		/* It is the two weeks that are compared. */
		figures->growth_now = standing_share(figures->now);
		figures->growth_before = standing_share(figures->before);
	} else {
		current.paid_only = compared.paid_only = query->paid_only;
		figures->growth_now = standing_of(figures, &current, grouping);
		figures->growth_before = standing_of(figures, &compared, grouping);
	}
	return true;
}

/* The standing of one day; NULL when the history lacks it. */
static struct standing *standing_of_day(const struct figures *figures, int32_t date,
					enum grouping grouping)
{
	const struct history_bucket *day = history_day(figures->snapshot->history, date);
	struct span span = {.monday = calendar_monday(date), .n = 1, .buckets = {day}};

	if (!day)
		return NULL;
	span.quality = day->quality;
	span.paid_only = figures->query->paid_only;
	return standing_of(figures, &span, grouping);
}

bool figures_init_day(struct figures *figures, const struct snapshot *snapshot,
		      const struct query *query, int32_t date, enum grouping grouping)
{
	*figures = (struct figures){
		.snapshot = snapshot,
		.query = query,
		.measure = query->unit == UNIT_USD ? MEASURE_USD : MEASURE_TOKENS,
		.week = history_day(snapshot->history, date),
		.day = true,
		.grouping = grouping,
	};
	figures->now = standing_of_day(figures, date, grouping);
	if (!figures->now)
		return false;
	figures->coarse = figures->week->quality == HISTORY_COARSE;
	figures->growth_before = standing_of_day(figures, date - 7, grouping);
	if (figures->growth_before)
		figures->growth_now = standing_share(figures->now);
	return true;
}

void figures_top(struct figures *figures, enum grouping grouping)
{
	struct standing **standings[] = {&figures->now, &figures->before, &figures->growth_now,
					 &figures->growth_before};

	for (size_t i = 0; i < sizeof(standings) / sizeof(standings[0]); i++) {
		struct standing *models = *standings[i];

		if (!models)
			continue;
		*standings[i] = standing_top(models, TREND_TOP, grouping, figures->measure);
		standing_free(models);
	}
	figures->grouping = grouping;
}

void figures_done(struct figures *figures)
{
	standing_free(figures->now);
	standing_free(figures->before);
	standing_free(figures->growth_now);
	standing_free(figures->growth_before);
}

bool figures_compared(const struct figures *figures, const char *key, size_t length,
		      const struct entry **current, const struct entry **previous)
{
	const bool by_model = figures->grouping == GROUP_MODEL;

	*current = *previous = NULL;
	if (!figures->growth_now)
		return false;
	*current = standing_find(figures->growth_now, key, length);
	*previous = standing_find(figures->growth_before, key, length);
	/* The source's own sum of the days that have run, which lacks none. */
	if (by_model && figures->running && figures->now->span.quality == HISTORY_EXACT)
		*current = standing_find(figures->now, key, length);
	return *current && *previous &&
	       !(by_model && ((*current)->partial || (*previous)->partial));
}

static bool is_partly_priced(const struct entry *entry)
{
	return entry->priced_tokens < entry->tokens;
}

struct value figures_growth(const struct figures *figures, const char *key, size_t length)
{
	const struct entry *current, *previous;
	struct value value;

	if (!figures_compared(figures, key, length, &current, &previous))
		return value_real(VALUE_GROWTH, NAN);
	value = value_real(VALUE_GROWTH, ranking_growth(entry_value(current, figures->measure),
							entry_value(previous, figures->measure)));
	value.approx = current->partial || previous->partial ||
		       (figures->measure == MEASURE_USD &&
			(is_partly_priced(current) || is_partly_priced(previous)));
	return value;
}

/* Are its dollars those of the whole, or near enough?  Those of a coarse week are of its few rows.
 */
static bool is_priced(const struct standing *standing)
{
	return standing->span.quality != HISTORY_COARSE &&
	       trend_priced_enough(standing->priced, standing->identified);
}

double figures_growth_total(const struct figures *figures)
{
	const struct standing *now = figures->growth_now, *before = figures->growth_before;

	if (!now)
		return NAN;
	if (figures->measure == MEASURE_USD && !(is_priced(now) && is_priced(before)))
		return NAN;
	return ranking_growth(standing_whole(now, figures->measure),
			      standing_whole(before, figures->measure));
}

double figures_growth_tail(const struct figures *figures)
{
	const struct standing *now = figures->growth_now, *before = figures->growth_before;

	if (!now || !now->has_tail || !before->has_tail || figures->measure == MEASURE_USD ||
	    now->span.quality != before->span.quality)
		return NAN;
	return ranking_growth(now->tail, before->tail);
}

const char *figures_unpriced(const struct quote *quote)
{
	return price_status_word(price_known(quote) ? PRICE_UNKNOWN : quote->status);
}

const char *figures_pending(struct arena *arena, const struct snapshot *snapshot, const char *what)
{
	const struct status *status = &snapshot->status;
	const struct feed *feed = &status->catalog;
	bool failed = feed->trouble != TROUBLE_NONE;
	char http[16] = "";

	if (snapshot->catalog->checked > 0)
		return NULL;
	if (status->offline_mode)
		return arena_printf(arena, "%s not fetched yet, and --offline asks nothing", what);
	if (failed && feed->http >= 300)
		snprintf(http, sizeof(http), " (%d)", feed->http);
	return arena_printf(arena, "%s not fetched yet%s%s%s", what, failed ? ": " : "",
			    trouble_words(feed->trouble), http);
}

const char *figures_price_status(const struct entry *entry)
{
	if (!entry->priced)
		return figures_unpriced(&entry->quote);
	if (is_partly_priced(entry))
		return "partly";
	if (entry->free)
		return price_status_word(PRICE_FREE);
	return price_status_word(entry->later ? PRICE_LATER : PRICE_LISTED);
}

static struct value usd_value(const struct entry *entry, int64_t usd)
{
	struct value value = value_integer(VALUE_USD, usd);

	if (entry->free)
		value.text = price_status_word(PRICE_FREE);
	value.approx = entry->later || is_partly_priced(entry);
	return value;
}

/* Nothing of it has a price, or only what is free: its dollars may be any. */
static bool is_unknown(const struct entry *entry)
{
	return !entry->priced || (is_partly_priced(entry) && entry->usd_high == 0);
}

struct value figures_usd(const struct entry *entry)
{
	return is_unknown(entry) ? value_word(figures_price_status(entry))
				 : usd_value(entry, entry->usd);
}

struct value figures_usd_low(const struct entry *entry)
{
	return is_unknown(entry) ? value_text(NULL) : usd_value(entry, entry->usd_low);
}

struct value figures_usd_high(const struct entry *entry)
{
	return is_unknown(entry) ? value_text(NULL) : usd_value(entry, entry->usd_high);
}

struct value figures_usd_share(const struct figures *figures, const struct entry *entry)
{
	struct value usd = figures_usd(entry);
	struct value value = value_real(
		VALUE_SHARE,
		usd.kind == VALUE_USD ? ranking_share(entry->usd, figures->now->usd) : NAN);

	value.approx = usd.approx;
	value.text = usd.kind == VALUE_USD ? usd.text : NULL;
	return value;
}

struct value figures_price(const struct quote *quote, int64_t pico_usd)
{
	struct value value;

	if (!price_known(quote))
		return value_word(price_status_word(quote->status));
	value = value_integer(VALUE_PRICE, pico_usd);
	value.approx = quote->later;
	if (quote->status == PRICE_FREE)
		value.text = price_status_word(PRICE_FREE);
	return value;
}

const char *figures_quality(enum history_quality quality)
{
	switch (quality) {
	case HISTORY_EXACT:
		return "exact";
	case HISTORY_DAILY_SUM:
		return "daily sum";
	case HISTORY_COARSE:
		break;
	}
	return "coarse";
}

const char *figures_source(const struct history *history, const struct history_bucket *week)
{
	enum { IMPORTED = HISTORY_SAMPLE + 1 };
	static const char *const words[][3] = {
		[HISTORY_LIVE] = {"OpenRouter (openrouter.ai/rankings), CC BY 4.0",
				  "OpenRouter (openrouter.ai/rankings), sum of daily top 50, "
				  "CC BY 4.0",
				  "OpenRouter (openrouter.ai/rankings), largest models only, "
				  "CC BY 4.0"},
		[HISTORY_SAMPLE] = {"OpenRouter (openrouter.ai/rankings), sample, CC BY 4.0",
				    "OpenRouter (openrouter.ai/rankings), sample, sum of daily "
				    "top 50, CC BY 4.0",
				    "OpenRouter (openrouter.ai/rankings), sample, largest models "
				    "only, CC BY 4.0"},
		[IMPORTED] = {"OpenRouter (openrouter.ai/rankings), from an imported file, "
			      "CC BY 4.0",
			      "OpenRouter (openrouter.ai/rankings), from an imported file, sum of "
			      "daily top 50, CC BY 4.0",
			      "OpenRouter (openrouter.ai/rankings), from an imported file, largest "
			      "models only, CC BY 4.0"},
	};

	return words[week->imported ? (int)IMPORTED : (int)history->origin][week->quality];
}

/* A share that rounds up to 100.0% without being all stays below it. */
static const char *share_text(char out[FORMAT_SIZE], int64_t part, int64_t whole)
{
	double share = ranking_share(part, whole);

	return format_share(out, part < whole && share > 0.999 ? 0.999 : share);
}

const char *figures_coverage(char out[FIGURES_COVERAGE_SIZE], const struct standing *standing)
{
	char identified[FORMAT_SIZE], all[FORMAT_SIZE];

	snprintf(out, FIGURES_COVERAGE_SIZE, "priced %s of identified tokens (%s of all)",
		 share_text(identified, standing->priced, standing->identified),
		 share_text(all, standing->priced, standing->total));
	return out;
}

const char *figures_unpriced_count(char out[FIGURES_COVERAGE_SIZE], const struct standing *standing)
{
	if (standing->unpriced == 0)
		snprintf(out, FIGURES_COVERAGE_SIZE, "unpriced: none");
	else
		snprintf(out, FIGURES_COVERAGE_SIZE, "unpriced: %zu model%s", standing->unpriced,
			 standing->unpriced == 1 ? "" : "s");
	return out;
}

const char *figures_title(struct table *table, const struct query *query, const char *title)
{
	if (!query->paid_only)
		return title;
	table->brief = title;
	return arena_printf(&table->arena, "%s, paid models only", title);
}

const char *figures_rule(struct table *table, const struct query *query, const char *rule)
{
	return arena_printf(&table->arena, "%s%s", rule,
			    query->paid_only ? "; paid models only" : "");
}

void figures_provenance(const struct figures *figures, struct table *table, struct row *row,
			int column)
{
	struct value *values = row->values + column;
	char week[CALENDAR_SIZE], as_of[CALENDAR_SIZE], rule[PRICE_RULE_SIZE];

	/* Most tables are of one week: what stands there already need not be written again. */
	if (table->told == figures->week) {
		memcpy(values, table->rows[table->told_row].values + column,
		       PROVENANCE_COUNT * sizeof(*values));
		return;
	}
	table->told = figures->week;
	table->told_row = (size_t)(row - table->rows);
	calendar_format_week(week, figures->week->date);
	calendar_format_time(as_of, figures->week->as_of);
	values[0] = value_text(arena_strdup(&table->arena, week));
	values[1] = value_integer(VALUE_INTEGER, figures->week->days);
	values[2] = value_text(figures_source(figures->snapshot->history, figures->week));
	values[3] = value_text(arena_strdup(&table->arena, as_of));
	values[4] = value_text(
		figures_rule(table, figures->query, price_rule(rule, figures->query->mix)));
}

struct table *figures_table(const char *view, const struct column *columns, size_t n_columns,
			    enum unit unit)
{
	struct table *table = table_new(view, columns, n_columns);
	struct column *copy = arena_alloc(&table->arena, n_columns, sizeof(*copy));
	const char *strong = unit_word(unit);
	const char *second = unit_word(unit == UNIT_USD ? UNIT_TOKENS : UNIT_USD);
	const char *second_share = unit == UNIT_USD ? "token_share" : "usd_share";
	const char *strong_bar = unit == UNIT_USD ? "usd_bar" : "token_bar";

	memcpy(copy, columns, n_columns * sizeof(*copy));
	for (size_t i = 0; i < n_columns; i++) {
		if (strcmp(copy[i].id, strong) == 0 || strcmp(copy[i].id, strong_bar) == 0)
			copy[i].flags |= COLUMN_VALUE;
		else if (strcmp(copy[i].id, second) == 0 || strcmp(copy[i].id, second_share) == 0)
			copy[i].priority = SECOND_UNIT_PRIORITY;
		else if (unit == UNIT_USD && copy[i].priority == FIGURES_BAND_PRIORITY)
			copy[i].priority = USD_BAND_PRIORITY;
	}
	table->columns = copy;
	return table;
}
