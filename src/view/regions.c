#include "view/regions.h"

#include <math.h>
#include <string.h>
#include "base/calendar.h"
#include "model/trend.h"
#include "view/figures.h"

enum {
	REGION,
	NAME,
	TOKENS,
	TOKEN_SHARE,
	WOW,
	USD,
	USD_SHARE,
	TREND,
	PROVENANCE,
	COLUMNS = PROVENANCE + PROVENANCE_COUNT,
};

#define BOTH   (COLUMN_SCREEN | COLUMN_EXPORT)
#define NUMBER (BOTH | COLUMN_RIGHT | COLUMN_SORT)

static const struct column columns[COLUMNS] = {
	[REGION] = {"region", "region", COLUMN_EXPORT, 0, 0, 0},
	[NAME] = {"name", "Region", COLUMN_SCREEN | COLUMN_SORT, 16, 18, 1},
	[TOKENS] = {"tokens", "Tokens", NUMBER, 6, 6, 2},
	[TOKEN_SHARE] = {"token_share", "Share", NUMBER, 6, 6, 1},
	[WOW] = {"wow", "WoW", NUMBER, 7, 7, 4},
	[USD] = {"usd", "Dollars", NUMBER, 7, 7, 2},
	[USD_SHARE] = {"usd_share", "$ share", NUMBER, 7, 7, 1},
	[TREND] = {"trend", "Share trend", COLUMN_SCREEN | COLUMN_SHARED | COLUMN_RIGHT, 12,
		   FIGURES_SERIES, 3},
	[PROVENANCE] = PROVENANCE_COLUMNS,
};

struct region_name {
	const char *region, *name;
};

/* A country that is not here is shown by its code. */
static const struct region_name region_names[] = {
	{REGION_CHINA, "China"},
	{REGION_US, "United States"},
	{REGION_UNIDENTIFIED, "unidentified"},
	{"AE", "UAE"},
	{"CA", "Canada"},
	{"DE", "Germany"},
	{"FR", "France"},
	{"GB", "United Kingdom"},
	{"IL", "Israel"},
	{"IN", "India"},
	{"JP", "Japan"},
	{"KR", "South Korea"},
};

static const char *name_of(const char *region)
{
	for (size_t i = 0; i < sizeof(region_names) / sizeof(region_names[0]); i++)
		if (strcmp(region_names[i].region, region) == 0)
			return region_names[i].name;
	return region;
}

/* China and the US have series: their shares of everything on one scale. */
static void put_series(const struct figures *figures, struct table *table)
{
	struct trend_point points[FIGURES_SERIES];
	double *shares[2];
	int rows[2] = {table_find_row(table, REGION_CHINA), table_find_row(table, REGION_US)};

	trend_regions(figures->snapshot, figures->week->date, figures->measure, figures->query->mix,
		      points, FIGURES_SERIES);
	for (int i = 0; i < 2; i++) {
		struct series *series = arena_alloc(&table->arena, 1, sizeof(*series));

		shares[i] = arena_alloc(&table->arena, FIGURES_SERIES, sizeof(double));
		for (size_t p = 0; p < FIGURES_SERIES; p++)
			shares[i][p] = i == 0 ? points[p].china : points[p].us;
		*series = (struct series){FIGURES_SERIES, shares[i], figures->running};
		table->rows[rows[i]].values[TREND] = value_series(series);
	}
}

static struct row *put_row(const struct figures *figures, struct table *table, const char *region,
			   unsigned flags)
{
	char week[CALENDAR_SIZE];
	bool history = strcmp(table->view, "region-history") == 0;
	const char *key =
		history ? arena_printf(&table->arena, "%s %s",
				       calendar_format_week(week, figures->week->date), region)
			: region;
	struct row *row = table_row(table, key, flags);

	row->values[REGION] = value_text(arena_strdup(&table->arena, region));
	row->values[NAME] = value_text(name_of(row->values[REGION].text));
	figures_provenance(figures, table, row, PROVENANCE);
	return row;
}

