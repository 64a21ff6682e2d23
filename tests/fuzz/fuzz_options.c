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
	FUZZ_CHECK(options->show.top >= 0 && options->show.top <= 1000000);
	if (options->action < ACTION_HELP && options->action != ACTION_FETCH)
		FUZZ_CHECK(!options->accept);
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
	if (options->action == ACTION_EXPORT || options->action == ACTION_SHOW)
		FUZZ_CHECK(view_find(options->view));
}

static bool is_for(unsigned wanted_by, enum action action)
{
	return wanted_by & 1U << action;
}

/* A setting that changes nothing in the view is no option of it. */
static bool is_of_use(const struct setting *setting, const struct options *options)
{
	const char *name = options->show.of ? options->show.of : options->view;
	const struct view *view = name ? view_find(name) : NULL;

	return !view || !setting->uses || setting->uses & view->uses;
}

static void write_settings(struct strbuf *out, const struct options *options)
{
	struct strbuf value;

	strbuf_init(&value, SIZE_MAX);
	for (const struct setting *setting = setting_list; setting->name; setting++) {
		if (!is_for(setting->actions, options->action) || !is_of_use(setting, options))
			continue;
		strbuf_clear(&value);
		setting->write(&options->settings, &value);
		if (!setting->argument && strcmp(value.data, "no") == 0)
			strbuf_printf(out, "\n--no-%s", setting->name);
		else if (!setting->argument && strcmp(value.data, "yes") == 0)
			strbuf_printf(out, "\n--%s", setting->name);
		else if (setting->argument && value.length > 0)
			strbuf_printf(out, "\n--%s=%s", setting->name, value.data);
	}
	strbuf_done(&value);
}

static void write_word(struct strbuf *out, const char *option, const char *value)
{
	if (value)
		strbuf_printf(out, "\n--%s=%s", option, value);
}

static void write_show(struct strbuf *out, const struct show_options *show)
{
	static const char *const formats[] = {"text", "csv", "json", "markdown"};
	static const char *const colors[] = {"auto", "always", "never"};

	if (show->format != SHOW_TEXT)
		write_word(out, "format", formats[show->format]);
	if (show->color != SHOW_COLOR_AUTO)
		write_word(out, "color", colors[show->color]);
	write_word(out, "sort", show->sort);
	write_word(out, "filter", show->filter);
	write_word(out, "of", show->of);
	write_word(out, "row", show->row);
	write_word(out, "column", show->column);
	if (show->top)
		strbuf_printf(out, "\n--top=%d", show->top);
}

static void write_options(struct strbuf *out, const struct options *options)
{
	const struct action_info *action = action_info(options->action);
	char week[CALENDAR_SIZE];

	/* The dashboard has no name; what goes first there is no command. */
	strbuf_text(out, *action->name ? action->name : "--no-offline");
	write_settings(out, options);
	/* The first days of 1970 have their Monday before all dates. */
	if (options->week > 0)
		strbuf_printf(out, "\n--week\n%s", calendar_format_date(week, options->week));
	write_word(out, "subject", options->subject);
	write_word(out, "output", options->output);
	write_word(out, "format", options->format);
	if (options->period_said)
		write_word(out, "period", options->period == HISTORY_DAY ? "day" : "week");
	write_show(out, &options->show);
	if (options->accept)
		strbuf_text(out, "\n--accept");
	if (options->print_default)
		strbuf_text(out, "\n--print-default");
	if (options->view)
		strbuf_printf(out, "\n%s", options->view);
	if (options->file)
		strbuf_printf(out, "\n--\n%s", options->file);
}

static bool same_word(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void check_settings(const struct settings *a, const struct settings *b)
{
	struct strbuf first, second;

	strbuf_init(&first, SIZE_MAX);
	strbuf_init(&second, SIZE_MAX);
	for (const struct setting *setting = setting_list; setting->name; setting++) {
		strbuf_clear(&first);
		strbuf_clear(&second);
		setting->write(a, &first);
		setting->write(b, &second);
		FUZZ_CHECK(strcmp(first.data, second.data) == 0);
	}
	strbuf_done(&first);
	strbuf_done(&second);
}

static void check_same(const struct options *a, const struct options *b)
{
	FUZZ_CHECK(a->action == b->action);
	check_settings(&a->settings, &b->settings);
	FUZZ_CHECK(a->week == b->week || a->week < 0);
	FUZZ_CHECK(a->accept == b->accept && a->print_default == b->print_default);
	FUZZ_CHECK(a->period_said == b->period_said && a->period == b->period);
	FUZZ_CHECK(same_word(a->format, b->format));
	FUZZ_CHECK(same_word(a->view, b->view) && same_word(a->subject, b->subject));
	FUZZ_CHECK(same_word(a->output, b->output) && same_word(a->file, b->file));
	FUZZ_CHECK(a->show.format == b->show.format && a->show.color == b->show.color);
	FUZZ_CHECK(same_word(a->show.sort, b->show.sort) && a->show.top == b->show.top);
	FUZZ_CHECK(same_word(a->show.filter, b->show.filter));
	FUZZ_CHECK(same_word(a->show.of, b->show.of) && same_word(a->show.row, b->show.row));
	FUZZ_CHECK(same_word(a->show.column, b->show.column));
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
