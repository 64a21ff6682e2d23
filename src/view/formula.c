#include "view/formula.h"

#include <inttypes.h>
#include <string.h>
#include "base/format.h"
#include "view/record_rule.h"

#define NO_PRICE  "none: without a price there are no dollars"
#define NOT_NAMED "none: the source does not name what stands here"
#define PICO      INT64_C(1000000000000)

/* Is a row of the regions part of what their shares are of? */
static bool in_whole(const struct formula *formula, const struct row *row)
{
	if (formula->query->denominator == DENOMINATOR_IDENTIFIED)
		return row->flags & (ROW_CHINA | ROW_US);
	return !(row->flags & ROW_TAIL);
}

/* Of China and the US, or of the ten largest models: the parts stand in the pane. */
static const char *region_share_formula(const struct formula *formula)
{
	const struct table *of = formula->of;
	bool usd = strcmp(formula->column, "usd_share") == 0;
	int column = table_column(of, usd ? "usd" : "tokens");
	int64_t whole = 0;
	char part_text[FORMAT_SIZE], whole_text[FORMAT_SIZE];
	const char *name = formula->query->denominator == DENOMINATOR_IDENTIFIED
				   ? "China and the US together"
				   : "the ten largest models";

	if (!in_whole(formula, formula->row) || column < 0)
		return arena_printf(formula->arena, "none: it is not part of %s", name);
	if (formula->row->values[column].kind != (usd ? VALUE_USD : VALUE_TOKENS))
		return "none: without a price there are no dollars";
	for (size_t i = 0; i < of->n_rows; i++)
		if (in_whole(formula, &of->rows[i]) &&
		    __builtin_add_overflow(whole, of->rows[i].values[column].integer, &whole))
			whole = INT64_MAX;
	if (usd)
		return arena_printf(
			formula->arena, "dollars / dollars of %s = $%s / $%s", name,
			format_usd_exact(part_text, formula->row->values[column].integer),
			format_usd_exact(whole_text, whole));
	return arena_printf(formula->arena, "tokens / tokens of %s = %" PRId64 " / %" PRId64, name,
			    formula->row->values[column].integer, whole);
}

static const struct value *cell(const struct formula *formula, const char *column)
{
	static const struct value absent = {.kind = VALUE_ABSENT};
	int index = table_column(formula->of, column);

	return index < 0 ? &absent : &formula->row->values[index];
}

/* "week" or "day": what the row's figures are of. */
static const char *span_word(const struct formula *formula)
{
	return formula->figures->day ? "day" : "week";
}

static bool has_number(const struct value *value)
{
	return value->kind == VALUE_TOKENS || value->kind == VALUE_USD;
}

/* Is the row more than one model? */
static bool is_sum(const struct formula *formula)
{
	return formula->grouping != GROUP_MODEL || strcmp(formula->of->view, "segments") == 0;
}

static const char *share_formula(const struct formula *formula)
{
	const struct figures *figures = formula->figures;
	const struct value *tokens = cell(formula, "tokens"), *usd = cell(formula, "usd");
	struct arena *arena = formula->arena;
	char part[FORMAT_SIZE], whole[FORMAT_SIZE];

	if (formula->grouping == GROUP_REGION && formula->query->denominator != DENOMINATOR_ALL)
		return region_share_formula(formula);
	if (strcmp(formula->column, "usd_share") != 0)
		return has_number(tokens) ? arena_printf(arena,
							 "tokens / all tokens of the %s = %" PRId64
							 " / %" PRId64,
							 span_word(formula), tokens->integer,
							 figures->now->total)
					  : NOT_NAMED;
	if (!has_number(usd))
		return NO_PRICE;
	return arena_printf(arena, "dollars / dollars of all that is priced = $%s / $%s",
			    format_usd_exact(part, usd->integer),
			    format_usd_exact(whole, figures->now->usd));
}

/* What growth is measured against, before the word "before". */
static const char *span_before(const struct formula *formula)
{
	if (formula->figures->day)
		return "of the day a week";
	return formula->figures->growth_now->span.n > 1 ? "of the same days a week" : "of the week";
}

static const char *tail_growth(const struct formula *formula)
{
	const struct standing *now = formula->figures->growth_now;
	const struct standing *before = formula->figures->growth_before;

	if (cell(formula, formula->column)->kind != VALUE_GROWTH)
		return NOT_NAMED;
	return arena_printf(formula->arena,
			    "tokens / tokens %s before - 1 = %" PRId64 " / %" PRId64 " - 1",
			    span_before(formula), now->tail, before->tail);
}

