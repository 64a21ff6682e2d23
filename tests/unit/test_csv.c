/* CSV: what is written is read back by a strict reader of RFC 4180 that is kept here, and compared
 * with the figures of the market of round numbers (see support/market.h). */
#include "output/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "support/market.h"
#include "view/view.h"

#define W11 "2026-03-09"

#define CELLS_MAX 40
#define ROWS_MAX  100

struct csv {
	char *bytes; /* as written */
	size_t length;
	char *text; /* the cells, each terminated */
	const char *cells[ROWS_MAX][CELLS_MAX];
	size_t n_cells[ROWS_MAX];
	size_t n_rows;
};

/* One cell from *in on, unquoted to *out; *in stands at what follows it. */
static void read_cell(const char **in, char **out)
{
	bool quoted = **in == '"';
	const char *s = *in + quoted;

	for (;; s++) {
		if (quoted && *s == '"' && s[1] == '"')
			s++;
		else if (quoted && *s == '"')
			break;
		else if (!quoted && (*s == ',' || *s == '\r'))
			break;
		if (*s == '\0' || (!quoted && (*s == '"' || *s == '\n')))
			fail_msg("a cell ends badly: %.40s", *in);
		*(*out)++ = *s;
	}
	*(*out)++ = '\0';
	*in = s + quoted;
}

/* Every record ends with CRLF, the last one too. */
static void read_csv(struct csv *csv)
{
	const char *in = csv->bytes;
	char *out = csv->text = malloc(csv->length + 1);

	csv->n_rows = 0;
	while (*in) {
		size_t *n = &csv->n_cells[csv->n_rows];

		assert_true(csv->n_rows < ROWS_MAX);
		for (*n = 0;; in++) {
			assert_true(*n < CELLS_MAX);
			csv->cells[csv->n_rows][(*n)++] = out;
			read_cell(&in, &out);
			if (*in != ',')
				break;
		}
		assert_memory_equal(in, "\r\n", 2);
		in += 2;
		csv->n_rows++;
	}
}

static void csv_of(struct csv *csv, const struct table *table)
{
	FILE *stream = open_memstream(&csv->bytes, &csv->length);

	csv_write(table, stream);
	fclose(stream);
	assert_int_equal(strlen(csv->bytes), csv->length);
	read_csv(csv);
	assert_int_equal(csv->n_rows, table->n_rows + 1);
	for (size_t i = 0; i < csv->n_rows; i++)
		assert_int_equal(csv->n_cells[i], csv->n_cells[0]);
}

static void csv_done(struct csv *csv)
{
	free(csv->bytes);
	free(csv->text);
}

static const char *cell(const struct csv *csv, size_t row, const char *column)
{
	for (size_t i = 0; i < csv->n_cells[0]; i++)
		if (strcmp(csv->cells[0][i], column) == 0)
			return csv->cells[row][i];
	fail_msg("no column %s", column);
	return NULL;
}

#define FILE_COLUMNS ",week,days,source,as_of,price_rule\r\n"

/* The names and their order are a contract with whoever reads the files. */
static void test_headers(void **state)
{
	static const struct {
		const char *view, *header;
	} cases[] = {
		{"models",
		 "rank,prev_rank,slug,name,vendor,vendor_name,region,tokens,token_share,"
		 "wow,usd,usd_low,usd_high,usd_share,input_usd_per_m,output_usd_per_m,context,"
		 "price_status" FILE_COLUMNS},
		{"vendors", "vendor,vendor_name,region,tokens,token_share,wow,wow_points,usd,"
			    "usd_low,usd_high,usd_share,gap,price_status" FILE_COLUMNS},
		{"regions", "region,tokens,token_share,wow,usd,usd_share,denominator,price_"
			    "status" FILE_COLUMNS},
		{"region-history", "region,tokens,token_share,wow,usd,usd_share,denominator,price_"
				   "status" FILE_COLUMNS},
		{"prices", "slug,name,vendor,input_usd_per_m,output_usd_per_m,cache_read_usd_per_m,"
			   "prev_input_usd_per_m,prev_output_usd_per_m,"
			   "prev_cache_read_usd_per_m,workload_change,context,workload_usd,"
			   "price_status" FILE_COLUMNS},
		{"coverage", "slug,name,vendor,vendor_name,tokens,token_share,identified_share,"
			     "price_status" FILE_COLUMNS},
		{"segments", "segment,limits,models,tokens,token_share,usd,usd_low,usd_high,"
			     "usd_share" FILE_COLUMNS},
		{"records",
		 "record,what,subject,value,value_unit,weeks,since,at_least" FILE_COLUMNS},
	};
	const struct market *market = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (enum unit unit = UNIT_TOKENS; unit <= UNIT_USD; unit++) {
			struct table *table = market_table(market, cases[i].view, W11, unit);
			struct csv csv;

			csv_of(&csv, table);
			assert_memory_equal(csv.bytes, cases[i].header, strlen(cases[i].header));
			csv_done(&csv);
			table_free(table);
		}
	}
}

