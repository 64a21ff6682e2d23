#include "settings.h"

#include <stdlib.h>
#include <string.h>
#include "action.h"
#include "base/text.h"
#include "refresh/refresh.h"
#include "source/fetch.h"
#include "source/url.h"
#include "themes.h"
#include "view/figures.h"
#include "view/view.h"

#define INTERVAL_MAX_MINUTES 10080 /* a week */
#define WORKLOAD_MAX         1000000000000000

/* Which commands a setting is for; `ortop config` shows them all. */
#define DASHBOARD (1U << ACTION_DASHBOARD | 1U << ACTION_CONFIG)
#define SHOW      (1U << ACTION_SHOW | 1U << ACTION_WEEKS)
#define TABLES    (DASHBOARD | 1U << ACTION_EXPORT | 1U << ACTION_SHOW)
#define COUNTED   (TABLES | 1U << ACTION_STATUS)
#define NETWORK   (DASHBOARD | 1U << ACTION_FETCH | 1U << ACTION_DOCTOR)

/* Words */

static const char *const yes_or_no[] = {"no", "yes", NULL};

static bool parse_yes(const char *text, bool *yes)
{
	static const char *const others[] = {"false", "true", "off", "on", NULL};
	int place;

	if (!text_find_word(text, yes_or_no, &place) && !text_find_word(text, others, &place))
		return false;
	*yes = place % 2;
	return true;
}

static bool take_text(const char *text, const char **value)
{
	*value = *text ? text : NULL;
	return true;
}

static void write_yes(struct strbuf *out, bool yes)
{
	strbuf_text(out, yes ? "yes" : "no");
}

static const char *const slow_words[] = {"no", "yes", "auto", NULL}; /* enum term_slow */

static bool set_slow(struct settings *settings, const char *text)
{
	int place;
	bool yes;

	if (text_find_word(text, slow_words, &place))
		settings->slow = (enum term_slow)place;
	else if (parse_yes(text, &yes))
		settings->slow = yes ? TERM_SLOW_YES : TERM_SLOW_NO;
	else
		return false;
	return true;
}

static void write_slow(const struct settings *settings, struct strbuf *out)
{
	strbuf_text(out, slow_words[settings->slow]);
}

/* Numbers */

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

static bool parse_number(const char *text, int64_t min, int64_t max, int64_t *number)
{
	return parse_count(&text, '\0', max, number) && *number >= min;
}

static void write_count(struct strbuf *out, int64_t count)
{
	static const char *const suffixes[] = {"", "K", "M", "B"};
	size_t i = 0;

	while (count > 0 && count % 1000 == 0 && i < 3) {
		count /= 1000;
		i++;
	}
	strbuf_printf(out, "%lld%s", (long long)count, suffixes[i]);
}

static bool parse_percent(const char *text, int *percent)
{
	int64_t number;

	if (!parse_number(text, 0, 100, &number))
		return false;
	*percent = (int)number;
	return true;
}

/* What each setting takes */

static const char *const units[] = {[UNIT_TOKENS] = "tokens", [UNIT_USD] = "usd", NULL};

static bool set_unit(struct settings *settings, const char *text)
{
	int place;

	if (!text_find_word(text, units, &place))
		return false;
	settings->unit = (enum unit)place;
	return true;
}

static void write_unit(const struct settings *settings, struct strbuf *out)
{
	strbuf_text(out, units[settings->unit]);
}

static const char *const wholes[] = {
	[DENOMINATOR_ALL] = "all",
	[DENOMINATOR_IDENTIFIED] = "identified",
	[DENOMINATOR_TOP_10] = "top10",
	NULL,
};

static bool set_whole(struct settings *settings, const char *text)
{
	int place;

	if (!text_find_word(text, wholes, &place))
		return false;
	settings->denominator = (enum denominator)place;
	return true;
}

static void write_whole(const struct settings *settings, struct strbuf *out)
{
	strbuf_text(out, wholes[settings->denominator]);
}

