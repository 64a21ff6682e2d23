#include "ui/crash.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "base/altstack.h"

#define BYTES_MAX  512
#define BEFORE_MAX 64

static struct {
	char bytes[BYTES_MAX];
	size_t length;
	char before[BEFORE_MAX];
	size_t before_length;
	struct termios mode;
	bool has_mode;
} prepared;

static volatile sig_atomic_t is_armed;

static void put(const char *bytes, size_t left)
{
	while (left > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes, left);

		if (n < 0 && errno != EINTR)
			break;
		if (n > 0) {
			bytes += n;
			left -= (size_t)n;
		}
	}
}

static void give_back(void)
{
	put(prepared.before, prepared.before_length);
	put(prepared.bytes, prepared.length);
	if (prepared.has_mode)
		tcsetattr(STDIN_FILENO, TCSANOW, &prepared.mode);
}

/* SA_RESETHAND has put the default back and SA_NODEFER left the signal open: raising it ends the
 * process. */
static void on_crash(int number)
{
	if (is_armed) {
		is_armed = 0;
		give_back();
	}
	raise(number);
}

void crash_init(void)
{
	static struct altstack stack; /* until the end */
	static const int numbers[] = {SIGSEGV, SIGBUS,  SIGFPE,    SIGILL,  SIGABRT,
				      SIGSYS,  SIGTRAP, SIGXCPU,   SIGXFSZ, SIGUSR1,
				      SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPOLL};
	struct sigaction action = {
		.sa_handler = on_crash,
		.sa_flags = (int)(SA_RESETHAND | SA_NODEFER | SA_ONSTACK),
	};

	/* tcsetattr() from the background would stop us by SIGTTOU. */
	sigfillset(&action.sa_mask);
	if (!stack.memory)
		altstack_init(&stack);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		/* One that is ignored, as nohup and some supervisors do, stays so. */
		struct sigaction before;

		if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN)
			continue;
		sigdelset(&action.sa_mask, numbers[i]);
		sigaction(numbers[i], &action, NULL);
		sigaddset(&action.sa_mask, numbers[i]);
	}
}

/* Append a sequence without its padding ("$<5/>"), which only terminals of paper need; a sequence
 * that has no room is left out, for half of one would be worse. */
static void put_sequence(const char *sequence)
{
	size_t start = prepared.length;

	while (*sequence) {
		if (strncmp(sequence, "$<", 2) == 0 && strchr(sequence, '>')) {
			sequence = strchr(sequence, '>') + 1;
			continue;
		}
		if (prepared.length == sizeof(prepared.bytes)) {
			prepared.length = start;
			return;
		}
		prepared.bytes[prepared.length++] = *sequence++;
	}
}

void crash_arm(char *(*look_up)(const char *name))
{
	/* Colours and attributes off, keys as they were, the cursor to be seen, and off the
	 * alternate screen. */
	static const char *const names[] = {"op", "sgr0", "rmkx", "cnorm", "rmcup"};

	is_armed = 0;
	prepared.length = prepared.before_length = 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *sequence = look_up(names[i]);

		/* -1 is what terminfo has for a name that is no string's. */
		if (sequence && sequence != (const char *)-1)
			put_sequence(sequence);
	}
	put_sequence("\r\n");
	prepared.has_mode = tcgetattr(STDIN_FILENO, &prepared.mode) == 0;
	is_armed = 1;
}

void crash_before(const char *sequence)
{
	sig_atomic_t was_armed = is_armed;

	is_armed = 0;
	prepared.before_length = strnlen(sequence, sizeof(prepared.before));
	memcpy(prepared.before, sequence, prepared.before_length);
	is_armed = was_armed;
}

void crash_disarm(void)
{
	is_armed = 0;
}

void crash_rearm(void)
{
	is_armed = 1;
}
