/* A file of rankings, JSON or CSV, as `ortop import` reads it on a fixed day.  Its first byte,
 * where that is D or W, is what the user says of the period, and no part of it. */
#include <string.h>
#include "base/calendar.h"
#include "fuzz/check.h"
#include "model/judge.h"
#include "source/decode_file.h"

#define TODAY   20687 /* 2026-08-22 */
#define NOW     ((int64_t)TODAY * CALENDAR_DAY_SECONDS + 7200)
#define MADE_AT ((int64_t)20685 * CALENDAR_DAY_SECONDS)

static void check_meta(const struct decode_file *file)
{
	const struct decode_meta *meta = &file->meta;

	FUZZ_CHECK(meta->start >= HISTORY_FIRST_DAY && meta->start <= meta->end);
	FUZZ_CHECK(meta->end <= TODAY + JUDGE_CLOCK_DAYS);
	FUZZ_CHECK(calendar_day_of(meta->as_of) <= TODAY + JUDGE_CLOCK_DAYS);
	FUZZ_CHECK(meta->stray == 0 || meta->stray > meta->end);
	if (!file->csv)
		return;
	/* All dates of a CSV file are within what it is of. */
	FUZZ_CHECK(meta->stray == 0);
	FUZZ_CHECK(meta->as_of == MADE_AT || meta->as_of == NOW);
}

static void check_buckets(const struct decode_file *file, const struct history *history)
{
	bool weekly = file->period == HISTORY_WEEK;
	const struct history_bucket *buckets = weekly ? history->weeks : history->days;
	size_t n = weekly ? history->n_weeks : history->n_days;

	FUZZ_CHECK((weekly ? history->n_days : history->n_weeks) == 0);
	for (size_t i = 0; i < n; i++) {
		FUZZ_CHECK(buckets[i].date <= file->meta.end);
		FUZZ_CHECK(buckets[i].date + (weekly ? 6 : 0) >= file->meta.start);
		FUZZ_CHECK(buckets[i].quality == HISTORY_EXACT && !buckets[i].imported);
		FUZZ_CHECK(buckets[i].as_of == file->meta.as_of && buckets[i].fetched_at == NOW);
	}
	check_history(history);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct decode_file file = {.now = NOW, .made_at = MADE_AT};
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct error error = {""};
	struct history *history;

	file.period_said = size > 0 && (*data == 'D' || *data == 'W');
	file.period = file.period_said && *data == 'D' ? HISTORY_DAY : HISTORY_WEEK;
	file.bytes = (const char *)data + file.period_said;
	file.length = size - file.period_said;
	if (!decode_file(&file, builder, &error)) {
		check_reason(&error);
		history_builder_free(builder);
		return 0;
	}
	FUZZ_CHECK(*error.text == '\0');
	history = history_finish(builder);
	if (history->n_weeks + history->n_days > 0) {
		check_meta(&file);
		check_buckets(&file, history);
	}
	history_unref(history);
	return 0;
}
