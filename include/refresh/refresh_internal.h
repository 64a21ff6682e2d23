/* refresh_internal.h - what the refresh*.c files share; for no one else.
 *
 * Thread: that of the refresh.
 */
#ifndef ORTOP_REFRESH_REFRESH_INTERNAL_H
#define ORTOP_REFRESH_REFRESH_INTERNAL_H

#include "model/judge.h"
#include "refresh/refresh.h"

#define DETAIL_MAX ((int)sizeof(((struct feed *)0)->detail) - 1)

/* A refresh under way. */
struct round {
	const struct refresh_context *context;
	struct refresh_result *result;
	struct store_fetch *fetches;
	size_t n_fetches, capacity;
	int step, steps;
	struct candidate candidate;
	struct judgement judgement;
};

/* One request: filled by the caller up to etag, the rest by ask(). */
struct call {
	enum store_feed feed;
	const char *path; /* below the API's base, with its query */
	const char *name; /* for the log */
	bool keyed;
	const char *etag;
	struct fetch_response response;
};

/* Send a request and note what came of it in log and fetch log.  The response is to be freed. */
void refresh_ask(struct round *round, struct call *call);

/* The last request came to nothing, though it was answered; returns false. */
bool refresh_refuse(struct round *round, struct call *call, const char *why);

/* A feed is in trouble, since `now` unless it was so before. */
void refresh_set_trouble(struct feed *feed, enum trouble trouble, int http, const char *detail,
			 int64_t now);

/* refresh_rankings.c: the rankings' answers as one history, judged; NULL with the reason in the
 * result. */
struct history *refresh_rankings(struct round *round, const struct history *known);

#endif
