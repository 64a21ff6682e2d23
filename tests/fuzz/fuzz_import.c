/* A file of rankings, JSON or CSV, as `ortop import` reads it on a fixed day.  Its first byte,
 * where that is D or W, is what the user says of the period, and no part of it. */
#include <string.h>
#include "base/calendar.h"
#include "base/text.h"
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

/* Of neither form a control is taken that stands there as such. */
static void check_bytes(const struct decode_file *file)
{
	for (size_t i = 0; i < file->length; i++) {
		char c = file->bytes[i];

		FUZZ_CHECK((unsigned char)c >= 0x20 || c == '\r' || c == '\n' ||
			   (c == '\t' && !file->csv));
		FUZZ_CHECK(c != 0x7F || !file->csv);
	}
}

/* A row in either form; of its name what the form marks is marked. */
static void write_row(struct strbuf *out, bool csv, int32_t date, const char *name, int64_t tokens)
{
	char day[CALENDAR_SIZE];

	calendar_format_date(day, date);
	strbuf_printf(out, csv ? "%s,\"" : "%s{\"date\":\"%s\",\"model_permaslug\":\"",
		      csv                                 ? day
		      : out->data[out->length - 1] == '[' ? ""
							  : ",",
		      day);
	for (; *name; name++) {
		if (*name == '"' || (*name == '\\' && !csv))
			strbuf_bytes(out, csv ? "\"" : "\\", 1);
		strbuf_bytes(out, name, 1);
	}
	strbuf_printf(out, csv ? "\",%lld\r\n" : "\",\"total_tokens\":\"%lld\"}",
		      (long long)tokens);
}

static void write_file(struct strbuf *out, bool csv, const struct decode_file *file,
		       const struct history *history)
{
	bool weekly = file->period == HISTORY_WEEK;
	const struct history_bucket *buckets = weekly ? history->weeks : history->days;
	size_t n = weekly ? history->n_weeks : history->n_days;
	char start[CALENDAR_SIZE], end[CALENDAR_SIZE];

	strbuf_text(out, csv ? "date,model_permaslug,total_tokens\r\n" : "{\"data\":[");
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < buckets[i].n_rows; j++)
			write_row(out, csv, buckets[i].date,
				  history->models[buckets[i].rows[j].model],
				  buckets[i].rows[j].tokens);
		if (buckets[i].has_tail)
			write_row(out, csv, buckets[i].date, HISTORY_TAIL, buckets[i].tail);
	}
	if (!csv)
		strbuf_printf(out,
			      "],\"meta\":{\"version\":\"v1\",\"as_of\":\"2026-08-22T02:00:00Z\","
			      "\"start_date\":\"%s\",\"end_date\":\"%s\"}}",
			      calendar_format_date(start, file->meta.start),
			      calendar_format_date(end, file->meta.end));
}

static int64_t tokens_of(const struct history *history, const struct history_bucket *bucket,
			 const char *name)
{
	for (size_t i = 0; i < bucket->n_rows; i++)
		if (strcmp(history->models[bucket->rows[i].model], name) == 0)
			return bucket->rows[i].tokens;
	return -1;
}

static void check_same(const struct history *a, const struct history *b)
{
	FUZZ_CHECK(a->n_weeks == b->n_weeks && a->n_days == b->n_days);
	for (size_t i = 0; i < a->n_weeks + a->n_days; i++) {
		const struct history_bucket *one, *two;

		one = i < a->n_weeks ? &a->weeks[i] : &a->days[i - a->n_weeks];
		two = i < a->n_weeks ? &b->weeks[i] : &b->days[i - a->n_weeks];
		FUZZ_CHECK(one->date == two->date && one->n_rows == two->n_rows);
		FUZZ_CHECK(one->total == two->total && one->tail == two->tail);
		/* Those of the same tokens may have changed places. */
		for (size_t j = 0; j < one->n_rows; j++)
			FUZZ_CHECK(tokens_of(b, two, a->models[one->rows[j].model]) ==
				   one->rows[j].tokens);
	}
}

/* Written out as CSV and as a body it is the same: both forms have the same rules. */
static void check_both_forms(const struct decode_file *file, const struct history *history)
{
	for (size_t i = 0; i < history->n_models; i++)
		if (strlen(history->models[i]) > HISTORY_NAME_MAX)
			return; /* by its escapes */
	for (int csv = 0; csv < 2; csv++) {
		struct decode_file again = {.now = NOW, .made_at = MADE_AT, .period_said = true};
		struct history_builder *builder = history_builder_new(HISTORY_LIVE);
		struct error error = {""};
		struct history *same;
		struct strbuf text;

		strbuf_init(&text, SIZE_MAX - 1);
		write_file(&text, csv, file, history);
		again.bytes = text.data;
		again.length = text.length;
		again.period = file->period;
		FUZZ_CHECK(decode_file(&again, builder, &error));
		FUZZ_CHECK(again.csv == csv);
		same = history_finish(builder);
		check_same(history, same);
		history_unref(same);
		strbuf_done(&text);
	}
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
	check_bytes(&file);
	history = history_finish(builder);
	if (history->n_weeks + history->n_days > 0) {
		check_meta(&file);
		check_buckets(&file, history);
		check_both_forms(&file, history);
	}
	history_unref(history);
	return 0;
}
