/* A stack that overflowed ends the process by its signal, and a handler comes to run before: in the
 * main thread and in the worker's. */
#include "base/altstack.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "refresh/worker.h"

static pthread_t main_thread;
static int told[2]; /* pipe on which the handler says that it ran */

static void on_overflow(int number)
{
	ssize_t n = write(told[1], "h", 1);

	(void)number;
	_exit(n == 1 ? 0 : 1);
}

/* No compiler knows that it has no end. */
static volatile int deep = 1;

static int overflow(int level)
{
	volatile char frame[4096];

	frame[0] = (char)level;
	return deep ? overflow(level + 1) + frame[0] : 0;
}

/* Does a handler run when this overflows, in a child? */
static bool is_handled(void (*crash)(void))
{
	struct sigaction action = {.sa_handler = on_overflow, .sa_flags = SA_ONSTACK};
	char byte;
	bool handled;
	pid_t pid;

	assert_int_equal(pipe(told), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		main_thread = pthread_self();
		sigaction(SIGSEGV, &action, NULL);
		sigaction(SIGBUS, &action, NULL);
		crash();
		_exit(0);
	}
	close(told[1]);
	handled = read(told[0], &byte, 1) == 1;
	close(told[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return handled;
}

static void crash_here(void)
{
	struct altstack stack;

	altstack_init(&stack);
	overflow(0);
}

static void test_main_thread(void **state)
{
	(void)state;
	assert_true(is_handled(crash_here));
}

static int64_t now_in_the_worker(const struct clock *clock)
{
	if (!pthread_equal(pthread_self(), main_thread))
		overflow(0);
	return clock_now(&clock_real) + (clock == NULL);
}

static void crash_the_worker(void)
{
	static const struct clock clock = {
		.now = now_in_the_worker, .boot_ms = now_in_the_worker, .wait = clock_wait_real};
	static const struct credentials nobody = {""};
	const struct worker_options options = {
		.api_url = "https://localhost/",
		.credentials = &nobody,
		.vendors = vendor_map_new(),
		.clock = &clock,
		.interval = 900,
		.offline = true,
	};

	worker_start(&options, cache_new(NULL), NULL);
	for (;;)
		pause();
}

static void test_worker(void **state)
{
	(void)state;
	assert_true(is_handled(crash_the_worker));
}

/* What the thread had before is its own again. */
static void test_given_back(void **state)
{
	struct altstack outer, inner;
	stack_t now;

	(void)state;
	altstack_init(&outer);
	assert_non_null(outer.memory);
	altstack_init(&inner);
	assert_int_equal(sigaltstack(NULL, &now), 0);
	assert_ptr_equal(now.ss_sp, inner.memory);
	altstack_done(&inner);
	assert_int_equal(sigaltstack(NULL, &now), 0);
	assert_ptr_equal(now.ss_sp, outer.memory);
	altstack_done(&outer);
	assert_null(outer.memory);
	altstack_done(&outer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_main_thread),
		cmocka_unit_test(test_worker),
		cmocka_unit_test(test_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
