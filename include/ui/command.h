/* command.h - what each command does to the screen.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_COMMAND_H
#define ORTOP_UI_COMMAND_H

#include "ui/screen.h"

/* Run a command without an overlay open; returns react flags.  What the screen cannot do itself
 * comes back as a flag of its own. */
unsigned command_run(struct screen *screen, enum command command);

/* Sort by a column of the table that has the keys; by that one already: turn the order round.  One
 * that cannot be sorted by changes nothing. */
unsigned command_sort_by(struct screen *screen, size_t column);

/* A key while the help is open: it scrolls, or closes it. */
unsigned command_help_key(struct screen *screen, uint32_t key);

/* A key while the filter is typed: the pane follows every letter. */
unsigned command_prompt_key(struct screen *screen, uint32_t key);

#endif