/* "11165151515 / 8801230123 - 1", in the unit of the query. */
static const char *growth_formula(const struct formula *formula)
{
	const struct figures *figures = formula->figures;
	const struct entry *entry = formula->entry, *current, *previous;
	struct arena *arena = formula->arena;
	char a[FORMAT_SIZE], b[FORMAT_SIZE];

	if (!figures->growth_now)
		return figures->day ? "nothing to compare with: no figures of the day a week before"
				    : "nothing to compare with: no whole week before";
	if (!entry)
		return tail_growth(formula);
	if (!figures_compared(figures, entry->key, entry->key_length, &current, &previous))
		return current && previous
			       ? "nothing to compare with: a day of the span does not rank it"
			       : "nothing to compare with: not ranked in the span before";
	if (figures->measure == MEASURE_TOKENS)
		return arena_printf(arena,
				    "tokens / tokens %s before - 1 = %" PRId64 " / %" PRId64 " - 1",
				    span_before(formula), current->tokens, previous->tokens);
	if (!current->priced || !previous->priced)
		return "nothing to compare with: no price";
	return arena_printf(arena, "dollars / dollars %s before - 1 = $%s / $%s - 1",
			    span_before(formula), format_usd_exact(a, current->usd),
			    format_usd_exact(b, previous->usd));
}

static const char *usd_formula(const struct formula *formula)
{
	const struct quote *quote = formula->entry ? &formula->entry->quote : NULL;
	const struct mix mix = formula->query->mix;
	char input[FORMAT_SIZE], output[FORMAT_SIZE];

	if (is_sum(formula))
		return (formula->entry ? formula->entry->priced : has_number(cell(formula, "usd")))
			       ? "sum of the dollars of its models"
			       : NO_PRICE;
	if (!quote)
		return NOT_NAMED;
	if (!price_known(quote))
		return NO_PRICE;
	return arena_printf(formula->arena,
			    "tokens x (%d%% x input + %d%% x output) = %" PRId64
			    " x (%d%% x $%s + %d%% x $%s) / 1000000",
			    100 - mix.output, mix.output, formula->entry->tokens, 100 - mix.output,
			    format_price_exact(input, quote->input), mix.output,
			    format_price_exact(output, quote->output));
}

/* A cache-read price above the input price is not used: see model/price.h. */
static const char *low_formula(const struct formula *formula)
{
	const struct quote *quote = formula->entry ? &formula->entry->quote : NULL;
	const struct mix mix = formula->query->mix;
	char cache[FORMAT_SIZE], input[FORMAT_SIZE], output[FORMAT_SIZE];

	if (is_sum(formula) || !quote || !price_known(quote) || quote->cache_read == PRICE_NONE ||
	    quote->cache_read > quote->input)
		return usd_formula(formula);
	return arena_printf(formula->arena,
			    "tokens x (%d%% x (%d%% x cache + %d%% x input) + %d%% x output) = "
			    "%" PRId64 " x (%d%% x (%d%% x $%s + %d%% x $%s) + %d%% x $%s) / "
			    "1000000",
			    100 - mix.output, mix.cached, 100 - mix.cached, mix.output,
			    formula->entry->tokens, 100 - mix.output, mix.cached,
			    format_price_exact(cache, quote->cache_read), 100 - mix.cached,
			    format_price_exact(input, quote->input), mix.output,
			    format_price_exact(output, quote->output));
}

static const char *high_formula(const struct formula *formula)
{
	const struct quote *quote = formula->entry ? &formula->entry->quote : NULL;
	char input[FORMAT_SIZE], output[FORMAT_SIZE];

	if (is_sum(formula) || !quote || !price_known(quote))
		return usd_formula(formula);
	return arena_printf(formula->arena,
			    "tokens x (3 x input + output) / 4, at least base = %" PRId64
			    " x (3 x $%s + $%s) / 4 / 1000000",
			    formula->entry->tokens, format_price_exact(input, quote->input),
			    format_price_exact(output, quote->output));
}

static const char *gap_formula(const struct formula *formula)
{
	const struct value *usd = cell(formula, "usd_share");
	const struct value *tokens = cell(formula, "token_share");
	char a[FORMAT_SIZE], b[FORMAT_SIZE];

	if (usd->kind != VALUE_SHARE || tokens->kind != VALUE_SHARE)
		return NO_PRICE;
	return arena_printf(formula->arena,
			    "dollar share - token share, in percentage points = %s - %s",
			    format_share(a, usd->real), format_share(b, tokens->real));
}

static const char *tokens_formula(const struct formula *formula)
{
	if (formula->row->flags & ROW_TAIL)
		return "the source's own sum of all models that it does not name";
	if (is_sum(formula))
		return "sum of the tokens of its models";
	return "as the source gives it: input and output together";
}