static bool set_interval(struct settings *settings, const char *text)
{
	int64_t minutes;

	if (!parse_number(text, 1, INTERVAL_MAX_MINUTES, &minutes))
		return false;
	settings->interval = minutes * 60;
	return true;
}

static void write_interval(const struct settings *settings, struct strbuf *out)
{
	strbuf_printf(out, "%lld", (long long)settings->interval / 60);
}

static bool set_timeout(struct settings *settings, const char *text)
{
	int64_t seconds;

	if (!parse_number(text, 1, FETCH_SECONDS, &seconds))
		return false;
	settings->timeout = (int)seconds;
	return true;
}

static void write_timeout(const struct settings *settings, struct strbuf *out)
{
	strbuf_printf(out, "%d", settings->timeout);
}

static bool set_workload(struct settings *settings, const char *text)
{
	struct workload workload;

	if (!parse_count(&text, ',', WORKLOAD_MAX, &workload.input) ||
	    !parse_count(&text, '\0', WORKLOAD_MAX, &workload.output) ||
	    (workload.input == 0 && workload.output == 0))
		return false;
	settings->workload = workload;
	return true;
}

static void write_workload(const struct settings *settings, struct strbuf *out)
{
	write_count(out, settings->workload.input);
	strbuf_text(out, ",");
	write_count(out, settings->workload.output);
}

static bool set_output_share(struct settings *settings, const char *text)
{
	return parse_percent(text, &settings->mix.output);
}

static void write_output_share(const struct settings *settings, struct strbuf *out)
{
	strbuf_printf(out, "%d", settings->mix.output);
}

static bool set_cache_share(struct settings *settings, const char *text)
{
	return parse_percent(text, &settings->mix.cached);
}

static void write_cache_share(const struct settings *settings, struct strbuf *out)
{
	strbuf_printf(out, "%d", settings->mix.cached);
}

/* The panes' views, and the sheets that are of no row. */
static const char *const starts[] = {"models",   "vendors",  "regions", "prices",
				     "coverage", "segments", "records", NULL};

static bool set_view(struct settings *settings, const char *text)
{
	int place;

	if (!text_find_word(text, starts, &place))
		return false;
	settings->view = starts[place];
	return true;
}

static void write_view(const struct settings *settings, struct strbuf *out)
{
	strbuf_text(out, settings->view);
}

static bool set_weeks(struct settings *settings, const char *text)
{
	int64_t weeks;

	if (!parse_number(text, 2, FIGURES_SERIES, &weeks))
		return false;
	settings->choice.weeks = (int)weeks;
	return true;
}

static void write_weeks(const struct settings *settings, struct strbuf *out)
{
	strbuf_printf(out, "%d", settings->choice.weeks);
}

/* Dollars with up to six decimals, as micro-USD, up to a separator. */
static bool parse_usd(const char **text, char separator, int64_t *micro_usd)
{
	int64_t dollars, unit = 1000000;
	const char *dot = *text + strspn(*text, "0123456789");

	if (dot == *text || dot - *text > 6)
		return false;
	dollars = strtoll(*text, NULL, 10);
	*micro_usd = dollars * unit;
	if (*dot == '.')
		for (dot++; *dot >= '0' && *dot <= '9' && unit > 1; dot++) {
			unit /= 10;
			*micro_usd += (*dot - '0') * unit;
		}
	if (*dot != separator)
		return false;
	*text = dot + (separator != '\0');
	return true;
}

static bool set_segments(struct settings *settings, const char *text)
{
	struct segment_limits limits;

	if (!parse_usd(&text, ',', &limits.premium) || !parse_usd(&text, '\0', &limits.mid) ||
	    limits.mid <= 0 || limits.premium <= limits.mid)
		return false;
	settings->segments = limits;
	return true;
}

