/* show_options.h - what show, weeks and export are told on the command line besides settings: which
 * view, which rows in which order, and how they are written.
 *
 * Ownership: strings point into argv.  Thread: main.
 */
#ifndef ORTOP_SHOW_OPTIONS_H
#define ORTOP_SHOW_OPTIONS_H

#include <stdbool.h>
#include "base/error.h"

struct options;

enum show_format {
	SHOW_TEXT,
	SHOW_CSV,
	SHOW_JSON,
	SHOW_MARKDOWN,
};

enum show_color {
	SHOW_COLOR_AUTO,
	SHOW_COLOR_ALWAYS,
	SHOW_COLOR_NEVER,
};

/* Their words, NULL-ended. */
extern const char *const show_formats[], *const show_colors[];

struct show_options {
	enum show_format format;
	enum show_color color;
	const char *sort;              /* as given: "usd", "-usd", "usd:asc"; NULL for none */
	const char *filter;            /* NULL for none */
	int top;                       /* 0 for all */
	const char *of, *row, *column; /* of explain: view, key and id; NULL for none */
};

/* Setters of options; false where the value makes no sense. */
bool show_set_format(struct options *options, const char *value);
bool show_set_color(struct options *options, const char *value);
bool show_set_sort(struct options *options, const char *value);
bool show_set_filter(struct options *options, const char *value);
bool show_set_top(struct options *options, const char *value);
bool show_set_of(struct options *options, const char *value);
bool show_set_row(struct options *options, const char *value);
bool show_set_column(struct options *options, const char *value);

/* Take the operand for the view, NULL where there is none; false when there is no such view, or
 * when what it is of is not said. */
bool show_take_view(struct options *options, const char *operand, struct error *error);

/* Is each option that was given on the command line of use to the view (that of the figure, where
 * one is explained)?  What a file or the environment sets is for all views alike. */
bool show_check_uses(const struct options *options, struct error *error);

#endif
