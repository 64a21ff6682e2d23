/* vendor.h - the author of a model -> its vendor's name and region.
 *
 * The map is text, one author a line: author, name, region, reason, separated by tabs; a line
 * that begins with `#` is a comment, blank lines are skipped, a run of tabs separates like one.  A
 * region is an ISO 3166 country code (CN, US, FR), or "-" for an author behind whom no vendor is
 * known.  A later line for an author replaces an earlier one, so that a user's lines can be parsed
 * after the shipped ones.
 *
 * Ownership: the map owns its memory; a snapshot borrows it for its whole life.
 * Thread: built by main before others start; read by any.
 */
#ifndef ORTOP_MODEL_VENDOR_H
#define ORTOP_MODEL_VENDOR_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"

#define REGION_CHINA        "CN"
#define REGION_US           "US"
#define REGION_UNIDENTIFIED "unidentified"
#define REGION_TAIL         "tail"

struct vendor {
	const char *author; /* "moonshotai": what stands before the slash */
	const char *name;   /* "Moonshot AI" */
	const char *region; /* country code, or REGION_UNIDENTIFIED */
	const char *reason; /* why, with its source */
};

struct vendor_map;

struct vendor_map *vendor_map_new(void);
void vendor_map_free(struct vendor_map *map);

/* Add the lines of `text`; `origin` names the file in reasons.  A wrong line is skipped and named
 * (the first one, with how many more); false when there was any. */
bool vendor_map_parse(struct vendor_map *map, const char *text, size_t length, const char *origin,
		      struct error *error);

size_t vendor_map_count(const struct vendor_map *map);

/* The vendor of an author given as `length` bytes; NULL when the map has none. */
const struct vendor *vendor_map_find(const struct vendor_map *map, const char *author,
				     size_t length);

/* Length of the author's part of a permaslug (up to the slash, or all of it). */
size_t vendor_author_length(const char *permaslug);

#endif