static void write_usd(struct strbuf *out, int64_t micro_usd)
{
	int64_t rest = micro_usd % 1000000, unit = 100000;

	strbuf_printf(out, "%lld%s", (long long)(micro_usd / 1000000), rest ? "." : "");
	for (; rest; unit /= 10) {
		strbuf_printf(out, "%lld", (long long)(rest / unit));
		rest %= unit;
	}
}

static void write_segments(const struct settings *settings, struct strbuf *out)
{
	write_usd(out, settings->segments.premium);
	strbuf_text(out, ",");
	write_usd(out, settings->segments.mid);
}

/* A yes or no, and a text, need nothing of their own but their field.  (What each ends with takes
 * the semicolon.) */
#define YES_OR_NO(field)                                                                           \
	static bool set_##field(struct settings *settings, const char *text)                       \
	{                                                                                          \
		return parse_yes(text, &settings->field);                                          \
	}                                                                                          \
	static void write_##field(const struct settings *settings, struct strbuf *out)             \
	{                                                                                          \
		write_yes(out, settings->field);                                                   \
	}                                                                                          \
	struct settings

#define TEXT(field)                                                                                \
	static bool set_##field(struct settings *settings, const char *text)                       \
	{                                                                                          \
		return take_text(text, &settings->field);                                          \
	}                                                                                          \
	static void write_##field(const struct settings *settings, struct strbuf *out)             \
	{                                                                                          \
		strbuf_text(out, settings->field ? settings->field : "");                          \
	}                                                                                          \
	struct settings

YES_OR_NO(ascii);
YES_OR_NO(mouse);
YES_OR_NO(offline);
YES_OR_NO(paid_only);
YES_OR_NO(title);
TEXT(theme);
TEXT(api_url);
TEXT(key_file);
TEXT(key_command);
TEXT(log);

#define VALUE(name)          set_##name, write_##name, NULL, 0
#define VALUE_OF(name, uses) set_##name, write_##name, NULL, uses
#define CHECKED(name, check) set_##name, write_##name, check, 0

