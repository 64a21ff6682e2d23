/* error.h - why a function failed, in words for a person.
 *
 * Fallible functions return bool and take a struct error * last; on false the text says what is
 * wrong, without a trailing newline and without any secret.  It is inert, as text_escape() makes
 * it, whatever file names, arguments and words of others stand in it.  Passing NULL is allowed: the
 * reason is then dropped.  On true the error is untouched.
 *
 * Ownership: the caller's, in place; nothing to free.
 * Thread: any (an error belongs to one caller).
 */
#ifndef ORTOP_BASE_ERROR_H
#define ORTOP_BASE_ERROR_H

#include <stdbool.h>

struct error {
	char text[320];
};

/* Write the reason (cut after the last whole character that fits) and return false, so that
 * `return error_set(...)` reads as the failure that it is. */
bool error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Put "context: " before the reason that is there; returns false. */
bool error_wrap(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#ifdef __clang_analyzer__ /* it sees one source file at a time */
#define error_set(...)  ((void)error_set(__VA_ARGS__), false)
#define error_wrap(...) ((void)error_wrap(__VA_ARGS__), false)
#endif

#endif
