#include "refresh/refresh_internal.h"

#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "model/judge.h"
#include "refresh/window.h"
#include "source/decode.h"

static void note_meta(struct candidate *candidate, const struct decode_meta *meta)
{
	if (meta->end > calendar_day_of(meta->as_of))
		candidate->unripe = meta->end;
	if (meta->stray)
		candidate->stray = meta->stray;
}

enum answer {
	ANSWER_GOOD,
	ANSWER_NOTHING_YET,
	ANSWER_BAD,
};

/* Is this how the source says that a window begins after its last complete day? */
static bool is_before_its_time(const struct fetch_response *response, bool may_be_early)
{
	return may_be_early && response->http == 400;
}

static enum answer ask_rankings(struct round *round, const struct decode_window *window,
				bool may_be_early, struct history_builder *builder,
				struct decode_meta *meta)
{
	const char *period = window->period == HISTORY_WEEK ? "week" : "day";
	char start[CALENDAR_SIZE], end[CALENDAR_SIZE], path[160], name[160];
	struct call call = {.feed = STORE_RANKINGS, .path = path, .name = name, .keyed = true};
	enum answer answer = ANSWER_BAD;
	struct error error;

	calendar_format_date(start, window->start);
	calendar_format_date(end, window->end);
	snprintf(path, sizeof(path), "/datasets/rankings-daily?period=%s&start_date=%s&end_date=%s",
		 period, start, end);
	snprintf(name, sizeof(name), "rankings %s %s..%s", period, start, end);
	refresh_ask(round, &call);
	if (is_before_its_time(&call.response, may_be_early)) {
		round->fetches[round->n_fetches - 1].trouble = TROUBLE_NONE;
		answer = ANSWER_NOTHING_YET;
	} else if (call.response.trouble != TROUBLE_NONE) {
		refresh_set_trouble(&round->result->rankings, call.response.trouble,
				    call.response.http, call.response.detail,
				    round->fetches[round->n_fetches - 1].at);
	} else if (decode_rankings(call.response.body, call.response.length, window,
				   clock_now(round->context->clock), builder, meta, &error)) {
		note_meta(&round->candidate, meta);
		answer = ANSWER_GOOD;
	} else {
		refresh_refuse(round, &call, error.text);
	}
	fetch_response_done(&call.response);
	return answer;
}

/* All weeks from `start` on; *last is then the last complete day.  ANSWER_NOTHING_YET where the
 * first window is refused as one that begins after that. */
static enum answer ask_weeks(struct round *round, int32_t start, struct history_builder *builder,
			     int32_t *last)
{
	int32_t today = calendar_day_of(clock_now(round->context->clock));
	bool first = true;

	for (;; start += WINDOW_DAYS, first = false) {
		struct decode_window window = {
			.period = HISTORY_WEEK,
			.start = start < HISTORY_FIRST_DAY ? HISTORY_FIRST_DAY : start,
			.end = start + WINDOW_DAYS - 1,
		};
		bool early = first ? start > HISTORY_FIRST_DAY : start > *last;
		struct decode_meta meta;
		enum answer answer = ask_rankings(round, &window, early, builder, &meta);

		if (answer != ANSWER_GOOD)
			return first || answer == ANSWER_BAD ? answer : ANSWER_GOOD;
		*last = meta.end;
		today = window_today(meta.as_of, today);
		if (meta.end < window.end || start + WINDOW_DAYS > today)
			return ANSWER_GOOD;
	}
}

/* The source's last complete day: what it answers where no dates are given ends there. */
static bool ask_last_day(struct round *round, int32_t *last)
{
	struct call call = {
		.feed = STORE_RANKINGS,
		.path = "/datasets/rankings-daily?period=week",
		.name = "rankings week, the last ones",
		.keyed = true,
	};
	struct decode_meta meta;
	struct error error;
	bool good = false;

	refresh_ask(round, &call);
	if (call.response.trouble != TROUBLE_NONE)
		refresh_set_trouble(&round->result->rankings, call.response.trouble,
				    call.response.http, call.response.detail,
				    round->fetches[round->n_fetches - 1].at);
	else if (decode_rankings_meta(call.response.body, call.response.length, &meta, &error))
		good = true;
	else
		refresh_refuse(round, &call, error.text);
	if (good)
		*last = meta.end;
	fetch_response_done(&call.response);
	return good;
}

/* A request was refused for another reason than the source's end. */
static bool note_refusal(struct round *round, struct store_fetch *fetch)
{

	fetch->trouble = TROUBLE_REQUEST;
	refresh_set_trouble(&round->result->rankings, TROUBLE_REQUEST, fetch->http, fetch->detail,
			    fetch->at);
	return false;
}

/* The weeks from candidate.first_week on, or, where the source ends before that, from the last one
 * that it has: so its answer can be held against what is known. */
static bool ask_for_weeks(struct round *round, struct history_builder *builder)
{
	struct candidate *candidate = &round->candidate;
	enum answer answer = ask_weeks(round, candidate->first_week, builder, &candidate->end);
	int32_t last;

	if (answer != ANSWER_NOTHING_YET)
		return answer == ANSWER_GOOD;
	if (!ask_last_day(round, &last))
		return false;
	if (last >= candidate->first_week || last < HISTORY_FIRST_DAY)
		return note_refusal(round, &round->fetches[round->n_fetches - 2]);
	candidate->first_week = calendar_monday(last);
	answer = ask_weeks(round, candidate->first_week, builder, &candidate->end);
	if (answer == ANSWER_NOTHING_YET)
		return note_refusal(round, &round->fetches[round->n_fetches - 1]);
	return answer == ANSWER_GOOD;
}

static bool ask_days(struct round *round, const struct history *known, int32_t last,
		     struct history_builder *builder)
{
	struct decode_window window = {
		.period = HISTORY_DAY,
		.start = window_first_day(known, last),
		.end = last,
	};
	struct decode_meta meta;

	round->candidate.first_day = window.start;
	return ask_rankings(round, &window, false, builder, &meta) == ANSWER_GOOD;
}

/* The rankings' answers as one history, or NULL: the reason is then in the result. */
struct history *refresh_rankings(struct round *round, const struct history *known)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct candidate *candidate = &round->candidate;
	struct history *history;

	candidate->first_week = window_first_week(known);
	if (!ask_for_weeks(round, builder)) {
		history_builder_free(builder);
		return NULL;
	}
	/* Only now is it known how many windows there are. */
	round->steps = round->step + 2;
	if (!ask_days(round, known, candidate->end, builder)) {
		history_builder_free(builder);
		return NULL;
	}
	history = history_finish(builder);
	if (history->n_weeks == 0) {
		refresh_set_trouble(&round->result->rankings, TROUBLE_PAYLOAD, 200,
				    "data: not one week in it", clock_now(round->context->clock));
		history_unref(history);
		return NULL;
	}
	candidate->history = history;
	judge(known, candidate, calendar_day_of(clock_now(round->context->clock)),
	      &round->judgement);
	return history;
}
