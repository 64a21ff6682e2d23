/* The watch on a store: it hears of the store's files, and of the folder that comes and goes. */
#include "refresh/watch.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "support/scratch.h"

static char folder[96], store[128];
static struct watch watch;

static int setup(void **state)
{
	int failed = scratch_setup(state);

	snprintf(folder, sizeof(folder), "%s/share/ortop", scratch_folder);
	snprintf(store, sizeof(store), "%s/ortop.db", folder);
	return failed;
}

static void above(const char *act)
{
	char command[256];

	snprintf(command, sizeof(command), "cd %s && %s", scratch_folder, act);
	assert_int_equal(system(command), 0);
}

static int teardown(void **state)
{
	watch_done(&watch);
	above("rm -rf share other");
	return scratch_teardown(state);
}

/* What was heard since the last time; nothing is still to be heard. */
static bool heard(void)
{
	struct pollfd ready = {.fd = watch.fd, .events = POLLIN};
	bool news = false;

	while (poll(&ready, 1, 0) > 0) {
		news = watch_read(&watch) || news;
		ready.fd = watch.fd;
	}
	assert_false(watch_read(&watch));
	return news;
}

static void test_files(void **state)
{
	(void)state;
	above("mkdir -p share/ortop");
	watch_init(&watch, store);
	assert_false(heard());
	above("echo 1 >share/ortop/ortop.db");
	assert_true(heard());
	above("echo 1 >share/ortop/ortop.db-wal");
	assert_true(heard());
	above("echo 1 >share/ortop/ortop.db-shm");
	above("echo 1 >share/ortop/ortop.db.lock");
	above("echo 1 >share/ortop/ortop.d");
	above("rm share/ortop/ortop.db");
	assert_false(heard());
	above("echo 1 >other && mv other share/ortop/ortop.db");
	assert_true(heard());
}

static void test_folder_is_replaced(void **state)
{
	static const char *const losses[] = {"rm -rf share/ortop", "mv share/ortop other",
					     "rm -rf share"};

	(void)state;
	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		above("rm -rf share other && mkdir -p share/ortop && echo 1 >share/ortop/ortop.db");
		watch_init(&watch, store);
		above(losses[i]);
		assert_false(heard());
		assert_true(watch.away);
		above("mkdir -p share");
		assert_false(heard());
		above("echo 1 >share/unrelated");
		assert_false(heard());
		above("mkdir share/ortop && echo 1 >share/ortop/ortop.db");
		assert_true(heard());
		assert_false(watch.away);
		above("echo 2 >>share/ortop/ortop.db");
		assert_true(heard());
		watch_done(&watch);
	}
	watch_init(&watch, NULL);
}

/* As long as a file in it is open, a folder lives on without a name. */
static void test_folder_with_open_files(void **state)
{
	int fd;

	(void)state;
	above("mkdir -p share/ortop && echo 1 >share/ortop/ortop.db");
	watch_init(&watch, store);
	fd = open(store, O_RDWR);
	above("rm -rf share/ortop");
	assert_false(heard());
	assert_true(watch.away);
	above("mkdir share/ortop");
	assert_true(heard());
	above("echo 1 >share/ortop/ortop.db");
	assert_true(heard());
	close(fd);
}

/* All at once, as a restored backup comes. */
static void test_folder_is_put_back(void **state)
{
	(void)state;
	above("mkdir -p share/ortop other/ortop && echo 1 >other/ortop/ortop.db");
	watch_init(&watch, store);
	above("rm -rf share && mv other share");
	assert_true(heard());
	above("echo 2 >>share/ortop/ortop.db");
	assert_true(heard());
}

static void test_not_there_at_first(void **state)
{
	(void)state;
	watch_init(&watch, store);
	assert_true(watch.away);
	above("mkdir -p share/ortop");
	assert_true(heard());
	above("echo 1 >share/ortop/ortop.db");
	assert_true(heard());
}

static void test_nothing(void **state)
{
	(void)state;
	watch_init(&watch, NULL);
	assert_int_equal(watch.fd, -1);
	assert_false(watch_read(&watch));
}

static void test_relative_path(void **state)
{
	int here = open(".", O_RDONLY | O_DIRECTORY);

	(void)state;
	assert_int_equal(chdir(scratch_folder), 0);
	watch_init(&watch, "share/ortop.db");
	assert_true(watch.away);
	above("mkdir share && echo 1 >share/ortop.db");
	assert_true(heard());
	watch_done(&watch);
	watch_init(&watch, "ortop.db");
	above("echo 1 >ortop.db");
	assert_true(heard());
	assert_int_equal(fchdir(here), 0);
	close(here);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_files),
		TEST(test_folder_is_replaced),
		TEST(test_folder_with_open_files),
		TEST(test_folder_is_put_back),
		TEST(test_not_there_at_first),
		TEST(test_nothing),
		TEST(test_relative_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