static void put_region(const struct figures *figures, struct table *table, const char *region,
		       unsigned flags)
{
	const struct entry *entry = standing_find(figures->now, region, strlen(region));
	struct row *row = put_row(figures, table, region, flags);

	if (!entry) {
		row->values[TOKENS] = value_integer(VALUE_TOKENS, 0);
		row->values[TOKEN_SHARE] = value_real(VALUE_SHARE, 0);
		return;
	}
	row->values[TOKENS] = value_integer(VALUE_TOKENS, entry->tokens);
	row->values[TOKEN_SHARE] =
		value_real(VALUE_SHARE, ranking_share(entry->tokens, figures->now->total));
	if (figures->growth_now && figures->growth_before->span.quality != HISTORY_COARSE) {
		row->values[WOW] = figures_growth(figures, region, strlen(region));
		row->values[WOW].approx = false;
	}
	row->values[USD] = figures_usd(entry);
	row->values[USD_SHARE] = figures_usd_share(figures, entry);
}

static void put_tail(const struct figures *figures, struct table *table)
{
	struct row *row = put_row(figures, table, REGION_TAIL, ROW_TAIL | ROW_ASIDE);

	row->values[NAME] = value_text(FIGURES_TAIL_NAME);
	row->values[TOKENS] = value_integer(VALUE_TOKENS, figures->now->tail);
	row->values[TOKEN_SHARE] =
		value_real(VALUE_SHARE, ranking_share(figures->now->tail, figures->now->total));
	row->values[WOW] = value_real(VALUE_GROWTH, figures_growth_tail(figures));
}

/* China and the US at the top whoever leads, so that nothing jumps; then the other countries by
 * size, what is not identified, and the tail. */
static void put_week(const struct figures *figures, struct table *table)
{
	put_region(figures, table, REGION_CHINA, ROW_CHINA);
	put_region(figures, table, REGION_US, ROW_US);
	for (size_t i = 0; i < figures->now->n; i++) {
		const char *region = figures->now->entries[i].key;

		if (strcmp(region, REGION_CHINA) != 0 && strcmp(region, REGION_US) != 0 &&
		    strcmp(region, REGION_UNIDENTIFIED) != 0)
			put_region(figures, table, region, ROW_ASIDE);
	}
	put_region(figures, table, REGION_UNIDENTIFIED, ROW_ASIDE);
	if (figures->now->has_tail)
		put_tail(figures, table);
}

static void note_lead(const struct figures *figures, struct table *table)
{
	struct streak streak;

	if (figures->running) {
		table_note(table, NOTE_LINE, "a running week has no leader yet");
		return;
	}
	streak = trend_lead(figures->snapshot, figures->week->date, figures->measure,
			    figures->query->mix);
	if (!streak.leader)
		table_note(table, NOTE_LINE,
			   streak.at_least ? "who leads is not known: nothing is priced"
					   : "China and the US are level");
	else
		table_note(table, NOTE_LINE, "%s leads, %s%d week%s running",
			   strcmp(streak.leader, REGION_CHINA) == 0 ? "China" : "the US",
			   streak.at_least ? "at least " : "", streak.weeks,
			   streak.weeks == 1 ? "" : "s");
}

static const char *regions_title(enum unit unit)
{
	return unit == UNIT_USD ? "shares of all priced dollars" : "shares of all tokens";
}

struct table *regions_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = figures_table("regions", columns, COLUMNS, query->unit);
	struct figures figures;

	table->title = regions_title(query->unit);
	if (!figures_init(&figures, snapshot, query, query->week, GROUP_REGION))
		return table;
	if (figures.coarse) {
		table_note(table, NOTE_EMPTY, "no regions: only the %zu largest models are known",
			   figures.week->n_rows);
	} else {
		put_week(&figures, table);
		put_series(&figures, table);
		note_lead(&figures, table);
	}
	figures_done(&figures);
	return table;
}

struct table *region_history_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = figures_table("region-history", columns, COLUMNS, query->unit);
	const struct history *history = snapshot->history;

	table->title = regions_title(query->unit);
	for (size_t i = 0; i < history->n_weeks; i++) {
		struct figures figures;

		if (figures_init(&figures, snapshot, query, history->weeks[i].date, GROUP_REGION) &&
		    !figures.coarse)
			put_week(&figures, table);
		figures_done(&figures);
	}
	return table;
}
