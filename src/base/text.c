#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "base/mem.h"

#define DIGITS        "0123456789"
#define GROUPED_LEAST 5

/* Length of the sequence that a lead byte opens, 0 for none; *value gets the lead's own bits. */
static size_t sequence_length(unsigned char lead, uint32_t *value)
{
	if (lead < 0x80) {
		*value = lead;
		return 1;
	}
	if (lead >= 0xC2 && lead <= 0xDF) {
		*value = lead & 0x1F;
		return 2;
	}
	if (lead >= 0xE0 && lead <= 0xEF) {
		*value = lead & 0x0F;
		return 3;
	}
	if (lead >= 0xF0 && lead <= 0xF4) {
		*value = lead & 0x07;
		return 4;
	}
	return 0;
}

static bool in_range(uint32_t value, size_t length)
{
	if (length == 3)
		return value >= 0x800 && (value < 0xD800 || value > 0xDFFF);
	if (length == 4)
		return value >= 0x10000 && value <= 0x10FFFF;
	return true;
}

uint32_t text_next(const char **s, const char *end)
{
	const unsigned char *p = (const unsigned char *)*s;
	uint32_t value = 0;
	size_t length = sequence_length(*p, &value);

	if (length == 0 || length > (size_t)(end - *s)) {
		(*s)++;
		return TEXT_INVALID;
	}
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xC0) != 0x80) {
			(*s)++;
			return TEXT_INVALID;
		}
		value = value << 6 | (p[i] & 0x3F);
	}
	if (!in_range(value, length)) {
		(*s)++;
		return TEXT_INVALID;
	}
	*s += length;
	return value;
}

