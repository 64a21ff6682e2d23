/* A vendor map: every vendor in it is found by an author of the text, and the map written out as
 * text again gives the same vendors. */

#include <string.h>
#include "base/text.h"
#include "fuzz/check.h"
#include "model/vendor.h"

static void check_vendor(const struct vendor *vendor)
{
	FUZZ_CHECK(*vendor->author && *vendor->name && *vendor->reason);
	FUZZ_CHECK(!strpbrk(vendor->author, "/ \t\r\n") && *vendor->author != '#');
	check_inert(vendor->author);
	check_inert(vendor->name);
	check_inert(vendor->reason);
	if (strcmp(vendor->region, REGION_UNIDENTIFIED) == 0)
		return;
	FUZZ_CHECK(strlen(vendor->region) == 2);
	FUZZ_CHECK(vendor->region[0] >= 'A' && vendor->region[0] <= 'Z');
	FUZZ_CHECK(vendor->region[1] >= 'A' && vendor->region[1] <= 'Z');
}

static const char *region_word(const struct vendor *vendor)
{
	return strcmp(vendor->region, REGION_UNIDENTIFIED) == 0 ? "-" : vendor->region;
}

/* The first field of a line as the map keeps it. */
static void author_of(const char *line, size_t length, struct strbuf *author)
{
	const char *end = line + length, *stop;

	while (line < end && strchr(" \t\r", *line) && *line)
		line++;
	for (stop = line; stop < end && *stop != '\t'; stop++)
		;
	while (stop > line && strchr(" \t\r", stop[-1]) && stop[-1])
		stop--;
	strbuf_clear(author);
	text_escape(author, line, (size_t)(stop - line));
}

/* The vendors of all authors that the text names, as lines. */
static void write_map(const struct vendor_map *map, const char *text, size_t size,
		      struct strbuf *out)
{
	const char *end = text + size;
	struct strbuf author;

	strbuf_init(&author, SIZE_MAX);
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const struct vendor *vendor;

		author_of(text, (size_t)((newline ? newline : end) - text), &author);
		text = newline ? newline + 1 : end;
		vendor = vendor_map_find(map, author.data, author.length);
		if (!vendor)
			continue;
		FUZZ_CHECK(strcmp(vendor->author, author.data) == 0);
		check_vendor(vendor);
		strbuf_printf(out, "%s\t%s\t%s\t%s\n", vendor->author, vendor->name,
			      region_word(vendor), vendor->reason);
	}
	strbuf_done(&author);
}

static void check_again(const struct vendor_map *map, const struct strbuf *text)
{
	struct vendor_map *again = vendor_map_new();
	struct strbuf twice;

	FUZZ_CHECK(vendor_map_parse(again, text->data, text->length, "again", NULL));
	FUZZ_CHECK(vendor_map_count(again) == vendor_map_count(map));
	strbuf_init(&twice, SIZE_MAX);
	write_map(again, text->data, text->length, &twice);
	FUZZ_CHECK(strcmp(twice.data, text->data) == 0);
	strbuf_done(&twice);
	vendor_map_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vendor_map *map = vendor_map_new();
	struct error error = {""};
	struct strbuf text;

	if (!vendor_map_parse(map, (const char *)data, size, "fuzz", &error))
		check_reason(&error);
	else
		FUZZ_CHECK(*error.text == '\0');
	strbuf_init(&text, SIZE_MAX);
	write_map(map, (const char *)data, size, &text);
	check_again(map, &text);
	strbuf_done(&text);
	vendor_map_free(map);
	return 0;
}
