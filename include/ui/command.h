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

/* A key while the help is open: it scrolls, or closes it. */
unsigned command_help_key(struct screen *screen, uint32_t key);

/* A key while the filter is typed: the pane follows every letter. */
unsigned command_prompt_key(struct screen *screen, uint32_t key);

#endif
