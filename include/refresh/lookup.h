/* lookup.h - one model's providers: ask, decode, check, write, all or nothing.
 *
 * GET /models/{author}/{slug}/endpoints, with the key where there is one: it then counts in the
 * day's requests.  A model that the source does not know (404) is no failure but an answer.
 *
 * Thread: the one that owns the store (worker, or main in `ortop fetch`).
 */
#ifndef ORTOP_REFRESH_LOOKUP_H
#define ORTOP_REFRESH_LOOKUP_H

#include "model/endpoints.h"
#include "refresh/refresh.h"

/* Seconds for which an answer is good. */
#define LOOKUP_FRESH 600

struct lookup_result {
	struct endpoints_state state;
	bool changed;        /* a list was written */
	int64_t retry_after; /* seconds, at most a day; 0 for none */
	int requests;        /* keyed requests that were sent */
};

/* Is it "author/slug", neither of which leads elsewhere in a path?  Nothing else is asked for. */
bool lookup_is_id(const char *model);

/* Ask for the endpoints of a model id.  Never fails as a whole: what went wrong is in the state. */
void lookup_run(const struct refresh_context *context, const char *model,
		struct lookup_result *result);

/* Need the model not be asked for at `now`: there is an answer younger than LOOKUP_FRESH, or it is
 * known to be listed no more? */
bool lookup_is_settled(const struct endpoints *endpoints, const char *model, int64_t now);

#endif
