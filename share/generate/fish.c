#include <string.h>
#include "cli.h"
#include "generate.h"

static void write_quoted(FILE *out, const char *text)
{
	fputc('\'', out);
	for (; *text; text++)
		fprintf(out, "%s%c", strchr("'\\", *text) ? "\\" : "", *text);
	fputc('\'', out);
}

/* " -n '__ortop_is export fetch'": where it belongs. */
static void write_condition(FILE *out, unsigned wanted_by)
{
	fputs(" -n '__ortop_is", out);
	for (const struct action_info *info = actions; info->name; info++)
		if (wanted_by & 1U << info->action)
			fprintf(out, " %s", action_word(info));
	fputs("'", out);
}

static void write_choice(FILE *out, const struct flag *flag)
{
	switch (flag->choice) {
	case CHOICE_NONE:
		break;
	case CHOICE_WORDS:
	case CHOICE_THEME:
		fprintf(out, " -r -a '");
		write_words(out, flag->words);
		fprintf(out, "'%s", flag->choice == CHOICE_THEME ? " -F" : " -f");
		break;
	case CHOICE_FILE:
		fputs(" -r -F", out);
		break;
	case CHOICE_WEEK:
		fputs(" -x -a '(__ortop_weeks)'", out);
		break;
	case CHOICE_SUBJECT:
		fputs(" -x -a '(__ortop_subjects)'", out);
		break;
	case CHOICE_FREE:
		fputs(" -x", out);
	}
}

static void write_command_words(FILE *out)
{
	for (const struct action_info *info = actions; info->name; info++)
		if (*info->name)
			fprintf(out, "%s ", info->name);
}

static void write_list(FILE *out)
{
	fputs("set -g __ortop_commands ", out);
	write_command_words(out);
	fputc('\n', out);
}

static void write_completions(FILE *out)
{
	struct flag flags[FLAGS_MAX];
	int n = flags_list(flags);

	for (const struct action_info *info = actions; info->name; info++) {
		if (!*info->name)
			continue;
		fprintf(out, "complete -c ortop -n __ortop_is_first -a %s -d ", info->name);
		write_quoted(out, info->help);
		fputc('\n', out);
		if (info->flags & ACTION_TAKES_VIEW) {
			fputs("complete -c ortop", out);
			write_condition(out, 1U << info->action);
			fputs(" -a '", out);
			write_words(out, views_of(info->action));
			fprintf(out, "' -d %s\n", info->operand);
		} else if (info->flags & ACTION_TAKES_FILE) {
			fputs("complete -c ortop -F", out);
			write_condition(out, 1U << info->action);
			fputc('\n', out);
		}
	}
	for (int i = 0; i < n; i++) {
		fputs("complete -c ortop", out);
		write_condition(out, flags[i].actions);
		if (flags[i].letter)
			fprintf(out, " -s %c", flags[i].letter);
		fprintf(out, " -l %s", flags[i].name);
		write_choice(out, &flags[i]);
		fputs(" -d ", out);
		write_quoted(out, flags[i].help);
		fputc('\n', out);
	}
}

const struct part fish_parts[] = {
	{"fish-commands", write_list},
	{"fish-completions", write_completions},
	{NULL, NULL},
};
