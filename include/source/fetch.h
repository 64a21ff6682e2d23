/* fetch.h - one HTTP GET, bounded and abortable.
 *
 * libcurl is loaded by fetch_new (see source/libcurl), so that a program that draws before it
 * fetches does not pay for it at start.  HTTPS with verification; plain http to loopback addresses
 * only (and then past any proxy); redirects are not followed, since libcurl cannot keep them on one
 * host; proxies come from the environment, and so does a CA bundle in place of the system's
 * (SSL_CERT_FILE); gzip is undone while reading and the limit counts what
 * comes out.
 *
 * Ownership: the caller's; a response's memory is freed by fetch_response_done.
 * Thread: worker (one fetch belongs to one thread); the abort flag may be set by any.
 */
#ifndef ORTOP_SOURCE_FETCH_H
#define ORTOP_SOURCE_FETCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "model/status.h"
#include "source/credentials.h"

#define FETCH_BODY_MAX (8u * 1024 * 1024)
#define FETCH_ETAG_MAX 128
#define FETCH_SECONDS  120 /* for all of a request, unless fetch_limit() says less */

/* Of those at most so many to connect, and so many in a row at less than 100 bytes a second, which
 * a first byte is waited for, too: all of a time that is shorter. */
#define FETCH_CONNECT_SECONDS 10
#define FETCH_SLOW_SECONDS    30

struct fetch;

/* How a request went: milliseconds from its begin to the end of each step, 0 for one that was not
 * taken. */
struct fetch_trace {
	int name_ms, connect_ms, tls_ms, answer_ms;
	int64_t date; /* the answer's Date (Unix seconds), 0 for none */
};

struct fetch_request {
	const char *url;
	const struct credentials *credentials; /* NULL: no Authorization header */
	const char *etag;                      /* sent as If-None-Match; NULL or "" for none */
	int seconds; /* for all of it, if that is less than the fetch's; 0 for those */
	struct fetch_trace *trace; /* filled in; or NULL */
};

struct fetch_response {
	enum trouble trouble; /* TROUBLE_NONE for 200, and for 304 to an etag */
	int http;             /* status code, 0 when none came */
	char *body;           /* NUL-terminated, `length` bytes; NULL unless http is 200 */
	size_t length;
	char etag[FETCH_ETAG_MAX]; /* of a 200, "" when none or too long */
	int64_t retry_after; /* seconds to wait as a 429 or 5xx says (Retry-After in seconds or
			      * as a date, else X-RateLimit-Reset of header or error body), at
			      * most a day; 0 for none */
	char detail[200];    /* why, in words and escaped: curl's error, or the error body's
			      * message, with http status; never the key, never the URL's query */
};

/* Loads libcurl.  `abort` is looked at during transfers: once true, they end with
 * TROUBLE_ABORTED within a second.  It must outlive the fetch. */
struct fetch *fetch_new(const atomic_bool *abort, struct error *error);
void fetch_free(struct fetch *fetch);

/* Seconds for all of any request from now on, at least 1. */
void fetch_limit(struct fetch *fetch, int seconds);

/* Do the request; always fills the response. `now` (Unix seconds) turns dates into waits. */
void fetch_get(struct fetch *fetch, const struct fetch_request *request, int64_t now,
	       struct fetch_response *response);

void fetch_response_done(struct fetch_response *response);

#endif
