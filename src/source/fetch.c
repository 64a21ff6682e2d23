#include "source/fetch.h"

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include "base/mem.h"
#include "source/decode.h"
#include "source/libcurl.h"
#include "source/url.h"

#define SLOW_BYTES     100 /* a second */
#define HEADERS_MAX    (64u * 1024)
#define ERROR_BODY_MAX (64u * 1024)
#define RETRY_MAX      86400 /* seconds: limits are per minute and per UTC day */
#define MESSAGE_SHOWN  180   /* bytes of an error body's message */
#define MESSAGE_SIZE   1024  /* room for a whole key that begins among those */

struct fetch {
	CURL *easy;
	const atomic_bool *abort;
	int seconds; /* for all of a request */
	char curl_error[CURL_ERROR_SIZE];
};

/* One request under way. */
struct transfer {
	struct fetch *fetch;
	const struct fetch_request *request;
	struct fetch_response *response;
	CURLU *url;
	struct curl_slist *headers;
	size_t capacity;     /* of the body */
	size_t header_bytes; /* of all answers to this request, a proxy's included */
	bool body_too_large, headers_too_large;
	/* Headers as they came, "" when there are none. */
	char etag[FETCH_ETAG_MAX + 1], retry_after[64], reset[32];
};

/* Answers */

/* May an ETag be kept and sent back?  One that was cut is too long. */
static bool is_etag(const char *etag)
{
	size_t length = strlen(etag);

	for (size_t i = 0; i < length; i++)
		if (etag[i] <= 0x20 || etag[i] > 0x7E)
			return false;
	return length > 0 && length < FETCH_ETAG_MAX;
}

/* Copy the value of a header line, cut to size, if it is the named one's. */
static bool copy_header(char *out, size_t size, const char *name, const char *line, size_t length)
{
	size_t start = strlen(name);

	if (length <= start || strncasecmp(line, name, start) != 0 || line[start] != ':')
		return false;
	start++;
	start += strspn(line + start, " \t");
	while (length > start && strchr(" \t\r\n", line[length - 1]))
		length--;
	snprintf(out, size, "%.*s", (int)(length - start), line + start);
	return true;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *data)
{
	struct transfer *transfer = data;
	size_t length = size * count;
	char line[512];

	transfer->header_bytes += length;
	if (transfer->header_bytes > HEADERS_MAX) {
		transfer->headers_too_large = true;
		return 0;
	}
	if (length >= sizeof(line))
		return length;
	memcpy(line, bytes, length);
	line[length] = '\0';
	if (strncmp(line, "HTTP/", 5) == 0) /* what an interim answer said does not count */
		transfer->etag[0] = transfer->retry_after[0] = transfer->reset[0] = '\0';
	else if (!copy_header(transfer->etag, sizeof(transfer->etag), "ETag", line, length) &&
		 !copy_header(transfer->retry_after, sizeof(transfer->retry_after), "Retry-After",
			      line, length))
		copy_header(transfer->reset, sizeof(transfer->reset), "X-RateLimit-Reset", line,
			    length);
	return length;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data)
{
	struct transfer *transfer = data;
	struct fetch_response *response = transfer->response;
	size_t length = size * count;
	long http = 0;

	curl.easy_getinfo(transfer->fetch->easy, CURLINFO_RESPONSE_CODE, &http);
	if (length > (http == 200 ? FETCH_BODY_MAX : ERROR_BODY_MAX) - response->length) {
		transfer->body_too_large = true;
		return 0;
	}
	response->body =
		mem_grow(response->body, &transfer->capacity, response->length + length + 1, 1);
	memcpy(response->body + response->length, bytes, length);
	response->length += length;
	response->body[response->length] = '\0';
	return length;
}

static int on_progress(void *data, curl_off_t to_get, curl_off_t got, curl_off_t to_send,
		       curl_off_t sent)
{
	const struct fetch *fetch = data;

	(void)to_get, (void)got, (void)to_send, (void)sent;
	return atomic_load(fetch->abort);
}

/* What went wrong */

