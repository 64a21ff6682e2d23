#include "source/key_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_MAX 4096
#define LOOK_MS    100 /* at `stop`, and at whether it has ended */

extern char **environ;

struct run {
	pid_t pid;
	int output;
	const atomic_bool *stop;
	int64_t end_ms; /* of the monotonic clock */
	char text[OUTPUT_MAX];
	size_t length;
};

static int64_t now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Why the shell was not started, 0 when it was. */
static int spawn_shell(struct run *run, const char *command, int output)
{
	const char *const arguments[] = {"sh", "-c", command, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, standard;
	int reason;

	sigemptyset(&none);
	sigfillset(&standard);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &standard);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETSIGDEF);
	reason = posix_spawn(&run->pid, "/bin/sh", &files, &attributes,
			     (char *const *)(uintptr_t)arguments, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return reason;
}

static bool start(struct run *run, const char *command, struct error *error)
{
	int ends[2], reason;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return error_set(error, "key command: %s", strerror(errno));
	reason = spawn_shell(run, command, ends[1]);
	close(ends[1]);
	run->output = ends[0];
	if (reason == 0)
		return true;
	close(ends[0]);
	return error_set(error, "key command: /bin/sh cannot be started: %s", strerror(reason));
}

static bool is_over(const struct run *run)
{
	return (run->stop && atomic_load(run->stop)) || now_ms() >= run->end_ms;
}

/* Up to the end of what it prints; what is more than a key may be is read and dropped. */
static void read_output(struct run *run)
{
	struct pollfd output = {.fd = run->output, .events = POLLIN};
	char surplus[512];

	while (!is_over(run)) {
		bool full = run->length == sizeof(run->text);
		ssize_t got;

		if (poll(&output, 1, LOOK_MS) <= 0)
			continue;
		got = full ? read(run->output, surplus, sizeof(surplus))
			   : read(run->output, run->text + run->length,
				  sizeof(run->text) - run->length);
		if (got == 0 || (got < 0 && errno != EINTR))
			break;
		if (!full && got > 0)
			run->length += (size_t)got;
	}
	explicit_bzero(surplus, sizeof(surplus));
}

/* Its wait status; it is killed when its time is over. */
static int wait_for_end(const struct run *run)
{
	const struct timespec pause = {.tv_nsec = LOOK_MS * 100000L};
	int status = 0;
	bool ended = false;

	while (!ended && !is_over(run)) {
		pid_t pid = waitpid(run->pid, &status, WNOHANG);

		ended = pid == run->pid || (pid < 0 && errno != EINTR);
		if (!ended)
			nanosleep(&pause, NULL);
	}
	kill(-run->pid, SIGKILL);
	while (!ended && waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static bool judge(const struct run *run, int status, struct credentials *credentials,
		  struct error *error)
{
	size_t line = strcspn(run->text, "\n");

	if (is_over(run))
		return error_set(error, "key command: not done within %d s", KEY_COMMAND_SECONDS);
	if (WIFSIGNALED(status))
		return error_set(error, "key command: ended by signal %d", WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return error_set(error, "key command: failed with status %d", WEXITSTATUS(status));
	return credentials_read(credentials, run->text, line, "key command", error);
}

bool key_command_run(const char *command, const atomic_bool *stop, struct credentials *credentials,
		     struct error *error)
{
	struct run run = {.stop = stop, .end_ms = now_ms() + KEY_COMMAND_SECONDS * 1000};
	bool good;
	int status;

	/* What it prints may stand here for as long as it runs. */
	credentials_expect();
	if (!start(&run, command, error))
		return false;
	read_output(&run);
	close(run.output);
	status = wait_for_end(&run);
	run.text[run.length < sizeof(run.text) ? run.length : sizeof(run.text) - 1] = '\0';
	good = judge(&run, status, credentials, error);
	explicit_bzero(&run, sizeof(run));
	return good;
}
