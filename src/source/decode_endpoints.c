#include "source/decode_endpoints.h"

#include <limits.h>
#include <math.h>
#include <string.h>
#include "source/decode_field.h"

struct reading {
	struct decoder decoder;
	struct endpoints_builder *builder;
	struct strbuf provider, tag, quantization;
};

static bool read_text(struct reading *reading, struct json_object *row, const char *field,
		      struct strbuf *out)
{
	struct jsonread_string name;

	strbuf_clear(out);
	return decode_name(&reading->decoder, row, field, &name) &&
	       decode_escape(&reading->decoder, &name, out);
}

static bool read_names(struct reading *reading, struct json_object *row, struct endpoint *endpoint)
{
	if (!read_text(reading, row, "provider_name", &reading->provider) ||
	    !read_text(reading, row, "tag", &reading->tag))
		return false;
	endpoint->provider = reading->provider.data;
	endpoint->tag = reading->tag.data;
	if (jsonread_is_null(row, "quantization"))
		return true;
	if (!read_text(reading, row, "quantization", &reading->quantization))
		return false;
	if (strcmp(reading->quantization.data, "unknown") != 0)
		endpoint->quantization = reading->quantization.data;
	return true;
}

/* A number from 0 to `most`, to per mille of it. */
static bool read_per_mille(struct json_object *object, const char *field, double most,
			   int *per_mille)
{
	double number;

	if (!jsonread_real(object, field, &number) || !(number >= 0 && number <= most))
		return false;
	*per_mille = (int)lround(number / most * 1000);
	return true;
}

static bool read_quality(const struct decoder *decoder, struct json_object *row,
			 struct endpoint *endpoint)
{
	struct json_object *pricing = jsonread_member(row, "pricing");
	int64_t status;

	if (!jsonread_is_null(pricing, "discount") &&
	    !read_per_mille(pricing, "discount", 1, &endpoint->discount))
		return jsonread_wrong(&decoder->reader, "pricing.discount",
				      "not a number from 0 to 1");
	if (!jsonread_is_null(row, "uptime_last_30m") &&
	    !read_per_mille(row, "uptime_last_30m", 100, &endpoint->uptime))
		return jsonread_wrong(&decoder->reader, "uptime_last_30m",
				      "not null or a number from 0 to 100");
	if (jsonread_is_null(row, "status"))
		return true;
	if (!jsonread_whole(row, "status", &status) || status <= INT_MIN || status > INT_MAX)
		return jsonread_wrong(&decoder->reader, "status", "not a whole number");
	endpoint->status = (int)status;
	return true;
}

static bool read_endpoint(void *context, struct json_object *row, size_t index)
{
	struct reading *reading = context;
	const struct decoder *decoder = &reading->decoder;
	struct endpoint endpoint = {
		.status = ENDPOINT_NO_STATUS,
		.uptime = ENDPOINT_NO_UPTIME,
	};

	if (index >= DECODE_ENDPOINTS_MAX)
		return error_set(decoder->reader.error, "data.endpoints: more than %d",
				 DECODE_ENDPOINTS_MAX);
	if (!read_names(reading, row, &endpoint) ||
	    !decode_whole(decoder, row, "context_length", &endpoint.context) ||
	    !decode_pricing(decoder, row, &endpoint.price) ||
	    !read_quality(decoder, row, &endpoint))
		return false;
	if (jsonread_is_given(row, "max_completion_tokens") &&
	    !decode_whole(decoder, row, "max_completion_tokens", &endpoint.max_output))
		return false;
	endpoints_builder_add(reading->builder, &endpoint);
	return true;
}

/* Is the answer about this model?  A wrong one would show another model's prices. */
static bool check_id(struct jsonread *reader, const struct jsonread_field *field, const char *model)
{
	struct strbuf base;
	bool same;

	strbuf_init(&base, DECODE_NAME_ROOM);
	strbuf_bytes(&base, model, strcspn(model, ":"));
	same = jsonread_is(reader, field, model) || jsonread_is(reader, field, base.data);
	strbuf_done(&base);
	return same || error_set(reader->error, "data.id: not the model that was asked for");
}

bool decode_endpoints(const char *body, size_t length, const char *model, int64_t fetched_at,
		      struct endpoints_builder *builder, struct error *error)
{
	struct reading reading = {.decoder.names_max = DECODE_ENDPOINTS_NAMES_MAX,
				  .builder = builder};
	struct jsonread *reader = &reading.decoder.reader;
	struct jsonread_field data = {.name = "data"};
	struct jsonread_field fields[] = {{.name = "id"}, {.name = "endpoints"}};
	bool good;

	jsonread_init(reader, error);
	strbuf_init(&reading.provider, DECODE_NAME_ROOM);
	strbuf_init(&reading.tag, DECODE_NAME_ROOM);
	strbuf_init(&reading.quantization, DECODE_NAME_ROOM);
	good = jsonread_fields(reader, body, length, &data, 1);
	if (good && (!data.value.text || *data.value.text != '{'))
		good = error_set(error, "data: not an object");
	good = good && jsonread_fields(reader, data.value.text, data.value.length, fields, 2) &&
	       check_id(reader, &fields[0], model);
	fields[1].name = "data.endpoints";
	endpoints_builder_open(builder, model, fetched_at);
	good = good && jsonread_rows(reader, &fields[1], read_endpoint, &reading);
	strbuf_done(&reading.provider);
	strbuf_done(&reading.tag);
	strbuf_done(&reading.quantization);
	jsonread_done(reader);
	return good;
}
