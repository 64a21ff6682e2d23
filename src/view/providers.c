#include "view/providers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"
#include "model/endpoints.h"
#include "view/figures.h"

enum {
	MODEL,
	PROVIDER,
	TAG,
	QUANTIZATION,
	INPUT,
	OUTPUT,
	CACHE_READ,
	DISCOUNT,
	WORKLOAD,
	CONTEXT,
	MAX_OUTPUT,
	STATUS,
	UPTIME,
	SOURCE,
	AS_OF,
	PRICE_RULE,
	COLUMNS,
};

static const struct column columns[COLUMNS] = {
	[MODEL] = {"model", "model", COLUMN_EXPORT, 0, 0, 0},
	[PROVIDER] = {"provider", "Provider", COLUMN_TEXT, 16, 20, 1},
	[TAG] = {"tag", "Tag", COLUMN_TEXT, 25, 32, 4},
	[QUANTIZATION] = {"quantization", "Quant", COLUMN_TEXT, 7, 7, 7},
	[INPUT] = {"input_usd_per_m", "In $/M", COLUMN_NUMBER, 9, 10, 2},
	[OUTPUT] = {"output_usd_per_m", "Out $/M", COLUMN_NUMBER, 9, 10, 2},
	[CACHE_READ] = {"cache_read_usd_per_m", "Cache $/M", COLUMN_NUMBER, 9, 10, 6},
	[DISCOUNT] = {"discount", "Off", COLUMN_NUMBER, 6, 6, 6},
	[WORKLOAD] = {"workload_usd", "Workload", COLUMN_NUMBER | COLUMN_VALUE, 8, 8, 8},
	[CONTEXT] = {"context", "Context", COLUMN_NUMBER, 7, 7, 5},
	[MAX_OUTPUT] = {"max_output", "Max out", COLUMN_NUMBER, 7, 7, 9},
	[STATUS] = {"status", "Status", COLUMN_NUMBER | COLUMN_PLACE, 7, 7, 3},
	[UPTIME] = {"uptime", "Uptime", COLUMN_NUMBER, 7, 7, 3},
	[SOURCE] = {"source", "source", COLUMN_EXPORT, 0, 0, 0},
	[AS_OF] = {"as_of", "as of", COLUMN_EXPORT, 0, 0, 0},
	[PRICE_RULE] = {"price_rule", "price rule", COLUMN_EXPORT, 0, 0, 0},
};

/* An endpoint and what the workload costs there, -1 when not known. */
struct offer {
	const struct endpoint *endpoint;
	struct quote quote;
	int64_t cost;
	size_t index;
};

/* What all rows share. */
struct context {
	const struct endpoint_list *list;
	const char *as_of, *price_rule;
};

static int by_cost(const void *left, const void *right)
{
	const struct offer *a = left, *b = right;

	if ((a->cost < 0) != (b->cost < 0))
		return a->cost < 0 ? 1 : -1;
	if (a->cost != b->cost)
		return a->cost > b->cost ? 1 : -1;
	return (a->index > b->index) - (a->index < b->index);
}

/* A tag may come twice: then the second one's key is "tag#2". */
static const char *key_of(struct table *table, const char *tag)
{
	const char *key = tag;

	for (int n = 2; table_find_row(table, key) >= 0; n++)
		key = arena_printf(&table->arena, "%s#%d", tag, n);
	return key;
}

static struct value count_or_absent(int64_t tokens)
{
	return tokens > 0 ? value_integer(VALUE_CONTEXT, tokens) : (struct value){VALUE_ABSENT};
}

static struct value cache_value(const struct price *price)
{
	if (price->cache_read == PRICE_NONE)
		return (struct value){VALUE_ABSENT};
	if (price->cache_read == PRICE_VARIES)
		return value_word(price_status_word(PRICE_VARYING));
	return value_integer(VALUE_PRICE, price->cache_read);
}

static void put_quality(const struct endpoint *endpoint, struct value *values)
{
	values[DISCOUNT] = value_real(VALUE_SHARE, endpoint->discount / 1000.0);
	if (endpoint->discount == 0)
		values[DISCOUNT].text = "none";
	values[STATUS] = value_integer(VALUE_INTEGER, endpoint->status);
	if (endpoint->status == ENDPOINT_UP)
		values[STATUS].text = "up";
	else if (endpoint->status == ENDPOINT_NO_STATUS)
		values[STATUS] = value_word("unknown");
	if (endpoint->uptime == ENDPOINT_NO_UPTIME)
		values[UPTIME] = value_word("unknown");
	else
		values[UPTIME] = value_real(VALUE_SHARE, endpoint->uptime / 1000.0);
}

static void put_offer(struct table *table, const struct context *context, const struct offer *offer)
{
	const struct endpoint *endpoint = offer->endpoint;
	struct row *row = table_row(table, key_of(table, endpoint->tag),
				    endpoint->status == ENDPOINT_UP ? 0 : ROW_ASIDE);
	struct value *values = row->values;

	values[MODEL] = value_text(context->list->model);
	values[PROVIDER] = value_text(endpoint->provider);
	values[TAG] = value_text(endpoint->tag);
	values[QUANTIZATION] = value_text(endpoint->quantization);
	values[INPUT] = figures_price(&offer->quote, offer->quote.input);
	values[OUTPUT] = figures_price(&offer->quote, offer->quote.output);
	values[CACHE_READ] = cache_value(&endpoint->price);
	if (offer->cost < 0)
		values[WORKLOAD] = value_word(figures_unpriced(&offer->quote));
	else
		values[WORKLOAD] = value_integer(VALUE_USD, offer->cost);
	if (offer->quote.status == PRICE_FREE)
		values[WORKLOAD].text = price_status_word(PRICE_FREE);
	values[CONTEXT] = count_or_absent(endpoint->context);
	values[MAX_OUTPUT] = count_or_absent(endpoint->max_output);
	put_quality(endpoint, values);
	values[SOURCE] = value_text("OpenRouter (openrouter.ai), providers of the model");
	values[AS_OF] = value_text(context->as_of);
	values[PRICE_RULE] = value_text(context->price_rule);
}

