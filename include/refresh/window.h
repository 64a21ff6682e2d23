/* window.h - which days a refresh asks for, from what is known already.
 *
 * Days are day numbers (see calendar.h).  `known` is the store's history, NULL when it has none.
 *
 * Thread: any (pure).
 */
#ifndef ORTOP_REFRESH_WINDOW_H
#define ORTOP_REFRESH_WINDOW_H

#include <stdint.h>
#include "model/history.h"

#define WINDOW_DAYS 364 /* 52 weeks: the source answers at most 366 days */

/* The Monday of the first week that can have changed: the last complete one that the source has
 * answered, or the first one of a user's file if that is before it; else the source's first. */
int32_t window_first_week(const struct history *known);

/* How many windows there are from a Monday up to today; at least 1. */
int window_count(int32_t monday, int32_t today);

/* Today as an answer of `as_of` (Unix seconds) has it, should our clock be behind: it is believed
 * for a year, so that no answer makes us ask without end. */
int32_t window_today(int64_t as_of, int32_t clock_today);

/* The first of the days to ask for, up to `last`. */
int32_t window_first_day(const struct history *known, int32_t last);

#endif
