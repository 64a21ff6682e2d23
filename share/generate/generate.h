/* generate.h - writes manual pages and completions from the program's own lists.
 *
 * A template is copied; a line that is only @NAME@ becomes what the part of that name writes.  A
 * name that no part has is an error, so that nothing generated can be forgotten.
 */
#ifndef ORTOP_GENERATE_H
#define ORTOP_GENERATE_H

#include <stdbool.h>
#include <stdio.h>
#include "action.h"
#include "view/view.h"

struct part {
	const char *name;
	void (*write)(FILE *out);
};

/* Each ends with a NULL name. */
extern const struct part manual_parts[], bash_parts[], zsh_parts[], fish_parts[];

/* What a value of an option can be. */
enum flag_value {
	CHOICE_NONE, /* it takes no value */
	CHOICE_FREE,
	CHOICE_WORDS,
	CHOICE_FILE,
	CHOICE_THEME, /* words, or a file */
	CHOICE_WEEK,
	CHOICE_SUBJECT,
	CHOICE_ORDER,  /* a column of the view, or - and a column */
	CHOICE_COLUMN, /* of the view that --of names */
	CHOICE_ROW,    /* ... a key of a row there */
};

/* An option as a user has it, a setting or for one run. */
struct flag {
	const char *name, *argument; /* without dashes; argument NULL: it takes no value */
	char letter;                 /* short option, or 0 */
	unsigned actions;            /* bits 1 << enum action */
	const char *help;
	enum flag_value choice;
	const char *const *words; /* NULL-ended; of CHOICE_WORDS and CHOICE_THEME */
	bool no;                  /* it is the no of a yes */
};

#define FLAGS_MAX 160

/* All of them; returns how many. */
int flags_list(struct flag flags[FLAGS_MAX]);

/* Ids of the views that a command takes, NULL-ended. */
const char *const *views_of(enum action action);

/* What a word stands for, where it is the id of a view; else NULL. */
const char *word_help(const char *word);

/* Write each column of a view that --sort and --column take. */
void for_columns_of(const struct view *view, FILE *out,
		    void (*write)(FILE *out, const struct view *view, const char *id));

/* How a command is called in the files: its name, or "dashboard". */
const char *action_word(const struct action_info *info);

/* Words with a blank between them. */
void write_words(FILE *out, const char *const *words);

#endif
