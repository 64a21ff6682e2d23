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

const struct view views[] = {
	{"models", "Models", true, models_build},
	{"vendors", "Vendors", true, vendors_build},
	{"regions", "Regions", true, regions_build},
	{"prices", "Prices", true, prices_build},
	{"region-history", "Region history", false, region_history_build},
	{"coverage", "Coverage", false, coverage_build},
	{"segments", "Segments", false, segments_build},
	{"records", "Records", false, records_build},
	{"detail", "Detail", false, detail_build},
	{"detail-days", "Detail", false, detail_days_build},
	{"compare", "Compare", false, compare_build},
	{"explain", "Why this number", false, explain_build},
	{"providers", "Providers", false, providers_build},
	{"weeks", "Weeks", false, weeks_build},
	{NULL, NULL, false, NULL},
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
	mark_pins(table, query);
	table_arrange(table, query);
	return table;
}
