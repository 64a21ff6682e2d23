#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"

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

#undef error_set
#undef error_wrap

bool error_set(struct error *error, const char *format, ...)
{
	va_list args;
	int length;

	if (!error)
		return false;
	va_start(args, format);
	length = vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	if (length >= (int)sizeof(error->text))
		drop_half(error->text);
	return false;
}

bool error_wrap(struct error *error, const char *format, ...)
{
	struct error reason;
	va_list args;
	size_t used;

	if (!error)
		return false;
	reason = *error;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	used = strlen(error->text);
	snprintf(error->text + used, sizeof(error->text) - used, ": %s", reason.text);
	if (used + strlen(reason.text) + 2 >= sizeof(error->text))
		drop_half(error->text);
	return false;
}
