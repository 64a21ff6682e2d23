#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "cli.h"
#include "versions.h"
#include "view/view.h"

#define HELP_WIDTH  100
#define HELP_INDENT 29

/* A text that begins in column `indent` and goes on there. */
static void help_text(FILE *stream, int indent, const char *text)
{
	while (*text) {
		int length = (int)text_line(text, HELP_WIDTH - indent);

		fprintf(stream, "%.*s\n", length, text);
		text += length;
		text += strspn(text, " ");
		if (*text)
			fprintf(stream, "%*s", indent, "");
	}
}

/* A name, and beside it what it is. */
static void help_line(FILE *stream, const char *left, const char *help)
{
	fprintf(stream, "  %-*s ", HELP_INDENT - 3, left);
	help_text(stream, HELP_INDENT, help);
}

/* What is listed for a command; all of it for ACTION_HELP. */
static bool concerns(unsigned wanted_by, enum action about)
{
	return about == ACTION_HELP || wanted_by & 1U << about;
}

static bool is_example_of(const struct cli_example *example, const struct action_info *info)
{
	const char *command = strstr(example->command, "ortop ");
	size_t length = strlen(info->name);

	command = command ? command + strlen("ortop ") : "";
	return strncmp(command, info->name, length) == 0 &&
	       (command[length] == ' ' || !command[length]);
}

static void help_examples(FILE *stream, enum action about)
{
	const char *title = "Examples:\n";

	for (const struct cli_example *one = cli_examples; one->command; one++) {
		if (about != ACTION_HELP && !is_example_of(one, action_info(about)))
			continue;
		fputs(title, stream);
		title = "";
		if (one->meaning)
			fprintf(stream, "  %-42s %s\n", one->command, one->meaning);
		else
			fprintf(stream, "  %s\n", one->command);
	}
	if (!*title)
		fputc('\n', stream);
}

static void help_usage(FILE *stream, enum action about)
{
	fputs("Usage:\n", stream);
	for (const struct action_info *info = actions; info->name; info++) {
		char left[32];

		if (!concerns(1U << info->action, about))
			continue;
		snprintf(left, sizeof(left), "%s%s%s%s[options]", info->name,
			 *info->name ? " " : "", info->operand ? info->operand : "",
			 info->operand ? " " : "");
		fprintf(stream, "  ortop %-24s %s\n", left, info->help);
	}
}

static void help_views(FILE *stream)
{
	fputs("\nViews:\n", stream);
	for (const struct view *view = views; view->id; view++)
		help_line(stream, view->id, view->help);
}

static void help_option(FILE *stream, char letter, const char *name, const char *argument,
			const char *help)
{
	char left[40], dash[8] = "    ";

	if (letter)
		snprintf(dash, sizeof(dash), "-%c, ", letter);
	snprintf(left, sizeof(left), "%s--%s%s%s", dash, name, argument ? " " : "",
		 argument ? argument : "");
	help_line(stream, left, help);
}

static void help_setting(FILE *stream, const struct setting *setting)
{
	struct strbuf help;
	char name[40];

	strbuf_init(&help, SIZE_MAX);
	strbuf_text(&help, setting->help);
	if (setting->variable)
		strbuf_printf(&help, " (also %s)", setting->variable);
	if (setting->argument && *setting->initial)
		strbuf_printf(&help, " (default %s)", setting->initial);
	snprintf(name, sizeof(name), "%s%s", setting->argument ? "" : "[no-]", setting->name);
	help_option(stream, 0, name, setting->argument, help.data);
	strbuf_done(&help);
}

static void help_options(FILE *stream, enum action about)
{
	fputs("\nOptions:\n", stream);
	for (const struct cli_option *own = cli_options; own->name; own++)
		if (concerns(own->actions, about))
			help_option(stream, own->letter, own->name, own->argument, own->help);
	for (const struct setting *setting = setting_list; setting->name; setting++)
		if (!(setting->flags & SETTING_RUNS) && concerns(setting->actions, about))
			help_setting(stream, setting);
}

static void help_placeholders(FILE *stream)
{
	fputs("\nPlaceholders of --format ({{ is a brace, }} or } the other; {top:20} is at most "
	      "20 "
	      "columns):\n",
	      stream);
	for (const struct placeholder *one = placeholders; one->name; one++) {
		char left[40];

		snprintf(left, sizeof(left), "{%s}", one->name);
		help_line(stream, left, one->help);
	}
	fputs("The usual line: " LINE_DEFAULT "\n", stream);
}

static void help_exit_codes(FILE *stream)
{
	struct strbuf text;

	strbuf_init(&text, SIZE_MAX);
	strbuf_text(&text, "Exit codes:");
	for (const struct exit_info *info = exit_codes; info->meaning; info++)
		strbuf_printf(&text, " %d %s%s", info->code, info->meaning,
			      info[1].meaning ? ";" : ".");
	fputc('\n', stream);
	help_text(stream, 0, text.data);
	strbuf_done(&text);
}

const struct cli_example cli_examples[] = {
	{"ortop", "the dashboard; ? in it explains the keys"},
	{"ortop --week 2026-W21 --unit usd", "start at a week, in dollars"},
	{"ortop export vendors --unit usd -o -", "the last complete week as CSV"},
	{"ortop export models --week 2026-05-18 -o w21.csv", NULL},
	{"ortop show models --top 10", "the ranking as text; also --format json, markdown"},
	{"ortop show vendors --sort usd --format json", NULL},
	{"ortop show explain --of models --row z-ai/glm-5.2 --column usd", NULL},
	{"ortop weeks", "the weeks that there are"},
	{"ortop --output-share 5 --paid", "another price rule, paid models only"},
	{"OPENROUTER_API_KEY=... ortop fetch", "one refresh, without a terminal"},
	{"ortop status", "one line, from what is stored"},
	{"ortop fetch --accept", "take figures that are held"},
	{"ortop fetch --subject z-ai/glm-5.2", "a model's providers, to be exported"},
	{"ortop export providers --subject z-ai/glm-5.2 -o -", NULL},
	{"ortop import rankings.csv", "figures from a file: a JSON body or CSV"},
	{NULL, NULL},
};

void cli_help(FILE *stream, enum action about)
{
	const struct action_info *info = action_info(about);

	if (about == ACTION_HELP)
		fputs("ortop - htop for OpenRouter's weekly token rankings\n\n", stream);
	help_examples(stream, about);
	help_usage(stream, about);
	if (about == ACTION_HELP || info->flags & ACTION_TAKES_VIEW)
		help_views(stream);
	help_options(stream, about);
	if (concerns(1U << ACTION_STATUS, about))
		help_placeholders(stream);
	help_exit_codes(stream);
	fputs(about == ACTION_HELP
		      ? "\nSource: OpenRouter (openrouter.ai/rankings). Licensed under CC BY 4.0.\n"
			"One router's public traffic, not global usage.\n"
		      : "\nAll commands and options: ortop --help, man ortop\n",
	      stream);
}

void cli_version(FILE *stream)
{
	struct strbuf libraries;

	strbuf_init(&libraries, SIZE_MAX - 1);
	versions_of_libraries(&libraries);
	fprintf(stream, "ortop " ORTOP_VERSION "\n%s\n", libraries.data);
	strbuf_done(&libraries);
}
