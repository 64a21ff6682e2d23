#include "commands.h"
#include "printing.h"

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
	good = print_bytes(text.data, text.length, &context->signal_number);
	strbuf_done(&text);
	return good && context->config->n_problems == 0 ? EXIT_DONE : EXIT_FAILED;
}
