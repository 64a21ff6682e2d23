/* The lease between processes: one has it, the others are told, and its death gives it back. */
#include "refresh/lease.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "source/store.h"

static char directory[64];
static char store[96], lock[128];

static int setup(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/ortop-lease-XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(store, sizeof(store), "%s/ortop.db", directory);
	snprintf(lock, sizeof(lock), "%s.lock", store);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(lock);
	return rmdir(directory);
}

/* A process that takes the lease, says so with one byte, and holds it until it is killed. */
static pid_t start_holder(void)
{
	int ready[2];
	char byte = 0;
	pid_t child;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		struct lease lease;
		bool busy;

		byte = lease_take(&lease, store, &busy, NULL) ? 'y' : 'n';
		if (write(ready[1], &byte, 1) == 1)
			pause();
		_exit(0);
	}
	assert_true(child > 0);
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	assert_int_equal(byte, 'y');
	return child;
}

static void test_other_process(void **state)
{
	struct error error = {""};
	struct lease lease;
	pid_t holder = start_holder(), told;
	bool busy = false, taken;

	(void)state;
	taken = lease_take(&lease, store, &busy, &error);
	told = lease_holder(store);
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	assert_false(taken);
	assert_true(busy);
	assert_int_equal(lease.fd, -1);
	assert_non_null(strstr(error.text, "another ortop"));
	assert_int_equal(told, holder);
	assert_int_equal(lease_holder(store), 0);

	/* It died with the lease in its hands. */
	assert_true(lease_take(&lease, store, &busy, &error));
	assert_false(busy);
	lease_drop(&lease);
}

static void test_take_and_drop(void **state)
{
	struct lease one, two;
	struct stat info;
	bool busy;

	(void)state;
	assert_true(lease_take(&one, store, &busy, NULL));
	assert_false(lease_take(&two, store, &busy, NULL));
	assert_true(busy);
	lease_drop(&one);
	assert_int_equal(one.fd, -1);
	assert_true(lease_take(&two, store, &busy, NULL));
	lease_drop(&two);
	lease_drop(&two);
	assert_int_equal(stat(lock, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
}

static void test_who_has_it_open(void **state)
{
	struct error error = {""};
	struct store *open_here;
	char name[128];
	pid_t pids[4] = {0};

	(void)state;
	assert_int_equal(lease_openers(store, pids, 4), 0);
	open_here = store_open(store, STORE_WRITE, &error);
	assert_non_null(open_here);
	assert_int_equal(lease_openers(store, pids, 4), 1);
	assert_int_equal(pids[0], getpid());
	assert_int_equal(lease_openers(store, NULL, 0), 1);
	store_close(open_here);
	assert_int_equal(lease_openers(store, pids, 4), 0);
	assert_int_equal(lease_holder(NULL), 0);
	assert_int_equal(lease_openers(NULL, pids, 4), 0);
	for (size_t i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", store,
			 (const char *[]){"", "-wal", "-shm"}[i]);
		unlink(name);
	}
}

static void test_memory_is_granted(void **state)
{
	struct lease one, two;
	bool busy = true;

	(void)state;
	assert_true(lease_take(&one, NULL, &busy, NULL));
	assert_false(busy);
	assert_true(lease_take(&two, NULL, &busy, NULL));
	lease_drop(&one);
	lease_drop(&two);
}

static void test_no_directory(void **state)
{
	struct error error = {""};
	struct lease lease;
	char path[128];
	bool busy = true;

	(void)state;
	snprintf(path, sizeof(path), "%s/none/ortop.db", directory);
	assert_false(lease_take(&lease, path, &busy, &error));
	assert_false(busy);
	assert_non_null(strstr(error.text, path));
	assert_non_null(strstr(error.text, "No such file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_other_process, setup, teardown),
		cmocka_unit_test_setup_teardown(test_take_and_drop, setup, teardown),
		cmocka_unit_test_setup_teardown(test_who_has_it_open, setup, teardown),
		cmocka_unit_test_setup_teardown(test_memory_is_granted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_directory, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