static void fail(struct transfer *transfer, enum trouble trouble, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void fail(struct transfer *transfer, enum trouble trouble, const char *format, ...)
{
	struct fetch_response *response = transfer->response;
	va_list args;

	response->trouble = trouble;
	va_start(args, format);
	vsnprintf(response->detail, sizeof(response->detail), format, args);
	va_end(args);
}

/* libcurl's words.  They are ASCII; what it quotes in them may be anything. */
static const char *curl_words(struct fetch *fetch, CURLcode code)
{
	if (fetch->curl_error[0] == '\0')
		return curl.easy_strerror(code);
	for (char *c = fetch->curl_error; *c; c++)
		if (*c < 0x20 || *c > 0x7E)
			*c = '?';
	return fetch->curl_error;
}

static bool sends_key(const struct fetch_request *request)
{
	return request->credentials && request->credentials->key[0];
}

static enum trouble trouble_of_status(const struct fetch_request *request, long http)
{
	/* Where no key was sent, none was refused. */
	if (http == 401 || http == 403)
		return sends_key(request) ? TROUBLE_KEY_REFUSED : TROUBLE_REQUEST;
	if (http == 429)
		return TROUBLE_RATE_LIMITED;
	return http >= 500 && http <= 599 ? TROUBLE_SERVER : TROUBLE_REQUEST;
}

static bool proxy_is_set(void)
{
	static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return true;
	}
	return false;
}

/* Was it the proxy that failed?  That it could not be reached libcurl tells by naming its host in
 * place of the URL's. */
static bool is_proxy_failure(const struct transfer *transfer, CURLcode code)
{
	const char *words = transfer->fetch->curl_error;
	long connect_status = 0;

	curl.easy_getinfo(transfer->fetch->easy, CURLINFO_HTTP_CONNECTCODE, &connect_status);
	if (code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_PROXY || connect_status >= 300)
		return true;
	if (connect_status != 0 || !proxy_is_set())
		return false;
	if (code == CURLE_COULDNT_CONNECT)
		return !url_is_named(transfer->url, words);
	return strncasecmp(words, "Proxy", 5) == 0;
}

/* Seconds that the server asks to wait, 0 when it does not say. */
static int64_t wait_seconds(const struct transfer *transfer, int64_t reset_ms, int64_t now)
{
	const char *after = transfer->retry_after;
	int64_t wait = 0;
	time_t date;

	if (*after && after[strspn(after, "0123456789")] == '\0')
		wait = strtoll(after, NULL, 10);
	else if (*after && (date = curl.getdate(after, NULL)) != -1)
		wait = (int64_t)date - now;
	if (wait <= 0 && transfer->reset[0] >= '1' && transfer->reset[0] <= '9')
		reset_ms = strtoll(transfer->reset, NULL, 10);
	if (wait <= 0 && reset_ms > 0)
		wait = reset_ms / 1000 + (reset_ms % 1000 > 0) - now;
	if (wait < 0)
		return 0;
	return wait < RETRY_MAX ? wait : RETRY_MAX;
}

/* Bytes of valid UTF-8, at most `most` and never half a character. */
static int whole_characters(const char *text, size_t most)
{
	size_t length = strnlen(text, most + 1);

	if (length > most)
		for (length = most; length > 0 && (text[length] & 0xC0) == 0x80; length--)
			;
	return (int)length;
}

/* A status that is no success: its meaning, and what the error body says of it. */
static void refuse_status(struct transfer *transfer, long http, int64_t now)
{
	const struct fetch_request *request = transfer->request;
	struct fetch_response *response = transfer->response;
	enum trouble trouble = trouble_of_status(request, http);
	char message[MESSAGE_SIZE];
	int64_t reset_ms = 0;

	if (http >= 300 && http <= 399) {
		fail(transfer, trouble, "redirect refused (HTTP %ld)", http);
		return;
	}
	if (!response->body ||
	    !decode_error(response->body, response->length, message, sizeof(message), &reset_ms))
		fail(transfer, trouble, "HTTP %ld", http);
	else if (sends_key(request) && strstr(message, request->credentials->key))
		fail(transfer, trouble, "HTTP %ld (its message repeats the key)", http);
	else
		fail(transfer, trouble, "HTTP %ld: %.*s", http,
		     whole_characters(message, MESSAGE_SHOWN), message);
	if (trouble == TROUBLE_RATE_LIMITED || trouble == TROUBLE_SERVER)
		response->retry_after = wait_seconds(transfer, reset_ms, now);
}

