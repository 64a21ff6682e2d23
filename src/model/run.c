#include "model/run.h"

enum verdict verdict_of(bool known, bool so)
{
	return !known ? VERDICT_UNKNOWN : so ? VERDICT_YES : VERDICT_NO;
}

struct run run_back(const struct history_bucket *weeks, size_t last, run_fn *so, const void *what)
{
	struct run run = {0};
	size_t i = last;
	enum verdict verdict = so(what, i);

	while (verdict == VERDICT_YES) {
		run.weeks++;
		run.since = weeks[i].date;
		verdict = run_adjoins(weeks, i) ? so(what, i - 1) : VERDICT_UNKNOWN;
		i--;
	}
	run.at_least = run.weeks > 0 && verdict == VERDICT_UNKNOWN;
	return run;
}

bool run_adjoins(const struct history_bucket *weeks, size_t i)
{
	return i > 0 && weeks[i].date - weeks[i - 1].date == 7;
}

bool run_unbroken_before(const struct history_bucket *weeks, size_t i)
{
	for (; i > 0; i--)
		if (!run_adjoins(weeks, i))
			return false;
	return weeks[0].date <= HISTORY_FIRST_DAY;
}

bool run_names_all(const struct history_bucket *week)
{
	return history_is_complete(week) && week->quality != HISTORY_COARSE;
}
