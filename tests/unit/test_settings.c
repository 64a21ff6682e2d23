/* The list of settings: every default is a value like others, and what is written is what was set.
 */
#include "settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "action.h"
#include "refresh/schedule.h"

static const struct setting *find(const char *name)
{
	int i = settings_find(name);

	if (i < 0)
		fail_msg("no setting %s", name);
	return &setting_list[i];
}

static void assert_written(const struct setting *setting, const struct settings *settings,
			   const char *text)
{
	struct strbuf out;

	strbuf_init(&out, SIZE_MAX);
	setting->write(settings, &out);
	assert_string_equal(out.data, text);
	strbuf_done(&out);
}

static void test_defaults_are_written_as_they_stand(void **state)
{
	struct settings settings;

	(void)state;
	settings_init(&settings);
	for (const struct setting *setting = setting_list; setting->name; setting++) {
		assert_true(setting->set(&settings, setting->initial));
		assert_written(setting, &settings, setting->initial);
	}
}

/* What other modules assume where no setting reaches them. */
static void test_defaults_are_those_of_the_modules(void **state)
{
	struct query query = query_default(), ours;
	struct settings settings;

	(void)state;
	settings_init(&settings);
	assert_int_equal(settings.interval, SCHEDULE_INTERVAL);
	ours = settings_query(&settings);
	assert_int_equal(ours.mix.output, query.mix.output);
	assert_int_equal(ours.mix.cached, query.mix.cached);
	assert_int_equal(ours.workload.input, query.workload.input);
	assert_int_equal(ours.workload.output, query.workload.output);
	assert_int_equal(ours.unit, query.unit);
	assert_int_equal(ours.denominator, query.denominator);
	assert_int_equal(ours.paid_only, query.paid_only);
}

static void test_values_are_written_in_short(void **state)
{
	static const struct {
		const char *name, *text, *written;
	} cases[] = {
		{"workload", "100000000,0", "100M,0"},
		{"workload", "1500K,7", "1500K,7"},
		{"workload", "1000000000000000,2000", "1000000B,2K"},
		{"interval", "07", "7"},
		{"output-share", "100", "100"},
		{"share-of", "top10", "top10"},
		{"unit", "usd", "usd"},
		{"segments", "2,0.20", "2,0.2"},
		{"segments", "10.050000,0.000001", "10.05,0.000001"},
		{"segments", "999999,1", "999999,1"},
		{"weeks", "2", "2"},
		{"view", "records", "records"},
		{"paid", "yes", "yes"},
		{"paid", "off", "no"},
		{"paid", "true", "yes"},
		{"key-file", "/a b", "/a b"},
		{"key-file", "", ""},
	};
	struct settings settings;

	(void)state;
	settings_init(&settings);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct setting *setting = find(cases[i].name);

		assert_true(setting->set(&settings, cases[i].text));
		assert_written(setting, &settings, cases[i].written);
	}
}

static void test_nonsense_is_refused(void **state)
{
	struct settings settings;

	(void)state;
	settings_init(&settings);
	assert_false(find("paid")->set(&settings, "True"));
	assert_false(find("unit")->set(&settings, ""));
	assert_false(find("interval")->set(&settings, "0"));
	assert_false(find("timeout")->set(&settings, "121"));
	assert_false(find("weeks")->set(&settings, "1"));
	assert_false(find("weeks")->set(&settings, "53"));
	assert_false(find("view")->set(&settings, "detail"));
	assert_false(find("segments")->set(&settings, "0.2,2"));
	assert_false(find("segments")->set(&settings, "2,2"));
	assert_false(find("segments")->set(&settings, "2,0"));
	assert_false(find("segments")->set(&settings, "2"));
	assert_false(find("segments")->set(&settings, "2,.2"));
	assert_false(find("segments")->set(&settings, "2,0.2000001"));
	assert_false(find("segments")->set(&settings, "1000000,2,1"));
	assert_false(find("segments")->set(&settings, "9999999,2"));
	assert_int_equal(settings_find("week"), -1);
	assert_int_equal(settings_find(""), -1);
}

