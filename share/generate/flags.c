#include <string.h>
#include "cli.h"
#include "generate.h"
#include "settings.h"
#include "source/asset.h"
#include "view/choice.h"

#define WORDS_MAX 64

/* The shipped themes, from what is built in. */
static const char *const *themes(void)
{
	static char names[WORDS_MAX][64];
	static const char *list[WORDS_MAX + 1];
	size_t n = 0;

	for (const struct asset *asset = assets; asset->name && n < WORDS_MAX; asset++) {
		const char *end = strstr(asset->name, ".theme");

		if (!end)
			continue;
		snprintf(names[n], sizeof(names[n]), "%.*s", (int)(end - asset->name), asset->name);
		list[n] = names[n];
		n++;
	}
	list[n] = NULL;
	return list;
}

/* By the word that stands for the value in --help. */
static enum flag_value choice_of(const char *argument)
{
	static const struct {
		const char *argument;
		enum flag_value choice;
	} choices[] = {
		{"FILE", CHOICE_FILE},    {"WEEK", CHOICE_WEEK}, {"MODEL", CHOICE_SUBJECT},
		{"COLUMN", CHOICE_ORDER}, {"ID", CHOICE_COLUMN}, {"KEY", CHOICE_ROW},
	};

	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
		if (strcmp(argument, choices[i].argument) == 0)
			return choices[i].choice;
	return CHOICE_FREE;
}

static struct flag own_flag(const struct cli_option *option)
{
	struct flag flag = {.name = option->name,
			    .argument = option->argument,
			    .letter = option->letter,
			    .actions = option->actions,
			    .help = option->help};

	flag.words = cli_words(option);
	/* Of show explain: what an explanation is of is no explanation. */
	if (option->argument && strcmp(option->argument, "VIEW") == 0)
		flag.words = views_of(ACTION_EXPORT);
	if (option->argument)
		flag.choice = flag.words ? CHOICE_WORDS : choice_of(option->argument);
	return flag;
}

static struct flag setting_flag(const struct setting *setting)
{
	struct flag flag = {.name = setting->name,
			    .argument = setting->argument,
			    .actions = setting->actions,
			    .help = setting->help,
			    .words = setting->words};

	if (!setting->argument)
		return flag;
	flag.choice = setting->words ? CHOICE_WORDS : choice_of(setting->argument);
	if (strcmp(setting->name, "theme") == 0) {
		flag.choice = CHOICE_THEME;
		flag.words = themes();
	}
	return flag;
}

/* "no-paid" of "paid". */
static struct flag no_flag(int i)
{
	static char names[SETTINGS_MAX][32], helps[SETTINGS_MAX][40];
	struct flag flag = setting_flag(&setting_list[i]);

	snprintf(names[i], sizeof(names[i]), "no-%s", flag.name);
	snprintf(helps[i], sizeof(helps[i]), "not --%s", flag.name);
	flag.name = names[i];
	flag.help = helps[i];
	flag.no = true;
	return flag;
}

int flags_list(struct flag flags[FLAGS_MAX])
{
	int n = 0;

	for (const struct cli_option *option = cli_options; option->name && n < FLAGS_MAX; option++)
		flags[n++] = own_flag(option);
	for (int i = 0; setting_list[i].name && n + 1 < FLAGS_MAX; i++) {
		if (setting_list[i].flags & SETTING_RUNS) /* for files alone */
			continue;
		flags[n++] = setting_flag(&setting_list[i]);
		if (!setting_list[i].argument)
			flags[n++] = no_flag(i);
	}
	return n;
}

const char *const *views_of(enum action action)
{
	static const char *lists[2][WORDS_MAX + 1];
	const char **list = lists[action == ACTION_EXPORT];
	size_t n = 0;

	for (const struct view *view = views; view->id && n < WORDS_MAX; view++)
		/* What an explanation is of is chosen on the screen. */
		if (action != ACTION_EXPORT || !(view->uses & VIEW_FIGURE))
			list[n++] = view->id;
	list[n] = NULL;
	return list;
}

const char *word_help(const char *word)
{
	const struct view *view = view_find(word);

	return view ? view->help : NULL;
}

void for_columns_of(const struct view *view, FILE *out,
		    void (*write)(FILE *out, const struct view *view, const char *id))
{
	struct table *table = choice_empty(view);

	for (size_t i = 0; i < table->n_columns; i++)
		if (table->columns[i].flags & (COLUMN_SORT | COLUMN_EXPORT))
			write(out, view, table->columns[i].id);
	table_free(table);
}

const char *action_word(const struct action_info *info)
{
	return *info->name ? info->name : "dashboard";
}

void write_words(FILE *out, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		fprintf(out, "%s%s", i > 0 ? " " : "", words[i]);
}
