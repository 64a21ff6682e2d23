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

struct run run_extend(const struct history_bucket *weeks, size_t i, enum verdict before,
		      const struct run *run)
{
	if (!run_adjoins(weeks, i))
		before = VERDICT_UNKNOWN;
	if (before == VERDICT_YES)
		return (struct run){run->weeks + 1, run->since, run->at_least};
	return (struct run){1, weeks[i].date, before == VERDICT_UNKNOWN};
}

bool run_adjoins(const struct history_bucket *weeks, size_t i)
{
	return i > 0 && weeks[i].date - weeks[i - 1].date == 7;
}

bool run_unbroken(const struct history_bucket *weeks, size_t i, bool before)
{
	return i == 0 ? weeks[0].date <= HISTORY_FIRST_DAY : before && run_adjoins(weeks, i);
}

bool run_names_all(const struct history_bucket *week)
{
	return history_is_complete(week) && week->quality != HISTORY_COARSE;
}
