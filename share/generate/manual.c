#include <ctype.h>
#include <string.h>
#include "base/text.h"
#include "cli.h"
#include "generate.h"
#include "settings.h"
#include "ui/keymap.h"
#include "ui/theme.h"
#include "view/glossary.h"
#include "view/placeholder.h"

#define LINE 76 /* columns of a line of text */

/* mdoc(7): a backslash begins an escape everywhere; a point or an apostrophe at the start of a
 * line, and a dash at the start of a word, would be taken for something else. */
static void write_word(FILE *out, const char *word, size_t length)
{
	if (length > 0 && strchr(".'", *word))
		fputs("\\&", out);
	for (size_t i = 0; i < length; i++)
		if (word[i] == '\\')
			fputs("\\e", out);
		else if (word[i] == '-' && (i == 0 || word[i - 1] == '-'))
			fputs("\\-", out);
		else
			fputc(word[i], out);
}

/* A running text: each sentence begins a line.  What stops within one ("?", "...") would be taken
 * for its end there. */
static void write_text(FILE *out, const char *text)
{
	size_t column = 0;
	bool stops, ended = false; /* a sentence */

	while (*text) {
		size_t length = strcspn(text, " ");

		if (column > 0 && (ended || column + 1 + length > LINE)) {
			fputc('\n', out);
			column = 0;
		}
		if (column > 0)
			fputc(' ', out);
		column += length + (column > 0);
		write_word(out, text, length);
		stops = strchr(".?!", text[length - 1]) != NULL;
		text += length;
		text += strspn(text, " ");
		ended = stops && (!*text || isupper((unsigned char)*text));
		if (stops && !ended)
			fputs("\\&", out);
	}
	if (column > 0)
		fputc('\n', out);
}

/* An argument of a macro that is nothing but text. */
static void write_argument(FILE *out, const char *text)
{
	fputs(" \"\\&", out);
	for (; *text; text++)
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '"')
			fputs("\\(dq", out);
		else
			fprintf(out, "%s%c", *text == '-' ? "\\" : "", *text);
	fputc('"', out);
}

static void begin_list(FILE *out)
{
	fputs(".Bl -tag -width Ds\n", out);
}

static void end_list(FILE *out)
{
	fputs(".El\n", out);
}

/* Commands and options */

/* " Ar VIEW", or " Op Ar COMMAND" of "[COMMAND]"; the first word after a dot where it begins a
 * line.
 */
static void write_operand(FILE *out, const char *before, const char *operand)
{
	if (*operand == '[')
		fprintf(out, "%sOp Ar %.*s", before, (int)strlen(operand) - 2, operand + 1);
	else
		fprintf(out, "%sAr %s", before, operand);
}

static void write_synopsis(FILE *out)
{
	for (const struct action_info *info = actions; info->name; info++) {
		fputs(".Nm\n", out);
		if (*info->name)
			fprintf(out, ".Cm %s\n", info->name);
		if (info->operand) {
			write_operand(out, ".", info->operand);
			fputc('\n', out);
		}
		fputs(".Op Ar options\n", out);
	}
}

static void write_commands(FILE *out)
{
	begin_list(out);
	for (const struct action_info *info = actions; info->name; info++) {
		fprintf(out, ".It Nm%s%s", *info->name ? " Cm " : "", info->name);
		if (info->operand)
			write_operand(out, " ", info->operand);
		fputc('\n', out);
		write_text(out, info->help);
	}
	end_list(out);
}

/* " For export, fetch." where an option is not for all commands. */
static void append_commands(struct strbuf *text, unsigned wanted_by)
{
	const char *separator = " For ";
	unsigned all = 0;

	for (const struct action_info *info = actions; info->name; info++)
		all |= 1U << info->action;
	if ((wanted_by & all) == all)
		return;
	for (const struct action_info *info = actions; info->name; info++) {
		if (!(wanted_by & 1U << info->action))
			continue;
		strbuf_printf(text, "%s%s%s", separator, *info->name ? "" : "the ",
			      action_word(info));
		separator = ", ";
	}
	strbuf_text(text, ".");
}

static void append_default(struct strbuf *text, const char *name)
{
	int i = settings_find(name);

	if (i < 0)
		return;
	if (setting_list[i].argument && *setting_list[i].initial)
		strbuf_printf(text, " Default: %s.", setting_list[i].initial);
	if (setting_list[i].variable)
		strbuf_printf(text, " Also by the environment: %s.", setting_list[i].variable);
}

static void write_options(FILE *out)
{
	struct flag flags[FLAGS_MAX];
	struct strbuf text;
	int n = flags_list(flags);

	strbuf_init(&text, SIZE_MAX);
	begin_list(out);
	for (int i = 0; i < n; i++) {
		const struct flag *flag = &flags[i];

		if (flag->no)
			continue;
		fputs(".It", out);
		if (flag->letter)
			fprintf(out, " Fl %c%s%s ,", flag->letter, flag->argument ? " Ar " : "",
				flag->argument ? flag->argument : "");
		fprintf(out, " Fl -%s%s%s", flag->name, flag->argument ? " Ar " : "",
			flag->argument ? flag->argument : "");
		if (i + 1 < n && flags[i + 1].no)
			fprintf(out, " , Fl -%s", flags[i + 1].name);
		fputc('\n', out);
		strbuf_clear(&text);
		strbuf_printf(&text, "%s.", flag->help);
		append_default(&text, flag->name);
		append_commands(&text, flag->actions);
		write_text(out, text.data);
	}
	end_list(out);
	strbuf_done(&text);
}

