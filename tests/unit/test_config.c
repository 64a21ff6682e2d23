/* Configuration files: what a line is, which source wins, and that nothing wrong costs the rest. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[] = "/tmp/ortop-config-XXXXXX";

static struct config config;
static struct settings settings;

/* Read as the user's file, after the defaults. */
static void read_text(const char *text, size_t length)
{
	memset(&config, 0, sizeof(config));
	arena_init(&config.arena);
	config.shown[CONFIG_USER] = "f";
	settings_init(&settings);
	config_read(&config, &settings, CONFIG_USER, text, length);
}

static void read_string(const char *text)
{
	read_text(text, strlen(text));
}

static void assert_problem(size_t i, const char *problem)
{
	assert_true(i < config.n_problems);
	assert_string_equal(config.problems[i], problem);
}

/* One line that is wrong, between two that are right. */
static void assert_wrong(const char *line, const char *reason)
{
	char text[512], problem[512];

	snprintf(text, sizeof(text), "interval = 7\n%s\ntimeout = 8\n", line);
	snprintf(problem, sizeof(problem), "f:2: %s", reason);
	read_string(text);
	assert_int_equal(config.n_problems, 1);
	assert_problem(0, problem);
	assert_int_equal(settings.interval, 7 * 60);
	assert_int_equal(settings.timeout, 8);
	arena_done(&config.arena);
}

static void assert_log(const char *line, const char *log)
{
	read_string(line);
	if (config.n_problems)
		fail_msg("%s: %s", line, config.problems[0]);
	assert_string_equal(settings.log, log);
	arena_done(&config.arena);
}

static void test_lines(void **state)
{
	(void)state;
	assert_log("log = dark", "dark");
	assert_log("log=dark\n", "dark");
	assert_log("\t log\t=  dark  \r\n", "dark");
	assert_log("\xEF\xBB\xBFlog = dark\r\n", "dark");
	assert_log("# log = light\n\n   \n  # x\nlog = dark # light", "dark");
	assert_log("log = dark\nlog = light", "light");
	assert_log("log = a#b", "a#b");
	assert_log("log = a=b", "a=b");
	assert_log("log = \"a # b\"", "a # b");
	assert_log("log = \"dark\" # \"light\"", "dark");
	assert_log("log = \"say \"so\" 1\"#2", "say \"so\" 1");
	assert_log("log = \" dark\"", " dark");
	assert_log("log = d\xC3\xA4mmer", "d\xC3\xA4mmer");
	assert_log("log = dark#", "dark#");
}

static void test_a_value_may_be_none(void **state)
{
	(void)state;
	read_string("key-file = /k\nkey-file =\nlog = # none\n");
	assert_int_equal(config.n_problems, 0);
	assert_null(settings.key_file);
	assert_null(settings.log);
	arena_done(&config.arena);
}

