#include "output/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/text.h"

#define CLASHES_MAX 9999
#define SUFFIX_MAX  32

static bool fail(const char *path, struct error *error)
{
	return error_set(error, "cannot write %s: %s", path, strerror(errno));
}

/* Open a new file beside `path`; its malloc'ed name.  Not by mkstemp: its mode would be 0600, and
 * finding out the umask means changing it for all threads. */
static char *open_temporary(const char *path, int *fd)
{
	size_t size = strlen(path) + SUFFIX_MAX;
	char *name = mem_alloc(size, 1);

	for (int n = 1; n <= CLASHES_MAX; n++) {
		snprintf(name, size, "%s.%ld-%d", path, (long)getpid(), n);
		*fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (*fd >= 0 || errno != EEXIST)
			break;
	}
	return name;
}

/* A new temporary file beside `path`, written and synced; its malloc'ed name, or NULL.  It takes
 * the permissions of the file that it is to replace, if there is one. */
static char *write_temporary(const char *path, const struct stat *replaced,
			     const struct file_content *content, struct error *error)
{
	int fd;
	char *temporary = open_temporary(path, &fd);
	FILE *stream;
	bool good;

	if (fd < 0) {
		fail(path, error);
		free(temporary);
		return NULL;
	}
	good = !replaced || fchmod(fd, replaced->st_mode & 0777) == 0;
	stream = fdopen(fd, "w");
	content->write(content->data, stream);
	good = good && fflush(stream) == 0 && !ferror(stream) && fsync(fd) == 0;
	good = fclose(stream) == 0 && good;
	if (!good) {
		fail(path, error);
		unlink(temporary);
		free(temporary);
		return NULL;
	}
	return temporary;
}

/* Give the temporary file a name that no file has: link() fails where it exists, so nothing is ever
 * replaced.  Where the file system has no links, an empty file takes the name first. */
static bool take_name(const char *temporary, const char *name)
{
	int fd;

	if (link(temporary, name) == 0)
		return true;
	if (errno == EEXIST)
		return false;
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	close(fd);
	if (rename(temporary, name) == 0)
		return true;
	unlink(name);
	return false;
}

bool file_write_new(const char *stem, const char *extension, const struct file_content *content,
		    char **path, struct error *error)
{
	struct strbuf name;
	char *temporary;
	bool linked = false;

	strbuf_init(&name, strlen(stem) + strlen(extension) + SUFFIX_MAX);
	strbuf_printf(&name, "%s.%s", stem, extension);
	temporary = write_temporary(name.data, NULL, content, error);
	if (!temporary) {
		strbuf_done(&name);
		return false;
	}
	for (int n = 2; n <= CLASHES_MAX; n++) {
		linked = take_name(temporary, name.data);
		if (linked || errno != EEXIST)
			break;
		strbuf_clear(&name);
		strbuf_printf(&name, "%s-%d.%s", stem, n, extension);
	}
	if (linked)
		*path = mem_strdup(name.data);
	else
		fail(name.data, error);
	unlink(temporary);
	free(temporary);
	strbuf_done(&name);
	return linked;
}

/* A device or a pipe is written to, not replaced; so is a link to nothing, which makes its target.
 */
static bool write_through(const char *path, const struct file_content *content, struct error *error)
{
	FILE *stream = fopen(path, "w");
	bool good;

	if (!stream)
		return fail(path, error);
	content->write(content->data, stream);
	good = fflush(stream) == 0 && !ferror(stream);
	good = fclose(stream) == 0 && good;
	return good || fail(path, error);
}

bool file_write(const char *path, const struct file_content *content, struct error *error)
{
	struct stat status;
	bool exists = stat(path, &status) == 0, good;
	char *target, *temporary;

	if (exists ? !S_ISREG(status.st_mode) : lstat(path, &status) == 0)
		return write_through(path, content, error);
	if (exists && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
		return fail(path, error);
	/* Through a symbolic link the file behind it is replaced, not the link. */
	target = exists ? realpath(path, NULL) : mem_strdup(path);
	if (!target)
		return fail(path, error);
	temporary = write_temporary(target, exists ? &status : NULL, content, error);
	good = temporary && rename(temporary, target) == 0;
	if (temporary && !good) {
		fail(path, error);
		unlink(temporary);
	}
	free(temporary);
	free(target);
	return good;
}
