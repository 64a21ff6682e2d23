/* themes.h - the themes that there are, and the one in use: those that are shipped, then the user's
 * ($XDG_CONFIG_HOME/ortop/themes/NAME.theme, by name), then a file that was asked for.
 *
 * Ownership: in place; themes_done frees.  Thread: main.
 */
#ifndef ORTOP_THEMES_H
#define ORTOP_THEMES_H

#include <stdbool.h>
#include "base/error.h"
#include "ui/theme.h"

struct themes {
	struct theme current;
	char **own; /* paths of the user's themes, by name */
	int n_own;
	const char *file; /* a file given by the user, or NULL; it stands after all others */
	int index;        /* of the current one */
	bool no_color;    /* NO_COLOR: attributes only, whatever the theme */
};

/* The names of the shipped themes in the order in which `p` goes through them; NULL beyond. */
const char *themes_shipped(int i);

/* Is there a theme of this name, or does it mean a file?  Else the reason has the nearest one. */
bool themes_know(const char *name, struct error *error);

/* Can the theme be used?  Else the reason names what is wrong with its file, with the line. */
bool themes_try(const char *name, struct error *error);

/* Take the theme of a name, the user's before a shipped one, or of a file when the name has a slash
 * or ends in .theme; NULL for the default.  On failure the default is taken and the reason given.
 * no_color must be set before; the list of the user's themes is read anew. */
bool themes_init(struct themes *themes, const char *name, struct error *error);

/* The user's themes may have changed: list and current one are read anew.  On failure the colours
 * stay as they are, and the reason is given. */
bool themes_reread(struct themes *themes, struct error *error);

/* The next (1) or previous (-1) theme; one that cannot be used is passed over, and the reason
 * given.
 */
bool themes_step(struct themes *themes, int step, struct error *error);

void themes_done(struct themes *themes);

#endif
