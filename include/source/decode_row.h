/* decode_row.h - one row of rankings, whatever it was written in; for source/decode*.c alone.
 *
 * The rules that every row is held to, once: of the source's JSON (source/decode.h) and of files
 * that users bring (source/decode_csv.h).
 *
 * Ownership: window, builder and error are borrowed.
 * Thread: any (rows belong to one caller).
 */
#ifndef ORTOP_SOURCE_DECODE_ROW_H
#define ORTOP_SOURCE_DECODE_ROW_H

#include "base/text.h"
#include "source/decode.h"
#include "source/jsonread.h"

/* The columns of a row. */
enum decode_column {
	DECODE_DATE,
	DECODE_NAME,
	DECODE_TOKENS,
	DECODE_COLUMNS,
};

extern const char *const decode_columns[DECODE_COLUMNS]; /* as the source names them */

/* The rows of one body on their way into a builder. */
struct decode_rows {
	const struct decode_window *window;
	struct decode_meta meta; /* as_of, start and end are set before the first row */
	struct history_builder *builder;
	struct error *error;
	/* Their own: */
	struct history_bucket head; /* of the open bucket; days 0 when none is open */
	char date[10];              /* of the row before; "" before the first */
	int32_t day;                /* ... as a day number */
	size_t name_bytes;          /* of all names so far, escaped */
	struct strbuf escaped;
};

/* meta.stray becomes 0.  decode_rows_done() must follow. */
void decode_rows_init(struct decode_rows *rows, const struct decode_window *window,
		      const struct decode_meta *meta, int64_t fetched_at,
		      struct history_builder *builder, struct error *error);
void decode_rows_done(struct decode_rows *rows);

/* Take a row; a text of NULL is not given, none needs to be terminated.  Checked as
 * decode_rankings() says.  On failure the error says what is wrong, and *column which column it is
 * in, DECODE_COLUMNS where it is the row as a whole. */
bool decode_row(struct decode_rows *rows, const struct jsonread_string texts[DECODE_COLUMNS],
		enum decode_column *column);

/* Set the reason of what is outside the window; returns false. */
bool decode_outside(const struct decode_window *window, struct error *error);

#endif
