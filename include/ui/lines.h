/* lines.h - the lines above and below the panes: banner lines, keys, answers, the prompt.
 *
 * Every line takes the whole width of its canvas row; a long answer takes several.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_LINES_H
#define ORTOP_UI_LINES_H

#include <stdbool.h>
#include "ui/canvas.h"
#include "ui/keymap.h"
#include "view/banner.h"

/* The parts of a banner line that fit, in their order and as short as they must be (see
 * view/banner.h); the last one left is cut. */
void lines_banner(struct canvas *canvas, int row, const struct banner_line *line);

/* The most useful keys with a word each, of the panes or of a sheet; the least useful leave first,
 * and commands without a key have no part. */
void lines_keys(struct canvas *canvas, int row, const struct keymap *keymap, bool sheet);

/* An answer, which ends in `row`: what is too long for a line begins in lines above it, but never
 * in the first one.  `bad` says that something failed. */
void lines_message(struct canvas *canvas, int row, const char *text, bool bad);

/* "/" and the text being typed, its end always in sight, and the keys that end it. */
void lines_prompt(struct canvas *canvas, int row, const char *text);

#endif
