#include "support/market.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "base/mem.h"
#include "base/text.h"
#include "source/asset.h"
#include "source/sample.h"
#include "view/view.h"

static const char map_text[] = "cn-a\tChina A\tCN\tmade up\n"
			       "cn-b\tChina B\tCN\tmade up\n"
			       "us-a\tAmerica A\tUS\tmade up\n"
			       "fr-a\tFrance A\tFR\tmade up\n"
			       "host\tHost\t-\tmade up\n";

int32_t market_day(const char *date)
{
	int32_t day;

	assert_true(calendar_parse_date(date, &day));
	return day;
}

static void read_map(struct market *market, const char *text, size_t length)
{
	market->vendors = vendor_map_new();
	assert_true(vendor_map_parse(market->vendors, text, length, "map", NULL));
}

void market_init(struct market *market, enum history_origin origin)
{
	memset(market, 0, sizeof(*market));
	market->history = history_builder_new(origin);
	market->listings = catalog_builder_new();
	read_map(market, map_text, strlen(map_text));
}

static void bucket(struct market *market, enum history_period period, const char *date, int days,
		   enum history_quality quality)
{
	struct history_bucket head = {.date = market_day(date), .days = days, .quality = quality};

	/* Two hours after its last day. */
	head.as_of = (int64_t)(head.date + days) * CALENDAR_DAY_SECONDS + 7200;
	head.fetched_at = head.as_of;
	assert_true(history_builder_bucket(market->history, period, &head, NULL));
}

void market_week(struct market *market, const char *monday, int days, enum history_quality quality)
{
	bucket(market, HISTORY_WEEK, monday, days, quality);
}

void market_date(struct market *market, const char *date)
{
	bucket(market, HISTORY_DAY, date, 1, HISTORY_EXACT);
}

void market_row(struct market *market, const char *permaslug, int64_t tokens)
{
	assert_true(
		history_builder_row(market->history, permaslug, strlen(permaslug), tokens, NULL));
}

void market_listing(struct market *market, const char *seen, const char *permaslug, int64_t input,
		    int64_t output)
{
	struct listing listing = {
		.id = permaslug,
		.permaslug = permaslug,
		.seen = (int64_t)market_day(seen) * CALENDAR_DAY_SECONDS,
		.context = 128000,
		.price = {.prompt = input, .completion = output, .cache_read = PRICE_NONE},
	};
	char name[128];

	snprintf(name, sizeof(name), "Vendor: %s", strchr(permaslug, '/') + 1);
	listing.name = name;
	catalog_builder_add(market->listings, &listing);
}

void market_open(struct market *market)
{
	struct history *history = history_finish(market->history);
	struct catalog *catalog;

	if (!market->unfetched)
		catalog_builder_checked(market->listings, 1);
	catalog = catalog_finish(market->listings);
	market->snapshot = snapshot_new(history, catalog, market->vendors, &market->status);
	history_unref(history);
	catalog_unref(catalog);
}

void market_done(struct market *market)
{
	snapshot_unref(market->snapshot);
	vendor_map_free(market->vendors);
}

void market_providers(struct market *market, const char *id)
{
	const struct endpoint offers[] = {
		{"One",
		 "one",
		 "fp8",
		 131072,
		 8192,
		 {MARKET_DOLLAR, 5 * MARKET_DOLLAR, 0, false},
		 250,
		 ENDPOINT_UP,
		 995},
		{"Two",
		 "two/fp4",
		 NULL,
		 0,
		 0,
		 {PRICE_VARIES, PRICE_VARIES, PRICE_NONE, false},
		 0,
		 ENDPOINT_NO_STATUS,
		 ENDPOINT_NO_UPTIME},
	};
	struct endpoints_builder *builder = endpoints_builder_new();
	struct endpoints *endpoints;

	endpoints_builder_open(builder, id, INT64_C(1773640000));
	endpoints_builder_add(builder, &offers[0]);
	endpoints_builder_add(builder, &offers[1]);
	endpoints = endpoints_finish(builder);
	snapshot_set_endpoints(market->snapshot, endpoints);
	endpoints_unref(endpoints);
}

void market_sample(struct market *market)
{
	const struct asset *asset = asset_find("vendors.map");
	struct history *history = sample_history();
	struct catalog_builder *listings = catalog_builder_new();
	struct catalog *catalog;

	memset(market, 0, sizeof(*market));
	read_map(market, asset->text, asset->length);
	sample_listings(listings);
	catalog_builder_checked(listings, 1);
	catalog = catalog_finish(listings);
	market->snapshot = snapshot_new(history, catalog, market->vendors, &market->status);
	history_unref(history);
	catalog_unref(catalog);
}

struct round_row {
	const char *permaslug;
	int weeks[3];
	int days[4];
};

static const struct round_row round_rows[] = {
	{"us-a/alpha", {400, 500, 200}, {50, 50, 100, 100}},
	{"cn-a/beta", {300, 600, 300}, {100, 0, 200, 100}},
	{"cn-b/gamma", {100, 0, 0}, {0}},
	{"host/anon", {50, 100, 0}, {0}},
	{"us-a/alpha:free", {0, 200, 0}, {0}},
	{"fr-a/delta", {0, 100, 0}, {0}},
	{"nobody/eps", {0, 100, 0}, {0}},
	{"other", {150, 400, 100}, {50, 100, 50, 50}},
};