/* beta: 600M of 2000M, twice the 300M of the week before, 1200 of 1760 dollars, 2nd before; its
 * price was seen later.  alpha: 500M over 400M. */
static void test_models(void **state)
{
	static const struct {
		const char *column, *beta, *alpha, *delta, *tail;
	} cases[] = {
		{"rank", "1", "2", "4", ""},
		{"prev_rank", "2", "1", "", ""},
		{"slug", "cn-a/beta", "us-a/alpha", "fr-a/delta", "other"},
		{"vendor", "cn-a", "us-a", "fr-a", ""},
		{"vendor_name", "China A", "America A", "France A", ""},
		{"region", "CN", "US", "FR", "tail"},
		{"tokens", "600000000", "500000000", "100000000", "400000000"},
		{"token_share", "0.300000", "0.250000", "0.050000", "0.200000"},
		{"wow", "1.000000", "0.250000", "", "1.666667"},
		{"usd", "1200.00", "560.00", "", ""},
		{"usd_share", "0.681818", "0.318182", "", ""},
		{"input_usd_per_m", "2", "1", "", ""},
		{"output_usd_per_m", "2", "5", "", ""},
		{"context", "128000", "128000", "128000", ""},
		{"price_status", "later", "listed", "varies", ""},
		{"week", "2026-W11", "2026-W11", "2026-W11", "2026-W11"},
		{"days", "7", "7", "7", "7"},
		{"as_of", "2026-03-16T02:00:00Z", "2026-03-16T02:00:00Z", "2026-03-16T02:00:00Z",
		 "2026-03-16T02:00:00Z"},
	};
	const struct market *market = *state;
	struct table *table;
	struct csv csv;

	table = market_table(market, "models", W11, UNIT_TOKENS);
	csv_of(&csv, table);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(cell(&csv, 1, cases[i].column), cases[i].beta);
		assert_string_equal(cell(&csv, 2, cases[i].column), cases[i].alpha);
		assert_string_equal(cell(&csv, 4, cases[i].column), cases[i].delta);
		assert_string_equal(cell(&csv, 7, cases[i].column), cases[i].tail);
	}
	/* Free is a price: 0, and said. */
	assert_string_equal(cell(&csv, 3, "slug"), "us-a/alpha:free");
	assert_string_equal(cell(&csv, 3, "usd"), "0.00");
	assert_string_equal(cell(&csv, 3, "input_usd_per_m"), "0");
	assert_string_equal(cell(&csv, 3, "price_status"), "free");
	/* The file stands by itself. */
	assert_non_null(strstr(cell(&csv, 1, "source"), "OpenRouter (openrouter.ai/rankings)"));
	assert_non_null(strstr(cell(&csv, 1, "source"), "CC BY 4.0"));
	assert_non_null(strstr(cell(&csv, 1, "price_rule"), "97% input and 3% output"));
	csv_done(&csv);
	table_free(table);
}

static void test_sources_tell_quality(void **state)
{
	static const struct {
		const char *monday, *says;
	} cases[] = {
		{"2026-08-10", "sample, sum of daily top 50"},
		{"2026-05-18", "sample, largest models only"},
	};
	struct market market;

	(void)state;
	market_sample(&market);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct table *table =
			market_table(&market, "vendors", cases[i].monday, UNIT_TOKENS);
		struct csv csv;

		csv_of(&csv, table);
		assert_non_null(strstr(cell(&csv, 1, "source"), cases[i].says));
		csv_done(&csv);
		table_free(table);
	}
	market_done(&market);
}

/* As sorted and filtered. */
static void test_what_is_seen(void **state)
{
	const struct market *market = *state;
	struct query query = query_default();
	struct table *table;
	struct csv csv;

	query.week = market_day(W11);
	query.sort = "name";
	query.descending = true;
	query.filter = "us-a";
	table = view_table(view_find("models"), market->snapshot, &query);
	csv_of(&csv, table);
	assert_int_equal(csv.n_rows, 3);
	assert_string_equal(cell(&csv, 1, "slug"), "us-a/alpha:free");
	assert_string_equal(cell(&csv, 2, "slug"), "us-a/alpha");
	csv_done(&csv);
	table_free(table);
	query.filter = "nothing like this";
	table = view_table(view_find("models"), market->snapshot, &query);
	csv_of(&csv, table);
	assert_int_equal(csv.n_rows, 1);
	csv_done(&csv);
	table_free(table);
}

static const struct column one_column[] = {
	{"hidden", "Hidden", COLUMN_SCREEN, 1, 1, 1},
	{"value", "Value", COLUMN_EXPORT, 0, 0, 0},
};

static void assert_written(struct value value, const char *written)
{
	struct table *table = table_new("test", one_column, 2);
	struct row *row = table_row(table, "row", 0);
	char *bytes, expected[256];
	size_t length;
	FILE *stream = open_memstream(&bytes, &length);

	row->values[0] = value_text("not in the file");
	row->values[1] = value;
	csv_write(table, stream);
	fclose(stream);
	snprintf(expected, sizeof(expected), "value\r\n%s\r\n", written);
	assert_string_equal(bytes, expected);
	free(bytes);
	table_free(table);
}

