/* writing.h - the store, opened for writing by a command without a terminal.
 *
 * One writer at a time: the lease is held as long as the store is open.  A damaged store is set
 * aside for a new one first, which is told on stderr.
 *
 * Thread: main.
 */
#ifndef ORTOP_WRITING_H
#define ORTOP_WRITING_H

#include "context.h"
#include "refresh/lease.h"
#include "source/store.h"

struct writing {
	const struct context *context;
	struct lease lease;
	struct store *store; /* NULL when it could not be opened again */
};

/* Wait for the ortop that refreshes now, if one does, then open.  writing_close() must follow, also
 * when it failed. */
bool writing_open(struct writing *writing, const struct context *context, struct error *error);

/* After the store failed to take something: if it is damaged, make room for a new one, which is
 * open then.  False when the store is the same one, or there is none any more. */
bool writing_rescue(struct writing *writing, struct error *error);

void writing_close(struct writing *writing);

#endif
