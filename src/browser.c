#include "browser.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/mem.h"

#define PROGRAM "xdg-open"
#define SITE    "https://openrouter.ai/"
#define KEY     "OPENROUTER_API_KEY="

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2) /* linux/close_range.h */
#endif

void browser_model_url(struct strbuf *out, const char *id)
{
	strbuf_text(out, SITE);
	for (; *id; id++) {
		unsigned char byte = (unsigned char)*id;

		if (isalnum(byte) || strchr("-._~/:", byte))
			strbuf_bytes(out, id, 1);
		else
			strbuf_printf(out, "%%%02X", byte);
	}
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

bool browser_is_here(void)
{
	return !is_set("SSH_CONNECTION") && !is_set("SSH_TTY") &&
	       (is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"));
}

/* Our environment without the key; made before the fork, where memory may still be asked for. */
static char **environment(void)
{
	size_t n = 0, kept = 0;
	char **copy;

	while (environ[n])
		n++;
	copy = mem_alloc(n + 1, sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], KEY, strlen(KEY)) != 0)
			copy[kept++] = environ[i];
	return copy;
}

/* In the grandchild: become the program, or send why not. */
static void become(const char *url, char **clean, int report)
{
	char *const arguments[] = {(char *)(uintptr_t)PROGRAM, (char *)(uintptr_t)url, NULL};
	struct sigaction standard = {.sa_handler = SIG_DFL};
	sigset_t none;
	int null = open("/dev/null", O_RDWR), reason;

	for (int fd = 0; fd < 3 && null >= 0; fd++)
		dup2(null, fd);
#ifdef SYS_close_range /* musl has no function for it */
	syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
#endif
	sigaction(SIGPIPE, &standard, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvpe(PROGRAM, arguments, clean);
	reason = errno;
	(void)!write(report, &reason, sizeof(reason));
	_exit(127);
}

/* The child ends at once, so that init takes the grandchild over and no zombie is left to us. */
static void start(const char *url, char **clean, int report)
{
	pid_t pid;

	setsid();
	pid = fork();
	if (pid == 0)
		become(url, clean, report);
	if (pid < 0) {
		int reason = errno;

		(void)!write(report, &reason, sizeof(reason));
	}
	_exit(0);
}

bool browser_open(const char *url, struct error *error)
{
	char **clean;
	int report[2], reason = 0;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC) != 0)
		return error_set(error, "cannot start %s: %s", PROGRAM, strerror(errno));
	clean = environment();
	pid = fork();
	if (pid == 0)
		start(url, clean, report[1]);
	reason = pid < 0 ? errno : 0;
	close(report[1]);
	free(clean);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	/* The pipe ends without a word when the program has taken the process over. */
	if (pid > 0 && read(report[0], &reason, sizeof(reason)) != (ssize_t)sizeof(reason))
		reason = 0;
	close(report[0]);
	if (reason == 0)
		return true;
	return error_set(error, "cannot start %s: %s", PROGRAM, strerror(reason));
}
