#include "view/view.h"

#include <string.h>
#include "base/calendar.h"
#include "view/compare.h"
#include "view/coverage.h"
#include "view/detail.h"
#include "view/explain.h"
#include "view/models.h"
#include "view/prices.h"
#include "view/records.h"
#include "view/providers.h"
#include "view/regions.h"
#include "view/segments.h"
#include "view/vendors.h"
#include "view/weeks.h"

/* What figures of a week follow. */
#define FIGURES (VIEW_WEEK | VIEW_UNIT | VIEW_MIX | VIEW_PAID)

const struct view views[] = {
	{"models", "Models", "the models with most tokens, or dollars: moves, prices and trend",
	 true, FIGURES, models_build},
	{"vendors", "Vendors", "the vendors: their share of the tokens beside that of the dollars",
	 true, FIGURES, vendors_build},
	{"regions", "Regions", "the vendors' countries: China, the US and the others", true,
	 FIGURES | VIEW_DENOMINATOR, regions_build},
	{"prices", "Prices", "what the --workload costs with each model, and who changed a price",
	 true, VIEW_WEEK | VIEW_WORKLOAD | VIEW_PAID, prices_build},
	{"region-history", "Region history", "the regions in every week that is known", false,
	 VIEW_UNIT | VIEW_MIX | VIEW_PAID | VIEW_DENOMINATOR, region_history_build},
	{"coverage", "Coverage", "the models that have no price, and how many tokens they have",
	 false, VIEW_WEEK | VIEW_PAID, coverage_build},
	{"segments", "Segments", "the market by price: premium, mid, ultra-low, free, unpriced",
	 false, FIGURES | VIEW_SEGMENTS, segments_build},
	{"records", "Records", "streaks, records, who came and who left", false,
	 FIGURES | VIEW_DENOMINATOR, records_build},
	{"detail", "Detail", "a model or a vendor (--subject) week by week", false,
	 FIGURES | VIEW_SUBJECT, detail_build},
	{"detail-days", "Detail", "a model or a vendor (--subject) day by day", false,
	 FIGURES | VIEW_SUBJECT, detail_days_build},
	{"compare", "Compare", "up to four models or vendors (--subject A,B) week by week", false,
	 FIGURES | VIEW_PINS, compare_build},
	{"explain", "Why this number", "why the figure of --of, --row and --column is what it is",
	 false, VIEW_FIGURE, explain_build},
	{"providers", "Providers", "who runs a model (--subject), and at what price", false,
	 VIEW_WORKLOAD | VIEW_SUBJECT, providers_build},
	{"weeks", "Weeks", "the weeks that there are: their days, and how they are known", false, 0,
	 weeks_build},
	{NULL, NULL, NULL, false, 0, NULL},
};

const struct view *view_find(const char *id)
{
	for (const struct view *view = views; view->id; view++)
		if (strcmp(view->id, id) == 0)
			return view;
	return NULL;
}

static void mark_pins(struct table *table, const struct query *query)
{
	for (int pin = 0; pin < QUERY_PINS && query->pins[pin]; pin++) {
		int row = table_find_row(table, query->pins[pin]);

		if (row < 0)
			continue;
		table_own_rows(table);
		table->rows[row].pin = pin + 1;
	}
}

struct table *view_table(const struct view *view, const struct snapshot *snapshot,
			 const struct query *query)
{
	struct table *table = view->build(snapshot, query);
	char week[CALENDAR_SIZE];

	if (table->n_rows == 0 && !table_find_note(table, NOTE_EMPTY))
		table_note(table, NOTE_EMPTY, "no figures for %s",
			   calendar_format_week(week, query->week));
	/* Growth is that of the unit: it stands behind the unit's own figures. */
	if (query->unit == UNIT_USD)
		table_put_behind(table, "wow", "usd_share");
	mark_pins(table, query);
	table_arrange(table, query);
	return table;
}
