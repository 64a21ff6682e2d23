/* Which answers are worse than what is known, and which two of them agree. */
#include "model/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* Mondays; 2026-08-21 is the Friday of W34. */
#define W33     20675
#define W34     20682
#define FRIDAY  20686
#define TODAY   (FRIDAY + 1)
#define BILLION INT64_C(1000000000)

#define W_FIRST  20087 /* 2024-12-30 */
#define NEW_YEAR 20089

static void bucket(struct history_builder *builder, enum history_period period, int32_t date,
		   int days, enum history_quality quality)
{
	const struct history_bucket head = {.date = date, .days = days, .quality = quality};

	assert_true(history_builder_bucket(builder, period, &head, NULL));
}

static void row(struct history_builder *builder, const char *model, int64_t tokens)
{
	assert_true(history_builder_row(builder, model, strlen(model), tokens, NULL));
}

/* `models` rows of the same tokens and a tail of as much. */
static void rows(struct history_builder *builder, int models, int64_t tokens)
{
	char model[16];

	for (int i = 0; i < models; i++) {
		snprintf(model, sizeof(model), "a/m%d", i);
		row(builder, model, tokens);
	}
	row(builder, HISTORY_TAIL, tokens);
}

/* What an answer says, around figures that are as they should be: W33 of 51 x 1B tokens, W34 with
 * its days up to Friday of 51 x 0.5B, Thursday and Friday of 51 x 0.1B. */
struct market {
	int64_t week, running, thursday, friday; /* tokens of each row; 0: not in the answer */
	int models;                              /* of W33; the others have 50 */
	int days, running_days;                  /* of W33 and W34 */
	enum history_quality quality;
};

static const struct market usual = {
	.week = BILLION,
	.running = BILLION / 2,
	.thursday = BILLION / 10,
	.friday = BILLION / 10,
	.models = 50,
	.days = 7,
	.running_days = 5,
};

static struct history *history_of(const struct market *market)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);

	if (market->week) {
		bucket(builder, HISTORY_WEEK, W33, market->days, market->quality);
		rows(builder, market->models, market->week);
	}
	if (market->running) {
		bucket(builder, HISTORY_WEEK, W34, market->running_days, HISTORY_EXACT);
		rows(builder, 50, market->running);
	}
	if (market->thursday) {
		bucket(builder, HISTORY_DAY, FRIDAY - 1, 1, HISTORY_EXACT);
		rows(builder, 50, market->thursday);
	}
	if (market->friday) {
		bucket(builder, HISTORY_DAY, FRIDAY, 1, HISTORY_EXACT);
		rows(builder, 50, market->friday);
	}
	return history_finish(builder);
}

/* The judgement of a market that is answered after another one. */
static struct judgement judge_after(const struct market *before, const struct market *after,
				    int32_t end)
{
	struct history *known = history_of(before), *answered = history_of(after);
	const struct candidate candidate = {
		.history = answered, .first_week = W33, .first_day = FRIDAY - 1, .end = end};
	struct judgement judgement;

	judge(known, &candidate, TODAY, &judgement);
	history_unref(known);
	history_unref(answered);
	return judgement;
}

static struct judgement judged(const struct market *after)
{
	return judge_after(&usual, after, FRIDAY);
}

static void assert_good(const struct market *after)
{
	struct judgement judgement = judged(after);

	if (judgement.worse)
		fail_msg("%s", judgement.reason);
	assert_int_equal(judgement.end, FRIDAY);
}

static void assert_worse(const struct market *after, const char *reason)
{
	struct judgement judgement = judged(after);

	assert_true(judgement.worse);
	assert_string_equal(judgement.reason, reason);
}

static void test_same_again(void **state)
{
	(void)state;
	assert_good(&usual);
}

/* 51B: 1 % of it is 510M, and each row has a 51st. */
static void test_week_that_moves(void **state)
{
	struct market market = usual;

	(void)state;
	market.week = BILLION - BILLION / 100;
	assert_good(&market);
	market.week = BILLION + BILLION / 100;
	assert_good(&market);
	market.week = BILLION - BILLION / 100 - 1;
	assert_worse(&market, "2026-W33 fell from 51.0B to 50.5B");
	market.week = BILLION + BILLION / 100 + 1;
	assert_worse(&market, "2026-W33 rose from 51.0B to 51.5B");
	market.week = BILLION / 2;
	assert_worse(&market, "2026-W33 fell from 51.0B to 25.5B");
}

