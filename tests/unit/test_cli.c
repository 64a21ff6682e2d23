/* The command line: every option, good and bad; what is wrong is said in one line. */
#include "cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"

#define ARGS_MAX 32

/* Parse words separated by blanks; "''" is an empty one. */
static bool parse(const char *line, struct options *options, struct error *error)
{
	static char words[512];
	char *argv[ARGS_MAX + 1] = {NULL};
	int argc = 0;

	snprintf(words, sizeof(words), "ortop %s", line);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		assert_true(argc < ARGS_MAX);
		argv[argc++] = strcmp(word, "''") == 0 ? word + 2 : word;
	}
	return cli_parse(argc, argv, options, error);
}

static struct options good(const char *line)
{
	struct options options;
	struct error error = {""};

	if (!parse(line, &options, &error))
		fail_msg("\"%s\": %s", line, error.text);
	return options;
}

static void assert_bad(const char *line, const char *says)
{
	struct options options;
	struct error error = {""};

	if (parse(line, &options, &error))
		fail_msg("\"%s\" was taken", line);
	if (!strstr(error.text, says) || strchr(error.text, '\n'))
		fail_msg("\"%s\": \"%s\" should say \"%s\", in one line", line, error.text, says);
}

static int32_t monday(const char *date)
{
	int32_t day;

	assert_true(calendar_parse_date(date, &day));
	return day;
}

static int clear_environment(void **state)
{
	(void)state;
	return unsetenv("ORTOP_API_URL");
}

static void test_defaults(void **state)
{
	struct options options = good("");

	(void)state;
	assert_int_equal(options.action, ACTION_DASHBOARD);
	assert_int_equal(options.week, 0);
	assert_int_equal(options.settings.unit, UNIT_TOKENS);
	assert_string_equal(options.settings.theme, "default");
	assert_false(options.settings.ascii);
	assert_false(options.settings.offline);
	assert_string_equal(options.settings.api_url, "https://openrouter.ai/api/v1");
	assert_null(options.settings.key_file);
	assert_int_equal(options.settings.interval, 15 * 60);
	assert_int_equal(options.settings.workload.input, 100000000);
	assert_int_equal(options.settings.workload.output, 3000000);
	assert_int_equal(options.settings.mix.output, 3);
	assert_int_equal(options.settings.mix.cached, 68);
	assert_false(options.settings.paid_only);
	assert_null(options.settings.log);
	assert_null(options.output);
}

static void test_everything(void **state)
{
	struct options options = good("--week 2026-W21 --unit usd --theme dark --ascii --offline "
				      "--api-url http://127.0.0.1:1/api/v1 --key-file k "
				      "--interval 5 --workload 1M,2K --log l");

	(void)state;
	assert_int_equal(options.week, monday("2026-05-18"));
	assert_int_equal(options.settings.unit, UNIT_USD);
	assert_string_equal(options.settings.theme, "dark");
	assert_true(options.settings.ascii);
	assert_true(options.settings.offline);
	assert_string_equal(options.settings.api_url, "http://127.0.0.1:1/api/v1");
	assert_string_equal(options.settings.key_file, "k");
	assert_int_equal(options.settings.interval, 300);
	assert_int_equal(options.settings.workload.input, 1000000);
	assert_int_equal(options.settings.workload.output, 2000);
	assert_string_equal(options.settings.log, "l");
}

static void test_import(void **state)
{
	struct options options = good("import --period day rankings.csv");

	(void)state;
	assert_int_equal(options.action, ACTION_IMPORT);
	assert_string_equal(options.file, "rankings.csv");
	assert_true(options.period_said);
	assert_int_equal(options.period, HISTORY_DAY);
	assert_int_equal(good("import --period week -").period, HISTORY_WEEK);
	options = good("import -");
	assert_string_equal(options.file, "-");
	assert_false(options.period_said);
	assert_bad("import", "import what? a file, or - for standard input");
	assert_bad("import a b", "\"b\" is too much");
	assert_bad("import --period month -", "--period month: wants PERIOD");
	assert_bad("import --period", "--period needs a value");
	assert_bad("fetch --period day", "--period is not for ortop fetch");
	assert_bad("import --week latest f", "--week is not for ortop import");
}

