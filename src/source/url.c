#include "source/url.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PORT_MAX 65535

static bool is_loopback(const char *host)
{
	size_t length = strlen(host);
	char bare[INET6_ADDRSTRLEN];
	struct in6_addr in6;
	struct in_addr in;

	if (strcasecmp(host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, host, &in) == 1)
		return ntohl(in.s_addr) >> 24 == IN_LOOPBACKNET;
	if (*host != '[' || length - 2 >= sizeof(bare))
		return false;
	snprintf(bare, sizeof(bare), "%.*s", (int)length - 2, host + 1);
	return inet_pton(AF_INET6, bare, &in6) == 1 && IN6_IS_ADDR_LOOPBACK(&in6);
}

static bool has_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	bool has = curl.url_get(url, part, &text, 0) == CURLUE_OK;

	curl.free(text);
	return has;
}

static bool check_scheme(CURLU *url, struct error *error)
{
	char *scheme = NULL, *host = NULL;
	bool good = true;

	if (curl.url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl.url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		good = error_set(error, "no host in the URL");
	else if (strcmp(scheme, "http") == 0 && !is_loopback(host))
		good = error_set(error, "plain http goes to loopback addresses only: use https");
	else if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)
		good = error_set(error, "neither https nor http");
	curl.free(scheme);
	curl.free(host);
	return good;
}

CURLU *url_parse(const char *text, struct error *error)
{
	CURLU *url = curl.url();
	CURLUcode code = curl.url_set(url, CURLUPART_URL, text, 0);

	if (code != CURLUE_OK)
		error_set(error, "not a URL: %s", curl.url_strerror(code));
	else if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD))
		error_set(error, "a user or password does not belong in the URL");
	else if (check_scheme(url, error))
		return url;
	curl.url_cleanup(url);
	return NULL;
}

/* Without libcurl */

#define DIGITS     "0123456789"
#define HOST_CHARS DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._"

/* Bytes above ASCII are for libcurl to put in their other form. */
static bool is_host(const char *host, size_t length)
{
	char bare[INET6_ADDRSTRLEN];
	struct in6_addr in6;

	if (length == 0 || *host == '.')
		return false;
	if (*host == '[' && length - 1 <= sizeof(bare) && host[length - 1] == ']') {
		snprintf(bare, sizeof(bare), "%.*s", (int)length - 2, host + 1);
		return inet_pton(AF_INET6, bare, &in6) == 1;
	}
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)host[i] < 0x80 && !strchr(HOST_CHARS, host[i]))
			return false;
	return true;
}

/* Nothing, or ":8080". */
static bool is_port(const char *text, size_t length)
{
	long port = 0;

	if (length == 0)
		return true;
	if (length < 2 || length > 6 || strspn(text + 1, DIGITS) < length - 1)
		return false;
	for (size_t i = 1; i < length; i++)
		port = 10 * port + (text[i] - '0');
	return port > 0 && port <= PORT_MAX;
}

static bool is_plain_path(const char *path)
{
	for (; *path; path++)
		if ((unsigned char)*path <= ' ' || *path == 0x7F)
			return false;
	return true;
}

static bool is_loopback_part(const char *host, size_t length)
{
	char copy[INET6_ADDRSTRLEN + 2];

	if (length >= sizeof(copy))
		return false;
	snprintf(copy, sizeof(copy), "%.*s", (int)length, host);
	return is_loopback(copy);
}

/* Where the authority's host ends: before the colon of a port, of which an IPv6 address has its
 * own. */
static size_t host_length(const char *authority, size_t length)
{
	const char *start = memchr(authority, ']', length);
	const char *from = *authority == '[' && start ? start : authority;
	const char *colon = memchr(from, ':', (size_t)(authority + length - from));

	return colon ? (size_t)(colon - authority) : length;
}

bool url_check_base(const char *text, struct error *error)
{
	bool https = strncasecmp(text, "https://", 8) == 0;
	const char *authority = text + (https ? 8 : 7);
	size_t length, host;

	if (!https && strncasecmp(text, "http://", 7) != 0)
		return error_set(error, strstr(text, "://")
						? "neither https nor http"
						: "not a URL: https://HOST/PATH is one");
	length = strcspn(authority, "/?#");
	host = host_length(authority, length);
	if (memchr(authority, '@', length))
		return error_set(error, "a user or password does not belong in the URL");
	if (!is_host(authority, host))
		return error_set(error, "not a URL: no host, or none that can be");
	if (!is_port(authority + host, length - host))
		return error_set(error, "not a URL: a port is 1 to %d", PORT_MAX);
	if (!https && !is_loopback_part(authority, host))
		return error_set(error, "plain http goes to loopback addresses only: use https");
	if (strpbrk(text, "?#"))
		return error_set(error, "a query or fragment does not belong in a base URL");
	return is_plain_path(authority) ||
	       error_set(error, "not a URL: a blank, or a control character");
}

bool url_is_https(CURLU *url)
{
	char *scheme = NULL;
	bool https = curl.url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
		     strcmp(scheme, "https") == 0;

	curl.free(scheme);
	return https;
}

bool url_is_named(CURLU *url, const char *words)
{
	char *host = NULL;
	bool named = curl.url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
		     strstr(words, host) != NULL;

	curl.free(host);
	return named;
}
