/* text.h - a document as plain text: aligned columns, as the screen shows them.
 *
 * The title, the headline, where it comes from; the rows; below them what the pane says, how
 * dollars are made and whom to cite.  Into a file or a pipe nothing is cut: columns are as wide as
 * what stands in them.  On a terminal of fewer columns they leave and are cut as on the screen (see
 * columns.h), and sentences are broken.
 *
 * Thread: any.
 */
#ifndef ORTOP_OUTPUT_TEXT_H
#define ORTOP_OUTPUT_TEXT_H

#include <stdbool.h>
#include <stdio.h>
#include "base/text.h"
#include "view/document.h"

struct text_style {
	int columns; /* of the terminal; 0 for no limit */
	bool ascii;  /* signs of ours are ASCII, other characters '?' */
	bool color;  /* the terminal's own 16 colours (ECMA-48), whatever the theme */
	/* The address of the page that a row's name leads to (OSC 8), appended to `url`; false for
	 * none.  NULL: no links. */
	bool (*link)(const struct document *document, const struct row *row, struct strbuf *url);
};

/* Errors stay in the stream: check ferror and fclose. */
void text_write(const struct document *document, const struct text_style *style, FILE *stream);

#endif
