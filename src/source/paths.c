#include "source/paths.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/text.h"

#define PASSWD_SIZE 16384
#define CONFIG_DIRS "/etc/xdg" /* where XDG_CONFIG_DIRS says nothing */

static char *join(const char *a, const char *b)
{
	size_t size = strlen(a) + strlen(b) + 2;
	char *path = mem_alloc(size, 1);

	snprintf(path, size, "%s/%s", a, b);
	return path;
}

static char *folder_of(const char *file)
{
	const char *slash = strrchr(file, '/');
	char *folder = mem_strdup(slash ? file : ".");

	if (slash)
		folder[slash == file ? 1 : slash - file] = '\0';
	return folder;
}

char *paths_home(void)
{
	const char *variable = getenv("HOME");
	struct passwd entry, *found = NULL;
	char *buffer, *path = NULL;

	if (variable && *variable == '/')
		return mem_strdup(variable);
	buffer = mem_alloc(PASSWD_SIZE, 1);
	if (getpwuid_r(getuid(), &entry, buffer, PASSWD_SIZE, &found) == 0 && found &&
	    *found->pw_dir == '/')
		path = mem_strdup(found->pw_dir);
	free(buffer);
	return path;
}

/* Our folder in a base directory: the variable's, or the one of that name at home. */
static char *base_folder(const char *variable, const char *at_home)
{
	const char *value = getenv(variable);
	char *parent, *base, *folder;

	if (value && *value == '/')
		return join(value, "ortop");
	parent = paths_home();
	if (!parent)
		return NULL;
	base = join(parent, at_home);
	folder = join(base, "ortop");
	free(parent);
	free(base);
	return folder;
}

bool paths_make_folder(const char *file, struct error *error)
{
	char *path = folder_of(file);
	struct stat status;
	bool good;

	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		/* One that is there may well be unwritable; what matters is the last. */
		mkdir(path, 0700);
		*slash = '/';
	}
	if ((mkdir(path, 0700) != 0 && errno != EEXIST) || stat(path, &status) != 0)
		good = error_set(error, "%s: %s", path, strerror(errno));
	else
		good = S_ISDIR(status.st_mode) ||
		       error_set(error, "%s: %s", path, strerror(ENOTDIR));
	free(path);
	return good;
}

bool paths_may_make(const char *file, struct error *error)
{
	char *path = folder_of(file), *slash;
	struct stat status;
	bool good;

	while (stat(path, &status) != 0 && errno == ENOENT && (slash = strrchr(path + 1, '/')))
		*slash = '\0';
	if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode))
		good = error_set(error, "%s: %s", path, strerror(ENOTDIR));
	else
		good = access(path, W_OK | X_OK) == 0 ||
		       error_set(error, "%s: %s", path, strerror(errno));
	free(path);
	return good;
}

char *paths_store(struct error *error)
{
	char *folder = base_folder("XDG_DATA_HOME", ".local/share");
	char *path = folder ? join(folder, "ortop.db") : NULL;

	if (!folder)
		error_set(error, "no home directory is known");
	free(folder);
	return path;
}

char *paths_config(void)
{
	return base_folder("XDG_CONFIG_HOME", ".config");
}

char *paths_config_file(const char *name)
{
	char *folder = paths_config(), *path = folder ? join(folder, name) : NULL;

	free(folder);
	return path;
}

char *paths_config_system(const char *name)
{
	const char *variable = getenv("XDG_CONFIG_DIRS");
	char *dirs = mem_strdup(variable && *variable ? variable : CONFIG_DIRS);
	char *first = NULL, *rest = NULL;

	for (char *dir = strtok_r(dirs, ":", &rest); dir; dir = strtok_r(NULL, ":", &rest)) {
		char *folder = *dir == '/' ? join(dir, "ortop") : NULL;
		char *path = folder ? join(folder, name) : NULL;
		bool there = path && access(path, F_OK) == 0;

		free(folder);
		if (there || (path && !first)) {
			free(first);
			first = path;
		} else {
			free(path);
		}
		if (there)
			break;
	}
	free(dirs);
	return first;
}

char *paths_shown(const char *path)
{
	char *home = paths_home(), *shown;
	size_t length = home ? strlen(home) : 0;
	struct strbuf out;

	strbuf_init(&out, sizeof(((struct error *)0)->text) / 2);
	if (length > 1 && strncmp(path, home, length) == 0 && path[length] == '/') {
		strbuf_text(&out, "~");
		path += length;
	}
	text_escape(&out, path, strlen(path));
	shown = mem_strdup(out.data);
	strbuf_done(&out);
	free(home);
	return shown;
}
