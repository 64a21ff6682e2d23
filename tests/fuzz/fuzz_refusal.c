/* The error body, its message into rooms of two sizes. */

#include <string.h>
#include "fuzz/check.h"
#include "source/decode.h"

#define ROOMY 200
#define TIGHT 7

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char roomy[ROOMY], tight[TIGHT];
	int64_t reset = -1, again = -1;
	bool good = decode_error((const char *)data, size, roomy, sizeof(roomy), &reset);

	FUZZ_CHECK(decode_error((const char *)data, size, tight, sizeof(tight), &again) == good);
	if (!good)
		return 0;
	FUZZ_CHECK(reset >= 0 && again == reset);
	FUZZ_CHECK(strnlen(roomy, ROOMY) < ROOMY && strnlen(tight, TIGHT) < TIGHT);
	check_inert(roomy);
	check_inert(tight);
	FUZZ_CHECK(strncmp(roomy, tight, strlen(tight)) == 0);
	return 0;
}
