#include "ui/signals.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>
#include "ui/crash.h"

static volatile sig_atomic_t got_resize, got_suspend, got_resume, got_end, got_hangup;
static sigset_t wait_mask;
static bool is_ready;

static void on_signal(int number)
{
	if (number == SIGWINCH)
		got_resize = 1;
	else if (number == SIGTSTP)
		got_suspend = 1;
	else if (number == SIGCONT)
		got_resume = 1;
	else if (number == SIGHUP)
		got_hangup = 1;
	else
		got_end = number;
}

void signals_init(void)
{
	static const int numbers[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT};
	struct sigaction action = {.sa_handler = on_signal};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigset_t ours;

	sigemptyset(&ours);
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		sigaddset(&ours, numbers[i]);
		sigaction(numbers[i], &action, NULL);
	}
	sigaction(SIGPIPE, &ignore, NULL);
	crash_init();
	sigprocmask(SIG_BLOCK, &ours, &wait_mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigdelset(&wait_mask, numbers[i]);
	is_ready = true;
}

const sigset_t *signals_mask(void)
{
	return is_ready ? &wait_mask : NULL;
}

bool signals_ending(void)
{
	return got_end || got_hangup;
}

bool signals_pending(void)
{
	return signals_ending() || got_resize || got_suspend || got_resume;
}

/* The kernel hangs the terminal up before it sends SIGHUP.  In the background none is left to us
 * either: its shell has gone, and whoever reads from the terminal there is stopped, or fails. */
static bool has_terminal(void)
{
	struct pollfd input = {.fd = STDIN_FILENO};
	struct termios modes;

	if (poll(&input, 1, 0) > 0 && input.revents & (POLLHUP | POLLERR | POLLNVAL))
		return false;
	return tcgetattr(STDIN_FILENO, &modes) == 0 && tcgetpgrp(STDIN_FILENO) == getpgrp();
}

unsigned signals_take(int *number)
{
	unsigned events = 0;

	if (got_resize)
		events |= SIGNALS_RESIZED;
	if (got_suspend)
		events |= SIGNALS_SUSPENDED;
	if (got_resume)
		events |= SIGNALS_RESUMED;
	if (got_end) {
		events |= SIGNALS_ENDED;
		*number = got_end;
	}
	if (got_hangup && has_terminal()) {
		events |= SIGNALS_REREAD;
	} else if (got_hangup) {
		events |= SIGNALS_ENDED;
		*number = SIGHUP;
	}
	got_resize = got_suspend = got_resume = got_end = got_hangup = 0;
	return events;
}

void signals_stop(void)
{
	struct sigaction ours, standard = {.sa_handler = SIG_DFL};
	sigset_t only, before;

	sigemptyset(&only);
	sigaddset(&only, SIGTSTP);
	sigaddset(&only, SIGCONT);
	sigaction(SIGTSTP, &standard, &ours);
	kill(0, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &only, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigaction(SIGTSTP, &ours, NULL);
	got_suspend = got_resume = 0;
}
