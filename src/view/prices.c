#include "view/prices.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "base/text.h"
#include "view/figures.h"

enum {
	SLUG,
	NAME,
	VENDOR,
	INPUT,
	OUTPUT,
	CACHE_READ,
	PREV_INPUT,
	PREV_OUTPUT,
	PREV_CACHE_READ,
	CHANGE,
	CHANGES,
	CONTEXT,
	WORKLOAD,
	PRICE_STATUS,
	PROVENANCE,
	COLUMNS = PROVENANCE + PROVENANCE_COUNT,
	PRICE_RULE = COLUMNS - 1,
};

/* Room for three changes, each of two prices of 20 digits. */
#define CHANGES_MAX_BYTES 512

#define NOTE_LINES 2

#define PRICE_WORDS_SIZE (FORMAT_SIZE + 1) /* a price and its dollar sign */

static const struct column columns[COLUMNS] = {
	[SLUG] = {"slug", "slug", COLUMN_EXPORT, 0, 0, 0},
	[NAME] = {"name", "Model", COLUMN_TEXT, 22, 34, 1},
	[VENDOR] = {"vendor", "vendor", COLUMN_EXPORT, 0, 0, 0},
	[INPUT] = {"input_usd_per_m", "In $/M", COLUMN_NUMBER, 9, 10, 2},
	[OUTPUT] = {"output_usd_per_m", "Out $/M", COLUMN_NUMBER, 9, 10, 2},
	[CACHE_READ] = {"cache_read_usd_per_m", "Cache $/M", COLUMN_NUMBER, 9, 10, 5},
	[PREV_INPUT] = {"prev_input_usd_per_m", "was", COLUMN_EXPORT, 0, 0, 0},
	[PREV_OUTPUT] = {"prev_output_usd_per_m", "was", COLUMN_EXPORT, 0, 0, 0},
	[PREV_CACHE_READ] = {"prev_cache_read_usd_per_m", "was", COLUMN_EXPORT, 0, 0, 0},
	[CHANGE] = {"workload_change", "Change", COLUMN_NUMBER, 7, 7, 3},
	[CHANGES] = {"price_changes", "Price changes since the week before", COLUMN_SCREEN, 35, 96,
		     6},
	[CONTEXT] = {"context", "Context", COLUMN_NUMBER, 7, 7, 4},
	[WORKLOAD] = {"workload_usd", "Workload", COLUMN_NUMBER | COLUMN_VALUE, 8, 8, 1},
	[PRICE_STATUS] = {"price_status", "Price", COLUMN_BOTH, 8, 10, 7},
	[PROVENANCE] = PROVENANCE_COLUMNS,
};

/* An entry and what the workload costs with it, -1 when not known. */
struct item {
	const struct entry *entry;
	int64_t cost;
	size_t index;
};

/* Of the models of the week. */
struct counts {
	size_t compared; /* their price is known, and that of the week before */
	size_t changed, conditional;
};

static int by_cost(const void *left, const void *right)
{
	const struct item *a = left, *b = right;

	if ((a->cost < 0) != (b->cost < 0))
		return a->cost < 0 ? 1 : -1;
	if (a->cost != b->cost)
		return a->cost > b->cost ? 1 : -1;
	return (a->index > b->index) - (a->index < b->index);
}

/* A price per million tokens in words. */
static const char *price_words(char out[PRICE_WORDS_SIZE], int64_t pico_usd)
{
	if (pico_usd == PRICE_NONE)
		return "none";
	if (pico_usd == 0)
		return price_status_word(PRICE_FREE);
	out[0] = '$';
	format_price_exact(out + 1, pico_usd);
	return out;
}

static void say_change(struct strbuf *text, const char *what, int64_t before, int64_t now)
{
	char old_price[PRICE_WORDS_SIZE], price[PRICE_WORDS_SIZE], percent[FORMAT_SIZE];

	if (before == now)
		return;
	strbuf_printf(text, "%s%s %s -> %s", text->length ? ", " : "", what,
		      price_words(old_price, before), price_words(price, now));
	if (before > 0 && now >= 0)
		strbuf_printf(text, " %s", format_growth(percent, ranking_growth(now, before)));
}

/* What the catalogue said by the Sunday before against this week's.  A price that was first seen
 * later cannot be compared. */
static void put_changes(const struct figures *figures, struct table *table, const struct item *item,
			struct value *values, struct counts *counts)
{
	const struct quote *now = &item->entry->quote;
	const struct quote before =
		price_quote(figures->snapshot->catalog, item->entry->key, figures->week->date - 7);
	struct strbuf text;
	int64_t cost;

	if (!price_known(now) || !price_known(&before) || before.later)
		return;
	counts->compared++;
	values[PREV_INPUT] = value_integer(VALUE_PRICE, before.input);
	values[PREV_OUTPUT] = value_integer(VALUE_PRICE, before.output);
	if (before.cache_read != PRICE_NONE)
		values[PREV_CACHE_READ] = value_integer(VALUE_PRICE, before.cache_read);
	strbuf_init(&text, CHANGES_MAX_BYTES);
	say_change(&text, "in", before.input, now->input);
	say_change(&text, "out", before.output, now->output);
	say_change(&text, "cache", before.cache_read, now->cache_read);
	if (text.length) {
		counts->changed++;
		values[CHANGES] = value_text(arena_strdup(&table->arena, text.data));
		if (price_workload(&before, figures->query->workload, &cost))
			values[CHANGE] = value_real(VALUE_GROWTH, ranking_growth(item->cost, cost));
	}
	strbuf_done(&text);
}

static struct value cache_read_value(const struct quote *quote)
{
	if (price_known(quote) && quote->cache_read == PRICE_NONE)
		return value_word("none");
	return figures_price(quote, quote->cache_read);
}

