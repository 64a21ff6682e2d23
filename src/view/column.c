#include "view/column.h"

#include <string.h>

static const struct {
	const char *id;
	enum value_kind kind;
} kinds[] = {
	{"as_of", VALUE_TEXT},
	{"at_least", VALUE_TEXT},
	{"cache_read_usd_per_m", VALUE_PRICE},
	{"context", VALUE_CONTEXT},
	{"date", VALUE_TEXT},
	{"days", VALUE_INTEGER},
	{"denominator", VALUE_TEXT},
	{"discount", VALUE_SHARE},
	{"fetched_at", VALUE_TEXT},
	{"gap", VALUE_POINTS},
	{"identified_share", VALUE_SHARE},
	{"input_usd_per_m", VALUE_PRICE},
	{"limits", VALUE_TEXT},
	{"max_output", VALUE_CONTEXT},
	{"model", VALUE_TEXT},
	{"models", VALUE_INTEGER},
	{"name", VALUE_TEXT},
	{"output_usd_per_m", VALUE_PRICE},
	{"prev_cache_read_usd_per_m", VALUE_PRICE},
	{"prev_input_usd_per_m", VALUE_PRICE},
	{"prev_output_usd_per_m", VALUE_PRICE},
	{"prev_rank", VALUE_INTEGER},
	{"price_change", VALUE_GROWTH},
	{"price_rule", VALUE_TEXT},
	{"price_status", VALUE_TEXT},
	{"provider", VALUE_TEXT},
	{"quality", VALUE_TEXT},
	{"quantization", VALUE_TEXT},
	{"rank", VALUE_INTEGER},
	{"record", VALUE_TEXT},
	{"region", VALUE_TEXT},
	{"segment", VALUE_TEXT},
	{"since", VALUE_TEXT},
	{"slug", VALUE_TEXT},
	{"source", VALUE_TEXT},
	{"state", VALUE_TEXT},
	{"status", VALUE_INTEGER},
	{"streaks", VALUE_TEXT},
	{"subject", VALUE_TEXT},
	{"tag", VALUE_TEXT},
	{"token_share", VALUE_SHARE},
	{"tokens", VALUE_TOKENS},
	{"trend", VALUE_SERIES},
	{"unit", VALUE_TEXT},
	{"uptime", VALUE_SHARE},
	{"usd", VALUE_USD},
	{"usd_high", VALUE_USD},
	{"usd_low", VALUE_USD},
	{"usd_share", VALUE_SHARE},
	{"value", VALUE_ABSENT},
	{"value_unit", VALUE_TEXT},
	{"vendor", VALUE_TEXT},
	{"vendor_name", VALUE_TEXT},
	{"week", VALUE_TEXT},
	{"weeks", VALUE_INTEGER},
	{"what", VALUE_TEXT},
	{"workload_change", VALUE_GROWTH},
	{"workload_usd", VALUE_USD},
	{"wow", VALUE_GROWTH},
	{"wow_points", VALUE_POINTS},
};

static enum value_kind kind_of_unit(enum unit unit)
{
	return unit == UNIT_USD ? VALUE_USD : VALUE_TOKENS;
}

enum value_kind column_kind(const struct column *column, enum unit unit)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].id, column->id) == 0)
			return kinds[i].kind;
	return kind_of_unit(unit);
}

const char *column_kind_word(enum value_kind kind)
{
	switch (kind) {
	case VALUE_TEXT:
	case VALUE_WORD:
		return "text";
	case VALUE_INTEGER:
	case VALUE_MOVE:
		return "integer";
	case VALUE_TOKENS:
	case VALUE_CONTEXT:
		return "tokens";
	case VALUE_USD:
		return "usd";
	case VALUE_PRICE:
		return "price";
	case VALUE_SHARE:
		return "share";
	case VALUE_GROWTH:
		return "growth";
	case VALUE_POINTS:
		return "points";
	case VALUE_SERIES:
		return "series";
	case VALUE_ABSENT:
		break;
	}
	return "mixed";
}

const char *column_unit(const struct column *column, enum unit unit)
{
	enum value_kind kind = column_kind(column, unit);

	/* Sparklines on one scale are of shares; the others of the unit. */
	if (kind == VALUE_SERIES)
		kind = column->flags & COLUMN_SHARED ? VALUE_SHARE : kind_of_unit(unit);
	switch (kind) {
	case VALUE_TOKENS:
	case VALUE_CONTEXT:
		return "tokens";
	case VALUE_USD:
		return "usd";
	case VALUE_PRICE:
		return "usd_per_million_tokens";
	case VALUE_SHARE:
	case VALUE_GROWTH:
	case VALUE_POINTS:
		return "fraction";
	default:
		return NULL;
	}
}
