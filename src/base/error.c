#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"

#define SIZE sizeof(((struct error *)0)->text)

/* A text that was cut may end in half a character, which a terminal would not take for one. */
static void drop_half(char *text)
{
	char *end = text + strlen(text), *last = end;
	const char *next;

	while (last > text && (*--last & 0xC0) == 0x80)
		;
	next = last;
	if (last < end && text_next(&next, end) == TEXT_INVALID)
		*last = '\0';
}

/* Whatever the words are made of: file names, arguments, what a server or a file said. */
static void keep(struct error *error, const char *text)
{
	struct strbuf inert;

	strbuf_init(&inert, sizeof(error->text) - 1);
	text_escape(&inert, text, strlen(text));
	memcpy(error->text, inert.data, inert.length + 1);
	if (inert.cut)
		drop_half(error->text);
	strbuf_done(&inert);
}

#undef error_set
#undef error_wrap

bool error_set(struct error *error, const char *format, ...)
{
	char text[SIZE];
	va_list args;
	int length;

	if (!error)
		return false;
	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (length >= (int)sizeof(text))
		drop_half(text);
	keep(error, text);
	return false;
}

bool error_wrap(struct error *error, const char *format, ...)
{
	char text[SIZE];
	va_list args;
	size_t used;
	int length;

	if (!error)
		return false;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	used = strlen(text);
	length = snprintf(text + used, sizeof(text) - used, ": %s", error->text);
	if (used + (size_t)length >= sizeof(text))
		drop_half(text);
	keep(error, text);
	return false;
}