/* Restated as it happens: a week by 0.04 %, the last day by 0.007 %. */
static void test_restatements_are_no_worse(void **state)
{
	struct market market = usual;

	(void)state;
	market.week = BILLION - BILLION * 4 / 10000;
	market.thursday += BILLION / 10 * 7 / 100000;
	market.friday += BILLION / 10 * 7 / 100000;
	assert_good(&market);
}

static void test_running_week(void **state)
{
	struct market market = usual;

	(void)state;
	/* A day more: as much more as it likes. */
	market.running_days = 6;
	market.running = BILLION * 9 / 10;
	assert_good(&market);
	/* But tokens do not go away, not even with the same days. */
	market.running = BILLION / 4;
	assert_worse(&market, "2026-W34 fell from 25.5B to 12.8B");
	market.running_days = 5;
	assert_worse(&market, "2026-W34 fell from 25.5B to 12.8B");
}

static void test_days(void **state)
{
	struct market market = usual;

	(void)state;
	market.thursday = BILLION / 5;
	assert_worse(&market, "2026-08-20 rose from 5.10B to 10.2B");
	market.thursday = BILLION / 20;
	assert_worse(&market, "2026-08-20 fell from 5.10B to 2.55B");
	/* The newest day that is known may still be counted. */
	market = usual;
	market.friday = BILLION / 5;
	assert_good(&market);
	market.friday = BILLION / 20;
	assert_worse(&market, "2026-08-21 fell from 5.10B to 2.55B");
}

static void test_fewer_models(void **state)
{
	struct market market = usual, more = usual;

	(void)state;
	/* The same total from half the models. */
	market.models = 25;
	market.week = BILLION * 51 / 26;
	assert_worse(&market, "2026-W33 has 25 models, had 50");
	market.models = 49;
	market.week = BILLION * 51 / 50;
	assert_worse(&market, "2026-W33 has 49 models, had 50");
	market.models = 1;
	market.week = BILLION * 51 / 2;
	assert_worse(&market, "2026-W33 has 1 model, had 50");
	/* Fewer models count before the total. */
	market.models = 25;
	market.week = BILLION;
	assert_worse(&market, "2026-W33 has 25 models, had 50");
	/* Cut to the 50 largest, with the rest in the tail: 71 x 1B are 51 x 1.392B. */
	more.models = 70;
	market.models = 50;
	market.week = BILLION * 71 / 51;
	assert_false(judge_after(&more, &market, FRIDAY).worse);
	market.models = 49;
	market.week = BILLION * 71 / 50;
	assert_true(judge_after(&more, &market, FRIDAY).worse);
}

static void test_other_quality(void **state)
{
	struct market before = usual, after = usual;

	(void)state;
	before.quality = HISTORY_DAILY_SUM;
	before.models = 60;
	before.week = BILLION / 2;
	assert_false(judge_after(&before, &after, FRIDAY).worse);
	after.week = 0;
	assert_true(judge_after(&before, &after, FRIDAY).worse);
}

static void test_shorter_span(void **state)
{
	struct judgement judgement;
	struct market market = usual;

	(void)state;
	market.running = market.friday = market.thursday = 0;
	market.days = 3;
	judgement = judge_after(&usual, &market, W33 + 2);
	assert_true(judgement.worse);
	assert_string_equal(judgement.reason, "the answer ends 2026-08-12, known to 2026-08-21");
	assert_int_equal(judgement.end, W33 + 2);
	/* With the right end, and without something before it. */
	market = usual;
	market.week = 0;
	assert_worse(&market, "2026-W33 is missing");
	market = usual;
	market.days = 2;
	assert_worse(&market, "2026-W33 has 2 days, had 7");
	market.days = 1;
	assert_worse(&market, "2026-W33 has 1 day, had 7");
	market = usual;
	market.thursday = 0;
	assert_worse(&market, "2026-08-20 is missing");
	/* What was not asked for is not missed. */
	market = usual;
	market.days = 7;
	{
		struct history *known = history_of(&usual), *answered;
		struct candidate candidate = {
			.first_week = W34, .first_day = FRIDAY, .end = FRIDAY};

		market.week = market.thursday = 0;
		answered = history_of(&market);
		candidate.history = answered;
		judge(known, &candidate, TODAY, &judgement);
		assert_false(judgement.worse);
		history_unref(known);
		history_unref(answered);
	}
}

/* A day more than is known, as tomorrow brings it. */
static void test_new_day(void **state)
{
	struct judgement judgement = judge_after(&usual, &usual, FRIDAY + 1);

	(void)state;
	assert_false(judgement.worse);
}

