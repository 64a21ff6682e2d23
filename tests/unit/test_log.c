/* The log, errors and memory. */
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
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
#include "base/mem.h"

#define NOW        1787374800 /* date -u -d 2026-08-22T05:00:00Z +%s */
#define STAMP      "2026-08-22T05:00:00Z "
#define N_THREADS  4
#define N_LINES    200
#define LENGTHY    3000
#define READ_BYTES 200000

static int64_t fixed_now(const struct clock *clock)
{
	(void)clock;
	return NOW;
}

static const struct clock fixed = {.now = fixed_now};

static char folder[] = "/tmp/ortop-test-log-XXXXXX";
static char path[64], text[READ_BYTES];

static int enter(void **state)
{
	(void)state;
	strcpy(strrchr(folder, '-') + 1, "XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/log", folder);
	return 0;
}

static int leave(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static const char *contents(void)
{
	FILE *stream = fopen(path, "r");

	assert_non_null(stream);
	text[fread(text, 1, sizeof(text) - 1, stream)] = '\0';
	fclose(stream);
	return text;
}

static void test_lines(void **state)
{
	struct log *log = log_open(path, &fixed, NULL);
	struct stat status;

	(void)state;
	assert_non_null(log);
	log_line(log, "GET %s: %d", "/models", 200);
	log_close(log);
	/* Appended to, and for nobody else to read. */
	log = log_open(path, &fixed, NULL);
	log_line(log, "again");
	log_close(log);
	assert_string_equal(contents(), STAMP "GET /models: 200\n" STAMP "again\n");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

/* An answer from outside makes no line of its own, and no terminal act. */
static void test_no_forged_lines(void **state)
{
	struct log *log = log_open(path, &fixed, NULL);

	(void)state;
	log_line(log, "%s", "bad\n2026-01-01T00:00:00Z forged\x1b[31m\xff");
	log_close(log);
	assert_string_equal(contents(), STAMP "bad\\u{000A}2026-01-01T00:00:00Z "
					      "forged\\u{001B}[31m\\xFF\n");
}

/* A long line is cut; its end stays the end of a line, also where every byte grows. */
static void test_long_lines(void **state)
{
	struct log *log = log_open(path, &fixed, NULL);
	char lengthy[LENGTHY + 1];
	int n = 0;

	(void)state;
	memset(lengthy, '\n', LENGTHY);
	lengthy[LENGTHY] = '\0';
	log_line(log, "%s", lengthy);
	memset(lengthy, 'x', LENGTHY);
	log_line(log, "%s", lengthy);
	log_line(log, "short");
	log_close(log);
	contents();
	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		assert_memory_equal(line, STAMP, strlen(STAMP));
		n++;
	}
	assert_int_equal(n, 3);
	assert_non_null(strstr(text, "\n" STAMP "short\n"));
}

static void *write_lines(void *log)
{
	for (int i = 0; i < N_LINES; i++)
		log_line(log, "one whole line");
	return NULL;
}

static void test_threads(void **state)
{
	struct log *log = log_open(path, &fixed, NULL);
	pthread_t threads[N_THREADS];
	const char *line;
	int n = 0;

	(void)state;
	for (int i = 0; i < N_THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, write_lines, log), 0);
	for (int i = 0; i < N_THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	log_close(log);
	for (line = contents(); *line; line = strchr(line, '\n') + 1, n++)
		assert_memory_equal(line, STAMP "one whole line\n",
				    strlen(STAMP "one whole line\n"));
	assert_int_equal(n, N_THREADS * N_LINES);
}

static void test_no_log(void **state)
{
	struct error error = {""};

	(void)state;
	assert_null(log_open(folder, &fixed, &error));
	assert_non_null(strstr(error.text, folder));
	assert_non_null(strstr(error.text, strerror(EISDIR)));
	log_line(NULL, "nothing");
	log_close(NULL);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void test_errors(void **state)
{
	struct error error = {"before"};
	char lengthy[1000];

	(void)state;
	assert_false(error_set(NULL, "dropped"));
	assert_false(error_wrap(NULL, "dropped"));
	assert_false(error_set(&error, "row %d", 7));
	assert_string_equal(error.text, "row 7");
	assert_false(error_wrap(&error, "line %s", "x"));
	assert_string_equal(error.text, "line x: row 7");
	memset(lengthy, 'y', sizeof(lengthy) - 1);
	lengthy[sizeof(lengthy) - 1] = '\0';
	assert_false(error_wrap(&error, "%s", lengthy));
	assert_int_equal(strlen(error.text), sizeof(error.text) - 1);
	assert_false(error_wrap(&error, "last"));
	assert_memory_equal(error.text, "last: yyy", 9);
}

static void say_restored(void)
{
	fputs("restored; ", stderr);
}

/* Out of memory: the hook, one line, status 1. */
static void test_exhaustion(void **state)
{
	int ends[2], status;
	char said[128] = "";
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		size_t capacity = 0;

		dup2(ends[1], STDERR_FILENO);
		mem_on_failure(say_restored);
		mem_grow(NULL, &capacity, SIZE_MAX / 2, 16);
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(read(ends[0], said, sizeof(said) - 1) > 0);
	close(ends[0]);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_string_equal(said, "restored; ortop: out of memory\n");
}

static void test_growing(void **state)
{
	size_t capacity = 0;
	int *items = NULL;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		items = mem_grow(items, &capacity, i + 1, sizeof(*items));
		assert_true(capacity > i);
		items[i] = (int)i;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
	assert_ptr_equal(mem_grow(items, &capacity, 1, sizeof(*items)), items);
	free(items);
}

static void test_arenas(void **state)
{
	struct arena arena;
	char *strings[500];

	(void)state;
	arena_init(&arena);
	for (int i = 0; i < 500; i++) {
		char *zeroed = arena_alloc(&arena, 3, 33);
		struct {
			max_align_t most;
		} * aligned;

		for (int b = 0; b < 99; b++)
			assert_int_equal(zeroed[b], 0);
		memset(zeroed, 0xFF, 99);
		strings[i] = arena_printf(&arena, "%*d", 1 + i, i);
		aligned = arena_alloc(&arena, 1, sizeof(*aligned));
		assert_int_equal((uintptr_t)aligned % _Alignof(max_align_t), 0);
		memset(aligned, 0xFF, sizeof(*aligned));
	}
	for (int i = 0; i < 500; i++) {
		assert_int_equal(strlen(strings[i]), 1 + i);
		assert_int_equal(atoi(strings[i]), i);
	}
	assert_non_null(memset(arena_alloc(&arena, 1, 1 << 20), 1, 1 << 20));
	assert_string_equal(arena_strndup(&arena, "abcdef", 3), "abc");
	assert_string_equal(arena_strdup(&arena, ""), "");
	arena_done(&arena);
	assert_null(arena.blocks);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lines, enter, leave),
		cmocka_unit_test_setup_teardown(test_no_forged_lines, enter, leave),
		cmocka_unit_test_setup_teardown(test_long_lines, enter, leave),
		cmocka_unit_test_setup_teardown(test_threads, enter, leave),
		cmocka_unit_test_setup_teardown(test_no_log, enter, leave),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_exhaustion),
		cmocka_unit_test(test_growing),
		cmocka_unit_test(test_arenas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
