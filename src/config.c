#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/spell.h"
#include "source/paths.h"
#include "themes.h"

#define SHOWN_SIZE 60 /* bytes of a file's text that are repeated in a reason */

/* Problems */

static void complain(struct config *config, enum config_origin origin, int line,
		     const struct error *error)
{
	const char *file = config->shown[origin];
	struct strbuf reason;

	if (config->n_problems++ >= CONFIG_PROBLEMS_MAX)
		return;
	strbuf_init(&reason, SIZE_MAX);
	if (line)
		strbuf_printf(&reason, "%s:%d: ", file, line);
	else if (file)
		strbuf_printf(&reason, "%s: ", file);
	strbuf_text(&reason, error->text);
	config->problems[config->n_problems - 1] = arena_strdup(&config->arena, reason.data);
	strbuf_done(&reason);
}

/* Part of the file's text in a reason: inert, and not too long. */
static const char *inert(struct config *config, const char *text, size_t length)
{
	struct strbuf out;
	const char *copy;

	strbuf_init(&out, 8 * SHOWN_SIZE);
	text_escape(&out, text, length < SHOWN_SIZE ? length : SHOWN_SIZE);
	copy = arena_printf(&config->arena, "%s%s", out.data, length > SHOWN_SIZE ? "..." : "");
	strbuf_done(&out);
	return copy;
}

/* A value that is refused, or whose file cannot be used: how it was given stands before why. */
static void complain_of(struct config *config, struct config_source source, int i,
			const char *value, struct error *error)
{
	const struct setting *setting = settings_at(i).setting;
	char name[SETTINGS_NAME_SIZE];

	settings_name(i, name);
	value = inert(config, value, strlen(value));
	if (source.origin == CONFIG_OPTION)
		error_wrap(error, "--%s %s", name, value);
	else
		error_wrap(error, "%s = %s",
			   source.origin == CONFIG_ENVIRONMENT ? setting->variable : name, value);
	complain(config, source.origin, source.line, error);
}

bool config_blame(const struct config *config, const char *setting, struct error *error)
{
	struct config_source source = config->sources[settings_find(setting)];

	if (source.line)
		error_wrap(error, "%s:%d", config->shown[source.origin], source.line);
	return false;
}

/* Lines */

struct words {
	const char *name, *value;
	size_t name_length, value_length;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void trim(const char **text, size_t *length)
{
	while (*length > 0 && is_blank(**text)) {
		++*text;
		--*length;
	}
	while (*length > 0 && is_blank((*text)[*length - 1]))
		--*length;
}

/* Is every character one that a person can write? */
static bool is_text(const char *text, size_t length)
{
	const char *end = text + length;

	while (text < end) {
		uint32_t c = text_next(&text, end);

		if (c == TEXT_INVALID || (c < ' ' && c != '\t') || (c >= 0x7F && c < 0xA0))
			return false;
	}
	return true;
}

/* Where the comment of a line begins, its end where it has none. */
static size_t comment_start(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] == '#' && (i == 0 || is_blank(text[i - 1])))
			return i;
	return length;
}

/* The quote that closes a value is the first after which nothing comes but a comment. */
static bool unquote(struct words *words, struct error *error)
{
	const char *start = words->value + 1, *end = words->value + words->value_length;

	for (const char *quote = start; quote < end; quote++) {
		const char *after = quote + 1;
		size_t rest;

		if (*quote != '"')
			continue;
		rest = comment_start(after, (size_t)(end - after));
		trim(&after, &rest);
		if (rest == 0) {
			words->value = start;
			words->value_length = (size_t)(quote - start);
			return true;
		}
	}
	return error_set(error, "the quote is not closed");
}

/* Cut a line into name and value; the name is empty where there is nothing but a comment. */
static bool cut_line(const char *line, size_t length, struct words *words, struct error *error)
{
	const char *equals;

	memset(words, 0, sizeof(*words));
	trim(&line, &length);
	if (length == 0 || *line == '#')
		return true;
	if (!is_text(line, length))
		return error_set(error, "a byte that is no text (UTF-8 is)");
	equals = memchr(line, '=', length);
	if (!equals)
		return error_set(error, "a line is name = value");
	words->name = line;
	words->name_length = (size_t)(equals - line);
	words->value = equals + 1;
	words->value_length = length - words->name_length - 1;
	trim(&words->name, &words->name_length);
	trim(&words->value, &words->value_length);
	if (words->name_length == 0)
		return error_set(error, "no name before the =");
	if (words->value_length > 0 && *words->value == '"')
		return unquote(words, error);
	words->value_length = comment_start(words->value, words->value_length);
	trim(&words->value, &words->value_length);
	return true;
}

