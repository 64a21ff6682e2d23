#include "versions.h"

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif
#include "source/fetch_about.h"
#include "source/jsonread.h"
#include "source/store.h"
#include "ui/term.h"

static void add_curl(struct strbuf *out)
{
	struct fetch_about about;

	if (!fetch_about(&about, NULL))
		strbuf_text(out, ", no curl");
	else if (*about.library)
		strbuf_printf(out, ", curl %s (%s)", about.version, about.library);
	else
		strbuf_printf(out, ", curl %s", about.version);
}

void versions_of_libraries(struct strbuf *out)
{
	strbuf_printf(out, "sqlite %s, json-c %s, %s", store_library(), jsonread_library(),
		      term_library());
	add_curl(out);
	/* musl does not tell its version. */
#ifdef __GLIBC__
	strbuf_printf(out, ", glibc %s", gnu_get_libc_version());
#endif
}
