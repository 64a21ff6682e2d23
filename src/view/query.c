#include "view/query.h"

struct query query_default(void)
{
	struct query query = {
		.unit = UNIT_TOKENS,
		.mix = mix_base,
		.segments = {.premium = 2000000, .mid = 200000},
		.workload = {.input = 100000000, .output = 3000000},
	};

	return query;
}

const char *unit_word(enum unit unit)
{
	return unit == UNIT_USD ? "usd" : "tokens";
}

const char *denominator_word(enum denominator denominator)
{
	switch (denominator) {
	case DENOMINATOR_ALL:
		return "all";
	case DENOMINATOR_IDENTIFIED:
		return "identified";
	case DENOMINATOR_TOP_10:
		break;
	}
	return "top 10";
}

struct basis query_basis(const struct query *query)
{
	return (struct basis){
		.measure = query->unit == UNIT_USD ? MEASURE_USD : MEASURE_TOKENS,
		.mix = query->mix,
		.paid_only = query->paid_only,
		.denominator = query->denominator,
	};
}