static bool unknown(struct config *config, const struct words *words, struct error *error)
{
	char name[SETTINGS_NAME_SIZE], nearest[SETTINGS_NAME_SIZE], ask[SPELL_ASK_SIZE];

	snprintf(name, sizeof(name), "%.*s", (int)words->name_length, words->name);
	settings_nearest(name, nearest);
	return error_set(error, "no setting %s%s", inert(config, words->name, words->name_length),
			 spell_ask(ask, *nearest ? nearest : NULL));
}

static int find(const struct words *words)
{
	char name[SETTINGS_NAME_SIZE];

	if (words->name_length >= sizeof(name))
		return -1;
	memcpy(name, words->name, words->name_length);
	name[words->name_length] = '\0';
	return settings_find(name);
}

/* The folder of a file: the part before its last slash. */
static int folder_length(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? (int)(slash - path) : 0;
}

/* The value of a setting that is a file: ~/ is the home, and others start at the file's folder. */
static const char *resolve(struct config *config, enum config_origin origin, unsigned flags,
			   const char *value)
{
	const char *file = config->paths[origin];
	char *home;

	if (!(flags & SETTING_PATH) || *value == '\0' || *value == '/')
		return value;
	if (flags & SETTING_NAME && !strpbrk(value, "/."))
		return value;
	if (strncmp(value, "~/", 2) != 0)
		return folder_length(file) ? arena_printf(&config->arena, "%.*s/%s",
							  folder_length(file), file, value)
					   : value;
	home = paths_home();
	if (home)
		value = arena_printf(&config->arena, "%s%s", home, value + 1);
	free(home);
	return value;
}

static bool take_line(struct config *config, struct settings *settings, struct config_source source,
		      const struct words *words, struct error *error)
{
	int i = find(words);
	const struct setting *setting = i < 0 ? NULL : settings_at(i).setting;
	char name[SETTINGS_NAME_SIZE];
	const char *value;

	if (i < 0)
		return unknown(config, words, error);
	if (setting && setting->flags & SETTING_RUNS && config->unsafe[source.origin])
		return error_set(error, "%s is not run: others can write this file", setting->name);
	value = resolve(config, source.origin, setting ? setting->flags : 0,
			arena_strndup(&config->arena, words->value, words->value_length));
	if (!settings_set(settings, i, value, error))
		return error_wrap(error, "%s = %s", settings_name(i, name),
				  inert(config, words->value, words->value_length));
	config->sources[i] = source;
	return true;
}

void config_read(struct config *config, struct settings *settings, enum config_origin origin,
		 const char *text, size_t length)
{
	const char *end = text + length;
	struct config_source source = {origin, 0};

	settings->rank = (int)origin;
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3;
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t line = (size_t)((newline ? newline : end) - text);
		struct words words;
		struct error error = {""};

		source.line++;
		if (line > 0 && text[line - 1] == '\r')
			line--;
		if (!cut_line(text, line, &words, &error) ||
		    (words.name && !take_line(config, settings, source, &words, &error)))
			complain(config, origin, source.line, &error);
		text = newline ? newline + 1 : end;
	}
}

/* Files */

/* What is no regular file or device is not waited for. */
static bool is_file(int fd)
{
	struct stat status;

	return fstat(fd, &status) != 0 || S_ISREG(status.st_mode) || S_ISCHR(status.st_mode);
}

static bool is_unsafe(int fd)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return true;
	return (status.st_uid != getuid() && status.st_uid != 0) || status.st_mode & S_IWOTH;
}

