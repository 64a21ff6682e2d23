/* Mistyped words of the command line: what was meant is said. */
#include "typo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "themes.h"
#include "view/view.h"

/* What `ortop WORDS` says is wrong with it. */
static const char *reason(const char *line)
{
	static char words[200];
	static struct error error;
	struct options options;
	char *argv[12] = {NULL};
	int argc = 0;

	snprintf(words, sizeof(words), "ortop %s", line);
	for (char *word = strtok(words, " "); word && argc < 11; word = strtok(NULL, " "))
		argv[argc++] = word;
	error.text[0] = '\0';
	if (cli_parse(argc, argv, &options, &error))
		fail_msg("\"%s\" was taken", line);
	return error.text;
}

static void assert_means(const char *line, const char *meant)
{
	char wanted[80];
	const char *said = reason(line);

	snprintf(wanted, sizeof(wanted), "did you mean %s?", meant);
	if (!strstr(said, wanted) || strchr(said, '\n'))
		fail_msg("\"%s\": \"%s\" should ask \"%s\"", line, said, wanted);
}

static void assert_no_guess(const char *line)
{
	if (strstr(reason(line), "did you mean"))
		fail_msg("\"%s\": \"%s\" is a wild guess", line, reason(line));
}

/* The word without its third letter, and with its second and third exchanged: as hands do it. */
static void spoil(char spoiled[2][40], const char *name)
{
	snprintf(spoiled[0], 40, "%.2s%s", name, name + 3);
	snprintf(spoiled[1], 40, "%c%c%c%s", name[0], name[2], name[1], name + 3);
}

/* A short word is too near to others, and what letters can be exchanged must differ. */
static bool can_be_spoilt(const char *name)
{
	return strlen(name) >= 6 && name[1] != name[2];
}

static void test_commands(void **state)
{
	char spoiled[2][40];
	int n = 0;

	(void)state;
	for (const struct action_info *info = actions; info->name; info++) {
		if (!can_be_spoilt(info->name))
			continue;
		spoil(spoiled, info->name);
		assert_means(spoiled[0], info->name);
		assert_means(spoiled[1], info->name);
		n++;
	}
	assert_in_range(n, 3, 20);
	assert_means("fecth", "fetch");
	assert_no_guess("frobnicate");
	assert_means("help exprot", "export");
	assert_means("--unit usd shwo", "show");
	assert_string_equal(reason("help frobnicate"),
			    "no command \"frobnicate\"; see ortop --help");
}

static void test_views(void **state)
{
	char spoiled[2][40], line[100];

	(void)state;
	for (const struct view *view = views; view->id; view++)
		for (int i = 0; i < 2 && can_be_spoilt(view->id); i++) {
			if (strcmp(view->id, "explain") == 0)
				continue;
			spoil(spoiled, view->id);
			snprintf(line, sizeof(line), "export %s", spoiled[i]);
			assert_means(line, view->id);
		}
	assert_means("show explain --of modles --row a --column b", "models");
	/* That one cannot be exported. */
	assert_no_guess("export explian");
	assert_no_guess("export weather");
}

static void test_options(void **state)
{
	char spoiled[2][40], line[100], meant[40];
	int n = 0;

	(void)state;
	for (const struct cli_option *option = cli_options; option->name; option++) {
		if (!can_be_spoilt(option->name))
			continue;
		spoil(spoiled, option->name);
		snprintf(line, sizeof(line), "--%s", spoiled[1]);
		snprintf(meant, sizeof(meant), "--%s", option->name);
		assert_means(line, meant);
		n++;
	}
	assert_in_range(n, 3, 60);
	assert_means("--ofline", "--offline");
	assert_means("--no-ofline", "--no-offline");
	assert_means("export models --share_off=all", "--share-of");
	/* First what the command takes. */
	assert_means("show models --formt json", "--format");
	assert_means("fetch --acept", "--accept");
	assert_no_guess("--frobnicate");
	assert_no_guess("--no-unit");
}

static void test_values(void **state)
{
	(void)state;
	assert_means("--unit=tokns", "tokens");
	assert_means("--share-of top1", "top10");
	assert_means("show models --format jsno", "json");
	assert_means("show models --color alway", "always");
	assert_means("status --escape tmx", "tmux");
	assert_means("import --period dya f", "day");
	assert_means("import --period weeek f", "week");
	assert_no_guess("show models --format excel");
	assert_no_guess("--week lates");
}

static void test_themes(void **state)
{
	struct themes themes = {.no_color = false};
	struct error error = {""};

	(void)state;
	assert_false(themes_init(&themes, "solarised-dark", &error));
	assert_string_equal(error.text,
			    "theme solarised-dark: no such theme; did you mean solarized-dark?");
	assert_false(themes_init(&themes, "pink", &error));
	assert_null(strstr(error.text, "did you mean"));
	assert_string_equal(reason("--theme solarised-dark"),
			    "--theme solarised-dark: no such theme; did you mean solarized-dark?");
	assert_no_guess("--theme pink");
}

/* A key that stands where it should not is not repeated. */
static void test_keys_stay_secret(void **state)
{
	(void)state;
	assert_null(strstr(reason("--token=sk-or-v1-0123"), "0123"));
	assert_null(strstr(reason("sk-or-v1-0123"), "0123"));
	assert_non_null(strstr(reason("--token=sk-or-v1-0123"), "unknown option --token;"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands), cmocka_unit_test(test_views),
		cmocka_unit_test(test_options),  cmocka_unit_test(test_values),
		cmocka_unit_test(test_themes),   cmocka_unit_test(test_keys_stay_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
