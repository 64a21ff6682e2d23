/* csvcut.h - cuts a CSV text into rows and fields, as RFC 4180 writes it.
 *
 * Lines end with CRLF or LF, the last one with either or none; a byte order mark before the first
 * is passed over, and so are blank lines.  Nothing is copied and nothing is allocated.  Control
 * characters, other than the ends of lines that a quoted field holds, are refused as RFC 4180 and
 * JSON's grammar do; bytes above 127 are taken as they come.
 *
 * Ownership: the text is borrowed; fields point into it.
 * Thread: any (pure).
 */
#ifndef ORTOP_SOURCE_CSVCUT_H
#define ORTOP_SOURCE_CSVCUT_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"

#define CSVCUT_FIELDS 64 /* of a row, at most */

struct csvcut {
	const char *at, *end;
	size_t line;  /* where `at` is, from 1 */
	size_t field; /* ... and in which of its row, from 1 */
};

struct csvcut_field {
	const char *text; /* without the quotes around it, which a quoted one has */
	size_t length;
	bool doubled; /* quotes in it stand there twice */
};

struct csvcut_row {
	size_t line; /* its first one: a quoted field may go on over several */
	size_t n_fields;
	struct csvcut_field fields[CSVCUT_FIELDS];
};

enum csvcut_step {
	CSVCUT_TAKEN,
	CSVCUT_END,
	CSVCUT_WRONG,
};

void csvcut_open(struct csvcut *cut, const char *text, size_t length);

/* The next row; what is wrong is named with its line. */
enum csvcut_step csvcut_next(struct csvcut *cut, struct csvcut_row *row, struct error *error);

#endif
