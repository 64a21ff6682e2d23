#include "cli.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/text.h"
#include "typo.h"
#include "view/view.h"

/* Which commands an option is for. */
#define BIT(action) (1U << (action))
#define ALL         (~0U)
#define TABLES      (BIT(ACTION_SHOW) | BIT(ACTION_EXPORT))
#define LISTS       (TABLES | BIT(ACTION_WEEKS))
#define SHOWN       (BIT(ACTION_SHOW) | BIT(ACTION_WEEKS))

static bool parse_week(const char *text, int32_t *week)
{
	int32_t day;

	*week = 0;
	if (strcmp(text, "latest") == 0)
		return true;
	if (calendar_parse_week(text, week))
		return true;
	if (!calendar_parse_date(text, &day))
		return false;
	*week = calendar_monday(day);
	return true;
}

static bool set_week(struct options *options, const char *value)
{
	return parse_week(value, &options->week);
}

static bool set_subject(struct options *options, const char *value)
{
	options->subject = value;
	return true;
}

static bool set_accept(struct options *options, const char *value)
{
	(void)value;
	options->accept = true;
	return true;
}

static const char *const periods[] = {
	[HISTORY_WEEK] = "week",
	[HISTORY_DAY] = "day",
	NULL,
};

static bool set_period(struct options *options, const char *value)
{
	int place;

	if (!text_find_word(value, periods, &place))
		return false;
	options->period_said = true;
	options->period = (enum history_period)place;
	return true;
}

static bool set_as_of(struct options *options, const char *value)
{
	return calendar_parse_time(value, &options->as_of) && options->as_of > 0;
}

static bool set_print_default(struct options *options, const char *value)
{
	(void)value;
	options->print_default = true;
	return true;
}

static bool set_output(struct options *options, const char *value)
{
	options->output = value;
	return true;
}

static bool set_format(struct options *options, const char *value)
{
	options->format = value;
	return true;
}

static bool set_escape(struct options *options, const char *value)
{
	return line_find_escape(value, &options->escape);
}

/* Of the command that it stands beside; the dashboard's has everything. */
static bool set_help(struct options *options, const char *value)
{
	(void)value;
	options->about = options->action == ACTION_DASHBOARD ? ACTION_HELP : options->action;
	options->action = ACTION_HELP;
	return true;
}

static bool set_version(struct options *options, const char *value)
{
	(void)value;
	options->action = ACTION_VERSION;
	return true;
}

const struct cli_option cli_options[] = {
	{"week", "WEEK", 0, BIT(ACTION_DASHBOARD) | TABLES, set_week,
	 "2026-W21, a date in it (2026-05-18), or latest: the last complete week", VIEW_WEEK},
	{"subject", "MODEL", 0, TABLES | BIT(ACTION_FETCH), set_subject,
	 "its id, its name in rankings or that in tables; or a vendor; for compare up to 4: A,B",
	 VIEW_SUBJECT | VIEW_PINS},
	{"accept", NULL, 0, BIT(ACTION_FETCH) | BIT(ACTION_IMPORT), set_accept,
	 "take figures that are held because they are worse than those known", 0},
	{"format", "FORMAT", 0, SHOWN, show_set_format,
	 "of show and weeks: text (default), csv, json or markdown", 0},
	{"sort", "COLUMN", 0, LISTS, show_set_sort,
	 "its id in CSV: the largest numbers, the first names, ranks and prices come first; "
	 "-COLUMN turns that round, COLUMN:asc and COLUMN:desc do as they say",
	 0},
	{"filter", "TEXT", 0, LISTS, show_set_filter,
	 "rows in whose texts it stands, as / on the screen", 0},
	{"top", "N", 0, LISTS, show_set_top,
	 "1 to 1000000 rows, the first ones; of region-history so many of each week; the row of "
	 "all other models is not counted and stays",
	 0},
	{"color", "WHEN", 0, SHOWN, show_set_color,
	 "auto (default: on a terminal, unless NO_COLOR is set), always or never", 0},
	{"of", "VIEW", 0, BIT(ACTION_SHOW), show_set_of,
	 "of show explain: the view that the figure is in", 0},
	{"row", "KEY", 0, BIT(ACTION_SHOW), show_set_row,
	 "of show explain: the figure's row, by its key, as JSON has it, or by its name", 0},
	{"column", "ID", 0, BIT(ACTION_SHOW), show_set_column, "of show explain: id of its column",
	 0},
	{"output", "FILE", 'o', LISTS, set_output,
	 "where to write, - for standard output; default of export: a new file that names view "
	 "and week",
	 0},
	{"period", "PERIOD", 0, BIT(ACTION_IMPORT), set_period,
	 "what the file's rows are of: day or week (default: weeks if all dates are Mondays)", 0},
	{"as-of", "TIME", 0, BIT(ACTION_IMPORT), set_as_of,
	 "a time in UTC, as 2026-08-22T02:01:00Z; when the source made the figures of CSV", 0},
	{"format", "TEMPLATE", 0, BIT(ACTION_STATUS), set_format,
	 "of status: text and placeholders, such as {top}", 0},
	{"escape", "HOW", 0, BIT(ACTION_STATUS), set_escape,
	 "of status: what fills it in for: none, tmux (##), zsh (%%) or json", 0},
	{"print-default", NULL, 0, BIT(ACTION_CONFIG), set_print_default,
	 "all settings with their defaults, as a file to begin with", 0},
	{"help", NULL, 'h', ALL, set_help,
	 "examples, commands, views and options; after a command, its own", 0},
	{"version", NULL, 0, ALL, set_version, "the version, and those of the libraries", 0},
	{NULL, NULL, 0, 0, NULL, NULL, 0},
};

