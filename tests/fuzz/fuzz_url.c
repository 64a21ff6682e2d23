/* A URL: what may be asked is https, or http to this machine, and carries no password; written out
 * it may be asked again. */

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "fuzz/check.h"
#include "source/url.h"

static char *part(CURLU *url, CURLUPart which)
{
	char *text = NULL;

	return curl.url_get(url, which, &text, 0) == CURLUE_OK ? text : NULL;
}

static bool is_this_machine(const char *host)
{
	static const char *const names[] = {"localhost", "[::1]", "[::ffff:127.", "127."};
	struct in6_addr address;
	char inside[64] = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncasecmp(host, names[i], strlen(names[i])) == 0)
			return true;
	/* Other ways to write the address 1. */
	strncpy(inside, *host == '[' ? host + 1 : host, sizeof(inside) - 1);
	inside[strcspn(inside, "]%")] = '\0';
	return inet_pton(AF_INET6, inside, &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
}

static void check_url(CURLU *url)
{
	char *scheme = part(url, CURLUPART_SCHEME), *host = part(url, CURLUPART_HOST);

	FUZZ_CHECK(scheme && host && *host);
	FUZZ_CHECK(!strcmp(scheme, url_is_https(url) ? "https" : "http"));
	if (!url_is_https(url))
		FUZZ_CHECK(is_this_machine(host));
	FUZZ_CHECK(!part(url, CURLUPART_USER) && !part(url, CURLUPART_PASSWORD));
	FUZZ_CHECK(url_is_named(url, host));
	curl.free(scheme);
	curl.free(host);
}

static void check_again(CURLU *url)
{
	char *text = part(url, CURLUPART_URL);
	CURLU *again;

	FUZZ_CHECK(text);
	again = url_parse(text, NULL);
	FUZZ_CHECK(again && url_is_https(again) == url_is_https(url));
	check_url(again);
	curl.url_cleanup(again);
	curl.free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = check_string(data, size);
	struct error error = {""};
	CURLU *url;

	FUZZ_CHECK(libcurl_need(NULL));
	url = url_parse(text, &error);
	if (url) {
		FUZZ_CHECK(*error.text == '\0');
		check_url(url);
		check_again(url);
		curl.url_cleanup(url);
	} else {
		/* What is taken without libcurl must be nothing that libcurl would not take. */
		FUZZ_CHECK(!url_check_base(text, NULL));
		check_reason(&error);
	}
	free(text);
	return 0;
}
