#include "simulation/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void start_program(int (*program)(void *data), void *data)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	tcsetpgrp(STDIN_FILENO, getpid());
	signal(SIGTTOU, SIG_DFL);
	exit(program(data));
}

/* The shell: job control for one program. */
static void run_shell(struct terminal_shared *shared, int (*program)(void *data), void *data)
{
	int status = 0;
	pid_t pid;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Who is not in the foreground may not change who is. */
	signal(SIGTTOU, SIG_IGN);
	pid = fork();
	if (pid == 0)
		start_program(program, data);
	atomic_store(&shared->program, pid);
	while (waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status)) {
		atomic_fetch_add(&shared->stops, 1);
		kill(-pid, SIGCONT);
	}
	atomic_store(&shared->status, status);
	_exit(0);
}

void terminal_open(struct terminal *terminal, int rows, int columns, int (*program)(void *data),
		   void *data)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	void *memory = mmap(NULL, sizeof(struct terminal_shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("terminal");
	*terminal = (struct terminal){.shared = memory};
	atomic_store(&terminal->shared->status, -1);
	terminal->shell = forkpty(&terminal->master, NULL, NULL, &size);
	if (terminal->shell < 0)
		die("forkpty");
	if (terminal->shell == 0)
		run_shell(terminal->shared, program, data);
	fcntl(terminal->master, F_SETFL, O_NONBLOCK);
	fcntl(terminal->master, F_SETFD, FD_CLOEXEC);
	while (atomic_load(&terminal->shared->program) == 0)
		poll(NULL, 0, 1);
}

static int shell_ended(const struct terminal *terminal)
{
	return waitpid(terminal->shell, NULL, WNOHANG) == terminal->shell;
}

void terminal_close(struct terminal *terminal, int ms)
{
	int waited = 0;

	while (!shell_ended(terminal)) {
		if (waited++ == ms)
			kill(atomic_load(&terminal->shared->program), SIGKILL);
		terminal_drain(terminal);
		poll(NULL, 0, 1);
	}
	close(terminal->master);
}

void terminal_drain(struct terminal *terminal)
{
	char buffer[65536];
	ssize_t n;

	while ((n = read(terminal->master, buffer, sizeof(buffer))) > 0)
		terminal->bytes += n;
}

void terminal_settle(struct terminal *terminal, int ms)
{
	struct pollfd master = {.fd = terminal->master, .events = POLLIN};

	while (poll(&master, 1, ms) > 0 && master.revents & POLLIN)
		terminal_drain(terminal);
}

void terminal_type(struct terminal *terminal, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t n = write(terminal->master, at, length);

		if (n > 0) {
			at += n;
			length -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			terminal_drain(terminal);
			poll(NULL, 0, 1);
		} else if (errno != EINTR) {
			return;
		}
	}
}

void terminal_resize(struct terminal *terminal, int rows, int columns)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

	ioctl(terminal->master, TIOCSWINSZ, &size);
}
