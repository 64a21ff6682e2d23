/* paths.h - where things live: XDG base directories.
 *
 * Empty or relative values of the XDG variables are ignored, as the specification says; without
 * HOME the user's home comes from the password file.  Nothing is made but by paths_make_folder(),
 * which is for those who are about to write.
 *
 * Thread: main, before others start (reads the environment); the last two any.
 */
#ifndef ORTOP_SOURCE_PATHS_H
#define ORTOP_SOURCE_PATHS_H

#include <stdbool.h>
#include "base/error.h"

/* "$XDG_DATA_HOME/ortop/ortop.db", whether it is there or not; malloc'ed, NULL when no home is
 * known. */
char *paths_store(struct error *error);

/* Make the folder that a file is to be in, and those above it that are missing, 0700. */
bool paths_make_folder(const char *file, struct error *error);

/* Could a file be made there, with the folders that are missing?  The reason if not.  Nothing is
 * made. */
bool paths_may_make(const char *file, struct error *error);

/* "$XDG_CONFIG_HOME/ortop", not made; malloc'ed, NULL when no home is known. */
char *paths_config(void);

/* A file in it, whether it is there or not; malloc'ed, NULL when no home is known. */
char *paths_config_file(const char *name);

/* "ortop/NAME" in the first of XDG_CONFIG_DIRS that has it, else in the first of them; malloc'ed,
 * NULL when none of them is absolute. */
char *paths_config_system(const char *name);

/* The user's home; malloc'ed, NULL when none is known. */
char *paths_home(void);

/* A path for people: the home as ~, nothing that acts on a terminal, and not too long for an error;
 * malloc'ed. */
char *paths_shown(const char *path);

#endif
