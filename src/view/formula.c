#include "view/formula.h"

#include <inttypes.h>
#include <string.h>
#include "base/format.h"

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

static const char *share_formula(const struct formula *formula)
{
	const struct figures *figures = formula->figures;
	const struct entry *entry = formula->entry;
	struct arena *arena = formula->arena;
	char part[FORMAT_SIZE], whole[FORMAT_SIZE];

	if (formula->grouping == GROUP_REGION && formula->query->denominator != DENOMINATOR_ALL)
		return region_share_formula(formula);
	if (strcmp(formula->column, "usd_share") != 0)
		return arena_printf(arena,
				    "tokens / all tokens of the week = %" PRId64 " / %" PRId64,
				    entry->tokens, figures->now->total);
	if (!entry->priced)
		return NULL;
	return arena_printf(arena, "dollars / dollars of all that is priced = $%s / $%s",
			    format_usd_exact(part, entry->usd),
			    format_usd_exact(whole, figures->now->usd));
}

/* "11165151515 / 8801230123 - 1", in the unit of the query. */
static const char *growth_formula(const struct formula *formula)
{
	const struct figures *figures = formula->figures;
	const struct standing *now = figures->growth_now, *before = figures->growth_before;
	const struct entry *entry = formula->entry, *current, *previous;
	struct arena *arena = formula->arena;
	char a[FORMAT_SIZE], b[FORMAT_SIZE];

	if (!now)
		return "nothing to compare with: no whole week before";
	current = standing_find(now, entry->key, entry->key_length);
	previous = standing_find(before, entry->key, entry->key_length);
	if (!current || !previous)
		return "nothing to compare with: not ranked in the span before";
	if (figures->measure == MEASURE_TOKENS)
		return arena_printf(arena,
				    "tokens / tokens %s before - 1 = %" PRId64 " / %" PRId64 " - 1",
				    now->span.n > 1 ? "of the same days a week" : "of the week",
				    current->tokens, previous->tokens);
	if (!current->priced || !previous->priced)
		return "nothing to compare with: no price";
	return arena_printf(arena, "dollars / dollars %s before - 1 = $%s / $%s - 1",
			    now->span.n > 1 ? "of the same days a week" : "of the week",
			    format_usd_exact(a, current->usd), format_usd_exact(b, previous->usd));
}

static const char *usd_formula(const struct formula *formula)
{
	const struct quote *quote = &formula->entry->quote;
	const struct mix mix = formula->query->mix;
	char input[FORMAT_SIZE], output[FORMAT_SIZE];

	if (formula->grouping != GROUP_MODEL)
		return "sum of the dollars of its models";
	if (!price_known(quote))
		return "none: without a price there are no dollars";
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
	const struct quote *quote = &formula->entry->quote;
	const struct mix mix = formula->query->mix;
	char cache[FORMAT_SIZE], input[FORMAT_SIZE], output[FORMAT_SIZE];

	if (formula->grouping != GROUP_MODEL || !price_known(quote) ||
	    quote->cache_read == PRICE_NONE || quote->cache_read > quote->input)
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
	const struct quote *quote = &formula->entry->quote;
	char input[FORMAT_SIZE], output[FORMAT_SIZE];

	if (formula->grouping != GROUP_MODEL || !price_known(quote))
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
		return NULL;
	return arena_printf(formula->arena,
			    "dollar share - token share, in percentage points = %s - %s",
			    format_share(a, usd->real), format_share(b, tokens->real));
}

static const char *tokens_formula(const struct formula *formula)
{
	if (formula->grouping != GROUP_MODEL)
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

static const char *points_formula(const struct formula *formula)
{
	(void)formula;
	return "share - share of the span before, in percentage points";
}

static const char *price_formula(const struct formula *formula)
{
	(void)formula;
	return "the catalogue's price in USD per million tokens; hours and long prompts ignored";
}

static const char *workload_formula(const struct formula *formula)
{
	const struct quote *quote = &formula->entry->quote;
	const struct workload workload = formula->query->workload;
	char input[FORMAT_SIZE], output[FORMAT_SIZE];

	if (!price_known(quote))
		return NULL;
	return arena_printf(formula->arena, "(%" PRId64 " x $%s + %" PRId64 " x $%s) / 1000000",
			    workload.input, format_price_exact(input, quote->input),
			    workload.output, format_price_exact(output, quote->output));
}

const char *formula_text(const struct formula *formula)
{
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
		{"input_usd_per_m", price_formula},
		{"output_usd_per_m", price_formula},
		{"cache_read_usd_per_m", price_formula},
		{"usd_low", low_formula},
		{"usd_high", high_formula},
		{"gap", gap_formula},

		{"workload_usd", workload_formula},
	};

	for (size_t i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++)
		if (strcmp(formula->column, formulas[i].column) == 0)
			return formulas[i].text(formula);
	return NULL;
}
