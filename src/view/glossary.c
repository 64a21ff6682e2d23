#include "view/glossary.h"

#include <stdbool.h>
#include <string.h>

const struct glossary_entry glossary[] = {
	/* Models */
	{"models", "rank",
	 "place in the unit shown, 1 the largest; empty by dollars in a coarse week"},
	{"models", "prev_rank", "place in the week before, in the same unit; empty: it had none"},
	{"models", "move",
	 "places won or lost since the week before; new: never known; back: not the week before"},
	{"models", "trend",
	 "tokens or dollars a week, up to 52 weeks; a gap is a week that does not name it"},

	/* Vendors */
	{"vendors", "in", "country of the vendor, from vendors.map; -: unidentified"},
	{"vendors", "wow_points",
	 "share minus share of the week before (running: the same days), as a fraction"},
	{"vendors", "growth",
	 "change in the unit since the week before (running: same days); ~ a day lacks a model"},

	/* Regions */
	{"regions", "name",
	 "country of the vendor; `unidentified`: the author is not in vendors.map"},
	{"regions", "token_share", "tokens / tokens of what the title says; empty: not part of it"},
	{"regions", "usd_share",
	 "dollars / dollars of what the title says; empty: not part of it, or no price"},
	{"regions", "trend",
	 "share a week, China and the US on one scale, up to 52 weeks; a gap: not known"},
	{"region-history", "name",
	 "country of the vendor; `unidentified`: the author is not in vendors.map"},
	{"region-history", "token_share",
	 "tokens / tokens of what the title says; empty: not part of it"},
	{"region-history", "usd_share",
	 "dollars / dollars of what the title says; empty: not part of it, or no price"},
	{"region-history", "trend", "always empty here: each row is a week of its own"},

	/* Prices and coverage */
	{"prices", "price_changes",
	 "each price that moved: by the Sunday before -> by this week's; empty: none did"},
	{"coverage", "token_share", "tokens / all tokens of the week, the tail included"},

	/* Segments */
	{"segments", "name",
	 "models by their base price per million tokens, in the mix of the footer"},
	{"segments", "tokens", "sum of the tokens of its models"},

	/* Records */
	{"records", "what", "the streak, record or move in words"},
	{"records", "subject",
	 "slug of the model, or code of the region, that it is about; empty: the week's total"},
	{"records", "value",
	 "tokens, dollars or points of it; of a model that left, its last week's; empty: none"},
	{"records", "since",
	 "first week of the run; of a model that came back, the last week that ranked it"},
	{"records", "weeks",
	 "length of the run, or how many known weeks it is the highest of; empty: no run"},
	{"records", "at_least",
	 "`at least` where a missing or coarse week could hide an earlier start"},

	/* Details */
	{"detail", "rank",
	 "place among models, or vendors, in the unit shown; empty: not named, or a coarse week"},
	{"detail", "name", "of the model or the vendor"},
	{"detail-days", "when", "day, in UTC"},
	{"detail-days", "span", "name of the day"},
	{"detail-days", "rank",
	 "place of the day among models, or vendors, in the unit shown; empty: not named"},
	{"detail-days", "name", "of the model or the vendor"},
	{"detail-days", "tokens",
	 "input and output tokens of the day together; empty: not named that day"},
	{"detail-days", "token_share", "tokens / all tokens of the day, the tail included"},
	{"detail-days", "wow",
	 "change of tokens, or dollars, since the same day of the week before; empty: not known"},
	{"detail-days", "usd_share", "dollars / dollars of all that has a price on the day"},

	/* Comparison: its other columns are those pinned */
	{"compare", "span", "days of the week, in UTC"},
	{"compare", "unit", "what the figures of the row are: tokens or usd"},
	{"compare", "when", "ISO week, Monday to Sunday, in UTC"},
	{"compare", "week", "ISO week of the row, in UTC"},
	{"compare", "days", "days of the week that are known; 7 when it is complete"},
	{"compare", "source", "whom to cite: the source, the kind of figures, and their licence"},
	{"compare", "as_of", "when the source says that the figures were made, in UTC"},
	{"compare", "price_rule", "how dollars are made, in words"},
	{"compare", NULL,
	 "tokens or dollars a week of what is pinned; empty: not named that week, or no price"},

	/* Explanations */
	{"explain", "what",
	 "the figure, its formula, where it comes from, and how it was restated"},
	{"explain", "value", "the answer; long ones go on in the next row"},

	/* Providers */
	{"providers", "model", "the model's id in the source: author/slug, with its variant"},
	{"providers", "provider",
	 "who runs it, as the source names them; prices are today's, whatever week is shown"},
	{"providers", "tag", "the source's name for this offer of the provider"},
	{"providers", "quantization",
	 "number format of the weights, as the provider states it; empty: not stated"},
	{"providers", "discount",
	 "what is off the provider's price; the prices here have it off already"},
	{"providers", "context",
	 "the longest input and output together, in tokens, at this provider; empty: not given"},
	{"providers", "max_output", "the most tokens that one answer may have; empty: not given"},
	{"providers", "status",
	 "as the source gives it: 0 is up, other numbers it does not explain; unknown: not given"},
	{"providers", "uptime",
	 "of the last 30 minutes, as the source gives it; unknown: not given"},
	{"providers", "workload_usd",
	 "dollars that the workload of the title costs there; a word: no price"},
	{"providers", "input_usd_per_m",
	 "dollars per million input tokens, the discount off; a word: no such price"},
	{"providers", "output_usd_per_m",
	 "dollars per million output tokens, the discount off; a word: no such price"},
	{"providers", "cache_read_usd_per_m",
	 "dollars per million input tokens read from cache, the discount off; empty: not given"},
	{"providers", "as_of", "when the source was asked, in UTC"},

	/* Weeks */
	{"weeks", "state", "complete, running, or cut off: days are missing for good"},
	{"weeks", "quality",
	 "exact: the source's weekly rows; daily sum: of daily top 50; coarse: the largest alone"},
	{"weeks", "models", "how many models the source names in it"},
	{"weeks", "tokens", "input and output tokens of all models of the week, the tail included"},
	{"weeks", "fetched_at", "when they came here, in UTC; empty: with the program"},

	/* Wherever they stand */
	{NULL, "slug", "the model's permanent name in the source (permaslug), with its variant"},
	{NULL, "name", "the catalogue's name without its vendor; (free) is a variant of its own"},
	{NULL, "vendor", "the author: what stands before the slash of the slug"},
	{NULL, "vendor_name", "name of the author in vendors.map, else the author itself"},
	{NULL, "region",
	 "country of the vendor, from vendors.map: two letters, unidentified, or tail (unnamed)"},
	{NULL, "tokens",
	 "input and output tokens of the week together, as the source counts; empty: not named"},
	{NULL, "token_share",
	 "tokens / all tokens of the week, the tail included; of the paid ones where only those"},
	{NULL, "identified_share", "tokens / tokens of all models that the source names"},
	{NULL, "wow",
	 "change in the unit since the week before (running: same days); ~ a day lacks a model"},
	{NULL, "usd",
	 "tokens x price of the week by the footer's rule; ~ a later price; a word: no price"},
	{NULL, "usd_low",
	 "dollars with the footer's share of input read from cache, where that has a price"},
	{NULL, "usd_high", "dollars with 25% output, at least base"},
	{NULL, "usd_share", "dollars / dollars of all that has a price"},
	{NULL, "token_bar",
	 "tokens / all tokens of the week, the tail included; both bars on one scale"},
	{NULL, "usd_bar", "dollars / dollars of all that has a price; both bars on one scale"},
	{NULL, "gap",
	 "dollar share minus token share, in points: above 0 is paid more than it is called"},
	{NULL, "input_usd_per_m",
	 "dollars per million input tokens by the week's Sunday; ~ seen later; a word: none"},
	{NULL, "output_usd_per_m",
	 "dollars per million output tokens by the week's Sunday; ~ seen later; a word: none"},
	{NULL, "cache_read_usd_per_m",
	 "dollars per million input tokens read from cache; empty: no such price"},
	{NULL, "prev_input_usd_per_m",
	 "the same by the Sunday before, for input; empty: not known"},
	{NULL, "prev_output_usd_per_m",
	 "the same by the Sunday before, for output; empty: not known"},
	{NULL, "prev_cache_read_usd_per_m",
	 "the same by the Sunday before, for cache reads; empty: not known"},
	{NULL, "workload_usd", "dollars that the workload of the title costs; a word: no price"},
	{NULL, "workload_change", "change of those since the Sunday before; empty: none"},
	{NULL, "context", "context window in tokens, as the source gives it; empty: not given"},
	{NULL, "price_status",
	 "listed, later (than the week), free, varies, unknown, not listed, pending, partly"},
	{NULL, "denominator", "what shares are of: all, identified (China and the US), top 10"},
	{NULL, "segment", "premium from $2, mid from $0.20, ultra-low below, free, unpriced"},
	{NULL, "limits", "its base price per million tokens"},
	{NULL, "models", "how many of the ranked models are in it"},
	{NULL, "record",
	 "which one: leader, lead, china-first, total, highest, gain, loss, in, out"},
	{NULL, "value_unit", "of the value: tokens, usd or share"},
	{NULL, "when", "ISO week, Monday to Sunday, in UTC"},
	{NULL, "span", "days of the week, in UTC"},
	{NULL, "date", "first day of the week, or the day, in UTC"},
	{NULL, "subject", "slug of the model, or author, that the detail is of"},
	{NULL, "price_change",
	 "change of the mixed price since the week before; was free: from nothing; empty: none"},
	{NULL, "state",
	 "how the figures are known (running, coarse, daily sums), or why there are none"},
	{NULL, "streaks",
	 "its own records of the week in words: #1 for, rises in a row, highest, first"},
	{NULL, "week", "ISO week of the figures, in UTC"},
	{NULL, "days", "days of the week that are known; 7 when it is complete"},
	{NULL, "source", "whom to cite: the source, the kind of figures, and their licence"},
	{NULL, "as_of",
	 "when the source made the figures, in UTC; of an imported CSV: --as-of, or the file's "
	 "time"},
	{NULL, "price_rule", "how dollars, or the workload's cost, are made, in words"},
	{NULL, NULL, NULL},
};

static bool matches(const struct glossary_entry *entry, const char *view, const char *column)
{
	if (entry->view && strcmp(entry->view, view) != 0)
		return false;
	return !entry->column || strcmp(entry->column, column) == 0;
}

const char *glossary_help(const char *view, const char *column)
{
	const struct glossary_entry *entry = glossary;

	while (entry->help && !matches(entry, view, column))
		entry++;
	return entry->help;
}
