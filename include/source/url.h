/* url.h - which URLs may be asked: https, or http to this machine.
 *
 * A loopback address is localhost, 127.0.0.0/8 or [::1].  URLs are read by libcurl's own parser
 * and handed on parsed, so that what was checked is what is asked.
 *
 * Ownership: a parsed URL is the caller's, for curl.url_cleanup.
 * Thread: any; but for url_check_base libcurl_need must have returned true.
 */
#ifndef ORTOP_SOURCE_URL_H
#define ORTOP_SOURCE_URL_H

#include <stdbool.h>
#include "base/error.h"
#include "source/libcurl.h"

/* NULL, with the reason, for what may not be asked, and for one with a user or a password. */
CURLU *url_parse(const char *text, struct error *error);

/* Is this a base URL that may be asked: one that url_parse() takes, of no query and no fragment? It
 * is found without libcurl, which takes long to load and parses it all the same before it is asked;
 * what only libcurl would understand (an address as one number, say) is refused. */
bool url_check_base(const char *text, struct error *error);

bool url_is_https(CURLU *url);

/* Do these words name the URL's host? */
bool url_is_named(CURLU *url, const char *words);

#endif
