#include "view/regions.h"

#include <math.h>
#include <string.h>
#include "base/calendar.h"
#include "model/record.h"
#include "view/figures.h"
#include "view/records.h"

enum {
	WHEN,
	REGION,
	NAME,
	TOKENS,
	TOKEN_SHARE,
	WOW,
	USD,
	USD_SHARE,
	DENOMINATOR,
	PRICE_STATUS,
	TREND,
	PROVENANCE,
	COLUMNS = PROVENANCE + PROVENANCE_COUNT,
};

static const struct column columns[COLUMNS] = {
	/* Where rows are of several weeks it stands on screen, and the trend does not. */
	[WHEN] = {"when", "Week", 0, 8, 8, 1},
	[REGION] = {"region", "region", COLUMN_EXPORT, 0, 0, 0},
	[NAME] = {"name", "Region", COLUMN_SCREEN | COLUMN_SORT, 16, 18, 1},
	[TOKENS] = {"tokens", "Tokens", COLUMN_NUMBER, 6, 6, 2},
	[TOKEN_SHARE] = {"token_share", "Share", COLUMN_NUMBER, 6, 6, 1},
	[WOW] = {"wow", "WoW", COLUMN_NUMBER, 6, 7, 4},
	[USD] = {"usd", "Dollars", COLUMN_NUMBER, 8, 8, 2},
	[USD_SHARE] = {"usd_share", "$ share", COLUMN_NUMBER, 7, 7, 1},
	[DENOMINATOR] = {"denominator", "share of", COLUMN_EXPORT, 0, 0, 0},
	[PRICE_STATUS] = {"price_status", "price", COLUMN_EXPORT, 0, 0, 0},
	[TREND] = {"trend", "Share trend",
		   COLUMN_SCREEN | COLUMN_SHARED | COLUMN_RIGHT | COLUMN_SERIES, 12, FIGURES_SERIES,
		   3},
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

/* The week's standings by region; under the top 10 those of the ten largest models of each span. */
static bool regions_init(struct figures *figures, const struct snapshot *snapshot,
			 const struct query *query, int32_t monday)
{
	if (query->denominator != DENOMINATOR_TOP_10)
		return figures_init(figures, snapshot, query, monday, GROUP_REGION);
	if (!figures_init(figures, snapshot, query, monday, GROUP_MODEL))
		return false;
	figures_top(figures, GROUP_REGION);
	return true;
}

/* What token shares are of; dollars likewise. */
static int64_t whole_of(const struct figures *figures, enum measure measure)
{
	const struct standing *now = figures->now;
	const char *const sides[] = {REGION_CHINA, REGION_US};
	int64_t whole = 0;

	if (figures->query->denominator == DENOMINATOR_ALL)
		return standing_whole(now, measure);
	if (figures->query->denominator == DENOMINATOR_TOP_10)
		return measure == MEASURE_TOKENS ? now->identified : now->usd;
	for (size_t i = 0; i < 2; i++) {
		const struct entry *entry = standing_find(now, sides[i], strlen(sides[i]));

		if (entry && entry_value(entry, measure) > 0 &&
		    __builtin_add_overflow(whole, entry_value(entry, measure), &whole))
			whole = INT64_MAX;
	}
	return whole;
}

/* Is the region part of what shares are of? */
static bool in_whole(const struct figures *figures, const char *region)
{
	if (figures->query->denominator == DENOMINATOR_ALL)
		return true;
	if (figures->query->denominator == DENOMINATOR_TOP_10)
		return strcmp(region, REGION_TAIL) != 0;
	return strcmp(region, REGION_CHINA) == 0 || strcmp(region, REGION_US) == 0;
}

/* China and the US have series: their shares on one scale. */
static void put_series(const struct figures *figures, struct table *table)
{
	struct trend_point points[FIGURES_SERIES];
	struct basis basis = query_basis(figures->query);
	double *shares[2];
	int rows[2] = {table_find_row(table, REGION_CHINA), table_find_row(table, REGION_US)};

	trend_regions(figures->snapshot, figures->week->date, &basis, points, FIGURES_SERIES);
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

	row->part = figures->week->date;
	row->values[WHEN] = value_text(
		arena_strdup(&table->arena, calendar_format_week(week, figures->week->date)));
	row->values[REGION] = value_text(arena_strdup(&table->arena, region));
	row->values[NAME] = value_text(name_of(row->values[REGION].text));
	row->values[DENOMINATOR] = value_text(denominator_word(figures->query->denominator));
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
		if (in_whole(figures, region))
			row->values[TOKEN_SHARE] = value_real(VALUE_SHARE, 0);
		return;
	}
	row->values[TOKENS] = value_integer(VALUE_TOKENS, entry->tokens);
	if (figures->growth_now && figures->growth_before->span.quality != HISTORY_COARSE)
		row->values[WOW] = figures_growth(figures, region, strlen(region));
	row->values[USD] = figures_usd(entry);
	row->values[PRICE_STATUS] = value_text(figures_price_status(entry));
	if (!in_whole(figures, region))
		return;
	row->values[TOKEN_SHARE] = value_real(
		VALUE_SHARE, ranking_share(entry->tokens, whole_of(figures, MEASURE_TOKENS)));
	row->values[USD_SHARE] = figures_usd_share(figures, entry);
	if (row->values[USD_SHARE].kind == VALUE_SHARE)
		row->values[USD_SHARE].real = ranking_share(entry_value(entry, MEASURE_USD),
							    whole_of(figures, MEASURE_USD));
}

