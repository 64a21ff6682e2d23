/* Bodies of the catalogue and of errors, and prices. */
#include "source/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define SEEN INT64_C(1779999999)

#define PRICES "\"pricing\":{\"prompt\":\"0.00000025\",\"completion\":\"2.5e-6\"}"

#define MODEL(id, rest)                                                                            \
	"{\"id\":\"" id "\",\"canonical_slug\":\"a/x-1\",\"name\":\"A: X\"," rest "}"

static struct catalog *decode_catalog(const char *body, size_t *n, struct error *error)
{
	struct catalog_builder *builder = catalog_builder_new();

	if (decode_models(body, strlen(body), SEEN, builder, n, error))
		return catalog_finish(builder);
	catalog_builder_free(builder);
	return NULL;
}

static void assert_models_reason(const char *rows, const char *reason)
{
	struct error error = {""};
	char body[4096];
	size_t n;

	snprintf(body, sizeof(body), "{\"data\":[%s]}", rows);
	assert_null(decode_catalog(body, &n, &error));
	assert_string_equal(error.text, reason);
}

static void test_models(void **state)
{
	static const char body[] = "{\"total_count\":4,\"links\":{\"next\":null},\"data\":[" MODEL(
		"a/x", "\"context_length\":131072,\"description\":\"...\",\"pricing\":{"
		       "\"prompt\":\"0.00000025\",\"completion\":\"0.0000006000000000000001\","
		       "\"input_cache_read\":\"0.000000003625\",\"overrides\":[{\"prompt\":\"1\"}]"
		       "}") "," MODEL("a/x:free",
				      "\"context_length\":null,\"pricing\":{\"prompt\":\"0\","
				      "\"completion\":\"0\",\"input_cache_read\":null,"
				      "\"overrides\":[]}") ","
							   "{\"id\":\"~a/latest\"}," MODEL(
								   "a/x:\\u202eauto",
								   "\"context_length\":0,"
								   "\"pricing\":{\"prompt\":\"-1\","
								   "\"completion\":\"-1\"}") "]}";
	struct error error = {""};
	size_t n = 0;
	struct catalog *catalog = decode_catalog(body, &n, &error);
	const struct listing *listing;
	bool later;

	(void)state;
	assert_string_equal(error.text, "");
	assert_int_equal(n, 3);
	assert_int_equal(catalog->n_listings, 3);
	listing = catalog_find(catalog, "a/x-1", INT64_MAX, &later);
	assert_string_equal(listing->id, "a/x");
	assert_string_equal(listing->name, "A: X");
	assert_int_equal(listing->context, 131072);
	assert_int_equal(listing->seen, SEEN);
	assert_int_equal(listing->price.prompt, 250000);
	assert_int_equal(listing->price.completion, 600000);
	assert_int_equal(listing->price.cache_read, 3625);
	assert_true(listing->price.conditional);
	listing = catalog_find(catalog, "a/x-1:free", INT64_MAX, &later);
	assert_string_equal(listing->id, "a/x:free");
	assert_int_equal(listing->context, 0);
	assert_int_equal(listing->price.prompt, 0);
	assert_int_equal(listing->price.cache_read, PRICE_NONE);
	assert_false(listing->price.conditional);
	listing = catalog_find(catalog, "a/x-1:\\u{202E}auto", INT64_MAX, &later);
	assert_string_equal(listing->id, "a/x:\\u{202E}auto");
	assert_int_equal(listing->price.prompt, PRICE_VARIES);
	assert_int_equal(listing->price.completion, PRICE_VARIES);
	catalog_unref(catalog);
}

static void test_wrong_models(void **state)
{
	static const char *const contexts[] = {"-1",
					       "1.5",
					       "\"4096\"",
					       "true",
					       "[]",
					       "1e400",
					       "9223372036854775807",
					       "99999999999999999999"};
	char row[1024];

	(void)state;
	assert_models_reason("", "data: no models");
	assert_models_reason("{\"id\":\"~a/latest\"}", "data: no models");
	assert_models_reason("{}", "data[0].id: not a string of 1 to 256 bytes");
	assert_models_reason("{\"id\":\"a\",\"name\":\"n\"}",
			     "data[0].canonical_slug: not a string of 1 to 256 bytes");
	assert_models_reason("{\"id\":\"a\",\"canonical_slug\":\"a\",\"name\":\"\"}",
			     "data[0].name: not a string of 1 to 256 bytes");
	assert_models_reason(MODEL("a", PRICES),
			     "data[0].context_length: not null or a whole number");
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++) {
		snprintf(row, sizeof(row), MODEL("a", "\"context_length\":%s," PRICES),
			 contexts[i]);
		assert_models_reason(row, "data[0].context_length: not null or a whole number");
	}
	assert_models_reason(MODEL("a", "\"context_length\":1,\"pricing\":[]"),
			     "data[0].pricing: not an object");
	assert_models_reason(MODEL("a", "\"context_length\":1,\"pricing\":{\"prompt\":\"0\"}"),
			     "data[0].pricing.completion: not a decimal string below 1000000");
	assert_models_reason(MODEL("a", "\"context_length\":1,\"pricing\":{\"prompt\":0}"),
			     "data[0].pricing.prompt: not a decimal string below 1000000");
	assert_models_reason(
		MODEL("a", "\"context_length\":1,\"pricing\":{\"prompt\":\"0\","
			   "\"completion\":\"0\",\"input_cache_read\":\"x\"}"),
		"data[0].pricing.input_cache_read: not a decimal string below 1000000");
	assert_models_reason(
		MODEL("b", "\"context_length\":1," PRICES) "," MODEL(
			"a",
			"\"context_length\":1," PRICES) "," MODEL("b",
								  "\"context_length\":2," PRICES),
		"data[2].id: same as data[0]");
}