static void test_wrong_lines_are_named(void **state)
{
	(void)state;
	assert_wrong("intervall = 3", "no setting intervall; did you mean interval?");
	assert_wrong("unit = usd dollars", "unit = usd dollars: wants UNIT: tokens or usd");
	assert_wrong("share-of = top1",
		     "share-of = top1: wants WHOLE: all, identified or top10; did you mean top10?");
	assert_wrong("paid = perhaps", "paid = perhaps: wants yes or no");
	assert_wrong("paid", "a line is name = value");
	assert_wrong("= 3", "no name before the =");
	assert_wrong("theme = \"dark", "the quote is not closed");
	assert_wrong("theme = \"dark\" light", "the quote is not closed");
	assert_wrong("unit = \x1B[2J", "a byte that is no text (UTF-8 is)");
	assert_wrong("unit = \xFF", "a byte that is no text (UTF-8 is)");
	assert_wrong("zebra = 1", "no setting zebra");
	assert_wrong("paid = yse", "paid = yse: wants yes or no; did you mean yes?");
	assert_wrong("theme = sollarized-dark",
		     "theme = sollarized-dark: no such theme; did you mean solarized-dark?");
	assert_wrong("theme = solarized_dark",
		     "theme = solarized_dark: no such theme; did you mean solarized-dark?");
	assert_wrong("columns.models = ,", "columns.models = ,: no column between the separators");
	assert_wrong(
		"workload = 0,0",
		"workload = 0,0: wants IN,OUT: tokens that the prices view counts with, one of "
		"them at least 1");
	/* None is a value only where the default is none. */
	assert_wrong("timeout =", "timeout = : wants SECONDS: for all of a request, 1 to 120");
	assert_wrong("api-url =", "api-url = : wants URL: another API base, up to /api/v1");
	assert_wrong("api-url = \"\"", "api-url = : wants URL: another API base, up to /api/v1");
	assert_wrong("api-url = ftp://x", "api-url = ftp://x: neither https nor http");
	assert_wrong("api-url = http://x/", "api-url = http://x/: plain http goes to loopback "
					    "addresses only: use https");
	assert_wrong("api-url = https://x/?a", "api-url = https://x/?a: a query or fragment does "
					       "not belong in a base URL");
	/* Nor do reasons of others act on a terminal (found by fuzzing). */
	assert_wrong("key.pin = \xE2\x80\xAEk",
		     "key.pin = \\u{202E}k: no key is called \\u{202E}k");
	assert_wrong("columns.models = \xEF\xBB\xBFname",
		     "columns.models = \\u{FEFF}name: no column \\u{FEFF}name");
	assert_wrong("unit = \xE2\x80\xAE", "unit = \\u{202E}: wants UNIT: tokens or usd");
}

static void test_keys(void **state)
{
	(void)state;
	read_string("key.export = x\nkey.row_down = Down Foo\nkey.pin = x\nkey.zooom = z\n"
		    "key.copy = PgUpp\nkey.open = e # free now\nkey.refresh =\nkey. = x\n");
	assert_int_equal(keymap_find(&settings.keymap, 'x'), COMMAND_EXPORT);
	assert_int_equal(keymap_find(&settings.keymap, 'e'), COMMAND_OPEN);
	assert_int_equal(keymap_find(&settings.keymap, 'r'), COMMAND_NONE);
	assert_int_equal(keymap_find(&settings.keymap, ' '), COMMAND_PIN);
	assert_int_equal(config.n_problems, 5);
	assert_problem(0, "f:2: key.row-down = Down Foo: no key is called Foo");
	assert_problem(1, "f:3: key.pin = x: x is bound to export already, so not to pin");
	assert_problem(2, "f:4: no setting key.zooom; did you mean key.zoom?");
	assert_problem(3, "f:5: key.copy = PgUpp: no key is called PgUpp; did you mean PgUp?");
	assert_problem(4, "f:8: no setting key.");
	arena_done(&config.arena);
}

static void test_columns(void **state)
{
	const struct view *models = view_find("models"), *records = view_find("records");

	(void)state;
	read_string("columns.models = name, usd\ncolumns.region_history =\n"
		    "columns.records = what, wat\ncolumns.model = name\ncolumns.compare = when");
	assert_string_equal(settings.choice.columns[models - views], "name, usd");
	assert_null(settings.choice.columns[records - views]);
	assert_int_equal(config.n_problems, 3);
	assert_problem(0, "f:3: columns.records = what, wat: no column wat; did you mean what?");
	assert_problem(1, "f:4: no setting columns.model; did you mean columns.models?");
	assert_problem(2, "f:5: no setting columns.compare");
	arena_done(&config.arena);
}

static void test_nul_is_no_text(void **state)
{
	static const char text[] = "unit = usd\0\ninterval = 3";

	(void)state;
	read_text(text, sizeof(text) - 1);
	assert_int_equal(config.n_problems, 1);
	assert_problem(0, "f:1: a byte that is no text (UTF-8 is)");
	assert_int_equal(settings.unit, UNIT_TOKENS);
	assert_int_equal(settings.interval, 180);
	arena_done(&config.arena);
}