static void test_when_a_file_was_made(void **state)
{
	(void)state;
	assert_true(good("import --as-of 2026-08-22T02:01:00Z f").as_of == 1787364060);
	assert_int_equal(good("import f").as_of, 0);
	assert_bad("import --as-of yesterday f",
		   "--as-of yesterday: wants TIME: a time in UTC, as 2026-08-22T02:01:00Z");
	assert_bad("fetch --as-of 2026-08-22T02:01:00Z", "--as-of is not for ortop fetch");
}

/* As long as they begin one option alone; two commands have a --format. */
static void test_abbreviations(void **state)
{
	(void)state;
	assert_int_equal(good("--uni usd").settings.unit, UNIT_USD);
	assert_int_equal(good("show models --form json").show.format, SHOW_JSON);
	assert_string_equal(good("status --form {top}").format, "{top}");
	assert_bad("--we 2026-W21", "--we may be any of --week, --weeks; see ortop --help");
	assert_bad("show models --we=2026-W21", "--we may be any of --week, --weeks");
	assert_bad("--output-sharee 3", "unknown option --output-sharee; did you mean");
}

static void test_accept(void **state)
{
	(void)state;
	assert_true(good("fetch --accept").accept);
	assert_false(good("fetch").accept);
	assert_bad("--accept", "--accept is not for the dashboard");
	assert_bad("export models --accept", "--accept is not for ortop export");
	assert_bad("fetch --accept --subject a/a", "--accept is for the rankings");
	assert_bad("fetch --subject a/a --accept", "--accept is for the rankings");
	assert_bad("fetch --accept=yes", "--accept takes no value");
	assert_true(good("import --accept f").accept);
}

static void test_show(void **state)
{
	struct options options = good("show models --week 2026-W21 --unit usd --sort -usd --filter "
				      "glm --top 10 --paid --format markdown --color always -o f");

	(void)state;
	assert_int_equal(options.action, ACTION_SHOW);
	assert_string_equal(options.view, "models");
	assert_int_equal(options.week, monday("2026-05-18"));
	assert_int_equal(options.settings.unit, UNIT_USD);
	assert_true(options.settings.paid_only);
	assert_string_equal(options.show.sort, "-usd");
	assert_string_equal(options.show.filter, "glm");
	assert_int_equal(options.show.top, 10);
	assert_int_equal(options.show.format, SHOW_MARKDOWN);
	assert_int_equal(options.show.color, SHOW_COLOR_ALWAYS);
	assert_string_equal(options.output, "f");

	options = good("show vendors");
	assert_int_equal(options.show.format, SHOW_TEXT);
	assert_int_equal(options.show.color, SHOW_COLOR_AUTO);
	assert_int_equal(options.show.top, 0);
	assert_null(options.show.sort);
	assert_null(options.output);
	assert_int_equal(good("show models --format csv").show.format, SHOW_CSV);
	assert_int_equal(good("show models --format json").show.format, SHOW_JSON);
	assert_int_equal(good("weeks --format json --top 3").action, ACTION_WEEKS);
	assert_int_equal(good("export models --top 3 --sort name").show.top, 3);

	assert_bad("show", "show what? models, vendors");
	assert_bad("show nothing", "no view \"nothing\"");
	assert_bad("show detail", "--subject MODEL");
	assert_bad("show models --format xml",
		   "--format xml: wants FORMAT: text, csv, json or markdown");
	assert_bad("show models --color blue", "--color blue: wants WHEN: auto, always or never");
	/* What is possible, not all that there is to say. */
	assert_bad("show models --top 0", "--top 0: wants N: 1 to 1000000 rows, the first ones");
	assert_bad("status --escape xml", "--escape xml: wants HOW: none, tmux, zsh or json");
	assert_bad("show models --top 0", "--top 0");
	assert_bad("show models --top -1", "--top -1");
	assert_bad("show models --top 1x", "--top 1x");
	assert_bad("show models --top 1000001", "--top 1000001");
	assert_bad("show models vendors", "too much");
	assert_bad("show models --key-file k", "--key-file is not for ortop show");
	assert_bad("export models --format json", "--format is not for ortop export");
	assert_bad("weeks --unit usd", "--unit is not for ortop weeks");
	assert_bad("--top 3", "--top is not for the dashboard");
}

