/* The rankings body: as days when it begins with a blank (which JSON allows), else as weeks.  The
 * windows are those of tests/fixtures. */

#include <string.h>
#include "base/calendar.h"
#include "fuzz/check.h"
#include "source/decode.h"

#define AUG_3      20668 /* 2026-08-03, a Monday */
#define AUG_20     20685
#define AUG_22     20687
#define AUG_23     20688
#define FETCHED_AT 1787374800

static const struct decode_window weeks = {HISTORY_WEEK, AUG_3, AUG_23};
static const struct decode_window days = {HISTORY_DAY, AUG_20, AUG_22};

static void check_answer(const struct history *history, const struct decode_meta *meta,
			 const struct decode_window *window)
{
	bool weekly = window->period == HISTORY_WEEK;
	const struct history_bucket *buckets = weekly ? history->weeks : history->days;
	size_t n = weekly ? history->n_weeks : history->n_days;

	FUZZ_CHECK(meta->start >= window->start && meta->start <= meta->end);
	FUZZ_CHECK(meta->end <= window->end);
	FUZZ_CHECK(meta->stray == 0 || (meta->stray > meta->end && meta->stray <= window->end));
	FUZZ_CHECK((weekly ? history->n_days : history->n_weeks) == 0);
	for (size_t i = 0; i < n; i++) {
		int inside = 0;

		for (int day = 0; day < (weekly ? 7 : 1); day++)
			inside += buckets[i].date + day >= meta->start &&
				  buckets[i].date + day <= meta->end;
		FUZZ_CHECK(buckets[i].days == inside);
		FUZZ_CHECK(buckets[i].quality == HISTORY_EXACT);
		FUZZ_CHECK(buckets[i].as_of == meta->as_of && buckets[i].fetched_at == FETCHED_AT);
	}
	check_history(history);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct decode_window *window = size > 0 && *data == ' ' ? &days : &weeks;
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct decode_meta meta = {0};
	struct error error = {""};
	struct history *history;

	if (!decode_rankings((const char *)data, size, window, FETCHED_AT, builder, &meta,
			     &error)) {
		check_reason(&error);
		history_builder_free(builder);
		return 0;
	}
	FUZZ_CHECK(*error.text == '\0');
	history = history_finish(builder);
	check_answer(history, &meta, window);
	history_unref(history);
	return 0;
}