/* What is repeated is short, however long the line. */
static void test_long_names_and_many_problems(void **state)
{
	struct strbuf text;

	(void)state;
	strbuf_init(&text, SIZE_MAX);
	for (int i = 0; i < 1000; i++)
		strbuf_text(&text, "x");
	strbuf_text(&text, " = 1\n");
	for (int i = 0; i < 2 * CONFIG_PROBLEMS_MAX; i++)
		strbuf_text(&text, "y\n");
	strbuf_text(&text, "unit = usd");
	read_text(text.data, text.length);
	assert_int_equal(config.n_problems, 1 + 2 * CONFIG_PROBLEMS_MAX);
	assert_true(strlen(config.problems[0]) < 100);
	assert_int_equal(settings.unit, UNIT_USD);
	strbuf_done(&text);
	arena_done(&config.arena);
}

/* Files and sources */

static const char *inside(const char *name)
{
	static char paths[4][256];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	FILE *stream = fopen(inside(name), "w");

	assert_non_null(stream);
	fputs(text, stream);
	assert_int_equal(fclose(stream), 0);
}

static void load(const struct settings_layer *given)
{
	static const struct settings_layer none;

	config_load(&config, &settings, given ? given : &none);
}

static struct config_source source(const char *name)
{
	return config.sources[settings_find(name)];
}

static void assert_source(const char *name, enum config_origin origin, int line)
{
	if (source(name).origin != origin || source(name).line != line)
		fail_msg("%s is of %d:%d", name, source(name).origin, source(name).line);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	mkdir(inside("home"), 0700);
	mkdir(inside("home/.config"), 0700);
	mkdir(inside("home/.config/ortop"), 0700);
	mkdir(inside("one"), 0700);
	mkdir(inside("two"), 0700);
	mkdir(inside("two/ortop"), 0700);
	return 0;
}

static int tear_down(void **state)
{
	static const char *const folders[] = {"two/ortop",    "two",  "one", "home/.config/ortop",
					      "home/.config", "home", ""};

	(void)state;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (rmdir(inside(folders[i])) != 0)
			return -1;
	return 0;
}

