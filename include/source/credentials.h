/* credentials.h - the API key: from the environment, a file or a command (see key_command.h).
 *
 * --key-file wins over OPENROUTER_API_KEY.  The key is trimmed; it must be 1 to 512 printable ASCII
 * characters without spaces (it goes into a header line).  A key file must be a regular file that
 * only its owner can read.  The text of the key reaches no error, log, store or export (nor does
 * the key file's path where it may be a key given by mistake: no file, and not like a path); the
 * struct is passed by pointer to source/fetch alone and wiped when done.
 *
 * A process with a key, be it in its environment alone, leaves no core: no file (RLIMIT_CORE),
 * nothing for a program that takes cores, and no look into its memory or /proc entries for other
 * processes of its user (it is no dumpable process).  Root can look all the same.  To debug, run it
 * without a key (with a stand-in that wants none), under the debugger from its start, or as root.
 * What the environment holds is open to look at until main begins, some milliseconds: a key file
 * leaves no such moment.
 *
 * Thread: filled by main before others start; read by the worker.
 */
#ifndef ORTOP_SOURCE_CREDENTIALS_H
#define ORTOP_SOURCE_CREDENTIALS_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"

struct credentials {
	char key[513]; /* "" when there is none */
};

/* Read the key.  No key anywhere is not an error (key is "" then); a key file that is
 * missing, unsafe or malformed, or a malformed variable, is.  A blank variable counts as none; any
 * is wiped and removed from the environment. */
bool credentials_load(struct credentials *credentials, const char *key_file, struct error *error);

/* Take a key from a text of somebody's, named in the reason when it is none. */
bool credentials_read(struct credentials *credentials, const char *text, size_t length,
		      const char *whose, struct error *error);

/* There will be a key in the process, or is one in its environment: no core from here on. */
void credentials_expect(void);

/* Does the environment hold a key (until it is loaded)? */
bool credentials_in_environment(void);

/* Move a key into other credentials, whose own is wiped. */
void credentials_take(struct credentials *to, struct credentials *from);

void credentials_wipe(struct credentials *credentials);

#endif
