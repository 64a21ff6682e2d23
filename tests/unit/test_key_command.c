/* The key that a command prints: its first line, and in words why there is none. */
#include "source/key_command.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void assert_key(const char *command, const char *key)
{
	struct credentials credentials;
	struct error error = {""};

	memset(&credentials, 0, sizeof(credentials));
	if (!key_command_run(command, NULL, &credentials, &error))
		fail_msg("%s: %s", command, error.text);
	assert_string_equal(credentials.key, key);
	/* Nothing of it is left behind. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void assert_none(const char *command, const char *reason)
{
	struct credentials credentials;
	struct error error = {""};

	memset(&credentials, 0, sizeof(credentials));
	assert_false(key_command_run(command, NULL, &credentials, &error));
	assert_string_equal(error.text, reason);
	assert_string_equal(credentials.key, "");
}

static void test_first_line(void **state)
{
	(void)state;
	assert_key("echo sk-one", "sk-one");
	assert_key("printf 'sk-one\\r\\nuser: me\\n'", "sk-one");
	assert_key("echo '  sk-one  '; echo more", "sk-one");
	assert_key("printf sk-one", "sk-one");
	assert_key("echo $((20 + 22))", "42");
}

static void test_much_output_ends_it_not(void **state)
{
	(void)state;
	assert_key("echo sk-one; head -c 200000 /dev/zero | tr '\\0' x", "sk-one");
}

static void test_reasons(void **state)
{
	(void)state;
	assert_none("exit 3", "key command: failed with status 3");
	assert_none("echo sk-one; exit 1", "key command: failed with status 1");
	assert_none("no-such-program-anywhere", "key command: failed with status 127");
	assert_none("kill -9 $$", "key command: ended by signal 9");
	assert_none(":", "key command: not one key of 1 to 512 printable characters");
	assert_none("echo; echo sk-one",
		    "key command: not one key of 1 to 512 printable characters");
	assert_none("echo two words", "key command: not one key of 1 to 512 printable characters");
	assert_none("printf '\\033[2J\\n'",
		    "key command: not one key of 1 to 512 printable characters");
	assert_none("head -c 3000 /dev/zero | tr '\\0' x",
		    "key command: not one key of 1 to 512 printable characters");
}

/* It has no terminal, nothing to read, and signals as a program expects them. */
static void test_what_it_starts_with(void **state)
{
	sigset_t pipes, before;

	(void)state;
	sigemptyset(&pipes);
	sigaddset(&pipes, SIGTERM);
	sigprocmask(SIG_BLOCK, &pipes, &before);
	signal(SIGPIPE, SIG_IGN);
	assert_key("cat; echo sk-read-nothing", "sk-read-nothing");
	assert_key("echo x >&2; (echo x >/dev/tty) 2>/dev/null || echo no-terminal", "no-terminal");
	assert_none("kill -TERM $$", "key command: ended by signal 15");
	assert_none("kill -PIPE $$", "key command: ended by signal 13");
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Who stops waits for nothing, and leaves no process. */
static void test_stop(void **state)
{
	const atomic_bool stop = true;
	struct credentials credentials = {""};

	(void)state;
	assert_false(key_command_run("sleep 1000", &stop, &credentials, NULL));
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* What it leaves in the background does not hold the key back, once its output is closed. */
static void test_background(void **state)
{
	(void)state;
	assert_key("sleep 1000 >/dev/null & echo sk-one", "sk-one");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_line), cmocka_unit_test(test_much_output_ends_it_not),
		cmocka_unit_test(test_reasons),    cmocka_unit_test(test_what_it_starts_with),
		cmocka_unit_test(test_stop),       cmocka_unit_test(test_background),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
