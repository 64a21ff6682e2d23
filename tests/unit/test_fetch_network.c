/* One GET and the ways there: aborts, connections, TLS, proxies, and which URLs may be asked. */
#include "source/fetch.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "source/url.h"
#include "support/httpd.h"

#define KEY "sk-or-v1-0123456789abcdef"

/* No name server is asked for this one: no part of a name is longer than 63 bytes. */
#define NOWHERE "a123456789b123456789c123456789d123456789e123456789f123456789g1234.invalid"

/* Never to be seen in a reason. */
#define QUERY "?start_date=2026-05-11"

static const struct credentials credentials = {.key = KEY};

static struct httpd *server;
static atomic_bool abort_flag;
static sem_t stalled;             /* posted by the server when it has begun to stall */
static atomic_bool proxy_got_key; /* was the key in what a proxy was told? */
static atomic_int connects_asked; /* of the proxy */

static void answer_connect(const struct httpd_request *request)
{
	char value[64];

	atomic_fetch_add(&connects_asked, 1);
	if (httpd_header(request, "Authorization", value, sizeof(value)) ||
	    strstr(request->headers, KEY))
		atomic_store(&proxy_got_key, true);
	httpd_reply(request, 403, "", "no", 2);
}

static void handle(const struct httpd_request *request, void *data)
{
	static const char half[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":";

	(void)data;
	if (strcmp(request->method, "CONNECT") == 0) {
		answer_connect(request);
	} else if (strncmp(request->target, "/stall", 6) == 0) {
		httpd_send(request, half, sizeof(half) - 1);
		sem_post(&stalled);
		httpd_stall(request, 60000);
	} else if (strncmp(request->target, "/silent", 7) == 0) {
		httpd_stall(request, 60000);
	} else {
		httpd_reply(request, 200, "", "{}", 2);
	}
}

static void get(const char *url, struct fetch_response *response)
{
	struct fetch_request request = {.url = url, .credentials = &credentials};
	struct error error;
	struct fetch *fetch = fetch_new(&abort_flag, &error);

	if (!fetch)
		fail_msg("%s", error.text);
	fetch_get(fetch, &request, 0, response);
	fetch_free(fetch);
}

static void get_path(const char *path, struct fetch_response *response)
{
	char url[128];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s" QUERY, httpd_port(server), path);
	get(url, response);
}

static void assert_trouble(const char *url, enum trouble trouble, const char *words)
{
	struct fetch_response response;

	get(url, &response);
	if (response.trouble != trouble || !strstr(response.detail, words))
		fail_msg("%s: %d, %s", url, response.trouble, response.detail);
	assert_null(strstr(response.detail, "start_date"));
	assert_int_equal(response.http, 0);
	fetch_response_done(&response);
}

static void assert_aborted(const char *path)
{
	struct fetch_response response;

	get_path(path, &response);
	assert_int_equal(response.trouble, TROUBLE_ABORTED);
	assert_null(response.body);
	fetch_response_done(&response);
}

static void *set_abort(void *data)
{
	(void)data;
	sem_wait(&stalled);
	atomic_store(&abort_flag, true);
	return NULL;
}

static void test_abort(void **state)
{
	struct timespec start, end;
	int asked = httpd_count(server);
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, set_abort, NULL), 0);
	clock_gettime(CLOCK_MONOTONIC, &start);
	assert_aborted("/stall");
	clock_gettime(CLOCK_MONOTONIC, &end);
	pthread_join(thread, NULL);
	/* The server would stall for a minute. */
	assert_in_range(end.tv_sec - start.tv_sec, 0, 10);
	/* And one that is aborted before it starts asks nothing. */
	assert_aborted("/");
	assert_int_equal(httpd_count(server), asked + 1);
	atomic_store(&abort_flag, false);
}

/* Who was asked and does not answer in time is not "offline": how far it came is told. */
static void test_no_whole_answer(void **state)
{
	static const struct {
		const char *path, *begin, *end;
		int http;
	} cases[] = {
		{"/silent", "no answer in ", " s", 0},
		{"/stall", "no whole answer in ", " s, 8 bytes of it", 200},
	};
	struct error error;
	struct fetch *fetch = fetch_new(&abort_flag, &error);

	(void)state;
	assert_non_null(fetch);
	fetch_limit(fetch, 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char url[128];
		struct fetch_request request = {.url = url, .credentials = &credentials};
		struct fetch_response response;

		snprintf(url, sizeof(url), "http://127.0.0.1:%d%s" QUERY, httpd_port(server),
			 cases[i].path);
		fetch_get(fetch, &request, 0, &response);
		assert_int_equal(response.trouble, TROUBLE_TIMEOUT);
		assert_ptr_equal(strstr(response.detail, cases[i].begin), response.detail);
		assert_non_null(strstr(response.detail, cases[i].end));
		assert_int_equal(response.http, cases[i].http);
		assert_null(response.body);
		fetch_response_done(&response);
	}
	fetch_free(fetch);
}

