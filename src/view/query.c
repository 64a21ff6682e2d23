#include "view/query.h"

struct query query_default(void)
{
	struct query query = {
		.unit = UNIT_TOKENS,
		.mix = mix_base,
		.workload = {.input = 100000000, .output = 3000000},
	};

	return query;
}

const char *unit_word(enum unit unit)
{
	return unit == UNIT_USD ? "usd" : "tokens";
}
