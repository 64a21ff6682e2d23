#include "source/jsonread.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#define ESCAPE_BYTES 6 /* of \uNNNN */

void jsonread_init(struct jsonread *reader, struct error *error)
{
	memset(reader, 0, sizeof(*reader));
	reader->error = error;
	reader->tokener = json_tokener_new_ex(JSONCUT_DEPTH_MAX);
	if (reader->tokener)
		json_tokener_set_flags(reader->tokener, JSON_TOKENER_STRICT);
}

void jsonread_done(struct jsonread *reader)
{
	if (reader->tokener)
		json_tokener_free(reader->tokener);
	reader->tokener = NULL;
}

bool jsonread_wrong(const struct jsonread *reader, const char *field, const char *what)
{
	return error_set(reader->error, "%s.%s: %s", reader->where, field, what);
}

static struct json_object *parse(const struct jsonread *reader, const struct jsoncut_slice *slice)
{
	struct json_object *value;

	if (!reader->tokener)
		return NULL;
	json_tokener_reset(reader->tokener);
	value = json_tokener_parse_ex(reader->tokener, slice->text, (int)slice->length);
	if (value && json_tokener_get_parse_end(reader->tokener) != slice->length) {
		json_object_put(value);
		return NULL;
	}
	return value;
}

/* Members of all objects in a tree: fewer than its text had when a name came twice in one. */
static size_t count_members(struct json_object *value)
{
	size_t count = 0;

	if (json_object_is_type(value, json_type_object)) {
		struct json_object_iterator at = json_object_iter_begin(value);
		struct json_object_iterator end = json_object_iter_end(value);

		for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
			count += 1 + count_members(json_object_iter_peek_value(&at));
	} else if (json_object_is_type(value, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(value); i++)
			count += count_members(json_object_array_get_idx(value, i));
	}
	return count;
}

static struct json_object *parse_object(const struct jsonread *reader,
					const struct jsoncut_slice *slice)
{
	struct json_object *object = NULL;

	if (*slice->text != '{')
		error_set(reader->error, "%s: not an object", reader->where);
	else if (slice->length > JSONREAD_BYTES_MAX)
		error_set(reader->error, "%s: larger than %u KiB", reader->where,
			  JSONREAD_BYTES_MAX / 1024);
	else if (slice->values > JSONREAD_VALUES_MAX)
		error_set(reader->error, "%s: more than %d values", reader->where,
			  JSONREAD_VALUES_MAX);
	else if (!(object = parse(reader, slice)))
		error_set(reader->error, "%s: cannot be parsed", reader->where);
	else if (count_members(object) != slice->members)
		error_set(reader->error, "%s: a field is given twice", reader->where);
	else
		return object;
	json_object_put(object);
	return NULL;
}

/* Does a name as the text writes it, quotes and escapes and all, stand for `name`? */
static bool is_name(const struct jsonread *reader, const struct jsoncut_slice *written,
		    const char *name)
{
	size_t length = strlen(name);
	struct json_object *string;
	bool same;

	if (!memchr(written->text, '\\', written->length))
		return written->length == length + 2 && !memcmp(written->text + 1, name, length);
	if (written->length > ESCAPE_BYTES * length + 2)
		return false;
	string = parse(reader, written);
	same = string && json_object_get_string_len(string) == (int)length &&
	       memcmp(json_object_get_string(string), name, length) == 0;
	json_object_put(string);
	return same;
}

bool jsonread_fields(const struct jsonread *reader, const char *body, size_t length,
		     struct jsonread_field *fields, size_t n_fields)
{
	struct jsoncut_slice name, value;
	struct jsoncut cut;
	enum jsoncut_step step;

	if (!jsoncut_open(&cut, body, length, '{', reader->error))
		return false;
	while ((step = jsoncut_member(&cut, &name, &value, reader->error)) == JSONCUT_TAKEN) {
		for (size_t i = 0; i < n_fields; i++) {
			if (!is_name(reader, &name, fields[i].name))
				continue;
			if (fields[i].value.text)
				return error_set(reader->error, "%s: given twice", fields[i].name);
			fields[i].value = value;
		}
	}
	return step == JSONCUT_END;
}

bool jsonread_is(const struct jsonread *reader, const struct jsonread_field *field,
		 const char *string)
{
	return field->value.text && *field->value.text == '"' &&
	       is_name(reader, &field->value, string);
}

struct json_object *jsonread_object(struct jsonread *reader, const struct jsonread_field *field)
{
	snprintf(reader->where, sizeof(reader->where), "%s", field->name);
	if (field->value.text)
		return parse_object(reader, &field->value);
	error_set(reader->error, "%s: missing", field->name);
	return NULL;
}

void jsonread_free(struct json_object *object)
{
	json_object_put(object);
}

/* Called for each item of an array that is being read. */
typedef bool take_item(struct jsonread *reader, const struct jsoncut_slice *item, size_t index,
		       void *context);

static bool read_items(struct jsonread *reader, const struct jsonread_field *field, take_item *take,
		       void *context)
{
	struct jsoncut_slice item;
	struct jsoncut cut;
	enum jsoncut_step step;

	if (!field->value.text)
		return error_set(reader->error, "%s: missing", field->name);
	if (*field->value.text != '[')
		return error_set(reader->error, "%s: not an array", field->name);
	if (!jsoncut_open(&cut, field->value.text, field->value.length, '[', reader->error))
		return false;
	for (size_t i = 0; (step = jsoncut_item(&cut, &item, reader->error)) == JSONCUT_TAKEN; i++)
		if (!take(reader, &item, i, context))
			return false;
	return step == JSONCUT_END;
}