static void judge(struct transfer *transfer, CURLcode code, int64_t now)
{
	struct fetch_response *response = transfer->response;
	bool conditional = transfer->request->etag && is_etag(transfer->request->etag);
	long http = 0;

	curl.easy_getinfo(transfer->fetch->easy, CURLINFO_RESPONSE_CODE, &http);
	if (code == CURLE_ABORTED_BY_CALLBACK) {
		fail(transfer, TROUBLE_ABORTED, "aborted");
		return;
	}
	if (code != CURLE_OK && is_proxy_failure(transfer, code)) {
		fail(transfer, TROUBLE_PROXY, "%s", curl_words(transfer->fetch, code));
		return;
	}
	response->http = (int)http;
	if (http >= 300 && http != 304)
		refuse_status(transfer, http, now);
	else if (transfer->body_too_large)
		fail(transfer, TROUBLE_PAYLOAD, "larger than %u MiB", FETCH_BODY_MAX >> 20);
	else if (transfer->headers_too_large)
		fail(transfer, TROUBLE_PAYLOAD, "more than %u KiB of headers", HEADERS_MAX >> 10);
	else if (code != CURLE_OK)
		response->trouble = fetch_failure(transfer->fetch->easy, code,
						  curl_words(transfer->fetch, code),
						  response->detail, sizeof(response->detail));
	else if (http != 200 && !(http == 304 && conditional))
		fail(transfer, TROUBLE_REQUEST, "HTTP %ld is not expected", http);
	else if (http == 200 && is_etag(transfer->etag))
		memcpy(response->etag, transfer->etag, sizeof(response->etag));
}

/* The request */

struct fetch *fetch_new(const atomic_bool *abort, struct error *error)
{
	struct fetch *fetch;

	if (!libcurl_need(error))
		return NULL;
	fetch = mem_alloc(1, sizeof(*fetch));
	fetch->abort = abort;
	fetch->seconds = FETCH_SECONDS;
	fetch->easy = curl.easy_init();
	if (fetch->easy)
		return fetch;
	error_set(error, "libcurl cannot be initialized");
	free(fetch);
	return NULL;
}

void fetch_free(struct fetch *fetch)
{
	if (!fetch)
		return;
	curl.easy_cleanup(fetch->easy);
	free(fetch);
}

void fetch_limit(struct fetch *fetch, int seconds)
{
	fetch->seconds = seconds;
}

static bool add_header(struct transfer *transfer, const char *line)
{
	struct curl_slist *longer = curl.slist_append(transfer->headers, line);

	if (longer)
		transfer->headers = longer;
	return longer != NULL;
}

static bool add_headers(struct transfer *transfer)
{
	const struct fetch_request *request = transfer->request;
	char line[sizeof(request->credentials->key) + 32];
	bool good = add_header(transfer, "Accept: application/json");

	if (request->etag && is_etag(request->etag)) {
		snprintf(line, sizeof(line), "If-None-Match: %s", request->etag);
		good = good && add_header(transfer, line);
	}
	if (sends_key(request)) {
		snprintf(line, sizeof(line), "Authorization: Bearer %s", request->credentials->key);
		good = good && add_header(transfer, line);
		explicit_bzero(line, sizeof(line));
	}
	return good;
}

static void free_headers(struct transfer *transfer)
{
	for (struct curl_slist *item = transfer->headers; item; item = item->next)
		explicit_bzero(item->data, strlen(item->data));
	curl.slist_free_all(transfer->headers);
}

/* Seconds for all of a request. */
static long whole_seconds(const struct transfer *transfer)
{
	int wanted = transfer->request->seconds, most = transfer->fetch->seconds;

	return wanted > 0 && wanted < most ? wanted : most;
}

