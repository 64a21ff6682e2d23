/* line.h - one line from a template, for a status bar or a prompt.
 *
 * A template is text with placeholders: {week}, {top:20} (at most 20 columns of it).  {{ and }} are
 * braces.  What is not known, or not so, fills in nothing, and takes the blanks before it along
 * (at the beginning of the line those behind it).
 *
 * Values are inert (see text_escape); the template's own text stays as it is.
 *
 * Ownership: a line owns what it keeps of its template.  Thread: any.
 */
#ifndef ORTOP_VIEW_LINE_H
#define ORTOP_VIEW_LINE_H

#include <stdbool.h>
#include "base/error.h"
#include "base/text.h"
#include "view/placeholder.h"

/* About 60 columns: the week, the first model with its share, who leads by how many points and for
 * how many weeks, how old it is, and what is wrong, if anything is. */
#define LINE_DEFAULT "{week}  {top:18} {top_share}  {race}  {age} {warning}"

enum line_escape {
	LINE_PLAIN,
	LINE_TMUX, /* # doubled: a format of tmux would begin with it */
	LINE_ZSH,  /* % doubled, as a prompt of zsh wants it */
	LINE_JSON, /* as within a string of JSON (RFC 8259) */
};

struct line;

/* False with the reason: a brace that is not closed, a name that is not known (with the nearest),
 * a width that is none. */
struct line *line_parse(const char *template, struct error *error);
void line_free(struct line *line); /* NULL is allowed */

/* Of all its placeholders, together (enum placeholder_need). */
unsigned line_needs(const struct line *line);

/* Fill it in, without a newline. */
void line_fill(const struct line *line, const struct line_facts *facts, enum line_escape escape,
	       struct strbuf *out);

/* A value as the escape wants it, made inert. */
void line_escape(struct strbuf *out, const char *text, enum line_escape escape);

/* The names of the escapes, NULL-ended: none, tmux, zsh, json. */
extern const char *const line_escapes[];

/* The escape of a name. */
bool line_find_escape(const char *name, enum line_escape *escape);

#endif