struct object_rows {
	const char *field;
	jsonread_row *row;
	void *context;
};

static bool take_object(struct jsonread *reader, const struct jsoncut_slice *item, size_t index,
			void *context)
{
	struct object_rows *rows = context;
	struct json_object *object;
	bool good;

	snprintf(reader->where, sizeof(reader->where), "%s[%zu]", rows->field, index);
	object = parse_object(reader, item);
	good = object && rows->row(rows->context, object, index);
	json_object_put(object);
	return good;
}

bool jsonread_rows(struct jsonread *reader, const struct jsonread_field *field, jsonread_row *row,
		   void *context)
{
	struct object_rows rows = {field->name, row, context};

	return read_items(reader, field, take_object, &rows);
}

struct string_rows {
	const char *field;
	const char *const *names;
	size_t n_names;
	jsonread_string_row *row;
	void *context;
};

/* Is a name among those before it? */
static bool is_twice(const struct jsoncut_slice *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (names[i].length == names[n].length &&
		    memcmp(names[i].text, names[n].text, names[n].length) == 0)
			return true;
	return false;
}

/* The wanted strings of a row, as they stand in the text.  False where that takes a tree: the row
 * is no object or too large, it has an escape, nests, gives a name twice, or has many members. */
static bool cut_strings(const struct string_rows *rows, const struct jsoncut_slice *item,
			struct jsonread_string *strings)
{
	enum { MEMBERS_MAX = 16 };
	struct jsoncut_slice names[MEMBERS_MAX + 1], value;
	struct jsoncut cut;

	if (*item->text != '{' || item->length > JSONREAD_BYTES_MAX ||
	    item->members > MEMBERS_MAX || memchr(item->text, '\\', item->length) ||
	    !jsoncut_open(&cut, item->text, item->length, '{', NULL))
		return false;
	for (size_t n = 0; jsoncut_member(&cut, &names[n], &value, NULL) == JSONCUT_TAKEN; n++) {
		if (value.values != 1 || *value.text == '{' || *value.text == '[' ||
		    is_twice(names, n))
			return false;
		if (*value.text != '"')
			continue;
		for (size_t i = 0; i < rows->n_names; i++)
			if (strlen(rows->names[i]) + 2 == names[n].length &&
			    memcmp(rows->names[i], names[n].text + 1, names[n].length - 2) == 0)
				strings[i] =
					(struct jsonread_string){value.text + 1, value.length - 2};
	}
	return true;
}

static bool take_strings(struct jsonread *reader, const struct jsoncut_slice *item, size_t index,
			 void *context)
{
	struct string_rows *rows = context;
	struct jsonread_string strings[JSONREAD_STRINGS] = {{NULL, 0}};
	struct json_object *object;
	bool good;

	if (cut_strings(rows, item, strings))
		return rows->row(rows->context, strings, index);
	snprintf(reader->where, sizeof(reader->where), "%s[%zu]", rows->field, index);
	object = parse_object(reader, item);
	for (size_t i = 0; i < rows->n_names; i++)
		if (!object || !jsonread_string(object, rows->names[i], &strings[i]))
			strings[i].text = NULL;
	good = object && rows->row(rows->context, strings, index);
	json_object_put(object);
	return good;
}

bool jsonread_string_rows(struct jsonread *reader, const struct jsonread_field *field,
			  const char *const *names, size_t n_names, jsonread_string_row *row,
			  void *context)
{
	struct string_rows rows = {field->name, names, n_names, row, context};

	return read_items(reader, field, take_strings, &rows);
}

/* A member of the given type, or NULL. */
static struct json_object *typed_member(struct json_object *object, const char *name,
					enum json_type type)
{
	struct json_object *value = json_object_object_get(object, name);

	return json_object_is_type(value, type) ? value : NULL;
}

bool jsonread_string(struct json_object *object, const char *name, struct jsonread_string *string)
{
	struct json_object *value = typed_member(object, name, json_type_string);

	if (!value)
		return false;
	string->text = json_object_get_string(value);
	string->length = (size_t)json_object_get_string_len(value);
	return true;
}

bool jsonread_text(struct json_object *object, const char *name, const char **text)
{
	struct jsonread_string string;

	if (!jsonread_string(object, name, &string) || strlen(string.text) != string.length)
		return false;
	*text = string.text;
	return true;
}

bool jsonread_whole(struct json_object *object, const char *name, int64_t *number)
{
	struct json_object *value = typed_member(object, name, json_type_int);

	if (!value)
		return false;
	*number = json_object_get_int64(value);
	/* json-c gives the nearest limit for what is beyond it. */
	return *number != INT64_MAX && *number != INT64_MIN;
}

bool jsonread_real(struct json_object *object, const char *name, double *number)
{
	struct json_object *value = json_object_object_get(object, name);

	if (!json_object_is_type(value, json_type_int) &&
	    !json_object_is_type(value, json_type_double))
		return false;
	*number = json_object_get_double(value);
	return true;
}

struct json_object *jsonread_member(struct json_object *object, const char *name)
{
	return typed_member(object, name, json_type_object);
}

bool jsonread_is_given(struct json_object *object, const char *name)
{
	return json_object_object_get_ex(object, name, NULL);
}

bool jsonread_is_null(struct json_object *object, const char *name)
{
	return !json_object_object_get(object, name);
}

bool jsonread_is_empty(struct json_object *object, const char *name)
{
	struct json_object *value = json_object_object_get(object, name);

	return !value || (json_object_is_type(value, json_type_array) &&
			  json_object_array_length(value) == 0);
}

const char *jsonread_library(void)
{
	return json_c_version();
}
