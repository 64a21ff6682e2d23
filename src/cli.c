#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "base/text.h"
#include "refresh/refresh.h"
#include "refresh/schedule.h"
#include "view/view.h"

#define INTERVAL_MAX_MINUTES 10080 /* a week */
#define WORKLOAD_MAX         1000000000000000

/* Which actions an option belongs to. */
#define DASHBOARD (1 << ACTION_DASHBOARD)
#define EXPORT    (1 << ACTION_EXPORT)
#define FETCH     (1 << ACTION_FETCH)
#define ALL       (DASHBOARD | EXPORT | FETCH)

struct option_info {
	const char *name, *argument; /* argument NULL: a flag */
	int letter;                  /* short option, or a number above characters */
	int actions;
	const char *help;
};

enum {
	OPTION_WEEK = 256,
	OPTION_UNIT,
	OPTION_THEME,
	OPTION_ASCII,
	OPTION_OFFLINE,
	OPTION_API_URL,
	OPTION_KEY_FILE,
	OPTION_INTERVAL,
	OPTION_TIMEOUT,
	OPTION_WORKLOAD,
	OPTION_OUTPUT_SHARE,
	OPTION_CACHE_SHARE,
	OPTION_PAID,
	OPTION_SHARE_OF,
	OPTION_LOG,
	OPTION_SUBJECT,
	OPTION_ACCEPT,
	OPTION_VERSION,
};

static const struct option_info option_list[] = {
	{"week", "WEEK", OPTION_WEEK, DASHBOARD | EXPORT,
	 "2026-W21, a date in it (2026-05-18), or latest: the last complete week"},
	{"unit", "UNIT", OPTION_UNIT, DASHBOARD | EXPORT, "tokens (default) or usd"},
	{"theme", "NAME", OPTION_THEME, DASHBOARD,
	 "a shipped one (p steps through them) or a file"},
	{"ascii", NULL, OPTION_ASCII, DASHBOARD, "draw with ASCII characters only"},
	{"offline", NULL, OPTION_OFFLINE, DASHBOARD, "ask nothing of the network"},
	{"api-url", "URL", OPTION_API_URL, DASHBOARD | FETCH,
	 "another API base, up to /api/v1 (also ORTOP_API_URL)"},
	{"key-file", "FILE", OPTION_KEY_FILE, DASHBOARD | FETCH,
	 "the API key from a file that only you can read (else OPENROUTER_API_KEY)"},
	{"interval", "MIN", OPTION_INTERVAL, DASHBOARD,
	 "minutes between refreshes, at least 1 (default 15)"},
	{"timeout", "SECONDS", OPTION_TIMEOUT, DASHBOARD | FETCH,
	 "for all of a request, 1 to 120 (default 120)"},
	{"workload", "IN,OUT", OPTION_WORKLOAD, DASHBOARD | EXPORT,
	 "tokens that the prices view counts with (default 100M,3M)"},
	{"output-share", "PERCENT", OPTION_OUTPUT_SHARE, DASHBOARD | EXPORT,
	 "output's share of the tokens, 0 to 100, in dollars (default 3)"},
	{"cache-share", "PERCENT", OPTION_CACHE_SHARE, DASHBOARD | EXPORT,
	 "share of the input read from cache in low dollars (default 68)"},
	{"paid", NULL, OPTION_PAID, DASHBOARD | EXPORT,
	 "leave free models out; ranks and shares are of the others"},
	{"share-of", "WHOLE", OPTION_SHARE_OF, DASHBOARD | EXPORT,
	 "what region shares are of: all (default), identified (CN and US), top10"},
	{"log", "FILE", OPTION_LOG, DASHBOARD | FETCH, "append what is asked and answered"},
	{"subject", "MODEL", OPTION_SUBJECT, EXPORT | FETCH,
	 "its id or its name in rankings; or a vendor; for compare up to 4: A,B"},
	{"accept", NULL, OPTION_ACCEPT, FETCH,
	 "take figures that are held because they are worse than those known"},
	{"output", "FILE", 'o', EXPORT, "where to write, - for standard output"},
	{"help", NULL, 'h', ALL, "this text"},
	{"version", NULL, OPTION_VERSION, ALL, "the version"},
};