const char *const *cli_words(const struct cli_option *option)
{
	static const struct {
		bool (*set)(struct options *options, const char *value);
		const char *const *words;
	} lists[] = {
		{show_set_format, show_formats},
		{show_set_color, show_colors},
		{set_period, periods},
		{set_escape, line_escapes},
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (lists[i].set == option->set)
			return lists[i].words;
	return NULL;
}

#define N_OWN ((int)(sizeof(cli_options) / sizeof(cli_options[0])) - 1)

_Static_assert(N_OWN <= 32, "options.own_given has no bit for all of them");

/* An option as getopt has it: its value is LONG and the place in the list.  There are the own ones,
 * the settings, and for those that are yes or no one that says no. */
#define LONG    256
#define LETTERS ":ho:"
#define N_LIST  (N_OWN + 2 * SETTINGS_MAX)
#define NO_SIZE 32

struct option_list {
	struct option options[N_LIST + 1];
	char no[SETTINGS_MAX][NO_SIZE];
};

static const struct cli_option *own_of(int code)
{
	for (int i = 0; i < N_OWN; i++)
		if (code == LONG + i || code == cli_options[i].letter)
			return &cli_options[i];
	return NULL;
}

/* Is there one of its name before it?  It is found by that (twin_of), and what abbreviates both is
 * not ambiguous. */
static bool is_twin(int i)
{
	for (int before = 0; before < i; before++)
		if (strcmp(cli_options[before].name, cli_options[i].name) == 0)
			return true;
	return false;
}

static void list_options(struct option_list *list)
{
	struct option *next = list->options;

	for (int i = 0; i < N_OWN; i++)
		if (!is_twin(i))
			*next++ = (struct option){cli_options[i].name, !!cli_options[i].argument,
						  NULL, LONG + i};
	for (int i = 0; setting_list[i].name; i++) {
		const struct setting *setting = &setting_list[i];

		if (setting->flags & SETTING_RUNS)
			continue;
		*next++ =
			(struct option){setting->name, !!setting->argument, NULL, LONG + N_OWN + i};
		if (setting->argument)
			continue;
		snprintf(list->no[i], NO_SIZE, "no-%s", setting->name);
		*next++ = (struct option){list->no[i], no_argument, NULL,
					  LONG + N_OWN + SETTINGS_MAX + i};
	}
	*next = (struct option){0};
}

/* The command of a name, NULL for none. */
static const struct action_info *find_action(const char *name)
{
	for (const struct action_info *info = actions; info->name; info++)
		if (*info->name && strcmp(name, info->name) == 0)
			return info;
	return NULL;
}

/* How getopt begins anew with other arguments. */
static void start_over(void)
{
	opterr = 0;
	optind = 0;
}

/* The command is the first word that is no option and no option's value, and leaves; what is wrong
 * before it is found when all is parsed. */
static enum action take_action(int *argc, char **argv, const struct option_list *list)
{
	const struct action_info *info;

	start_over();
	while (getopt_long(*argc, argv, "+" LETTERS, list->options, NULL) != -1)
		;
	info = optind < *argc ? find_action(argv[optind]) : NULL;
	if (!info)
		return ACTION_DASHBOARD;
	for (int i = optind; i < *argc; i++)
		argv[i] = argv[i + 1];
	(*argc)--;
	return info->action;
}

static bool take_command(struct options *options, const char *name, struct error *error)
{
	const struct action_info *info = name ? find_action(name) : NULL;

	options->about = info ? info->action : ACTION_HELP;
	return !name || info || typo_command(name, error);
}

/* The operand of a command that takes one, NULL where there is none. */
static bool take_operand(struct options *options, const struct action_info *action,
			 const char *operand, struct error *error)
{
	if (action->flags & ACTION_TAKES_VIEW)
		return show_take_view(options, operand, error) && show_check_uses(options, error);
	if (action->flags & ACTION_TAKES_COMMAND)
		return take_command(options, operand, error);
	options->file = operand;
	return (operand && *operand) ||
	       error_set(error, "%s what? a file, or - for standard input", action->name);
}

static bool take_operands(int argc, char **argv, struct options *options, struct error *error)
{
	const unsigned one = ACTION_TAKES_VIEW | ACTION_TAKES_FILE | ACTION_TAKES_COMMAND;
	const struct action_info *action = action_info(options->action);

	if (action->flags & one &&
	    !take_operand(options, action, optind < argc ? argv[optind++] : NULL, error))
		return false;
	if (options->accept && options->subject)
		return error_set(error, "--accept is for the rankings, not for providers");
	if (optind < argc)
		return typo_operand(argv[optind], options->action, error);
	return true;
}

static bool needs_value(const char *name, struct error *error)
{
	return error_set(error, "--%s needs a value; see ortop --help", name);
}

/* Does the word begin several options?  The first ones are named. */
static bool is_ambiguous(const struct option_list *list, const char *word, struct error *error)
{
	const size_t length = strcspn(word, "=");
	struct strbuf names;
	int n = 0;

	if (length < 3 || strncmp(word, "--", 2) != 0)
		return false;
	strbuf_init(&names, sizeof(error->text) / 2);
	for (const struct option *option = list->options; option->name; option++)
		if (strncmp(option->name, word + 2, length - 2) == 0)
			strbuf_printf(&names, "%s--%s", n++ ? ", " : "", option->name);
	if (n > 1)
		error_set(error, "%.*s may be any of %s; see ortop --help", (int)length, word,
			  names.data);
	strbuf_done(&names);
	return n > 1;
}

/* getopt has passed the word that it complains of, but for a letter among letters (-xo), and musl's
 * for one that lacks its value. */
static bool wrong_option(char **argv, int code, const struct option_list *list, enum action action,
			 struct error *error)
{
	const char *trouble = code == ':' ? "needs a value" : "takes no value";

	for (const struct option *option = list->options; option->name && optopt >= LONG; option++)
		if (option->val == optopt)
			return error_set(error, "--%s %s; see ortop --help", option->name, trouble);
	if (optopt && code == ':')
		return error_set(error, "-%c %s; see ortop --help", optopt, trouble);
	if (optopt)
		return error_set(error, "unknown option -%c; see ortop --help", optopt);
	return !is_ambiguous(list, argv[optind - 1], error) &&
	       typo_option(argv[optind - 1], action, error);
}

/* Commands may have options of one name, each with its own meaning. */
static const struct cli_option *twin_of(const struct cli_option *own, enum action action)
{
	for (int i = 0; i < N_OWN; i++)
		if (cli_options[i].actions & BIT(action) &&
		    strcmp(cli_options[i].name, own->name) == 0)
			return &cli_options[i];
	return own;
}

static bool belongs(unsigned wanted_by, const char *name, enum action action, struct error *error)
{
	const struct action_info *info = action_info(action);

	if (wanted_by & BIT(action))
		return true;
	return *info->name
		       ? error_set(error, "--%s is not for ortop %s; see ortop %s --help", name,
				   info->name, info->name)
		       : error_set(error, "--%s is not for the dashboard; see ortop --help", name);
}

static bool take_own(struct options *options, const struct cli_option *own, const char *value,
		     struct error *error)
{
	own = twin_of(own, options->action);
	if (!belongs(own->actions, own->name, options->action, error))
		return false;
	options->own_given |= 1U << (own - cli_options);
	if (own->argument && !*value)
		return needs_value(own->name, error);
	return own->set(options, value) || typo_value(own, value, error);
}

/* `place` is that of the setting, or beyond all of them for its no. */
static bool take_setting(struct options *options, int place, const char *value, struct error *error)
{
	const struct setting *setting = &setting_list[place % SETTINGS_MAX];
	struct error reason = {""};

	if (!setting->argument)
		value = place < SETTINGS_MAX ? "yes" : "no";
	if (!belongs(setting->actions, setting->name, options->action, error))
		return false;
	if (!*value)
		return needs_value(setting->name, error);
	settings_set(&options->settings, place % SETTINGS_MAX, value, &reason);
	if (*reason.text)
		return error_set(error, "--%s %s: %s", setting->name, value, reason.text);
	options->given.values[place % SETTINGS_MAX] = value;
	return true;
}

static bool parse_options(int argc, char **argv, struct options *options, struct error *error)
{
	struct option_list list;
	int code;

	list_options(&list);
	options->action = take_action(&argc, argv, &list);
	start_over();
	while ((code = getopt_long(argc, argv, LETTERS, list.options, NULL)) != -1) {
		const struct cli_option *own = own_of(code);

		if (code == ':' || code == '?')
			return wrong_option(argv, code, &list, options->action, error);
		if (own ? !take_own(options, own, optarg, error)
			: !take_setting(options, code - LONG - N_OWN, optarg, error))
			return false;
		if (options->action == ACTION_HELP || options->action == ACTION_VERSION)
			return true;
	}
	return take_operands(argc, argv, options, error);
}

bool cli_parse(int argc, char **argv, struct options *options, struct error *error)
{
	struct settings_layer environment;

	memset(options, 0, sizeof(*options));
	settings_init(&options->settings);
	settings_environment(&environment);
	settings_apply(&options->settings, &environment);
	return parse_options(argc, argv, options, error);
}
