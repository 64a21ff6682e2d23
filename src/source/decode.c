#include "source/decode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "base/mem.h"
#include "base/text.h"
#include "source/decimal.h"
#include "source/decode_field.h"
#include "source/decode_row.h"
#include "source/jsonread.h"

#define MODELS_MAX  5000 /* twelve times as many as there are */
#define PICO_DIGITS 12
#define PRICE_LIMIT INT64_C(1000000000000000000) /* a million USD, in pico-USD */

static bool read_date(const struct decoder *decoder, struct json_object *object, const char *field,
		      int32_t *day)
{
	const char *text;

	if (jsonread_text(object, field, &text) && calendar_parse_date(text, day))
		return true;
	return jsonread_wrong(&decoder->reader, field, "not a date");
}

/* Rankings */

struct rankings {
	struct decoder decoder;
	const struct decode_window *window;
	struct decode_meta meta;
	struct decode_rows rows;
};

static bool read_span(struct rankings *rankings, struct json_object *object)
{
	struct decoder *decoder = &rankings->decoder;
	struct decode_meta *meta = &rankings->meta;

	if (!read_date(decoder, object, "start_date", &meta->start) ||
	    !read_date(decoder, object, "end_date", &meta->end))
		return false;
	return meta->start <= meta->end ||
	       jsonread_wrong(&decoder->reader, "start_date", "after end_date");
}

static bool read_meta(struct rankings *rankings, const struct jsonread_field *field)
{
	struct jsonread *reader = &rankings->decoder.reader;
	struct json_object *object = jsonread_object(reader, field);
	const char *text;
	bool good;

	if (!object)
		return false;
	if (!jsonread_text(object, "version", &text) || strcmp(text, "v1") != 0)
		good = jsonread_wrong(reader, "version", "not v1");
	else if (!jsonread_text(object, "as_of", &text) ||
		 !calendar_parse_time(text, &rankings->meta.as_of))
		good = jsonread_wrong(reader, "as_of", "not a time in UTC");
	else
		good = read_span(rankings, object);
	jsonread_free(object);
	return good;
}

static bool check_span(const struct rankings *rankings, const struct decode_window *window)
{
	const struct jsonread *reader = &rankings->decoder.reader;
	const struct decode_meta *meta = &rankings->meta;

	bool early = meta->start < window->start;

	if (!early && meta->end <= window->end)
		return true;
	decode_outside(window, reader->error);
	return error_wrap(reader->error, early ? "meta.start_date" : "meta.end_date");
}

bool decode_rankings_meta(const char *body, size_t length, struct decode_meta *meta,
			  struct error *error)
{
	struct jsonread_field field = {.name = "meta"};
	struct rankings rankings = {.meta.stray = 0};
	struct jsonread *reader = &rankings.decoder.reader;
	bool good;

	jsonread_init(reader, error);
	good = jsonread_fields(reader, body, length, &field, 1) && read_meta(&rankings, &field);
	if (good)
		*meta = rankings.meta;
	jsonread_done(reader);
	return good;
}

static bool read_ranking(void *context, const struct jsonread_string *texts, size_t index)
{
	struct rankings *rankings = context;
	struct error *error = rankings->decoder.reader.error;
	enum decode_column column;

	if (decode_row(&rankings->rows, texts, &column))
		return true;
	if (column == DECODE_COLUMNS)
		return error_wrap(error, "data[%zu]", index);
	return error_wrap(error, "data[%zu].%s", index, decode_columns[column]);
}

static bool read_rankings(struct rankings *rankings, const struct jsonread_field *field,
			  int64_t fetched_at, struct history_builder *builder)
{
	struct decode_rows *rows = &rankings->rows;
	struct jsonread *reader = &rankings->decoder.reader;
	bool good;

	decode_rows_init(rows, rankings->window, &rankings->meta, fetched_at, builder,
			 reader->error);
	good = jsonread_string_rows(reader, field, decode_columns, DECODE_COLUMNS, read_ranking,
				    rankings);
	decode_rows_done(rows);
	return good;
}

bool decode_rankings(const char *body, size_t length, const struct decode_window *window,
		     int64_t fetched_at, struct history_builder *builder, struct decode_meta *meta,
		     struct error *error)
{
	struct rankings rankings = {.window = window};
	struct jsonread_field fields[] = {{.name = "data"}, {.name = "meta"}};
	struct jsonread *reader = &rankings.decoder.reader;
	bool good;

	jsonread_init(reader, error);
	good = jsonread_fields(reader, body, length, fields, 2) &&
	       read_meta(&rankings, &fields[1]) && check_span(&rankings, window) &&
	       read_rankings(&rankings, &fields[0], fetched_at, builder);
	if (good)
		*meta = rankings.rows.meta;
	jsonread_done(reader);
	return good;
}

/* Catalogue */

struct seen_id {
	const char *id;
	size_t index; /* of its row */
};

struct models {
	struct decoder decoder;
	struct catalog_builder *builder;
	int64_t seen;
	struct strbuf id, permaslug, name;
	struct arena arena; /* of the ids below */
	struct seen_id *ids;
	size_t n_ids, capacity;
};

static bool read_names(struct models *models, struct json_object *row,
		       const struct jsonread_string *id)
{
	struct decoder *decoder = &models->decoder;
	struct jsonread_string slug, name;

	if (!decode_name(decoder, row, "canonical_slug", &slug) ||
	    !decode_name(decoder, row, "name", &name))
		return false;
	strbuf_clear(&models->id);
	strbuf_clear(&models->permaslug);
	strbuf_clear(&models->name);
	if (!decode_escape(decoder, id, &models->id) ||
	    !decode_escape(decoder, &slug, &models->permaslug) ||
	    !decode_escape(decoder, &name, &models->name))
		return false;
	strbuf_text(&models->permaslug, catalog_variant(models->id.data));
	return true;
}

