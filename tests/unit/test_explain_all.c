/* Why this number, for every cell that the screen shows: of every view, row and column, in both
 * units, with and without free models, in a whole and in the running week. */
#include "support/market.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "view/explain.h"
#include "view/view.h"

static const char *const keys[] = {"us-a/alpha", "us-a"};

static const char *const asked[] = {"models",      "vendors",  "regions",  "prices",
				    "coverage",    "segments", "records",  "detail",
				    "detail-days", "compare",  "providers"};

#define N_ASKED (sizeof(asked) / sizeof(asked[0]))

static bool has_text(const struct table *table, const char *key)
{
	int row = table_find_row(table, key);

	return row >= 0 && table->rows[row].values[1].kind == VALUE_TEXT &&
	       *table->rows[row].values[1].text;
}

/* One cell: the formula in words, and the source with its times. */
static void check_cell(const struct snapshot *snapshot, const struct query *query)
{
	const char *const lines[] = {"formula", "source", "fetched"};
	struct table *why = view_table(view_find("explain"), snapshot, query);

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!has_text(why, lines[i]))
			fail_msg("no %s for %s of %s in %s", lines[i], query->subject_column,
				 query->subject_row ? query->subject_row : query->subject,
				 query->subject_view);
	table_free(why);
}

/* Details and providers stand for a subject; the rows of the others are the subjects. */
static bool is_detail(const char *view)
{
	return strncmp(view, "detail", 6) == 0 || strcmp(view, "providers") == 0;
}

static size_t check_view(const struct snapshot *snapshot, const struct query *shown,
			 const char *view)
{
	struct table *table = view_table(view_find(view), snapshot, shown);
	size_t checked = 0;

	for (size_t row = 0; row < table->n_rows; row++) {
		int source = table_column(table, "source");

		/* A week or day that the history lacks has no source. */
		if (table->rows[row].values[source].kind == VALUE_ABSENT)
			continue;
		for (size_t column = 0; column < table->n_columns; column++) {
			struct query query = *shown;

			if (!(table->columns[column].flags & COLUMN_SCREEN))
				continue;
			query.subject_view = view;
			query.subject_column = table->columns[column].id;
			if (is_detail(view))
				query.subject_row = table->rows[row].key;
			else
				query.subject = table->rows[row].key;
			check_cell(snapshot, &query);
			checked++;
		}
	}
	table_free(table);
	return checked;
}

static void check_query(const struct snapshot *snapshot, const struct query *query, size_t *checked)
{
	for (size_t i = 0; i < N_ASKED; i++)
		checked[i] += check_view(snapshot, query, asked[i]);
}

static void test_every_cell(void **state)
{
	static const char *const weeks[] = {"2026-03-02", "2026-03-09", "2026-03-16"};
	struct market market;
	size_t checked[N_ASKED] = {0};

	(void)state;
	market_round(&market);
	market_providers(&market, "us-a/alpha");
	for (size_t week = 0; week < 3; week++)
		for (unsigned choice = 0; choice < 12; choice++) {
			struct query query = query_default();

			query.week = market_day(weeks[week]);
			query.unit = choice % 2 ? UNIT_USD : UNIT_TOKENS;
			query.paid_only = choice / 2 % 2;
			query.denominator = (enum denominator)(choice / 4);
			query.pins[0] = keys[0];
			query.pins[1] = keys[1];
			for (size_t key = 0; key < sizeof(keys) / sizeof(keys[0]); key++) {
				query.subject = keys[key];
				check_query(market.snapshot, &query, checked);
			}
		}
	for (size_t i = 0; i < N_ASKED; i++)
		if (checked[i] == 0)
			fail_msg("nothing of %s was checked", asked[i]);
	market_done(&market);
}