static int empty(void **state)
{
	char dirs[600];

	(void)state;
	snprintf(dirs, sizeof(dirs), "relative:%s:%s", inside("one"), inside("two"));
	setenv("XDG_CONFIG_DIRS", dirs, 1);
	setenv("HOME", inside("home"), 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("ORTOP_API_URL");
	unsetenv("ORTOP_CONFIG");
	return 0;
}

static int remove_files(void **state)
{
	(void)state;
	config_done(&config);
	unlink(inside("two/ortop/config"));
	unlink(inside("home/.config/ortop/config"));
	unlink(inside("other"));
	return 0;
}

static void test_no_files(void **state)
{
	(void)state;
	load(NULL);
	assert_int_equal(config.n_problems, 0);
	assert_int_equal(settings.interval, 900);
	assert_false(config.there[CONFIG_USER]);
	assert_false(config.there[CONFIG_SYSTEM]);
	assert_string_equal(config.shown[CONFIG_USER], "~/.config/ortop/config");
	assert_source("interval", CONFIG_DEFAULT, 0);
}

/* api-url has all five sources; each takes it from the one before. */
static void test_each_source_wins_over_those_before(void **state)
{
	struct settings_layer given = {{NULL}};
	int url = settings_find("api-url");

	(void)state;
	write_file("two/ortop/config", "api-url = https://system/\nunit = usd\npaid = yes\n");
	load(NULL);
	assert_string_equal(settings.api_url, "https://system/");
	assert_source("api-url", CONFIG_SYSTEM, 1);
	config_done(&config);

	write_file("home/.config/ortop/config", "\n\napi-url = https://user/\npaid = no");
	load(NULL);
	assert_string_equal(settings.api_url, "https://user/");
	assert_source("api-url", CONFIG_USER, 3);
	assert_int_equal(settings.unit, UNIT_USD);
	assert_source("unit", CONFIG_SYSTEM, 2);
	assert_false(settings.paid_only);
	config_done(&config);

	setenv("ORTOP_API_URL", "https://environment/", 1);
	load(NULL);
	assert_string_equal(settings.api_url, "https://environment/");
	assert_source("api-url", CONFIG_ENVIRONMENT, 0);
	config_done(&config);

	given.values[url] = "https://option/";
	load(&given);
	assert_string_equal(settings.api_url, "https://option/");
	assert_source("api-url", CONFIG_OPTION, 0);
	assert_source("paid", CONFIG_USER, 4);
}

static void test_a_wrong_line_leaves_the_source_before(void **state)
{
	(void)state;
	write_file("two/ortop/config", "interval = 3\n");
	write_file("home/.config/ortop/config", "interval = never\nunit = usd\n");
	load(NULL);
	assert_int_equal(config.n_problems, 1);
	assert_problem(0, "~/.config/ortop/config:1: interval = never: wants MIN: minutes between "
			  "refreshes, 1 to 10080");
	assert_int_equal(settings.interval, 180);
	assert_source("interval", CONFIG_SYSTEM, 1);
	assert_int_equal(settings.unit, UNIT_USD);
}

static void test_files_start_at_their_folder(void **state)
{
	(void)state;
	write_file("home/.config/ortop/config",
		   "key-file = ~/k\nlog = sub/l\ntheme = dark\ncolumns.models = name\n");
	load(NULL);
	assert_string_equal(settings.key_file, inside("home/k"));
	assert_string_equal(settings.log, inside("home/.config/ortop/sub/l"));
	assert_string_equal(settings.theme, "dark");
	config_done(&config);
	write_file("home/.config/ortop/mine.theme", "text = red\n");
	write_file("home/.config/ortop/config", "theme = ./mine.theme\nlog = /l\n");
	load(NULL);
	unlink(inside("home/.config/ortop/mine.theme"));
	assert_string_equal(settings.theme, inside("home/.config/ortop/./mine.theme"));
	assert_string_equal(settings.log, "/l");
}

/* Themes of one's own are known by name, for suggestions, too; a file that is none costs its line.
 */
static void test_themes(void **state)
{
	static const char *const lines[] = {
		"unit = usd\ntheme = mine\n",          "unit = usd\ntheme = mien\n",
		"unit = usd\ntheme = broken\n",        "unit = usd\ntheme = ./broken.theme\n",
		"unit = usd\ntheme = missing.theme\n",
	};
	static const char *const reasons[] = {
		NULL,
		"theme = mien: no such theme; did you mean mine?",
		"theme = broken: broken.theme:2: unknown colour \"ultraviolet\"",
		"theme = ./broken.theme: broken.theme:2: unknown colour \"ultraviolet\"",
		"theme = missing.theme: cannot read missing.theme: No such file or directory",
	};

	(void)state;
	mkdir(inside("home/.config/ortop/themes"), 0700);
	write_file("home/.config/ortop/themes/mine.theme", "text = red\n");
	write_file("home/.config/ortop/themes/broken.theme", "text = red\nup = ultraviolet\n");
	write_file("home/.config/ortop/broken.theme", "text = red\nup = ultraviolet\n");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		write_file("home/.config/ortop/config", lines[i]);
		load(NULL);
		assert_int_equal(settings.unit, UNIT_USD);
		assert_string_equal(settings.theme, reasons[i] ? "default" : "mine");
		assert_int_equal(config.n_problems, reasons[i] != NULL);
		if (reasons[i]) {
			assert_memory_equal(config.problems[0], "~/.config/ortop/config:2: ", 26);
			assert_non_null(strstr(config.problems[0], reasons[i]));
			assert_source("theme", CONFIG_DEFAULT, 0);
		}
		config_done(&config);
	}
	load(NULL);
	unlink(inside("home/.config/ortop/themes/mine.theme"));
	unlink(inside("home/.config/ortop/themes/broken.theme"));
	unlink(inside("home/.config/ortop/broken.theme"));
	rmdir(inside("home/.config/ortop/themes"));
}

/* It does not hide other wrong lines, nor do they hide it; the system's theme counts then. */
static void test_a_wrong_theme_among_others(void **state)
{
	(void)state;
	write_file("two/ortop/config", "theme = dark\n");
	write_file("home/.config/ortop/config", "zebra = 1\ntheme = lihgt\nintervall = 3\n");
	load(NULL);
	assert_int_equal(config.n_problems, 3);
	assert_problem(0, "~/.config/ortop/config:1: no setting zebra");
	assert_problem(1, "~/.config/ortop/config:2: theme = lihgt: no such theme; did you mean "
			  "light?");
	assert_problem(2, "~/.config/ortop/config:3: no setting intervall; did you mean interval?");
	assert_string_equal(settings.theme, "dark");
	assert_source("theme", CONFIG_SYSTEM, 1);
}