/* Those that are of more than a week. */
static void write_subject_views(FILE *out)
{
	const char *separator = ".Cm";

	for (const struct view *view = views; view->id; view++) {
		if (!(view->uses & VIEW_SUBJECTS))
			continue;
		fprintf(out, "%s %s", separator, view->id);
		separator = " ,";
	}
	fputc('\n', out);
}

static void write_views(FILE *out)
{
	begin_list(out);
	for (const struct view *view = views; view->id; view++) {
		fprintf(out, ".It Cm %s\n", view->id);
		write_text(out, view->help);
	}
	end_list(out);
}

static void write_examples(FILE *out)
{
	for (const struct cli_example *example = cli_examples; example->command; example++) {
		if (example->meaning) {
			fputs(example > cli_examples ? ".Pp\n" : "", out);
			write_text(out, example->meaning);
		}
		fputs(".Dl", out);
		write_argument(out, example->command);
		fputc('\n', out);
	}
}

static void write_exit_codes(FILE *out)
{
	begin_list(out);
	for (const struct exit_info *info = exit_codes; info->meaning; info++) {
		fprintf(out, ".It %d\n", info->code);
		write_text(out, info->meaning);
	}
	end_list(out);
}

/* The dashboard */

static void write_keys(FILE *out)
{
	char keys[KEYMAP_TEXT_SIZE];
	struct keymap keymap;

	keymap_init(&keymap);
	begin_list(out);
	for (const struct command_info *info = commands; info->command != COMMAND_NONE; info++) {
		fputs(".It Ic", out);
		write_argument(out, keymap_keys_text(&keymap, info->command, keys));
		fputc('\n', out);
		write_text(out, info->help);
	}
	end_list(out);
}

/* Settings */

static void write_settings(FILE *out)
{
	struct strbuf text;

	strbuf_init(&text, SIZE_MAX);
	begin_list(out);
	for (const struct setting *setting = setting_list; setting->name; setting++) {
		fprintf(out, ".It Cm %s No = Ar %s\n", setting->name,
			setting->argument ? setting->argument : "yes | no");
		strbuf_clear(&text);
		strbuf_printf(&text, "%s.", setting->help);
		if (!setting->argument)
			strbuf_printf(&text, " Default: %s.", setting->initial);
		append_default(&text, setting->name);
		write_text(out, text.data);
	}
	end_list(out);
	strbuf_done(&text);
}

/* Those of one kind, each with its default. */
static void write_members(FILE *out, const struct setting_family *family,
			  const struct settings *defaults)
{
	struct strbuf value, help;

	strbuf_init(&value, SIZE_MAX);
	strbuf_init(&help, SIZE_MAX);
	for (size_t i = 0; family->member_name(i); i++) {
		strbuf_clear(&value);
		strbuf_clear(&help);
		family->write(defaults, i, &value);
		family->member_help(i, &help);
		fprintf(out, ".It Cm %s.%s No =", family->name, family->member_name(i));
		write_argument(out, value.data);
		fputc('\n', out);
		write_text(out, help.data);
	}
	strbuf_done(&value);
	strbuf_done(&help);
}

static void write_families(FILE *out)
{
	static struct settings defaults;

	settings_init(&defaults);
	begin_list(out);
	for (const struct setting_family *family = setting_families; family->name; family++) {
		fprintf(out, ".It Cm %s Ns No \\&. Ns Ar %s No = Ar %s\n", family->name,
			family->member, family->argument);
		write_text(out, family->help);
		write_members(out, family, &defaults);
	}
	end_list(out);
}

/* The names in themes. */
static void write_roles(FILE *out)
{
	for (enum role role = 0; role < ROLE_COUNT; role++)
		fprintf(out, "%s %s", role ? " ," : ".Cm", theme_role_name(role));
	fputc('\n', out);
}

static void write_placeholders(FILE *out)
{
	begin_list(out);
	for (const struct placeholder *item = placeholders; item->name; item++) {
		fprintf(out, ".It Cm {%s}\n", item->name);
		write_text(out, item->help);
	}
	end_list(out);
}

/* What a column holds in every view, or in one of them. */
static void write_columns(FILE *out)
{
	begin_list(out);
	for (const struct glossary_entry *entry = glossary; entry->help; entry++) {
		fprintf(out, ".It Cm %s", entry->column ? entry->column : "others");
		if (entry->view)
			fprintf(out, " Pq %s", entry->view);
		fputc('\n', out);
		write_text(out, entry->help);
	}
	end_list(out);
}

const struct part manual_parts[] = {
	{"synopsis", write_synopsis},
	{"commands", write_commands},
	{"options", write_options},
	{"views", write_views},
	{"subject-views", write_subject_views},
	{"roles", write_roles},
	{"examples", write_examples},
	{"keys", write_keys},
	{"placeholders", write_placeholders},
	{"columns", write_columns},
	{"settings", write_settings},
	{"families", write_families},
	{"exit-codes", write_exit_codes},
	{NULL, NULL},
};
