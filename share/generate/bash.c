#include <string.h>
#include "cli.h"
#include "generate.h"

/* All in single quotes of the shell's, and no word has one. */

static void write_command_words(FILE *out)
{
	fputs("\tlocal commands='", out);
	for (const struct action_info *info = actions; info->name; info++)
		if (*info->name)
			fprintf(out, "%s ", info->name);
	fputs("'\n", out);
}

/* By command: its options, and what its operand can be. */
static void write_options(FILE *out)
{
	struct flag flags[FLAGS_MAX];
	int n = flags_list(flags);

	for (const struct action_info *info = actions; info->name; info++) {
		fprintf(out, "\t%s)\n\t\toptions='", action_word(info));
		for (int i = 0; i < n; i++) {
			if (!(flags[i].actions & 1U << info->action))
				continue;
			if (flags[i].letter)
				fprintf(out, "-%c ", flags[i].letter);
			fprintf(out, "--%s ", flags[i].name);
		}
		fputs("'\n", out);
		if (info->flags & ACTION_TAKES_VIEW) {
			fputs("\t\toperands='", out);
			write_words(out, views_of(info->action));
			fputs("'\n", out);
		} else if (info->flags & ACTION_TAKES_COMMAND) {
			fputs("\t\toperands=$commands\n", out);
		} else if (info->flags & ACTION_TAKES_FILE) {
			fputs("\t\tfiles=yes\n", out);
		}
		fputs("\t\t;;\n", out);
	}
}

static void write_choice(FILE *out, const struct flag *flag)
{
	static const char *const functions[] = {
		[CHOICE_WEEK] = "_ortop_weeks",   [CHOICE_SUBJECT] = "_ortop_subjects",
		[CHOICE_ORDER] = "_ortop_orders", [CHOICE_COLUMN] = "_ortop_columns",
		[CHOICE_ROW] = "_ortop_rows",
	};

	if (flag->choice == CHOICE_WORDS || flag->choice == CHOICE_THEME) {
		fputs("\t\tvalues='", out);
		write_words(out, flag->words);
		fputs("'\n", out);
	}
	/* Not those of the command's operand. */
	fprintf(out, "\t\tfiles=%s\n",
		flag->choice == CHOICE_FILE || flag->choice == CHOICE_THEME ? "yes" : "");
	if (flag->choice < sizeof(functions) / sizeof(functions[0]) && functions[flag->choice])
		fprintf(out, "\t\tvalues=$(%s)\n", functions[flag->choice]);
}

/* Options of one name may mean something else in another command. */
static bool is_alone(const struct flag *flags, int n, int i)
{
	for (int k = 0; k < n; k++)
		if (k != i && strcmp(flags[k].name, flags[i].name) == 0)
			return false;
	return true;
}

/* "*:--unit" or "export:-o | export:--output": which command's option it is. */
static void write_pattern(FILE *out, const struct flag *flag, bool alone)
{
	const char *separator = "";

	for (const struct action_info *info = actions; info->name; info++) {
		const char *word = alone ? "*" : action_word(info);

		if (!alone && !(flag->actions & 1U << info->action))
			continue;
		fputs(separator, out);
		if (flag->letter)
			fprintf(out, "%s:-%c | ", word, flag->letter);
		fprintf(out, "%s:--%s", word, flag->name);
		separator = " | ";
		if (alone)
			break;
	}
}

/* By option: what its value can be. */
static void write_values(FILE *out)
{
	struct flag flags[FLAGS_MAX];
	int n = flags_list(flags);

	for (int i = 0; i < n; i++) {
		if (flags[i].choice == CHOICE_NONE)
			continue;
		fputc('\t', out);
		write_pattern(out, &flags[i], is_alone(flags, n, i));
		fputs(")\n", out);
		write_choice(out, &flags[i]);
		fputs("\t\t;;\n", out);
	}
}

static void write_column(FILE *out, const struct view *view, const char *id)
{
	(void)view;
	fprintf(out, "%s ", id);
}

/* By view: its columns; zsh reads this, too. */
static void write_columns(FILE *out)
{
	for (const struct view *view = views; view->id; view++) {
		fprintf(out, "\t%s) columns='", view->id);
		for_columns_of(view, out, write_column);
		fputs("' ;;\n", out);
	}
}

static void write_views(FILE *out)
{
	fputs("\tlocal views='", out);
	write_words(out, views_of(ACTION_SHOW));
	fputs("'\n", out);
}

const struct part bash_parts[] = {
	{"bash-views", write_views},
	{"sh-columns", write_columns},
	{"bash-commands", write_command_words},
	{"bash-options", write_options},
	{"bash-values", write_values},
	{NULL, NULL},
};
