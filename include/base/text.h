/* text.h - UTF-8, display columns, and string buffers with a maximum.
 *
 * Widths are terminal columns as libc's wcwidth() counts them, so LC_CTYPE must be a UTF-8 locale
 * for anything beyond ASCII; ncurses counts the same way.  Text that came from outside has been
 * through text_escape(), so it holds no control, direction or invalid byte.
 *
 * Thread: any; a buffer belongs to one thread.
 */
#ifndef ORTOP_BASE_TEXT_H
#define ORTOP_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define TEXT_INVALID UINT32_MAX

/* The code point at *s (s < end) and *s moved past it.  A byte that starts no valid UTF-8
 * sequence (overlong, surrogate, above U+10FFFF, cut off) gives TEXT_INVALID and moves by one. */
uint32_t text_next(const char **s, const char *end);

/* The UTF-8 bytes of a code point (not terminated); returns how many, 1 to 4. */
size_t text_encode(uint32_t code_point, char out[4]);

/* Columns of one code point: 0, 1 or 2; 1 for what the locale cannot print. */
int text_char_width(uint32_t code_point);

/* Columns of a string. */
int text_width(const char *s);

/* How many bytes of `s` fit in `columns`, never half a character; *used gets their columns. */
size_t text_fit(const char *s, int columns, int *used);

/* How many bytes stand on a line of that many columns: up to a blank, if one is in reach; one
 * character at least, even where it does not fit, so that who goes from line to line comes to an
 * end. */
size_t text_line(const char *s, int columns);

/* Does `haystack` contain `needle`, ASCII letters without regard to case?  "" is contained. */
bool text_contains(const char *haystack, const char *needle);

/* The place of `word` in a NULL-ended list of words, to the letter; false and the place of the
 * NULL when it is none of them. */
bool text_find_word(const char *word, const char *const *words, int *place);

/* A string that grows up to `max` bytes; past that it is cut and `cut` is set. */
struct strbuf {
	char *data; /* NUL-terminated; "" when empty, never NULL after init */
	size_t length, capacity, max;
	bool cut;
};

void strbuf_init(struct strbuf *buf, size_t max);
void strbuf_done(struct strbuf *buf);
void strbuf_clear(struct strbuf *buf);
void strbuf_bytes(struct strbuf *buf, const char *bytes, size_t length);
void strbuf_text(struct strbuf *buf, const char *string);
void strbuf_printf(struct strbuf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Printable ASCII alone: as it stands it is escaped already. */
bool text_is_plain(const char *bytes, size_t length);

/* Append `length` bytes from outside, made inert: an invalid byte becomes \xNN, a control
 * (C0, DEL, C1, line and paragraph separators), a direction or another invisible format character
 * becomes \u{NNNN}; the rest is kept as it is. */
void text_escape(struct strbuf *out, const char *bytes, size_t length);

/* The same of a string: a copy in an arena; and what of it there is room for. */
const char *text_inert(struct arena *arena, const char *string);
void text_inert_into(char *out, size_t size, const char *string);

/* A text with the digits of its large numbers in groups of three: "tokens = 1,234,567".  What has
 * fewer than five digits, stands behind a point or is part of a word (of a slug, say) stays. */
void text_group_digits(struct strbuf *out, const char *text);

#endif
