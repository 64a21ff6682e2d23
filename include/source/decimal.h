/* decimal.h - decimal numbers in text to whole units, without floating point.
 *
 * Thread: any (pure).
 */
#ifndef ORTOP_SOURCE_DECIMAL_H
#define ORTOP_SOURCE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/* Longer texts are refused. */
#define DECIMAL_TEXT_MAX 100

/* A number as JSON writes them ("0.00000025", "2.5e-7") to its magnitude in units of 10^-places,
 * rounded half up; *negative is set for what is below 0, however little ("-0" is not).  False for
 * anything else and for 2^63 units and more. */
bool decimal_parse(const char *text, int places, int64_t *magnitude, bool *negative);

#endif
