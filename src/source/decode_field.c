#include "source/decode_field.h"

#include "source/decode.h"

bool decode_name(const struct decoder *decoder, struct json_object *row, const char *field,
		 struct jsonread_string *name)
{
	if (jsonread_string(row, field, name) && name->length >= 1 &&
	    name->length <= HISTORY_NAME_MAX)
		return true;
	return jsonread_wrong(&decoder->reader, field, "not a string of 1 to 256 bytes");
}

bool decode_escape(struct decoder *decoder, const struct jsonread_string *name, struct strbuf *out)
{
	size_t before = out->length;

	text_escape(out, name->text, name->length);
	decoder->name_bytes += out->length - before;
	if (decoder->name_bytes > decoder->names_max)
		return error_set(decoder->reader.error, "%s: names of more than %zu KiB in all",
				 decoder->reader.where, decoder->names_max / 1024);
	return true;
}

static bool read_price(const struct decoder *decoder, struct json_object *pricing,
		       const char *field, int64_t *price)
{
	const char *text;

	if (jsonread_text(pricing, field, &text) && decode_price(text, price))
		return true;
	return error_set(decoder->reader.error, "%s.pricing.%s: not a decimal string below 1000000",
			 decoder->reader.where, field);
}

bool decode_pricing(const struct decoder *decoder, struct json_object *row, struct price *price)
{
	struct json_object *pricing = jsonread_member(row, "pricing");

	if (!pricing)
		return jsonread_wrong(&decoder->reader, "pricing", "not an object");
	price->cache_read = PRICE_NONE;
	price->conditional = !jsonread_is_empty(pricing, "overrides");
	if (!jsonread_is_null(pricing, "input_cache_read") &&
	    !read_price(decoder, pricing, "input_cache_read", &price->cache_read))
		return false;
	return read_price(decoder, pricing, "prompt", &price->prompt) &&
	       read_price(decoder, pricing, "completion", &price->completion);
}

bool decode_whole(const struct decoder *decoder, struct json_object *row, const char *field,
		  int64_t *number)
{
	*number = 0;
	if (jsonread_is_given(row, field) && jsonread_is_null(row, field))
		return true;
	if (jsonread_whole(row, field, number) && *number >= 0)
		return true;
	return jsonread_wrong(&decoder->reader, field, "not null or a whole number");
}
