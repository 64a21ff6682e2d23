#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#undef error_set
#undef error_wrap

bool error_set(struct error *error, const char *format, ...)
{
	va_list args;

	if (!error)
		return false;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return false;
}

bool error_wrap(struct error *error, const char *format, ...)
{
	char reason[sizeof(error->text)];
	va_list args;
	size_t used;

	if (!error)
		return false;
	memcpy(reason, error->text, sizeof(reason));
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	used = strlen(error->text);
	snprintf(error->text + used, sizeof(error->text) - used, ": %s", reason);
	return false;
}
