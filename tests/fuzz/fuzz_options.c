/* A command line: words separated by newlines, the program's name before them.  What was taken is
 * in range, and written out as options again it is taken as the same. */

#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include "base/calendar.h"
#include "base/text.h"
#include "cli.h"
#include "fuzz/check.h"
#include "view/view.h"

#define WORDS_MAX    32
#define WORKLOAD_MAX INT64_C(1000000000000000)
#define WEEK_MINUTES 10080
#define TIMEOUT_MAX  120

struct line {
	int argc;
	char *argv[WORDS_MAX + 1];
};

/* Cuts the text into words, in place. */
static void split(struct line *line, char *text)
{
	static char program[] = "ortop";

	line->argc = 0;
	line->argv[line->argc++] = program;
	while (text && line->argc < WORDS_MAX) {
		char *newline = strchr(text, '\n');

		if (newline)
			*newline = '\0';
		line->argv[line->argc++] = text;
		text = newline ? newline + 1 : NULL;
	}
	line->argv[line->argc] = NULL;
}

static void check_ranges(const struct options *options)
{
	FUZZ_CHECK(options->action <= ACTION_VERSION);
	FUZZ_CHECK(options->settings.unit == UNIT_TOKENS || options->settings.unit == UNIT_USD);
	FUZZ_CHECK(options->week == calendar_monday(options->week) || options->week == 0);
	FUZZ_CHECK(options->settings.interval >= 60 &&
		   options->settings.interval <= WEEK_MINUTES * 60);
	FUZZ_CHECK(options->settings.interval % 60 == 0);
	FUZZ_CHECK(options->settings.timeout >= 1 && options->settings.timeout <= TIMEOUT_MAX);
	FUZZ_CHECK(!options->accept || options->action >= ACTION_FETCH);
	if (options->action == ACTION_FETCH)
		FUZZ_CHECK(!options->accept || !options->subject);
	FUZZ_CHECK(options->settings.workload.input >= 0 &&
		   options->settings.workload.input <= WORKLOAD_MAX);
	FUZZ_CHECK(options->settings.workload.output >= 0 &&
		   options->settings.workload.output <= WORKLOAD_MAX);
	FUZZ_CHECK(options->settings.mix.output >= 0 && options->settings.mix.output <= 100);
	FUZZ_CHECK(options->settings.mix.cached >= 0 && options->settings.mix.cached <= 100);
	FUZZ_CHECK(options->settings.api_url && *options->settings.api_url);
	FUZZ_CHECK(!options->settings.theme || *options->settings.theme);
	FUZZ_CHECK(!options->output || *options->output);
	FUZZ_CHECK(!options->settings.log || *options->settings.log);
	FUZZ_CHECK(options->settings.denominator <= DENOMINATOR_TOP_10);
	if (options->action == ACTION_EXPORT)
		FUZZ_CHECK(view_find(options->view));
}

static void write_numbers(struct strbuf *out, const struct options *options)
{
	static const char *const wholes[] = {"all", "identified", "top10"};
	char week[CALENDAR_SIZE];

	strbuf_printf(out, "\n--workload\n%lld,%lld\n--output-share=%d\n--cache-share\n%d",
		      (long long)options->settings.workload.input,
		      (long long)options->settings.workload.output, options->settings.mix.output,
		      options->settings.mix.cached);
	strbuf_printf(out, "\n--unit\n%s", unit_word(options->settings.unit));
	strbuf_printf(out, "\n--share-of\n%s", wholes[options->settings.denominator]);
	/* The first days of 1970 have their Monday before all dates. */
	if (options->week > 0)
		strbuf_printf(out, "\n--week\n%s", calendar_format_date(week, options->week));
	if (options->settings.paid_only)
		strbuf_text(out, "\n--paid");
}

static void write_word(struct strbuf *out, const char *option, const char *value)
{
	if (value)
		strbuf_printf(out, "\n--%s=%s", option, value);
}

static void write_options(struct strbuf *out, const struct options *options)
{
	bool dashboard = options->action == ACTION_DASHBOARD;

	strbuf_text(out, options->action == ACTION_EXPORT  ? "export"
			 : options->action == ACTION_FETCH ? "fetch"
							   : "--interval");
	if (dashboard)
		strbuf_printf(out, "\n%lld\n--theme=%s", (long long)options->settings.interval / 60,
			      options->settings.theme);
	write_word(out, "subject", options->subject);
	write_word(out, "output", options->output);
	write_word(out, "log", options->settings.log);
	write_word(out, "key-file", options->settings.key_file);
	if (options->action != ACTION_FETCH)
		write_numbers(out, options);
	if (options->action != ACTION_EXPORT)
		write_word(out, "api-url", options->settings.api_url);
	if (options->action != ACTION_EXPORT)
		strbuf_printf(out, "\n--timeout=%d", options->settings.timeout);
	if (options->accept)
		strbuf_text(out, "\n--accept");
	if (options->settings.ascii)
		strbuf_text(out, "\n--ascii");
	if (options->settings.offline)
		strbuf_text(out, "\n--offline");
	if (options->view)
		strbuf_printf(out, "\n%s", options->view);
}

static bool same_word(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void check_same(const struct options *a, const struct options *b)
{
	FUZZ_CHECK(a->action == b->action && a->settings.unit == b->settings.unit);
	FUZZ_CHECK(a->week == b->week || a->week < 0);
	FUZZ_CHECK(a->settings.ascii == b->settings.ascii &&
		   a->settings.offline == b->settings.offline);
	FUZZ_CHECK(a->settings.timeout == b->settings.timeout && a->accept == b->accept);
	FUZZ_CHECK(a->settings.denominator == b->settings.denominator);
	FUZZ_CHECK(a->settings.paid_only == b->settings.paid_only &&
		   a->settings.interval == b->settings.interval);
	FUZZ_CHECK(a->settings.mix.output == b->settings.mix.output &&
		   a->settings.mix.cached == b->settings.mix.cached);
	FUZZ_CHECK(a->settings.workload.input == b->settings.workload.input);
	FUZZ_CHECK(a->settings.workload.output == b->settings.workload.output);
	FUZZ_CHECK(same_word(a->settings.theme, b->settings.theme) &&
		   same_word(a->settings.api_url, b->settings.api_url));
	FUZZ_CHECK(same_word(a->settings.key_file, b->settings.key_file) &&
		   same_word(a->settings.log, b->settings.log));
	FUZZ_CHECK(same_word(a->view, b->view) && same_word(a->subject, b->subject));
	FUZZ_CHECK(same_word(a->output, b->output));
}

static void check_again(const struct options *options)
{
	struct options again;
	struct strbuf text;
	struct line line;

	strbuf_init(&text, SIZE_MAX);
	write_options(&text, options);
	split(&line, text.data);
	FUZZ_CHECK(cli_parse(line.argc, line.argv, &again, NULL));
	check_same(options, &again);
	strbuf_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = check_string(data, size);
	struct error error = {""};
	struct options options;
	struct line line;

	split(&line, text);
	if (cli_parse(line.argc, line.argv, &options, &error)) {
		FUZZ_CHECK(*error.text == '\0');
		check_ranges(&options);
		if (options.action < ACTION_HELP)
			check_again(&options);
	} else {
		check_reason(&error);
	}
	free(text);
	return 0;
}