static void put_tail(const struct figures *figures, struct table *table)
{
	struct row *row = put_row(figures, table, REGION_TAIL, ROW_TAIL | ROW_ASIDE);

	row->values[NAME] = value_text(FIGURES_TAIL_NAME);
	row->values[TOKENS] = value_integer(VALUE_TOKENS, figures->now->tail);
	if (in_whole(figures, REGION_TAIL))
		row->values[TOKEN_SHARE] = value_real(
			VALUE_SHARE, ranking_share(figures->now->tail, figures->now->total));
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
	struct basis basis = query_basis(figures->query);
	struct records records;
	struct record_words words;

	if (!records_init(&records, figures->snapshot, figures->week->date, &basis)) {
		table_note(table, NOTE_LINE, "a running week has no leader yet");
		return;
	}
	words = records_words(&table->arena, &records, figures->snapshot, figures->query);
	if (!records.ahead)
		table_note(table, NOTE_LINE,
			   records.count.regions ? "China and the US are level"
			   : figures->now->priced > 0
				   ? "who leads is not known: too little is priced"
				   : "who leads is not known: nothing is priced");
	else
		table_note(table, NOTE_LINE, "%s, %s%d week%s running", words.range,
			   records.lead.at_least ? "at least " : "", records.lead.weeks,
			   records.lead.weeks == 1 ? "" : "s");
	records_done(&records);
}

static const char *regions_title(struct table *table, const struct query *query)
{
	static const char *const titles[][2] = {
		[DENOMINATOR_ALL] = {"shares of all tokens", "shares of all priced dollars"},
		[DENOMINATOR_IDENTIFIED] = {"shares of China and US tokens",
					    "shares of China and US dollars"},
		[DENOMINATOR_TOP_10] = {"shares of the top 10's tokens",
					"shares of the top 10's dollars"},
	};

	return figures_title(table, query, titles[query->denominator][query->unit == UNIT_USD]);
}

struct table *regions_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = figures_table("regions", columns, COLUMNS, query->unit);
	struct figures figures;

	table->title = regions_title(table, query);
	if (!regions_init(&figures, snapshot, query, query->week))
		return table;
	if (figures.coarse) {
		table->unknown = true;
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

static struct table *history_table(enum unit unit)
{
	struct column own[COLUMNS];
	struct table *table;

	memcpy(own, columns, sizeof(own));
	own[WHEN].flags = COLUMN_SCREEN | COLUMN_SORT;
	own[TREND].flags &= ~(unsigned)COLUMN_SCREEN;
	table = figures_table("region-history", own, COLUMNS, unit);
	table->part = "week";
	return table;
}

struct table *region_history_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = history_table(query->unit);
	const struct history *history = snapshot->history;

	table->title = regions_title(table, query);
	for (size_t i = 0; i < history->n_weeks; i++) {
		struct figures figures;

		if (regions_init(&figures, snapshot, query, history->weeks[i].date) &&
		    !figures.coarse)
			put_week(&figures, table);
		figures_done(&figures);
	}
	table->unknown = table->n_rows == 0;
	if (table->unknown)
		table_note(table, NOTE_EMPTY, "there is no week yet that tells regions");
	return table;
}
