/* judge.h - is an answer worse than what is known?
 *
 * Worse, the worst first, is an answer that
 *   - has dates ahead of what it says of itself (a last day after its own as_of, rows after its
 *     last day), or a last day more than JUDGE_CLOCK_DAYS ahead of a clock that was right for what
 *     is known;
 *   - spans less: ends before what is known, or lacks a week or day, or days of a week;
 *   - names fewer models in a week or day, down from JUDGE_TOP at the most;
 *   - moves the total of a complete week or of a day by more than JUDGE_PERCENT.
 * A week that has begun and the newest day that is known still grow: of them only a fall counts.
 * Weeks of another quality are not compared.  Where nothing is known only an answer that
 * contradicts itself is worse.
 *
 * The source's word goes above a file's: of its answers, what is known from a user's file is left
 * aside.  A file itself may be of any time and have gaps: weeks and days that it lacks are nothing
 * worse.
 *
 * Source of the limits: reference of the rankings endpoint.  A bucket's rows are the 50 largest
 * models; the last day grows by up to 0.007 % for some hours, and whole weeks were once restated
 * by 0.02 to 0.04 %, so that 1 % is far from what restating does.
 *
 * Thread: any (pure).
 */
#ifndef ORTOP_MODEL_JUDGE_H
#define ORTOP_MODEL_JUDGE_H

#include "model/held.h"
#include "model/history.h"

#define JUDGE_PERCENT    1
#define JUDGE_TOP        50
#define JUDGE_CLOCK_DAYS 2

/* The answers of one refresh.  Days are day numbers, 0 for none. */
struct candidate {
	const struct history *history;
	int32_t first_week; /* the Monday from which weeks were asked for */
	int32_t first_day;  /* ... and the day from which days were */
	int32_t end;        /* the last complete day */
	int32_t unripe;     /* a last complete day after the as_of of the same answer */
	int32_t stray;      /* the date of a row after the last complete day; rows so dated are not
			     * in the history */
	bool imported;      /* it is a user's file */
};

/* known: NULL when there is nothing; today by our clock.  The digest covers the dates that
 * are worse, and all rows of the weeks that are, or else of the days, or else a rough total of what
 * the answer still counts: so answers agree though the running week grows and a day is over. */
void judge(const struct history *known, const struct candidate *answer, int32_t today,
	   struct judgement *judgement);

/* The last complete day that the known weeks hold; 0 when there is none.  known may be NULL. */
int32_t judge_last_day(const struct history *known);

#endif
