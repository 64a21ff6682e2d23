/* fetch_about.h - what libcurl is.
 *
 * Thread: any.
 */
#ifndef ORTOP_SOURCE_FETCH_ABOUT_H
#define ORTOP_SOURCE_FETCH_ABOUT_H

#include <stdbool.h>
#include "base/error.h"

struct fetch_about {
	char version[32];  /* of libcurl: "7.88.1" */
	char library[64];  /* what it does TLS with: "OpenSSL/3.0.17"; "" for nothing */
	char ca_file[256]; /* whom it trusts: SSL_CERT_FILE, else its own; "" for none */
	char ca_path[256];
};

/* Loads libcurl; false with the loader's reason when it is not there. */
bool fetch_about(struct fetch_about *about, struct error *error);

#endif
