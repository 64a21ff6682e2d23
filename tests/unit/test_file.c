/* Files that appear whole and never over another, in a directory of their own. */
#include "output/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define NOBODY 65534

static char folder[] = "/tmp/ortop-test-file-XXXXXX";

static void write_words(const void *data, FILE *stream)
{
	fputs(data, stream);
}

static struct file_content words(const char *text)
{
	return (struct file_content){write_words, text};
}

static int enter(void **state)
{
	(void)state;
	umask(022);
	strcpy(strrchr(folder, '-') + 1, "XXXXXX");
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;

	(void)state;
	while ((entry = readdir(directory)))
		if (unlink(entry->d_name) != 0)
			rmdir(entry->d_name);
	closedir(directory);
	return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void assert_holds(const char *path, const char *expected)
{
	char text[256] = "";
	FILE *stream = fopen(path, "r");

	assert_non_null(stream);
	text[fread(text, 1, sizeof(text) - 1, stream)] = '\0';
	fclose(stream);
	assert_string_equal(text, expected);
}

/* Nothing half-made stays behind. */
static void assert_count(int expected)
{
	DIR *directory = opendir(".");
	int n = 0;

	while (readdir(directory))
		n++;
	closedir(directory);
	assert_int_equal(n - 2, expected);
}

static void assert_mode(const char *path, mode_t expected)
{
	struct stat status;

	assert_int_equal(lstat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, expected);
}

static void assert_new(const char *text, const char *expected)
{
	struct file_content content = words(text);
	char *path = NULL;

	assert_true(file_write_new("report", "csv", &content, &path, NULL));
	assert_string_equal(path, expected);
	assert_holds(path, text);
	free(path);
}

static void test_never_over_another(void **state)
{
	(void)state;
	assert_new("one", "report.csv");
	assert_new("two", "report-2.csv");
	assert_int_equal(symlink("nowhere", "report-3.csv"), 0);
	assert_int_equal(mkdir("report-4.csv", 0777), 0);
	assert_new("five", "report-5.csv");
	assert_holds("report.csv", "one");
	assert_holds("report-2.csv", "two");
	assert_int_not_equal(access("nowhere", F_OK), 0);
	assert_count(5);
}

static void test_permissions_of_new_files(void **state)
{
	(void)state;
	assert_new("x", "report.csv");
	assert_mode("report.csv", 0644);
	umask(077);
	assert_new("x", "report-2.csv");
	assert_mode("report-2.csv", 0600);
	assert_int_equal(umask(022), 077);
}

/* Become somebody whom permissions bind; returns whether there is a way back to take. */
static bool drop_root(void)
{
	if (geteuid() != 0)
		return false;
	assert_int_equal(chown(".", NOBODY, (gid_t)-1), 0);
	assert_int_equal(seteuid(NOBODY), 0);
	return true;
}

static void regain_root(bool dropped)
{
	if (dropped)
		assert_int_equal(seteuid(0), 0);
}

static void test_read_only_directory(void **state)
{
	struct file_content content = words("x");
	struct error error = {""};
	char *path = NULL;
	bool dropped, new_file, file;

	(void)state;
	dropped = drop_root();
	assert_int_equal(chmod(".", 0555), 0);
	new_file = file_write_new("report", "csv", &content, &path, &error);
	file = file_write("report.csv", &content, NULL);
	assert_int_equal(chmod(".", 0755), 0);
	regain_root(dropped);
	assert_false(new_file);
	assert_false(file);
	assert_null(path);
	assert_non_null(strstr(error.text, "report.csv"));
	assert_non_null(strstr(error.text, strerror(EACCES)));
	assert_count(0);
}

static void test_replaces_whole(void **state)
{
	struct file_content content = words("second");
	struct stat before, after;

	(void)state;
	assert_true(file_write("out.csv", &(struct file_content){write_words, "first"}, NULL));
	assert_mode("out.csv", 0644);
	assert_int_equal(chmod("out.csv", 0640), 0);
	assert_int_equal(stat("out.csv", &before), 0);
	assert_true(file_write("out.csv", &content, NULL));
	assert_int_equal(stat("out.csv", &after), 0);
	assert_holds("out.csv", "second");
	/* Another file in its place, with the permissions that it had. */
	assert_true(before.st_ino != after.st_ino);
	assert_mode("out.csv", 0640);
	assert_count(1);
}

static void test_protected_file_stays(void **state)
{
	struct file_content content = words("second");
	bool dropped, good;

	(void)state;
	dropped = drop_root();
	assert_true(file_write("out.csv", &(struct file_content){write_words, "first"}, NULL));
	assert_int_equal(chmod("out.csv", 0444), 0);
	good = file_write("out.csv", &content, NULL);
	regain_root(dropped);
	assert_false(good);
	assert_holds("out.csv", "first");
	assert_count(1);
}

static void test_links_stay_links(void **state)
{
	struct file_content content = words("new");
	char target[64] = "";

	(void)state;
	assert_true(file_write("real.csv", &(struct file_content){write_words, "old"}, NULL));
	assert_int_equal(symlink("real.csv", "link.csv"), 0);
	assert_true(file_write("link.csv", &content, NULL));
	assert_holds("real.csv", "new");
	assert_true(readlink("link.csv", target, sizeof(target) - 1) > 0);
	assert_string_equal(target, "real.csv");

	/* One that points to nothing yet makes it. */
	assert_int_equal(symlink("later.csv", "early.csv"), 0);
	assert_true(file_write("early.csv", &content, NULL));
	assert_holds("later.csv", "new");
	assert_mode("early.csv", 0777);
	assert_count(4);
}

/* Not as root: code that replaces what it is given must not get at the system's devices. */
static void test_devices(void **state)
{
	struct file_content content = words("x");
	struct error error = {""};
	bool dropped, null_written, full_written;
	struct stat status;

	(void)state;
	dropped = drop_root();
	null_written = file_write("/dev/null", &content, NULL);
	full_written = file_write("/dev/full", &content, &error);
	regain_root(dropped);
	assert_true(null_written);
	assert_int_equal(stat("/dev/null", &status), 0);
	assert_true(S_ISCHR(status.st_mode));
	assert_false(full_written);
	assert_non_null(strstr(error.text, strerror(ENOSPC)));
}

static void test_pipe(void **state)
{
	struct file_content content = words("through");
	char text[16] = "";
	struct stat status;
	int fd;

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	fd = open("pipe", O_RDWR | O_NONBLOCK);
	assert_true(file_write("pipe", &content, NULL));
	assert_int_equal(read(fd, text, sizeof(text) - 1), (ssize_t)strlen("through"));
	assert_string_equal(text, "through");
	close(fd);
	assert_int_equal(stat("pipe", &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
	assert_count(1);
}

static void test_no_place(void **state)
{
	struct file_content content = words("x");
	struct error error = {""};
	char *path = NULL;

	(void)state;
	assert_false(file_write("missing/out.csv", &content, &error));
	assert_non_null(strstr(error.text, "missing/out.csv"));
	assert_non_null(strstr(error.text, strerror(ENOENT)));
	assert_false(file_write(".", &content, &error));
	assert_non_null(strstr(error.text, strerror(EISDIR)));
	assert_false(file_write_new("missing/out", "csv", &content, &path, &error));
	assert_non_null(strstr(error.text, strerror(ENOENT)));
	assert_count(0);
}

/* Somebody else's file of the name that ours would have for a moment. */
static void test_temporary_names(void **state)
{
	struct file_content content = words("mine");
	char name[64];

	(void)state;
	snprintf(name, sizeof(name), "out.csv.%ld-1", (long)getpid());
	assert_true(file_write(name, &(struct file_content){write_words, "theirs"}, NULL));
	assert_true(file_write("out.csv", &content, NULL));
	assert_holds("out.csv", "mine");
	assert_holds(name, "theirs");
	assert_count(2);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_never_over_another),
		IN_FOLDER(test_permissions_of_new_files),
		IN_FOLDER(test_read_only_directory),
		IN_FOLDER(test_replaces_whole),
		IN_FOLDER(test_protected_file_stays),
		IN_FOLDER(test_links_stay_links),
		IN_FOLDER(test_devices),
		IN_FOLDER(test_pipe),
		IN_FOLDER(test_no_place),
		IN_FOLDER(test_temporary_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
