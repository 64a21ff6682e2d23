#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>
#include "action.h"
#include "cli.h"
#include "context.h"

#define LARGE_BLOCK (128 * 1024)

static int run_action(struct context *context)
{
	const struct action_info *action = action_info(context->options->action);

	if (*context->vendors_wrong.text && !(action->flags & ACTION_SCREEN))
		fprintf(stderr, "ortop: %s\n", context->vendors_wrong.text);
	return action->run(context);
}

static int run(const struct options *options, int *signal_number)
{
	struct context context;
	struct error error;
	int code = EXIT_USAGE;

	if (!context_init(&context, options, &clock_real, &error))
		fprintf(stderr, "ortop: %s\n", error.text);
	else
		code = run_action(&context);
	*signal_number = context.signal_number;
	context_done(&context);
	return code;
}

/* Die by the signal that ended us, so that the caller sees it.  It has been blocked since the
 * terminal was opened. */
static void die_by(int signal_number)
{
	sigset_t only;

	sigemptyset(&only);
	sigaddset(&only, signal_number);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
}

/* One heap for both threads, and large blocks beside it: what a refresh or a large screen took goes
 * back to the system when it is freed. */
static void tune_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
	mallopt(M_TRIM_THRESHOLD, 2 * LARGE_BLOCK);
#endif
}

int main(int argc, char **argv)
{
	struct options options;
	struct error error;
	int signal_number = 0, code;

	tune_memory();
	/* Only characters follow the user's locale: numbers keep their point. */
	setlocale(LC_CTYPE, "");
	if (!cli_parse(argc, argv, &options, &error)) {
		fprintf(stderr, "ortop: %s\n", error.text);
		return EXIT_USAGE;
	}
	if (options.action == ACTION_HELP || options.action == ACTION_VERSION) {
		(options.action == ACTION_HELP ? cli_help : cli_version)(stdout);
		return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
	}
	code = run(&options, &signal_number);
	if (signal_number)
		die_by(signal_number);
	return code;
}