static struct judgement judge_dates(const struct history *known, int32_t end, int32_t unripe,
				    int32_t stray, int32_t today)
{
	struct history *answered = history_of(&usual);
	const struct candidate candidate = {.history = answered,
					    .first_week = W33,
					    .first_day = FRIDAY - 1,
					    .end = end,
					    .unripe = unripe,
					    .stray = stray};
	struct judgement judgement;

	judge(known, &candidate, today, &judgement);
	history_unref(answered);
	return judgement;
}

static void assert_reason(const struct judgement *judgement, const char *reason)
{
	assert_true(judgement->worse);
	assert_string_equal(judgement->reason, reason);
}

static void test_dates_ahead(void **state)
{
	struct history *known = history_of(&usual);
	struct judgement judgement = judge_dates(known, FRIDAY + 364, 0, 0, TODAY);

	(void)state;
	assert_reason(&judgement, "the answer ends 2027-08-20, the clock says 2026-08-22");
	/* Two days of a clock that is behind are nothing; nor is a clock that is behind what is
	 * known, by whatever. */
	assert_false(judge_dates(known, TODAY + 2, 0, 0, TODAY).worse);
	assert_true(judge_dates(known, TODAY + 3, 0, 0, TODAY).worse);
	assert_false(judge_dates(known, FRIDAY + 7, 0, 0, FRIDAY - 300).worse);
	judgement = judge_dates(known, FRIDAY, FRIDAY + 364, 0, TODAY);
	assert_reason(&judgement, "an answer ends 2027-08-20, after it was made");
	judgement = judge_dates(known, FRIDAY, 0, FRIDAY + 1, TODAY);
	assert_reason(&judgement, "an answer has rows of 2026-08-22, after its end");
	history_unref(known);
}

/* Without anything known there is nothing to be worse than, but it may contradict itself. */
static void test_first_load(void **state)
{
	struct judgement judgement = judge_dates(NULL, FRIDAY + 364, 0, 0, TODAY);

	(void)state;
	assert_false(judgement.worse);
	judgement = judge_dates(NULL, FRIDAY, 0, FRIDAY + 1, TODAY);
	assert_reason(&judgement, "an answer has rows of 2026-08-22, after its end");
	judgement = judge_dates(NULL, FRIDAY, FRIDAY, 0, TODAY);
	assert_true(judgement.worse);
}

/* Sums next to 2^63: 1 % of 9223372036854775807 is 92233720368547758.07. */
static void test_huge_sums(void **state)
{
	static const struct {
		int64_t before, after;
		bool worse;
	} cases[] = {
		{INT64_MAX, INT64_MAX, false},
		{INT64_MAX, INT64_MAX - INT64_C(92233720368547758), false},
		{INT64_MAX, INT64_MAX - INT64_C(92233720368547759), true},
		{INT64_MAX, 0, true},
		{0, INT64_MAX, true},
		{0, 0, false},
		{99, 99, false},
		{99, 98, true}, /* 1 is more than 0.99 */
		{100, 99, false},
		{100, 101, false},
		{100, 102, true},
		/* 1 % of it is 9131138316486228.0487 */
		{INT64_C(913113831648622804),
		 INT64_C(913113831648622804) + INT64_C(9131138316486228), false},
		{INT64_C(913113831648622804),
		 INT64_C(913113831648622804) + INT64_C(9131138316486229), true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct history *sides[2];
		struct candidate candidate = {.first_week = W33, .end = W33 + 6};
		struct judgement judgement;

		for (int side = 0; side < 2; side++) {
			struct history_builder *builder = history_builder_new(HISTORY_LIVE);

			bucket(builder, HISTORY_WEEK, W33, 7, HISTORY_EXACT);
			row(builder, "a/a", side ? cases[i].after : cases[i].before);
			sides[side] = history_finish(builder);
		}
		candidate.history = sides[1];
		judge(sides[0], &candidate, TODAY, &judgement);
		if (judgement.worse != cases[i].worse)
			fail_msg("case %zu: %s", i, judgement.reason);
		history_unref(sides[0]);
		history_unref(sides[1]);
	}
}

static uint64_t digest_of(const struct market *after, int32_t end)
{
	struct judgement judgement = judge_after(&usual, after, end);

	assert_true(judgement.worse);
	return judgement.digest;
}

/* Halved answers agree though the running week and its last day go on; other ones do not. */
static void test_agreement(void **state)
{
	struct market halved = usual, other;
	uint64_t digest;

	(void)state;
	halved.week /= 2;
	digest = digest_of(&halved, FRIDAY);
	other = halved;
	other.running = BILLION * 4 / 5;
	other.running_days = 6;
	assert_true(digest_of(&other, FRIDAY) == digest);
	assert_true(digest_of(&other, FRIDAY + 1) == digest);
	other = halved;
	other.friday += 1000;
	other.thursday += 1000;
	assert_true(digest_of(&other, FRIDAY) == digest);
	other = halved;
	other.week++;
	assert_true(digest_of(&other, FRIDAY) != digest);
	other = halved;
	other.models--;
	assert_true(digest_of(&other, FRIDAY) != digest);
	/* Of the last day, two fifths are that though they grow by 0.007 %, and no third. */
	halved = usual;
	halved.friday = 40000000;
	digest = digest_of(&halved, FRIDAY);
	halved.friday = 40002800;
	assert_true(digest_of(&halved, FRIDAY) == digest);
	halved.friday = 33333333;
	assert_true(digest_of(&halved, FRIDAY) != digest);
	/* Ends differ, and so do reasons. */
	other = usual;
	other.friday = 0;
	digest = digest_of(&other, FRIDAY - 1);
	assert_true(digest_of(&other, FRIDAY - 2) != digest);
}

static int32_t last_day_of(int32_t monday, int days)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history *history;
	int32_t last;

	if (days)
		bucket(builder, HISTORY_WEEK, monday, days, HISTORY_EXACT);
	history = history_finish(builder);
	last = judge_last_day(history);
	history_unref(history);
	return last;
}

