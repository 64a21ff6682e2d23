/* asset.h - the text files of share/ and themes/, compiled in by the Makefile.
 *
 * Thread: any; const for ever.
 */
#ifndef ORTOP_SOURCE_ASSET_H
#define ORTOP_SOURCE_ASSET_H

#include <stddef.h>

struct asset {
	const char *name; /* "vendors.map", "sample.tsv", "default.theme" */
	const char *text; /* NUL-terminated */
	size_t length;
};

extern const struct asset assets[]; /* ends with a NULL name */

const struct asset *asset_find(const char *name); /* NULL when there is none */

#endif