static const char *rank_formula(const struct formula *formula)
{
	const struct figures *figures = formula->figures;
	bool usd = figures->measure == MEASURE_USD;

	return arena_printf(formula->arena, "place by %s among %zu, the largest first",
			    usd ? "dollars" : "tokens", figures->now->n);
}

static const char *move_formula(const struct formula *formula)
{
	const struct value *rank = cell(formula, "rank"), *before = cell(formula, "prev_rank");

	if (rank->kind == VALUE_INTEGER && before->kind == VALUE_INTEGER)
		return arena_printf(formula->arena,
				    "place in the week before - place = %" PRId64 " - %" PRId64,
				    before->integer, rank->integer);
	return "new: no known week before ranks it; back: one does, but not the last; none where "
	       "the week before cannot say";
}

static const char *points_formula(const struct formula *formula)
{
	const struct figures *figures = formula->figures;
	const struct standing *now = figures->growth_now, *before = figures->growth_before;
	const struct entry *entry = formula->entry, *current, *previous;
	char a[FORMAT_SIZE], b[FORMAT_SIZE];

	current = now && entry ? standing_find(now, entry->key, entry->key_length) : NULL;
	previous = now && entry ? standing_find(before, entry->key, entry->key_length) : NULL;
	if (!current || !previous)
		return "nothing to compare with";
	return arena_printf(
		formula->arena, "share - share of the span before, in percentage points = %s - %s",
		format_share(a, ranking_share(entry_value(current, figures->measure),
					      standing_whole(now, figures->measure))),
		format_share(b, ranking_share(entry_value(previous, figures->measure),
					      standing_whole(before, figures->measure))));
}

/* Prices */

/* 140000 pico-USD is USD 0.00000014. */
static const char *token_price(struct arena *arena, int64_t pico_usd)
{
	char *text =
		arena_printf(arena, "%" PRId64 ".%012" PRId64, pico_usd / PICO, pico_usd % PICO);
	size_t length = strlen(text);

	while (text[length - 1] == '0')
		length--;
	text[text[length - 1] == '.' ? length - 1 : length] = '\0';
	return text;
}

static const char *price_formula(const struct formula *formula)
{
	const struct value *price = cell(formula, formula->column);

	if (price->kind != VALUE_PRICE)
		return "none: the source gives no such price";
	return arena_printf(formula->arena,
			    "USD a token, as the source gives it, x 1000000 = %s x 1000000",
			    token_price(formula->arena, price->integer));
}

static const char *workload_formula(const struct formula *formula)
{
	const struct value *input = cell(formula, "input_usd_per_m");
	const struct value *output = cell(formula, "output_usd_per_m");
	const struct workload workload = formula->query->workload;
	char in[FORMAT_SIZE], out[FORMAT_SIZE];

	if (input->kind != VALUE_PRICE || output->kind != VALUE_PRICE)
		return NO_PRICE;
	return arena_printf(formula->arena, "(%" PRId64 " x $%s + %" PRId64 " x $%s) / 1000000",
			    workload.input, format_price_exact(in, input->integer), workload.output,
			    format_price_exact(out, output->integer));
}

/* What the prices of the Sunday before cost against those of the row. */
static const char *workload_change_formula(const struct formula *formula)
{
	const struct value *input = cell(formula, "prev_input_usd_per_m");
	const struct value *output = cell(formula, "prev_output_usd_per_m");
	const struct value *now = cell(formula, "workload_usd");
	struct quote before = {.status = PRICE_LISTED};
	char a[FORMAT_SIZE], b[FORMAT_SIZE];
	int64_t cost;

	before.input = input->integer;
	before.output = output->integer;
	if (cell(formula, formula->column)->kind != VALUE_GROWTH ||
	    !price_workload(&before, formula->query->workload, &cost))
		return "none: no other price by the Sunday before, or none that is known";
	return arena_printf(formula->arena,
			    "workload / workload at the prices of the Sunday before - 1 = $%s / "
			    "$%s - 1",
			    format_usd_exact(a, now->integer), format_usd_exact(b, cost));
}

/* The mixed price of a week and of the one before: see view/detail.h. */
static const char *price_change_formula(const struct formula *formula)
{
	const struct catalog *catalog = formula->figures->snapshot->catalog;
	const int out = formula->query->mix.output, in = 100 - out;
	int32_t monday = formula->figures->now->span.monday;
	struct quote now, before;
	char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE], d[FORMAT_SIZE];

	if (!formula->entry || cell(formula, formula->column)->kind != VALUE_GROWTH)
		return "none: the same price a week before, or none that is known";
	now = price_quote(catalog, formula->entry->key, monday);
	before = price_quote(catalog, formula->entry->key, monday - 7);
	return arena_printf(formula->arena,
			    "(%d%% x input + %d%% x output) / the same a week before - 1 = (%d%% x "
			    "$%s + %d%% x $%s) / (%d%% x $%s + %d%% x $%s) - 1",
			    in, out, in, format_price_exact(a, now.input), out,
			    format_price_exact(b, now.output), in,
			    format_price_exact(c, before.input), out,
			    format_price_exact(d, before.output));
}