/* A coarse week, the one after it and the running week of the sample. */
static void test_every_cell_of_the_sample(void **state)
{
	static const char *const weeks[] = {"2026-05-18", "2026-05-25", "2026-08-17"};
	struct market market;
	size_t checked[N_ASKED] = {0};

	(void)state;
	market_sample(&market);
	for (size_t week = 0; week < 3; week++) {
		struct query query = query_default();

		query.week = market_day(weeks[week]);
		query.unit = week == 1 ? UNIT_USD : UNIT_TOKENS;
		query.subject = "deepseek";
		query.pins[0] = "deepseek/deepseek-v4-flash-20260423";
		check_query(market.snapshot, &query, checked);
	}
	for (size_t i = 0; i < 4; i++)
		assert_true(checked[i] > 0);
	market_done(&market);
}

/* Figures by hand, from the table in support/market.h; in W11 unknown are anon, eps and the tail:
 * 600M. */
static void test_figures_put_in(void **state)
{
	static const struct {
		const char *view, *row, *column, *line, *expected;
		enum unit unit;
	} cases[] = {
		{"detail", "2026-W11", "usd", "in figures",
		 "500,000,000 x (97% x $1 + 3% x $5) / 1,000,000", UNIT_TOKENS},
		{"detail", "2026-W11", "usd", "week", "2026-W11, Mar 9-15, 7 of 7 days UTC",
		 UNIT_TOKENS},
		{"detail", "2026-W12", "price_change", "in figures",
		 "(97% x $2 + 3% x $2) / (97% x $1 + 3% x $5) - 1", UNIT_TOKENS},
		{"detail-days", "2026-03-16", "wow", "in figures", "100,000,000 / 50,000,000 - 1",
		 UNIT_TOKENS},
		{"detail-days", "2026-03-16", "wow", "formula",
		 "tokens / tokens of the day a week before - 1", UNIT_TOKENS},
		{"detail-days", "2026-03-16", "usd", "in figures",
		 "100,000,000 x (97% x $2 + 3% x $2) / 1,000,000", UNIT_USD},
		{"detail-days", "2026-03-16", "token_share", "in figures",
		 "100,000,000 / 350,000,000", UNIT_TOKENS},
		{"detail-days", "2026-03-16", "token_share", "day", "2026-03-16 UTC", UNIT_TOKENS},
		{"compare", "2026-W10", "us-a/alpha", "in figures",
		 "400,000,000 x (97% x $1 + 3% x $5) / 1,000,000", UNIT_USD},
		{"compare", "2026-W10", "us-a", "formula", "sum of the dollars of its models",
		 UNIT_USD},
		{"compare", "2026-W10", "fr-a/delta", "formula", "none: not named in this week",
		 UNIT_TOKENS},
		{"compare", "2026-W10", "fr-a/delta", "formula", "none: not named in this week",
		 UNIT_USD},
		{"segments", "premium", "token_bar", "in figures", "600,000,000 / 2,000,000,000",
		 UNIT_TOKENS},
		{"segments", "premium", "usd_bar", "in figures", "$1200.00 / $1760.00", UNIT_USD},
		{"records", "lead", "value", "in figures",
		 "(700,000,000 - 600,000,000) / 2,000,000,000", UNIT_TOKENS},
		{"records", "lead", "what", "in figures",
		 "(700,000,000 - 600,000,000 -/+ 600,000,000) / 2,000,000,000", UNIT_TOKENS},
		{"records", "leader", "value", "in figures", "600,000,000", UNIT_TOKENS},
		{"records", "gain", "value", "in figures", "600,000,000 - 300,000,000",
		 UNIT_TOKENS},
		{"coverage", "nobody/eps", "identified_share", "in figures",
		 "100,000,000 / 1,600,000,000", UNIT_TOKENS},
		{"models", "cn-a/beta", "move", "in figures", "2 - 1", UNIT_TOKENS},
		{"models", "other", "tokens", "formula",
		 "the source's own sum of all models that it does not name", UNIT_TOKENS},
		{"models", "other", "wow", "in figures", "400,000,000 / 150,000,000 - 1",
		 UNIT_TOKENS},
		{"vendors", "us-a", "in", "region", "US", UNIT_TOKENS},
		{"providers", "one", "input_usd_per_m", "in figures", "0.000001 x 1,000,000",
		 UNIT_TOKENS},
		{"providers", "one", "workload_usd", "formula",
		 "(100,000,000 x $1 + 3,000,000 x $5) / 1,000,000", UNIT_TOKENS},
		{"providers", "one", "uptime", "fetched", "2026-03-16T05:46:40Z", UNIT_TOKENS},
		{"providers", "two/fp4", "workload_usd", "formula",
		 "none: without a price there are no dollars", UNIT_TOKENS},
	};
	struct market market;

	(void)state;
	market_round(&market);
	market_providers(&market, "us-a/alpha");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct query query = query_default();
		struct table *why;
		bool running = strstr(cases[i].row, "W12") || strstr(cases[i].row, "03-16");

		query.week = market_day(running ? "2026-03-16" : "2026-03-09");
		query.unit = cases[i].unit;
		query.subject = keys[0];
		query.subject_row = cases[i].row;
		query.subject_view = cases[i].view;
		query.subject_column = cases[i].column;
		query.pins[0] = keys[0];
		query.pins[1] = keys[1];
		query.pins[2] = "fr-a/delta";
		why = view_table(view_find("explain"), market.snapshot, &query);
		assert_text_cell(why, cases[i].line, "value", cases[i].expected);
		table_free(why);
	}
	market_done(&market);
}

