/* log.h - the file of --log: one line an event, with its UTC time.
 *
 * A log that was not asked for is NULL, and every call on it does nothing.  Lines are escaped
 * (see text_escape), so an answer from outside cannot forge one; callers never pass a key.
 *
 * Thread: any (a line is one write to a file opened for appending).
 */
#ifndef ORTOP_BASE_LOG_H
#define ORTOP_BASE_LOG_H

#include <stdbool.h>
#include "base/clock.h"
#include "base/error.h"

struct log;

/* Open for appending, made 0600.  The clock must outlive the log. */
struct log *log_open(const char *path, const struct clock *clock, struct error *error);
void log_close(struct log *log);
void log_line(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