/* What changes nothing in a view is refused there, with the views that it is for. */
static void test_options_of_other_views(void **state)
{
	(void)state;
	assert_bad("show weeks --unit usd", "--unit changes nothing in weeks; it is for models, ");
	assert_bad("export --week latest weeks", "--week changes nothing in weeks");
	assert_bad("show region-history --week latest", "--week changes nothing in region-history");
	assert_bad("show vendors --share-of top10", "--share-of changes nothing in vendors; it is "
						    "for regions, region-history, records");
	assert_bad("export models --subject a/b", "--subject changes nothing in models; it is for "
						  "detail, detail-days, compare, providers");
	assert_bad("show prices --segments 3,1", "it is for segments");
	assert_bad("show prices --output-share 5", "--output-share changes nothing in prices");
	assert_bad("show coverage --no-paid --unit usd", "--unit changes nothing in coverage");
	assert_bad("show providers --subject a/b --paid", "--paid changes nothing in providers");
	assert_bad("show models --workload 1,1", "it is for prices, explain, providers");
	assert_bad("show explain --of weeks --row a --column days --paid",
		   "--paid changes nothing in weeks");
	good("show explain --of regions --row CN --column usd --share-of top10 --paid");
	good("show weeks --sort -tokens --top 3 --filter 2026 --ascii");
	good("export coverage --no-paid --week latest");
}

/* A file's settings are for all views. */
static void test_settings_of_files(void **state)
{
	struct options options = good("show weeks");
	struct error error;

	(void)state;
	options.settings.unit = UNIT_USD;
	options.settings.paid_only = true;
	assert_true(show_check_uses(&options, &error));
}

static void test_explain(void **state)
{
	struct options options =
		good("show explain --of models --row z-ai/glm-5.2 --column usd --week latest");

	(void)state;
	assert_string_equal(options.view, "explain");
	assert_string_equal(options.show.of, "models");
	assert_string_equal(options.show.row, "z-ai/glm-5.2");
	assert_string_equal(options.show.column, "usd");
	good("show explain --of detail --subject z-ai --row 2026-W21 --column tokens");
	assert_bad("show explain", "explain which figure? --of VIEW --row KEY --column ID");
	assert_bad("show explain --of models --row a", "--column ID");
	assert_bad("show explain --of explain --row a --column b", "no view \"explain\"");
	assert_bad("show explain --of detail --row a --column b", "--subject MODEL");
	assert_bad("show models --of vendors", "--of, --row and --column are for show explain");
	assert_bad("export explain --subject a", "no view \"explain\"");
}

static void test_weeks(void **state)
{
	(void)state;
	assert_int_equal(good("--week latest").week, 0);
	assert_int_equal(good("--week=2026-W01").week, monday("2025-12-29"));
	assert_int_equal(good("--week 2026-W53").week, monday("2026-12-28"));
	assert_int_equal(good("--week 2026-05-18").week, monday("2026-05-18"));
	assert_int_equal(good("--week 2026-05-24").week, monday("2026-05-18"));
	assert_bad("--week 2026-W54", "--week 2026-W54");
	assert_bad("--week 2025-W53", "--week 2025-W53"); /* 2025 has 52 */
	assert_bad("--week 2026-W00", "--week");
	assert_bad("--week 2026-W1", "--week");
	assert_bad("--week 2026-02-30", "--week 2026-02-30");
	assert_bad("--week 2026", "--week");
	assert_bad("--week 2026-W21x", "--week");
	assert_bad("--week Latest", "--week");
	assert_bad("--week ''", "--week needs a value");
	assert_bad("--theme ''", "--theme needs a value");
	assert_bad("status --format ''", "--format needs a value");
	assert_bad("--week", "--week needs a value");
}

