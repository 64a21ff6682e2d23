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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
