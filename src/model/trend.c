#include "model/trend.h"

#include <math.h>
#include <string.h>

/* Tokens or micro-USD of a row; -1 without a price. */
static int64_t row_value(const struct snapshot *snapshot, const struct history_row *row,
			 int32_t monday, enum measure measure, struct mix mix)
{
	struct quote quote;
	int64_t usd;

	if (measure == MEASURE_TOKENS)
		return row->tokens;
	quote = price_quote(snapshot->catalog, snapshot->history->models[row->model], monday);
	return price_usd(&quote, mix, row->tokens, &usd) ? usd : -1;
}

static double model_value(const struct snapshot *snapshot, uint32_t model, int32_t monday,
			  enum measure measure, struct mix mix)
{
	const struct history_bucket *week = history_week(snapshot->history, monday);
	struct history_row row = {.model = model};
	int64_t value;

	if (!week)
		return NAN;
	row.tokens = history_tokens(week, model);
	if (row.tokens < 0)
		return week->quality == HISTORY_COARSE ? NAN : 0;
	value = row_value(snapshot, &row, monday, measure, mix);
	return value < 0 ? NAN : (double)value;
}

void trend_model(const struct snapshot *snapshot, uint32_t model, int32_t monday,
		 enum measure measure, struct mix mix, double *points, size_t n)
{
	for (size_t i = 0; i < n; i++)
		points[i] = model_value(snapshot, model, monday - 7 * (int32_t)(n - 1 - i), measure,
					mix);
}

static struct trend_point region_shares(const struct snapshot *snapshot, int32_t monday,
					enum measure measure, struct mix mix)
{
	const struct history_bucket *week = history_week(snapshot->history, monday);
	double china = 0, us = 0, whole = 0;

	if (!week || week->quality == HISTORY_COARSE)
		return (struct trend_point){NAN, NAN};
	for (size_t i = 0; i < week->n_rows; i++) {
		const struct history_row *row = &week->rows[i];
		const char *slug = snapshot->history->models[row->model];
		const struct vendor *vendor =
			vendor_map_find(snapshot->vendors, slug, vendor_author_length(slug));
		int64_t value = row_value(snapshot, row, monday, measure, mix);

		if (value < 0)
			continue;
		whole += (double)value;
		if (vendor && strcmp(vendor->region, REGION_CHINA) == 0)
			china += (double)value;
		else if (vendor && strcmp(vendor->region, REGION_US) == 0)
			us += (double)value;
	}
	if (measure == MEASURE_TOKENS)
		whole = (double)week->total;
	if (whole <= 0)
		return (struct trend_point){NAN, NAN};
	return (struct trend_point){china / whole, us / whole};
}

void trend_regions(const struct snapshot *snapshot, int32_t monday, enum measure measure,
		   struct mix mix, struct trend_point *points, size_t n)
{
	for (size_t i = 0; i < n; i++)
		points[i] =
			region_shares(snapshot, monday - 7 * (int32_t)(n - 1 - i), measure, mix);
}

/* Above 0: China leads; below: the US; 0: neither, or not known. */
static int lead(struct trend_point point)
{
	if (isnan(point.china))
		return 0;
	return (point.china > point.us) - (point.china < point.us);
}

struct streak trend_lead(const struct snapshot *snapshot, int32_t monday, enum measure measure,
			 struct mix mix)
{
	struct trend_point point = region_shares(snapshot, monday, measure, mix);
	struct streak streak = {0};
	int leader = lead(point);

	while (leader && lead(point) == leader) {
		streak.weeks++;
		monday -= 7;
		point = region_shares(snapshot, monday, measure, mix);
	}
	streak.leader = leader > 0 ? REGION_CHINA : leader < 0 ? REGION_US : NULL;
	streak.at_least = isnan(point.china);
	return streak;
}