static void test_units(void **state)
{
	(void)state;
	assert_int_equal(good("--unit tokens").settings.unit, UNIT_TOKENS);
	assert_int_equal(good("--unit usd").settings.unit, UNIT_USD);
	assert_bad("--unit dollars", "--unit dollars");
	assert_bad("--unit USD", "--unit USD");
	assert_bad("--unit ''", "--unit");
}

static void test_intervals(void **state)
{
	(void)state;
	assert_int_equal(good("--interval 1").settings.interval, 60);
	assert_int_equal(good("--interval 10080").settings.interval, 7 * 86400);
	assert_bad("--interval 0", "--interval 0");
	assert_bad("--interval -5", "--interval -5");
	assert_bad("--interval 1.5", "--interval 1.5");
	assert_bad("--interval 10081", "--interval");
	assert_bad("--interval 99999999999999999999", "--interval");
	assert_bad("--interval 5m", "--interval 5m");
	assert_bad("--interval x", "--interval x");
}

static void test_workloads(void **state)
{
	struct options options = good("--workload 100M,3M");

	(void)state;
	assert_int_equal(options.settings.workload.input, 100000000);
	assert_int_equal(options.settings.workload.output, 3000000);
	options = good("--workload 12,0");
	assert_int_equal(options.settings.workload.input, 12);
	assert_int_equal(options.settings.workload.output, 0);
	options = good("--workload 7k,2B");
	assert_int_equal(options.settings.workload.input, 7000);
	assert_int_equal(options.settings.workload.output, 2000000000);
	options = good("--workload 1000000000000000,1000000B");
	assert_int_equal(options.settings.workload.input, INT64_C(1000000000000000));
	assert_int_equal(options.settings.workload.output, INT64_C(1000000000000000));
	assert_bad("--workload 1.5M,1M", "--workload 1.5M,1M");
	assert_bad("--workload 1.5M", "--workload 1.5M");
	assert_bad("--workload 100M", "--workload");
	assert_bad("--workload 100M,", "--workload");
	assert_bad("--workload ,3M", "--workload");
	assert_bad("--workload 1,2,3", "--workload");
	assert_bad("--workload -1,2", "--workload");
	assert_bad("--workload +1,2", "--workload");
	assert_bad("--workload 1MM,2", "--workload");
	assert_bad("--workload 1T,2", "--workload");
	assert_bad("--workload 1000001B,2", "--workload");
	assert_bad("--workload 9223372036854775808,2", "--workload");
	assert_bad("--workload M,2", "--workload");
	assert_bad("--workload 0,0", "--workload 0,0: wants IN,OUT");
}

static void test_price_rule(void **state)
{
	struct options options = good("--output-share 0 --cache-share 100 --paid");

	(void)state;
	assert_int_equal(options.settings.mix.output, 0);
	assert_int_equal(options.settings.mix.cached, 100);
	assert_true(options.settings.paid_only);
	options = good("export vendors --output-share=100 --cache-share=0");
	assert_int_equal(options.settings.mix.output, 100);
	assert_int_equal(options.settings.mix.cached, 0);
	assert_false(options.settings.paid_only);
	assert_bad("--output-share 101", "--output-share 101");
	assert_bad("--output-share -1", "--output-share -1");
	assert_bad("--output-share 2.7", "--output-share 2.7");
	assert_bad("--output-share 3%", "--output-share 3%");
	assert_bad("--cache-share 101", "--cache-share 101");
	assert_bad("--cache-share 99999999999999999999", "--cache-share");
	assert_bad("--cache-share", "--cache-share needs a value");
	assert_bad("--cache-share ''", "--cache-share");
	assert_bad("--paid=yes", "--paid takes no value");
	assert_false(good("--paid --no-paid").settings.paid_only);
	assert_bad("--no-unit", "unknown option --no-unit");
	assert_bad("--no-paid=yes", "--no-paid takes no value");
	assert_bad("fetch --paid", "--paid is not for ortop fetch");
	assert_bad("fetch --output-share 3", "--output-share is not for ortop fetch");
}

