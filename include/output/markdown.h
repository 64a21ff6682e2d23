/* markdown.h - a document as a table of GitHub Flavored Markdown, with its title and citation.
 *
 * The columns are those of the screen and values stand as they do there, sparklines among them;
 * bars are left to their numbers.  Whatever Markdown or HTML would take for markup is escaped, so
 * names stay names.
 *
 * Thread: any.
 */
#ifndef ORTOP_OUTPUT_MARKDOWN_H
#define ORTOP_OUTPUT_MARKDOWN_H

#include <stdbool.h>
#include <stdio.h>
#include "view/document.h"

/* ascii: signs of ours are ASCII.  Errors stay in the stream: check ferror and fclose. */
void markdown_write(const struct document *document, bool ascii, FILE *stream);

#endif
