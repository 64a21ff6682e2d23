/* Damaged stores: never wrong figures, never a file lost, and nobody else's file moved. */
#include "source/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "refresh/lease.h"
#include "refresh/rescue.h"
#include "support/scratch.h"

#define W21   20591 /* 2026-05-18, a Monday */
#define DAY   86400
#define NOW   (INT64_C(20605) * DAY + 3600) /* 2026-06-01T01:00:00Z */
#define STAMP "20260601T010000Z"
#define PAGE  4096

enum { WEEKS = 6, MODELS = 50, LISTINGS = 40 };

/* Files as bytes */

struct bytes {
	unsigned char *data;
	size_t length;
};

static const char *with(const char *name, const char *suffix)
{
	static char joined[256];

	snprintf(joined, sizeof(joined), "%s%s", name, suffix);
	return joined;
}

static struct bytes slurp(const char *name)
{
	struct bytes bytes = {NULL, 0};
	FILE *file = fopen(name, "rb");
	struct stat info;

	if (!file)
		fail_msg("no file %s", name);
	assert_int_equal(fstat(fileno(file), &info), 0);
	bytes.length = (size_t)info.st_size;
	bytes.data = malloc(bytes.length + 1);
	assert_int_equal(fread(bytes.data, 1, bytes.length, file), bytes.length);
	fclose(file);
	return bytes;
}

static void spit(const char *name, const struct bytes *bytes)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes->data, bytes->length), bytes->length);
	close(fd);
}

static void assert_holds(const char *name, const struct bytes *expected)
{
	struct bytes bytes = slurp(name);

	assert_int_equal(bytes.length, expected->length);
	assert_memory_equal(bytes.data, expected->data, expected->length);
	free(bytes.data);
}

static bool exists(const char *name)
{
	return access(name, F_OK) == 0;
}

static int files(void)
{
	DIR *folder = opendir(scratch_folder);
	struct dirent *entry;
	int n = 0;

	while ((entry = readdir(folder)))
		n += entry->d_name[0] != '.';
	closedir(folder);
	return n;
}

/* What is stored: week w of edition e has (w + 1) * 1000 + model + e tokens of a model. */

static int64_t tokens(int week, int model, int edition)
{
	return (week + 1) * 1000 + model + edition;
}

static struct history *made_history(int edition)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	char name[64];

	for (int week = 0; week < WEEKS; week++) {
		struct history_bucket head = {
			.date = W21 + 7 * week, .days = 7, .as_of = NOW - 60, .fetched_at = NOW};

		assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
		for (int i = 0; i < MODELS; i++) {
			snprintf(name, sizeof(name), "vendor/a-model-with-a-long-name-%d", i);
			assert_true(history_builder_row(builder, name, strlen(name),
							tokens(week, i, edition), NULL));
		}
	}
	return history_finish(builder);
}

static struct catalog *made_catalog(void)
{
	struct catalog_builder *builder = catalog_builder_new();
	char name[64];

	for (int i = 0; i < LISTINGS; i++) {
		snprintf(name, sizeof(name), "vendor/a-model-with-a-long-name-%d", i);
		catalog_builder_add(builder,
				    &(struct listing){.id = name,
						      .permaslug = name,
						      .name = name,
						      .seen = NOW,
						      .price = {.prompt = 1000 + i,
								.completion = 2000 + i,
								.cache_read = PRICE_NONE}});
	}
	return catalog_finish(builder);
}

static void fill(struct store *store, int edition)
{
	struct history *history = made_history(edition);
	struct catalog *catalog = made_catalog();
	struct store_fetch fetch = {.at = NOW, .feed = STORE_RANKINGS, .keyed = true, .http = 200};
	struct store_refresh refresh = {.history = history,
					.catalog = catalog,
					.catalog_etag = "an-etag",
					.now = NOW,
					.fetches = &fetch,
					.n_fetches = 1};
	struct error error = {""};

	if (!store_write(store, &refresh, &error))
		fail_msg("%s", error.text);
	history_unref(history);
	catalog_unref(catalog);
}

