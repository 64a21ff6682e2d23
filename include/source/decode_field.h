/* decode_field.h - fields that several of the source's bodies have; for source/decode*.c alone.
 *
 * Each sets the reason, with field and row, and returns false for what is not as it should be.
 *
 * Thread: any (a decoder belongs to one caller).
 */
#ifndef ORTOP_SOURCE_DECODE_FIELD_H
#define ORTOP_SOURCE_DECODE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/text.h"
#include "model/catalog.h"
#include "model/history.h"
#include "source/jsonread.h"

/* Bytes that a name may take once escaped: nine for the longest escape. */
#define DECODE_NAME_ROOM (9 * HISTORY_NAME_MAX)

/* Bytes that all names of a body may take. */
#define DECODE_NAMES_MAX ((size_t)2 * 1024 * 1024)

/* What all rows of a body share. */
struct decoder {
	struct jsonread reader;
	size_t name_bytes; /* of all names so far, escaped */
	size_t names_max;  /* as many may be: DECODE_NAMES_MAX, or less */
};

/* A string of 1 to 256 bytes. */
bool decode_name(const struct decoder *decoder, struct json_object *row, const char *field,
		 struct jsonread_string *name);

/* Append a name, escaped.  Escapes are up to 8 times as long as what they stand for: so the names
 * of a body are bounded all together. */
bool decode_escape(struct decoder *decoder, const struct jsonread_string *name, struct strbuf *out);

/* The row's object `pricing`: prompt and completion, and input_cache_read where it is given. */
bool decode_pricing(const struct decoder *decoder, struct json_object *row, struct price *price);

/* A whole number >= 0, or null, which gives 0. */
bool decode_whole(const struct decoder *decoder, struct json_object *row, const char *field,
		  int64_t *number);

#endif
