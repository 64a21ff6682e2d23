/* endpoints.h - the providers of single models: who serves a model, at what price, how well.
 *
 * A list is what the source answered for one model id (GET /models/{author}/{slug}/endpoints), and
 * how asking for it went.  An endpoint is one offer of a provider: a provider may stand there more
 * than once, and even its tag need not be distinct.  Prices have the discount in them already: on
 * the day of 2026-07-22 price / (1 - discount) is one round figure for all discounted providers of
 * a model (z-ai/glm-5.2: six discounts from 10 % to 43.8 %, each of $1.40 and $4.40).
 *
 * Ownership: a struct endpoints owns its memory, strings included; counted part of a snapshot.
 * Thread: a builder belongs to one thread; finished endpoints may be read by any.
 */
#ifndef ORTOP_MODEL_ENDPOINTS_H
#define ORTOP_MODEL_ENDPOINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/catalog.h"
#include "model/status.h"

/* The source says 0 for an endpoint that is up; other numbers it does not explain. */
#define ENDPOINT_UP        0
#define ENDPOINT_NO_STATUS INT32_MIN

#define ENDPOINT_NO_UPTIME (-1)

struct endpoint {
	const char *provider;     /* "Google AI Studio"; text-escaped like the two below */
	const char *tag;          /* "google-ai-studio/flex" */
	const char *quantization; /* "fp8"; NULL when it is not known */
	int64_t context;          /* tokens, 0 when not given */
	int64_t max_output;       /* tokens of a completion at the most, 0 when not given */
	struct price price;       /* discount deducted */
	int discount;             /* per mille, 0 to 1000 */
	int status;               /* ENDPOINT_UP, another number, or ENDPOINT_NO_STATUS */
	int uptime;               /* of the last 30 minutes, per mille, or ENDPOINT_NO_UPTIME */
};

/* How asking for a model's endpoints goes, in this session. */
struct endpoints_state {
	bool loading;  /* under way, or waiting for its turn */
	bool delisted; /* the source knows the model no more (404) */
	enum trouble trouble;
	int http;         /* status code of the last answer, 0 for none */
	char detail[200]; /* the reason in words, escaped, without secrets; "" when none */
};

struct endpoint_list {
	const char *model;  /* id: "z-ai/glm-5.2" */
	int64_t fetched_at; /* Unix seconds of the last good answer, 0 for never */
	size_t n;
	const struct endpoint *endpoints; /* as the source orders them */
	struct endpoints_state state;
};

struct endpoints {
	size_t n;
	const struct endpoint_list *lists; /* by model, distinct */
};

struct endpoints_builder;

struct endpoints_builder *endpoints_builder_new(void);
void endpoints_builder_free(struct endpoints_builder *builder);

/* Open the list of a model, which must not have been opened before; endpoints that follow go
 * there. */
void endpoints_builder_open(struct endpoints_builder *builder, const char *model,
			    int64_t fetched_at);

/* Add to the open list; strings are copied and escaped. */
void endpoints_builder_add(struct endpoints_builder *builder, const struct endpoint *endpoint);

/* Say how asking went; a model without a list gets an empty one that was never fetched. */
void endpoints_builder_state(struct endpoints_builder *builder, const char *model,
			     const struct endpoints_state *state);

/* The finished endpoints with one reference; the builder is freed. */
struct endpoints *endpoints_finish(struct endpoints_builder *builder);

struct endpoints *endpoints_ref(struct endpoints *endpoints); /* NULL is allowed */
void endpoints_unref(struct endpoints *endpoints);            /* NULL is allowed */

/* The list of a model id; NULL when it was neither fetched nor asked for.  endpoints may be NULL.
 */
const struct endpoint_list *endpoints_find(const struct endpoints *endpoints, const char *model);

/* The newest listing that a permaslug or a model id names, NULL when there is none.  Its id is
 * what endpoints are asked for by. */
const struct listing *endpoints_listing(const struct catalog *catalog, const char *subject);

#endif