static void round_history(struct market *market)
{
	static const char *const mondays[] = {"2026-03-02", "2026-03-09", "2026-03-16"};
	static const char *const dates[] = {"2026-03-09", "2026-03-10", "2026-03-16", "2026-03-17"};
	const size_t n = sizeof(round_rows) / sizeof(round_rows[0]);

	for (size_t w = 0; w < 3; w++) {
		market_week(market, mondays[w], w < 2 ? 7 : 2, HISTORY_EXACT);
		for (size_t i = 0; i < n; i++)
			if (round_rows[i].weeks[w])
				market_row(market, round_rows[i].permaslug,
					   round_rows[i].weeks[w] * MARKET_MILLION);
	}
	for (size_t d = 0; d < 4; d++) {
		market_date(market, dates[d]);
		for (size_t i = 0; i < n; i++)
			if (round_rows[i].days[d])
				market_row(market, round_rows[i].permaslug,
					   round_rows[i].days[d] * MARKET_MILLION);
	}
}

void market_round(struct market *market)
{
	market_init(market, HISTORY_LIVE);
	round_history(market);
	market_listing(market, "2026-02-01", "us-a/alpha", MARKET_DOLLAR, 5 * MARKET_DOLLAR);
	market_listing(market, "2026-03-22", "us-a/alpha", 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_listing(market, "2026-03-16", "cn-a/beta", 2 * MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_listing(market, "2026-02-01", "cn-b/gamma", MARKET_DOLLAR, MARKET_DOLLAR);
	market_listing(market, "2026-02-01", "us-a/alpha:free", 0, 0);
	market_listing(market, "2026-02-01", "host/anon", 0, 0);
	market_listing(market, "2026-02-01", "fr-a/delta", PRICE_VARIES, PRICE_VARIES);
	market_open(market);
}

static int set_up(void **state, void (*open)(struct market *market))
{
	struct market *market = mem_alloc(1, sizeof(*market));

	open(market);
	*state = market;
	return 0;
}

int market_round_setup(void **state)
{
	return set_up(state, market_round);
}

int market_sample_setup(void **state)
{
	return set_up(state, market_sample);
}

int market_teardown(void **state)
{
	market_done(*state);
	free(*state);
	return 0;
}

struct table *market_table(const struct market *market, const char *view, const char *monday,
			   enum unit unit)
{
	struct query query = query_default();

	query.week = market_day(monday);
	query.unit = unit;
	return view_table(view_find(view), market->snapshot, &query);
}

const struct value *market_cell(const struct table *table, const char *key, const char *column)
{
	int row = table_find_row(table, key), index = table_column(table, column);

	if (row < 0 || index < 0)
		fail_msg("no cell %s of %s", column, key);
	return &table->rows[row].values[index];
}

void assert_integer_cell(const struct table *table, const char *key, const char *column,
			 enum value_kind kind, int64_t expected)
{
	const struct value *value = market_cell(table, key, column);

	if (value->kind != kind || value->integer != expected)
		fail_msg("%s of %s: kind %d, %lld, not kind %d, %lld", column, key,
			 (int)value->kind, (long long)value->integer, (int)kind,
			 (long long)expected);
}

void assert_real_cell(const struct table *table, const char *key, const char *column,
		      double expected)
{
	const struct value *value = market_cell(table, key, column);

	if (value->kind < VALUE_SHARE || value->kind > VALUE_POINTS ||
	    fabs(value->real - expected) > 0.5e-6)
		fail_msg("%s of %s: kind %d, %.7f, not %.7f", column, key, (int)value->kind,
			 value->real, expected);
}

void assert_text_cell(const struct table *table, const char *key, const char *column,
		      const char *expected)
{
	const struct value *value = market_cell(table, key, column);

	assert_int_equal(value->kind, VALUE_TEXT);
	assert_string_equal(value->text, expected);
}

void assert_word_cell(const struct table *table, const char *key, const char *column,
		      const char *expected)
{
	const struct value *value = market_cell(table, key, column);

	assert_int_equal(value->kind, VALUE_WORD);
	assert_string_equal(value->text, expected);
}

void assert_absent_cell(const struct table *table, const char *key, const char *column)
{
	if (market_cell(table, key, column)->kind != VALUE_ABSENT)
		fail_msg("%s of %s is there", column, key);
}

void assert_row_keys(const struct table *table, const char *expected)
{
	struct strbuf keys;

	strbuf_init(&keys, 4096);
	for (size_t i = 0; i < table->n_rows; i++)
		strbuf_printf(&keys, "%s%s", i ? " " : "", table->rows[i].key);
	assert_string_equal(keys.data, expected);
	strbuf_done(&keys);
}

void assert_line_note(const struct table *table, const char *expected)
{
	for (size_t i = 0; i < table->n_notes; i++)
		if (table->notes[i].kind == NOTE_LINE &&
		    strcmp(table->notes[i].text, expected) == 0)
			return;
	fail_msg("no note \"%s\"", expected);
}
