#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "doctor.h"

#define PATIENCE_MS 500
#define REPORT_MAX  32
#define COLUMN_MAX  10000

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The column of ESC [ ROW ; COLUMN R, 0 when it is something else. */
static int column_of(const char *report)
{
	char *end;
	long row, column;

	if (strncmp(report, "\x1B[", 2) != 0)
		return 0;
	row = strtol(report + 2, &end, 10);
	if (row < 1 || *end != ';')
		return 0;
	column = strtol(end + 1, &end, 10);
	return *end == 'R' && column > 0 && column <= COLUMN_MAX ? (int)column : 0;
}

/* The column that the terminal reports for its cursor, 0 when it has not by `until`.  What the user
 * types meanwhile is dropped. */
static int read_column(int64_t until)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	char report[REPORT_MAX];
	size_t length = 0;
	int column;
	char byte;

	for (int64_t left = until - now_ms(); left > 0; left = until - now_ms()) {
		if (poll(&input, 1, (int)left) <= 0 || read(STDIN_FILENO, &byte, 1) != 1)
			break;
		if (byte == '\x1B')
			length = 0;
		if (length + 1 < sizeof(report))
			report[length++] = byte;
		report[length] = '\0';
		column = column_of(report);
		if (column > 0)
			return column;
	}
	return 0;
}

/* Columns that a text takes at the start of a line, -1 when the terminal does not tell. */
static int measure(const char *text, int64_t until)
{
	int column;

	printf("\r%s\x1B[6n", text);
	fflush(stdout);
	column = read_column(until);
	printf("\r\x1B[K");
	fflush(stdout);
	return column - 1;
}

static void ask(struct doctor_facts *facts)
{
	int64_t until = now_ms() + PATIENCE_MS;

	facts->narrow = measure("\xE2\x96\x87", until);
	facts->wide = facts->narrow >= 0 ? measure("\xE6\xBC\xA2", until) : -1;
	facts->probe = facts->wide >= 0 ? PROBE_MEASURED : PROBE_SILENT;
}

void doctor_probe_terminal(struct doctor_facts *facts)
{
	struct termios before, raw;
	sigset_t all, mask;

	facts->probe = PROBE_NO_TERMINAL;
	/* One that terminfo does not know, or a dumb one, would show the question. */
	if (!isatty(STDOUT_FILENO) || strcmp(facts->codeset, "UTF-8") != 0 || facts->colors < 0 ||
	    strcmp(facts->term, "dumb") == 0 || tcgetattr(STDIN_FILENO, &before) != 0)
		return;
	/* To set it from the background would stop the job. */
	if (tcgetpgrp(STDIN_FILENO) != getpgrp())
		return;
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	/* A signal waits until the terminal is as it was. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &mask);
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) == 0) {
		ask(facts);
		/* An answer that is late is dropped with what was typed. */
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	}
	sigprocmask(SIG_SETMASK, &mask, NULL);
}
