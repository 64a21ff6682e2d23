/* json.h - a document as JSON (RFC 8259), by the schema in share/ortop-1.schema.json.
 *
 * Numbers are those of the CSV (see number.h), as JSON numbers: tokens are integers up to 2^63 - 1,
 * for which a reader needs 64 bits.  What is absent is null; a word that people see in a number's
 * place ("free", "not listed") stands apart in the row's `words`, and ~ in `approximate`.  A series
 * begins with its first known point and ends with the query's week; dollars in it are rounded to
 * cents.
 *
 * The schema's name changes when a reader of the old one would fail or be misled; fields may be
 * added to it.  Written by hand and not with json-c: what is written is ours and flat, escaping is
 * a dozen lines, and so json-c remains where bytes from outside come in, in one file.
 *
 * Thread: any.
 */
#ifndef ORTOP_OUTPUT_JSON_H
#define ORTOP_OUTPUT_JSON_H

#include <stdio.h>
#include "view/document.h"

#define JSON_SCHEMA "ortop/1"

/* Errors stay in the stream: check ferror and fclose. */
void json_write(const struct document *document, FILE *stream);

#endif
