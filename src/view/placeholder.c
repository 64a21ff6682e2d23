#include "view/placeholder.h"

#include <math.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"

/* The week */

static void put_week(struct strbuf *out, const struct placeholder_values *values)
{
	char week[CALENDAR_SIZE];

	strbuf_text(out, calendar_format_week(week, values->facts->query->week));
}

static void put_days(struct strbuf *out, const struct placeholder_values *values)
{
	char range[CALENDAR_SIZE];

	strbuf_text(out, calendar_format_range(range, values->facts->query->week));
}

static void put_running(struct strbuf *out, const struct placeholder_values *values)
{
	const struct history *history = values->facts->snapshot->history;
	const struct history_bucket *last = &history->weeks[history->n_weeks - 1];
	char week[CALENDAR_SIZE];

	if (history->n_weeks > 0 && history_is_running(history, last))
		strbuf_printf(out, "%s %d/7", calendar_format_week(week, last->date), last->days);
}

static void put_amount(struct strbuf *out, const struct placeholder_values *values, int64_t amount)
{
	char number[FORMAT_SIZE];

	if (amount >= 0)
		strbuf_text(out, values->models.measure == MEASURE_USD
					 ? format_usd(number, amount)
					 : format_tokens(number, amount));
}

static void put_total(struct strbuf *out, const struct placeholder_values *values)
{
	const struct standing *now = values->models.now;

	if (values->models.measure == MEASURE_TOKENS || now->priced > 0)
		put_amount(out, values, standing_whole(now, values->models.measure));
}

static void put_change(struct strbuf *out, const struct placeholder_values *values)
{
	double growth = figures_growth_total(&values->models);
	char number[FORMAT_SIZE];

	if (!isnan(growth))
		strbuf_text(out, format_growth(number, growth));
}

/* The first entry of a standing that has a value at all. */
static const struct entry *first_of(const struct figures *figures)
{
	const struct standing *now = figures->now;

	return now->n > 0 && entry_value(&now->entries[0], figures->measure) >= 0 ? now->entries
										  : NULL;
}

static void put_top(struct strbuf *out, const struct placeholder_values *values)
{
	const struct entry *entry = first_of(&values->models);

	if (entry)
		strbuf_text(out, entry_name(entry));
}

static void put_share(struct strbuf *out, const struct figures *figures)
{
	const struct entry *entry = first_of(figures);
	double share = NAN;
	char number[FORMAT_SIZE];

	if (entry)
		share = ranking_share(entry_value(entry, figures->measure),
				      standing_whole(figures->now, figures->measure));
	if (!isnan(share))
		strbuf_text(out, format_share(number, share));
}

static void put_top_share(struct strbuf *out, const struct placeholder_values *values)
{
	put_share(out, &values->models);
}

static void put_top_value(struct strbuf *out, const struct placeholder_values *values)
{
	const struct entry *entry = first_of(&values->models);

	if (entry)
		put_amount(out, values, entry_value(entry, values->models.measure));
}

static void put_vendor(struct strbuf *out, const struct placeholder_values *values)
{
	const struct entry *entry = first_of(&values->vendors);

	if (entry && entry->vendor)
		strbuf_text(out, entry->vendor->name);
	else if (entry)
		strbuf_bytes(out, entry->key, entry->key_length);
}

static void put_vendor_share(struct strbuf *out, const struct placeholder_values *values)
{
	put_share(out, &values->vendors);
}

/* Regions */

static void put_leader(struct strbuf *out, const struct placeholder_values *values)
{
	if (values->ahead != 0)
		strbuf_text(out, values->ahead > 0 ? "China" : "US");
}

/* Of a share, in points as of who is ahead. */
static void put_points(struct strbuf *out, const struct placeholder_values *values, double china,
		       double us)
{
	if (values->ahead != 0)
		strbuf_printf(out, "%.1f", 100 * (values->ahead > 0 ? china : -us));
}

static void put_lead(struct strbuf *out, const struct placeholder_values *values)
{
	put_points(out, values, values->lead.lead, values->lead.lead);
}

static void put_lead_low(struct strbuf *out, const struct placeholder_values *values)
{
	put_points(out, values, values->lead.least, values->lead.most);
}

static void put_lead_high(struct strbuf *out, const struct placeholder_values *values)
{
	put_points(out, values, values->lead.most, values->lead.least);
}

static void put_streak(struct strbuf *out, const struct placeholder_values *values)
{
	const struct run *run = &values->facts->run;

	if (values->ahead != 0 && run->weeks > 0)
		strbuf_printf(out, "%d%s", run->weeks, run->at_least ? "+" : "");
}

static void put_race(struct strbuf *out, const struct placeholder_values *values)
{
	double low = values->ahead > 0 ? values->lead.least : -values->lead.most;

	if (values->ahead == 0)
		return;
	put_leader(out, values);
	strbuf_text(out, low < 0 ? "? +" : " +");
	put_lead(out, values);
	if (values->facts->run.weeks > 0) {
		strbuf_text(out, " ");
		put_streak(out, values);
		strbuf_text(out, "wk");
	}
}

/* How old, and what is wrong */

static void put_as_of(struct strbuf *out, const struct placeholder_values *values)
{
	char time[CALENDAR_SIZE];

	strbuf_text(out, calendar_format_time(time, values->models.week->as_of));
}

