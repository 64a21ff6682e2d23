/* jsonread.h - checked reading of a JSON body, one row at a time.  The only module that knows
 * json-c.
 *
 * A json-c tree costs 11 to 13 times its bytes, and far more for empty objects, so a body is never
 * parsed whole: source/jsoncut finds the fields of the outermost object and the rows of an array,
 * and only these become trees, if even these do (see jsonread_string_rows), each of at most
 * JSONREAD_BYTES_MAX and JSONREAD_VALUES_MAX values.  A name given twice in an object of a tree, or
 * a wanted field given twice, is refused (json-c itself lets the last one win).
 *
 * Ownership: the body is borrowed; a tree belongs to whoever got it from jsonread_object.
 * Thread: any (a reader belongs to one caller).
 */
#ifndef ORTOP_SOURCE_JSONREAD_H
#define ORTOP_SOURCE_JSONREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "source/jsoncut.h"

#define JSONREAD_BYTES_MAX  (256u * 1024)
#define JSONREAD_VALUES_MAX 4096

struct json_object;
struct json_tokener;

struct jsonread {
	struct json_tokener *tokener;
	struct error *error;
	char where[32]; /* "data[17]": what is being read, for reasons */
};

/* A field of the body's outermost object. */
struct jsonread_field {
	const char *name;
	struct jsoncut_slice value; /* text NULL when the body has no such field */
};

/* A string, which may hold NULs.  That of a tree is terminated, and lives as long as its tree. */
struct jsonread_string {
	const char *text;
	size_t length;
};

/* Reasons go to `error` from now on (which may be NULL). */
void jsonread_init(struct jsonread *reader, struct error *error);
void jsonread_done(struct jsonread *reader);

/* Set the reason to "WHERE.FIELD: WHAT"; returns false. */
bool jsonread_wrong(const struct jsonread *reader, const char *field, const char *what);

/* Find fields in a body that is an object.  The whole body's grammar is checked by this. */
bool jsonread_fields(const struct jsonread *reader, const char *body, size_t length,
		     struct jsonread_field *fields, size_t n_fields);

/* Is the field's value this string? */
bool jsonread_is(const struct jsonread *reader, const struct jsonread_field *field,
		 const char *string);

/* A field's value, which must be an object, as a tree for jsonread_free; NULL on failure. */
struct json_object *jsonread_object(struct jsonread *reader, const struct jsonread_field *field);
void jsonread_free(struct json_object *object); /* NULL is allowed */

/* Called for each row with its index; the row is freed after it.  False ends the reading. */
typedef bool jsonread_row(void *context, struct json_object *row, size_t index);

/* Read the rows of a field that must be an array of objects. */
bool jsonread_rows(struct jsonread *reader, const struct jsonread_field *field, jsonread_row *row,
		   void *context);

/* Called for each row with its wanted strings, in the order of their names: text NULL where a
 * member is missing or no string.  They need not be terminated and live until it returns. */
typedef bool jsonread_string_row(void *context, const struct jsonread_string *strings,
				 size_t index);

/* Read the rows of a field that must be an array of objects, of which only some members are wanted,
 * and these as strings: names of at most JSONREAD_STRINGS.  As jsonread_rows(), but a row without
 * escapes and nesting, as all of them are, becomes no tree: so it costs a third. */
#define JSONREAD_STRINGS 4
bool jsonread_string_rows(struct jsonread *reader, const struct jsonread_field *field,
			  const char *const *names, size_t n_names, jsonread_string_row *row,
			  void *context);

/* Members of an object; these are false or NULL when it is missing or of another type. */
bool jsonread_string(struct json_object *object, const char *name, struct jsonread_string *string);
bool jsonread_text(struct json_object *object, const char *name, const char **text); /* no NULs */
bool jsonread_whole(struct json_object *object, const char *name, int64_t *number);
bool jsonread_real(struct json_object *object, const char *name, double *number);  /* any number */
struct json_object *jsonread_member(struct json_object *object, const char *name); /* an object */

bool jsonread_is_given(struct json_object *object, const char *name); /* null counts */
bool jsonread_is_null(struct json_object *object, const char *name);  /* or not given */
bool jsonread_is_empty(struct json_object *object, const char *name); /* [], null, not given */

/* The version of json-c that is in use. */
const char *jsonread_library(void);

#endif
