/* commands.h - what ortop does without a terminal.
 *
 * Each returns an exit code (see action.h); data go to stdout, messages to stderr.
 *
 * Thread: main.
 */
#ifndef ORTOP_COMMANDS_H
#define ORTOP_COMMANDS_H

#include "base/error.h"
#include "context.h"
#include "view/view.h"

int command_export(struct context *context);
int command_show(struct context *context);
int command_weeks(struct context *context);
int command_fetch(struct context *context);
int command_config(struct context *context);

/* Write a view as CSV to a new file `ortop-VIEW-WEEK-UNIT.csv` in the working directory (with -2,
 * -3, ... where it exists); *path is malloc'ed.  The dashboard's `e` and the command share it. */
bool export_new_file(const struct view *view, const struct snapshot *snapshot,
		     const struct query *query, char **path, struct error *error);

#endif
