/* number.h - a value's number in plain digits, as every file for programs has it.
 *
 * Tokens and ranks as integers, shares, growths and points as fractions with six decimals, dollars
 * with two, prices in USD per million tokens as they are.
 *
 * Thread: any.
 */
#ifndef ORTOP_OUTPUT_NUMBER_H
#define ORTOP_OUTPUT_NUMBER_H

#include "view/table.h"

/* Room for the largest number that a value can have. */
#define NUMBER_SIZE 400

/* The digits, in `out`; NULL where the value has no number: texts, words, series, what is absent.
 */
const char *number_digits(const struct value *value, char out[NUMBER_SIZE]);

#endif
