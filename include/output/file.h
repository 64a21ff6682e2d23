/* file.h - files that appear whole and never over another.
 *
 * Ownership: returned paths are malloc'ed.  Thread: any.
 */
#ifndef ORTOP_OUTPUT_FILE_H
#define ORTOP_OUTPUT_FILE_H

#include <stdbool.h>
#include <stdio.h>
#include "base/error.h"

/* What to write. */
struct file_content {
	void (*write)(const void *data, FILE *stream);
	const void *data;
};

/* Write to a new file named `stem.extension`, or `stem-2.extension`, `-3`, ... where that exists:
 * a temporary file beside it, synced, then linked under the first free name.  *path gets the name.
 */
bool file_write_new(const char *stem, const char *extension, const struct file_content *content,
		    char **path, struct error *error);

/* Write to exactly this path.  A file that is there is replaced only when all is written, keeps its
 * permissions, and stays when they forbid writing; a symbolic link stays a link.  What is no
 * regular file (a device, a pipe) is written to. */
bool file_write(const char *path, const struct file_content *content, struct error *error);

#endif