/* Its length, or -1 with the reason. */
static ssize_t read_file(int fd, char *text, size_t size, struct error *error)
{
	size_t length = 0;
	ssize_t got = 1;

	if (!is_file(fd)) {
		error_set(error, "not a file");
		return -1;
	}
	while (got > 0 && length < size) {
		got = read(fd, text + length, size - length);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			length += (size_t)got;
	}
	if (got < 0) {
		error_set(error, "cannot be read: %s", strerror(errno));
		return -1;
	}
	if (length == size) {
		error_set(error, "larger than %d bytes: not used", CONFIG_MAX_BYTES);
		return -1;
	}
	return (ssize_t)length;
}

static const char *shown_path(struct config *config, const char *path)
{
	char *text = paths_shown(path);
	const char *shown = arena_strdup(&config->arena, text);

	free(text);
	return shown;
}

static void load_file(struct config *config, struct settings *settings, enum config_origin origin,
		      bool wanted)
{
	const char *path = config->paths[origin];
	char *text;
	struct error error;
	ssize_t length;
	int fd;

	if (!path)
		return;
	config->shown[origin] = shown_path(config, path);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0) {
		error_set(&error, "cannot be read: %s", strerror(errno));
		if (wanted || (errno != ENOENT && errno != ENOTDIR))
			complain(config, origin, 0, &error);
		return;
	}
	text = mem_alloc(CONFIG_MAX_BYTES + 1, 1);
	length = read_file(fd, text, CONFIG_MAX_BYTES + 1, &error);
	config->there[origin] = length >= 0;
	config->unsafe[origin] = is_unsafe(fd);
	if (length < 0)
		complain(config, origin, 0, &error);
	else
		config_read(config, settings, origin, text, (size_t)length);
	free(text);
	close(fd);
}

static void load_layer(struct config *config, struct settings *settings, enum config_origin origin,
		       const struct settings_layer *layer)
{
	const struct config_source source = {origin, 0};

	settings->rank = (int)origin;
	for (int i = 0; i < SETTINGS_MAX; i++) {
		struct error error;

		if (!layer->values[i])
			continue;
		if (settings_set(settings, i, layer->values[i], &error))
			config->sources[i] = source;
		else
			complain_of(config, source, i, layer->values[i], &error);
	}
}

/* What resolve() made of it, without the file's folder again. */
static const char *as_typed(const struct config *config, enum config_origin origin,
			    const char *value)
{
	const char *file = config->paths[origin];
	size_t folder = (size_t)folder_length(file);

	return folder && strncmp(value, file, folder + 1) == 0 ? value + folder + 1 : value;
}

/* A theme whose file cannot be used is no theme: the default is, and all else counts. */
static void settle_theme(struct config *config, struct settings *settings)
{
	const int i = settings_find("theme");
	struct config_source source = config->sources[i];
	struct error error;

	if (themes_try(settings->theme, &error))
		return;
	complain_of(config, source, i, as_typed(config, source.origin, settings->theme), &error);
	settings->theme = setting_list[i].initial;
	config->sources[i] = (struct config_source){CONFIG_DEFAULT, 0};
}

/* Of two ways to the key that of the later source counts, else the file. */
static void settle_key(const struct config *config, struct settings *settings)
{
	enum config_origin file = config->sources[settings_find("key-file")].origin;
	enum config_origin command = config->sources[settings_find("key-command")].origin;

	if (settings->key_file && settings->key_command) {
		if (command > file)
			settings->key_file = NULL;
		else
			settings->key_command = NULL;
	}
}

void config_load(struct config *config, struct settings *settings,
		 const struct settings_layer *given)
{
	const char *named = getenv("ORTOP_CONFIG");
	struct settings_layer environment;
	bool is_named = named && *named;

	memset(config, 0, sizeof(*config));
	arena_init(&config->arena);
	config->paths[CONFIG_SYSTEM] = paths_config_system("config");
	config->paths[CONFIG_USER] = is_named ? mem_strdup(named) : paths_config_file("config");
	settings_init(settings);
	load_file(config, settings, CONFIG_SYSTEM, false);
	load_file(config, settings, CONFIG_USER, is_named);
	settings_environment(&environment);
	load_layer(config, settings, CONFIG_ENVIRONMENT, &environment);
	load_layer(config, settings, CONFIG_OPTION, given);
	settle_key(config, settings);
	settle_theme(config, settings);
}

void config_done(struct config *config)
{
	free(config->paths[CONFIG_SYSTEM]);
	free(config->paths[CONFIG_USER]);
	arena_done(&config->arena);
}
