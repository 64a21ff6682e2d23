/* browser.h - a page of the source's web site in the user's browser.
 *
 * Thread: main.
 */
#ifndef ORTOP_BROWSER_H
#define ORTOP_BROWSER_H

#include <stdbool.h>
#include "base/error.h"
#include "base/text.h"

/* The address of a model's page, by the catalogue's id; what may not stand in one is escaped (RFC
 * 3986). */
void browser_model_url(struct strbuf *out, const char *id);

/* Is there a desktop here: a display, and no SSH session around us? */
bool browser_is_here(void);

/* Start xdg-open with the address, in a session of its own, without our terminal, files, blocked
 * signals and key.  False when it cannot be started. */
bool browser_open(const char *url, struct error *error);

#endif