/* What can be exported. */
#define VIEWS_OF_WEEK                                                                              \
	"models, vendors, regions, region-history, prices, coverage, segments, records"
#define VIEWS_OF_ONE "detail, detail-days, compare or providers"
#define VIEWS        VIEWS_OF_WEEK "; of a --subject: " VIEWS_OF_ONE

#define N_OPTIONS (sizeof(option_list) / sizeof(option_list[0]))

static const char *const action_names[] = {
	[ACTION_DASHBOARD] = "the dashboard",
	[ACTION_EXPORT] = "ortop export",
	[ACTION_FETCH] = "ortop fetch",
};

static const struct option_info *find_option(int letter)
{
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (option_list[i].letter == letter)
			return &option_list[i];
	return NULL;
}

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

static bool parse_unit(const char *text, enum unit *unit)
{
	*unit = strcmp(text, "usd") == 0 ? UNIT_USD : UNIT_TOKENS;
	return strcmp(text, unit_word(*unit)) == 0;
}

static bool parse_denominator(const char *text, enum denominator *denominator)
{
	static const char *const names[] = {
		[DENOMINATOR_ALL] = "all",
		[DENOMINATOR_IDENTIFIED] = "identified",
		[DENOMINATOR_TOP_10] = "top10",
	};

	for (int i = DENOMINATOR_ALL; i <= DENOMINATOR_TOP_10; i++) {
		*denominator = (enum denominator)i;
		if (strcmp(text, names[i]) == 0)
			return true;
	}
	return false;
}

/* A whole number, with K, M or B for thousands, up to a separator. */
static bool parse_count(const char **text, char separator, int64_t max, int64_t *count)
{
	char *end;

	if (**text < '0' || **text > '9')
		return false;
	*count = strtoll(*text, &end, 10);
	/* K is found once, M twice, B three times. */
	for (const char *suffix = "KMB"; *suffix; suffix++) {
		if (*count > max)
			return false;
		if (*end && strchr(suffix, *end & ~0x20))
			*count *= 1000;
	}
	if (*end && strchr("KMBkmb", *end))
		end++;
	if (*end != separator || *count > max)
		return false;
	*text = end + (separator != '\0');
	return true;
}

static bool parse_workload(const char *text, struct workload *workload)
{
	return parse_count(&text, ',', WORKLOAD_MAX, &workload->input) &&
	       parse_count(&text, '\0', WORKLOAD_MAX, &workload->output);
}

static bool parse_percent(const char *text, int *percent)
{
	int64_t count;

	if (!parse_count(&text, '\0', 100, &count))
		return false;
	*percent = (int)count;
	return true;
}

static bool parse_interval(const char *text, int64_t *interval)
{
	int64_t minutes;

	if (!parse_count(&text, '\0', INTERVAL_MAX_MINUTES, &minutes) || minutes < 1)
		return false;
	*interval = minutes * 60;
	return true;
}

static bool parse_timeout(const char *text, int *timeout)
{
	int64_t seconds;

	if (!parse_count(&text, '\0', FETCH_SECONDS, &seconds) || seconds < 1)
		return false;
	*timeout = (int)seconds;
	return true;
}

