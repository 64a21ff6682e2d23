/* Every pane, sheet and the help at five sizes in both units, as text, against
 * tests/screen/golden/.
 *
 * ORTOP_UPDATE_GOLDEN=1 writes the files anew; read the difference before keeping it. */
#include "support/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FOLDER "tests/screen/golden"

static const struct {
	int rows, columns;
} sizes[] = {{60, 200}, {40, 120}, {24, 80}, {12, 40}, {5, 20}};

static void write_golden(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void compare_golden(const char *path, const char *text)
{
	FILE *file = fopen(path, "r");
	struct strbuf golden;
	char line[4096];

	if (!file)
		fail_msg("%s is missing; ORTOP_UPDATE_GOLDEN=1 makes it", path);
	strbuf_init(&golden, 1 << 20);
	while (fgets(line, sizeof(line), file))
		strbuf_text(&golden, line);
	fclose(file);
	if (strcmp(golden.data, text) != 0) {
		fprintf(stderr, "--- %s\n%s--- drawn\n%s", path, golden.data, text);
		fail_msg("%s differs", path);
	}
	strbuf_done(&golden);
}

static void check_drawn(struct stage *stage, const char *name, enum unit unit)
{
	const char *update = getenv("ORTOP_UPDATE_GOLDEN");
	char path[128];

	snprintf(path, sizeof(path), FOLDER "/%s-%dx%d-%s.txt", name, stage->canvas.columns,
		 stage->canvas.rows, unit_word(unit));
	if (update && *update)
		write_golden(path, stage_draw(stage));
	else
		compare_golden(path, stage_draw(stage));
}

/* The fourth model: it has ranked in all weeks. */
static void check_sheets(enum unit unit)
{
	static const struct {
		const char *keys, *name;
	} sheets[] = {
		{"tjjj", NULL},
		{"\n", "detail"},
		{"\n", "detail-days"},
		{"\x1bw", "explain"},
		{"\x1b j k2jj c", "compare"},
	};
	struct stage stage;

	stage_init(&stage, 24, 80, unit);
	for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
		stage_keys(&stage, sheets[i].keys);
		if (!sheets[i].name)
			stage_keys(&stage, unit == UNIT_USD ? "d" : "t");
		for (size_t s = 0; sheets[i].name && s < sizeof(sizes) / sizeof(sizes[0]); s++) {
			stage_resize(&stage, sizes[s].rows, sizes[s].columns);
			check_drawn(&stage, sheets[i].name, unit);
		}
	}
	stage_done(&stage);
}

static void check_unit(enum unit unit)
{
	struct stage stage;

	stage_init(&stage, 24, 80, unit);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		stage_resize(&stage, sizes[i].rows, sizes[i].columns);
		for (int pane = 0; pane < SCREEN_PANES; pane++) {
			stage_key(&stage, '1' + (uint32_t)pane);
			check_drawn(&stage, stage.screen.panes[pane].view->id, unit);
		}
	}
	stage_done(&stage);
}

/* What a newcomer sees first. */
static void check_welcome(void)
{
	struct stage stage;

	stage_init(&stage, 24, 80, UNIT_TOKENS);
	stage.screen.welcome = true;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		stage_resize(&stage, sizes[i].rows, sizes[i].columns);
		check_drawn(&stage, "welcome", UNIT_TOKENS);
	}
	stage_done(&stage);
}

/* The help about the first pane, and its part about columns. */
static void check_help(void)
{
	struct stage stage;

	stage_init(&stage, 24, 80, UNIT_TOKENS);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		stage_resize(&stage, sizes[i].rows, sizes[i].columns);
		stage_keys(&stage, "?");
		check_drawn(&stage, "help", UNIT_TOKENS);
		stage_keys(&stage, "\t");
		check_drawn(&stage, "help-columns", UNIT_TOKENS);
		stage_keys(&stage, "\x1b");
	}
	stage_done(&stage);
}

static void test_tokens(void **state)
{
	(void)state;
	check_unit(UNIT_TOKENS);
	check_sheets(UNIT_TOKENS);
	check_help();
	check_welcome();
}

static void test_usd(void **state)
{
	(void)state;
	check_unit(UNIT_USD);
	check_sheets(UNIT_USD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_usd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