size_t text_encode(uint32_t code_point, char out[4])
{
	if (code_point < 0x80) {
		out[0] = (char)code_point;
		return 1;
	}
	if (code_point < 0x800) {
		out[0] = (char)(0xC0 | code_point >> 6);
		out[1] = (char)(0x80 | (code_point & 0x3F));
		return 2;
	}
	if (code_point < 0x10000) {
		out[0] = (char)(0xE0 | code_point >> 12);
		out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
		out[2] = (char)(0x80 | (code_point & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | code_point >> 18);
	out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
	out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
	out[3] = (char)(0x80 | (code_point & 0x3F));
	return 4;
}

int text_char_width(uint32_t code_point)
{
	int width;

	if (code_point < 0x7F)
		return code_point >= 0x20;
	width = wcwidth((wchar_t)code_point);
	return width < 0 ? 1 : width;
}

int text_width(const char *s)
{
	const char *end = s + strlen(s);
	int width = 0;

	while (s < end)
		width += text_char_width(text_next(&s, end));
	return width;
}

size_t text_fit(const char *s, int columns, int *used)
{
	const char *start = s, *end = s + strlen(s);
	int width = 0;

	while (s < end) {
		const char *next = s;
		int w = text_char_width(text_next(&next, end));

		if (width + w > columns)
			break;
		width += w;
		s = next;
	}
	if (used)
		*used = width;
	return (size_t)(s - start);
}

size_t text_line(const char *s, int columns)
{
	size_t length = text_fit(s, columns, NULL), end = length;
	const char *next = s;

	if (length == 0 && *s) {
		text_next(&next, s + strlen(s));
		return (size_t)(next - s);
	}
	if (!s[length])
		return length;
	while (end > 0 && s[end] != ' ')
		end--;
	return end ? end : length;
}

/* Not tolower(): in a Turkish locale that leaves I alone. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_contains(const char *haystack, const char *needle)
{
	size_t length = strlen(needle);

	for (;; haystack++) {
		size_t i = 0;

		while (i < length && haystack[i] && lower(haystack[i]) == lower(needle[i]))
			i++;
		if (i == length)
			return true;
		if (!*haystack)
			return false;
	}
}

bool text_find_word(const char *word, const char *const *words, int *place)
{
	for (*place = 0; words[*place]; ++*place)
		if (strcmp(word, words[*place]) == 0)
			return true;
	return false;
}

void strbuf_init(struct strbuf *buf, size_t max)
{
	memset(buf, 0, sizeof(*buf));
	buf->max = max;
	buf->data = mem_grow(NULL, &buf->capacity, 1, 1);
	buf->data[0] = '\0';
}

void strbuf_done(struct strbuf *buf)
{
	free(buf->data);
	memset(buf, 0, sizeof(*buf));
}

void strbuf_clear(struct strbuf *buf)
{
	buf->length = 0;
	buf->cut = false;
	buf->data[0] = '\0';
}

void strbuf_bytes(struct strbuf *buf, const char *bytes, size_t length)
{
	if (length > buf->max - buf->length) {
		length = buf->max - buf->length;
		buf->cut = true;
	}
	buf->data = mem_grow(buf->data, &buf->capacity, buf->length + length + 1, 1);
	memcpy(buf->data + buf->length, bytes, length);
	buf->length += length;
	buf->data[buf->length] = '\0';
}

void strbuf_text(struct strbuf *buf, const char *string)
{
	strbuf_bytes(buf, string, strlen(string));
}

void strbuf_printf(struct strbuf *buf, const char *format, ...)
{
	char small[256], *large;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(small, sizeof(small), format, args);
	va_end(args);
	if (length < 0)
		return;
	if ((size_t)length < sizeof(small)) {
		strbuf_bytes(buf, small, (size_t)length);
		return;
	}
	large = mem_alloc((size_t)length + 1, 1);
	va_start(args, format);
	vsnprintf(large, (size_t)length + 1, format, args);
	va_end(args);
	strbuf_bytes(buf, large, (size_t)length);
	free(large);
}

/* Characters that would act instead of being seen: controls, line and paragraph separators,
 * direction marks, joiners and other invisible format characters, tags. */
static bool is_active(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},     {0x34F, 0x34F},
		{0x61C, 0x61C},     {0x115F, 0x1160},   {0x17B4, 0x17B5}, {0x180B, 0x180F},
		{0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F}, {0x3164, 0x3164},
		{0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3},
		{0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

bool text_is_plain(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] < ' ' || bytes[i] > '~')
			return false;
	return true;
}

void text_escape(struct strbuf *out, const char *bytes, size_t length)
{
	const char *end = bytes + length;

	while (bytes < end) {
		const char *start = bytes;
		uint32_t c;

		/* Nearly all text is plain: it is taken in runs. */
		while (bytes < end && *bytes >= ' ' && *bytes <= '~')
			bytes++;
		strbuf_bytes(out, start, (size_t)(bytes - start));
		if (bytes == end)
			break;
		start = bytes;
		c = text_next(&bytes, end);
		if (c == TEXT_INVALID)
			strbuf_printf(out, "\\x%02X", (unsigned char)*start);
		else if (is_active(c))
			strbuf_printf(out, "\\u{%04X}", (unsigned)c);
		else
			strbuf_bytes(out, start, (size_t)(bytes - start));
	}
}

const char *text_inert(struct arena *arena, const char *string)
{
	size_t length = strlen(string);
	struct strbuf out;
	const char *copy;

	if (text_is_plain(string, length))
		return arena_strndup(arena, string, length);
	strbuf_init(&out, SIZE_MAX);
	text_escape(&out, string, length);
	copy = arena_strndup(arena, out.data, out.length);
	strbuf_done(&out);
	return copy;
}

void text_inert_into(char *out, size_t size, const char *string)
{
	struct strbuf text;

	strbuf_init(&text, size - 1);
	text_escape(&text, string, strlen(string));
	memcpy(out, text.data, text.length + 1);
	strbuf_done(&text);
}

/* Does a number that begins there stand alone, with at most a sign before it? */
static bool begins_number(const char *text, const char *at)
{
	return at == text || strchr(" ($+", at[-1]);
}

static bool ends_number(const char *end)
{
	return !*end || strchr(" ).,;:%", *end);
}

void text_group_digits(struct strbuf *out, const char *text)
{
	const char *at = text;

	while (*at) {
		size_t n = strspn(at, DIGITS);
		bool grouped = n >= GROUPED_LEAST && begins_number(text, at) && ends_number(at + n);

		for (size_t i = 0; i < n; i++) {
			if (grouped && i > 0 && (n - i) % 3 == 0)
				strbuf_bytes(out, ",", 1);
			strbuf_bytes(out, at + i, 1);
		}
		at += n;
		if (n == 0)
			strbuf_bytes(out, at++, 1);
	}
}
