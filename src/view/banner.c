#include "view/banner.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"
#include "view/figures.h"
#include "view/records.h"

static void put(struct banner_line *line, const char *text, enum tone tone, int priority)
{
	if (line->n < BANNER_PARTS && *text)
		line->parts[line->n++] = (struct banner_part){text, tone, priority, {NULL}};
}

/* The same with a shorter form, or two (else NULL). */
static void put_long(struct banner_line *line, const struct banner_part *part)
{
	if (line->n < BANNER_PARTS)
		line->parts[line->n++] = *part;
}

static const char *total_text(struct banner *banner, const struct figures *figures)
{
	char number[FORMAT_SIZE];

	if (figures->measure == MEASURE_USD && figures->now->priced == 0)
		return price_status_word(figures->snapshot->catalog->checked ? PRICE_UNKNOWN
									     : PRICE_PENDING);
	if (figures->measure == MEASURE_USD)
		format_usd(number, figures->now->usd);
	else
		format_tokens(number, figures->now->total);
	return arena_strdup(&banner->arena, number);
}

static const char *total_words(const struct figures *figures)
{
	if (figures->measure == MEASURE_TOKENS)
		return "tokens";
	return figures->now->priced ? "of priced tokens, in dollars" : "dollars";
}

static void put_growth(struct banner *banner, const struct figures *figures)
{
	double growth = figures_growth_total(figures);
	char number[FORMAT_SIZE];

	if (isnan(growth))
		return;
	put(&banner->week,
	    arena_printf(&banner->arena, "%s %s", format_growth(number, growth),
			 figures->running ? "vs the same days" : "WoW"),
	    growth < 0 ? TONE_DOWN : TONE_UP, 3);
}

/* Base alone would look surer than it is. */
static void put_band(struct banner *banner, const struct figures *figures)
{
	char low[FORMAT_SIZE], high[FORMAT_SIZE];

	if (figures->measure != MEASURE_USD || figures->now->priced == 0)
		return;
	put(&banner->week,
	    arena_printf(&banner->arena, "low %s, high %s", format_usd(low, figures->now->usd_low),
			 format_usd(high, figures->now->usd_high)),
	    TONE_PLAIN, 4);
}

static void put_quality(struct banner *banner, const struct figures *figures)
{
	if (figures->week->quality == HISTORY_DAILY_SUM)
		put(&banner->week, "sum of daily top 50", TONE_WARN, 7);
	else if (figures->coarse)
		put(&banner->week,
		    arena_printf(&banner->arena, "coarse: %zu largest models",
				 figures->week->n_rows),
		    TONE_WARN, 5);
	if (figures->week->imported)
		put(&banner->week, "from an imported file", TONE_WARN, 5);
}

/* What the week is in the whole history, only where there is room. */
static void put_records(struct banner *banner, const struct figures *figures)
{
	struct basis basis = query_basis(figures->query);
	struct records records;
	struct record_words words;

	if (!records_init(&records, figures->snapshot, figures->week->date, &basis))
		return;
	words = records_words(&banner->arena, &records, figures->snapshot, figures->query);
	if (records.highest.week == records.week)
		put(&banner->week, words.highest, TONE_PLAIN, 9);
	if (records.total.weeks > 1)
		put(&banner->week, words.total, TONE_PLAIN, 10);
	put(&banner->week, words.lead, TONE_PLAIN, 8);
	put(&banner->week, words.china, TONE_DIM, 11);
	put(&banner->week, words.moves, TONE_DIM, 12);
	records_done(&records);
}

