#include "source/fetch_about.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "source/fetch.h"
#include "source/libcurl.h"

static void copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%.*s", (int)size - 1, text ? text : "");
}

bool fetch_about(struct fetch_about *about, struct error *error)
{
	const char *file = getenv("SSL_CERT_FILE");
	const curl_version_info_data *info;

	memset(about, 0, sizeof(*about));
	if (!libcurl_need(error))
		return false;
	info = curl.version_info(CURLVERSION_NOW);
	copy(about->version, sizeof(about->version), info->version);
	copy(about->library, sizeof(about->library), info->ssl_version);
	if (file && *file)
		copy(about->ca_file, sizeof(about->ca_file), file);
	else if (info->age >= CURLVERSION_SEVENTH)
		copy(about->ca_file, sizeof(about->ca_file), info->cainfo);
	if (info->age >= CURLVERSION_SEVENTH)
		copy(about->ca_path, sizeof(about->ca_path), info->capath);
	return true;
}

static int milliseconds(CURL *easy, CURLINFO what)
{
	curl_off_t us = 0;

	curl.easy_getinfo(easy, what, &us);
	/* A step that was taken is more than nothing. */
	return (int)((us + 999) / 1000);
}

void fetch_trace_take(CURL *easy, struct fetch_trace *trace)
{
	struct curl_header *date = NULL;
	time_t time;

	memset(trace, 0, sizeof(*trace));
	trace->name_ms = milliseconds(easy, CURLINFO_NAMELOOKUP_TIME_T);
	trace->connect_ms = milliseconds(easy, CURLINFO_CONNECT_TIME_T);
	trace->tls_ms = milliseconds(easy, CURLINFO_APPCONNECT_TIME_T);
	trace->answer_ms = milliseconds(easy, CURLINFO_STARTTRANSFER_TIME_T);
	if (curl.easy_header(easy, "Date", 0, CURLH_HEADER, -1, &date) != CURLHE_OK)
		return;
	time = curl.getdate(date->value, NULL);
	if (time > 0)
		trace->date = (int64_t)time;
}