static void put_offers(struct table *table, const struct endpoint_list *list,
		       const struct query *query)
{
	struct context context = {.list = list};
	struct offer *offers = mem_alloc(list->n, sizeof(*offers));
	char as_of[CALENDAR_SIZE];

	context.as_of = arena_strdup(&table->arena, calendar_format_time(as_of, list->fetched_at));
	context.price_rule =
		arena_printf(&table->arena,
			     "the provider's price at that time, discount deducted, for %" PRId64
			     " input and %" PRId64 " output tokens, conditional prices ignored",
			     query->workload.input, query->workload.output);
	for (size_t i = 0; i < list->n; i++) {
		const struct endpoint *endpoint = &list->endpoints[i];

		offers[i] = (struct offer){endpoint, price_of(&endpoint->price, false), -1, i};
		if (!price_workload(&offers[i].quote, query->workload, &offers[i].cost))
			offers[i].cost = -1;
	}
	qsort(offers, list->n, sizeof(*offers), by_cost);
	for (size_t i = 0; i < list->n; i++)
		put_offer(table, &context, &offers[i]);
	free(offers);
}

/* "rate limited (429): the server's words; what to do" */
static const char *trouble_text(struct table *table, const struct endpoints_state *state)
{
	char http[16] = "";

	if (state->http >= 300)
		snprintf(http, sizeof(http), " (%d)", state->http);
	return arena_printf(&table->arena, "%s%s%s%s; %s", trouble_words(state->trouble), http,
			    *state->detail ? ": " : "", state->detail,
			    trouble_remedy(state->trouble));
}

static void say_empty(struct table *table, const struct snapshot *snapshot,
		      const struct endpoint_list *list, const char *name)
{
	const struct endpoints_state none = {.loading = false};
	const struct endpoints_state *state = list ? &list->state : &none;

	table->unknown = !state->delisted && !(list && list->fetched_at > 0);
	if (state->delisted)
		table_note(table, NOTE_EMPTY, "%s is listed no more (404): it has no providers",
			   name);
	else if (state->loading)
		table_note(table, NOTE_EMPTY, "asking for the providers of %s ...", name);
	else if (state->trouble != TROUBLE_NONE)
		table_note(table, NOTE_EMPTY, "no providers of %s yet: %s", name,
			   trouble_text(table, state));
	else if (list && list->fetched_at > 0)
		table_note(table, NOTE_EMPTY, "nobody serves %s now", name);
	else if (snapshot->status.offline_mode)
		table_note(table, NOTE_EMPTY,
			   "the providers of %s were never fetched, and --offline asks nothing",
			   name);
	else
		table_note(table, NOTE_EMPTY, "the providers of %s were not asked for yet", name);
}

/* Providers are asked for by what the catalogue says of a model. */
static void say_unlisted(struct table *table, const struct snapshot *snapshot, const char *id)
{
	const char *pending = figures_pending(&table->arena, snapshot, "the catalogue is");

	if (pending)
		table_note(table, NOTE_EMPTY, "no providers yet: %s", pending);
	else
		table_note(table, NOTE_EMPTY, "%s is not in the catalogue: no providers are known",
			   id);
}

/* How old the rows are, and why they are no newer. */
static void say_age(struct table *table, const struct endpoint_list *list,
		    const struct query *query)
{
	const struct endpoints_state *state = &list->state;
	char age[FORMAT_SIZE];

	format_age(age, query->now, list->fetched_at);
	if (state->delisted)
		table_note(table, NOTE_LINE, "fetched %s; the model is listed no more (404)", age);
	else if (state->loading)
		table_note(table, NOTE_LINE, "fetched %s; asking again ...", age);
	else if (state->trouble != TROUBLE_NONE)
		table_note(table, NOTE_LINE, "fetched %s; %s", age, trouble_text(table, state));
	else
		table_note(table, NOTE_LINE, "fetched %s", age);
}

/* "DeepSeek: DeepSeek V4 Flash" without the vendor. */
static const char *short_name(const struct listing *listing)
{
	const char *colon = strstr(listing->name, ": ");

	return colon ? colon + 2 : listing->name;
}

struct table *providers_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = table_new("providers", columns, COLUMNS);
	const struct endpoint_list *list;
	const struct listing *listing;
	const char *name, *id;

	table->title = "cheapest first";
	table->timeless = true;
	if (!query->subject) {
		table_note(table, NOTE_EMPTY, "the providers of which model?");
		return table;
	}
	listing = endpoints_listing(snapshot->catalog, query->subject);
	id = listing ? listing->id : query->subject;
	name = listing ? short_name(listing) : id;
	table->title = arena_printf(&table->arena, "of %s, cheapest first", name);
	list = endpoints_find(snapshot->endpoints, id);
	if (!listing && !list) {
		say_unlisted(table, snapshot, id);
		table->unknown = true;
		return table;
	}
	if (!list || list->n == 0) {
		say_empty(table, snapshot, list, name);
		return table;
	}
	put_offers(table, list, query);
	say_age(table, list, query);
	return table;
}
