/* market.h - snapshots for tests: small markets made by hand, and the built-in sample.
 *
 * A market is filled (weeks, days, rows, listings) and then opened.  The hand-made vendor map knows
 * the authors cn-a and cn-b (CN), us-a (US), fr-a (FR) and host (a host of unnamed models, "-").
 * Prices are pico-USD a token: 1,000,000 is $1 per million tokens.
 */
#ifndef ORTOP_TESTS_MARKET_H
#define ORTOP_TESTS_MARKET_H

#include "model/snapshot.h"
#include "view/query.h"
#include "view/table.h"

#define MARKET_MILLION INT64_C(1000000)
#define MARKET_DOLLAR  MARKET_MILLION /* per million tokens; also micro-USD */

struct market {
	struct history_builder *history;
	struct catalog_builder *listings;
	struct vendor_map *vendors;
	struct status status;
	bool unfetched;            /* no catalogue was, before it is opened */
	struct snapshot *snapshot; /* once it is open */
};

void market_init(struct market *market, enum history_origin origin);
void market_week(struct market *market, const char *monday, int days, enum history_quality quality);
void market_date(struct market *market, const char *date);
void market_row(struct market *market, const char *permaslug, int64_t tokens);

/* `seen` is a day, from its first second on; the name is "Vendor: " and the permaslug's end. */
void market_listing(struct market *market, const char *seen, const char *permaslug, int64_t input,
		    int64_t output);
void market_open(struct market *market);
void market_done(struct market *market);

/* Of a market that is open: a model's two offers, one of them without a price, a status or an
 * uptime. */
void market_providers(struct market *market, const char *id);

/* Open the built-in sample with the shipped vendor map. */
void market_sample(struct market *market);

/* Open the market of round numbers (millions of tokens; * see below):
 *
 *	                  2026-W10   W11   W12 (2 days)   days of  9.3.  10.3.  16.3.  17.3.
 *	us-a/alpha             400   500   200                       50     50    100    100
 *	cn-a/beta              300   600   300                      100      -    200    100
 *	cn-b/gamma             100     -     -
 *	host/anon               50   100     -
 *	us-a/alpha:free          -   200     -
 *	fr-a/delta               -   100     -
 *	nobody/eps               -   100     -
 *	other                  150   400   100                       50    100     50     50
 *	all                   1000  2000   600                      200    150    350    250
 *
 * $ per million in and out, and at 97:3: alpha 1 and 5: 1.12, from Sunday 22.3. on 2 and 2: 2;
 * beta 2 and 2, first seen in W12; gamma 1 and 1; alpha:free and anon nothing; delta varies; eps is
 * not listed. */
void market_round(struct market *market);

/* Setups and the teardown of a group of tests that only read one of the two: `*state` is the
 * market. */
int market_round_setup(void **state);
int market_sample_setup(void **state);
int market_teardown(void **state);

int32_t market_day(const char *date);

/* A view's table; week "2026-03-09", sort and filter none. */
struct table *market_table(const struct market *market, const char *view, const char *monday,
			   enum unit unit);

/* A cell by row key and column id; both must be there. */
const struct value *market_cell(const struct table *table, const char *key, const char *column);

/* The cell's kind and number. */
void assert_integer_cell(const struct table *table, const char *key, const char *column,
			 enum value_kind kind, int64_t expected);
void assert_real_cell(const struct table *table, const char *key, const char *column,
		      double expected);
void assert_text_cell(const struct table *table, const char *key, const char *column,
		      const char *expected);
void assert_word_cell(const struct table *table, const char *key, const char *column,
		      const char *expected);
void assert_absent_cell(const struct table *table, const char *key, const char *column);

/* The keys of the rows, in order, separated by blanks. */
void assert_row_keys(const struct table *table, const char *expected);

/* Is there such a note of NOTE_LINE? */
void assert_line_note(const struct table *table, const char *expected);

#endif
