#include "model/held.h"

#include <string.h>

bool held_waits(const struct held *held)
{
	return held->agreeing > 0 && held->agreeing < HELD_ENOUGH;
}

static void begin(struct held *held, const struct judgement *judgement, int64_t now)
{
	held->agreeing = 1;
	held->since = held->counted_at = now;
	held->digest = judgement->digest;
	memcpy(held->reason, judgement->reason, sizeof(held->reason));
}

static void count(struct held *held, int64_t now)
{
	if (now < held->counted_at)
		held->counted_at = now;
	if (now < held->since)
		held->since = now;
	if (now - held->counted_at < HELD_PAUSE)
		return;
	held->agreeing++;
	held->counted_at = now;
}

bool held_takes(struct held *held, const struct judgement *judgement, int64_t now, bool accept)
{
	if (!judgement->worse) {
		*held = (struct held){.agreeing = 0};
		return true;
	}
	if (held->agreeing == 0 || held->digest != judgement->digest)
		begin(held, judgement, now);
	else if (held->agreeing < HELD_ENOUGH)
		count(held, now);
	if (accept)
		held->agreeing = HELD_ENOUGH;
	return held->agreeing >= HELD_ENOUGH;
}