static const char *price_status_formula(const struct formula *formula)
{
	static const char *const words[] = {
		[PRICE_LISTED] = "listed: its price was seen by the week's Sunday",
		[PRICE_LATER] = "later: its price was first seen after the week",
		[PRICE_FREE] = "free: input and output cost 0",
		[PRICE_VARYING] = "varies: a router, without a price of its own",
		[PRICE_UNKNOWN] = "unknown: it is listed without a price",
		[PRICE_UNLISTED] = "not listed: no listing has its slug and variant",
	};

	return formula->entry ? words[formula->entry->quote.status] : NOT_NAMED;
}

/* Sums and places of other views */

static const char *identified_formula(const struct formula *formula)
{
	return arena_printf(formula->arena,
			    "tokens / tokens of all models that the source names = %" PRId64
			    " / %" PRId64,
			    cell(formula, "tokens")->integer, formula->figures->now->identified);
}

static const char *record_formula(const struct formula *formula)
{
	return record_rule_text(formula->arena, formula->figures, formula->row, formula->column);
}

/* The region and the reason for it stand among the lines of the vendor. */
static const char *region_formula(const struct formula *formula)
{
	(void)formula;
	return "the author is what stands before the slash; vendors.map gives its name and region";
}

/* Columns whose rule is the same for every row. */
static const struct {
	const char *column, *words;
} rules[] = {
	{"name", "the catalogue's name without its vendor, else the slug after the slash"},
	{"trend", "the figures of up to 52 weeks, oldest first; a missing week is a gap"},
	{"context", "the context window in tokens, as the source gives it"},
	{"price_changes", "prices by the Sunday before -> prices by this week's Sunday"},
	{"when", "ISO weeks and days in UTC"},
	{"span", "the days of the week, or the day's name, in UTC"},
	{"state", "how the figures of the week or day are known, or why there are none"},
	{"limits", "the base price per million tokens of the models in it"},
	{"models", "how many of the ranked models have such a price"},
	{"provider", "as the source names it"},
	{"tag", "the source's name for this offer of the provider"},
	{"quantization", "as the provider states it to the source"},
	{"discount", "what is off the provider's price; the prices here have it off already"},
	{"max_output", "the most tokens that one answer may have, as the source gives it"},
	{"status", "as the source gives it: 0 is up, other numbers it does not explain"},
	{"uptime", "of the last 30 minutes, as the source gives it"},
};

static const char *rule_text(const char *column)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcmp(column, rules[i].column) == 0)
			return rules[i].words;
	return NULL;
}

/* Columns whose text needs the figures of the row's week. */
static const struct {
	const char *column;
	const char *(*text)(const struct formula *formula);
} formulas[] = {
	{"tokens", tokens_formula},
	{"usd", usd_formula},
	{"token_share", share_formula},
	{"usd_share", share_formula},
	{"wow", growth_formula},
	{"wow_points", points_formula},
	{"rank", rank_formula},
	{"move", move_formula},
	{"usd_low", low_formula},
	{"usd_high", high_formula},
	{"gap", gap_formula},
	{"price_change", price_change_formula},
	{"price_status", price_status_formula},
	{"identified_share", identified_formula},
	{"what", record_formula},
	{"value", record_formula},
	{"weeks", record_formula},
	{"since", record_formula},
	{"at_least", record_formula},
	{"input_usd_per_m", price_formula},
	{"output_usd_per_m", price_formula},
	{"cache_read_usd_per_m", price_formula},
	{"workload_usd", workload_formula},
	{"workload_change", workload_change_formula},
	{"vendor_name", region_formula},
	{"in", region_formula},
};

/* The last of them need no week: providers have prices too. */
static bool needs_week(const char *column)
{
	return !strstr(column, "usd_per_m") && strcmp(column, "workload_usd") != 0;
}

const char *formula_text(const struct formula *formula)
{
	for (size_t i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++)
		if (strcmp(formula->column, formulas[i].column) == 0)
			return formula->figures || !needs_week(formula->column)
				       ? formulas[i].text(formula)
				       : "none: there are no figures of that week or day";
	return rule_text(formula->column);
}