static bool read_model(void *context, struct json_object *row, size_t index)
{
	struct models *models = context;
	struct listing listing = {.seen = models->seen};
	struct jsonread_string id;

	if (!decode_name(&models->decoder, row, "id", &id))
		return false;
	if (*id.text == '~')
		return true;
	if (models->n_ids == MODELS_MAX)
		return error_set(models->decoder.reader.error, "data: more than %d models",
				 MODELS_MAX);
	if (!read_names(models, row, &id) ||
	    !decode_whole(&models->decoder, row, "context_length", &listing.context) ||
	    !decode_pricing(&models->decoder, row, &listing.price))
		return false;
	listing.id = models->id.data;
	listing.permaslug = models->permaslug.data;
	listing.name = models->name.data;
	catalog_builder_add(models->builder, &listing);
	models->ids =
		mem_grow(models->ids, &models->capacity, models->n_ids + 1, sizeof(*models->ids));
	models->ids[models->n_ids++] = (struct seen_id){
		.id = arena_strdup(&models->arena, listing.id),
		.index = index,
	};
	return true;
}

static int compare_ids(const void *a, const void *b)
{
	const struct seen_id *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

static bool check_ids(struct models *models)
{
	if (models->n_ids == 0)
		return error_set(models->decoder.reader.error, "data: no models");
	qsort(models->ids, models->n_ids, sizeof(*models->ids), compare_ids);
	for (size_t i = 1; i < models->n_ids; i++)
		if (strcmp(models->ids[i].id, models->ids[i - 1].id) == 0)
			return error_set(models->decoder.reader.error,
					 "data[%zu].id: same as data[%zu]", models->ids[i].index,
					 models->ids[i - 1].index);
	return true;
}

/* A list with a next page is not whole. */
static bool read_links(struct decoder *decoder, const struct jsonread_field *field)
{
	struct json_object *links;
	bool last;

	if (!field->value.text || *field->value.text == 'n')
		return true;
	links = jsonread_object(&decoder->reader, field);
	if (!links)
		return false;
	last = jsonread_is_null(links, "next");
	jsonread_free(links);
	return last ||
	       jsonread_wrong(&decoder->reader, "next", "not null, so there are more pages");
}

bool decode_models(const char *body, size_t length, int64_t seen, struct catalog_builder *builder,
		   size_t *n_models, struct error *error)
{
	struct models models = {
		.decoder.names_max = DECODE_NAMES_MAX, .builder = builder, .seen = seen};
	struct jsonread_field fields[] = {{.name = "data"}, {.name = "links"}};
	struct jsonread *reader = &models.decoder.reader;
	bool good;

	jsonread_init(reader, error);
	arena_init(&models.arena);
	strbuf_init(&models.id, DECODE_NAME_ROOM);
	strbuf_init(&models.permaslug, 2 * DECODE_NAME_ROOM);
	strbuf_init(&models.name, DECODE_NAME_ROOM);
	good = jsonread_fields(reader, body, length, fields, 2) &&
	       read_links(&models.decoder, &fields[1]) &&
	       jsonread_rows(reader, &fields[0], read_model, &models) && check_ids(&models);
	if (good)
		*n_models = models.n_ids;
	free(models.ids);
	strbuf_done(&models.id);
	strbuf_done(&models.permaslug);
	strbuf_done(&models.name);
	arena_done(&models.arena);
	jsonread_done(reader);
	return good;
}

/* Errors */

/* As much of an escaped text as fits, in whole characters. */
static void copy_text(char *out, size_t size, const char *text)
{
	size_t length = strlen(text);

	if (length >= size)
		for (length = size - 1; length > 0 && (text[length] & 0xC0) == 0x80; length--)
			;
	memcpy(out, text, length);
	out[length] = '\0';
}

static bool parse_whole(const char *text, int64_t *number)
{
	if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
		return false;
	errno = 0;
	*number = strtoll(text, NULL, 10);
	return errno == 0;
}

static int64_t read_reset(struct json_object *error)
{
	struct json_object *metadata = jsonread_member(error, "metadata");
	struct json_object *headers = metadata ? jsonread_member(metadata, "headers") : NULL;
	const char *text;
	int64_t reset = 0;

	if (!headers)
		return 0;
	if (jsonread_text(headers, "X-RateLimit-Reset", &text)) {
		if (!parse_whole(text, &reset))
			return 0;
	} else if (!jsonread_whole(headers, "X-RateLimit-Reset", &reset)) {
		return 0;
	}
	return reset > 0 ? reset : 0;
}

bool decode_error(const char *body, size_t length, char *message, size_t size, int64_t *reset_ms)
{
	struct jsonread_field field = {.name = "error"};
	struct jsonread_string string;
	struct json_object *object = NULL;
	struct strbuf escaped;
	struct jsonread reader;
	bool good;

	jsonread_init(&reader, NULL);
	if (jsonread_fields(&reader, body, length, &field, 1))
		object = jsonread_object(&reader, &field);
	good = object && jsonread_string(object, "message", &string);
	if (good) {
		strbuf_init(&escaped, size);
		text_escape(&escaped, string.text, string.length);
		copy_text(message, size, escaped.data);
		strbuf_done(&escaped);
		*reset_ms = read_reset(object);
	}
	jsonread_free(object);
	jsonread_done(&reader);
	return good;
}

bool decode_price(const char *text, int64_t *pico_usd)
{
	bool negative;
	int64_t value;

	if (!decimal_parse(text, PICO_DIGITS, &value, &negative) || value >= PRICE_LIMIT)
		return false;
	*pico_usd = negative ? PRICE_VARIES : value;
	return true;
}
