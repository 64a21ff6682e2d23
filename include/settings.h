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
#include "base/text.h"
#include "view/query.h"

#define SETTINGS_MAX 64 /* the list is no longer */

struct settings {
	enum unit unit;
	const char *theme; /* name or file */
	bool ascii, offline;
	const char *api_url;
	const char *key_file; /* NULL for none */
	int64_t interval;     /* seconds between refreshes */
	int timeout;          /* seconds for all of a request */
	struct workload workload;
	struct mix mix;
	bool paid_only;
	enum denominator denominator;
	const char *log; /* file, NULL for none */
};

struct setting {
	const char *name;     /* "output-share"; "--output-share" is its option */
	const char *argument; /* what the value is, in one word: "PERCENT"; NULL for yes or no */
	const char *initial;  /* the default; "" for none, where none is a value */
	const char *help;     /* what it means, in a line without the default */
	const char *variable; /* of the environment, NULL for none; an empty one is none */
	unsigned actions;     /* bits 1 << enum action: the commands that it is for */
	bool (*set)(struct settings *settings, const char *text); /* false: makes no sense */
	void (*write)(const struct settings *settings, struct strbuf *out); /* takes it as it is */
};

extern const struct setting setting_list[]; /* ends with a NULL name */

/* Values of settings by their place in the list; NULL for those that are not given. */
struct settings_layer {
	const char *values[SETTINGS_MAX];
};

/* Index in the list, or -1. */
int settings_find(const char *name);

/* What the environment gives. */
void settings_environment(struct settings_layer *layer);

/* The defaults. */
void settings_init(struct settings *settings);

/* Set all that the layer gives, which has been found to make sense; ignores the rest. */
void settings_apply(struct settings *settings, const struct settings_layer *layer);

/* A query of no week in particular that counts as the settings say. */
struct query settings_query(const struct settings *settings);

#endif
