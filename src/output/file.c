#include "output/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/text.h"

#define CLASHES_MAX 9999

static bool fail(const char *path, struct error *error)
{
	return error_set(error, "cannot write %s: %s", path, strerror(errno));
}

/* A new temporary file beside `path`, written and synced; its malloc'ed name, or NULL. */
static char *write_temporary(const char *path, const struct file_content *content,
			     struct error *error)
{
	struct strbuf name;
	char *temporary;
	mode_t mask = umask(0);
	FILE *stream;
	int fd;
	bool good;

	umask(mask);
	strbuf_init(&name, strlen(path) + 16);
	strbuf_printf(&name, "%s.XXXXXX", path);
	temporary = mem_strdup(name.data);
	strbuf_done(&name);
	fd = mkstemp(temporary);
	if (fd < 0) {
		fail(path, error);
		free(temporary);
		return NULL;
	}
	fchmod(fd, 0666 & ~mask);
	stream = fdopen(fd, "w");
	content->write(content->data, stream);
	good = fflush(stream) == 0 && !ferror(stream) && fsync(fd) == 0;
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
	return rename(temporary, name) == 0;
}

bool file_write_new(const char *stem, const char *extension, const struct file_content *content,
		    char **path, struct error *error)
{
	struct strbuf name;
	char *temporary;
	bool linked = false;

	strbuf_init(&name, strlen(stem) + strlen(extension) + 16);
	strbuf_printf(&name, "%s.%s", stem, extension);
	temporary = write_temporary(name.data, content, error);
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

/* A device, a pipe or a socket is written to, not replaced. */
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
	char *target, *temporary;
	bool good;

	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return write_through(path, content, error);
	/* Through a symbolic link the file behind it is replaced, not the link. */
	target = realpath(path, NULL);
	temporary = write_temporary(target ? target : path, content, error);
	good = temporary && rename(temporary, target ? target : path) == 0;
	if (temporary && !good) {
		fail(path, error);
		unlink(temporary);
	}
	free(temporary);
	free(target);
	return good;
}
