/* An answer that is held is in the header at every size that has one, with its reason. */
#include "support/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static const struct held held = {
	.agreeing = 1,
	.since = STAGE_NOW - 600,
	.counted_at = STAGE_NOW - 600,
	.reason = "2026-W33 fell from 75.3T to 37.7T",
};

static void take(struct stage *stage, enum history_origin origin)
{
	struct snapshot *snapshot = stage_snapshot(stage, NULL);

	if (origin == HISTORY_LIVE)
		stage->history->origin = HISTORY_LIVE;
	snapshot->status = (struct status){.held = held,
					   .rankings.trouble = TROUBLE_HELD,
					   .rankings.detail = "2026-W33 fell from 75.3T to 37.7T"};
	screen_take(&stage->screen, snapshot);
}

/* Its line of the header begins so. */
static void expect(int rows, int columns, enum history_origin origin, const char *line)
{
	struct stage stage;
	char text[1024];

	stage_init(&stage, rows, columns, UNIT_TOKENS);
	take(&stage, origin);
	stage_draw(&stage);
	assert_string_equal(stage_line(&stage, 1, text), line);
	stage_done(&stage);
}

static void test_sizes(void **state)
{
	(void)state;
	expect(45, 160, HISTORY_LIVE,
	       "held: 2026-W33 fell from 75.3T to 37.7T  1 of 3 answers agree  ortop fetch "
	       "--accept "
	       "takes it  first 10 min ago  as of 2026-08-22 02:01 UTC");
	expect(40, 120, HISTORY_LIVE,
	       "held: 2026-W33 fell from 75.3T to 37.7T  1 of 3 answers agree  ortop fetch "
	       "--accept "
	       "takes it  as of 2026-08-22 02:01 UTC");
	expect(24, 80, HISTORY_LIVE,
	       "held: 2026-W33 fell from 75.3T to 37.7T  as of 2026-08-22 02:01 UTC");
	expect(24, 40, HISTORY_LIVE, "held: 2026-W33 fell from 75.3T to 37.7T");
	expect(5, 20, HISTORY_LIVE, "held: 2026-W33 fell\u2026");
	/* Before there are live figures, over the sample. */
	expect(24, 80, HISTORY_SAMPLE,
	       "held: 2026-W33 fell from 75.3T to 37.7T  SAMPLE of 2026-08-22");
}

/* What a source that lost days of a week would leave once it is believed: a week of two days before
 * the running one, which is no crash and no false whole. */
static void test_week_cut_short(void **state)
{
	static const int32_t weeks[] = {STAGE_W32, STAGE_W33, STAGE_W34};
	static const int days[] = {7, 2, 5};
	static const char *const keys[] = {"h", "1\n",  "\n", "\x1b\x1b", "2\n", "\x1b",
					   "w", "\x1b", "R",  "\x1b",     "d",   "1 c"};
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history *history;
	struct stage stage;
	char text[1024];

	(void)state;
	for (int i = 0; i < 3; i++) {
		const struct history_bucket head = {.date = weeks[i],
						    .days = days[i],
						    .as_of = STAGE_NOW,
						    .fetched_at = STAGE_NOW};

		assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
		assert_true(history_builder_row(builder, "openai/gpt-oss-120b", 19, 1000, NULL));
		assert_true(history_builder_row(builder, "z-ai/glm-5.2", 12, 500, NULL));
	}
	history = history_finish(builder);
	stage_init(&stage, 40, 120, UNIT_TOKENS);
	stage_keys(&stage, "$");
	screen_take(&stage.screen, stage_snapshot(&stage, history));
	/* The last complete week is shown; the cut one says its days. */
	assert_non_null(strstr(stage_line(&stage, 0, text), "2026-W32"));
	stage_keys(&stage, "l");
	stage_draw(&stage);
	assert_non_null(strstr(stage_line(&stage, 0, text), "2026-W33  Aug 10-16  2/7 days UTC"));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		stage_keys(&stage, keys[i]);
		stage_draw(&stage);
	}
	stage_done(&stage);
	history_unref(history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_week_cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