static void test_denominators(void **state)
{
	(void)state;
	assert_int_equal(good("").settings.denominator, DENOMINATOR_ALL);
	assert_int_equal(good("--share-of all").settings.denominator, DENOMINATOR_ALL);
	assert_int_equal(good("--share-of identified").settings.denominator,
			 DENOMINATOR_IDENTIFIED);
	assert_int_equal(good("export regions --share-of=top10").settings.denominator,
			 DENOMINATOR_TOP_10);
	assert_bad("--share-of top", "--share-of top");
	assert_bad("--share-of", "--share-of needs a value");
	assert_bad("fetch --share-of all", "--share-of is not for ortop fetch");
}

static void test_empty_values(void **state)
{
	(void)state;
	assert_bad("--theme ''", "--theme");
	assert_bad("--api-url ''", "--api-url");
	assert_bad("--key-file ''", "--key-file");
	assert_bad("--log ''", "--log");
	assert_bad("export models -o ''", "--output");
}

static void test_missing_values(void **state)
{
	static const char *const names[] = {"--week", "--unit",     "--theme",    "--api-url",
					    "--log",  "--interval", "--workload", "--key-file"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_bad(names[i], names[i]);
	assert_bad("export models -o", "-o needs a value");
	assert_bad("export models --output", "--output needs a value");
	assert_bad("--ascii=yes", "--ascii takes no value");
}

/* The one that is wrong is named, not its neighbour. */
static void test_unknown_options(void **state)
{
	(void)state;
	assert_bad("--frobnicate", "unknown option --frobnicate");
	assert_bad("--ascii --frobnicate --offline", "unknown option --frobnicate");
	assert_bad("-x", "unknown option -x");
	assert_bad("--ascii -xy", "unknown option -x");
	assert_bad("--key-command x", "unknown option --key-command");
	assert_bad("--api-key sk-123", "unknown option --api-key");
	assert_bad("export models --json", "unknown option --json");
	assert_bad("exprot", "\"exprot\"");
	assert_bad("-", "\"-\"");
}

/* What was typed is repeated so that it can be seen, and does nothing to the terminal. */
static void test_reasons_are_inert(void **state)
{
	(void)state;
	assert_bad("export models \x1B[2J", "\"\\u{001B}[2J\" is too much");
	assert_bad("--\x1B[2J", "unknown option --\\u{001B}[2J;");
	assert_bad("-\x1B", "unknown option -\\u{001B};");
	assert_bad("--week a\nb", "--week a\\u{000A}b: wants");
	assert_bad("--unit \xE2\x80\xAE", "--unit \\u{202E}: wants");
	assert_bad("export \xC3(", "no view \"\\xC3(\"");
}

static void test_status(void **state)
{
	struct options options = good("status");

	(void)state;
	assert_int_equal(options.action, ACTION_STATUS);
	assert_null(options.format);
	assert_int_equal(options.escape, LINE_PLAIN);
	options = good("status --format={week} --escape tmux --unit usd --share-of top10 --paid");
	assert_string_equal(options.format, "{week}");
	assert_int_equal(options.escape, LINE_TMUX);
	assert_int_equal(options.settings.unit, UNIT_USD);
	assert_int_equal(good("status --escape json").escape, LINE_JSON);
	assert_int_equal(good("status --escape zsh").escape, LINE_ZSH);
	assert_int_equal(good("status --escape none").escape, LINE_PLAIN);
	assert_bad("status --escape html", "--escape html");
	assert_bad("status --week 2026-W10", "--week is not for ortop status");
	assert_bad("status models", "\"models\" is too much");
	assert_bad("export models --escape json", "--escape is not for ortop export");
}

static void test_doctor(void **state)
{
	struct options options = good("doctor --offline --key-file k --timeout 3 --interval 5");

	(void)state;
	assert_int_equal(options.action, ACTION_DOCTOR);
	assert_true(options.settings.offline);
	assert_string_equal(options.settings.key_file, "k");
	assert_int_equal(options.settings.timeout, 3);
	assert_bad("doctor --unit usd", "--unit is not for ortop doctor");
	assert_bad("doctor who", "\"who\" is too much");
}

static void test_export(void **state)
{
	static const char *const names[] = {"models", "vendors",  "regions",  "region-history",
					    "prices", "coverage", "segments", "records"};
	struct options options;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char line[64];

		snprintf(line, sizeof(line), "export %s", names[i]);
		options = good(line);
		assert_int_equal(options.action, ACTION_EXPORT);
		assert_string_equal(options.view, names[i]);
		assert_null(options.output);
	}
	options = good("export models --week 2026-05-18 --unit usd -o -");
	assert_int_equal(options.week, monday("2026-05-18"));
	assert_int_equal(options.settings.unit, UNIT_USD);
	assert_string_equal(options.output, "-");
	options = good("export -o out.csv --workload 1,2 prices");
	assert_string_equal(options.view, "prices");
	assert_string_equal(options.output, "out.csv");
	assert_string_equal(good("export models --output=x.csv").output, "x.csv");
	assert_bad("export", "export what? models, vendors, regions, prices, region-history, "
			     "coverage, segments, records, weeks; of a --subject: detail, "
			     "detail-days, compare, providers");
	assert_bad("export model", "no view \"model\"");
	assert_bad("export explain", "no view \"explain\"");
	assert_bad("export models vendors", "\"vendors\" is too much");
}

