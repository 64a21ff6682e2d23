/* Bodies about a model's providers: right whole, or refused with field and row. */
#include "source/decode_endpoints.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FETCHED INT64_C(1780000000)

#define PRICING   "\"pricing\":{\"prompt\":\"0.0000014\",\"completion\":\"0.0000044\"}"
#define ROW(rest) "{\"provider_name\":\"P\",\"tag\":\"p\",\"context_length\":1000," PRICING rest "}"

static struct endpoints *decode(const char *body, const char *model, struct error *error)
{
	struct endpoints_builder *builder = endpoints_builder_new();

	if (decode_endpoints(body, strlen(body), model, FETCHED, builder, error))
		return endpoints_finish(builder);
	endpoints_builder_free(builder);
	return NULL;
}

static void assert_body_reason(const char *body, const char *reason)
{
	struct error error = {""};

	assert_null(decode(body, "a/x", &error));
	assert_string_equal(error.text, reason);
}

static void assert_reason(const char *rows, const char *reason)
{
	char body[4096];

	snprintf(body, sizeof(body), "{\"data\":{\"id\":\"a/x\",\"endpoints\":[%s]}}", rows);
	assert_body_reason(body, reason);
}

static void test_good(void **state)
{
	static const char body[] =
		"{\"data\":{\"id\":\"a/x\",\"name\":\"A: X\",\"architecture\":{},\"endpoints\":["
		"{\"name\":\"P | a/x\",\"provider_name\":\"P\",\"tag\":\"p/fp8\",\"quantization\":"
		"\"fp8\",\"context_length\":202752,\"max_completion_tokens\":131072,\"pricing\":{"
		"\"prompt\":\"0.0000007868\",\"completion\":\"0.0000024728\",\"input_cache_read\":"
		"\"0.000000146\",\"discount\":0.438,\"overrides\":[{}]},\"status\":-2,"
		"\"uptime_last_30m\":99.44239768993329,\"supported_parameters\":[]},"
		"{\"provider_name\":\"Q\\u001b[31m\",\"tag\":\"q\",\"quantization\":\"unknown\","
		"\"context_length\":null,\"max_completion_tokens\":null,\"pricing\":{\"prompt\":"
		"\"0\",\"completion\":\"0\",\"discount\":0},\"status\":0,\"uptime_last_30m\":null},"
		"{\"provider_name\":\"R\",\"tag\":\"r\",\"context_length\":8,\"pricing\":{"
		"\"prompt\":\"-1\",\"completion\":\"-1\"},\"uptime_last_30m\":100}]}}";
	struct error error = {""};
	struct endpoints *endpoints = decode(body, "a/x", &error);
	const struct endpoint_list *list;
	const struct endpoint *at;

	(void)state;
	assert_string_equal(error.text, "");
	list = endpoints_find(endpoints, "a/x");
	assert_int_equal(list->fetched_at, FETCHED);
	assert_int_equal(list->n, 3);
	at = &list->endpoints[0];
	assert_string_equal(at->provider, "P");
	assert_string_equal(at->tag, "p/fp8");
	assert_string_equal(at->quantization, "fp8");
	assert_int_equal(at->context, 202752);
	assert_int_equal(at->max_output, 131072);
	assert_int_equal(at->price.prompt, 786800);
	assert_int_equal(at->price.completion, 2472800);
	assert_int_equal(at->price.cache_read, 146000);
	assert_true(at->price.conditional);
	assert_int_equal(at->discount, 438);
	assert_int_equal(at->status, -2);
	assert_int_equal(at->uptime, 994);
	at = &list->endpoints[1];
	assert_string_equal(at->provider, "Q\\u{001B}[31m");
	assert_null(at->quantization);
	assert_int_equal(at->context, 0);
	assert_int_equal(at->max_output, 0);
	assert_int_equal(at->price.prompt, 0);
	assert_int_equal(at->discount, 0);
	assert_int_equal(at->status, ENDPOINT_UP);
	assert_int_equal(at->uptime, ENDPOINT_NO_UPTIME);
	at = &list->endpoints[2];
	assert_int_equal(at->price.prompt, PRICE_VARIES);
	assert_int_equal(at->price.cache_read, PRICE_NONE);
	assert_int_equal(at->status, ENDPOINT_NO_STATUS);
	assert_int_equal(at->uptime, 1000);
	endpoints_unref(endpoints);
}

static void test_nobody_serves_it(void **state)
{
	struct endpoints *endpoints =
		decode("{\"data\":{\"id\":\"a\\/x\",\"endpoints\":[]}}", "a/x:free", NULL);

	(void)state;
	assert_int_equal(endpoints_find(endpoints, "a/x:free")->n, 0);
	endpoints_unref(endpoints);
}

