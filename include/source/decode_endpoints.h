/* decode_endpoints.h - the source's answer about the providers of one model.
 *
 * As in decode.h: right whole or refused whole, with field and row named.
 *
 * Thread: any (pure); in the program the worker.
 */
#ifndef ORTOP_SOURCE_DECODE_ENDPOINTS_H
#define ORTOP_SOURCE_DECODE_ENDPOINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "model/endpoints.h"

/* More providers than this are refused; a model has 31 at the most (2026-07). */
#define DECODE_ENDPOINTS_MAX 256

/* Bytes that all names of a list may take, escaped; those of 31 providers take 1.3 KiB. */
#define DECODE_ENDPOINTS_NAMES_MAX ((size_t)16 * 1024)

/* A body of GET /models/{author}/{slug}/endpoints into the builder, as a list of `model`; on
 * failure the builder must be thrown away. Checked: data.id names the model that was asked for (its
 * variant aside); data.endpoints an array of objects, maybe empty; provider_name, tag strings of 1
 * to 256 bytes, all of them together DECODE_ENDPOINTS_NAMES_MAX at the most; quantization absent,
 * null or such a string, "unknown" counts as absent; context_length null or a whole number >= 0;
 * max_completion_tokens likewise, or absent; pricing as in decode_models; pricing.discount absent
 * or 0 to 1; status absent, null or a whole number; uptime_last_30m absent, null or 0 to 100. */
bool decode_endpoints(const char *body, size_t length, const char *model, int64_t fetched_at,
		      struct endpoints_builder *builder, struct error *error);

#endif