/* Put an option's value where it belongs; false when it makes no sense. */
static bool set_option(struct options *options, int letter, const char *value)
{
	switch (letter) {
	case OPTION_WEEK:
		return parse_week(value, &options->week);
	case OPTION_UNIT:
		return parse_unit(value, &options->unit);
	case OPTION_THEME:
		options->theme = value;
		return *value != '\0';
	case OPTION_ASCII:
		options->ascii = true;
		return true;
	case OPTION_OFFLINE:
		options->offline = true;
		return true;
	case OPTION_API_URL:
		options->api_url = value;
		return *value != '\0';
	case OPTION_KEY_FILE:
		options->key_file = value;
		return *value != '\0';
	case OPTION_INTERVAL:
		return parse_interval(value, &options->interval);
	case OPTION_TIMEOUT:
		return parse_timeout(value, &options->timeout);
	case OPTION_WORKLOAD:
		return parse_workload(value, &options->workload);
	case OPTION_OUTPUT_SHARE:
		return parse_percent(value, &options->mix.output);
	case OPTION_CACHE_SHARE:
		return parse_percent(value, &options->mix.cached);
	case OPTION_PAID:
		options->paid_only = true;
		return true;
	case OPTION_SHARE_OF:
		return parse_denominator(value, &options->denominator);
	case OPTION_LOG:
		options->log = value;
		return *value != '\0';
	case OPTION_SUBJECT:
		options->subject = value;
		return *value != '\0';
	case OPTION_ACCEPT:
		options->accept = true;
		return true;
	case 'o':
		options->output = value;
		return *value != '\0';
	}
	return false;
}

static enum action take_action(int *argc, char ***argv)
{
	enum action action = ACTION_DASHBOARD;

	if (*argc > 1 && strcmp((*argv)[1], "export") == 0)
		action = ACTION_EXPORT;
	else if (*argc > 1 && strcmp((*argv)[1], "fetch") == 0)
		action = ACTION_FETCH;
	if (action != ACTION_DASHBOARD) {
		(*argc)--;
		(*argv)++;
	}
	return action;
}

/* A key that was given as an argument by mistake is not repeated where others may read it. */
static bool surplus(const char *argument, struct error *error)
{
	if (strncmp(argument, "sk-", 3) == 0)
		return error_set(error, "a key is never an argument; see ortop --help");
	return error_set(error, "\"%.60s\" is too much; see ortop --help", argument);
}

static bool needs_subject(const char *view)
{
	static const char *const views_of_one[] = {"detail", "detail-days", "compare", "providers"};

	for (size_t i = 0; i < sizeof(views_of_one) / sizeof(views_of_one[0]); i++)
		if (strcmp(view, views_of_one[i]) == 0)
			return true;
	return false;
}

static bool take_view(int argc, char **argv, struct options *options, struct error *error)
{
	if (options->action == ACTION_EXPORT) {
		if (optind >= argc)
			return error_set(error, "export what? " VIEWS);
		options->view = argv[optind++];
		/* What an explanation is of is chosen on the screen. */
		if (!view_find(options->view) || strcmp(options->view, "explain") == 0)
			return error_set(error, "no view \"%s\": " VIEWS, options->view);
		if (!options->subject && needs_subject(options->view))
			return error_set(error, "%s of which model? --subject MODEL",
					 options->view);
	}
	if (options->accept && options->subject)
		return error_set(error, "--accept is for the rankings, not for providers");
	if (optind < argc)
		return surplus(argv[optind], error);
	return true;
}

/* getopt has passed the word that it complains of, but for a letter among letters (-xo). */
static bool wrong_option(char **argv, int letter, struct error *error)
{
	const struct option_info *info = find_option(optopt);

	if (letter == ':')
		return error_set(error, "%s needs a value; see ortop --help", argv[optind - 1]);
	if (info)
		return error_set(error, "--%s takes no value; see ortop --help", info->name);
	if (optopt)
		return error_set(error, "unknown option -%c; see ortop --help", optopt);
	return error_set(error, "unknown option %s; see ortop --help", argv[optind - 1]);
}