static void test_wrong_body(void **state)
{
	(void)state;
	assert_body_reason("{}", "data: not an object");
	assert_body_reason("{\"data\":[]}", "data: not an object");
	assert_body_reason("{\"data\":{\"endpoints\":[]}}",
			   "data.id: not the model that was asked for");
	assert_body_reason("{\"data\":{\"id\":\"a/xy\",\"endpoints\":[]}}",
			   "data.id: not the model that was asked for");
	assert_body_reason("{\"data\":{\"id\":\"a/x:free\",\"endpoints\":[]}}",
			   "data.id: not the model that was asked for");
	assert_body_reason("{\"data\":{\"id\":7,\"endpoints\":[]}}",
			   "data.id: not the model that was asked for");
	assert_body_reason("{\"data\":{\"id\":\"a/x\"}}", "data.endpoints: missing");
	assert_body_reason("{\"data\":{\"id\":\"a/x\",\"endpoints\":{}}}",
			   "data.endpoints: not an array");
	assert_null(decode("<html></html>", "a/x", NULL));
	assert_null(decode("", "a/x", NULL));
}

static void test_wrong_row(void **state)
{
	(void)state;
	assert_reason("7", "data.endpoints[0]: not an object");
	assert_reason("{\"tag\":\"p\"}",
		      "data.endpoints[0].provider_name: not a string of 1 to 256 bytes");
	assert_reason(ROW("") ",{\"provider_name\":\"P\",\"tag\":\"\"}",
		      "data.endpoints[1].tag: not a string of 1 to 256 bytes");
	assert_reason(ROW(",\"quantization\":8"),
		      "data.endpoints[0].quantization: not a string of 1 to 256 bytes");
	assert_reason("{\"provider_name\":\"P\",\"tag\":\"p\"," PRICING "}",
		      "data.endpoints[0].context_length: not null or a whole number");
	assert_reason("{\"provider_name\":\"P\",\"tag\":\"p\",\"context_length\":-1," PRICING "}",
		      "data.endpoints[0].context_length: not null or a whole number");
	assert_reason(ROW(",\"max_completion_tokens\":1.5"),
		      "data.endpoints[0].max_completion_tokens: not null or a whole number");
	assert_reason("{\"provider_name\":\"P\",\"tag\":\"p\",\"context_length\":1}",
		      "data.endpoints[0].pricing: not an object");
	assert_reason("{\"provider_name\":\"P\",\"tag\":\"p\",\"context_length\":1,\"pricing\":{"
		      "\"prompt\":\"1\"}}",
		      "data.endpoints[0].pricing.completion: not a decimal string below 1000000");
	assert_reason("{\"provider_name\":\"P\",\"tag\":\"p\",\"context_length\":1,\"pricing\":{"
		      "\"prompt\":\"0\",\"completion\":\"0\",\"discount\":1.01}}",
		      "data.endpoints[0].pricing.discount: not a number from 0 to 1");
	assert_reason(ROW(",\"status\":\"up\""), "data.endpoints[0].status: not a whole number");
	assert_reason(ROW(",\"status\":3000000000"),
		      "data.endpoints[0].status: not a whole number");
	assert_reason(ROW(",\"uptime_last_30m\":1e999"),
		      "data.endpoints[0].uptime_last_30m: not null or a number from 0 to 100");
	assert_reason(ROW(",\"uptime_last_30m\":-0.1"),
		      "data.endpoints[0].uptime_last_30m: not null or a number from 0 to 100");
	assert_reason(ROW(",\"tag\":\"again\""), "data.endpoints[0]: a field is given twice");
}

/* As many as may be, and one more. */
static void test_bounded(void **state)
{
	static char body[64 * 1024];
	struct error error = {""};

	(void)state;
	for (int n = DECODE_ENDPOINTS_MAX; n <= DECODE_ENDPOINTS_MAX + 1; n++) {
		size_t length = (size_t)sprintf(body, "{\"data\":{\"id\":\"a/x\",\"endpoints\":[");
		struct endpoints *endpoints;

		for (int i = 0; i < n; i++)
			length += (size_t)sprintf(body + length, "%s%s", i ? "," : "", ROW(""));
		strcpy(body + length, "]}}");
		endpoints = decode(body, "a/x", &error);
		assert_int_equal(endpoints != NULL, n == DECODE_ENDPOINTS_MAX);
		endpoints_unref(endpoints);
	}
	assert_string_equal(error.text, "data.endpoints: more than 256");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),       cmocka_unit_test(test_nobody_serves_it),
		cmocka_unit_test(test_wrong_body), cmocka_unit_test(test_wrong_row),
		cmocka_unit_test(test_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
