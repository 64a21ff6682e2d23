#include "base/calendar.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* Days are counted in years that begin in March, so that the leap day is the year's last. */
int32_t calendar_day(int year, int month, int day)
{
	int y = year - (month <= 2);
	int shifted_month = (month + 9) % 12;
	int day_of_year = (153 * shifted_month + 2) / 5 + day - 1;

	return (int32_t)(365L * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468);
}

void calendar_civil(int32_t day, int *year, int *month, int *mday)
{
	/* At most the year that is sought; the first ISO week of 1970 begins in 1969. */
	int y = day < 0 ? 1969 : 1970 + day / 366;
	int m = 1;

	while (calendar_day(y + 1, 1, 1) <= day)
		y++;
	while (m < 12 && calendar_day(y, m + 1, 1) <= day)
		m++;
	*year = y;
	*month = m;
	*mday = (int)(day - calendar_day(y, m, 1)) + 1;
}

int32_t calendar_day_of(int64_t unix_seconds)
{
	int64_t day = unix_seconds / CALENDAR_DAY_SECONDS;

	return (int32_t)(day - (unix_seconds % CALENDAR_DAY_SECONDS < 0));
}

int32_t calendar_monday(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	return day - (((day + 3) % 7) + 7) % 7;
}

void calendar_iso_week(int32_t day, int *year, int *week)
{
	int32_t thursday = calendar_monday(day) + 3;
	int month, mday;

	calendar_civil(thursday, year, &month, &mday);
	*week = (int)(thursday - calendar_day(*year, 1, 1)) / 7 + 1;
}

/* `digits` decimal digits at *text, which moves past them. */
static bool take_number(const char **text, int digits, int *value)
{
	*value = 0;
	for (int i = 0; i < digits; i++, (*text)++) {
		if (!isdigit((unsigned char)**text))
			return false;
		*value = *value * 10 + (**text - '0');
	}
	return true;
}

static bool take_char(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

static bool take_date(const char **text, int32_t *day)
{
	int year, month, mday, y, m, d;

	if (!take_number(text, 4, &year) || !take_char(text, '-') ||
	    !take_number(text, 2, &month) || !take_char(text, '-') || !take_number(text, 2, &mday))
		return false;
	if (year < 1970 || month < 1 || month > 12 || mday < 1 || mday > 31)
		return false;
	*day = calendar_day(year, month, mday);
	calendar_civil(*day, &y, &m, &d);
	return y == year && m == month && d == mday;
}

bool calendar_parse_date(const char *text, int32_t *day)
{
	return take_date(&text, day) && *text == '\0';
}

bool calendar_parse_week(const char *text, int32_t *monday)
{
	int year, week, iso_year, iso_week;

	if (!take_number(&text, 4, &year) || !take_char(&text, '-') || !take_char(&text, 'W') ||
	    !take_number(&text, 2, &week) || *text != '\0')
		return false;
	if (year < 1970 || week < 1 || week > 53)
		return false;
	/* 4 January is always in week 1. */
	*monday = calendar_monday(calendar_day(year, 1, 4)) + 7 * (week - 1);
	calendar_iso_week(*monday, &iso_year, &iso_week);
	return iso_year == year && iso_week == week;
}

bool calendar_parse_time(const char *text, int64_t *unix_seconds)
{
	int32_t day;
	int hour, minute, second;

	if (!take_date(&text, &day) || !take_char(&text, 'T') || !take_number(&text, 2, &hour) ||
	    !take_char(&text, ':') || !take_number(&text, 2, &minute) || !take_char(&text, ':') ||
	    !take_number(&text, 2, &second))
		return false;
	if (*text == '.') {
		text++;
		if (!isdigit((unsigned char)*text))
			return false;
		text += strspn(text, "0123456789");
	}
	if (strcmp(text, "Z") != 0 && strcmp(text, "+00:00") != 0)
		return false;
	if (hour > 23 || minute > 59 || second > 60)
		return false;
	*unix_seconds = (int64_t)day * CALENDAR_DAY_SECONDS + hour * 3600 + minute * 60 + second;
	return true;
}

char *calendar_format_date(char out[CALENDAR_SIZE], int32_t day)
{
	int year, month, mday;

	calendar_civil(day, &year, &month, &mday);
	snprintf(out, CALENDAR_SIZE, "%04d-%02d-%02d", year, month, mday);
	return out;
}

char *calendar_format_week(char out[CALENDAR_SIZE], int32_t day)
{
	int year, week;

	calendar_iso_week(day, &year, &week);
	snprintf(out, CALENDAR_SIZE, "%04d-W%02d", year, week);
	return out;
}

static void civil_time(int64_t unix_seconds, char date[CALENDAR_SIZE], int *second_of_day)
{
	int32_t day = calendar_day_of(unix_seconds);

	calendar_format_date(date, day);
	*second_of_day = (int)(unix_seconds - (int64_t)day * CALENDAR_DAY_SECONDS);
}

char *calendar_format_time(char out[CALENDAR_SIZE], int64_t unix_seconds)
{
	char date[CALENDAR_SIZE];
	int s;

	civil_time(unix_seconds, date, &s);
	snprintf(out, CALENDAR_SIZE, "%.10sT%02d:%02d:%02dZ", date, s / 3600 % 24, s / 60 % 60,
		 s % 60);
	return out;
}

char *calendar_format_minute(char out[CALENDAR_SIZE], int64_t unix_seconds)
{
	char date[CALENDAR_SIZE];
	int s;

	civil_time(unix_seconds, date, &s);
	snprintf(out, CALENDAR_SIZE, "%.10s %02d:%02d", date, s / 3600 % 24, s / 60 % 60);
	return out;
}

char *calendar_format_range(char out[CALENDAR_SIZE], int32_t monday)
{
	int y, first_month, first, last_month, last;

	calendar_civil(monday, &y, &first_month, &first);
	calendar_civil(monday + 6, &y, &last_month, &last);
	if (first_month == last_month)
		snprintf(out, CALENDAR_SIZE, "%s %d-%d", month_names[first_month - 1], first, last);
	else
		snprintf(out, CALENDAR_SIZE, "%s %d-%s %d", month_names[first_month - 1], first,
			 month_names[last_month - 1], last);
	return out;
}
