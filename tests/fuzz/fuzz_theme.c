/* A theme file, and that a theme written out as a file again is the same theme. */

#include <string.h>
#include "base/text.h"
#include "fuzz/check.h"
#include "ui/theme.h"

#define NAME "fuzz"

static const short colors[THEME_DEPTHS] = {256, 16, 8};

static void check_style(const struct style *style)
{
	for (int depth = 0; depth < THEME_DEPTHS; depth++) {
		FUZZ_CHECK(style->fg[depth] >= THEME_DEFAULT && style->fg[depth] < colors[depth]);
		FUZZ_CHECK(style->bg[depth] >= THEME_DEFAULT && style->bg[depth] < colors[depth]);
	}
	FUZZ_CHECK(style->attributes < THEME_REVERSE << 1);
}

static void check_looks(const struct theme *theme)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		for (unsigned flags = 0; flags <= (CELL_SELECTED | CELL_BOLD); flags++) {
			struct look look = theme_look(theme, role, flags, THEME_DEPTHS);

			FUZZ_CHECK(look.fg == THEME_DEFAULT && look.bg == THEME_DEFAULT);
			look = theme_look(theme, role, flags, THEME_8);
			FUZZ_CHECK(look.fg < 8 && look.bg < 8);
			FUZZ_CHECK(!(flags & CELL_BOLD) || look.attributes & THEME_BOLD);
		}
}

static void write_colors(struct strbuf *out, const short shades[THEME_DEPTHS])
{
	for (int depth = 0; depth < THEME_DEPTHS; depth++) {
		strbuf_text(out, depth ? "/" : "");
		if (shades[depth] == THEME_DEFAULT)
			strbuf_text(out, "default");
		else
			strbuf_printf(out, "%d", shades[depth]);
	}
}

static void write_style(struct strbuf *out, const char *role, const struct style *style)
{
	strbuf_printf(out, "%s = ", role);
	write_colors(out, style->fg);
	strbuf_text(out, " on ");
	write_colors(out, style->bg);
	strbuf_printf(out, "%s%s%s%s\n", style->attributes & THEME_BOLD ? " bold" : "",
		      style->attributes & THEME_DIM ? " dim" : "",
		      style->attributes & THEME_UNDERLINE ? " underline" : "",
		      style->attributes & THEME_REVERSE ? " reverse" : "");
}

static bool same(const struct style *a, const struct style *b)
{
	return memcmp(a->fg, b->fg, sizeof(a->fg)) == 0 &&
	       memcmp(a->bg, b->bg, sizeof(a->bg)) == 0 && a->attributes == b->attributes;
}

static void check_again(const struct theme *theme)
{
	struct theme again;
	struct strbuf text;

	strbuf_init(&text, 1 << 16);
	for (int role = 0; role < ROLE_COUNT; role++)
		write_style(&text, theme_role_name(role), &theme->roles[role]);
	write_style(&text, "selected", &theme->selected);
	FUZZ_CHECK(theme_parse(&again, NAME, text.data, text.length, NULL));
	for (int role = 0; role < ROLE_COUNT; role++)
		FUZZ_CHECK(same(&again.roles[role], &theme->roles[role]));
	FUZZ_CHECK(same(&again.selected, &theme->selected));
	strbuf_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error error = {""};
	struct theme theme;

	if (!theme_parse(&theme, NAME, (const char *)data, size, &error)) {
		check_reason(&error);
		return 0;
	}
	FUZZ_CHECK(*error.text == '\0' && strcmp(theme.name, NAME) == 0);
	for (int role = 0; role < ROLE_COUNT; role++)
		check_style(&theme.roles[role]);
	check_style(&theme.selected);
	check_looks(&theme);
	check_again(&theme);
	return 0;
}
