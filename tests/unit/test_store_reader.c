/* A store that is read: what there is of its files, who else has them open, and that reading leaves
 * no trace.  Writers are processes of their own, since locks and logs are theirs. */
#include "source/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "support/scratch.h"

#define NOW  INT64_C(1787450000)
#define WEEK 20591 /* Monday 2026-05-18 */

static const char *beside(const char *suffix)
{
	static char name[128];

	snprintf(name, sizeof(name), "%s%s", scratch_store, suffix);
	return name;
}

/* A week with one row of so many tokens. */
static void write_tokens(struct store *store, int64_t tokens)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct history_bucket head = {.date = WEEK, .days = 7, .as_of = NOW, .fetched_at = NOW};
	struct store_refresh refresh = {.now = NOW};
	struct history *history;

	history_builder_bucket(builder, HISTORY_WEEK, &head, NULL);
	history_builder_row(builder, "a/x", 3, tokens, NULL);
	refresh.history = history = history_finish(builder);
	if (!store_write(store, &refresh, NULL))
		abort();
	history_unref(history);
}

static void make_store(int64_t tokens)
{
	struct store *store = store_open(scratch_store, STORE_WRITE, NULL);

	assert_non_null(store);
	write_tokens(store, tokens);
	store_close(store);
}

/* A process that has the store open and has written; it has begun another transaction if `busy`. */
static pid_t start_writer(int64_t tokens, bool busy)
{
	int ends[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		struct store *store = store_open(scratch_store, STORE_WRITE, NULL);

		write_tokens(store, tokens);
		if (busy && !store_begin(store, NULL))
			_exit(1);
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return child;
}

static void kill_writer(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* A number that changes with any byte, name, size, mode or time in the folder, and the folder's own
 * time. */
static uint64_t trace(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	uint64_t hash = 14695981039346656037u;
	struct stat info;
	DIR *folder = opendir(scratch_folder);
	size_t entries = 0;

	while (readdir(folder))
		entries++;
	closedir(folder);
	stat(scratch_folder, &info);
	hash = (hash ^ entries ^ (uint64_t)info.st_mtim.tv_nsec) * 1099511628211u;
	for (size_t i = 0; i < 3; i++) {
		FILE *file = fopen(beside(suffixes[i]), "rb");
		int byte;

		hash = (hash ^ (file != NULL)) * 1099511628211u;
		if (!file)
			continue;
		fstat(fileno(file), &info);
		hash = (hash ^ info.st_mode ^ (uint64_t)info.st_mtim.tv_nsec) * 1099511628211u;
		while ((byte = getc(file)) != EOF)
			hash = (hash ^ (uint64_t)byte) * 1099511628211u;
		fclose(file);
	}
	return hash;
}

/* What is read of it; -1 when it cannot be, -2 when it was disturbed. */
static int64_t tokens_of(struct store *store)
{
	struct history *history = NULL;
	int64_t tokens = -1;

	if (store && store_load_history(store, &history, NULL) && history)
		tokens = history->weeks[0].total;
	history_unref(history);
	if (store && !store_undisturbed(store))
		tokens = -2;
	store_close(store);
	return tokens;
}

static void assert_read(int64_t tokens)
{
	struct error error = {""};
	uint64_t before = trace();
	struct store *store = store_open(scratch_store, STORE_READ, &error);
	bool busy;

	if (!store)
		fail_msg("%s", error.text);
	assert_int_equal(tokens_of(store), tokens);
	assert_int_equal(tokens_of(store_open_at_once(scratch_store, &busy, &error)), tokens);
	assert_int_equal(tokens_of(store_open(scratch_store, STORE_COPY, &error)), tokens);
	assert_true(trace() == before);
}

static void test_a_file_alone(void **state)
{
	(void)state;
	make_store(5);
	assert_int_not_equal(access(beside("-wal"), F_OK), 0);
	assert_read(5);
}

/* One that is not there is not made, nor is its folder. */
static void test_nothing(void **state)
{
	struct error error = {""};
	char nowhere[128];
	bool busy;

	(void)state;
	assert_null(store_open(scratch_store, STORE_READ, &error));
	assert_non_null(strstr(error.text, "unable to open"));
	assert_null(store_open(scratch_store, STORE_COPY, &error));
	assert_null(store_open(scratch_store, STORE_APPEND, &error));
	assert_null(store_open_at_once(scratch_store, &busy, &error));
	assert_int_not_equal(access(scratch_store, F_OK), 0);
	snprintf(nowhere, sizeof(nowhere), "%s/deep/ortop.db", scratch_folder);
	assert_null(store_open(nowhere, STORE_READ, &error));
}

/* What a writer has committed is read while it holds the store, and without waiting for it. */
static void test_beside_a_writer(void **state)
{
	pid_t child;

	(void)state;
	make_store(5);
	for (int busy = 0; busy < 2; busy++) {
		child = start_writer(6 + busy, busy);
		assert_read(6 + busy);
		kill_writer(child);
		/* Its log and index are left: as it left them. */
		assert_int_equal(access(beside("-shm"), F_OK), 0);
		assert_read(6 + busy);
	}
}

static void overwrite_index(size_t length)
{
	char noise[32768];
	int fd = open(beside("-shm"), O_WRONLY | O_TRUNC);

	memset(noise, 0xa5, sizeof(noise));
	assert_int_equal(write(fd, noise, length), length);
	close(fd);
}

/* A log whose index is gone, empty or wrong, as copies have it. */
static void test_a_log_alone(void **state)
{
	(void)state;
	make_store(5);
	kill_writer(start_writer(6, false));
	overwrite_index(32768);
	assert_read(6);
	overwrite_index(0);
	chmod(beside("-shm"), 0644);
	assert_read(6);
	unlink(beside("-shm"));
	assert_read(6);
	/* An empty log is none. */
	make_store(7);
	close(open(beside("-wal"), O_CREAT | O_WRONLY, 0600));
	assert_read(7);
}

/* A log in which no page was written yet, or whose header is none: the index that was left with it
 * is of no use, and the file says all. */
static void test_a_log_without_pages(void **state)
{
	int fd;

	(void)state;
	make_store(5);
	kill_writer(start_writer(6, false));
	assert_read(6);
	assert_int_equal(truncate(beside("-wal"), 32), 0);
	assert_read(5);
	assert_int_equal(truncate(beside("-wal"), 1), 0);
	assert_read(5);
	unlink(beside("-wal"));
	unlink(beside("-shm"));
	kill_writer(start_writer(7, false));
	fd = open(beside("-wal"), O_WRONLY);
	assert_int_equal(pwrite(fd, "ab", 2, 9), 2);
	assert_read(5);
	assert_int_equal(pwrite(fd, "ab", 2, 0), 2);
	assert_read(5);
	close(fd);
	/* What comes next is read again. */
	make_store(8);
	assert_read(8);
}

/* Somebody writes between two looks: what was read is told to be of two moments. */
static void test_disturbed(void **state)
{
	struct store *store;
	pid_t child;

	(void)state;
	make_store(5);
	store = store_open(scratch_store, STORE_READ, NULL);
	child = start_writer(6, false);
	assert_false(store_undisturbed(store));
	store_close(store);
	kill_writer(child);
	unlink(beside("-shm"));
	store = store_open(scratch_store, STORE_READ, NULL);
	assert_true(store_undisturbed(store));
	child = start_writer(7, false);
	assert_false(store_undisturbed(store));
	store_close(store);
	kill_writer(child);
}

/* As a user who may only read; its exit code says which step was wrong. */
static int read_as_another(int64_t tokens)
{
	struct error error = {""};

	if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
		return 1;
	if (store_open(scratch_store, STORE_APPEND, &error) ||
	    !strstr(error.text, "may not be written"))
		return 2;
	if (tokens_of(store_open(scratch_store, STORE_READ, NULL)) != tokens)
		return 3;
	return tokens_of(store_open(scratch_store, STORE_COPY, NULL)) == tokens ? 0 : 4;
}

static void assert_readable(int64_t tokens)
{
	uint64_t before;
	int status;
	pid_t child;

	for (int i = 0; i < 3; i++)
		chmod(beside((const char *const[]){"", "-wal", "-shm"}[i]), 0444);
	chmod(scratch_folder, 0555);
	before = trace();
	child = fork();
	if (child == 0)
		_exit(read_as_another(tokens));
	waitpid(child, &status, 0);
	assert_true(trace() == before);
	chmod(scratch_folder, 0700);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_a_folder_of_another(void **state)
{
	pid_t child;

	(void)state;
	make_store(5);
	assert_readable(5);
	chmod(scratch_store, 0600);
	child = start_writer(6, true);
	assert_readable(6);
	kill_writer(child);
	assert_readable(6);
	unlink(beside("-shm"));
	assert_readable(6);
}

/* A line in the log of requests, and nothing else. */
static void test_appending(void **state)
{
	struct store_fetch fetch = {.at = NOW, .feed = STORE_DOCTOR, .keyed = true, .http = 401};
	struct store_refresh refresh = {.now = NOW, .fetches = &fetch, .n_fetches = 1};
	struct status status = {.requests_today = 0};
	struct store *store;

	(void)state;
	make_store(5);
	fetch.trouble = TROUBLE_KEY_REFUSED;
	store = store_open(scratch_store, STORE_APPEND, NULL);
	assert_non_null(store);
	assert_true(store_write(store, &refresh, NULL));
	store_close(store);
	store = store_open(scratch_store, STORE_READ, NULL);
	assert_true(store_load_status(store, NOW, &status, NULL));
	assert_int_equal(status.requests_today, 1);
	/* It was no try of the feeds'. */
	assert_int_equal(status.rankings.tried_at, 0);
	assert_int_equal(status.rankings.trouble, TROUBLE_NONE);
	assert_int_equal(status.rankings.since, 0);
	assert_int_equal(tokens_of(store), 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_file_alone),        TEST(test_nothing),
		TEST(test_beside_a_writer),     TEST(test_a_log_alone),
		TEST(test_a_log_without_pages), TEST(test_disturbed),
		TEST(test_a_folder_of_another), TEST(test_appending),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
