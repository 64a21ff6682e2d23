/* import.h - `ortop import FILE|-`: rankings from a file into the store, as if they were an answer.
 *
 * The file (see source/decode_file.h), at most FETCH_BODY_MAX bytes, is taken whole or not at all.
 * Weeks and days of which the store has the same figures, or those of a later answer, stay as they
 * are; the rest is judged like an answer (model/judge.h), and if it is worse nothing is taken but
 * with --accept, which takes the file's figures in any case.  What changes known figures is logged
 * as restated. Weeks and days from a file say so as their source until the source's own answer
 * replaces them.
 *
 * Needs neither network nor key.  Thread: main.
 */
#ifndef ORTOP_IMPORT_H
#define ORTOP_IMPORT_H

#include "context.h"

int command_import(struct context *context); /* an exit code */

#endif
