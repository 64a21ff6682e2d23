#include "ui/weeks.h"

/* Columns and their widths do not depend on the figures: they are asked of a table without any. */
static int weeks_of_pane(const struct screen *screen, const struct pane *pane,
			 const struct snapshot *empty)
{
	struct table *table = view_table(pane->view, empty, &screen->query);
	struct pane filled = *pane;
	int weeks;

	choice_apply(&screen->choice, pane->view, table);
	filled.table = table;
	weeks = pane_weeks(&filled);
	table_free(table);
	return weeks;
}

int weeks_shown(const struct screen *screen, const struct vendor_map *vendors)
{
	struct history *history = history_finish(history_builder_new(HISTORY_LIVE));
	struct catalog *catalog = catalog_finish(catalog_builder_new());
	struct status status = {.interval = 0};
	struct snapshot *empty = snapshot_new(history, catalog, vendors, &status);
	int most = 1;

	for (int i = 0; i < SCREEN_PANES; i++) {
		const struct pane *pane = &screen->panes[i];
		int weeks = pane->place.rows > 0 ? weeks_of_pane(screen, pane, empty) : 0;

		if (weeks > most)
			most = weeks;
	}
	snapshot_unref(empty);
	history_unref(history);
	catalog_unref(catalog);
	return most;
}
