/* The real clock's wait: what ends it, and what it says then.  The clocks here stand still, so that
 * how long is decided by the test and not by the machine. */
#include "base/clock.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#define STILL_MS 5000

static int64_t still(const struct clock *clock)
{
	(void)clock;
	return STILL_MS;
}

static const struct clock still_clock = {still, still, clock_wait_real};

static int ends[2];

static int setup(void **state)
{
	(void)state;
	return pipe(ends);
}

static int teardown(void **state)
{
	(void)state;
	close(ends[0]);
	close(ends[1]);
	return 0;
}

static int count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static void test_time_that_has_come(void **state)
{
	struct pollfd fd = {.fd = ends[0], .events = POLLIN};

	(void)state;
	assert_int_equal(clock_wait(&still_clock, &fd, 1, STILL_MS, NULL), 0);
	assert_int_equal(clock_wait(&still_clock, &fd, 1, 0, NULL), 0);
	assert_int_equal(fd.revents, 0);
}

static void test_time_that_comes(void **state)
{
	struct pollfd fd = {.fd = ends[0], .events = POLLIN};
	int64_t until = clock_boot_ms(&clock_real) + 20;

	(void)state;
	assert_int_equal(clock_wait(&clock_real, &fd, 1, until, NULL), 0);
	assert_int_equal(fd.revents, 0);
	assert_true(clock_boot_ms(&clock_real) >= until);
}

/* A clock that stands still in the test waits as long as it says is left. */
static void test_clock_of_its_own(void **state)
{
	struct pollfd fd = {.fd = ends[0], .events = POLLIN};
	int64_t before = clock_boot_ms(&clock_real);

	(void)state;
	assert_int_equal(clock_wait(&still_clock, &fd, 1, STILL_MS + 20, NULL), 0);
	assert_true(clock_boot_ms(&clock_real) >= before + 20);
}

static void test_descriptors(void **state)
{
	struct pollfd fds[] = {{.fd = -1, .events = POLLIN},
			       {.fd = ends[1], .events = POLLIN},
			       {.fd = ends[0], .events = POLLIN}};

	(void)state;
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_int_equal(clock_wait(&still_clock, fds, 3, CLOCK_NEVER, NULL), 1);
	assert_int_equal(fds[0].revents, 0);
	assert_int_equal(fds[1].revents, 0);
	assert_int_equal(fds[2].revents, POLLIN);
	fds[2].revents = 0;
	assert_int_equal(clock_wait(&still_clock, fds, 3, STILL_MS + 3600000, NULL), 1);
	assert_int_equal(fds[2].revents, POLLIN);
	fds[2].revents = 0;
	assert_int_equal(clock_wait(&still_clock, fds, 3, STILL_MS, NULL), 1);
	assert_int_equal(fds[2].revents, POLLIN);
}

static volatile sig_atomic_t handled;

static void handle(int number)
{
	handled = number;
}

/* Only a signal that the wait's own mask lets in ends it. */
static void test_signal(void **state)
{
	struct pollfd fd = {.fd = ends[0], .events = POLLIN};
	struct sigaction action = {.sa_handler = handle}, before;
	sigset_t blocked, open;

	(void)state;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigaction(SIGUSR1, &action, &before);
	sigprocmask(SIG_BLOCK, &blocked, &open);
	raise(SIGUSR1);
	assert_int_equal(clock_wait(&still_clock, &fd, 1, STILL_MS + 1, NULL), 0);
	assert_int_equal(handled, 0);
	assert_int_equal(clock_wait(&still_clock, &fd, 1, STILL_MS + 3600000, &open), -1);
	assert_int_equal(errno, EINTR);
	assert_int_equal(handled, SIGUSR1);
	sigprocmask(SIG_SETMASK, &open, NULL);
	sigaction(SIGUSR1, &before, NULL);
}

static void test_leaves_no_descriptor(void **state)
{
	struct pollfd fd = {.fd = ends[0], .events = POLLIN};
	int before = count_descriptors();

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(clock_wait(&still_clock, &fd, 1, STILL_MS + 1, NULL), 0);
	assert_int_equal(count_descriptors(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_time_that_has_come, setup, teardown),
		cmocka_unit_test_setup_teardown(test_time_that_comes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_clock_of_its_own, setup, teardown),
		cmocka_unit_test_setup_teardown(test_descriptors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_signal, setup, teardown),
		cmocka_unit_test_setup_teardown(test_leaves_no_descriptor, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
