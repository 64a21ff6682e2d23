#include "themes.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/spell.h"
#include "base/text.h"
#include "source/asset.h"
#include "source/paths.h"

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
	const char *slash = strrchr(path, '/'), *shown = slash && slash[1] ? slash + 1 : path;
	char *text, *name;
	size_t length;
	bool good;

	if (!stream)
		return error_set(error, "cannot read %s: %s", shown, strerror(errno));
	name = theme_name(path);
	text = mem_alloc(FILE_MAX_BYTES + 1, 1);
	length = fread(text, 1, FILE_MAX_BYTES + 1, stream);
	if (ferror(stream))
		good = error_set(error, "cannot read %s: %s", shown, strerror(errno));
	else if (length > FILE_MAX_BYTES)
		good = error_set(error, "%s is larger than %d bytes", shown, FILE_MAX_BYTES);
	else
		good = theme_parse(theme, name, text, length, error);
	free(text);
	free(name);
	fclose(stream);
	return good;
}

/* The user's own */

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_theme(const struct dirent *entry)
{
	return *entry->d_name != '.' && has_ending(entry->d_name) &&
	       text_is_plain(entry->d_name, strlen(entry->d_name));
}

static void forget_own(struct themes *themes)
{
	for (int i = 0; i < themes->n_own; i++)
		free(themes->own[i]);
	free(themes->own);
	themes->own = NULL;
	themes->n_own = 0;
}

static void find_own(struct themes *themes)
{
	char *folder = paths_config_file("themes");
	struct dirent **entries = NULL;
	int n = folder ? scandir(folder, &entries, is_theme, by_name) : 0;

	forget_own(themes);
	if (n > 0)
		themes->own = mem_alloc((size_t)n, sizeof(themes->own[0]));
	for (int i = 0; i < n; i++) {
		size_t size = strlen(folder) + strlen(entries[i]->d_name) + 2;

		themes->own[i] = mem_alloc(size, 1);
		snprintf(themes->own[i], size, "%s/%s", folder, entries[i]->d_name);
		free(entries[i]);
	}
	themes->n_own = n > 0 ? n : 0;
	free(entries);
	free(folder);
}

static int find_by_name(const struct themes *themes, const char *name)
{
	for (int i = 0; i < themes->n_own; i++) {
		char *own = theme_name(themes->own[i]);
		bool same = strcmp(own, name) == 0;

		free(own);
		if (same)
			return N_SHIPPED + i;
	}
	for (int i = 0; i < N_SHIPPED; i++)
		if (strcmp(shipped[i], name) == 0)
			return i;
	return -1;
}

/* The one in use */

static bool load(struct themes *themes, int index, struct error *error)
{
	struct theme theme;
	bool good;

	if (index < N_SHIPPED)
		good = load_shipped(&theme, shipped[index], error);
	else if (index < N_SHIPPED + themes->n_own)
		good = load_file(&theme, themes->own[index - N_SHIPPED], error);
	else
		good = themes->file ? load_file(&theme, themes->file, error)
				    : error_set(error, "no such theme");
	if (!good)
		return false;
	themes->current = theme;
	themes->index = index;
	if (themes->no_color)
		theme_mono(&themes->current);
	return true;
}

/* Fall back to the default where the theme of the index cannot be used. */
static bool take(struct themes *themes, int index, struct error *error)
{
	return load(themes, index, error) || (load(themes, 0, NULL) && false);
}

const char *themes_shipped(int i)
{
	return i >= 0 && i < N_SHIPPED ? shipped[i] : NULL;
}

static bool no_such_theme(const struct themes *themes, const char *name, struct error *error)
{
	const int n = N_SHIPPED + themes->n_own;
	char **names = mem_alloc((size_t)n, sizeof(names[0])), ask[SPELL_ASK_SIZE];
	struct strbuf all;

	strbuf_init(&all, sizeof(error->text));
	for (int i = 0; i < n; i++) {
		names[i] = i < N_SHIPPED ? mem_strdup(shipped[i])
					 : theme_name(themes->own[i - N_SHIPPED]);
		strbuf_printf(&all, "%s, ", names[i]);
	}
	if (*spell_ask_nearest(ask, name, names, (size_t)n, sizeof(names[0])))
		error_set(error, "no such theme%s", ask);
	else
		error_set(error, "no such theme: %sor a file", all.data);
	for (int i = 0; i < n; i++)
		free(names[i]);
	free(names);
	strbuf_done(&all);
	return false;
}

static bool is_file(const char *name)
{
	return strchr(name, '/') || has_ending(name);
}

bool themes_init(struct themes *themes, const char *name, struct error *error)
{
	int index;

	find_own(themes);
	themes->file = name && is_file(name) ? name : NULL;
	if (themes->file)
		return take(themes, N_SHIPPED + themes->n_own, error);
	index = name ? find_by_name(themes, name) : 0;
	if (index >= 0)
		return take(themes, index, error);
	take(themes, 0, NULL);
	no_such_theme(themes, name, error);
	return error_wrap(error, "theme %.40s", name);
}

/* The list is read anew: where a theme of the user's stands in it now, -1 when it is gone. */
static int find_again(struct themes *themes, int own)
{
	char *path = mem_strdup(themes->own[own]);
	int index = -1;

	find_own(themes);
	for (int i = 0; i < themes->n_own; i++)
		if (strcmp(themes->own[i], path) == 0)
			index = N_SHIPPED + i;
	free(path);
	return index;
}

bool themes_reread(struct themes *themes, struct error *error)
{
	int own = themes->index - N_SHIPPED, index = themes->index;

	if (own >= 0 && own < themes->n_own) {
		index = find_again(themes, own);
	} else {
		find_own(themes);
		if (own >= 0)
			index = N_SHIPPED + themes->n_own;
	}
	themes->index = index < 0 ? 0 : index;
	return index < 0 ? error_set(error, "the theme's file is gone")
			 : load(themes, index, error);
}

bool themes_know(const char *name, struct error *error)
{
	struct themes themes = {.n_own = 0};
	bool known = true;

	find_own(&themes);
	if (!is_file(name) && find_by_name(&themes, name) < 0)
		known = no_such_theme(&themes, name, error);
	themes_done(&themes);
	return known;
}

bool themes_try(const char *name, struct error *error)
{
	struct themes themes = {.n_own = 0};
	bool good = themes_init(&themes, name, error);

	themes_done(&themes);
	return good;
}

bool themes_step(struct themes *themes, int step, struct error *error)
{
	int n = N_SHIPPED + themes->n_own + (themes->file ? 1 : 0), index = themes->index;
	struct error broken = {""};
	bool good = true;

	if (themes->no_color)
		return error_set(error, "NO_COLOR is set: no colours");
	do {
		index = (index + step + n) % n;
		if (load(themes, index, &broken))
			break;
		if (good)
			error_set(error, "%s: passed over", broken.text);
		good = false;
	} while (index != themes->index);
	return good;
}

void themes_done(struct themes *themes)
{
	forget_own(themes);
}