static void test_last_day(void **state)
{
	(void)state;
	assert_int_equal(judge_last_day(NULL), 0);
	assert_int_equal(last_day_of(W33, 0), 0);
	assert_int_equal(last_day_of(W33, 1), W33);
	assert_int_equal(last_day_of(W33, 7), W33 + 6);
	/* The source's first week begins on its Wednesday. */
	assert_int_equal(last_day_of(W_FIRST, 1), NEW_YEAR);
	assert_int_equal(last_day_of(W_FIRST, 5), NEW_YEAR + 4);
}

/* What a file says, after what is known. */
static struct judgement judge_file(const struct market *before, const struct market *file)
{
	struct history *known = history_of(before), *brought = history_of(file);
	const struct candidate candidate = {.history = brought, .end = FRIDAY, .imported = true};
	struct judgement judgement;

	judge(known, &candidate, TODAY, &judgement);
	history_unref(known);
	history_unref(brought);
	return judgement;
}

/* A file may have gaps, and be of any time; what it has of what is known must not be worse. */
static void test_files(void **state)
{
	struct market file = usual;

	(void)state;
	file.running = file.thursday = file.friday = 0;
	assert_false(judge_file(&usual, &file).worse);
	file.week = 0;
	file.thursday = BILLION / 10;
	assert_false(judge_file(&usual, &file).worse);
	file.thursday = BILLION / 20;
	assert_string_equal(judge_file(&usual, &file).reason,
			    "2026-08-20 fell from 5.10B to 2.55B");
	file = usual;
	file.running_days = 4;
	assert_string_equal(judge_file(&usual, &file).reason, "2026-W34 has 4 days, had 5");
	file = usual;
	file.models = 49;
	assert_true(judge_file(&usual, &file).worse);
}

/* Of what came from a file the source knows better. */
static void test_after_a_file(void **state)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history_bucket head = {.date = W33, .days = 7, .imported = true};
	struct history *known, *answered;
	struct market market = usual;
	struct judgement judgement;
	struct candidate candidate = {.first_week = W33, .first_day = FRIDAY, .end = W33 + 6};

	(void)state;
	assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
	rows(builder, 50, 9 * BILLION);
	head.date = W34;
	assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
	rows(builder, 50, 9 * BILLION);
	known = history_finish(builder);
	market.running = market.thursday = market.friday = 0;
	answered = history_of(&market);
	candidate.history = answered;
	/* It ends before the file did, and has a ninth of its tokens. */
	judge(known, &candidate, TODAY, &judgement);
	assert_false(judgement.worse);
	candidate.imported = true;
	judge(known, &candidate, TODAY, &judgement);
	assert_true(judgement.worse);
	history_unref(known);
	history_unref(answered);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_week_that_moves),
		cmocka_unit_test(test_restatements_are_no_worse),
		cmocka_unit_test(test_running_week),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_fewer_models),
		cmocka_unit_test(test_other_quality),
		cmocka_unit_test(test_shorter_span),
		cmocka_unit_test(test_new_day),
		cmocka_unit_test(test_dates_ahead),
		cmocka_unit_test(test_first_load),
		cmocka_unit_test(test_huge_sums),
		cmocka_unit_test(test_agreement),
		cmocka_unit_test(test_last_day),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_after_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
