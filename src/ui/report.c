#include "ui/report.h"

#include <stdio.h>

#define CLICK_BASE 32
#define TEXT_MAX   32
#define PLACE_MAX  9999

enum button {
	BUTTON_LEFT = 0,
	BUTTON_WHEEL_UP = 64,
	BUTTON_WHEEL_DOWN = 65,
};

/* Places count from 1. */
static bool take_button(int button, int column, int row, struct report *report)
{
	if (button == BUTTON_LEFT)
		report->kind = REPORT_PRESS;
	else if (button == BUTTON_WHEEL_UP)
		report->kind = REPORT_WHEEL_UP;
	else if (button == BUTTON_WHEEL_DOWN)
		report->kind = REPORT_WHEEL_DOWN;
	else
		return false;
	report->row = row - 1;
	report->column = column - 1;
	return row >= 1 && column >= 1;
}

/* Numbers between separators, up to the end that is asked for: "?2026;1$" is ?, 2026, 1 and $.
 * None is above PLACE_MAX. */
static bool take_numbers(const char *text, char first, int *numbers, int n, char end)
{
	if (*text++ != first)
		return false;
	for (int i = 0; i < n; i++) {
		numbers[i] = 0;
		if (*text < '0' || *text > '9')
			return false;
		while (*text >= '0' && *text <= '9') {
			numbers[i] = numbers[i] * 10 + (*text++ - '0');
			if (numbers[i] > PLACE_MAX)
				return false;
		}
		if (*text != (i + 1 < n ? ';' : end))
			return false;
		text++;
	}
	return end == '\0' || *text == '\0';
}

bool report_parse(const char *parameters, size_t length, int last, struct report *report)
{
	char text[TEXT_MAX];
	int numbers[3];

	*report = (struct report){0};
	if (length >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)length, parameters);
	if (last == 'y' && take_numbers(text, '?', numbers, 2, '$')) {
		*report = (struct report){REPORT_MODE, numbers[0], numbers[1], 0, 0};
		return true;
	}
	return last == 'M' && take_numbers(text, '<', numbers, 3, '\0') &&
	       take_button(numbers[0], numbers[1], numbers[2], report);
}

bool report_click(const unsigned char bytes[REPORT_CLICK_BYTES], struct report *report)
{
	*report = (struct report){0};
	return take_button(bytes[0] - CLICK_BASE, bytes[1] - CLICK_BASE, bytes[2] - CLICK_BASE,
			   report);
}
