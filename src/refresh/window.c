#include "refresh/window.h"

#include <stddef.h>
#include "base/calendar.h"

#define RECENT_DAYS 35
#define TRUST_DAYS  365

int32_t window_first_week(const struct history *known)
{
	int32_t first_imported = INT32_MAX, latest = 0;

	for (size_t i = 0; known && i < known->n_weeks; i++) {
		const struct history_bucket *week = &known->weeks[i];

		if (week->imported && first_imported == INT32_MAX)
			first_imported = week->date;
		else if (!week->imported && history_is_complete(week))
			latest = week->date;
	}
	if (!latest)
		return calendar_monday(HISTORY_FIRST_DAY);
	return latest < first_imported ? latest : first_imported;
}

int window_count(int32_t monday, int32_t today)
{
	return today < monday ? 1 : (today - monday) / WINDOW_DAYS + 1;
}

int32_t window_today(int64_t as_of, int32_t clock_today)
{
	int32_t said = calendar_day_of(as_of);

	if (said > clock_today + TRUST_DAYS)
		said = clock_today + TRUST_DAYS;
	return said > clock_today ? said : clock_today;
}

int32_t window_first_day(const struct history *known, int32_t last)
{
	int32_t oldest = last - RECENT_DAYS + 1;
	int32_t day, start = oldest;

	if (known && known->n_days > 0) {
		start = known->days[known->n_days - 1].date - 1;
		/* The running week is compared with the same days of the week before. */
		for (day = calendar_monday(last) - 7; day < start && history_day(known, day);)
			day++;
		start = day < start ? day : start;
	}
	if (start < oldest)
		start = oldest;
	if (start < HISTORY_FIRST_DAY)
		start = HISTORY_FIRST_DAY;
	return start < last ? start : last;
}
