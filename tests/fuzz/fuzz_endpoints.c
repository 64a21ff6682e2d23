/* The endpoints body of the model a/b:free. */

#include <string.h>
#include "fuzz/check.h"
#include "source/decode_endpoints.h"

#define MODEL      "a/b:free"
#define FETCHED_AT 1787374800

static void check_endpoint(const struct endpoint *endpoint)
{
	FUZZ_CHECK(*endpoint->provider && *endpoint->tag);
	check_inert(endpoint->provider);
	check_inert(endpoint->tag);
	if (endpoint->quantization) {
		FUZZ_CHECK(*endpoint->quantization &&
			   strcmp(endpoint->quantization, "unknown") != 0);
		check_inert(endpoint->quantization);
	}
	FUZZ_CHECK(endpoint->context >= 0 && endpoint->max_output >= 0);
	FUZZ_CHECK(endpoint->discount >= 0 && endpoint->discount <= 1000);
	FUZZ_CHECK(endpoint->uptime >= ENDPOINT_NO_UPTIME && endpoint->uptime <= 1000);
	check_price(&endpoint->price);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct endpoints_builder *builder = endpoints_builder_new();
	struct error error = {""};
	const struct endpoint_list *list;
	struct endpoints *endpoints;

	if (!decode_endpoints((const char *)data, size, MODEL, FETCHED_AT, builder, &error)) {
		check_reason(&error);
		endpoints_builder_free(builder);
		return 0;
	}
	FUZZ_CHECK(*error.text == '\0');
	endpoints = endpoints_finish(builder);
	list = endpoints_find(endpoints, MODEL);
	FUZZ_CHECK(endpoints->n == 1 && list && list->fetched_at == FETCHED_AT);
	FUZZ_CHECK(list->n <= DECODE_ENDPOINTS_MAX);
	for (size_t i = 0; i < list->n; i++)
		check_endpoint(&list->endpoints[i]);
	endpoints_unref(endpoints);
	return 0;
}
