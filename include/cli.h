/* cli.h - the command line: the lists of commands, settings and options give the parser and --help.
 *
 * Ownership: strings point into argv and the environment.  Thread: main.
 */
#ifndef ORTOP_CLI_H
#define ORTOP_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "action.h"
#include "base/error.h"
#include "model/history.h"
#include "settings.h"
#include "show_options.h"
#include "view/line.h"

struct options {
	enum action action;
	enum action about; /* of help: the command that it is about, ACTION_HELP for all */
	struct settings settings;
	struct settings_layer given; /* ... of them, those on the command line */
	int32_t week;                /* a Monday, 0 for the latest complete one */
	unsigned own_given;          /* bits of those of cli_options that were given */
	const char *view;            /* of a command that takes one */
	const char *file;            /* of a command that takes one, "-" for standard input */
	const char *subject; /* of export and fetch: the model whose providers are meant, or NULL */
	struct show_options show;
	bool accept;      /* of fetch and import: take what would be held */
	bool period_said; /* of import: `period` was given */
	enum history_period period;
	int64_t as_of;           /* of import: Unix seconds, 0 for not given */
	const char *format;      /* of status: a template, NULL for the usual line */
	enum line_escape escape; /* of status */
	bool print_default;      /* of config */
	const char *output;      /* of export: a file, "-" for stdout, NULL for a name of its own */
};

/* An option that is no setting: it is for one run. */
struct cli_option {
	const char *name, *argument; /* argument NULL: a flag */
	char letter;                 /* short option, or 0 */
	unsigned actions;            /* bits 1 << enum action: the commands that it is for */
	bool (*set)(struct options *options, const char *value); /* false: makes no sense */
	const char *help; /* up to its first semicolon what a value without words can be */
	unsigned uses;    /* of use to views that follow one of these (enum view_use); 0: to any */
};

extern const struct cli_option cli_options[]; /* ends with a NULL name */

/* All that its value can be, NULL-ended; NULL where there is more. */
const char *const *cli_words(const struct cli_option *option);

struct cli_example {
	const char *command, *meaning; /* meaning NULL: it speaks for itself */
};

extern const struct cli_example cli_examples[]; /* ends with a NULL command */

/* Parse; options may stand before the command, too, and argv, which ends with a NULL, is put in
 * order.  Settings are the defaults, then what the environment and the options say.  On false the
 * error is one line for the user, arguments in it escaped, and the exit code EXIT_USAGE. */
bool cli_parse(int argc, char **argv, struct options *options, struct error *error);

/* What there is to say about a command, or of everything (ACTION_HELP). */
void cli_help(FILE *stream, enum action about);
void cli_version(FILE *stream);

#endif