static long at_most(long seconds, long most)
{
	return seconds < most ? seconds : most;
}

/* All that is asked of libcurl; true when it knows every option. */
static bool set_options(struct transfer *transfer)
{
	struct fetch *fetch = transfer->fetch;
	CURL *easy = fetch->easy;
	const char *ca_file = getenv("SSL_CERT_FILE");
	long seconds = whole_seconds(transfer);
	int wrong = 0;

	curl.easy_reset(easy);
	fetch->curl_error[0] = '\0';
#define SET(option, value) (wrong |= curl.easy_setopt(easy, CURLOPT_##option, value) != CURLE_OK)
	SET(CURLU, transfer->url);
	SET(PROTOCOLS_STR, "https,http");
	SET(FOLLOWLOCATION, 0L);
	SET(SSL_VERIFYPEER, 1L);
	SET(SSL_VERIFYHOST, 2L);
	SET(HTTPHEADER, transfer->headers);
	SET(HEADEROPT, (long)CURLHEADER_SEPARATE); /* the key is not for a proxy */
	SET(SUPPRESS_CONNECT_HEADERS, 1L);
	SET(USERAGENT, "ortop/" ORTOP_VERSION);
	SET(ACCEPT_ENCODING, "gzip");
	SET(HTTP09_ALLOWED, 0L);
	SET(NOSIGNAL, 1L);
	SET(CONNECTTIMEOUT, at_most(seconds, FETCH_CONNECT_SECONDS));
	SET(LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	SET(LOW_SPEED_TIME, at_most(seconds, FETCH_SLOW_SECONDS));
	SET(TIMEOUT, seconds);
	SET(ERRORBUFFER, fetch->curl_error);
	SET(HEADERFUNCTION, on_header);
	SET(HEADERDATA, transfer);
	SET(WRITEFUNCTION, on_body);
	SET(WRITEDATA, transfer);
	SET(XFERINFOFUNCTION, on_progress);
	SET(XFERINFODATA, fetch);
	SET(NOPROGRESS, 0L);
	if (ca_file && *ca_file) /* in place of libcurl's own, as other programs take it */
		SET(CAINFO, ca_file);
	if (!url_is_https(transfer->url))
		SET(NOPROXY, "*");
#undef SET
	curl.easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* before 7.87 a resolver is waited for */
	return !wrong;
}

/* With signals off libcurl leaves SIGPIPE alone, which a TLS library may cause: it is held back
 * and dropped, in this thread only. */
static CURLcode perform(CURL *easy)
{
	const struct timespec no_wait = {0, 0};
	sigset_t pipe_signal, before, pending;
	bool was_pending;
	CURLcode code;

	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	sigpending(&pending);
	was_pending = sigismember(&pending, SIGPIPE) == 1;
	pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
	code = curl.easy_perform(easy);
	if (!was_pending)
		sigtimedwait(&pipe_signal, NULL, &no_wait);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return code;
}

void fetch_get(struct fetch *fetch, const struct fetch_request *request, int64_t now,
	       struct fetch_response *response)
{
	struct transfer transfer = {.fetch = fetch, .request = request, .response = response};
	struct error error;

	memset(response, 0, sizeof(*response));
	transfer.url = url_parse(request->url, &error);
	if (!transfer.url)
		fail(&transfer, TROUBLE_REQUEST, "%s", error.text);
	else if (!add_headers(&transfer) || !set_options(&transfer))
		fail(&transfer, TROUBLE_REQUEST, "libcurl is too old");
	else
		judge(&transfer, perform(fetch->easy), now);
	if (response->trouble != TROUBLE_NONE || response->http != 200) {
		free(response->body);
		response->body = NULL;
		response->length = 0;
	} else if (!response->body) {
		response->body = mem_strdup("");
	}
	if (request->trace)
		fetch_trace_take(fetch->easy, request->trace);
	curl.easy_reset(fetch->easy);
	free_headers(&transfer);
	curl.url_cleanup(transfer.url);
}

void fetch_response_done(struct fetch_response *response)
{
	free(response->body);
	memset(response, 0, sizeof(*response));
}
