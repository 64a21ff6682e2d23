/* status.h - how the refreshing goes, as data: what failed, since when, when it is tried again.
 *
 * Times are stored as times; ages and waits are made when shown.  A struct status is a value.
 *
 * Thread: any.
 */
#ifndef ORTOP_MODEL_STATUS_H
#define ORTOP_MODEL_STATUS_H

#include <stdbool.h>
#include <stdint.h>
#include "model/held.h"

enum trouble {
	TROUBLE_NONE,
	TROUBLE_NO_KEY,       /* rankings need one and there is none */
	TROUBLE_KEY_REFUSED,  /* 401, 403 */
	TROUBLE_RATE_LIMITED, /* 429 */
	TROUBLE_BUDGET,       /* our own count of the day's 500 requests is used up */
	TROUBLE_OFFLINE,      /* no connection, no name */
	TROUBLE_TIMEOUT,      /* asked, and no whole answer in the time there is */
	TROUBLE_CUT,          /* the answer ended before its end, or before it began */
	TROUBLE_TLS,          /* certificate or handshake */
	TROUBLE_PROXY,        /* the proxy is not found or refuses */
	TROUBLE_SERVER,       /* 5xx */
	TROUBLE_REQUEST,      /* another 4xx, or a redirect, which is never followed */
	TROUBLE_PAYLOAD,      /* the answer is not what it should be: field and row in detail */
	TROUBLE_HELD,         /* the answer was worse than what is known: why in detail */
	TROUBLE_STORE,        /* the answer was good and could not be written */
	TROUBLE_ABORTED,      /* we quit: never shown */
};

/* One endpoint's state. */
struct feed {
	enum trouble trouble;
	int http;         /* status code of the last answer, 0 for none */
	char detail[200]; /* the reason in words, escaped, without secrets; "" when none */
	int64_t since;    /* Unix seconds: first failure of this run of failures, 0 when none */
	int64_t ok_at;    /* Unix seconds: last good answer in this store, 0 for never */
	int64_t tried_at; /* Unix seconds: last try, 0 for never */
};

struct status {
	struct feed rankings, catalog;
	bool offline_mode;  /* --offline: nothing is asked */
	bool refreshing;    /* a refresh is under way, here */
	bool elsewhere;     /* ... in another ortop on this store */
	int step, steps;    /* requests done and expected of the refresh under way */
	int64_t next_try;   /* Unix seconds, 0 when nothing is planned */
	int64_t retry_at;   /* Unix seconds: the server wants nothing before, 0 for no such word */
	int64_t interval;   /* seconds between refreshes: figures are stale past twice that */
	int requests_today; /* keyed requests of the UTC day, counted in the store */
	struct held held;   /* the rankings' answer that waits, if one does */
	char store[200];    /* why the store is in memory only; "" when it is on disk */
	char aside[200];    /* file name of the damaged store that was set aside; "" for none */
};

/* A few words for the header: "no key", "key refused", "rate limited", "server error", ...; "" for
 * none.  The status code is not among them (a refused key may be 401 or 403): the header adds
 * " (401)" from feed.http where that is 300 or more. */
const char *trouble_words(enum trouble trouble);

/* What the user can do about it, one short sentence; "" for none. */
const char *trouble_remedy(enum trouble trouble);

/* The same of a command that asked once: nobody tries again by himself. */
const char *trouble_remedy_once(enum trouble trouble);

/* When something is asked next (Unix seconds): what is planned, never before the server allows it;
 * 0 when nothing is planned. */
int64_t status_next_try(const struct status *status);

#endif
