/* cli.h - the command line: one table of options gives the parser and --help.
 *
 * Ownership: strings point into argv.  Thread: main.
 */
#ifndef ORTOP_CLI_H
#define ORTOP_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "base/error.h"
#include "view/query.h"

/* Exit codes, as --help and the README list them. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,  /* bad payload, answer held, store, file not written */
	EXIT_USAGE = 2,   /* bad option, no terminal */
	EXIT_NO_WEEK = 3, /* no such week */
	EXIT_KEY = 4,     /* no key, or key refused */
	EXIT_OFFLINE = 5, /* offline, server error, rate limited */
};

enum action {
	ACTION_DASHBOARD,
	ACTION_EXPORT,
	ACTION_FETCH,
	ACTION_HELP,
	ACTION_VERSION,
};

struct options {
	enum action action;
	int32_t week; /* a Monday, 0 for the latest complete one */
	enum unit unit;
	const char *theme; /* name or file, NULL for default */
	bool ascii, offline;
	const char *api_url; /* --api-url or ORTOP_API_URL or the default */
	const char *key_file;
	int64_t interval; /* seconds */
	int timeout;      /* seconds for all of a request */
	struct workload workload;
	struct mix mix;
	bool paid_only;
	enum denominator denominator;
	const char *log;
	const char *view;    /* of export */
	const char *subject; /* of export and fetch: the model whose providers are meant, or NULL */
	bool accept;         /* of fetch: take an answer that would be held */
	const char *output;  /* of export: a file, "-" for stdout, NULL for a name of its own */
};

/* Parse; on false the error is one line for the user, arguments in it escaped, and the exit code
 * EXIT_USAGE. */
bool cli_parse(int argc, char **argv, struct options *options, struct error *error);

void cli_help(FILE *stream);
void cli_version(FILE *stream);

#endif
