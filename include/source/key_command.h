/* key_command.h - the API key from what a command prints: a password manager's, say.
 *
 * /bin/sh -c runs it in a session of its own, without our terminal, files and blocked signals; what
 * it says on stderr goes nowhere.  Its first line is the key (see credentials.h); whatever it
 * printed is wiped and never in a reason.  It ends within KEY_COMMAND_SECONDS or is killed, with
 * all that it started in its session's group.
 *
 * Thread: any.
 */
#ifndef ORTOP_SOURCE_KEY_COMMAND_H
#define ORTOP_SOURCE_KEY_COMMAND_H

#include <stdatomic.h>
#include <stdbool.h>
#include "base/error.h"
#include "source/credentials.h"

#define KEY_COMMAND_SECONDS 60

/* `stop`, when it becomes true, ends the command and the call; NULL for never. */
bool key_command_run(const char *command, const atomic_bool *stop, struct credentials *credentials,
		     struct error *error);

#endif
