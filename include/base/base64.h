/* base64.h - RFC 4648, section 4: bytes as letters.
 *
 * Thread: any.
 */
#ifndef ORTOP_BASE_BASE64_H
#define ORTOP_BASE_BASE64_H

#include "base/text.h"

/* Append the code of `length` bytes, padded with `=`. */
void base64_encode(struct strbuf *out, const char *bytes, size_t length);

#endif