static void put_age(struct strbuf *out, const struct placeholder_values *values)
{
	int64_t checked = values->facts->snapshot->status.rankings.ok_at;
	int64_t age = values->facts->query->now > checked ? values->facts->query->now - checked : 0;

	if (checked == 0)
		return;
	if (age < 60)
		strbuf_text(out, "now");
	else if (age < 3600)
		strbuf_printf(out, "%dm", (int)(age / 60));
	else if (age < 2 * CALENDAR_DAY_SECONDS)
		strbuf_printf(out, "%dh", (int)(age / 3600));
	else
		strbuf_printf(out, "%lldd", (long long)(age / CALENDAR_DAY_SECONDS));
}

static void put_stale(struct strbuf *out, const struct placeholder_values *values)
{
	const struct status *status = &values->facts->snapshot->status;

	if (status->interval && status->rankings.ok_at &&
	    values->facts->query->now - status->rankings.ok_at > 2 * status->interval)
		strbuf_text(out, "STALE");
}

static void put_held(struct strbuf *out, const struct placeholder_values *values)
{
	if (held_waits(&values->facts->snapshot->status.held))
		strbuf_text(out, values->facts->snapshot->status.held.reason);
}

static void put_trouble(struct strbuf *out, const struct placeholder_values *values)
{
	enum trouble trouble = values->facts->snapshot->status.rankings.trouble;

	if (trouble == TROUBLE_NONE)
		trouble = values->facts->snapshot->status.catalog.trouble;
	if (trouble != TROUBLE_HELD)
		strbuf_text(out, trouble_words(trouble));
}

static void put_warning(struct strbuf *out, const struct placeholder_values *values)
{
	size_t before = out->length;

	if (held_waits(&values->facts->snapshot->status.held)) {
		strbuf_text(out, "HELD");
		return;
	}
	put_trouble(out, values);
	if (out->length == before)
		put_stale(out, values);
}

static void put_requests(struct strbuf *out, const struct placeholder_values *values)
{
	strbuf_printf(out, "%d", values->facts->snapshot->status.requests_today);
}

static void put_refresher(struct strbuf *out, const struct placeholder_values *values)
{
	if (values->facts->refresher)
		strbuf_printf(out, "%ld", values->facts->refresher);
}

static void put_unit(struct strbuf *out, const struct placeholder_values *values)
{
	strbuf_text(out, unit_word(values->facts->query->unit));
}

const struct placeholder placeholders[] = {
	{"week", "the last complete week: 2026-W33", 0, put_week},
	{"days", "its days: Aug 10-16", 0, put_days},
	{"running", "the week that runs, and how many days of it are there: 2026-W34 5/7", 0,
	 put_running},
	{"total", "all tokens of the week, or dollars: 75.3T", 0, put_total},
	{"change", "its change against the week before: +9.1%", 0, put_change},
	{"top", "the model with most", 0, put_top},
	{"top_share", "its share: 14.8%", 0, put_top_share},
	{"top_value", "its tokens, or dollars: 11.2T", 0, put_top_value},
	{"vendor", "the vendor with most", NEEDS_VENDORS, put_vendor},
	{"vendor_share", "its share: 26.2%", NEEDS_VENDORS, put_vendor_share},
	{"leader", "who of the two is ahead: China or US", 0, put_leader},
	{"lead", "by how many points: 21.8", 0, put_lead},
	{"lead_low", "... if all that is unidentified were the other's", 0, put_lead_low},
	{"lead_high", "... if all of it were the leader's", 0, put_lead_high},
	{"streak", "for how many weeks in a row: 12, or 12+ for at least 12", NEEDS_RUN,
	 put_streak},
	{"race", "the four in short: China +21.8 12+wk; China? where lead_low is below 0",
	 NEEDS_RUN, put_race},
	{"unit", "tokens or usd", 0, put_unit},
	{"as_of", "when the source made the figures: 2026-08-22T02:01:00Z", 0, put_as_of},
	{"age", "since the last good answer: now, 3m, 5h, 2d", 0, put_age},
	{"stale", "STALE when that is longer than two intervals", 0, put_stale},
	{"held", "why an answer is held, if one is", 0, put_held},
	{"trouble", "what went wrong the last time: offline, key refused, ...", 0, put_trouble},
	{"warning", "the first of: HELD, the trouble, STALE", 0, put_warning},
	{"requests", "keyed requests of the UTC day", 0, put_requests},
	{"refresher", "the process that refreshes at this moment", NEEDS_LEASE, put_refresher},
	{NULL, NULL, 0, NULL},
};

bool placeholder_values_init(struct placeholder_values *values, const struct line_facts *facts,
			     unsigned needs)
{
	const struct snapshot *snapshot = facts->snapshot;
	const struct query *query = facts->query;
	struct basis basis = query_basis(query);
	struct week_count count;

	memset(values, 0, sizeof(*values));
	values->facts = facts;
	if (!figures_init(&values->models, snapshot, query, query->week, GROUP_MODEL))
		return false;
	if (needs & NEEDS_VENDORS)
		figures_init(&values->vendors, snapshot, query, query->week, GROUP_VENDOR);
	trend_count(snapshot, values->models.week, 1, &basis, &count);
	values->lead = trend_lead_bounds(&count, query->denominator);
	if (count.regions)
		values->ahead = (count.china > count.us) - (count.china < count.us);
	return true;
}

void placeholder_values_done(struct placeholder_values *values)
{
	figures_done(&values->models);
	figures_done(&values->vendors);
}
