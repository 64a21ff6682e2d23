/* rescue.h - a damaged store makes room for a new one: it is set aside under a name of its own, and
 * what can be read of it goes into the new one.
 *
 * The caller holds the lease (see lease.h), so that of many ortops one does it.
 *
 * Thread: the one that owns the store (worker, or main in `ortop fetch`).
 */
#ifndef ORTOP_REFRESH_RESCUE_H
#define ORTOP_REFRESH_RESCUE_H

#include "source/store.h"

/* Open the store at `path` for writing.  One that cannot be opened, or is suspect (something of it
 * could not be read or written), is examined first and set aside when it is damaged: *aside is then
 * its new path for free(), otherwise NULL.  NULL with the reason when there is no store to write.
 */
struct store *rescue_open(const char *path, int64_t now, bool suspect, char **aside,
			  struct error *error);

#endif
