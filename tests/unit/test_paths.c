/* XDG base directories: which variable counts, and what is made. */
#include "source/paths.h"

#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[] = "/tmp/ortop-paths-XXXXXX";

static const char *inside(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int forget(void **state)
{
	(void)state;
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", folder, 1);
	return 0;
}

/* Asked for the store: the path must be this one, inside `folder`.  Its folder is made when it is
 * asked for, and not before. */
static void assert_store(const char *name)
{
	struct error error = {""};
	char *path = paths_store(&error), *slash;
	struct stat status;
	bool there;

	assert_string_equal(path, inside(name));
	slash = strrchr(path, '/');
	*slash = '\0';
	there = stat(path, &status) == 0;
	*slash = '/';
	assert_true(paths_may_make(path, &error));
	*slash = '\0';
	assert_int_equal(stat(path, &status) == 0, there);
	*slash = '/';
	assert_true(paths_make_folder(path, &error));
	assert_string_equal(error.text, "");
	free(path);
}

/* The store has no place, for this reason. */
static void assert_no_place(const char *reason)
{
	struct error may = {""}, make = {""};
	char *path = paths_store(NULL);

	assert_non_null(path);
	assert_false(paths_may_make(path, &may));
	assert_false(paths_make_folder(path, &make));
	assert_string_equal(make.text, reason);
	assert_non_null(strstr(may.text, "Not a directory"));
	free(path);
}

/* A folder that only its owner can enter; it is removed. */
static void assert_made(const char *name)
{
	struct stat status;

	assert_int_equal(lstat(inside(name), &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	assert_int_equal(status.st_mode & 07777, 0700);
	assert_int_equal(rmdir(inside(name)), 0);
}

static void test_store_in_data_home(void **state)
{
	(void)state;
	setenv("XDG_DATA_HOME", inside("a/b"), 1);
	assert_store("a/b/ortop/ortop.db");
	assert_store("a/b/ortop/ortop.db");
	assert_int_not_equal(access(inside("a/b/ortop/ortop.db"), F_OK), 0);
	assert_made("a/b/ortop");
	assert_made("a/b");
	assert_made("a");
}

static void test_store_at_home(void **state)
{
	static const char *const ignored[] = {NULL, "", "relative", "./here"};

	(void)state;
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
		if (ignored[i])
			setenv("XDG_DATA_HOME", ignored[i], 1);
		assert_store(".local/share/ortop/ortop.db");
		assert_made(".local/share/ortop");
		assert_made(".local/share");
		assert_made(".local");
	}
}

/* What is there keeps its mode. */
static void test_present_folder_is_left_alone(void **state)
{
	struct stat status;

	(void)state;
	assert_int_equal(mkdir(inside("ortop"), 0755), 0);
	assert_int_equal(chmod(inside("ortop"), 0755), 0);
	setenv("XDG_DATA_HOME", folder, 1);
	assert_store("ortop/ortop.db");
	assert_int_equal(stat(inside("ortop"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0755);
	assert_int_equal(rmdir(inside("ortop")), 0);
}

static void test_store_that_cannot_be_made(void **state)
{
	char reason[600];
	FILE *file;

	(void)state;
	file = fopen(inside("file"), "w");
	assert_non_null(file);
	fclose(file);
	setenv("XDG_DATA_HOME", inside("file"), 1);
	snprintf(reason, sizeof(reason), "%s: Not a directory", inside("file/ortop"));
	assert_no_place(reason);
	assert_int_equal(unlink(inside("file")), 0);

	file = fopen(inside("ortop"), "w");
	assert_non_null(file);
	fclose(file);
	setenv("XDG_DATA_HOME", folder, 1);
	snprintf(reason, sizeof(reason), "%s: Not a directory", inside("ortop"));
	assert_no_place(reason);
	assert_int_equal(unlink(inside("ortop")), 0);
}

/* A path is made inert before it is shown. */
static void test_reasons_are_escaped(void **state)
{
	(void)state;
	setenv("XDG_DATA_HOME", "/dev/null/\x1b[31m", 1);
	assert_no_place("/dev/null/\\u{001B}[31m/ortop: Not a directory");
}

static void assert_config(const char *expected)
{
	char *path = paths_config();

	assert_string_equal(path, expected);
	assert_int_not_equal(access(path, F_OK), 0);
	free(path);
}

static void test_config(void **state)
{
	(void)state;
	assert_config(inside(".config/ortop"));
	setenv("XDG_CONFIG_HOME", "relative", 1);
	assert_config(inside(".config/ortop"));
	setenv("XDG_CONFIG_HOME", inside("etc"), 1);
	assert_config(inside("etc/ortop"));
}

static void test_home_of_the_password_file(void **state)
{
	const struct passwd *entry = getpwuid(getuid());
	char *path, expected[512] = "";

	(void)state;
	if (entry && *entry->pw_dir == '/')
		snprintf(expected, sizeof(expected), "%s/.config/ortop", entry->pw_dir);
	for (int i = 0; i < 3; i++) {
		if (i == 0)
			unsetenv("HOME");
		else
			setenv("HOME", i == 1 ? "" : "relative", 1);
		path = paths_config();
		assert_string_equal(path ? path : "", expected);
		free(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_store_in_data_home, forget),
		cmocka_unit_test_setup(test_store_at_home, forget),
		cmocka_unit_test_setup(test_present_folder_is_left_alone, forget),
		cmocka_unit_test_setup(test_store_that_cannot_be_made, forget),
		cmocka_unit_test_setup(test_reasons_are_escaped, forget),
		cmocka_unit_test_setup(test_config, forget),
		cmocka_unit_test_setup(test_home_of_the_password_file, forget),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
