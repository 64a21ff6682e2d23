/* held.h - answers that are worse than what is known already wait before they are taken.
 *
 * A worse answer (see model/judge.h) is held: the old figures stay.  It is taken when HELD_ENOUGH
 * answers agree that came at least HELD_PAUSE seconds apart, or when the user says so; answers in
 * between must agree, but do not count.  What was taken once is taken again as long as the answers
 * agree with it; a good answer ends it all.
 *
 * A struct held and a struct judgement are values.  Thread: any (pure).
 */
#ifndef ORTOP_MODEL_HELD_H
#define ORTOP_MODEL_HELD_H

#include <stdbool.h>
#include <stdint.h>

#define HELD_ENOUGH 3
#define HELD_PAUSE  3600 /* seconds */

#define HELD_REASON 120

/* What is said of an answer. */
struct judgement {
	bool worse;
	int32_t end;              /* the last complete day that it claims (day number) */
	uint64_t digest;          /* of what is worse: equal for answers that agree */
	char reason[HELD_REASON]; /* the worst, in words: "2026-W33 fell from 75.3T to 37.7T" */
};

struct held {
	int agreeing;       /* answers that count; 0: none is held, HELD_ENOUGH: it was taken */
	int64_t since;      /* Unix seconds: when the first of them came */
	int64_t counted_at; /* ... and the last that counted */
	uint64_t digest;
	char reason[HELD_REASON];
};

/* Does an answer wait now? */
bool held_waits(const struct held *held);

/* Is an answer that came at `now` (Unix seconds) to be taken?  *held, what was held before it,
 * becomes what is held after it.  accept: the user wants it.  On a clock that was set back the
 * pause begins anew; however far it leaps, an answer counts once. */
bool held_takes(struct held *held, const struct judgement *judgement, int64_t now, bool accept);

#endif