static void test_subject(void **state)
{
	struct options options;

	(void)state;
	assert_true(parse("export providers --subject z-ai/glm-5.2", &options, NULL));
	assert_string_equal(options.subject, "z-ai/glm-5.2");
	assert_true(parse("fetch --subject a/x:free", &options, NULL));
	assert_string_equal(options.subject, "a/x:free");
	assert_bad("export providers", "providers of which model? --subject MODEL");
	assert_bad("export compare", "compare of which model? --subject MODEL");
	assert_string_equal(good("export detail --subject z-ai").subject, "z-ai");
	assert_bad("export providers --subject=", "--subject");
	assert_bad("--subject a/x", "--subject is not for the dashboard");
}

static void test_options_of_other_commands(void **state)
{
	static const char *const lines[] = {
		"export models --theme dark",
		"export models --ascii",
		"export models --offline",
		"export models --api-url https://x/",
		"export models --key-file k",
		"export models --interval 5",
		"export models --log l",
		"fetch --week latest",
		"fetch --unit usd",
		"fetch --theme dark",
		"fetch --ascii",
		"fetch --offline",
		"fetch --interval 5",
		"fetch --workload 1,2",
		"fetch -o x",
		"-o x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_bad(lines[i], "is not for ");
	assert_bad("-o x", "--output is not for the dashboard");
	assert_bad("export models --log l", "--log is not for ortop export");
	assert_bad("fetch models", "\"models\" is too much");
	assert_bad("sk-or-secret", "a key is never an argument");
	assert_int_equal(good("fetch --api-url https://x/ --key-file k --log l").action,
			 ACTION_FETCH);
}

static void test_api_url(void **state)
{
	(void)state;
	assert_int_equal(setenv("ORTOP_API_URL", "https://mirror/api/v1", 1), 0);
	assert_string_equal(good("").settings.api_url, "https://mirror/api/v1");
	assert_string_equal(good("fetch").settings.api_url, "https://mirror/api/v1");
	assert_string_equal(good("--api-url https://other/v1").settings.api_url,
			    "https://other/v1");
	assert_bad("--api-url ftp://x", "--api-url ftp://x: neither https nor http");
	assert_bad("fetch --api-url http://x/", "plain http goes to loopback addresses only");
	/* That of the environment is named with the configuration's lines. */
	assert_int_equal(setenv("ORTOP_API_URL", "ftp://x", 1), 0);
	assert_string_equal(good("").settings.api_url, "https://openrouter.ai/api/v1");
	assert_int_equal(setenv("ORTOP_API_URL", "", 1), 0);
	assert_string_equal(good("").settings.api_url, "https://openrouter.ai/api/v1");
	assert_int_equal(unsetenv("ORTOP_API_URL"), 0);
}

/* Options may stand before the command: their values are not taken for it. */
static void test_options_before_the_command(void **state)
{
	struct options options = good("--unit usd show --top 3 models --paid");

	(void)state;
	assert_int_equal(options.action, ACTION_SHOW);
	assert_string_equal(options.view, "models");
	assert_int_equal(options.settings.unit, UNIT_USD);
	assert_int_equal(options.show.top, 3);
	assert_true(options.settings.paid_only);
	/* One name, two meanings: by the command that comes later. */
	assert_int_equal(good("--format json show models").show.format, SHOW_JSON);
	assert_string_equal(good("--format {week} status").format, "{week}");
	assert_string_equal(good("-o weeks export models").output, "weeks");
	assert_int_equal(good("--log show --offline").action, ACTION_DASHBOARD);
	assert_int_equal(good("-- export models").action, ACTION_EXPORT);
	assert_bad("--offline show models", "--offline is not for ortop show");
	assert_bad("--frobnicate show models", "unknown option --frobnicate");
	assert_bad("--unit euro show models", "--unit euro: wants UNIT");
	assert_bad("--unit usd show", "show what?");
	assert_bad("--unit usd models", "no command \"models\"");
}

static void test_help_as_a_command(void **state)
{
	(void)state;
	assert_int_equal(good("help").action, ACTION_HELP);
	assert_int_equal(good("help").about, ACTION_HELP);
	for (const struct action_info *info = actions; info->name; info++) {
		char line[64];

		snprintf(line, sizeof(line), "help %s", info->name);
		assert_int_equal(good(line).action, ACTION_HELP);
		if (*info->name)
			assert_int_equal(good(line).about, info->action);
	}
	assert_int_equal(good("help --help").about, ACTION_HELP);
	assert_int_equal(good("--help").about, ACTION_HELP);
	assert_int_equal(good("--unit usd --help").about, ACTION_HELP);
	assert_int_equal(good("show models --help").about, ACTION_SHOW);
	assert_int_equal(good("--help show").about, ACTION_SHOW);
	assert_bad("help models", "no command \"models\"");
	assert_bad("help show models", "\"models\" is too much");
	assert_bad("help --unit usd", "--unit is not for ortop help; see ortop help --help");
}

/* free() releases the text. */
static void help_about(enum action about, char **text)
{
	size_t length;
	FILE *stream = open_memstream(text, &length);

	cli_help(stream, about);
	fclose(stream);
}

static bool lists_option(const char *help, const char *name)
{
	char yes[64], either[64];

	snprintf(yes, sizeof(yes), "--%s ", name);
	snprintf(either, sizeof(either), "--[no-]%s ", name);
	help = strstr(help, "\nOptions:\n");
	return strstr(help, yes) || strstr(help, either);
}

/* Does the parser take it, whatever the value, after this command? */
static bool takes_option(const char *command, const char *name, bool valued)
{
	struct options options;
	struct error error = {""};
	char line[128];

	snprintf(line, sizeof(line), "%s --%s%s", command, name, valued ? " x" : "");
	return parse(line, &options, &error) || !strstr(error.text, " is not for ");
}

/* What help lists of a command is what its parser takes. */
static void check_help_of(const struct action_info *info)
{
	char *help, usage[64];

	help_about(info->action, &help);
	snprintf(usage, sizeof(usage), "Usage:\n  ortop %s ", info->name);
	assert_non_null(strstr(help, usage));
	assert_null(strstr(strstr(help, usage) + strlen(usage), "  ortop "));
	for (const struct cli_option *own = cli_options; own->name; own++)
		assert_int_equal(lists_option(help, own->name),
				 takes_option(info->name, own->name, own->argument != NULL));
	for (const struct setting *setting = setting_list; setting->name; setting++)
		if (!(setting->flags & SETTING_RUNS))
			assert_int_equal(
				lists_option(help, setting->name),
				takes_option(info->name, setting->name, setting->argument != NULL));
	assert_int_equal(!!strstr(help, "\nViews:\n"), !!(info->flags & ACTION_TAKES_VIEW));
	assert_int_equal(!!strstr(help, "{top_share}"), info->action == ACTION_STATUS);
	free(help);
}

static void test_help_of_commands(void **state)
{
	(void)state;
	for (const struct action_info *info = actions; info->name; info++)
		if (*info->name && info->action != ACTION_HELP)
			check_help_of(info);
}

static void test_help_and_version(void **state)
{
	static const char *const libraries[] = {"sqlite 3.", "json-c 0.", "ncurses ", "curl "};
	char *text;
	size_t length;
	FILE *stream;
	static const char *const options[] = {
		"--week",    "--unit",     "--theme", "--[no-]ascii", "--[no-]offline",
		"--api-url", "--key-file", "--log",   "--interval",   "--workload",
		"--help",    "--version",  "--output"};

	(void)state;
	assert_int_equal(good("--help").action, ACTION_HELP);
	assert_int_equal(good("-h").action, ACTION_HELP);
	assert_int_equal(good("export --help").action, ACTION_HELP);
	assert_int_equal(good("fetch -h").action, ACTION_HELP);
	assert_int_equal(good("--version").action, ACTION_VERSION);
	help_about(ACTION_HELP, &text);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		assert_non_null(strstr(text, options[i]));
	/* Examples come first. */
	assert_true(strstr(text, "Examples:") < strstr(text, "Usage:"));
	assert_true(strstr(text, "Usage:") < strstr(text, "Options:"));
	for (const char *line = text; *line; line = strchr(line, '\n') + 1)
		assert_true(strcspn(line, "\n") <= 100);
	free(text);

	stream = open_memstream(&text, &length);
	cli_version(stream);
	fclose(stream);
	assert_int_equal(strncmp(text, "ortop " ORTOP_VERSION "\n", strlen(ORTOP_VERSION) + 7), 0);
	for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++)
		if (!strstr(text, libraries[i]))
			fail_msg("no %s in %s", libraries[i], text);
	/* Two lines. */
	assert_ptr_equal(strchr(strchr(text, '\n') + 1, '\n'), text + length - 1);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_when_a_file_was_made),
		cmocka_unit_test(test_abbreviations),
		cmocka_unit_test(test_accept),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_options_of_other_views),
		cmocka_unit_test(test_settings_of_files),
		cmocka_unit_test(test_explain),
		cmocka_unit_test(test_import),
		cmocka_unit_test(test_weeks),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_intervals),
		cmocka_unit_test(test_workloads),
		cmocka_unit_test(test_price_rule),
		cmocka_unit_test(test_denominators),
		cmocka_unit_test(test_empty_values),
		cmocka_unit_test(test_missing_values),
		cmocka_unit_test(test_unknown_options),
		cmocka_unit_test(test_reasons_are_inert),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_doctor),
		cmocka_unit_test(test_export),
		cmocka_unit_test(test_subject),
		cmocka_unit_test(test_options_of_other_commands),
		cmocka_unit_test(test_api_url),
		cmocka_unit_test(test_options_before_the_command),
		cmocka_unit_test(test_help_as_a_command),
		cmocka_unit_test(test_help_of_commands),
		cmocka_unit_test(test_help_and_version),
	};

	return cmocka_run_group_tests(tests, clear_environment, NULL);
}
