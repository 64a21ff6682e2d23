#include <stdio.h>
#include "source/libcurl.h"

/* In these words, as libcurl's are of its own limits; whole seconds, bytes of the body. */
static void say_how_far(CURL *easy, char *detail, size_t size)
{
	curl_off_t us = 0, bytes = 0;
	long http = 0;
	long long seconds;

	curl.easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &us);
	curl.easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
	curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &http);
	seconds = (us + 500000) / 1000000;
	if (http == 0)
		snprintf(detail, size, "no answer in %lld s", seconds);
	else
		snprintf(detail, size, "no whole answer in %lld s, %lld byte%s of it", seconds,
			 (long long)bytes, bytes == 1 ? "" : "s");
}

/* Was the request on its way, or did the time pass before somebody was reached? */
static bool was_sent(CURL *easy)
{
	curl_off_t us = 0;

	curl.easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &us);
	return us > 0;
}

enum trouble fetch_failure(CURL *easy, CURLcode code, const char *words, char *detail, size_t size)
{
	snprintf(detail, size, "%s", words);
	switch (code) {
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_ENGINE_INITFAILED:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_SSL_ISSUER_ERROR:
		return TROUBLE_TLS;
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_UNSUPPORTED_PROTOCOL: /* an answer without a status line */
	case CURLE_WEIRD_SERVER_REPLY:
		return TROUBLE_PAYLOAD;
	case CURLE_OPERATION_TIMEDOUT:
		if (!was_sent(easy))
			return TROUBLE_OFFLINE;
		say_how_far(easy, detail, size);
		return TROUBLE_TIMEOUT;
	case CURLE_GOT_NOTHING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
		return TROUBLE_CUT;
	default:
		return TROUBLE_OFFLINE;
	}
}
