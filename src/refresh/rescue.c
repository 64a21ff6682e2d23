#include "refresh/rescue.h"

#include <stddef.h>

static struct store *begin_anew(const char *path, const char *aside, struct error *error)
{
	struct store *store = store_open(path, STORE_WRITE, error);
	struct store *damaged = store ? store_open(aside, STORE_READ, NULL) : NULL;

	if (damaged)
		store_salvage(store, damaged);
	store_close(damaged);
	return store;
}

struct store *rescue_open(const char *path, int64_t now, bool suspect, char **aside,
			  struct error *error)
{
	struct store *store;

	*aside = suspect ? store_set_aside(path, now, NULL) : NULL;
	if (*aside)
		return begin_anew(path, *aside, error);
	store = store_open(path, STORE_WRITE, error);
	if (store || suspect)
		return store;
	*aside = store_set_aside(path, now, NULL);
	return *aside ? begin_anew(path, *aside, error) : NULL;
}
