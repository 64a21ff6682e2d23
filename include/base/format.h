/* format.h - numbers as the screen shows them.  Pure; "now" is passed in.
 *
 * Every function writes a NUL-terminated ASCII string into the caller's buffer of FORMAT_SIZE
 * bytes and returns it.  The widths given are maxima in columns over the whole range, so that
 * columns can be laid out once and nothing jumps when a week changes.
 *
 * Thread: any.
 */
#ifndef ORTOP_BASE_FORMAT_H
#define ORTOP_BASE_FORMAT_H

#include <stdint.h>

#define FORMAT_SIZE 32

/* All its digits, in groups of three: 1,234,567. */
char *format_integer(char out[FORMAT_SIZE], int64_t number);

/* Three significant digits and K, M, B, T (10^12), P, E: 0, 950, 9.50K, 806B, 3.43T.  Width 5. */
char *format_tokens(char out[FORMAT_SIZE], int64_t tokens);

/* Dollars from micro-USD: $0.00, $9.87, $343, $34.3K, $1.20M, $12.0B.  Width 6. */
char *format_usd(char out[FORMAT_SIZE], int64_t micro_usd);

/* A share: 0.453 -> 45.3%.  Width 6 (100.0%). */
char *format_share(char out[FORMAT_SIZE], double fraction);

/* A growth: 0.074 -> +7.4%, 0.66 -> +66%, 0 -> 0.0%, 12.3 -> +1230%, 200 -> x201.  Width 6. */
char *format_growth(char out[FORMAT_SIZE], double growth);

/* A difference of shares in percentage points: 0.012 -> +1.2.  Width 6. */
char *format_points(char out[FORMAT_SIZE], double points);

/* A price: pico-USD a token -> USD per million tokens, rounded to four decimals; the last two are
 * blank where they are 0, so that right-aligned points stand under each other: "$0.14  ",
 * "$0.0615", "$25.00  ", "<$.0001".  Width 9. */
char *format_price(char out[FORMAT_SIZE], int64_t pico_usd);

/* The same exactly, as a CSV cell without padding: 0.1, 2.5, 0.000075, 0. */
char *format_price_exact(char out[FORMAT_SIZE], int64_t pico_usd);

/* Dollars with two decimals and no sign or grouping, rounded half away from zero: 12.35. */
char *format_usd_exact(char out[FORMAT_SIZE], int64_t micro_usd);

/* A context window in tokens: 131072 -> 131K, 1000000 -> 1M, 1048576 -> 1.05M.  Width 5. */
char *format_context(char out[FORMAT_SIZE], int64_t tokens);

/* How long ago: just now (< 60 s), 3 min ago, 3 h ago, 2 d ago; a time ahead is "just now". */
char *format_age(char out[FORMAT_SIZE], int64_t now, int64_t then);

/* How long until: now, under 1 min, 12 min, 3 h: words that hold for a minute. */
char *format_wait(char out[FORMAT_SIZE], int64_t seconds);

#endif
