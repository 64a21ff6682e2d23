#include "writing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/text.h"
#include "refresh/rescue.h"
#include "source/paths.h"

#define LEASE_POLL_MS 200
#define LEASE_TRIES   (150 * 1000 / LEASE_POLL_MS) /* longer than any request may take */

/* A transfer has an end, so this has one too.  Who is stopped in one is not waited for. */
static bool wait_for_lease(struct lease *lease, const char *path, struct error *error)
{
	struct timespec pause = {.tv_nsec = LEASE_POLL_MS * 1000000L};
	bool busy;

	for (int i = 0; i < LEASE_TRIES; i++) {
		if (lease_take(lease, path, &busy, error))
			return true;
		if (!busy)
			return false;
		if (lease_sleeps(path))
			return true;
		nanosleep(&pause, NULL);
	}
	return error_set(error, "another ortop has been refreshing this store for too long");
}

/* True when the store is a new one. */
static bool open_store(struct writing *writing, bool suspect, struct error *error)
{
	const struct context *context = writing->context;
	struct strbuf name;
	char *aside;
	bool anew;

	writing->store =
		rescue_open(context->store_path, clock_now(context->clock), suspect, &aside, error);
	anew = aside != NULL;
	strbuf_init(&name, SIZE_MAX);
	if (anew) {
		text_escape(&name, aside, strlen(aside));
		fprintf(stderr,
			"ortop: store: damaged, set aside as %s; a new one begins with what "
			"could be read of it\n",
			name.data);
	}
	strbuf_done(&name);
	free(aside);
	return anew;
}

bool writing_open(struct writing *writing, const struct context *context, struct error *error)
{
	*writing = (struct writing){.context = context, .lease.fd = -1};
	if (!context->store_path)
		return error_set(error, "no store: %s", context->store_reason);
	if (!paths_make_folder(context->store_path, error))
		return error_wrap(error, "no store");
	if (!wait_for_lease(&writing->lease, context->store_path, error))
		return false;
	open_store(writing, false, error);
	return writing->store != NULL;
}

bool writing_rescue(struct writing *writing, struct error *error)
{
	store_close(writing->store);
	return open_store(writing, true, error) && writing->store;
}

void writing_close(struct writing *writing)
{
	store_close(writing->store);
	writing->store = NULL;
	lease_drop(&writing->lease);
}
