#include "typo.h"

#include <stdio.h>
#include <string.h>
#include "base/spell.h"
#include "settings.h"
#include "view/view.h"

#define NAMES_MAX 128
#define WORD_SIZE 64

/* What is known, as spell_nearest() takes it. */
struct names {
	const char *list[NAMES_MAX];
	size_t n;
};

static void add(struct names *names, const char *name)
{
	if (names->n < NAMES_MAX)
		names->list[names->n++] = name;
}

static const char *nearest(const char *word, const struct names *names)
{
	return spell_nearest(word, names->list, names->n, sizeof(names->list[0]));
}

/* What to do instead, behind a reason: what was meant, or where to look. */
static const char *advice(char out[SPELL_ASK_SIZE], const char *meant)
{
	return *spell_ask(out, meant) ? out : "; see ortop --help";
}

/* Commands */

bool typo_operand(const char *argument, enum action action, struct error *error)
{
	if (strncmp(argument, "sk-", 3) == 0)
		return error_set(error, "a key is never an argument; see ortop --help");
	if (action != ACTION_DASHBOARD)
		return error_set(error, "\"%.60s\" is too much; see ortop --help", argument);
	return typo_command(argument, error);
}

bool typo_command(const char *name, struct error *error)
{
	struct names names = {.n = 0};
	char ask[SPELL_ASK_SIZE];

	for (const struct action_info *info = actions; info->name; info++)
		add(&names, *info->name ? info->name : NULL);
	return error_set(error, "no command \"%.60s\"%s", name, advice(ask, nearest(name, &names)));
}

/* Options */

/* Those that one of the commands takes; of yes and no, with `no`, alone. */
static void add_options(struct names *names, unsigned actions_wanted, bool no)
{
	for (const struct cli_option *option = cli_options; option->name && !no; option++)
		if (option->actions & actions_wanted)
			add(names, option->name);
	for (const struct setting *setting = setting_list; setting->name; setting++)
		if (setting->actions & actions_wanted && !(setting->flags & SETTING_RUNS) &&
		    !(no && setting->argument))
			add(names, setting->name);
}

/* "--no-paid" is the no of "paid". */
static const char *nearest_option(const char *word, bool no, enum action action)
{
	struct names own = {.n = 0}, all = {.n = 0};
	const char *meant;

	add_options(&own, 1U << action, no);
	add_options(&all, ~0U, no);
	meant = nearest(word, &own);
	return meant ? meant : nearest(word, &all);
}

bool typo_option(const char *argument, enum action action, struct error *error)
{
	char word[WORD_SIZE], name[WORD_SIZE + 8], ask[SPELL_ASK_SIZE];
	const char *start = argument + strspn(argument, "-"), *meant;
	int length = (int)strcspn(argument, "="); /* what stands behind it may be a key */
	bool no = strncmp(start, "no-", 3) == 0;

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(start, "="), start);
	meant = no ? nearest_option(word + 3, true, action) : NULL;
	no = meant;
	if (!meant)
		meant = nearest_option(word, false, action);
	snprintf(name, sizeof(name), "--%s%s", no ? "no-" : "", meant ? meant : "");
	return error_set(error, "unknown option %.*s%s", length, argument,
			 advice(ask, meant ? name : NULL));
}

/* Values */

bool typo_value(const struct cli_option *option, const char *value, struct error *error)
{
	const char *const *words = cli_words(option);
	char ask[SPELL_ASK_SIZE], values[SPELL_VALUES_SIZE];

	return error_set(error, "--%s %s: wants %s: %s%s", option->name, value, option->argument,
			 spell_values(values, words, option->help),
			 spell_ask_word(ask, value, words));
}

bool typo_view(const char *name, const char *instead, struct error *error)
{
	struct names names = {.n = 0};
	char ask[SPELL_ASK_SIZE];

	for (const struct view *view = views; view->id; view++)
		/* What an explanation is of has to be said. */
		add(&names, view->uses & VIEW_FIGURE ? NULL : view->id);
	if (*spell_ask(ask, nearest(name, &names)))
		return error_set(error, "no view \"%s\"%s", name, ask);
	return error_set(error, "no view \"%s\": %s", name, instead);
}
