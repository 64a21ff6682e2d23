/* decode.h - the source's JSON bodies, checked field by field.
 *
 * A body is right whole or refused whole: the error names field and row ("data[17].total_tokens:
 * not a decimal string").  Unknown fields are ignored, a field given twice is refused.  Depth, and
 * each row's bytes and values, are bounded by source/jsonread; the names of a body, once escaped,
 * by 2 MiB all together.  So peak memory stays below 64 MiB for any 8 MiB.
 *
 * Thread: any (pure); in the program the worker.
 */
#ifndef ORTOP_SOURCE_DECODE_H
#define ORTOP_SOURCE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "model/catalog.h"
#include "model/history.h"

/* The window that was asked for: rows outside it are refused.  For weeks a row's date is a Monday
 * whose week meets the window. */
struct decode_window {
	enum history_period period;
	int32_t start, end; /* days, inclusive */
};

/* What the answer says of itself. */
struct decode_meta {
	int64_t as_of;      /* Unix seconds */
	int32_t start, end; /* days, inclusive: clamped by the source; `end` is the last complete
			     * day where the window reached past it */
	int32_t stray;      /* newest date of rows after `end`, which are left out; 0 for none */
};

/* A body of GET /datasets/rankings-daily into the builder (quality HISTORY_EXACT; a week's days
 * are those inside [meta.start, meta.end]).  On failure the builder must be thrown away.
 * Checked: data an array of objects; date a real date (a Monday for weeks) in the window and not
 * before meta's span; model_permaslug a string of 1 to 256 bytes; total_tokens a decimal string of
 * 0 to 2^63-1; no (date, model) twice; meta.as_of, meta.start_date, meta.end_date, meta.version
 * "v1"; meta's span inside the window asked for. */
bool decode_rankings(const char *body, size_t length, const struct decode_window *window,
		     int64_t fetched_at, struct history_builder *builder, struct decode_meta *meta,
		     struct error *error);

/* What such a body says of itself, whatever was asked for; stray is 0. */
bool decode_rankings_meta(const char *body, size_t length, struct decode_meta *meta,
			  struct error *error);

/* A body of GET /models into the builder, each listing seen at `seen`.  Aliases (ids that begin
 * with ~) are left out.  Checked: id, canonical_slug, name strings of 1 to 256 bytes;
 * context_length null or a whole number >= 0; pricing.prompt, pricing.completion decimal strings;
 * input_cache_read absent, null or a decimal string; a negative price is PRICE_VARIES; prices are
 * rounded to pico-USD.  An id twice, an empty list, more than 5,000 models, or links.next not null
 * (the list would not be whole) is refused. */
bool decode_models(const char *body, size_t length, int64_t seen, struct catalog_builder *builder,
		   size_t *n_models, struct error *error);

/* The message of an error body
 * {"error":{"message":...,"metadata":{"headers":{"X-RateLimit-Reset":...}}}}, escaped, into
 * `message`, and the reset time (Unix ms, 0 for none); false when the body is not of that shape. */
bool decode_error(const char *body, size_t length, char *message, size_t size, int64_t *reset_ms);

/* "0.0000006000000000000001" to pico-USD, rounded half up; "-1" to PRICE_VARIES.  False for
 * anything that is not a plain decimal (exponents are accepted as JSON writers make them) below
 * 1,000,000 USD. */
bool decode_price(const char *text, int64_t *pico_usd);

#endif