static void put_week(struct banner *banner, const struct figures *figures)
{
	char week[CALENDAR_SIZE], range[CALENDAR_SIZE];
	int days = figures->week->days;
	/* The source begins on a Wednesday: its first week has 5 days for ever. */
	bool whole = days == 7 || !figures->running;

	calendar_format_week(week, figures->week->date);
	calendar_format_range(range, figures->week->date);
	put(&banner->week, arena_strdup(&banner->arena, week), TONE_STRONG, 1);
	put(&banner->week, arena_strdup(&banner->arena, range), TONE_PLAIN, 4);
	put(&banner->week,
	    arena_printf(&banner->arena, "%d/7 days UTC%s", days,
			 figures->running ? ", running" : ""),
	    whole ? TONE_DIM : TONE_WARN, 6);
	put(&banner->week, total_text(banner, figures), TONE_STRONG, 2);
	put(&banner->week, total_words(figures), TONE_DIM, 5);
	put_band(banner, figures);
	put_growth(banner, figures);
	if (figures->query->paid_only)
		put(&banner->week, "paid models only", TONE_WARN, 2);
	put_quality(banner, figures);
	put_records(banner, figures);
}

/* "in 12 min", or "now" when the time has come. */
static const char *when(struct banner *banner, int64_t seconds)
{
	char wait[FORMAT_SIZE];

	return arena_printf(&banner->arena, "%s%s", seconds > 0 ? "in " : "",
			    format_wait(wait, seconds));
}

/* Is there more to know than the words? */
static bool says_more(enum trouble trouble)
{
	return trouble == TROUBLE_PAYLOAD || trouble == TROUBLE_STORE || trouble == TROUBLE_TLS ||
	       trouble == TROUBLE_PROXY || trouble == TROUBLE_TIMEOUT || trouble == TROUBLE_CUT;
}

/* In two parts, so that the first stays on 80 columns. */
static void put_way_to_live(struct banner *banner)
{
	put(&banner->state, "to go live: set OPENROUTER_API_KEY (openrouter.ai/keys)", TONE_PLAIN,
	    2);
	put(&banner->state, "or --key-file, start again", TONE_PLAIN, 4);
}

/* "key refused (401)"; on a narrow screen without the number. */
static void put_cause(struct banner *banner, const struct feed *feed, const char *what)
{
	const char *cause =
		arena_printf(&banner->arena, "%s%s", what, trouble_words(feed->trouble));
	bool expected = feed->trouble == TROUBLE_NO_KEY;
	struct banner_part part = {
		cause, expected ? TONE_WARN : TONE_ERROR, expected ? 3 : 2, {NULL}};

	if (feed->http >= 300) {
		part.text = arena_printf(&banner->arena, "%s (%d)", cause, feed->http);
		part.shorter[0] = cause;
	}
	put_long(&banner->state, &part);
}

/* The cause, the remedy, and when it is tried again, which is the whole remedy of a rate limit. */
static void put_trouble(struct banner *banner, const struct status *status, const struct feed *feed,
			const char *what, int64_t now)
{
	bool expected = feed->trouble == TROUBLE_NO_KEY;
	bool limited = feed->trouble == TROUBLE_RATE_LIMITED;
	const char *next = "";

	if (status_next_try(status) && !expected)
		next = arena_printf(&banner->arena, "next try %s",
				    when(banner, status_next_try(status) - now));
	put_cause(banner, feed, what);
	if (limited)
		put(&banner->state, next, TONE_ERROR, 4);
	if (says_more(feed->trouble))
		put(&banner->state, arena_strdup(&banner->arena, feed->detail), TONE_ERROR, 4);
	/* A command that was to give the key says why there is none. */
	if (expected && *feed->detail)
		put(&banner->state, arena_strdup(&banner->arena, feed->detail), TONE_ERROR, 2);
	else if (expected)
		put_way_to_live(banner);
	else
		put(&banner->state, trouble_remedy(feed->trouble), TONE_PLAIN, 5);
	if (!limited)
		put(&banner->state, next, TONE_DIM, 6);
}

