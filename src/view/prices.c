#include "view/prices.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "view/figures.h"

enum {
	SLUG,
	NAME,
	VENDOR,
	INPUT,
	OUTPUT,
	CONTEXT,
	WORKLOAD,
	PRICE_STATUS,
	PROVENANCE,
	COLUMNS = PROVENANCE + PROVENANCE_COUNT,
	PRICE_RULE = COLUMNS - 1,
};

#define BOTH   (COLUMN_SCREEN | COLUMN_EXPORT)
#define NUMBER (BOTH | COLUMN_RIGHT | COLUMN_SORT)

static const struct column columns[COLUMNS] = {
	[SLUG] = {"slug", "slug", COLUMN_EXPORT, 0, 0, 0},
	[NAME] = {"name", "Model", BOTH | COLUMN_SORT, 22, 34, 1},
	[VENDOR] = {"vendor", "vendor", COLUMN_EXPORT, 0, 0, 0},
	[INPUT] = {"input_usd_per_m", "In $/M", NUMBER, 9, 10, 2},
	[OUTPUT] = {"output_usd_per_m", "Out $/M", NUMBER, 9, 10, 2},
	[CONTEXT] = {"context", "Context", NUMBER, 7, 7, 4},
	[WORKLOAD] = {"workload_usd", "Workload", NUMBER | COLUMN_VALUE, 8, 8, 1},
	[PRICE_STATUS] = {"price_status", "Price", BOTH, 7, 7, 5},
	[PROVENANCE] = PROVENANCE_COLUMNS,
};

/* An entry and what the workload costs with it, -1 when not known. */
struct item {
	const struct entry *entry;
	int64_t cost;
	size_t index;
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

static void put_item(const struct figures *figures, struct table *table, const struct item *item,
		     const char *rule)
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
}

/* The dollars here are of the workload alone: no mix is assumed. */
static const char *rule_of(struct table *table, struct workload workload)
{
	return arena_printf(&table->arena,
			    "price of the week (last seen by its Sunday; ~ nearest later) for "
			    "%" PRId64 " input and %" PRId64 " output tokens, conditional prices "
			    "ignored",
			    workload.input, workload.output);
}

static void put_items(const struct figures *figures, struct table *table)
{
	const char *rule = rule_of(table, figures->query->workload);
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
		put_item(figures, table, &items[i], rule);
	free(items);
}

struct table *prices_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = table_new("prices", columns, COLUMNS);
	struct query by_tokens = *query;
	struct figures figures;
	char in[FORMAT_SIZE], out[FORMAT_SIZE];

	table->title = arena_printf(&table->arena, "for %s in, %s out",
				    format_context(in, query->workload.input),
				    format_context(out, query->workload.output));
	/* Equal prices stand in the order of the tokens, whatever the unit. */
	by_tokens.unit = UNIT_TOKENS;
	if (figures_init(&figures, snapshot, &by_tokens, query->week, GROUP_MODEL))
		put_items(&figures, table);
	figures_done(&figures);
	return table;
}
