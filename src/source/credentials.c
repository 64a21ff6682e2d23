#include "source/credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/text.h"
#include "source/paths.h"

#define VARIABLE "OPENROUTER_API_KEY"
#define KEY_MAX  (sizeof(((struct credentials *)0)->key) - 1)
#define FILE_MAX 4096

/* Trim `text` and take what is left, if it is a key. */
static bool take_key(struct credentials *credentials, const char *text, size_t length)
{
	while (length > 0 && memchr(" \t\r\n", text[length - 1], 4))
		length--;
	while (length > 0 && memchr(" \t\r\n", *text, 4)) {
		text++;
		length--;
	}
	if (length > KEY_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (text[i] <= 0x20 || text[i] > 0x7E)
			return false;
	memcpy(credentials->key, text, length);
	credentials->key[length] = '\0';
	return true;
}

/* The whole of a small file; its length, or -1 with errno. */
static ssize_t read_all(int fd, char *out, size_t size)
{
	size_t length = 0;

	while (length < size) {
		ssize_t got = read(fd, out + length, size - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

/* No core may hold the key, whoever writes it: the limit keeps files away, being no dumpable
 * process keeps programs that the kernel would hand the core to, and other processes of the user.
 * Where one of them cannot be had the other is. */
void credentials_expect(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Its pages are left out of what root has dumped, too. */
static void protect(struct credentials *credentials)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t start = (uintptr_t)credentials & ~(page - 1);
	uintptr_t end = ((uintptr_t)(credentials + 1) + page - 1) & ~(page - 1);

	credentials_expect();
	madvise((char *)credentials - ((uintptr_t)credentials - start), end - start, MADV_DONTDUMP);
}

bool credentials_read(struct credentials *credentials, const char *text, size_t length,
		      const char *whose, struct error *error)
{
	protect(credentials);
	if (length < FILE_MAX && take_key(credentials, text, length) && credentials->key[0])
		return true;
	return error_set(error, "%s: not one key of 1 to %zu printable characters", whose, KEY_MAX);
}

static bool read_key(struct credentials *credentials, int fd, const char *whose,
		     struct error *error)
{
	char text[FILE_MAX];
	struct stat status;
	ssize_t length;
	bool good;

	if (fstat(fd, &status) != 0)
		return error_set(error, "%s: %s", whose, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return error_set(error, "%s: not a regular file", whose);
	if (status.st_mode & (S_IRWXG | S_IRWXO))
		return error_set(error, "%s: open to others than its owner: chmod 600 it", whose);
	length = read_all(fd, text, sizeof(text));
	if (length < 0)
		good = error_set(error, "%s: %s", whose, strerror(errno));
	else
		good = credentials_read(credentials, text, (size_t)length, whose, error);
	explicit_bzero(text, sizeof(text));
	return good;
}

/* Is it the name of a file for certain?  Someone may have given the key in its place. */
static bool is_no_key(const char *path, bool there)
{
	return there || (strchr(path, '/') && !strstr(path, "sk-"));
}

static bool load_file(struct credentials *credentials, const char *path, struct error *error)
{
	/* Not to wait for a writer, should it be a FIFO. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), failure = errno;
	char *shown = is_no_key(path, fd >= 0) ? paths_shown(path) : NULL;
	struct strbuf whose;
	bool good;

	strbuf_init(&whose, sizeof(error->text));
	strbuf_printf(&whose, "key file%s%s", shown ? " " : "", shown ? shown : "");
	if (fd < 0)
		good = error_set(error, "%s: %s", whose.data, strerror(failure));
	else
		good = read_key(credentials, fd, whose.data, error);
	if (fd >= 0)
		close(fd);
	strbuf_done(&whose);
	free(shown);
	return good;
}

bool credentials_load(struct credentials *credentials, const char *key_file, struct error *error)
{
	char *variable = getenv(VARIABLE);
	bool good = true;

	memset(credentials, 0, sizeof(*credentials));
	if (key_file || (variable && *variable))
		protect(credentials);
	if (key_file)
		good = load_file(credentials, key_file, error);
	else if (variable && !take_key(credentials, variable, strlen(variable)))
		good = error_set(error,
				 VARIABLE ": not one key of at most %zu printable characters",
				 KEY_MAX);
	if (variable) {
		/* unsetenv() alone would leave it to be read in /proc. */
		explicit_bzero(variable, strlen(variable));
		unsetenv(VARIABLE);
	}
	return good;
}

bool credentials_in_environment(void)
{
	const char *variable = getenv(VARIABLE);

	return variable && variable[strspn(variable, " \t\r\n")];
}

void credentials_take(struct credentials *to, struct credentials *from)
{
	*to = *from;
	if (*to->key)
		protect(to);
	credentials_wipe(from);
}

void credentials_wipe(struct credentials *credentials)
{
	explicit_bzero(credentials, sizeof(*credentials));
}
