/* doctor.h - `ortop doctor`: is all there that ortop needs, and does it work?
 *
 * One screen, a line a check, and what to do where something is not as it should be.  Facts are
 * gathered first (doctor_gather.c, doctor_terminal.c), then judged by pure functions
 * (doctor_judge.c), so that every verdict is tested without its trouble.  Nothing is changed but
 * the log of a sound store, where the one request is counted, and the key is not shown.
 *
 * Thread: main.
 */
#ifndef ORTOP_DOCTOR_H
#define ORTOP_DOCTOR_H

#include <stdio.h>
#include <sys/types.h>
#include "context.h"
#include "model/status.h"
#include "source/fetch.h"
#include "source/fetch_about.h"
#include "source/store.h"

/* Returns EXIT_DONE unless a check failed; then EXIT_FAILED. */
int command_doctor(struct context *context);

enum doctor_mark {
	DOCTOR_OK,
	DOCTOR_WARN, /* it works, but not as well as it could */
	DOCTOR_FAIL,
	DOCTOR_SKIP, /* not looked at: why is said */
};

#define DOCTOR_TEXT 400

struct finding {
	enum doctor_mark mark;
	char text[DOCTOR_TEXT];
	char remedy[DOCTOR_TEXT]; /* "" for none */
};

/* How wide the terminal drew a character. */
enum doctor_probe {
	PROBE_NO_TERMINAL,
	PROBE_SILENT, /* it does not tell */
	PROBE_MEASURED,
};

#define DOCTOR_OPENERS 4

struct doctor_facts {
	int64_t now; /* Unix seconds, when the answer came */
	bool offline,
		plain; /* nothing is asked; what is asked is plain http, without TLS and proxy */

	enum key_source key_from;
	struct error key_wrong; /* why what is there is no key; "" when it is one */

	bool has_curl;
	struct error curl_wrong;
	struct fetch_about curl;
	bool asked;
	bool keyed, counted;  /* the request needs one of the budget; it is in the store's log */
	enum trouble trouble; /* of the answer, whose body a refresh must be able to read */
	int http;
	char detail[200];
	int64_t bytes, retry_after;
	struct fetch_trace trace;

	const char *proxy_variable; /* NULL for none */
	char proxy[128];            /* without user and password */
	bool no_proxy;              /* NO_PROXY is set, too */

	const char *codeset;
	enum doctor_probe probe;
	int narrow, wide; /* columns of a bar, and of a character that takes two */

	const char *term; /* NULL or "" for none */
	int colors;       /* by terminfo; -1: it does not know the terminal */
	const char *colorterm;
	bool no_color;

	char store[256];        /* its path; "" when there is no place for one */
	char store_reason[200]; /* why there is no place for one; "" when there is */
	bool store_there, folder_writable;
	struct store_report report;

	bool status_known; /* of the store */
	struct status status;
	pid_t refresher; /* 0 for none */
	pid_t openers[DOCTOR_OPENERS];
	size_t n_openers;

	char config[256]; /* the user's file, for people */
	bool config_there;
	size_t n_problems;
	char problem[DOCTOR_TEXT]; /* the first */

	char versions[DOCTOR_TEXT];
};

struct doctor_check {
	const char *name;
	void (*judge)(const struct doctor_facts *facts, struct finding *finding);
};

extern const struct doctor_check doctor_checks[]; /* ends with a NULL name */

/* doctor_gather.c */
void doctor_gather(const struct context *context, struct doctor_facts *facts);

/* doctor_gather.c: a proxy's address as it may be shown. */
void doctor_hide_user(char *out, size_t size, const char *address);

/* doctor_terminal.c: ask the terminal on stdin and stdout, within half a second. */
void doctor_probe_terminal(struct doctor_facts *facts);

/* doctor_print.c: all findings, 80 columns wide; returns whether one failed. */
bool doctor_print(FILE *stream, const struct doctor_facts *facts, bool colored);

#endif
