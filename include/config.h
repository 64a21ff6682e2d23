/* config.h - settings from files, the environment and options, and where each comes from.
 *
 * A later source wins: default, the system's file (the first that there is of ortop/config in
 * XDG_CONFIG_DIRS), the user's ($XDG_CONFIG_HOME/ortop/config, or the one that ORTOP_CONFIG names),
 * environment, options.  Files are only ever read.
 *
 * A file is UTF-8 of at most CONFIG_MAX_BYTES, `name = value` a line; a # at the start of a line,
 * or after a blank, begins a comment; a value in double quotes is taken as it stands in them.  A
 * line that makes no sense is a problem, named with file and line, and the rest still counts; so is
 * a variable that makes no sense, and a theme whose file cannot be used, wherever it was asked for.
 *
 * Ownership: in place; owns the texts that the settings point to.  Thread: main.
 */
#ifndef ORTOP_CONFIG_H
#define ORTOP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include "base/mem.h"
#include "base/text.h"
#include "settings.h"

#define CONFIG_MAX_BYTES    65536
#define CONFIG_PROBLEMS_MAX 50 /* that are kept; the rest is counted */

enum config_origin {
	CONFIG_DEFAULT,
	CONFIG_SYSTEM,
	CONFIG_USER,
	CONFIG_ENVIRONMENT,
	CONFIG_OPTION,
	CONFIG_ORIGINS,
};

struct config_source {
	enum config_origin origin;
	int line; /* of a file, from 1; else 0 */
};

struct config {
	struct arena arena;
	char *paths[CONFIG_ORIGINS]; /* of the files, NULL for none; may be of one that is not there
				      */
	const char *shown[CONFIG_ORIGINS]; /* the same for people: inert, the home as ~ */
	bool there[CONFIG_ORIGINS];        /* it has been read */
	bool unsafe[CONFIG_ORIGINS];       /* others can write it: what it wants run is not */
	struct config_source sources[SETTINGS_MAX];
	const char *problems[CONFIG_PROBLEMS_MAX]; /* "~/.config/ortop/config:3: no setting ..." */
	size_t n_problems;                         /* of all, kept or not */
};

/* Put in front of the reason where the value of a setting is from, if that is a file. */
bool config_blame(const struct config *config, const char *setting, struct error *error);

/* Read all sources into the settings, which then point into the config; `given` are the options. */
void config_load(struct config *config, struct settings *settings,
		 const struct settings_layer *given);
void config_done(struct config *config);

/* Only the text of one file, into settings that have the earlier sources. */
void config_read(struct config *config, struct settings *settings, enum config_origin origin,
		 const char *text, size_t length);

/* A value as a file has it: in quotes where it needs them, and inert. */
void config_write_value(struct strbuf *out, const struct settings *settings, int i);

/* All settings with their meanings and defaults, as a file. */
void config_write_defaults(struct strbuf *out);

/* All settings as they are, each with its origin, as a file. */
void config_write(struct strbuf *out, const struct config *config, const struct settings *settings);

#endif