/* The edition that all weeks are of, -1 when there are none; anything else is a failure. */
static int edition_of(const struct history *history)
{
	int64_t edition;

	if (!history)
		return -1;
	edition = history->weeks[0].total;
	for (int i = 0; i < MODELS; i++)
		edition -= tokens(0, i, 0);
	edition /= MODELS;
	assert_int_equal(history->n_weeks, WEEKS);
	for (int week = 0; week < WEEKS; week++) {
		assert_int_equal(history->weeks[week].n_rows, MODELS);
		for (int i = 0; i < MODELS; i++) {
			const struct history_row *row = &history->weeks[week].rows[i];
			int model = atoi(strrchr(history->models[row->model], '-') + 1);

			assert_int_equal(row->tokens, tokens(week, model, (int)edition));
		}
	}
	return (int)edition;
}

/* Load all; false when something of it cannot be read.  What is read must be right. */
static bool load(struct store *store, int *edition, int *listings)
{
	struct catalog_builder *builder = catalog_builder_new();
	struct history *history = NULL;
	struct catalog *catalog;
	struct status status;
	bool ok = store_load_history(store, &history, NULL) &&
		  store_load_catalog(store, builder, NULL) &&
		  store_load_status(store, NOW, &status, NULL);

	if (!ok) {
		history_unref(history);
		catalog_builder_free(builder);
		return false;
	}
	catalog = catalog_finish(builder);
	*edition = edition_of(history);
	*listings = (int)catalog->n_listings;
	for (int i = 0; i < *listings; i++) {
		const struct listing *listing = &catalog->listings[i];
		int model = atoi(strrchr(listing->id, '-') + 1);

		assert_int_equal(listing->price.prompt, 1000 + model);
	}
	history_unref(history);
	catalog_unref(catalog);
	return true;
}

/* A whole store, closed. */
static struct bytes make_store(void)
{
	struct store *store = store_open(scratch_store, STORE_WRITE, NULL);

	assert_non_null(store);
	fill(store, 0);
	store_close(store);
	return slurp(scratch_store);
}

/* Overwriting */

enum pattern {
	ZEROS,
	NOISE,
	HALF_ZEROS,
	N_PATTERNS,
};

static void overwrite(struct bytes *bytes, size_t at, size_t length, enum pattern pattern)
{
	static uint32_t seed = 12345;

	if (length > bytes->length - at)
		length = bytes->length - at;
	if (pattern == HALF_ZEROS)
		length /= 2;
	for (size_t i = at; i < at + length; i++) {
		seed = seed * 1664525u + 1013904223u;
		bytes->data[i] = pattern == NOISE ? (unsigned char)(seed >> 24) : 0;
	}
}

/* A damaged file is refused or right, told from a sound one, kept byte for byte under its new name,
 * and what is salvaged of it is right.  Returns whether it was found out. */
static bool survive(const struct bytes *damaged, int *kept_weeks, int *kept_prices)
{
	struct store *store;
	char *aside;
	int edition = 0, listings = LISTINGS;
	bool readable;

	spit(scratch_store, damaged);
	store = store_open(scratch_store, STORE_READ, NULL);
	readable = store && load(store, &edition, &listings);
	store_close(store);
	store = rescue_open(scratch_store, NOW, !readable, &aside, NULL);
	assert_non_null(store);
	if (!aside) {
		assert_true(readable);
		assert_int_equal(edition, 0);
		assert_int_equal(listings, LISTINGS);
		store_close(store);
		return false;
	}
	assert_string_equal(aside, with(scratch_store, ".damaged-" STAMP));
	assert_holds(aside, damaged);
	assert_true(load(store, &edition, &listings));
	assert_true(edition == 0 || edition == -1);
	assert_true(listings == 0 || listings == LISTINGS);
	*kept_weeks += edition == 0;
	*kept_prices += listings == LISTINGS;
	/* The new one is as good as any. */
	fill(store, 7);
	assert_true(load(store, &edition, &listings));
	assert_int_equal(edition, 7);
	assert_int_equal(listings, LISTINGS);
	store_close(store);
	free(aside);
	return true;
}

