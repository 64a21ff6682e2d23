#include <fcntl.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "action.h"
#include "cli.h"
#include "context.h"
#include "printing.h"
#include "source/credentials.h"

#define LARGE_BLOCK (128 * 1024)

/* What of the user's files is not used; the dashboard says it on the screen. */
static void complain(const struct context *context)
{
	const struct config *config = context->config;
	size_t n = config->n_problems, kept = n < CONFIG_PROBLEMS_MAX ? n : CONFIG_PROBLEMS_MAX;

	for (size_t i = 0; i < kept; i++)
		fprintf(stderr, "ortop: %s\n", config->problems[i]);
	if (n > kept)
		fprintf(stderr, "ortop: %zu more\n", n - kept);
	if (*context->vendors_wrong.text)
		fprintf(stderr, "ortop: %s\n", context->vendors_wrong.text);
}

static int run_action(struct context *context)
{
	const struct action_info *action = action_info(context->options->action);

	if (!(action->flags & ACTION_SCREEN))
		complain(context);
	return action->run(context);
}

static void write_help(const void *data, FILE *stream)
{
	const struct options *options = data;

	cli_help(stream, options->about);
}

static void write_version(const void *data, FILE *stream)
{
	(void)data;
	cli_version(stream);
}

/* What needs neither settings nor files. */
static int say(const struct options *options, int *signal_number)
{
	struct file_content content = {options->action == ACTION_HELP ? write_help : write_version,
				       options};

	return print_content(&content, signal_number) ? EXIT_DONE : EXIT_FAILED;
}

static int run(struct options *options, int *signal_number)
{
	struct config config;
	struct context context;
	struct error error;
	int code = EXIT_USAGE;

	config_load(&config, &options->settings, &options->given);
	if (!context_init(&context, options, &config, &clock_real, &error))
		fprintf(stderr, "ortop: %s\n", error.text);
	else
		code = run_action(&context);
	*signal_number = context.signal_number;
	context_done(&context);
	config_done(&config);
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

/* Whoever started us may have closed standard streams: then a file of ours would take the number of
 * one, and be written to.  What stands there instead fails as a closed one would. */
static void hold_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	struct options options;
	struct error error;
	int signal_number = 0, code;

	hold_standard_streams();
	if (credentials_in_environment())
		credentials_expect();
	tune_memory();
	/* Only characters follow the user's locale: numbers keep their point. */
	setlocale(LC_CTYPE, "");
	if (!cli_parse(argc, argv, &options, &error)) {
		fprintf(stderr, "ortop: %s\n", error.text);
		return EXIT_USAGE;
	}
	if (options.action == ACTION_HELP || options.action == ACTION_VERSION)
		code = say(&options, &signal_number);
	else
		code = run(&options, &signal_number);
	if (signal_number)
		die_by(signal_number);
	return code;
}