/* A port of loopback that refuses connections: bound, and not listened on. */
static int refusing_socket(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

static void test_no_connection(void **state)
{
	char url[128];
	int port, fd = refusing_socket(&port);

	(void)state;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1" QUERY, port);
	assert_trouble(url, TROUBLE_OFFLINE, "Failed to connect");
	close(fd);
	assert_trouble("https://" NOWHERE "/" QUERY, TROUBLE_OFFLINE, "resolve host");
}

/* Says something that is no TLS to whoever connects. */
static void *speak_plainly(void *data)
{
	int client = accept(*(int *)data, NULL, NULL);

	if (client >= 0) {
		send(client, "HTTP/1.1 400 Bad Request\r\n\r\n", 28, MSG_NOSIGNAL);
		close(client);
	}
	return NULL;
}

static void test_tls_failure(void **state)
{
	char url[128];
	int port, fd = refusing_socket(&port);
	pthread_t thread;

	(void)state;
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(pthread_create(&thread, NULL, speak_plainly, &fd), 0);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/v1" QUERY, port);
	assert_trouble(url, TROUBLE_TLS, "");
	pthread_join(thread, NULL);
	close(fd);
}

static void test_proxies(void **state)
{
	struct fetch_response response;
	char proxy[64];
	int port, fd = refusing_socket(&port);

	(void)state;
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", httpd_port(server));
	setenv("https_proxy", proxy, 1);
	assert_trouble("https://api.invalid/v1" QUERY, TROUBLE_PROXY, "403");
	assert_int_equal(atomic_load(&connects_asked), 1);
	assert_false(atomic_load(&proxy_got_key));
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", port);
	setenv("https_proxy", proxy, 1);
	assert_trouble("https://api.invalid/v1" QUERY, TROUBLE_PROXY, "127.0.0.1");
	setenv("https_proxy", "http://" NOWHERE ":3128", 1);
	assert_trouble("https://api.invalid/v1" QUERY, TROUBLE_PROXY, "resolve proxy");
	/* A proxy that is not used has no part in a failure. */
	setenv("no_proxy", "127.0.0.1", 1);
	snprintf(proxy, sizeof(proxy), "https://127.0.0.1:%d/v1" QUERY, port);
	assert_trouble(proxy, TROUBLE_OFFLINE, "127.0.0.1");
	unsetenv("no_proxy");
	unsetenv("https_proxy");
	/* Loopback is never asked through one. */
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", port);
	setenv("http_proxy", proxy, 1);
	get_path("/", &response);
	assert_int_equal(response.http, 200);
	assert_string_equal(response.body, "{}");
	fetch_response_done(&response);
	unsetenv("http_proxy");
	close(fd);
}

static void test_urls(void **state)
{
	static const char *const good[] = {
		"https://openrouter.ai/api/v1", "https://192.0.2.1:8443/x",
		"http://localhost:8080/api/v1", "http://LOCALHOST",
		"http://127.0.0.1:1",           "http://127.200.3.4/",
		"http://[::1]:8080/x",          "HTTPS://Mirror-1.example/a%20b",
		"https://[2001:db8::1]:65535",  "https://b\303\274cher.example/\303\244",
	};
	static const struct {
		const char *url, *word;
	} bad[] = {
		{"http://openrouter.ai/api/v1", "loopback"},
		{"http://192.0.2.1/", "loopback"},
		{"http://128.0.0.1/", "loopback"},
		{"http://0.0.0.0/", "loopback"},
		{"http://[::2]/", "loopback"},
		{"http://[::ffff:127.0.0.1]/", "loopback"},
		{"http://127.0.0.1.example.org/", "loopback"},
		{"http://localhost.example.org/", "loopback"},
		{"http://127.0.0.1@example.org/", "user"},
		{"https://key@openrouter.ai/", "user"},
		{"https://u:p@openrouter.ai/", "user"},
		{"https://openrouter.ai/api?x=1", "query"},
		{"https://openrouter.ai/api#x", "fragment"},
		{"ftp://localhost/", "https"},
		{"file:///etc/passwd", "https"},
		{"openrouter.ai/api/v1", "not a URL"},
		{"https://open router.ai/", "not a URL"},
		{"https://", "not a URL"},
		{"https://:1/", "host"},
		{"https://.x/", "host"},
		{"https://[::1/", "host"},
		{"https://[127.0.0.1]/", "host"},
		{"https://a[b/", "host"},
		{"https://a:/", "port"},
		{"https://a:0/", "port"},
		{"https://a:65536/", "port"},
		{"http://127.0.0.1:080808/", "port"},
		{"https://a:1x/", "port"},
		{"https://a:1:2/", "port"},
		{"https://a/b c", "blank"},
		{"https://a/\x1B[2J", "blank"},
		{"http://127.0.0.1.5/", "loopback"},
		{"https:openrouter.ai", "not a URL"},
		{"", "not a URL"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct error error;
		CURLU *url;

		if (!url_check_base(good[i], &error))
			fail_msg("%s: %s", good[i], error.text);
		/* Libcurl agrees. */
		assert_true(libcurl_need(NULL));
		url = url_parse(good[i], &error);
		if (!url)
			fail_msg("%s: %s", good[i], error.text);
		curl.url_cleanup(url);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error error = {""};

		if (url_check_base(bad[i].url, &error) || !strstr(error.text, bad[i].word))
			fail_msg("%s: %s", bad[i].url, error.text);
	}
	assert_trouble("http://192.0.2.1/" QUERY, TROUBLE_REQUEST, "loopback");
	assert_trouble("https://u:p@openrouter.ai/" QUERY, TROUBLE_REQUEST, "user");
}

static int start(void **state)
{
	static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
					    "ALL_PROXY",  "no_proxy",    "NO_PROXY"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	sem_init(&stalled, 0, 0);
	server = httpd_start(handle, NULL);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	httpd_stop(server);
	sem_destroy(&stalled);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_abort),         cmocka_unit_test(test_no_whole_answer),
		cmocka_unit_test(test_no_connection), cmocka_unit_test(test_tls_failure),
		cmocka_unit_test(test_proxies),       cmocka_unit_test(test_urls),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
