/* settings.h - the one list of settings: their names, defaults, meanings, parsers and writers.
 *
 * The command line's options, --help and all that is generated for users come from it, so a new
 * setting is one line there and a field here.  A value is a text; the default is parsed like any
 * other.
 *
 * Ownership: the texts in struct settings are borrowed from the values that were set, which must
 * outlive it.  Thread: main sets; any reads.
 */
#ifndef ORTOP_SETTINGS_H
#define ORTOP_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "base/text.h"
#include "ui/keymap.h"
#include "ui/term.h"
#include "view/choice.h"
#include "view/query.h"

#define SETTINGS_MAX       128 /* all of them, those of families too */
#define SETTINGS_NAME_SIZE 64

struct settings {
	enum unit unit;
	const char *theme; /* name or file */
	bool ascii, offline;
	bool mouse;          /* clicks and the wheel are ours */
	bool title;          /* the week is the window's */
	enum term_slow slow; /* the terminal's line */
	const char *api_url;
	const char *key_file;    /* NULL for none */
	const char *key_command; /* NULL for none */
	int64_t interval;        /* seconds between refreshes */
	int timeout;             /* seconds for all of a request */
	struct workload workload;
	struct mix mix;
	bool paid_only;
	enum denominator denominator;
	const char *log;  /* file, NULL for none */
	const char *view; /* that the dashboard begins with: a pane's, or a sheet's */
	struct segment_limits segments;
	struct choice choice;
	struct keymap keymap;
	int rank; /* of the source that sets now: its keys are taken from those before */
};

enum setting_flags {
	SETTING_PATH = 1 << 0, /* a file: in a configuration file ~/ is the home, and what is
				  relative starts at the file's folder */
	SETTING_NAME = 1 << 1, /* ... or, without a slash or a dot, a name */
	SETTING_RUNS = 1 << 2, /* it is run: no option, and of a file that nobody else can write */
};

struct setting {
	const char *name;     /* "output-share"; "--output-share" is its option */
	const char *argument; /* what the value is, in one word: "PERCENT"; NULL for yes or no */
	const char *initial;  /* the default; "" for none, and only there none is a value */
	const char *help;     /* what it means, in a line without the default; up to its first
				 semicolon what a value without `words` can be */
	const char *variable; /* of the environment, NULL for none; an empty one is none */
	unsigned actions;     /* bits 1 << enum action: the commands that it is for */
	unsigned flags;
	const char *const *words; /* NULL-ended: all that it can be; NULL where there is more */
	bool (*set)(struct settings *settings, const char *text); /* false: makes no sense */
	void (*write)(const struct settings *settings, struct strbuf *out); /* takes it as it is */
	bool (*check)(const char *text, struct error *error); /* what more must be true of a value,
								 with its own reason; or NULL */
	unsigned uses; /* of use to views that follow one of these (enum view_use); 0: to any */
};

extern const struct setting setting_list[]; /* ends with a NULL name */

/* Settings of one kind with a name after a dot, for files alone: key.quit, key.help, ... */
struct setting_family {
	const char *name;     /* "key" */
	const char *member;   /* what stands after the dot, in one word: "COMMAND" */
	const char *argument; /* "KEYS" */
	const char *help;
	const char *(*member_name)(size_t i);              /* NULL after the last */
	void (*member_help)(size_t i, struct strbuf *out); /* what it is, in a line */
	bool (*set)(struct settings *settings, size_t i, const char *text, struct error *error);
	void (*write)(const struct settings *settings, size_t i, struct strbuf *out);
};

extern const struct setting_family setting_families[]; /* ends with a NULL name */

/* All settings have a number: those of the list theirs in it, then come the families'. */
struct setting_ref {
	const struct setting *setting;       /* NULL for one of a family */
	const struct setting_family *family; /* NULL for one of the list */
	size_t member;                       /* of the family */
};

int settings_count(void);
struct setting_ref settings_at(int i);

/* "unit", "key.quit"; returns `out`. */
char *settings_name(int i, char out[SETTINGS_NAME_SIZE]);

/* The number of a name, or -1; '_' counts as '-'. */
int settings_find(const char *name);

/* The nearest spelling, for one who mistyped a name; "" when none is near.  Returns `out`. */
char *settings_nearest(const char *name, char out[SETTINGS_NAME_SIZE]);

/* Set one by its number; on false nothing has changed, and the error says what it wants: "wants
 * UNIT: tokens or usd". */
bool settings_set(struct settings *settings, int i, const char *text, struct error *error);

/* What one without an argument can be: "yes or no", or a word more.  Returns `out`. */
char *settings_answers(const struct setting *setting, char out[SETTINGS_NAME_SIZE]);

/* The value, as it could be set. */
void settings_write(const struct settings *settings, int i, struct strbuf *out);

/* Values of settings by their number; NULL for those that are not given. */
struct settings_layer {
	const char *values[SETTINGS_MAX];
};

/* What the environment gives. */
void settings_environment(struct settings_layer *layer);

/* The defaults. */
void settings_init(struct settings *settings);

/* Set all that the layer gives and makes sense. */
void settings_apply(struct settings *settings, const struct settings_layer *layer);

/* A query of no week in particular that counts as the settings say. */
struct query settings_query(const struct settings *settings);

#endif