static void assert_wants(const char *name, const char *text, const char *reason)
{
	struct settings settings;
	struct error error = {""};

	settings_init(&settings);
	assert_false(settings_set(&settings, settings_find(name), text, &error));
	assert_string_equal(error.text, reason);
}

static void test_refusals_say_what_is_wanted(void **state)
{
	(void)state;
	assert_wants("unit", "tokns", "wants UNIT: tokens or usd; did you mean tokens?");
	assert_wants("unit", "euro", "wants UNIT: tokens or usd");
	assert_wants("paid", "maybe", "wants yes or no");
	assert_wants("slow", "maybe", "wants yes, no or auto");
	assert_wants("paid", "YES", "wants yes or no; did you mean yes?");
	assert_wants("api-url", "ftp://x", "neither https nor http");
	assert_wants("interval", "x", "wants MIN: minutes between refreshes, 1 to 10080");
}

/* Where the default is none, none is a value, and nowhere else. */
static void test_none_is_a_value_where_it_is_the_default(void **state)
{
	struct settings settings;

	(void)state;
	settings_init(&settings);
	for (int i = 0; setting_list[i].name; i++) {
		struct error error = {""};

		assert_int_equal(settings_set(&settings, i, "", &error), !*setting_list[i].initial);
		assert_int_equal(*error.text != '\0', *setting_list[i].initial != '\0');
	}
}

/* Every default is what it would be taken for if it was given. */
static void test_defaults_are_taken(void **state)
{
	struct settings settings;

	(void)state;
	settings_init(&settings);
	for (int i = 0; i < settings_count(); i++) {
		struct strbuf text;

		strbuf_init(&text, SIZE_MAX);
		settings_write(&settings, i, &text);
		assert_true(settings_set(&settings, i, text.data, NULL));
		strbuf_done(&text);
	}
}

static void test_names(void **state)
{
	char near[SETTINGS_NAME_SIZE];

	(void)state;
	assert_int_equal(settings_find("output_share"), settings_find("output-share"));
	assert_int_equal(settings_find("output-shar"), -1);
	assert_int_equal(settings_find("output-share-"), -1);
	assert_int_equal(settings_find("Unit"), -1);
	assert_string_equal(settings_nearest("intervall", near), "interval");
	assert_string_equal(settings_nearest("Theme", near), "theme");
	assert_string_equal(settings_nearest("key.quitt", near), "key.quit");
	assert_string_equal(settings_nearest("zzzzz", near), "");
}

/* A name has its number, and a number its name. */
static void test_every_setting_has_a_number(void **state)
{
	int n = settings_count();

	(void)state;
	assert_true(n <= SETTINGS_MAX);
	assert_true(n > COMMAND_COUNT);
	for (int i = 0; i < n; i++) {
		char name[SETTINGS_NAME_SIZE];

		assert_int_equal(settings_find(settings_name(i, name)), i);
		assert_true(strlen(name) < SETTINGS_NAME_SIZE - 1);
	}
}

static void test_every_setting_is_of_a_command(void **state)
{
	(void)state;
	for (const struct setting *setting = setting_list; setting->name; setting++) {
		assert_int_not_equal(setting->actions, 0);
		assert_true(setting->actions < 1U << ACTION_HELP);
		assert_true(strlen(setting->name) < 24);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults_are_written_as_they_stand),
		cmocka_unit_test(test_defaults_are_those_of_the_modules),
		cmocka_unit_test(test_values_are_written_in_short),
		cmocka_unit_test(test_nonsense_is_refused),
		cmocka_unit_test(test_refusals_say_what_is_wanted),
		cmocka_unit_test(test_none_is_a_value_where_it_is_the_default),
		cmocka_unit_test(test_defaults_are_taken),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_every_setting_has_a_number),
		cmocka_unit_test(test_every_setting_is_of_a_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