static void test_wrong_variables_are_named(void **state)
{
	(void)state;
	setenv("ORTOP_API_URL", "ftp://x", 1);
	write_file("home/.config/ortop/config", "api-url = https://user/\n");
	load(NULL);
	assert_int_equal(config.n_problems, 1);
	assert_problem(0, "ORTOP_API_URL = ftp://x: neither https nor http");
	assert_string_equal(settings.api_url, "https://user/");
	assert_source("api-url", CONFIG_USER, 1);
}

/* An option names a theme of which only the file is wrong. */
static void test_a_broken_theme_of_an_option(void **state)
{
	struct settings_layer given = {{NULL}};
	char path[300], problem[400];

	(void)state;
	snprintf(path, sizeof(path), "%s", inside("other"));
	given.values[settings_find("theme")] = path;
	write_file("other", "up = rde\n");
	load(&given);
	snprintf(problem, sizeof(problem),
		 "--theme %s: other.theme:1: unknown colour \"rde\"; did you mean red?", path);
	assert_int_equal(config.n_problems, 1);
	assert_problem(0, problem);
	assert_string_equal(settings.theme, "default");
}

static void test_blame(void **state)
{
	struct settings_layer given = {{NULL}};
	struct error error = {"no"};

	(void)state;
	write_file("home/.config/ortop/config", "\nkey-file = /k\n");
	load(NULL);
	assert_false(config_blame(&config, "key-file", &error));
	assert_string_equal(error.text, "~/.config/ortop/config:2: no");
	config_done(&config);
	given.values[settings_find("key-file")] = "/other";
	load(&given);
	error_set(&error, "no");
	assert_false(config_blame(&config, "key-file", &error));
	assert_false(config_blame(&config, "log", &error));
	assert_string_equal(error.text, "no");
}

/* Of two ways to the key the later source's counts, in one file the file. */
static void test_two_ways_to_the_key(void **state)
{
	(void)state;
	write_file("two/ortop/config", "key-file = /k\n");
	write_file("home/.config/ortop/config", "key-command = echo x\n");
	load(NULL);
	assert_null(settings.key_file);
	assert_string_equal(settings.key_command, "echo x");
	config_done(&config);
	write_file("home/.config/ortop/config", "key-command = echo x\nkey-file = /k2\n");
	load(NULL);
	assert_string_equal(settings.key_file, "/k2");
	assert_null(settings.key_command);
}

static void test_a_file_by_name(void **state)
{
	(void)state;
	write_file("home/.config/ortop/config", "unit = usd\n");
	write_file("other", "interval = 2\n");
	setenv("ORTOP_CONFIG", inside("other"), 1);
	load(NULL);
	assert_int_equal(settings.unit, UNIT_TOKENS);
	assert_int_equal(settings.interval, 120);
	config_done(&config);
	setenv("ORTOP_CONFIG", "", 1);
	load(NULL);
	assert_int_equal(settings.unit, UNIT_USD);
	config_done(&config);
	setenv("ORTOP_CONFIG", inside("none"), 1);
	load(NULL);
	assert_int_equal(config.n_problems, 1);
	assert_non_null(strstr(config.problems[0], "none: cannot be read: No such file"));
	config_done(&config);
	setenv("ORTOP_CONFIG", "/dev/null", 1);
	load(NULL);
	assert_int_equal(config.n_problems, 0);
}

