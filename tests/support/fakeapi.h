/* fakeapi.h - the three endpoints as their reference describes them, on loopback, with made-up
 * figures: whole, refused, slow or broken as a test sets it.
 *
 * Three models and a tail have fakeapi_tokens() a day; a week's rows are the sums of its days up to
 * last_day, cut by the window asked for.  Tests set the fields between requests.
 */
#ifndef ORTOP_TESTS_SUPPORT_FAKEAPI_H
#define ORTOP_TESTS_SUPPORT_FAKEAPI_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "support/httpd.h"

#define FAKEAPI_KEY    "sk-test-0123456789"
#define FAKEAPI_MODELS 4 /* the last one is the tail */

struct fakeapi {
	char url[64]; /* base URL */
	struct httpd *server;

	atomic_int last_day;     /* the last complete day */
	atomic_int days_status;  /* of daily answers: 200, or an error */
	atomic_int weeks_status; /* of weekly ones */
	atomic_int models_status;
	atomic_int retry_after;       /* seconds, with an error; 0 for none */
	atomic_bool broken_weeks;     /* a token count in the second row that is none */
	atomic_bool broken_models;    /* a model without a price */
	atomic_bool empty_weeks;      /* not one row */
	atomic_bool windows_refused;  /* rankings: whatever dates are given */
	atomic_int percent;           /* of the figures that rankings give; 100 */
	atomic_bool one_model;        /* rankings: the largest model and the tail, of all tokens */
	atomic_int ends_ahead;        /* days by which rankings reach past their own as_of */
	atomic_int stray_days;        /* daily rankings: the last days are after their end */
	atomic_bool always_304;       /* models: without being asked with an ETag, too */
	atomic_bool stall;            /* rankings: half an answer, and silence */
	atomic_int providers_status;  /* of /models/AUTHOR/SLUG/endpoints */
	atomic_bool broken_providers; /* an uptime of 101 */
	atomic_bool stall_providers;
	atomic_int price;   /* of a/a, 1 to 9 USD per million; also its ETag */
	atomic_int stalled; /* how many answers have been stalled */

	pthread_mutex_t lock;
	char targets[64][160]; /* what was asked, in order, without the base */
	int n_targets;
};

void fakeapi_start(struct fakeapi *api, int last_day);
void fakeapi_stop(struct fakeapi *api);

/* Forget what was asked. */
void fakeapi_clear(struct fakeapi *api);

/* What was asked as number i since the last clear, "" when there was no such request. */
const char *fakeapi_asked(struct fakeapi *api, int i, char out[160]);

/* Tokens of a model (0 to FAKEAPI_MODELS - 1) on a day. */
int64_t fakeapi_tokens(int day, int model);

extern const char *const fakeapi_names[FAKEAPI_MODELS];

#endif
