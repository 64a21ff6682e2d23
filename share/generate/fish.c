#include <string.h>
#include "base/text.h"
#include "cli.h"
#include "generate.h"
#include "view/glossary.h"

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

/* Words, quoted; where they mean something, that follows a tab, in quotes of its own. */
static void write_meant_words(FILE *out, const char *const *words)
{
	struct strbuf text;

	strbuf_init(&text, SIZE_MAX);
	for (size_t i = 0; words[i]; i++) {
		const char *help = word_help(words[i]);

		strbuf_printf(&text, "%s%s", i > 0 ? " " : "", words[i]);
		if (help)
			strbuf_printf(&text, "\\t\"%s\"", help);
	}
	write_quoted(out, text.data);
	strbuf_done(&text);
}

static void write_choice(FILE *out, const struct flag *flag)
{
	static const char *const how[] = {
		[CHOICE_NONE] = "",
		[CHOICE_FREE] = " -x",
		[CHOICE_FILE] = " -r -F",
		[CHOICE_WEEK] = " -x -a '(__ortop_weeks)'",
		[CHOICE_SUBJECT] = " -x -a '(__ortop_subjects)'",
		[CHOICE_ORDER] = " -x -a '(__ortop_orders)'",
		[CHOICE_COLUMN] = " -x -a '(__ortop_columns)'",
		[CHOICE_ROW] = " -x -a '(__ortop_rows)'",
	};

	if (flag->choice == CHOICE_WORDS || flag->choice == CHOICE_THEME) {
		fputs(" -r -a ", out);
		write_meant_words(out, flag->words);
		fputs(flag->choice == CHOICE_THEME ? " -F" : " -f", out);
	} else {
		fputs(how[flag->choice], out);
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

/* The commands, as operands of one of them. */
static void write_commands_of(FILE *out, const struct action_info *of)
{
	for (const struct action_info *info = actions; info->name; info++) {
		if (!*info->name)
			continue;
		fputs("complete -c ortop", out);
		write_condition(out, 1U << of->action);
		fprintf(out, " -a %s -d ", info->name);
		write_quoted(out, info->help);
		fputc('\n', out);
	}
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
			fputs(" -a ", out);
			write_meant_words(out, views_of(info->action));
			fputc('\n', out);
		} else if (info->flags & ACTION_TAKES_COMMAND) {
			write_commands_of(out, info);
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

static void write_column(FILE *out, const struct view *view, const char *id)
{
	const char *help = glossary_help(view->id, id);

	fprintf(out, " %s ", id);
	write_quoted(out, help ? help : "");
}

/* By view: its columns, and what they hold. */
static void write_columns(FILE *out)
{
	for (const struct view *view = views; view->id; view++) {
		fprintf(out, "        case %s\n            printf '%%s\\t%%s\\n'", view->id);
		for_columns_of(view, out, write_column);
		fputc('\n', out);
	}
}

/* An order that begins with a - is no option, but fish takes it for one. */
static void write_orders(FILE *out)
{
	struct flag flags[FLAGS_MAX];
	int n = flags_list(flags);

	for (int i = 0; i < n; i++) {
		if (flags[i].choice != CHOICE_ORDER)
			continue;
		fprintf(out, "complete -c ortop -n '__ortop_follows --%s' -a '(__ortop_orders)'\n",
			flags[i].name);
	}
}

const struct part fish_parts[] = {
	{"fish-columns", write_columns},
	{"fish-orders", write_orders},
	{"fish-commands", write_list},
	{"fish-completions", write_completions},
	{NULL, NULL},
};
