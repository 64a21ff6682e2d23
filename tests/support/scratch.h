/* scratch.h - a folder of a test's own, and the store in it.
 *
 * For cmocka's setup and teardown: scratch_setup() makes the folder, scratch_teardown() removes it
 * with all files in it.  One at a time.
 */
#ifndef ORTOP_TESTS_SUPPORT_SCRATCH_H
#define ORTOP_TESTS_SUPPORT_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

extern char scratch_folder[64];
extern char scratch_store[96]; /* where the store is, once somebody has made it */

int scratch_setup(void **state);
int scratch_teardown(void **state);

/* Remove all files in the folder; 0 when it could be read. */
int scratch_clear(void);

/* Into `out`: a file of the folder. */
const char *scratch_file(const char *name, char out[128]);

/* A file of the folder as text, cut to size - 1 bytes; it must be there.  Returns `text`. */
char *scratch_read(const char *name, char *text, size_t size);

/* What another program does to the store's file, and what it sees there: a number, or the first
 * column of the first row as text ("NULL" for null). */
void scratch_sql(const char *sql);
int64_t scratch_number(const char *sql);
const char *scratch_look(const char *sql, char out[256]);

#define assert_look(sql, expected)                                                                 \
	do {                                                                                       \
		char out_[256];                                                                    \
		assert_string_equal(scratch_look(sql, out_), expected);                            \
	} while (0)

#endif
