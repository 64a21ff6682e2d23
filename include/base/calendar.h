/* calendar.h - civil dates and ISO 8601 weeks, all UTC.
 *
 * A day is an int32_t: days since 1970-01-01.  A week is named by its Monday.  Valid years are
 * 1970 to 9999.  No time zone, no locale: month names are English.
 *
 * Thread: any.
 */
#ifndef ORTOP_BASE_CALENDAR_H
#define ORTOP_BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_DAY_SECONDS 86400
#define CALENDAR_SIZE        32

/* The proleptic Gregorian date as a day number; month 1-12, day 1-31, assumed real. */
int32_t calendar_day(int year, int month, int day);
void calendar_civil(int32_t day, int *year, int *month, int *mday);

/* The day of a Unix time. */
int32_t calendar_day_of(int64_t unix_seconds);

/* The Monday on or before a day. */
int32_t calendar_monday(int32_t day);

/* ISO year and week (1-53) of a day. */
void calendar_iso_week(int32_t day, int *year, int *week);

/* "2026-05-18", exactly, a real date. */
bool calendar_parse_date(const char *text, int32_t *day);

/* "2026-W21" to its Monday; week 53 only where the year has one. */
bool calendar_parse_week(const char *text, int32_t *monday);

/* RFC 3339 in UTC: "2026-08-22T02:01:00Z" or with a fraction (dropped), to Unix seconds. */
bool calendar_parse_time(const char *text, int64_t *unix_seconds);

/* 2026-05-18 / 2026-W21 / 2026-08-22T02:01:00Z / "2026-08-22 02:01" into the caller's buffer. */
char *calendar_format_date(char out[CALENDAR_SIZE], int32_t day);
char *calendar_format_week(char out[CALENDAR_SIZE], int32_t day);
char *calendar_format_time(char out[CALENDAR_SIZE], int64_t unix_seconds);
char *calendar_format_minute(char out[CALENDAR_SIZE], int64_t unix_seconds);

/* "Aug 10-16", "Jul 27-Aug 2": the seven days from a Monday. */
char *calendar_format_range(char out[CALENDAR_SIZE], int32_t monday);

#endif
