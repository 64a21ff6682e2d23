/* Charts as text: scale, axes, gaps, the running week, several series, ASCII. */
#include "ui/chart.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static struct strbuf text;

static const char *draw(const struct table_chart *chart, int rows, int columns, bool ascii)
{
	struct canvas canvas;
	struct rectangle place = {0, 0, rows, columns};

	canvas_init(&canvas, rows, columns, ascii);
	chart_draw(&canvas, place, chart);
	strbuf_clear(&text);
	canvas_dump(&canvas, &text);
	canvas_done(&canvas);
	return text.data;
}

static const char *weeks[] = {"2026-W01", "2026-W02", "2026-W03", "2026-W04"};

static struct table_chart one_series(enum value_kind kind, size_t n, const double *points,
				     const char **labels)
{
	return (struct table_chart){
		.kind = kind,
		.n = n,
		.n_series = 1,
		.series = {{n, points, false}},
		.names = {"one"},
		.labels = labels,
	};
}

/* 4 rows for 0 to 4: a row is 1.  1.5 is a row and four eighths. */
static void test_columns(void **state)
{
	static const double points[] = {1.5, NAN, 4, 2};
	struct table_chart chart = one_series(VALUE_TOKENS, 4, points, weeks);

	(void)state;
	chart.series[0].hollow = true;
	draw(&chart, 5, 20, false);
	assert_string_equal(text.data, "     4 │      ██\n"
				       "     3 │      ██\n"
				       "     2 │▄▄    ██ ▯▯\n"
				       "     1 │██ ·  ██ ▯▯\n"
				       "     0     2026-W04\n");
	assert_string_equal(draw(&chart, 5, 20, true), "     4 |      ##\n"
						       "     3 |      ##\n"
						       "     2 |==    ## oo\n"
						       "     1 |## .  ## oo\n"
						       "     0     2026-W04\n");
}

/* Steps are round: 11.2T goes to 12T by 3T; nothing is drawn above the top. */
static void test_scale(void **state)
{
	static const double points[] = {11.2e12, 0};
	struct table_chart chart = one_series(VALUE_TOKENS, 2, points, weeks);

	(void)state;
	draw(&chart, 9, 30, false);
	assert_non_null(strstr(text.data, " 12.0T │"));
	assert_non_null(strstr(text.data, " 3.00T │"));
	assert_non_null(strstr(text.data, "2026-W01  2026-W02"));
	chart.kind = VALUE_USD;
	draw(&chart, 9, 30, false);
	assert_non_null(strstr(text.data, "$12.0M │"));
}

static void test_nothing_but_zeros_and_gaps(void **state)
{
	static const double points[] = {0, NAN};
	struct table_chart chart = one_series(VALUE_USD, 2, points, weeks);

	(void)state;
	draw(&chart, 4, 20, false);
	assert_null(strstr(text.data, "█"));
	assert_non_null(strstr(text.data, "·"));
}

/* Where not all fit, the newest do. */
static void test_too_many_points(void **state)
{
	double points[50];
	const char *labels[50];
	struct table_chart chart = one_series(VALUE_TOKENS, 50, points, labels);

	(void)state;
	for (int i = 0; i < 50; i++) {
		points[i] = i < 40 ? 1e9 : 4;
		labels[i] = i == 49 ? "new" : "old";
	}
	draw(&chart, 3, 18, false);
	assert_non_null(strstr(text.data, "     4 │██████████\n"));
	assert_non_null(strstr(text.data, "new\n"));
}

/* Marks differ without colours; a line breaks where a point is missing. */
static void test_marks(void **state)
{
	static const double first[] = {4, 4, NAN, 4}, second[] = {NAN, 0, 0, 2};
	struct table_chart chart = {.kind = VALUE_TOKENS,
				    .n = 4,
				    .n_series = 2,
				    .series = {{4, first, false}, {4, second, true}},
				    .names = {"first", "second"},
				    .labels = weeks};

	(void)state;
	draw(&chart, 7, 20, false);
	assert_non_null(strstr(text.data, "●··●     ●"));
	assert_non_null(strstr(text.data, "□"));
	draw(&chart, 7, 20, true);
	assert_non_null(strstr(text.data, "A..A     A"));
	assert_non_null(strstr(text.data, " A first"));
	assert_non_null(strstr(text.data, "b"));
}

static void test_small_places(void **state)
{
	static const double points[] = {1, 2, 3, 4};
	struct table_chart chart = one_series(VALUE_TOKENS, 4, points, weeks);

	(void)state;
	for (int rows = 0; rows < 12; rows++)
		for (int columns = 0; columns < 24; columns++)
			draw(&chart, rows, columns, false);
	chart.n_series = 2;
	chart.series[1] = chart.series[0];
	chart.names[1] = "two";
	for (int rows = 0; rows < 12; rows++)
		for (int columns = 0; columns < 24; columns++)
			draw(&chart, rows, columns, true);
	assert_int_equal(chart_rows(13), 0);
	assert_int_equal(chart_rows(14), 8);
	assert_true(chart_rows(200) < 30);
}

/* A plot without a point says why, one with a point does not. */
static void test_why_there_is_no_point(void **state)
{
	double points[] = {NAN, NAN};
	struct table_chart chart = one_series(VALUE_TOKENS, 2, points, weeks);

	(void)state;
	chart.empty = "coarse";
	/* 6 of the 22 columns right of the axis. */
	draw(&chart, 5, 30, false);
	assert_non_null(strstr(text.data, "       │        coarse\n"));
	points[1] = 0;
	draw(&chart, 5, 30, false);
	assert_null(strstr(text.data, "coarse"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_nothing_but_zeros_and_gaps),
		cmocka_unit_test(test_too_many_points),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_small_places),
		cmocka_unit_test(test_why_there_is_no_point),
	};
	int failed;

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 1;
	strbuf_init(&text, 65536);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	strbuf_done(&text);
	return failed;
}
