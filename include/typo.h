/* typo.h - what was meant by a word of the command line that is not known.
 *
 * Each writes the whole reason, with the nearest spelling where one is near, and returns false.
 *
 * Thread: main.
 */
#ifndef ORTOP_TYPO_H
#define ORTOP_TYPO_H

#include <stdbool.h>
#include "action.h"
#include "base/error.h"
#include "cli.h"

/* A word where none is wanted, or a command that there is not.  A key that was given by mistake is
 * not repeated where others may read it. */
bool typo_operand(const char *argument, enum action action, struct error *error);

/* A command that there is not. */
bool typo_command(const char *name, struct error *error);

/* "--ofline": first of what the command takes, then of all. */
bool typo_option(const char *argument, enum action action, struct error *error);

/* A value that an option does not take. */
bool typo_value(const struct cli_option *option, const char *value, struct error *error);

/* A view that there is not; `instead` names all that there are. */
bool typo_view(const char *name, const char *instead, struct error *error);

#endif