static void test_every_page(void **state)
{
	struct bytes whole = make_store();
	size_t n_pages = whole.length / PAGE;
	int kept_weeks = 0, kept_prices = 0;

	(void)state;
	assert_true(n_pages > 15);
	for (int pattern = 0; pattern < N_PATTERNS; pattern++) {
		for (size_t page = 0; page < n_pages; page++) {
			struct bytes damaged = {malloc(whole.length), whole.length};

			scratch_clear();
			memcpy(damaged.data, whole.data, whole.length);
			overwrite(&damaged, page * PAGE, PAGE, (enum pattern)pattern);
			if (!survive(&damaged, &kept_weeks, &kept_prices))
				fail_msg("page %zu of %zu, pattern %d: not found out", page,
					 n_pages, pattern);
			free(damaged.data);
		}
	}
	/* Damage to the prices leaves the weeks, and the other way round. */
	assert_true(kept_weeks > 0);
	assert_true(kept_prices > kept_weeks);
	free(whole.data);
}

static void test_cut_short(void **state)
{
	struct bytes whole = make_store();
	int kept_weeks = 0, kept_prices = 0;

	(void)state;
	for (size_t length = whole.length - PAGE; length >= PAGE; length -= PAGE) {
		struct bytes damaged = {whole.data, length};

		scratch_clear();
		assert_true(survive(&damaged, &kept_weeks, &kept_prices));
	}
	free(whole.data);
}

static void test_all_zeros(void **state)
{
	struct bytes whole = make_store();
	int kept_weeks = 0, kept_prices = 0;

	(void)state;
	memset(whole.data, 0, whole.length);
	scratch_clear();
	assert_true(survive(&whole, &kept_weeks, &kept_prices));
	assert_int_equal(kept_weeks + kept_prices, 0);
	free(whole.data);
}

/* What SQLite finds nothing wrong with, but no ortop writes. */
static void test_nonsense(void **state)
{
	static const char *const changes[] = {
		"UPDATE bucket SET quality = 'splendid' WHERE date = '2026-05-25'",
		"DROP TABLE listing",
		"DELETE FROM feed WHERE name = 'rankings'",
	};
	int kept_weeks = 0, kept_prices = 0;
	sqlite3 *db;

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct bytes bytes = make_store();

		free(bytes.data);
		assert_int_equal(sqlite3_open(scratch_store, &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, changes[i], NULL, NULL, NULL), SQLITE_OK);
		sqlite3_close(db);
		bytes = slurp(scratch_store);
		scratch_clear();
		assert_true(survive(&bytes, &kept_weeks, &kept_prices));
		free(bytes.data);
		scratch_clear();
	}
}

/* A store whose second edition is only in its log, as a process that was killed leaves it. */
static void leave_log(void)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		struct store *store = store_open(scratch_store, STORE_WRITE, NULL);

		if (!store)
			_exit(1);
		fill(store, 5);
		kill(getpid(), SIGKILL);
	}
	waitpid(child, &status, 0);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

/* The log's pages have checksums: what is damaged in it is as if it had not been written. */
static void test_log_and_index(void **state)
{
	static const char *const suffixes[] = {"-wal", "-shm"};
	struct bytes db, log, index;
	int seen[8] = {0};

	(void)state;
	free(make_store().data);
	leave_log();
	db = slurp(scratch_store);
	log = slurp(with(scratch_store, "-wal"));
	index = slurp(with(scratch_store, "-shm"));
	assert_true(log.length > 10 * PAGE);
	for (int which = 0; which < 2; which++) {
		const struct bytes *whole = which ? &index : &log;

		for (size_t at = 0; at < whole->length; at += PAGE + 24) {
			struct bytes damaged = {malloc(whole->length), whole->length};
			struct store *store;
			int edition, listings;

			scratch_clear();
			memcpy(damaged.data, whole->data, whole->length);
			overwrite(&damaged, at, PAGE, at / PAGE % 2 ? NOISE : ZEROS);
			spit(scratch_store, &db);
			spit(with(scratch_store, "-wal"), &log);
			spit(with(scratch_store, "-shm"), &index);
			spit(with(scratch_store, suffixes[which]), &damaged);
			store = store_open(scratch_store, STORE_WRITE, NULL);
			assert_non_null(store);
			assert_true(load(store, &edition, &listings));
			assert_true(edition == 0 || edition == 5);
			assert_true(which == 0 || edition == 5);
			assert_int_equal(listings, LISTINGS);
			seen[edition]++;
			store_close(store);
			free(damaged.data);
		}
	}
	assert_true(seen[0] > 0 && seen[5] > 0);
	free(db.data);
	free(log.data);
	free(index.data);
}

