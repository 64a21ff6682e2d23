/* versions.h - what ortop is made of.
 *
 * Thread: main.
 */
#ifndef ORTOP_VERSIONS_H
#define ORTOP_VERSIONS_H

#include "base/text.h"

/* The libraries with their versions, as loaded, on one line; libcurl is loaded for it. */
void versions_of_libraries(struct strbuf *out);

#endif
