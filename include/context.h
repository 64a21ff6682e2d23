/* context.h - what every command needs, opened once: paths, vendor map, key, log.
 *
 * Ownership: in place; context_done frees.  Thread: main opens; the worker borrows.
 */
#ifndef ORTOP_CONTEXT_H
#define ORTOP_CONTEXT_H

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "cli.h"
#include "config.h"
#include "model/snapshot.h"
#include "source/credentials.h"

/* Where a key is looked for, in this order. */
enum key_source {
	KEY_OF_NOBODY,
	KEY_OF_ENVIRONMENT,
	KEY_OF_FILE,
	KEY_OF_COMMAND,
};

struct context {
	struct options *options;
	struct config *config; /* where the options' settings are from */
	const struct clock *clock;
	struct vendor_map *vendors; /* the shipped map, then $XDG_CONFIG_HOME/ortop/vendors.map */
	struct error
		vendors_wrong; /* what of the user's map is not used, and why; "" for nothing */
	struct credentials credentials;
	bool key_of_environment; /* ... which has been wiped there */
	struct log *log;         /* NULL unless asked for */
	char *store_path;        /* NULL: there is no place for one */
	char store_reason[200];  /* why there is none; "" when there is */
	int signal_number;       /* that ended the dashboard: the process dies by it; 0 for none */
};

/* False with the reason when an option cannot be honoured (URL, key file, log). */
bool context_init(struct context *context, struct options *options, struct config *config,
		  const struct clock *clock, struct error *error);
void context_done(struct context *context);

/* The key of the option, the environment or the configuration's file, in this order; *from is which
 * of them, also when it is not right.  No command is run. */
bool context_find_key(const struct options *options, struct credentials *credentials,
		      enum key_source *from, struct error *error);

/* Where no key has been found run the command that is to print one; false when it prints none. */
bool context_need_key(struct context *context, struct error *error);

/* What a worker needs besides the settings, opened anew by the options as they are now while the
 * old is still in use; taking it frees the old.  A key of the environment stays. */
struct context_network {
	struct credentials credentials;
	struct log *log;
};

bool context_open_network(const struct context *context, struct context_network *network,
			  struct error *error);
void context_take_network(struct context *context, struct context_network *network);

/* Is there a store with something in it, or one that cannot be looked at? */
bool context_has_store(const struct context *context);

/* The store's snapshot without writing anything; the sample's when there is no store yet.  NULL
 * with the reason when there is a store that cannot be read. */
struct snapshot *context_snapshot(const struct context *context, struct error *error);

/* As much of it as the dashboard's first frame shows, with `weeks` weeks in its sparklines; its
 * history says whether it is partial. */
struct snapshot *context_first(const struct context *context, int weeks, struct error *error);

/* The sample's snapshot. */
struct snapshot *context_sample(const struct context *context);

#endif
