#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "commands.h"

int command_config(struct context *context)
{
	const struct options *options = context->options;
	struct strbuf text;
	bool good;

	strbuf_init(&text, SIZE_MAX);
	if (options->print_default)
		config_write_defaults(&text);
	else
		config_write(&text, context->config, &options->settings);
	good = fputs(text.data, stdout) >= 0 && fflush(stdout) == 0;
	if (!good)
		fprintf(stderr, "ortop: cannot write to standard output: %s\n", strerror(errno));
	strbuf_done(&text);
	return good && context->config->n_problems == 0 ? EXIT_DONE : EXIT_FAILED;
}
