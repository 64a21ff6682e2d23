/* One GET against a server on loopback: what its answers come back as. */
#include "source/fetch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "support/httpd.h"

#define NOW  INT64_C(1779501660) /* 2026-05-23 02:01:00 UTC, a Saturday */
#define KEY  "sk-or-v1-0123456789abcdef"
#define ETAG "W/\"abc-123\""

#define QUERY "?start_date=2026-05-11"

#define LATE_MS      2500
#define LATE_SECONDS 6 /* a quarter of them is over before that */

static const struct credentials credentials = {.key = KEY};

static struct httpd *server;
static atomic_bool abort_flag;

/* Answers that are a status, some header lines and a body. */
static const struct answer {
	const char *path;
	int status;
	const char *headers, *body;
} answers[] = {
	{"/plain", 200, "ETag: " ETAG "\r\n", "{\"data\":[]}"},
	{"/empty", 200, "", ""},
	{"/html", 200, "Content-Type: text/html\r\n", "<html>hello</html>"},
	{"/badetag", 200, "ETag: \"a b\"\r\n", "{}"},
	{"/same", 304, "ETag: " ETAG "\r\n", ""},
	{"/nocontent", 204, "", ""},
	{"/moved", 301, "Location: /plain\r\n", "{}"},
	{"/elsewhere", 307, "Location: http://192.0.2.1/\r\n", ""},
	{"/400", 400, "",
	 "{\"error\":{\"code\":400,\"message\":\"end_date \\u001b[31mtoo early\"}}"},
	{"/401", 401, "", "{\"error\":{\"code\":401,\"message\":\"No auth\"}}"},
	{"/401key", 401, "", "{\"error\":{\"message\":\"Bad key " KEY "\"}}"},
	{"/403", 403, "", "<html>Forbidden</html>"},
	{"/404", 404, "", ""},
	{"/429", 429, "", "{\"error\":{\"message\":\"Slow down\"}}"},
	{"/429s", 429, "Retry-After: 17\r\n", ""},
	{"/429d", 429, "Retry-After: Sat, 23 May 2026 02:03:00 GMT\r\n", ""},
	{"/429past", 429, "Retry-After: Sat, 23 May 2026 02:00:00 GMT\r\n", ""},
	{"/429far", 429, "Retry-After: 99999999999999999999\r\n", ""},
	{"/429junk", 429, "Retry-After: soon\r\nX-RateLimit-Reset: later\r\n", ""},
	{"/429h", 429, "x-ratelimit-reset: 1779501700001\r\n", ""},
	{"/429b", 429, "",
	 "{\"error\":{\"message\":\"Slow\",\"metadata\":{\"headers\":"
	 "{\"X-RateLimit-Reset\":\"1779501690000\"}}}}"},
	{"/500", 500, "", "{\"error\":{\"message\":\"Internal\"}}"},
	{"/503", 503, "Retry-After: 5\r\n", "<html>"},
};

static void answer_raw(const struct httpd_request *request, const char *text)
{
	httpd_send(request, text, strlen(text));
}

/* {"data":"hello hello hello hello hello"} */
static void answer_gzip(const struct httpd_request *request)
{
	static const unsigned char body[] = {
		0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0x4a,
		0x49, 0x2c, 0x49, 0x54, 0xb2, 0x52, 0xca, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc0,
		0x41, 0x2a, 0xd5, 0x02, 0x00, 0x3e, 0x6a, 0xa7, 0xdb, 0x28, 0x00, 0x00, 0x00};

	httpd_reply(request, 200, "Content-Encoding: gzip\r\n", body, sizeof(body));
}

/* Append `count` bits, the lowest first. */
static void put_bits(unsigned char *out, size_t *at, unsigned bits, unsigned count)
{
	for (unsigned i = 0; i < count; i++, (*at)++)
		out[*at / 8] |= (unsigned char)((bits >> i & 1) << *at % 8);
}

/* 64 KiB of gzip that become over 10 MiB: one letter, then "258 times the last letter" again and
 * again.  The stream is left open. */
