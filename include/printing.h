/* printing.h - what a command has to say, on standard output: all of it, or why not.
 *
 * What cannot be written is a failure, and stderr says why.  Where nobody reads on there is nothing
 * to tell of: *signal_number is SIGPIPE then, and the process is to die by it, as any program does,
 * though somebody before it had the signal ignored.
 *
 * Each returns whether all was written.  Thread: main.
 */
#ifndef ORTOP_PRINTING_H
#define ORTOP_PRINTING_H

#include <stdbool.h>
#include <stddef.h>
#include "output/file.h"

bool print_bytes(const char *bytes, size_t length, int *signal_number);
bool print_content(const struct file_content *content, int *signal_number);

#endif
