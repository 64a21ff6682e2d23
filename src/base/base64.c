#include "base/base64.h"

void base64_encode(struct strbuf *out, const char *bytes, size_t length)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789+/";

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i < 3 ? length - i : 3;
		unsigned group = 0;
		char code[4];

		for (size_t b = 0; b < 3; b++)
			group = group << 8 | (b < left ? (unsigned char)bytes[i + b] : 0);
		for (size_t c = 0; c < 4; c++)
			code[c] = c <= left ? letters[group >> (18 - 6 * c) & 63] : '=';
		strbuf_bytes(out, code, 4);
	}
}