static bool parse_options(int argc, char **argv, struct options *options, struct error *error)
{
	struct option list[N_OPTIONS + 1] = {0};
	int letter;

	for (size_t i = 0; i < N_OPTIONS; i++)
		list[i] = (struct option){option_list[i].name,
					  option_list[i].argument ? required_argument : no_argument,
					  NULL, option_list[i].letter};
	opterr = 0;
	optind = 0;
	while ((letter = getopt_long(argc, argv, ":ho:", list, NULL)) != -1) {
		const struct option_info *info = find_option(letter);

		if (!info)
			return wrong_option(argv, letter, error);
		if (letter == 'h' || letter == OPTION_VERSION) {
			options->action = letter == 'h' ? ACTION_HELP : ACTION_VERSION;
			return true;
		}
		if (!(info->actions & 1 << options->action))
			return error_set(error, "--%s is not for %s; see ortop --help", info->name,
					 action_names[options->action]);
		if (!set_option(options, letter, optarg))
			return error_set(error, "--%s %s: wants %s: %s", info->name, optarg,
					 info->argument, info->help);
	}
	return take_view(argc, argv, options, error);
}

/* Arguments stand in the reason as they came; on a terminal they are to be seen, not to act. */
static bool make_inert(struct error *error)
{
	struct strbuf text;

	if (!error)
		return false;
	strbuf_init(&text, SIZE_MAX);
	text_escape(&text, error->text, strlen(error->text));
	error_set(error, "%s", text.data);
	strbuf_done(&text);
	return false;
}

bool cli_parse(int argc, char **argv, struct options *options, struct error *error)
{
	const char *url = getenv("ORTOP_API_URL");
	struct query query = query_default();

	memset(options, 0, sizeof(*options));
	options->api_url = url && *url ? url : REFRESH_API_URL;
	options->interval = SCHEDULE_INTERVAL;
	options->timeout = FETCH_SECONDS;
	options->workload = query.workload;
	options->mix = query.mix;
	options->action = take_action(&argc, &argv);
	return parse_options(argc, argv, options, error) || make_inert(error);
}

void cli_help(FILE *stream)
{
	fputs("ortop - htop for OpenRouter's weekly token rankings\n\n"
	      "Examples:\n"
	      "  ortop                                      the dashboard; ? in it explains the "
	      "keys\n"
	      "  ortop --week 2026-W21 --unit usd           start at a week, in dollars\n"
	      "  ortop export vendors --unit usd -o -       the last complete week as CSV\n"
	      "  ortop export models --week 2026-05-18 -o w21.csv\n"
	      "  ortop --output-share 5 --paid              another price rule, paid models only\n"
	      "  OPENROUTER_API_KEY=... ortop fetch         one refresh, without a terminal\n"
	      "  ortop fetch --accept                       take figures that are held\n"
	      "  ortop fetch --subject z-ai/glm-5.2         a model's providers, to be exported\n"
	      "  ortop export providers --subject z-ai/glm-5.2 -o -\n\n"
	      "Usage:\n"
	      "  ortop [options]\n"
	      "  ortop export VIEW [options]\n"
	      "    VIEW: " VIEWS_OF_WEEK ";\n"
	      "          of a --subject: " VIEWS_OF_ONE "\n"
	      "  ortop fetch [options]\n\n"
	      "Options:\n",
	      stream);
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_info *info = &option_list[i];
		char left[32];

		snprintf(left, sizeof(left), "--%s%s%s", info->name, info->argument ? " " : "",
			 info->argument ? info->argument : "");
		if (info->letter < 256)
			fprintf(stream, "  -%c, %-18s %s\n", info->letter, left, info->help);
		else
			fprintf(stream, "      %-18s %s\n", left, info->help);
	}
	fputs("\nExit codes: 0 done; 1 failed (bad payload, held, store, file); 2 usage, no "
	      "terminal;\n"
	      "3 no such week; 4 no key or key refused; 5 offline, server error or rate "
	      "limited.\n\n"
	      "Source: OpenRouter (openrouter.ai/rankings). Licensed under CC BY 4.0.\n"
	      "One router's public traffic, not global usage.\n",
	      stream);
}

void cli_version(FILE *stream)
{
	fputs("ortop " ORTOP_VERSION "\n", stream);
}