static void put_as_of(struct banner *banner, const struct snapshot *snapshot,
		      const struct history_bucket *week, int64_t now)
{
	const struct history *history = snapshot->history;
	bool sample = history->origin == HISTORY_SAMPLE;
	/* Beside what is held there is no room for the age. */
	bool held = held_waits(&snapshot->status.held);
	int64_t as_of = week->as_of;
	struct banner_part part = {.tone = sample ? TONE_WARN : TONE_PLAIN, .priority = 1};
	char time[CALENDAR_SIZE], age[FORMAT_SIZE];

	calendar_format_minute(time, as_of);
	format_age(age, now, as_of);
	if (sample) {
		part.text = arena_printf(&banner->arena, "SAMPLE of %.10s", time);
		part.shorter[0] = "SAMPLE";
	} else {
		part.text = arena_printf(&banner->arena, "as of %s UTC%s%s", time, held ? "" : ", ",
					 held ? "" : age);
		part.shorter[0] = arena_printf(&banner->arena, "as of %.5s, %s", time + 5, age);
		part.shorter[1] = arena_printf(&banner->arena, "as of %.5s", time + 5);
	}
	put_long(&banner->state, &part);
}

/* What is held and why stays to the last: the figures below are older than they look. */
static void put_held(struct banner *banner, const struct held *held, int64_t now)
{
	char age[FORMAT_SIZE];

	put(&banner->state, arena_printf(&banner->arena, "held: %s", held->reason), TONE_ERROR, 1);
	put(&banner->state,
	    arena_printf(&banner->arena, "%d of %d answers agree", held->agreeing, HELD_ENOUGH),
	    TONE_WARN, 4);
	put(&banner->state, trouble_remedy(TROUBLE_HELD), TONE_PLAIN, 3);
	put(&banner->state,
	    arena_printf(&banner->arena, "first %s", format_age(age, now, held->since)), TONE_DIM,
	    6);
}

static void put_refresh(struct banner *banner, const struct status *status, int64_t now)
{
	char text[FORMAT_SIZE];
	bool stale = status->interval && status->rankings.ok_at &&
		     now - status->rankings.ok_at > 2 * status->interval;

	if (status->refreshing)
		put(&banner->state,
		    arena_printf(&banner->arena, "loading %d/%d ...", status->step, status->steps),
		    TONE_PLAIN, 2);
	else if (status->elsewhere)
		put(&banner->state, "another ortop refreshes", TONE_DIM, 6);
	if (status->offline_mode)
		put(&banner->state, "--offline: nothing is asked", TONE_WARN, 3);
	if (status->rankings.ok_at)
		put(&banner->state,
		    arena_printf(&banner->arena, "%schecked %s", stale ? "STALE: " : "",
				 format_age(text, now, status->rankings.ok_at)),
		    stale ? TONE_WARN : TONE_DIM, stale ? 2 : 7);
	if (status->next_try && status->rankings.trouble == TROUBLE_NONE &&
	    status->catalog.trouble == TROUBLE_NONE && !status->refreshing)
		put(&banner->state,
		    arena_printf(&banner->arena, "next %s", when(banner, status->next_try - now)),
		    TONE_DIM, 8);
}

/* Under which name it was set aside stays on any screen that has room for the name alone. */
static void put_aside(struct banner *banner, const char *name)
{
	const struct banner_part part = {
		.text = arena_printf(&banner->arena, "store damaged: set aside as %s", name),
		.tone = TONE_WARN,
		.priority = 2,
		.shorter = {arena_printf(&banner->arena, "set aside as %s", name),
			    arena_strdup(&banner->arena, name)},
	};

	put_long(&banner->state, &part);
}

/* Of "store PATH: reason" the reason stays longer. */
static void put_memory(struct banner *banner, const char *why)
{
	const char *colon = strstr(why, ": ");
	int length = colon ? (int)(colon - why) : 0;

	put(&banner->state, "in memory only", TONE_WARN, 2);
	put(&banner->state, arena_printf(&banner->arena, "%.*s", length, why), TONE_WARN, 6);
	put(&banner->state, arena_strdup(&banner->arena, colon ? colon + 2 : why), TONE_WARN, 2);
}