static void test_list_must_be_whole(void **state)
{
	static const char model[] = MODEL("a", "\"context_length\":1," PRICES);
	static const struct {
		const char *links, *reason;
	} cases[] = {
		{"null", ""},
		{"{}", ""},
		{"{\"next\":null}", ""},
		{"{\"next\":\"/models?page=2\"}", "links.next: not null, so there are more pages"},
		{"7", "links: not an object"},
	};
	char body[512];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error error = {""};
		struct catalog *catalog;
		size_t n;

		snprintf(body, sizeof(body), "{\"data\":[%s],\"links\":%s}", model, cases[i].links);
		catalog = decode_catalog(body, &n, &error);
		assert_string_equal(error.text, cases[i].reason);
		assert_int_equal(catalog != NULL, cases[i].reason[0] == '\0');
		catalog_unref(catalog);
	}
}

/* A list that is far longer than any real one is refused; one of 5,000 is not. */
static void test_longest_list(void **state)
{
	static char body[5001 * 128];

	(void)state;
	for (size_t count = 5000; count <= 5001; count++) {
		size_t used = (size_t)sprintf(body, "{\"data\":[{\"id\":\"~alias\"}"), n = 0;
		struct error error = {""};
		struct catalog *catalog;

		for (size_t i = 0; i < count; i++)
			used += (size_t)sprintf(
				body + used,
				",{\"id\":\"%zu\",\"name\":\"n\","
				"\"canonical_slug\":\"c\",\"context_length\":null,"
				"\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"}}",
				i);
		strcpy(body + used, "]}");
		catalog = decode_catalog(body, &n, &error);
		assert_string_equal(error.text, count == 5000 ? "" : "data: more than 5000 models");
		assert_int_equal(n, count == 5000 ? 5000 : 0);
		catalog_unref(catalog);
	}
}

/* Error bodies and prices */

/* The message of an error body in `size` bytes, or NULL when it has none. */
static const char *error_message(const char *body, size_t size, int64_t *reset)
{
	static char message[64];

	*reset = -1;
	return decode_error(body, strlen(body), message, size, reset) ? message : NULL;
}

static void test_error_bodies(void **state)
{
	static const char limited[] = "{\"error\":{\"code\":429,\"message\":\"Rate "
				      "\\u001blimit\",\"metadata\":{\"headers\":{"
				      "\"X-RateLimit-Limit\":\"30\",\"X-RateLimit-Reset\":%s}}}}";
	static const struct {
		const char *written;
		int64_t reset;
	} resets[] = {
		{"\"1779501660000\"", INT64_C(1779501660000)},
		{"1779501661000", INT64_C(1779501661000)},
		{"-5", 0},
		{"\"soon\"", 0},
		{"null", 0},
	};
	char body[512];
	int64_t reset;

	(void)state;
	for (size_t i = 0; i < sizeof(resets) / sizeof(resets[0]); i++) {
		snprintf(body, sizeof(body), limited, resets[i].written);
		assert_string_equal(error_message(body, 64, &reset), "Rate \\u{001B}limit");
		assert_int_equal(reset, resets[i].reset);
	}
	assert_string_equal(error_message("{\"error\":{\"message\":\"no\"}}", 64, &reset), "no");
	assert_int_equal(reset, 0);
	assert_null(error_message("<html>", 64, &reset));
	assert_null(error_message("{}", 64, &reset));
	assert_null(error_message("{\"error\":\"no\"}", 64, &reset));
	assert_null(error_message("{\"error\":{\"code\":1}}", 64, &reset));
}

/* A message is cut between characters. */
static void test_long_messages(void **state)
{
	static const char body[] = "{\"error\":{\"message\":\"abcde\xc3\xbc\xe2\x82\xac\"}}";
	int64_t reset;

	(void)state;
	assert_string_equal(error_message(body, 6, &reset), "abcde");
	assert_string_equal(error_message(body, 7, &reset), "abcde");
	assert_string_equal(error_message(body, 8, &reset), "abcde\xc3\xbc");
	assert_string_equal(error_message(body, 10, &reset), "abcde\xc3\xbc");
	assert_string_equal(error_message(body, 11, &reset), "abcde\xc3\xbc\xe2\x82\xac");
}

static void test_prices(void **state)
{
	int64_t price;

	(void)state;
	assert_true(decode_price("0.0000006000000000000001", &price));
	assert_int_equal(price, 600000);
	assert_true(decode_price("0.0000000000005", &price));
	assert_int_equal(price, 1);
	assert_true(decode_price("999999.999999999999", &price));
	assert_int_equal(price, INT64_C(999999999999999999));
	assert_true(decode_price("-1", &price));
	assert_int_equal(price, PRICE_VARIES);
	assert_true(decode_price("-0", &price));
	assert_int_equal(price, 0);
	assert_false(decode_price("1000000", &price));
	assert_false(decode_price("999999.9999999999995", &price));
	assert_false(decode_price("free", &price));
	assert_false(decode_price("", &price));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_models),
		cmocka_unit_test(test_wrong_models),
		cmocka_unit_test(test_list_must_be_whole),
		cmocka_unit_test(test_longest_list),
		cmocka_unit_test(test_error_bodies),
		cmocka_unit_test(test_long_messages),
		cmocka_unit_test(test_prices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
