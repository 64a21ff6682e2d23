#include "source/libcurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

struct libcurl curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;         /* both written once, under `once` */
static struct error reason; /* why it is not loaded */

static void *open_library(void)
{
	void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);

	if (library)
		return library;
	error_set(&reason, "libcurl cannot be loaded: %s", dlerror());
	return dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
}

static bool resolve(void *library)
{
	static const struct {
		const char *name;
		void *slot;
	} symbols[] = {
#define SYMBOL(name) {"curl_" #name, &curl.name},
		LIBCURL_FUNCTIONS(SYMBOL)
#undef SYMBOL
	};

	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		void *symbol = dlsym(library, symbols[i].name);

		if (!symbol)
			return error_set(&reason, "libcurl is too old: it has no %s",
					 symbols[i].name);
		memcpy(symbols[i].slot, &symbol, sizeof(symbol));
	}
	return true;
}

static void load(void)
{
	void *library = open_library();

	if (!library || !resolve(library))
		return;
	loaded = curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
	if (!loaded)
		error_set(&reason, "libcurl cannot be initialized");
}

bool libcurl_need(struct error *error)
{
	pthread_once(&once, load);
	return loaded || error_set(error, "%s", reason.text);
}
