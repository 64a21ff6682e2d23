/* The test vectors of RFC 4648, section 10, and bytes above 0x7F. */
#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void expect(const char *bytes, const char *code)
{
	struct strbuf out;

	strbuf_init(&out, 64);
	base64_encode(&out, bytes, strlen(bytes));
	assert_string_equal(out.data, code);
	strbuf_done(&out);
}

static void test_vectors(void **state)
{
	(void)state;
	expect("", "");
	expect("f", "Zg==");
	expect("fo", "Zm8=");
	expect("foo", "Zm9v");
	expect("foob", "Zm9vYg==");
	expect("fooba", "Zm9vYmE=");
	expect("foobar", "Zm9vYmFy");
	/* 11111011 11111111 11111110 in sixes: 62 63 63 62 */
	expect("\xFB\xFF\xFE", "+//+");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
