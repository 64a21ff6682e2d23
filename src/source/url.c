#include "source/url.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
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

/* ":8080" or nothing, then a path of plain characters. */
static bool is_plain_rest(const char *text)
{
	size_t digits = 0;

	if (*text == ':') {
		digits = strspn(++text, "0123456789");
		if (digits < 1 || digits > 5 || strtol(text, NULL, 10) > PORT_MAX)
			return false;
	}
	text += digits;
	if (*text && *text != '/')
		return false;
	return text[strspn(text, "/-._0123456789abcdefghijklmnopqrstuvwxyz")] == '\0';
}

bool url_is_plain(const char *text)
{
	static const char *const local[] = {"http://127.0.0.1", "http://localhost"};
	size_t host;

	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		if (strncmp(text, local[i], strlen(local[i])) == 0)
			return is_plain_rest(text + strlen(local[i]));
	if (strncmp(text, "https://", 8) != 0)
		return false;
	host = strspn(text + 8, "abcdefghijklmnopqrstuvwxyz.");
	return host > 0 && text[8] != '.' && is_plain_rest(text + 8 + host);
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
