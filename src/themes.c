#include "themes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/spell.h"
#include "base/text.h"
#include "source/asset.h"

#define FILE_MAX_BYTES 65536
#define ENDING         ".theme"

static const char *const shipped[] = {
	"default",         "dark",  "light", "high-contrast", "deutan", "tritan", "solarized-dark",
	"solarized-light", "frost", "ember", "mono",
};

#define N_SHIPPED ((int)(sizeof(shipped) / sizeof(shipped[0])))

static bool load_shipped(struct theme *theme, const char *name, struct error *error)
{
	char file[64];
	const struct asset *asset;

	snprintf(file, sizeof(file), "%s.theme", name);
	asset = asset_find(file);
	return theme_parse(theme, name, asset->text, asset->length, error);
}

static bool has_ending(const char *path)
{
	size_t length = strlen(path), ending = strlen(ENDING);

	return length > ending && strcmp(path + length - ending, ENDING) == 0;
}

/* "mine" of "/home/me/mine.theme": the parser adds the ending again where it names the file. */
static char *theme_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = mem_strdup(slash ? slash + 1 : path);

	if (has_ending(name))
		name[strlen(name) - strlen(ENDING)] = '\0';
	return name;
}

static bool load_file(struct theme *theme, const char *path, struct error *error)
{
	FILE *stream = fopen(path, "r");
	char *text, *name;
	size_t length;
	bool good;

	if (!stream)
		return error_set(error, "cannot read theme %s: %s", path, strerror(errno));
	name = theme_name(path);
	text = mem_alloc(FILE_MAX_BYTES + 1, 1);
	length = fread(text, 1, FILE_MAX_BYTES + 1, stream);
	if (ferror(stream))
		good = error_set(error, "cannot read theme %s: %s", path, strerror(errno));
	else if (length > FILE_MAX_BYTES)
		good = error_set(error, "theme %s is larger than %d bytes", path, FILE_MAX_BYTES);
	else
		good = theme_parse(theme, name, text, length, error);
	free(text);
	free(name);
	fclose(stream);
	return good;
}

/* Fall back to the default where the theme of the index cannot be used. */
static bool take(struct themes *themes, struct error *error)
{
	bool good = themes->index < N_SHIPPED
			    ? load_shipped(&themes->current, shipped[themes->index], error)
			    : load_file(&themes->current, themes->file, error);

	if (!good) {
		themes->index = 0;
		load_shipped(&themes->current, shipped[0], NULL);
	}
	if (themes->no_color)
		theme_mono(&themes->current);
	return good;
}

const char *themes_shipped(int i)
{
	return i >= 0 && i < N_SHIPPED ? shipped[i] : NULL;
}

static bool no_such_theme(const char *name, struct error *error)
{
	const char *meant = spell_nearest(name, shipped, N_SHIPPED, sizeof(shipped[0]));
	struct strbuf names;

	if (meant)
		return error_set(error, "no theme \"%.40s\"; did you mean %s?", name, meant);
	strbuf_init(&names, 1024);
	for (int i = 0; i < N_SHIPPED; i++)
		strbuf_printf(&names, "%s, ", shipped[i]);
	error_set(error, "no theme \"%.40s\": %sor a file", name, names.data);
	strbuf_done(&names);
	return false;
}

static bool is_file(const char *name)
{
	return strchr(name, '/') || has_ending(name);
}

bool themes_init(struct themes *themes, const char *name, struct error *error)
{
	themes->index = 0;
	if (name && is_file(name)) {
		themes->file = name;
		themes->index = N_SHIPPED;
		return take(themes, error);
	}
	while (name && themes->index < N_SHIPPED && strcmp(shipped[themes->index], name) != 0)
		themes->index++;
	if (themes->index < N_SHIPPED)
		return take(themes, error);
	themes->index = 0;
	take(themes, NULL);
	return no_such_theme(name, error);
}

bool themes_step(struct themes *themes, int step, struct error *error)
{
	int n = N_SHIPPED + (themes->file ? 1 : 0);

	if (themes->no_color)
		return error_set(error, "NO_COLOR is set: no colours");
	themes->index = (themes->index + step + n) % n;
	return take(themes, error);
}
