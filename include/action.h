/* action.h - the one list of commands (`ortop`, `ortop export`, ...) and that of exit codes.
 *
 * A new command is a value of the enum, a line in action.c, and a function in a file of its own.
 * The parser, --help and main go by the list.
 *
 * Thread: main.
 */
#ifndef ORTOP_ACTION_H
#define ORTOP_ACTION_H

struct context;

enum action {
	ACTION_DASHBOARD,
	ACTION_EXPORT,
	ACTION_SHOW,
	ACTION_WEEKS,
	ACTION_FETCH,
	ACTION_STATUS,
	ACTION_IMPORT,
	ACTION_CONFIG,
	ACTION_DOCTOR,
	ACTION_HELP,
	ACTION_VERSION, /* asked for by an option, and in no list */
};

enum action_flags {
	ACTION_TAKES_VIEW = 1 << 0,    /* its first operand is a view: options.view */
	ACTION_TAKES_FILE = 1 << 1,    /* ... a file, or - : options.file */
	ACTION_NETWORK = 1 << 2,       /* address and key are read before it runs */
	ACTION_BARE = 1 << 3,          /* it opens itself what it needs: the context has options and
					  clock alone */
	ACTION_SCREEN = 1 << 4,        /* it says itself what is wrong with the user's files */
	ACTION_TAKES_COMMAND = 1 << 5, /* its operand, if there is one, is the name of a command */
};

struct action_info {
	enum action action;
	const char *name;    /* "export"; "" for the dashboard */
	const char *operand; /* "VIEW": what must follow, "[COMMAND]": what may; NULL for nothing */
	const char *help;    /* what it does, in a line */
	unsigned flags;
	int (*run)(struct context *context); /* returns an exit code; on stderr it says why.  NULL
						for what needs no context: see main.c */
};

extern const struct action_info actions[]; /* ends with a NULL name */

const struct action_info *action_info(enum action action);

enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_NO_WEEK = 3,
	EXIT_KEY = 4,
	EXIT_OFFLINE = 5,
};

struct exit_info {
	enum exit_code code;
	const char *meaning;
};

extern const struct exit_info exit_codes[]; /* ends with a NULL meaning */

#endif
