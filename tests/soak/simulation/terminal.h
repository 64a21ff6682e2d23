/* terminal.h - a program in a terminal of its own, as a shell starts it: a pty, a shell's process
 * that is the session's leader and continues the program whenever it is stopped, and the program in
 * the foreground.
 *
 * Thread: the one that opened it.
 */
#ifndef ORTOP_TESTS_SIMULATION_TERMINAL_H
#define ORTOP_TESTS_SIMULATION_TERMINAL_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What the shell's process tells. */
struct terminal_shared {
	_Atomic pid_t program;
	atomic_int stops;  /* how often it was stopped, and continued */
	atomic_int status; /* as waitpid gives it, once it has ended; -1 before */
};

struct terminal {
	int master;
	pid_t shell;
	struct terminal_shared *shared;
	int64_t bytes; /* that the program has sent */
};

/* Run a function as a program; its result is its exit status. */
void terminal_open(struct terminal *terminal, int rows, int columns, int (*program)(void *data),
		   void *data);

/* Wait for the program's end; it is killed if it still runs `ms` later. */
void terminal_close(struct terminal *terminal, int ms);

/* Take what the program has sent, without waiting. */
void terminal_drain(struct terminal *terminal);

/* Take what it sends until nothing has come for `ms`. */
void terminal_settle(struct terminal *terminal, int ms);

/* Type; what the program sends meanwhile is taken. */
void terminal_type(struct terminal *terminal, const void *bytes, size_t length);

void terminal_resize(struct terminal *terminal, int rows, int columns);

#endif
