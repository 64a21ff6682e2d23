/* report.h - what a terminal says of itself and of its mouse, between the keys.
 *
 * Forms: the answer to a question for a mode (DECRPM, "CSI ? mode ; value $ y"), a button in the
 * SGR form ("CSI < button ; column ; row M", m when it is let go) and in the older one ("CSI M" and
 * three bytes, each 32 higher than what it means), from the control sequences of xterm.
 *
 * Thread: any.
 */
#ifndef ORTOP_UI_REPORT_H
#define ORTOP_UI_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#define REPORT_CLICK_BYTES 3

enum report_kind {
	REPORT_MODE,
	REPORT_PRESS, /* the left button, without Shift and the like */
	REPORT_WHEEL_UP,
	REPORT_WHEEL_DOWN,
};

struct report {
	enum report_kind kind;
	int mode, value; /* of REPORT_MODE; 0 unknown, 1 set, 2 reset, 3 and 4 fixed so */
	int row, column; /* of the others, from 0 */
};

/* The parameters and the last byte of a sequence after CSI; false when it is none of these. */
bool report_parse(const char *parameters, size_t length, int last, struct report *report);

/* The bytes after "CSI M"; false when they are of another button, or of no place. */
bool report_click(const unsigned char bytes[REPORT_CLICK_BYTES], struct report *report);

#endif
