/* decode_file.h - rankings in a file that a user brings: a body as the source gives it, or CSV.
 *
 * What begins with { or [, maybe after a byte order mark, is JSON, a body of GET
 * /datasets/rankings-daily; anything else is CSV: a header, then a row each, with columns date,
 * model_permaslug and total_tokens in any order among others, which are ignored.  Rows are held to
 * the rules of decode_rankings(), and the file is right whole or refused whole; the error names
 * line (or row) and column.
 *
 * Names are treated as those of a live body, in either form: a control character that stands there
 * as such is refused, and what else is no text to show (bytes that are no UTF-8, directions, what
 * JSON writes as \u0007 and CSV as a quoted end of a line) is made inert, see text_escape().
 *
 * Neither form says whether its rows are of weeks or of days: dates that are all Mondays are weeks.
 * (One Monday in a body that says that it is of this one day is a day.)  What looks like rows of
 * months is refused.
 *
 * CSV does not say when it was made either: the user does (made_said), and is refused where that
 * cannot be; else `made_at` is taken for it, or `now` where some date is not before it.  The days
 * of its last week are those before that time.
 *
 * Thread: any (pure).
 */
#ifndef ORTOP_SOURCE_DECODE_FILE_H
#define ORTOP_SOURCE_DECODE_FILE_H

#include "source/decode.h"

struct decode_file {
	const char *bytes;
	size_t length;
	int64_t now;      /* Unix seconds; dates more than JUDGE_CLOCK_DAYS after it are refused */
	int64_t made_at;  /* ... when its figures were made, or else the file */
	bool made_said;   /* `made_at` is what the user says that it is */
	bool period_said; /* `period` is what the user says that it is */
	/* Known when it was read: */
	enum history_period period;
	bool csv;
	struct decode_meta meta;
};

/* Read the file into the builder, as of meta.as_of and fetched now.  On failure the builder must be
 * thrown away. */
bool decode_file(struct decode_file *file, struct history_builder *builder, struct error *error);

#endif