static void put_state(struct banner *banner, const struct snapshot *snapshot,
		      const struct history_bucket *week, int64_t now)
{
	const struct status *status = &snapshot->status;
	const struct feed *rankings = &status->rankings, *catalog = &status->catalog;

	if (held_waits(&status->held))
		put_held(banner, &status->held, now);
	if (week)
		put_as_of(banner, snapshot, week, now);
	if (rankings->trouble != TROUBLE_NONE && rankings->trouble != TROUBLE_HELD &&
	    !status->offline_mode)
		put_trouble(banner, status, rankings, "", now);
	/* The same cause is said once; what is wrong with a payload is its own. */
	if (catalog->trouble != TROUBLE_NONE && !status->offline_mode &&
	    (catalog->trouble != rankings->trouble || catalog->trouble == TROUBLE_PAYLOAD))
		put_trouble(banner, status, catalog, "prices: ", now);
	put_refresh(banner, status, now);
	if (*status->aside)
		put_aside(banner, status->aside);
	if (*status->store)
		put_memory(banner, status->store);
}

static void put_coverage(struct banner *banner, const struct figures *figures)
{
	char words[FIGURES_COVERAGE_SIZE];
	const struct standing *now = figures->now;
	const char *pending = figures_pending(&banner->arena, figures->snapshot, "prices are");

	if (now->identified <= 0)
		return;
	put(&banner->coverage, arena_strdup(&banner->arena, figures_coverage(words, now)),
	    TONE_PLAIN, 1);
	put(&banner->coverage, arena_strdup(&banner->arena, figures_unpriced_count(words, now)),
	    now->unpriced ? TONE_WARN : TONE_DIM, 3);
	if (pending)
		put(&banner->coverage, pending, TONE_WARN, 4);
}

static void put_rule(struct banner *banner, const struct figures *figures)
{
	const struct mix mix = figures->query->mix;

	put(&banner->rule, "$ = tokens x last price by Sunday (~ later)", TONE_DIM, 5);
	put(&banner->rule,
	    arena_printf(&banner->arena, "%d%% in, %d%% out", 100 - mix.output, mix.output),
	    TONE_DIM, 2);
	put(&banner->rule,
	    arena_printf(&banner->arena, "low: %d%% cached, high: %d%% out", mix.cached,
			 PRICE_OUTPUT_HIGH),
	    TONE_DIM, 4);
	put(&banner->rule, "no conditional prices", TONE_DIM, 6);
	put_coverage(banner, figures);
}

static void put_source(struct banner *banner, const struct history_bucket *week)
{
	char time[CALENDAR_SIZE];

	put(&banner->source,
	    arena_printf(&banner->arena, "Source: OpenRouter (openrouter.ai/rankings), as of %s.",
			 calendar_format_time(time, week->as_of)),
	    TONE_DIM, 1);
	put(&banner->source, "Licensed under CC BY 4.0.", TONE_DIM, 3);
	put(&banner->source, "One router's public traffic, not global usage.", TONE_PLAIN, 2);
}

void banner_init(struct banner *banner, const struct snapshot *snapshot, const struct query *query)
{
	struct figures figures;

	memset(banner, 0, sizeof(*banner));
	arena_init(&banner->arena);
	if (figures_init(&figures, snapshot, query, query->week, GROUP_MODEL)) {
		put_week(banner, &figures);
		put_rule(banner, &figures);
		put_source(banner, figures.week);
	}
	put_state(banner, snapshot, figures.week, query->now);
	figures_done(&figures);
}

void banner_done(struct banner *banner)
{
	arena_done(&banner->arena);
}

int64_t banner_next_change(const struct snapshot *snapshot, int64_t now)
{
	const struct status *status = &snapshot->status;
	bool shows_time = snapshot->history->origin == HISTORY_LIVE || status->next_try ||
			  status->rankings.ok_at;

	return shows_time ? now - now % 60 + 60 : 0;
}
