/* libcurl.h - libcurl, loaded on demand.
 *
 * Nothing links with it: a program that draws before it fetches does not pay for libcurl and the
 * dozens of libraries behind it at its start.  Once loaded and initialized it stays for good.
 *
 * Thread: any (the first call loads, others wait); curl is const after libcurl_need.
 */
#ifndef ORTOP_SOURCE_LIBCURL_H
#define ORTOP_SOURCE_LIBCURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include "base/error.h"
#include "model/status.h"

/* What is used of it, without the prefix. */
#define LIBCURL_FUNCTIONS(X)                                                                       \
	X(global_init)                                                                             \
	X(easy_init)                                                                               \
	X(easy_cleanup)                                                                            \
	X(easy_reset)                                                                              \
	X(easy_setopt)                                                                             \
	X(easy_getinfo)                                                                            \
	X(easy_header)                                                                             \
	X(easy_perform)                                                                            \
	X(easy_strerror)                                                                           \
	X(slist_append)                                                                            \
	X(slist_free_all)                                                                          \
	X(getdate)                                                                                 \
	X(version_info)                                                                            \
	X(url)                                                                                     \
	X(url_cleanup)                                                                             \
	X(url_set)                                                                                 \
	X(url_get)                                                                                 \
	X(url_strerror)                                                                            \
	X(free)

struct libcurl {
#define LIBCURL_POINTER(name) __typeof__(curl_##name) *name;
	LIBCURL_FUNCTIONS(LIBCURL_POINTER)
#undef LIBCURL_POINTER
};

/* curl.easy_init() and so on; not before libcurl_need has returned true. */
extern struct libcurl curl;

/* Is libcurl there?  False with the loader's reason when it is not, now and ever after. */
bool libcurl_need(struct error *error);

/* fetch_about.c: what is known of the transfer that a handle has done, before it is reset. */
struct fetch_trace;
void fetch_trace_take(CURL *easy, struct fetch_trace *trace);

/* fetch_failure.c: what a transfer failed of that got no whole answer, before the handle is reset.
 * `detail` gets libcurl's own words, or better ones. */
enum trouble fetch_failure(CURL *easy, CURLcode code, const char *words, char *detail, size_t size);

#endif