static void put_item(const struct figures *figures, struct table *table, const struct item *item,
		     const char *rule, struct counts *counts)
{
	const struct entry *entry = item->entry;
	const struct quote *quote = &entry->quote;
	struct row *row = table_row(table, entry->key, 0);
	struct value *values = row->values;

	values[SLUG] = value_text(entry->key);
	values[NAME] = value_text(entry_name(entry));
	values[VENDOR] = value_text(
		arena_strndup(&table->arena, entry->key, vendor_author_length(entry->key)));
	values[INPUT] = figures_price(quote, quote->input);
	values[OUTPUT] = figures_price(quote, quote->output);
	values[CACHE_READ] = cache_read_value(quote);
	if (quote->listing && quote->listing->context > 0)
		values[CONTEXT] = value_integer(VALUE_CONTEXT, quote->listing->context);
	if (item->cost >= 0) {
		values[WORKLOAD] = value_integer(VALUE_USD, item->cost);
		values[WORKLOAD].approx = quote->later;
		if (quote->status == PRICE_FREE)
			values[WORKLOAD].text = price_status_word(PRICE_FREE);
	} else {
		values[WORKLOAD] = value_word(figures_unpriced(quote));
	}
	values[PRICE_STATUS] = value_text(price_status_word(quote->status));
	figures_provenance(figures, table, row, PROVENANCE);
	values[PRICE_RULE] = value_text(rule);
	counts->conditional += quote->listing && quote->listing->price.conditional;
	put_changes(figures, table, item, values, counts);
}

/* The dollars here are of the workload alone: no mix is assumed. */
static const char *rule_of(struct table *table, const struct query *query)
{
	const struct workload workload = query->workload;
	const char *rule =
		arena_printf(&table->arena,
			     "price of the week (last seen by its Sunday; ~ nearest later) for "
			     "%" PRId64 " input and %" PRId64 " output tokens, conditional prices "
			     "ignored",
			     workload.input, workload.output);

	return figures_rule(table, query, rule);
}

/* "most: DeepSeek V4 Pro, in $0.435 -> $1.168 +168%": whose workload's price moved most, up or
 * down; nothing where no price can be set against another. */
static void note_largest_change(struct table *table)
{
	const struct value *most = NULL;

	for (size_t i = 0; i < table->n_rows; i++) {
		const struct value *values = table->rows[i].values;

		if (values[CHANGE].kind == VALUE_GROWTH &&
		    (!most || fabs(values[CHANGE].real) > fabs(most[CHANGE].real)))
			most = values;
	}
	if (most)
		table_note(table, NOTE_LINE, "most: %s, %.*s", most[NAME].text,
			   (int)strcspn(most[CHANGES].text, ","), most[CHANGES].text);
}

/* "7 of the models changed price since the week before; 9 of the ranked models also have
 * conditional prices": one line that every week has, and one for the largest change, so that no row
 * moves when the week changes. */
static void put_notes(struct table *table, const struct counts *counts)
{
	const char *changed = "no model changed price since the week before";
	const char *brief = "no price changed in the week";
	const char *also = "", *also_brief = "";

	if (counts->compared == 0) {
		changed = "who changed price is not known: no price of the week before is";
		brief = "no changes known: no prices of the week before";
	} else if (counts->changed > 0) {
		changed = arena_printf(&table->arena,
				       "%zu of the models changed price since the week before",
				       counts->changed);
		brief = arena_printf(&table->arena, "%zu changed price in the week",
				     counts->changed);
	}
	if (counts->conditional > 0) {
		const char *have = counts->conditional == 1 ? "has" : "have";

		also = arena_printf(&table->arena,
				    "; %zu of the ranked models also %s conditional prices",
				    counts->conditional, have);
		also_brief = arena_printf(&table->arena, "; %zu %s conditional prices",
					  counts->conditional, have);
	}
	table_note(table, NOTE_LINE, "%s%s", changed, also);
	table->notes[table->n_notes - 1].brief =
		arena_printf(&table->arena, "%s%s", brief, also_brief);
	note_largest_change(table);
}

static void put_items(const struct figures *figures, struct table *table)
{
	const char *rule = rule_of(table, figures->query);
	const char *pending = figures_pending(&table->arena, figures->snapshot, "prices are");
	struct counts counts = {0};
	size_t n = figures->now->n;
	struct item *items = mem_alloc(n, sizeof(*items));

	for (size_t i = 0; i < n; i++) {
		items[i] = (struct item){&figures->now->entries[i], -1, i};
		if (!price_workload(&items[i].entry->quote, figures->query->workload,
				    &items[i].cost))
			items[i].cost = -1;
	}
	qsort(items, n, sizeof(*items), by_cost);
	for (size_t i = 0; i < n; i++)
		put_item(figures, table, &items[i], rule, &counts);
	if (pending)
		table_note(table, NOTE_LINE, "%s", pending);
	else
		put_notes(table, &counts);
	table->note_lines = NOTE_LINES;
	free(items);
}

struct table *prices_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = table_new("prices", columns, COLUMNS);
	struct query by_tokens = *query;
	struct figures figures;
	char in[FORMAT_SIZE], out[FORMAT_SIZE];

	table->title = figures_title(table, query,
				     arena_printf(&table->arena, "for %s in, %s out",
						  format_context(in, query->workload.input),
						  format_context(out, query->workload.output)));
	/* Equal prices stand in the order of the tokens, whatever the unit. */
	by_tokens.unit = UNIT_TOKENS;
	if (figures_init(&figures, snapshot, &by_tokens, query->week, GROUP_MODEL))
		put_items(&figures, table);
	figures_done(&figures);
	return table;
}
