/* The key: where it is taken from, what is refused, and that it stays in no other place. */
#include "source/credentials.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define VARIABLE "OPENROUTER_API_KEY"
#define KEY      "sk-or-v1-0123456789abcdef"

static char folder[] = "/tmp/ortop-credentials-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/key", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int forget(void **state)
{
	(void)state;
	unlink(path);
	unsetenv(VARIABLE);
	return 0;
}

static void write_key(const char *text, size_t length, mode_t mode)
{
	FILE *file;

	unlink(path);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void assert_key(const char *key_file, const char *key)
{
	struct credentials credentials;
	struct error error = {""};

	if (!credentials_load(&credentials, key_file, &error))
		fail_msg("%s", error.text);
	assert_string_equal(credentials.key, key);
	assert_null(getenv(VARIABLE));
}

static void assert_refused(const char *key_file, const char *reason)
{
	struct credentials credentials;
	struct error error = {""};

	assert_false(credentials_load(&credentials, key_file, &error));
	assert_string_equal(error.text, reason);
	assert_string_equal(credentials.key, "");
	assert_null(getenv(VARIABLE));
}

static void test_no_key(void **state)
{
	(void)state;
	assert_key(NULL, "");
	setenv(VARIABLE, "", 1);
	assert_key(NULL, "");
	setenv(VARIABLE, " \n", 1);
	assert_key(NULL, "");
}

static void test_variable(void **state)
{
	char longest[514];

	(void)state;
	setenv(VARIABLE, " " KEY "\r\n", 1);
	assert_key(NULL, KEY);
	memset(longest, 'k', sizeof(longest));
	longest[512] = '\0';
	setenv(VARIABLE, longest, 1);
	assert_key(NULL, longest);
	longest[512] = 'k';
	longest[513] = '\0';
	setenv(VARIABLE, longest, 1);
	assert_refused(NULL, VARIABLE ": not one key of at most 512 printable characters");
}

static void test_wrong_variables(void **state)
{
	static const char *const wrong[] = {"a b", "a\nb", "a\r\nX-Evil: 1", "\xc3\xa4", "a\x7f"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		setenv(VARIABLE, wrong[i], 1);
		assert_refused(NULL, VARIABLE ": not one key of at most 512 printable characters");
	}
}

/* The value is gone from the place where it stood, not only from the list of variables. */
static void test_variable_is_wiped(void **state)
{
	static char entry[] = VARIABLE "=" KEY;

	(void)state;
	assert_int_equal(putenv(entry), 0);
	assert_key(NULL, KEY);
	assert_null(memmem(entry, sizeof(entry), KEY, strlen(KEY)));
}

static void test_file(void **state)
{
	(void)state;
	write_key(KEY "\n", strlen(KEY) + 1, 0600);
	assert_key(path, KEY);
	write_key("\t" KEY "  \r\n\n", strlen(KEY) + 6, 0400);
	assert_key(path, KEY);
	setenv(VARIABLE, "sk-of-the-variable", 1);
	assert_key(path, KEY);
}

/* The reason names the file. */
static void assert_file_refused(const char *file, const char *why)
{
	char reason[512];

	snprintf(reason, sizeof(reason), "key file %s: %s", file, why);
	assert_refused(file, reason);
}

static void test_unsafe_files(void **state)
{
	static const mode_t modes[] = {0640, 0604, 0660, 0601, 0620, 0777};

	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		write_key(KEY, strlen(KEY), modes[i]);
		assert_file_refused(path, "open to others than its owner: chmod 600 it");
	}
	assert_file_refused(folder, "not a regular file");
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_file_refused(path, "not a regular file");
}

static void test_wrong_files(void **state)
{
	static const char reason[] = "not one key of 1 to 512 printable characters";
	char large[8192];

	(void)state;
	write_key("", 0, 0600);
	assert_file_refused(path, reason);
	write_key(" \n", 2, 0600);
	assert_file_refused(path, reason);
	write_key("one\ntwo\n", 8, 0600);
	assert_file_refused(path, reason);
	write_key("a\0b", 3, 0600);
	assert_file_refused(path, reason);
	memset(large, 'k', 513);
	write_key(large, 513, 0600);
	assert_file_refused(path, reason);
	memset(large, '\n', sizeof(large));
	large[0] = 'k';
	write_key(large, sizeof(large), 0600);
	assert_file_refused(path, reason);
}

/* A wrong file is not made up for by the variable, and its name is in no reason where it may be a
 * key that was put there by mistake. */
static void test_missing_file(void **state)
{
	(void)state;
	setenv(VARIABLE, KEY, 1);
	assert_refused("/nonexistent/" KEY, "key file: No such file or directory");
	assert_refused("0123456789abcdef", "key file: No such file or directory");
	assert_refused("/nonexistent/key", "key file /nonexistent/key: No such file or directory");
	assert_int_equal(setenv("HOME", "/nonexistent", 1), 0);
	assert_refused("/nonexistent/a\033b", "key file ~/a\\u{001B}b: No such file or directory");
}

static void test_wipe(void **state)
{
	static const struct credentials nothing;
	struct credentials credentials;

	(void)state;
	memset(&credentials, 'k', sizeof(credentials));
	credentials_wipe(&credentials);
	assert_memory_equal(&credentials, &nothing, sizeof(nothing));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_no_key, forget, forget),
		cmocka_unit_test_setup_teardown(test_variable, forget, forget),
		cmocka_unit_test_setup_teardown(test_wrong_variables, forget, forget),
		cmocka_unit_test_setup_teardown(test_variable_is_wiped, forget, forget),
		cmocka_unit_test_setup_teardown(test_file, forget, forget),
		cmocka_unit_test_setup_teardown(test_unsafe_files, forget, forget),
		cmocka_unit_test_setup_teardown(test_wrong_files, forget, forget),
		cmocka_unit_test_setup_teardown(test_missing_file, forget, forget),
		cmocka_unit_test(test_wipe),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
