/* csv.h - a table as RFC 4180: CRLF, quotes doubled, one header row.
 *
 * Numbers are plain digits (see number.h).  Absent values and words in numeric columns are empty.
 * Text that a spreadsheet would take for a formula (it begins with = + - @ TAB or CR) gets an
 * apostrophe before it.
 *
 * Thread: any.
 */
#ifndef ORTOP_OUTPUT_CSV_H
#define ORTOP_OUTPUT_CSV_H

#include <stdio.h>
#include "view/table.h"

/* Write the table's export columns.  Errors stay in the stream: check ferror and fclose. */
void csv_write(const struct table *table, FILE *stream);

#endif
