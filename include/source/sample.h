/* sample.h - the built-in table: real figures, dated, for the first minute and for no network.
 *
 * share/sample.tsv, made by share/make-sample.py and compiled in, holds weeks, days and listings
 * with their citation.  Lines, fields separated by tabs, "-" for none, `#` starts a comment:
 *
 *	week	MONDAY	DAYS	QUALITY	AS_OF	   QUALITY: daily-sum or coarse; AS_OF: RFC 3339
 *	day	DATE	AS_OF
 *	row	PERMASLUG	TOKENS             of the week or day above it; "other" is the tail
 *	listing	SEEN	ID	PERMASLUG	NAME	CONTEXT	PROMPT	COMPLETION
 *		CACHE_READ	CONDITIONAL	   on one line
 *
 * SEEN is a date; prices are pico-USD a token, "-" for none, "varies"; CONDITIONAL is 0 or 1.
 * The listings stand after all else.
 *
 * Thread: any.
 */
#ifndef ORTOP_SOURCE_SAMPLE_H
#define ORTOP_SOURCE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"
#include "model/catalog.h"
#include "model/history.h"

/* Parse a sample; either builder may be NULL (those lines are then checked and dropped).  False on
 * the first wrong line, which is named. */
bool sample_parse(const char *text, size_t length, struct history_builder *history,
		  struct catalog_builder *catalog, struct error *error);

/* The compiled-in sample as a history (HISTORY_SAMPLE) with one reference. */
struct history *sample_history(void);

/* Add the compiled-in listings to a builder.  They are no answer of the source: of other figures
 * than the sample's they need not tell every model (see catalog_builder_checked). */
void sample_listings(struct catalog_builder *catalog);

/* Those of `n` models alone, which stand in byte order. */
void sample_listings_of(struct catalog_builder *catalog, const char *const *permaslugs, size_t n);

#endif