static void test_what_is_no_file(void **state)
{
	struct strbuf text;

	(void)state;
	assert_int_equal(mkfifo(inside("other"), 0600), 0);
	setenv("ORTOP_CONFIG", inside("other"), 1);
	load(NULL);
	assert_int_equal(config.n_problems, 1);
	assert_non_null(strstr(config.problems[0], "other: not a file"));
	config_done(&config);
	unlink(inside("other"));

	setenv("ORTOP_CONFIG", inside("two"), 1);
	load(NULL);
	assert_int_equal(config.n_problems, 1);
	assert_non_null(strstr(config.problems[0], "two: not a file"));
	config_done(&config);

	strbuf_init(&text, SIZE_MAX);
	strbuf_text(&text, "unit = usd\n");
	while (text.length < CONFIG_MAX_BYTES)
		strbuf_text(&text, "#");
	write_file("other", text.data);
	setenv("ORTOP_CONFIG", inside("other"), 1);
	load(NULL);
	assert_int_equal(config.n_problems, 0);
	assert_int_equal(settings.unit, UNIT_USD);
	config_done(&config);
	strbuf_text(&text, "#");
	write_file("other", text.data);
	load(NULL);
	assert_int_equal(config.n_problems, 1);
	assert_non_null(strstr(config.problems[0], "other: larger than 65536 bytes: not used"));
	assert_int_equal(settings.unit, UNIT_TOKENS);
	strbuf_done(&text);
}

/* Writing */

static void assert_same_settings(const struct settings *a, const struct settings *b)
{
	for (int i = 0; i < settings_count(); i++) {
		struct strbuf left, right;

		strbuf_init(&left, SIZE_MAX);
		strbuf_init(&right, SIZE_MAX);
		config_write_value(&left, a, i);
		config_write_value(&right, b, i);
		assert_string_equal(left.data, right.data);
		strbuf_done(&left);
		strbuf_done(&right);
	}
}

static void test_the_defaults_are_a_file(void **state)
{
	struct settings defaults;
	struct strbuf text;

	(void)state;
	settings_init(&defaults);
	strbuf_init(&text, SIZE_MAX);
	config_write_defaults(&text);
	/* Into settings of which none is the default. */
	read_string("");
	memset(&settings, 1, sizeof(settings));
	memset(&settings.keymap, 0, sizeof(settings.keymap));
	config_read(&config, &settings, CONFIG_USER, text.data, text.length);
	assert_int_equal(config.n_problems, 0);
	assert_same_settings(&settings, &defaults);
	for (int i = 0; i < settings_count(); i++) {
		char name[SETTINGS_NAME_SIZE];

		assert_int_equal(config.sources[i].origin, CONFIG_USER);
		assert_non_null(strstr(text.data, settings_name(i, name)));
	}
	arena_done(&config.arena);
	strbuf_done(&text);
}

static void test_what_is_written_reads_the_same(void **state)
{
	static const char lines[] =
		"unit = usd\nlog = \"/a #b\"\nkey-file = \" /c\"\ntheme = \"#1.theme\"\n"
		"workload = 1,2K\nshare-of = top10\npaid = on";
	struct settings first;
	struct strbuf text;

	(void)state;
	read_string(lines);
	first = settings;
	strbuf_init(&text, SIZE_MAX);
	config.shown[CONFIG_SYSTEM] = "s";
	config_write(&text, &config, &first);
	assert_non_null(strstr(text.data, "\nlog = \"/a #b\"                   # f:2\n"));
	assert_non_null(strstr(text.data, "\ninterval = 15                   # default\n"));
	assert_non_null(strstr(text.data, "# the system's file: s (not there)\n"));
	settings_init(&settings);
	config_read(&config, &settings, CONFIG_USER, text.data, text.length);
	assert_int_equal(config.n_problems, 0);
	assert_same_settings(&settings, &first);
	strbuf_done(&text);
	arena_done(&config.arena);
}

#define FILES(test) cmocka_unit_test_setup_teardown(test, empty, remove_files)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_a_value_may_be_none),
		cmocka_unit_test(test_wrong_lines_are_named),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_nul_is_no_text),
		cmocka_unit_test(test_long_names_and_many_problems),
		FILES(test_no_files),
		FILES(test_each_source_wins_over_those_before),
		FILES(test_a_wrong_line_leaves_the_source_before),
		FILES(test_files_start_at_their_folder),
		FILES(test_themes),
		FILES(test_a_wrong_theme_among_others),
		FILES(test_wrong_variables_are_named),
		FILES(test_a_broken_theme_of_an_option),
		FILES(test_blame),
		FILES(test_two_ways_to_the_key),
		FILES(test_a_file_by_name),
		FILES(test_what_is_no_file),
		cmocka_unit_test(test_the_defaults_are_a_file),
		cmocka_unit_test(test_what_is_written_reads_the_same),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
