/* check.h - what the fuzz targets share: each is one file fuzz_NAME.c with the entry point below.
 *
 * A target feeds its input to one reader of the program and holds the result against what that
 * reader's header promises.  A broken promise ends the process with the place, as a sanitizer does.
 * `make fuzz` links a target with libFuzzer, `make test` with driver.c, which runs it over its
 * corpus.
 */
#ifndef ORTOP_TESTS_FUZZ_CHECK_H
#define ORTOP_TESTS_FUZZ_CHECK_H

#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "model/catalog.h"
#include "model/history.h"

/* libFuzzer's name for it; returns 0.  `data` is not terminated. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(promise)                                                                        \
	do {                                                                                       \
		if (!(promise))                                                                    \
			check_failed(__FILE__, __LINE__, #promise);                                \
	} while (0)

void check_failed(const char *file, int line, const char *promise) __attribute__((noreturn));

/* Characters are UTF-8 from now on; calls after the first do nothing. */
void check_locale(void);

/* UTF-8 throughout, without a character that acts on a terminal; checked by libc's own decoder. */
void check_inert(const char *text);

/* A reason was given, and it is inert ASCII or UTF-8. */
void check_reason(const struct error *error);

/* Shape and sums of a history, and that its names read again are the same names. */
void check_history(const struct history *history);

void check_price(const struct price *price);

/* The input as a string that ends at its first NUL; free() releases it. */
char *check_string(const uint8_t *data, size_t size);

#endif