/* Not ours, or not damaged */

static void assert_left_alone(void)
{
	struct bytes before = slurp(scratch_store);
	struct error error = {""};
	int n = files();

	assert_null(store_set_aside(scratch_store, NOW, &error));
	assert_string_not_equal(error.text, "");
	assert_holds(scratch_store, &before);
	assert_int_equal(files(), n);
	free(before.data);
}

static void test_left_alone(void **state)
{
	static const char other[] =
		"CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks"
		" SELECT hex(randomblob(900)) FROM json_each('[1,2,3,4,5,6,7,8]')";
	struct bytes bytes;

	(void)state;
	/* A sound one, also of an older version. */
	free(make_store().data);
	assert_left_alone();
	/* A newer one, sound or not. */
	scratch_sql("PRAGMA journal_mode = DELETE; PRAGMA user_version = 999");
	assert_left_alone();
	bytes = slurp(scratch_store);
	overwrite(&bytes, 3 * PAGE, bytes.length, NOISE);
	spit(scratch_store, &bytes);
	free(bytes.data);
	assert_left_alone();
	/* Another program's, sound or not; its first page, too. */
	scratch_clear();
	scratch_sql(other);
	assert_left_alone();
	bytes = slurp(scratch_store);
	overwrite(&bytes, PAGE, bytes.length, NOISE);
	spit(scratch_store, &bytes);
	assert_left_alone();
	overwrite(&bytes, 0, PAGE, NOISE);
	spit(scratch_store, &bytes);
	free(bytes.data);
	assert_left_alone();
	/* No database at all. */
	bytes.length = 5 * PAGE;
	bytes.data = malloc(bytes.length);
	memset(bytes.data, 'x', bytes.length);
	spit(scratch_store, &bytes);
	free(bytes.data);
	assert_left_alone();
}

