/* The models body, and that the catalogue made of it finds every listing again. */

#include <string.h>
#include "fuzz/check.h"
#include "source/decode.h"

#define SEEN 1787374800

static void check_listing(const struct catalog *catalog, const struct listing *listing)
{
	const struct listing *found;
	bool later = true;

	FUZZ_CHECK(*listing->id && *listing->id != '~' && *listing->permaslug && *listing->name);
	check_inert(listing->id);
	check_inert(listing->permaslug);
	check_inert(listing->name);
	FUZZ_CHECK(listing->context >= 0 && listing->seen == SEEN);
	check_price(&listing->price);
	found = catalog_find(catalog, listing->permaslug, SEEN + 1, &later);
	FUZZ_CHECK(found && !later && strcmp(found->permaslug, listing->permaslug) == 0);
	FUZZ_CHECK(strcmp(found->id, listing->id) <= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct catalog_builder *builder = catalog_builder_new();
	struct error error = {""};
	struct catalog *catalog;
	size_t n = 0;

	if (!decode_models((const char *)data, size, SEEN, builder, &n, &error)) {
		check_reason(&error);
		catalog_builder_free(builder);
		return 0;
	}
	FUZZ_CHECK(*error.text == '\0' && n > 0);
	catalog = catalog_finish(builder);
	FUZZ_CHECK(catalog->n_listings == n);
	for (size_t i = 0; i < n; i++)
		check_listing(catalog, &catalog->listings[i]);
	catalog_unref(catalog);
	return 0;
}