const struct setting setting_list[] = {
	{"unit", "UNIT", "tokens", "tokens or usd", NULL, COUNTED, 0, units,
	 VALUE_OF(unit, VIEW_UNIT)},
	{"view", "VIEW", "models",
	 "what the dashboard begins with: models, vendors, regions, prices, coverage, segments or "
	 "records",
	 NULL, DASHBOARD, 0, starts, VALUE(view)},
	{"weeks", "N", "52", "weeks in a sparkline, at most, 2 to 52", NULL, DASHBOARD, 0, NULL,
	 VALUE(weeks)},
	{"theme", "NAME", "default",
	 "a shipped one, one of themes/ in the configuration's folder (p steps through "
	 "them), or a file",
	 NULL, DASHBOARD, SETTING_PATH | SETTING_NAME, NULL, CHECKED(theme, themes_know)},
	{"ascii", NULL, "no", "draw with ASCII characters only", NULL, DASHBOARD | SHOW, 0,
	 yes_or_no, VALUE(ascii)},
	{"mouse", NULL, "no", "wheel and clicks: on panes, rows, heads of columns", NULL, DASHBOARD,
	 0, yes_or_no, VALUE(mouse)},
	{"title", NULL, "yes", "the week as the window's title, while it runs", NULL, DASHBOARD, 0,
	 yes_or_no, VALUE(title)},
	{"slow", NULL, "auto",
	 "a line of 9600 baud: ASCII, no colours, fewer bytes; auto: where it is set so", NULL,
	 DASHBOARD, 0, slow_words, VALUE(slow)},
	{"offline", NULL, "no", "ask nothing of the network", NULL, DASHBOARD | 1U << ACTION_DOCTOR,
	 0, yes_or_no, VALUE(offline)},
	{"api-url", "URL", REFRESH_API_URL, "another API base, up to /api/v1", "ORTOP_API_URL",
	 NETWORK, 0, NULL, CHECKED(api_url, url_check_base)},
	{"key-file", "FILE", "",
	 "the API key from a file that only you can read (else OPENROUTER_API_KEY)", NULL, NETWORK,
	 SETTING_PATH, NULL, VALUE(key_file)},
	{"key-command", "COMMAND", "",
	 "the API key is the first line that this prints, run by /bin/sh (else key-file)", NULL,
	 NETWORK, SETTING_RUNS, NULL, VALUE(key_command)},
	{"interval", "MIN", "15", "minutes between refreshes, 1 to 10080", NULL,
	 DASHBOARD | 1U << ACTION_STATUS | 1U << ACTION_DOCTOR, 0, NULL, VALUE(interval)},
	{"timeout", "SECONDS", "120",
	 "for all of a request, 1 to 120; at most 10 of them to connect, 30 without an answer",
	 NULL, NETWORK, 0, NULL, VALUE(timeout)},
	{"workload", "IN,OUT", "100M,3M",
	 "tokens that the prices view counts with, one of them at least 1", NULL, TABLES, 0, NULL,
	 VALUE_OF(workload, VIEW_WORKLOAD)},
	{"output-share", "PERCENT", "3", "output's share of the tokens, 0 to 100, in dollars", NULL,
	 COUNTED, 0, NULL, VALUE_OF(output_share, VIEW_MIX)},
	{"cache-share", "PERCENT", "68",
	 "share of the input read from cache, 0 to 100, in low dollars", NULL, COUNTED, 0, NULL,
	 VALUE_OF(cache_share, VIEW_MIX)},
	{"segments", "HIGH,LOW", "2,0.2",
	 "dollars per million tokens from which a model is premium, and mid, in segments", NULL,
	 TABLES, 0, NULL, VALUE_OF(segments, VIEW_SEGMENTS)},
	{"paid", NULL, "no", "leave free models out; ranks and shares are of the others", NULL,
	 COUNTED, 0, yes_or_no, VALUE_OF(paid_only, VIEW_PAID)},
	{"share-of", "WHOLE", "all",
	 "what region shares are of: all, identified (CN and US), top10", NULL, COUNTED, 0, wholes,
	 VALUE_OF(whole, VIEW_DENOMINATOR)},
	{"log", "FILE", "", "append what is asked and answered", NULL, NETWORK, SETTING_PATH, NULL,
	 VALUE(log)},
	{NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL, 0},
};

/* Families */

static const char *command_name(size_t i)
{
	return commands[i].name;
}

static void command_help(size_t i, struct strbuf *out)
{
	strbuf_text(out, commands[i].help);
}

static bool set_keys(struct settings *settings, size_t i, const char *text, struct error *error)
{
	return keymap_bind(&settings->keymap, commands[i].command, text, settings->rank, error);
}

static void write_keys(const struct settings *settings, size_t i, struct strbuf *out)
{
	char text[KEYMAP_TEXT_SIZE];

	strbuf_text(out, keymap_keys_text(&settings->keymap, commands[i].command, text));
}

static const char *view_name(size_t i)
{
	const struct view *view = choice_view(i);

	return view ? view->id : NULL;
}

static void view_columns(size_t i, struct strbuf *out)
{
	choice_columns(choice_view(i), out);
}

static bool set_columns(struct settings *settings, size_t i, const char *text, struct error *error)
{
	const struct view *view = choice_view(i);

	if (*text && !choice_check(view, text, error))
		return false;
	settings->choice.columns[view - views] = text;
	return true;
}

static void write_columns(const struct settings *settings, size_t i, struct strbuf *out)
{
	const char *text = settings->choice.columns[choice_view(i) - views];

	strbuf_text(out, text ? text : "");
}

const struct setting_family setting_families[] = {
	{"columns", "VIEW", "COLUMNS",
	 "the columns of a view on the screen, in order, with commas between; or -COLUMN, ... for "
	 "those that leave; nothing for all",
	 view_name, view_columns, set_columns, write_columns},
	{"key", "COMMAND", "KEYS",
	 "the keys of a command, named as the help names them, with blanks between; nothing for "
	 "none",
	 command_name, command_help, set_keys, write_keys},
	{NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};
