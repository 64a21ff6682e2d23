/* theme.h - roles -> colours, read from text.
 *
 * A theme file has one role a line, `#` starts a comment:
 *
 *	ROLE = FG [on BG] [bold] [dim] [underline] [reverse]
 *
 * FG and BG are up to three colours separated by slashes, for 256, 16 and 8 colours
 * ("75/bright-blue/blue"): `default`, a number below the depth, or a name (black red green yellow
 * blue magenta cyan white, with bright-).  Fewer give the rest: a named colour serves all depths
 * below (bright-x becomes x at 8), a number leaves `default` there.  Without `on BG` a role has
 * the background of `text`; a role that is not named looks like `text`.  `selected` is a role of
 * its own here: see theme_look(); when it is not named, it is `default reverse`.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_THEME_H
#define ORTOP_UI_THEME_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"
#include "ui/canvas.h"

enum theme_depth {
	THEME_256,
	THEME_16,
	THEME_8,
	THEME_DEPTHS,
};

enum theme_attribute {
	THEME_BOLD = 1 << 0,
	THEME_DIM = 1 << 1,
	THEME_UNDERLINE = 1 << 2,
	THEME_REVERSE = 1 << 3,
};

#define THEME_DEFAULT (-1) /* the terminal's own colour */

struct style {
	short fg[THEME_DEPTHS], bg[THEME_DEPTHS];
	unsigned attributes;
};

struct theme {
	char name[32];
	struct style roles[ROLE_COUNT];
	struct style selected; /* laid over the role of each cell of the selected row */
};

/* What a cell looks like at one depth: colour numbers or THEME_DEFAULT, and attributes. */
struct look {
	short fg, bg;
	unsigned attributes;
};

/* The name of a role in theme files: "title-focus". */
const char *theme_role_name(enum role role);

/* Parse; on false the error names file and line, and the theme is unusable. */
bool theme_parse(struct theme *theme, const char *name, const char *text, size_t length,
		 struct error *error);

/* The look of a role with CELL_ flags.  In a selected cell the colours that `selected` names
 * replace the role's, and the attributes are joined.  Depth THEME_DEPTHS has no colours. */
struct look theme_look(const struct theme *theme, enum role role, unsigned flags,
		       enum theme_depth depth);

/* Without any colour, attributes only: for NO_COLOR and terminals that have none. */
void theme_mono(struct theme *theme);

/* One look for all but the focused title and the selected row, which are reversed: for lines on
 * which a change of attributes is dear. */
void theme_plain(struct theme *theme);

#endif
