/* Which theme is in use: shipped ones by name, one of the user's by file, the default where either
 * is wrong. */
#include "themes.h"

#include <errno.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[] = "/tmp/ortop-test-themes-XXXXXX";

static int enter(void **state)
{
	(void)state;
	strcpy(strrchr(folder, '-') + 1, "XXXXXX");
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	unlink("mine.theme");
	return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void put_file(const char *text, size_t times)
{
	FILE *stream = fopen("mine.theme", "w");

	assert_non_null(stream);
	while (times-- > 0)
		fputs(text, stream);
	assert_int_equal(fclose(stream), 0);
}

static int count_shipped(void)
{
	int n = 0;

	while (themes_shipped(n))
		n++;
	return n;
}

static void test_shipped(void **state)
{
	struct themes themes = {.file = NULL};
	const int n = count_shipped();

	(void)state;
	assert_true(themes_init(&themes, NULL, NULL));
	assert_string_equal(themes.current.name, "default");
	for (int i = 0; i < n; i++) {
		assert_true(themes_init(&themes, themes_shipped(i), NULL));
		assert_string_equal(themes.current.name, themes_shipped(i));
	}
	/* Round and round. */
	assert_true(themes_init(&themes, NULL, NULL));
	for (int i = 0; i < 2 * n; i++) {
		assert_string_equal(themes.current.name, themes_shipped(i % n));
		assert_true(themes_step(&themes, 1, NULL));
	}
	for (int i = 2 * n; i > 0; i--) {
		assert_string_equal(themes.current.name, themes_shipped(i % n));
		assert_true(themes_step(&themes, -1, NULL));
	}
	assert_null(themes_shipped(-1));
}

/* What lies in themes/ is what the program has in it. */
static void test_shipped_are_the_files(void **state)
{
	glob_t files;

	(void)state;
	assert_int_equal(glob("themes/*.theme", 0, NULL, &files), 0);
	assert_int_equal(files.gl_pathc, count_shipped());
	for (int i = 0; themes_shipped(i); i++) {
		char path[64];

		snprintf(path, sizeof(path), "themes/%s.theme", themes_shipped(i));
		assert_int_equal(access(path, R_OK), 0);
	}
	globfree(&files);
}

static void test_unknown_name(void **state)
{
	struct themes themes = {.file = NULL};
	struct error error = {""};

	(void)state;
	assert_false(themes_init(&themes, "darkish", &error));
	assert_non_null(strstr(error.text, "theme darkish: no such theme"));
	for (int i = 0; themes_shipped(i); i++)
		assert_non_null(strstr(error.text, themes_shipped(i)));
	assert_string_equal(themes.current.name, "default");
}

/* The user's own stands after the shipped ones. */
static void test_file(void **state)
{
	struct themes themes = {.file = NULL};
	char path[64];

	(void)state;
	put_file("text = red\n", 1);
	assert_true(themes_init(&themes, "mine.theme", NULL));
	assert_string_equal(themes.current.name, "mine");
	assert_int_equal(themes.current.roles[ROLE_TEXT].fg[THEME_8], 1);
	assert_true(themes_step(&themes, 1, NULL));
	assert_string_equal(themes.current.name, "default");
	assert_true(themes_step(&themes, -1, NULL));
	assert_string_equal(themes.current.name, "mine");
	snprintf(path, sizeof(path), "%s/mine.theme", folder);
	assert_true(themes_init(&themes, path, NULL));
	assert_string_equal(themes.current.name, "mine");
}

/* A broken file is named with its line, and the default is there instead. */
static void test_broken_file(void **state)
{
	struct themes themes = {.file = NULL};
	struct error error = {""};
	char path[64];

	(void)state;
	put_file("text = red\n\nup = ultraviolet\n", 1);
	snprintf(path, sizeof(path), "%s/mine.theme", folder);
	assert_false(themes_init(&themes, path, &error));
	assert_memory_equal(error.text, "mine.theme:3: ", strlen("mine.theme:3: "));
	assert_string_equal(themes.current.name, "default");
	assert_int_equal(themes.current.roles[ROLE_TEXT].fg[THEME_8], THEME_DEFAULT);

	put_file("# 64 KiB of comment are enough for anybody\n", 2000);
	assert_false(themes_init(&themes, path, &error));
	assert_non_null(strstr(error.text, "larger than"));
	assert_string_equal(themes.current.name, "default");

	assert_false(themes_init(&themes, "missing.theme", &error));
	assert_non_null(strstr(error.text, "missing.theme"));
	assert_non_null(strstr(error.text, strerror(ENOENT)));
	assert_false(themes_init(&themes, "./", &error));
	assert_non_null(strstr(error.text, strerror(EISDIR)));
	assert_string_equal(themes.current.name, "default");
}

/* Themes of one's own, by name and after the shipped ones; a broken one is passed over. */

static const char *const own[] = {"ortop/themes/adam.theme", "ortop/themes/broken.theme",
				  "ortop/themes/dark.theme", "ortop/themes/no-theme",
				  "ortop/themes/.hidden.theme"};

#define N_OWN (sizeof(own) / sizeof(own[0]))

static int enter_own(void **state)
{
	if (enter(state) != 0 || mkdir("ortop", 0700) != 0 || mkdir("ortop/themes", 0700) != 0)
		return -1;
	for (size_t i = 0; i < N_OWN; i++) {
		FILE *stream = fopen(own[i], "w");

		if (!stream)
			return -1;
		fputs(i == 1 ? "text = red\nup = ultraviolet\n" : "text = green\n", stream);
		fclose(stream);
	}
	return setenv("XDG_CONFIG_HOME", folder, 1);
}

static int leave_own(void **state)
{
	for (size_t i = 0; i < N_OWN; i++)
		unlink(own[i]);
	rmdir("ortop/themes");
	rmdir("ortop");
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	return leave(state);
}

static void test_own(void **state)
{
	struct themes themes = {.file = NULL};
	struct error error = {""};

	(void)state;
	assert_true(themes_init(&themes, "adam", NULL));
	assert_string_equal(themes.current.name, "adam");
	assert_int_equal(themes.current.roles[ROLE_TEXT].fg[THEME_8], 2);
	/* Before adam the last of the shipped ones; after it the broken one, which is passed. */
	assert_true(themes_step(&themes, -1, NULL));
	assert_string_equal(themes.current.name, themes_shipped(count_shipped() - 1));
	assert_true(themes_step(&themes, 1, NULL));
	assert_string_equal(themes.current.name, "adam");
	assert_false(themes_step(&themes, 1, &error));
	assert_memory_equal(error.text, "broken.theme:2: ", strlen("broken.theme:2: "));
	assert_non_null(strstr(error.text, "passed over"));
	assert_string_equal(themes.current.name, "dark");
	assert_int_equal(themes.current.roles[ROLE_TEXT].fg[THEME_8], 2);
	assert_true(themes_step(&themes, 1, NULL));
	assert_string_equal(themes.current.name, "default");
	/* One's own dark is meant, not the shipped one. */
	assert_true(themes_init(&themes, "dark", NULL));
	assert_int_equal(themes.current.roles[ROLE_TEXT].fg[THEME_8], 2);
	assert_false(themes_init(&themes, "broken", &error));
	assert_string_equal(themes.current.name, "default");
	assert_false(themes_init(&themes, "no-theme", &error));
	assert_non_null(strstr(error.text, "adam, broken, dark, or a file"));
	themes_done(&themes);
}

static void write_file(const char *path, const char *text)
{
	FILE *stream = fopen(path, "w");

	assert_non_null(stream);
	fputs(text, stream);
	fclose(stream);
}

static void assert_text_is(const struct themes *themes, const char *name, int color)
{
	assert_string_equal(themes->current.name, name);
	assert_int_equal(themes->current.roles[ROLE_TEXT].fg[THEME_8], color);
}

/* What is edited while it is in use; colours stay when it cannot be used any more. */
static void test_own_again(void **state)
{
	struct themes themes = {.no_color = false};
	struct error error = {""};

	(void)state;
	assert_true(themes_init(&themes, "adam", NULL));
	assert_true(themes_reread(&themes, NULL));
	assert_text_is(&themes, "adam", 2);
	/* Another one comes to stand before it. */
	write_file("ortop/themes/aaron.theme", "text = magenta\n");
	write_file(own[0], "text = blue\n");
	assert_true(themes_reread(&themes, NULL));
	assert_text_is(&themes, "adam", 4);
	write_file(own[0], "text = ultraviolet\n");
	assert_false(themes_reread(&themes, &error));
	assert_memory_equal(error.text, "adam.theme:1: ", strlen("adam.theme:1: "));
	assert_text_is(&themes, "adam", 4);
	unlink("ortop/themes/aaron.theme");
	unlink(own[0]);
	assert_false(themes_reread(&themes, &error));
	assert_non_null(strstr(error.text, "gone"));
	assert_text_is(&themes, "adam", 4);
	/* The next one is the one after the default. */
	assert_true(themes_step(&themes, 1, NULL));
	assert_string_equal(themes.current.name, themes_shipped(1));
	/* A shipped one stays, and a file is read anew. */
	assert_true(themes_reread(&themes, NULL));
	assert_string_equal(themes.current.name, themes_shipped(1));
	put_file("text = red\n", 1);
	assert_true(themes_init(&themes, "mine.theme", NULL));
	put_file("text = cyan\n", 1);
	unlink(own[1]);
	assert_true(themes_reread(&themes, NULL));
	assert_text_is(&themes, "mine", 6);
	themes_done(&themes);
}

static int nothing_of_ones_own(void **state)
{
	(void)state;
	return setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
}

static void test_no_color(void **state)
{
	struct themes themes = {.no_color = true};
	struct error error = {""};

	(void)state;
	assert_true(themes_init(&themes, "dark", NULL));
	for (int role = 0; role < ROLE_COUNT; role++)
		for (int depth = 0; depth < THEME_DEPTHS; depth++)
			assert_int_equal(themes.current.roles[role].fg[depth], THEME_DEFAULT);
	assert_false(themes_step(&themes, 1, &error));
	assert_non_null(strstr(error.text, "NO_COLOR"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shipped),
		cmocka_unit_test(test_shipped_are_the_files),
		cmocka_unit_test(test_unknown_name),
		cmocka_unit_test_setup_teardown(test_file, enter, leave),
		cmocka_unit_test_setup_teardown(test_broken_file, enter, leave),
		cmocka_unit_test_setup_teardown(test_own, enter_own, leave_own),
		cmocka_unit_test_setup_teardown(test_own_again, enter_own, leave_own),
		cmocka_unit_test(test_no_color),
	};

	return cmocka_run_group_tests(tests, nothing_of_ones_own, NULL);
}