/* A store that somebody writes for longer than we wait is not damaged. */
static void test_busy_is_not_damaged(void **state)
{
	sqlite3 *db;

	(void)state;
	free(make_store().data);
	scratch_sql("PRAGMA journal_mode = DELETE");
	assert_int_equal(sqlite3_open(scratch_store, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
	assert_left_alone();
	sqlite3_close(db);
}

/* In a child without root's rights; its exit code says what was wrong. */
static int use_unwritable(void)
{
	struct error error = {""};
	char *aside;

	if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
		return 1;
	if (rescue_open(scratch_store, NOW, true, &aside, &error) || aside)
		return 2;
	return *error.text ? 0 : 3;
}

static void test_folder_that_cannot_be_written(void **state)
{
	struct bytes whole = make_store();
	int status;
	pid_t child;

	(void)state;
	overwrite(&whole, 2 * PAGE, PAGE, NOISE);
	spit(scratch_store, &whole);
	chmod(scratch_store, 0444);
	chmod(scratch_folder, 0555);
	child = fork();
	if (child == 0)
		_exit(use_unwritable());
	waitpid(child, &status, 0);
	chmod(scratch_folder, 0700);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_holds(scratch_store, &whole);
	assert_int_equal(files(), 1);
	free(whole.data);
}

/* Names and neighbours */

static void test_no_name_twice(void **state)
{
	struct bytes whole = make_store();

	(void)state;
	for (int i = 1; i <= 3; i++) {
		char expected[200];
		char *aside;

		overwrite(&whole, 2 * PAGE, PAGE, NOISE);
		spit(scratch_store, &whole);
		aside = store_set_aside(scratch_store, NOW, NULL);
		snprintf(expected, sizeof(expected), i == 1 ? "%s%s" : "%s%s-%d", scratch_store,
			 ".damaged-" STAMP, i);
		assert_string_equal(aside, expected);
		assert_holds(aside, &whole);
		free(aside);
	}
	assert_int_equal(files(), 3);
	free(whole.data);
}

/* An ortop that still has the old file open neither harms the new one nor takes it for its own. */
static void test_still_open_elsewhere(void **state)
{
	struct bytes whole = make_store();
	struct store *old, *new, *third;
	int edition, listings;
	char *aside;

	(void)state;
	old = store_open(scratch_store, STORE_WRITE, NULL);
	assert_non_null(old);
	assert_true(load(old, &edition, &listings));
	assert_true(store_is_in_place(old));
	overwrite(&whole, 4 * PAGE, PAGE, NOISE);
	spit(scratch_store, &whole);
	new = rescue_open(scratch_store, NOW, true, &aside, NULL);
	assert_non_null(aside);
	assert_false(store_is_in_place(old));
	assert_true(store_is_in_place(new));
	fill(new, 9);
	assert_true(exists(with(scratch_store, "-wal")));
	store_close(old);
	assert_true(exists(with(scratch_store, "-wal")));
	assert_true(exists(with(scratch_store, "-shm")));
	third = store_open(scratch_store, STORE_WRITE, NULL);
	assert_true(load(third, &edition, &listings));
	assert_int_equal(edition, 9);
	fill(third, 11);
	assert_true(load(new, &edition, &listings));
	assert_int_equal(edition, 11);
	store_close(new);
	store_close(third);
	free(aside);
	free(whole.data);
}

/* The log of a store that somebody removed is no part of the next one. */
static void test_removed_under_us(void **state)
{
	struct store *old, *new;
	int edition, listings;

	(void)state;
	free(make_store().data);
	old = store_open(scratch_store, STORE_WRITE, NULL);
	fill(old, 3);
	unlink(scratch_store);
	assert_false(store_is_in_place(old));
	new = store_open(scratch_store, STORE_WRITE, NULL);
	assert_non_null(new);
	assert_true(load(new, &edition, &listings));
	assert_int_equal(edition, -1);
	/* The removed one can still be read: nothing is lost. */
	store_salvage(new, old);
	assert_true(load(new, &edition, &listings));
	assert_int_equal(edition, 3);
	assert_int_equal(listings, LISTINGS);
	store_close(old);
	assert_true(exists(with(scratch_store, "-wal")));
	fill(new, 4);
	store_close(new);
	new = store_open(scratch_store, STORE_WRITE, NULL);
	assert_true(load(new, &edition, &listings));
	assert_int_equal(edition, 4);
	store_close(new);
}

/* Many that find the same damage at once: one sets it aside, and no file is lost. */
static void test_many_at_once(void **state)
{
	enum { STARTERS = 8 };
	struct bytes whole = make_store();
	int gate[2], status;

	(void)state;
	overwrite(&whole, 5 * PAGE, PAGE, NOISE);
	spit(scratch_store, &whole);
	assert_int_equal(pipe(gate), 0);
	for (int i = 0; i < STARTERS; i++) {
		if (fork() == 0) {
			struct store *store = NULL;
			struct lease lease;
			char *aside = NULL, byte;
			bool busy;

			close(gate[1]);
			/* Released all at once, by the end of file. */
			if (read(gate[0], &byte, 1) != 0)
				_exit(1);
			while (!lease_take(&lease, scratch_store, &busy, NULL))
				if (!busy)
					_exit(2);
			store = rescue_open(scratch_store, NOW, false, &aside, NULL);
			lease_drop(&lease);
			_exit(!store ? 3 : aside ? 100 : 0);
		}
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0, sum = 0; i < STARTERS; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		assert_true(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 100);
		sum += WEXITSTATUS(status);
		if (i == STARTERS - 1)
			assert_int_equal(sum, 100);
	}
	assert_holds(with(scratch_store, ".damaged-" STAMP), &whole);
	assert_false(exists(with(scratch_store, ".damaged-" STAMP "-2")));
	free(whole.data);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_every_page),          TEST(test_cut_short),
		TEST(test_all_zeros),           TEST(test_nonsense),
		TEST(test_log_and_index),       TEST(test_left_alone),
		TEST(test_busy_is_not_damaged), TEST(test_folder_that_cannot_be_written),
		TEST(test_no_name_twice),       TEST(test_still_open_elsewhere),
		TEST(test_removed_under_us),    TEST(test_many_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
