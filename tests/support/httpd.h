/* httpd.h - a small HTTP/1.1 server on 127.0.0.1 for tests: one thread, one request a connection.
 *
 * The handler is called in the server's thread, one request at a time, and writes the answer: with
 * httpd_reply(), or byte by byte with httpd_send() when the answer is to be wrong.  It must not
 * call cmocka's asserts (they jump), and shares data with the test through atomics.
 */
#ifndef ORTOP_TESTS_SUPPORT_HTTPD_H
#define ORTOP_TESTS_SUPPORT_HTTPD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct httpd;

struct httpd_request {
	const char *method;
	const char *target;  /* "/v1/models?x=1" */
	const char *headers; /* lines with CRLF, without the request line */
	struct httpd *server;
	int fd;
};

/* Listen on a free port; exits the test program when that fails. */
struct httpd *httpd_start(void (*handle)(const struct httpd_request *request, void *data),
			  void *data);

/* Ends a stalled answer too. */
void httpd_stop(struct httpd *server);

int httpd_port(const struct httpd *server);

/* How many requests have come. */
int httpd_count(const struct httpd *server);

/* The value of a header into `out` (cut to size); false, and "" there, when it is not given. */
bool httpd_header(const struct httpd_request *request, const char *name, char *out, size_t size);

/* Is `name=value` among the query's parameters? */
bool httpd_query(const struct httpd_request *request, const char *name, const char *value);

/* The day that a parameter of the query names; false when there is none. */
bool httpd_query_date(const struct httpd_request *request, const char *name, int32_t *day);

/* A whole answer with Content-Length and Connection: close; `headers` are further lines, each with
 * its CRLF, or "". */
void httpd_reply(const struct httpd_request *request, int status, const char *headers,
		 const void *body, size_t length);

void httpd_send(const struct httpd_request *request, const void *bytes, size_t length);

/* Wait until the client has gone, the server is stopped, or `ms` are over; false for the last. */
bool httpd_stall(const struct httpd_request *request, int ms);

#endif
