/* A model's address, where a browser may be started, and what the started program gets. */
#include "browser.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static void test_urls(void **state)
{
	static const struct {
		const char *id, *url;
	} cases[] = {
		{"deepseek/deepseek-v4-flash:free",
		 "https://openrouter.ai/deepseek/deepseek-v4-flash:free"},
		{"a b/c\"?#\xC3\xA9", "https://openrouter.ai/a%20b/c%22%3F%23%C3%A9"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct strbuf out;

		strbuf_init(&out, 256);
		browser_model_url(&out, cases[i].id);
		assert_string_equal(out.data, cases[i].url);
		strbuf_done(&out);
	}
}

static void test_where_a_browser_is(void **state)
{
	(void)state;
	unsetenv("SSH_CONNECTION");
	unsetenv("SSH_TTY");
	unsetenv("DISPLAY");
	unsetenv("WAYLAND_DISPLAY");
	assert_false(browser_is_here());
	setenv("WAYLAND_DISPLAY", "wayland-0", 1);
	assert_true(browser_is_here());
	unsetenv("WAYLAND_DISPLAY");
	setenv("DISPLAY", ":0", 1);
	assert_true(browser_is_here());
	setenv("SSH_CONNECTION", "", 1);
	assert_true(browser_is_here());
	setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22", 1);
	assert_false(browser_is_here());
	unsetenv("SSH_CONNECTION");
	setenv("SSH_TTY", "/dev/pts/1", 1);
	assert_false(browser_is_here());
	unsetenv("SSH_TTY");
}

/* A program that writes down what it was given, and is renamed into place when it is done. */
static const char script[] = "#!/bin/sh\n"
			     "cd \"$OPENED\" || exit\n"
			     "{ echo \"$# $1\"; env | grep -c OPENROUTER_API_KEY; ls -l "
			     "/proc/self/fd | grep -c left-open;\n"
			     "  readlink /proc/$$/fd/0 /proc/$$/fd/1 | sort | uniq | head -n 1;\n"
			     "  grep SigBlk /proc/self/status; } >report.new 2>&1\n"
			     "mv report.new report\n";

static void write_script(const char *folder)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/xdg-open", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(script, file);
	fclose(file);
	assert_int_equal(chmod(path, 0700), 0);
}

static char *read_report(const char *folder, char *out, size_t size)
{
	struct timespec pause = {.tv_nsec = 20000000};
	char path[256];
	FILE *file = NULL;
	size_t n;

	snprintf(path, sizeof(path), "%s/report", folder);
	for (int i = 0; i < 500 && !file; i++) {
		file = fopen(path, "r");
		if (!file)
			nanosleep(&pause, NULL);
	}
	assert_non_null(file);
	n = fread(out, 1, size - 1, file);
	out[n] = '\0';
	fclose(file);
	unlink(path);
	return out;
}

static void test_nothing_is_inherited(void **state)
{
	char folder[] = "/tmp/ortop-browser-XXXXXX", path[512], report[1024], left[256];
	const char *old = getenv("PATH");
	FILE *open_file;
	sigset_t blocked, before;

	(void)state;
	assert_non_null(mkdtemp(folder));
	write_script(folder);
	snprintf(path, sizeof(path), "%s:%s", folder, old);
	setenv("PATH", path, 1);
	setenv("OPENED", folder, 1);
	setenv("OPENROUTER_API_KEY", "sk-test", 1);
	snprintf(left, sizeof(left), "%s/left-open", folder);
	open_file = fopen(left, "w");
	assert_non_null(open_file);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	assert_true(browser_open("https://openrouter.ai/a/b", NULL));
	sigprocmask(SIG_SETMASK, &before, NULL);
	read_report(folder, report, sizeof(report));
	/* The shell has its own report open at 1. */
	assert_non_null(strstr(report, "1 https://openrouter.ai/a/b\n0\n0\n"));
	assert_non_null(strstr(report, "SigBlk:\t0000000000000000"));
	/* No child of ours is left to be waited for. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	fclose(open_file);
	unlink(left);
	snprintf(left, sizeof(left), "%s/xdg-open", folder);
	unlink(left);
	rmdir(folder);
}

static void test_no_such_program(void **state)
{
	struct error error = {""};

	(void)state;
	setenv("PATH", "/nonexistent", 1);
	assert_false(browser_open("https://openrouter.ai/a/b", &error));
	assert_string_equal(error.text, "cannot start xdg-open: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_where_a_browser_is),
		cmocka_unit_test(test_nothing_is_inherited),
		cmocka_unit_test(test_no_such_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