static void test_numbers(void **state)
{
	static const struct series series = {0, NULL, false};

	(void)state;
	assert_written(value_integer(VALUE_INTEGER, 0), "0");
	assert_written(value_integer(VALUE_MOVE, -3), "-3");
	assert_written(value_integer(VALUE_TOKENS, INT64_MAX), "9223372036854775807");
	assert_written(value_integer(VALUE_CONTEXT, 1048576), "1048576");
	assert_written(value_integer(VALUE_USD, 0), "0.00");
	assert_written(value_integer(VALUE_USD, 4999), "0.00");
	assert_written(value_integer(VALUE_USD, 5000), "0.01");
	assert_written(value_integer(VALUE_USD, 1234567), "1.23");
	assert_written(value_integer(VALUE_USD, INT64_MAX), "9223372036854.78");
	assert_written(value_integer(VALUE_PRICE, 0), "0");
	assert_written(value_integer(VALUE_PRICE, 75), "0.000075");
	assert_written(value_integer(VALUE_PRICE, 2500000), "2.5");
	assert_written(value_integer(VALUE_PRICE, 30000000), "30");
	assert_written(value_real(VALUE_SHARE, 1), "1.000000");
	assert_written(value_real(VALUE_SHARE, 2.0 / 3), "0.666667");
	assert_written(value_real(VALUE_SHARE, 0.0000004), "0.000000");
	assert_written(value_real(VALUE_GROWTH, -0.5), "-0.500000");
	assert_written(value_real(VALUE_GROWTH, 12345.5), "12345.500000");
	assert_written(value_real(VALUE_POINTS, -0.0000006), "-0.000001");
	/* No minus before nothing. */
	assert_written(value_real(VALUE_POINTS, -0.0000004), "0.000000");
	assert_written(value_real(VALUE_POINTS, -0.0), "0.000000");
	/* Missing is empty: also words, which stand for it on screen only. */
	assert_written((struct value){.kind = VALUE_ABSENT}, "");
	assert_written(value_word("varies"), "");
	assert_written(value_series(&series), "");
}

static void test_texts(void **state)
{
	(void)state;
	assert_written(value_text("plain - text = +1"), "plain - text = +1");
	assert_written(value_text(""), "");
	assert_written(value_text("a,b"), "\"a,b\"");
	assert_written(value_text("say \"x\""), "\"say \"\"x\"\"\"");
	assert_written(value_text("two\nlines"), "\"two\nlines\"");
	assert_written(value_text("carriage\rreturn"), "\"carriage\rreturn\"");
	assert_written(value_text("caf\xC3\xA9"), "caf\xC3\xA9");
	/* What a spreadsheet would run. */
	assert_written(value_text("=1+1"), "\"'=1+1\"");
	assert_written(value_text("+1"), "\"'+1\"");
	assert_written(value_text("-1"), "\"'-1\"");
	assert_written(value_text("@SUM(A1)"), "\"'@SUM(A1)\"");
	assert_written(value_text("\tx"), "\"'\tx\"");
	assert_written(value_text("\rx"), "\"'\rx\"");
	assert_written(value_text("=cmd|\"x\",1"), "\"'=cmd|\"\"x\"\",1\"");
}

/* On screen growth stands behind the figures of the unit; a file's columns stay where they are. */
static void test_growth_moves_on_screen_alone(void **state)
{
	static const char *const ids[] = {"models", "regions", "region-history", "vendors"};
	const struct market *market = *state;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct table *tokens = market_table(market, ids[i], "2026-03-09", UNIT_TOKENS);
		struct table *usd = market_table(market, ids[i], "2026-03-09", UNIT_USD);
		struct csv of_tokens, of_usd;
		size_t column = (size_t)table_column(usd, "wow");

		assert_true(table_column(tokens, "wow") < table_column(tokens, "usd"));
		if (usd->columns[column].flags & COLUMN_SCREEN)
			assert_int_equal(column, table_column(usd, "usd_share") + 1);
		csv_of(&of_tokens, tokens);
		csv_of(&of_usd, usd);
		for (size_t c = 0; c < of_tokens.n_cells[0]; c++)
			assert_string_equal(of_usd.cells[0][c], of_tokens.cells[0][c]);
		/* Each value went with its column: rows of regions stand where they stood. */
		if (strncmp(ids[i], "region", 6) == 0)
			assert_string_equal(cell(&of_usd, 1, "usd_share"),
					    cell(&of_tokens, 1, "usd_share"));
		csv_done(&of_tokens);
		csv_done(&of_usd);
		table_free(tokens);
		table_free(usd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_models),
		cmocka_unit_test(test_sources_tell_quality),
		cmocka_unit_test(test_what_is_seen),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_growth_moves_on_screen_alone),
	};

	return cmocka_run_group_tests(tests, market_round_setup, market_teardown);
}
