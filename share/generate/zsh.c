#include <string.h>
#include "cli.h"
#include "generate.h"

/* In single quotes of the shell's, where _arguments takes : and brackets for its own. */
static void write_help(FILE *out, const char *help)
{
	for (; *help; help++)
		if (*help == '\'')
			fputs("'\\''", out);
		else
			fprintf(out, "%s%c", strchr(":[]\\", *help) ? "\\" : "", *help);
}

/* Words, as _arguments takes them in parentheses: in two where they mean something,
 * "word\:meaning", in quotes of its own. */
static void write_meant_words(FILE *out, const char *const *words)
{
	bool meant = words[0] && word_help(words[0]);

	if (!meant) {
		fputc('(', out);
		write_words(out, words);
		fputc(')', out);
		return;
	}
	fputs("((", out);
	for (size_t i = 0; words[i]; i++) {
		fprintf(out, "%s%s\\:\"", i > 0 ? " " : "", words[i]);
		write_help(out, word_help(words[i]));
		fputc('"', out);
	}
	fputs("))", out);
}

/* What comes after the option: ":what:how". */
static void write_choice(FILE *out, const struct flag *flag)
{
	static const char *const functions[] = {
		[CHOICE_FREE] = " ",
		[CHOICE_THEME] = "_ortop_themes",
		[CHOICE_FILE] = "_files",
		[CHOICE_WEEK] = "_ortop_weeks",
		[CHOICE_SUBJECT] = "_ortop_subjects",
		[CHOICE_ORDER] = "_ortop_orders",
		[CHOICE_COLUMN] = "_ortop_columns",
		[CHOICE_ROW] = "_ortop_rows",
	};

	if (flag->choice == CHOICE_NONE)
		return;
	fprintf(out, ":%s:", flag->argument);
	if (flag->choice == CHOICE_WORDS)
		write_meant_words(out, flag->words);
	else
		fputs(functions[flag->choice], out);
}

static void write_flag(FILE *out, const struct flag *flag)
{
	const char *value = flag->argument ? "=" : "";

	/* Either excludes the other. */
	if (flag->letter)
		fprintf(out, "\t\t\t'(-%c --%s)'{-%c,--%s%s}'[", flag->letter, flag->name,
			flag->letter, flag->name, value);
	else
		fprintf(out, "\t\t\t'--%s%s[", flag->name, value);
	write_help(out, flag->help);
	fputc(']', out);
	write_choice(out, flag);
	fputs("'\n", out);
}

static void write_operand(FILE *out, const struct action_info *info)
{
	if (info->flags & ACTION_TAKES_VIEW) {
		fprintf(out, "\t\t\t'1:%s:", info->operand);
		write_meant_words(out, views_of(info->action));
		fputs("'\n", out);
	} else if (info->flags & ACTION_TAKES_COMMAND) {
		fputs("\t\t\t'1:command:->command'\n", out);
	} else if (info->flags & ACTION_TAKES_FILE) {
		fprintf(out, "\t\t\t'1:%s:_files'\n", info->operand);
	}
}

/* By command: what _arguments wants to know. */
static void write_arguments(FILE *out)
{
	struct flag flags[FLAGS_MAX];
	int n = flags_list(flags);

	for (const struct action_info *info = actions; info->name; info++) {
		fprintf(out, "\t%s)\n\t\targuments=(\n", action_word(info));
		for (int i = 0; i < n; i++)
			if (flags[i].actions & 1U << info->action)
				write_flag(out, &flags[i]);
		write_operand(out, info);
		fputs("\t\t)\n\t\t;;\n", out);
	}
}

static void write_command_words(FILE *out)
{
	for (const struct action_info *info = actions; info->name; info++) {
		if (!*info->name)
			continue;
		fprintf(out, "\t\t'%s:", info->name);
		write_help(out, info->help);
		fputs("'\n", out);
	}
}

static void write_themes(FILE *out)
{
	struct flag flags[FLAGS_MAX];
	int n = flags_list(flags);

	for (int i = 0; i < n; i++)
		if (flags[i].choice == CHOICE_THEME) {
			fputs("\t_alternative 'themes:theme:(", out);
			write_words(out, flags[i].words);
			fputs(")' 'files:file:_files'\n", out);
		}
}

const struct part zsh_parts[] = {
	{"zsh-themes", write_themes},
	{"zsh-commands", write_command_words},
	{"zsh-arguments", write_arguments},
	{NULL, NULL},
};