static void answer_bomb(const struct httpd_request *request)
{
	static const unsigned char head[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
	unsigned char *bits = calloc(1, 65536);
	size_t at = 0;

	put_bits(bits, &at, 0, 1);    /* not the last block */
	put_bits(bits, &at, 1, 2);    /* in the fixed codes */
	put_bits(bits, &at, 0x8E, 8); /* 'A': 01110001, highest bit first */
	while (at + 13 <= 65536 * 8) {
		put_bits(bits, &at, 0xA3, 8); /* length 258: 11000101, highest bit first */
		put_bits(bits, &at, 0, 5);    /* distance 1 */
	}
	answer_raw(request, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
	httpd_send(request, head, sizeof(head));
	httpd_send(request, bits, 65536);
	free(bits);
	httpd_stall(request, 60000);
}

/* One byte more than is accepted, or exactly as many; the stream is left open after more. */
static void answer_large(const struct httpd_request *request, size_t length)
{
	char *body = malloc(length);

	memset(body, ' ', length);
	if (length > FETCH_BODY_MAX) {
		answer_raw(request, "HTTP/1.1 200 OK\r\n\r\n");
		httpd_send(request, body, length);
		httpd_stall(request, 60000);
	} else {
		httpd_reply(request, 200, "", body, length);
	}
	free(body);
}

static void answer_many_headers(const struct httpd_request *request)
{
	answer_raw(request, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 4096; i++)
		answer_raw(request, "X-Filler: 0123456789abcdef\r\n");
	httpd_stall(request, 60000);
}

static void handle(const struct httpd_request *request, void *data)
{
	char path[64];

	(void)data;
	snprintf(path, sizeof(path), "%.*s", (int)strcspn(request->target, "?"), request->target);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (strcmp(path, answers[i].path) == 0)
			httpd_reply(request, answers[i].status, answers[i].headers, answers[i].body,
				    strlen(answers[i].body));
	if (strcmp(path, "/echo") == 0)
		httpd_reply(request, 200, "", request->headers, strlen(request->headers));
	else if (strcmp(path, "/gzip") == 0)
		answer_gzip(request);
	else if (strcmp(path, "/notgzip") == 0)
		httpd_reply(request, 200, "Content-Encoding: gzip\r\n", "{\"data\":[]}", 11);
	else if (strcmp(path, "/bomb") == 0)
		answer_bomb(request);
	else if (strcmp(path, "/full") == 0)
		answer_large(request, FETCH_BODY_MAX);
	else if (strcmp(path, "/large") == 0)
		answer_large(request, FETCH_BODY_MAX + 1);
	else if (strcmp(path, "/headers") == 0)
		answer_many_headers(request);
	else if (strcmp(path, "/late") == 0 && !httpd_stall(request, LATE_MS))
		httpd_reply(request, 200, "", "{}", 2);
	else if (strcmp(path, "/half") == 0)
		answer_raw(request, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":");
	else if (strcmp(path, "/garbage") == 0)
		answer_raw(request, "what?\r\n");
	else if (strcmp(path, "/interim") == 0)
		answer_raw(request, "HTTP/1.1 103 Early\r\nETag: \"early\"\r\n\r\n"
				    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
}

static void get_url(const char *url, const struct credentials *key, const char *etag, int seconds,
		    struct fetch_response *response)
{
	struct fetch_request request = {
		.url = url, .credentials = key, .etag = etag, .seconds = seconds};
	struct error error;
	struct fetch *fetch = fetch_new(&abort_flag, &error);

	if (!fetch)
		fail_msg("%s", error.text);
	fetch_get(fetch, &request, NOW, response);
	fetch_free(fetch);
}

static void get(const char *path, const struct credentials *key, const char *etag,
		struct fetch_response *response)
{
	char url[128];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s" QUERY, httpd_port(server), path);
	get_url(url, key, etag, 0, response);
}

static void assert_trouble_as(const struct credentials *who, const char *path, enum trouble trouble,
			      int http, const char *detail)
{
	struct fetch_response response;

	get(path, who, NULL, &response);
	assert_string_equal(response.detail, detail);
	assert_int_equal(response.trouble, trouble);
	assert_int_equal(response.http, http);
	assert_null(response.body);
	assert_int_equal(response.length, 0);
	assert_string_equal(response.etag, "");
	fetch_response_done(&response);
}

static void assert_trouble(const char *path, enum trouble trouble, int http, const char *detail)
{
	assert_trouble_as(&credentials, path, trouble, http, detail);
}

static void assert_body(const char *path, const char *body, const char *etag)
{
	struct fetch_response response;

	get(path, NULL, NULL, &response);
	assert_string_equal(response.detail, "");
	assert_int_equal(response.trouble, TROUBLE_NONE);
	assert_int_equal(response.http, 200);
	assert_int_equal(response.length, strlen(body));
	assert_string_equal(response.body, body);
	assert_string_equal(response.etag, etag);
	assert_int_equal(response.retry_after, 0);
	fetch_response_done(&response);
}

static void test_good_answers(void **state)
{
	(void)state;
	assert_body("/plain", "{\"data\":[]}", ETAG);
	assert_body("/gzip", "{\"data\":\"hello hello hello hello hello\"}", "");
	assert_body("/html", "<html>hello</html>", "");
	assert_body("/badetag", "{}", "");
	assert_body("/interim", "{}", "");
	assert_body("/empty", "", "");
}

static void test_not_modified(void **state)
{
	struct fetch_response response;

	(void)state;
	get("/same", NULL, ETAG, &response);
	assert_int_equal(response.trouble, TROUBLE_NONE);
	assert_int_equal(response.http, 304);
	assert_null(response.body);
	fetch_response_done(&response);
	assert_trouble("/same", TROUBLE_REQUEST, 304, "HTTP 304 is not expected");
}

/* What the server is told, as it came there. */
static char *headers_sent(const struct credentials *key, const char *etag)
{
	struct fetch_response response;

	get("/echo", key, etag, &response);
	assert_int_equal(response.http, 200);
	return response.body;
}

static void test_request_headers(void **state)
{
	static const struct credentials none;
	char *sent = headers_sent(&credentials, ETAG);

	(void)state;
	assert_non_null(strstr(sent, "\r\nAuthorization: Bearer " KEY "\r\n"));
	assert_non_null(strstr(sent, "\r\nUser-Agent: ortop/" ORTOP_VERSION "\r\n"));
	assert_non_null(strstr(sent, "\r\nAccept-Encoding: gzip\r\n"));
	assert_non_null(strstr(sent, "\r\nAccept: application/json\r\n"));
	assert_non_null(strstr(sent, "\r\nIf-None-Match: " ETAG "\r\n"));
	free(sent);
	sent = headers_sent(NULL, NULL);
	assert_null(strcasestr(sent, "authorization"));
	assert_null(strcasestr(sent, "if-none-match"));
	free(sent);
	/* Neither an empty key nor an ETag that would make another header line is sent. */
	sent = headers_sent(&none, "\"a\"\r\nX-Evil: 1");
	assert_null(strcasestr(sent, "authorization"));
	assert_null(strcasestr(sent, "if-none-match"));
	assert_null(strcasestr(sent, "evil"));
	free(sent);
}

static void test_refusals(void **state)
{
	(void)state;
	assert_trouble("/400", TROUBLE_REQUEST, 400, "HTTP 400: end_date \\u{001B}[31mtoo early");
	assert_trouble("/401", TROUBLE_KEY_REFUSED, 401, "HTTP 401: No auth");
	assert_trouble("/401key", TROUBLE_KEY_REFUSED, 401,
		       "HTTP 401 (its message repeats the key)");
	assert_trouble("/403", TROUBLE_KEY_REFUSED, 403, "HTTP 403");
	/* Without a key there is none to be refused. */
	assert_trouble_as(NULL, "/401", TROUBLE_REQUEST, 401, "HTTP 401: No auth");
	assert_trouble_as(NULL, "/403", TROUBLE_REQUEST, 403, "HTTP 403");
	assert_trouble("/404", TROUBLE_REQUEST, 404, "HTTP 404");
	assert_trouble("/429", TROUBLE_RATE_LIMITED, 429, "HTTP 429: Slow down");
	assert_trouble("/500", TROUBLE_SERVER, 500, "HTTP 500: Internal");
	assert_trouble("/503", TROUBLE_SERVER, 503, "HTTP 503");
	assert_trouble("/nocontent", TROUBLE_REQUEST, 204, "HTTP 204 is not expected");
}

static void test_redirects_are_not_followed(void **state)
{
	int before = httpd_count(server);

	(void)state;
	assert_trouble("/moved", TROUBLE_REQUEST, 301, "redirect refused (HTTP 301)");
	assert_trouble("/elsewhere", TROUBLE_REQUEST, 307, "redirect refused (HTTP 307)");
	assert_int_equal(httpd_count(server), before + 2);
}

static void test_waits(void **state)
{
	static const struct {
		const char *path;
		int64_t seconds;
	} cases[] = {
		{"/429", 0},     {"/429s", 17}, {"/429d", 120}, {"/429past", 0}, {"/429far", 86400},
		{"/429junk", 0}, {"/429h", 41}, {"/429b", 30},  {"/503", 5},     {"/500", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fetch_response response;

		get(cases[i].path, NULL, NULL, &response);
		if (response.retry_after != cases[i].seconds)
			fail_msg("%s: %jd s", cases[i].path, (intmax_t)response.retry_after);
		fetch_response_done(&response);
	}
}

/* Each of these streams is left open: only stopping early ends them. */
static void test_size_limits(void **state)
{
	struct fetch_response response;

	(void)state;
	get("/full", NULL, NULL, &response);
	assert_int_equal(response.trouble, TROUBLE_NONE);
	assert_int_equal(response.length, FETCH_BODY_MAX);
	fetch_response_done(&response);
	assert_trouble("/large", TROUBLE_PAYLOAD, 200, "larger than 8 MiB");
	assert_trouble("/bomb", TROUBLE_PAYLOAD, 200, "larger than 8 MiB");
	assert_trouble("/headers", TROUBLE_PAYLOAD, 200, "more than 64 KiB of headers");
}

static void assert_trouble_like(const char *path, enum trouble trouble, const char *words)
{
	struct fetch_response response;

	get(path, &credentials, NULL, &response);
	if (response.trouble != trouble || !strstr(response.detail, words))
		fail_msg("%s: %d, %s", path, response.trouble, response.detail);
	assert_null(response.body);
	fetch_response_done(&response);
}

static void test_broken_answers(void **state)
{
	(void)state;
	assert_trouble_like("/half", TROUBLE_CUT, "92 bytes");
	assert_trouble_like("/nothing", TROUBLE_CUT, "Empty reply");
	assert_trouble_like("/garbage", TROUBLE_PAYLOAD, "HTTP/0.9");
	assert_trouble_like("/notgzip", TROUBLE_PAYLOAD, "header check");
}

/* The time there is may be spent on waiting for the first byte. */
static void test_late_answer(void **state)
{
	struct fetch_response response;
	char url[128];

	(void)state;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/late" QUERY, httpd_port(server));
	get_url(url, NULL, NULL, LATE_SECONDS, &response);
	assert_string_equal(response.detail, "");
	assert_int_equal(response.http, 200);
	fetch_response_done(&response);
	get_url(url, NULL, NULL, 1, &response);
	assert_int_equal(response.trouble, TROUBLE_TIMEOUT);
	assert_string_equal(response.detail, "no answer in 1 s");
	fetch_response_done(&response);
}

static int start(void **state)
{
	static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
					    "ALL_PROXY",  "no_proxy",    "NO_PROXY"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	server = httpd_start(handle, NULL);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	httpd_stop(server);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_answers),
		cmocka_unit_test(test_not_modified),
		cmocka_unit_test(test_request_headers),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_redirects_are_not_followed),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_size_limits),
		cmocka_unit_test(test_broken_answers),
		cmocka_unit_test(test_late_answer),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
