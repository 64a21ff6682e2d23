#include "support/shipped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

struct theme shipped_theme(const char *name)
{
	struct theme theme;
	struct error error = {""};
	char path[64], text[8192];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "themes/%s.theme", name);
	file = fopen(path, "r");
	assert_non_null(file);
	length = fread(text, 1, sizeof(text), file);
	fclose(file);
	assert_true(length < sizeof(text));
	if (!theme_parse(&theme, name, text, length, &error))
		fail_msg("%s", error.text);
	return theme;
}