/* In W11 us-a has alpha, 500M at $1.12, high (3 x $1 + $5) / 4 = $2 a million. */
/* A region's vendors add up to it, whatever models count. */
static void test_parts_add_up(void **state)
{
	static const char *const regions[] = {"CN", "US"};
	struct market market;

	(void)state;
	market_sample(&market);
	for (int i = 0; i < 6; i++) {
		struct query query = query_default();
		struct table *why;
		int64_t sum = 0;

		query.week = market_day("2026-08-10");
		query.denominator = (enum denominator)(i / 2);
		query.subject = regions[i % 2];
		query.subject_view = "regions";
		query.subject_column = "tokens";
		why = view_table(view_find("explain"), market.snapshot, &query);
		for (size_t row = 0; row < why->n_rows; row++)
			if (strncmp(why->rows[row].key, "+ ", 2) == 0)
				sum += why->rows[row].values[table_column(why, "value")].integer;
		assert_true(sum > 0);
		assert_int_equal(sum, market_cell(why, "exactly", "value")->integer);
		table_free(why);
	}
	market_done(&market);
}

static void test_parts_are_of_the_figure(void **state)
{
	static const struct {
		const char *view, *row, *column, *part;
		int64_t usd;
	} cases[] = {
		{"vendors", "us-a", "usd", "+ alpha", 560 * MARKET_DOLLAR},
		{"vendors", "us-a", "usd_high", "+ alpha", 1000 * MARKET_DOLLAR},
		{"regions", "CN", "usd", "+ China A", 1200 * MARKET_DOLLAR},
		{"segments", "premium", "usd_low", "+ beta", 1200 * MARKET_DOLLAR},
		{"compare", "2026-W11", "us-a", "+ alpha", 560 * MARKET_DOLLAR},
	};
	struct market market;

	(void)state;
	market_round(&market);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct query query = query_default();
		struct table *why;

		query.week = market_day("2026-03-09");
		query.unit = UNIT_USD;
		query.subject = cases[i].row;
		query.subject_view = cases[i].view;
		query.subject_column = cases[i].column;
		query.pins[0] = keys[1];
		why = view_table(view_find("explain"), market.snapshot, &query);
		assert_integer_cell(why, cases[i].part, "value", VALUE_USD, cases[i].usd);
		table_free(why);
	}
	market_done(&market);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures_put_in),
		cmocka_unit_test(test_parts_are_of_the_figure),
		cmocka_unit_test(test_parts_add_up),
		cmocka_unit_test(test_every_cell),
		cmocka_unit_test(test_every_cell_of_the_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
