/* url.h - which URLs may be asked: https, or http to this machine.
 *
 * A loopback address is localhost, 127.0.0.0/8 or [::1].  URLs are read by libcurl's own parser
 * and handed on parsed, so that what was checked is what is asked.
 *
 * Ownership: a parsed URL is the caller's, for curl.url_cleanup.
 * Thread: any; but for url_is_plain libcurl_need must have returned true.
 */
#ifndef ORTOP_SOURCE_URL_H
#define ORTOP_SOURCE_URL_H

#include <stdbool.h>
#include "base/error.h"
#include "source/libcurl.h"

/* NULL, with the reason, for what may not be asked, and for one with a user or a password. */
CURLU *url_parse(const char *text, struct error *error);

/* Is this so simple a URL that it needs no libcurl to see that it may be asked?  A host of letters
 * and dots, or this machine, with a port and a path of plain characters at the most.  (libcurl,
 * which takes long to load, parses it all the same before it is asked.) */
bool url_is_plain(const char *text);

bool url_is_https(CURLU *url);

/* Do these words name the URL's host? */
bool url_is_named(CURLU *url, const char *words);

#endif
