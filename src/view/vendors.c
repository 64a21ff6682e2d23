#include "view/vendors.h"

#include <math.h>
#include <string.h>
#include "view/figures.h"

/* The export's columns first; then what the screen adds: the two shares as bars side by side. */
enum {
	VENDOR,
	VENDOR_NAME,
	REGION,
	IN,
	TOKENS,
	TOKEN_SHARE,
	WOW,
	WOW_POINTS,
	USD,
	USD_LOW,
	USD_HIGH,
	USD_SHARE,
	TOKEN_BAR,
	USD_BAR,
	GAP,
	GROWTH,
	PRICE_STATUS,
	PROVENANCE,
	COLUMNS = PROVENANCE + PROVENANCE_COUNT,
};

static const struct column columns[COLUMNS] = {
	[VENDOR] = {"vendor", "vendor", COLUMN_EXPORT, 0, 0, 0},
	[VENDOR_NAME] = {"vendor_name", "Vendor", COLUMN_TEXT, 11, 18, 1},
	[REGION] = {"region", "region", COLUMN_EXPORT, 0, 0, 0},
	[IN] = {"in", "In", COLUMN_SCREEN, 2, 2, 7},
	[TOKENS] = {"tokens", "Tokens", COLUMN_NUMBER, 6, 6, 5},
	[TOKEN_SHARE] = {"token_share", "share", COLUMN_EXPORT, 0, 0, 0},
	[WOW] = {"wow", "WoW", COLUMN_EXPORT, 0, 0, 0},
	[WOW_POINTS] = {"wow_points", "points", COLUMN_EXPORT, 0, 0, 0},
	[USD] = {"usd", "Dollars", COLUMN_NUMBER, 8, 10, 5},
	[USD_LOW] = {"usd_low", "Low", COLUMN_NUMBER, 7, 7, FIGURES_BAND_PRIORITY},
	[USD_HIGH] = {"usd_high", "High", COLUMN_BOTH | COLUMN_PAIRED | COLUMN_RIGHT | COLUMN_SORT,
		      7, 7, FIGURES_BAND_PRIORITY},
	[USD_SHARE] = {"usd_share", "share", COLUMN_EXPORT, 0, 0, 0},
	[TOKEN_BAR] = {"token_bar", "Share", COLUMN_SHARES, 10, 30, 2},
	[USD_BAR] = {"usd_bar", "$ share", COLUMN_SHARES, 10, 30, 2},
	[GAP] = {"gap", "Gap", COLUMN_NUMBER, 6, 6, 3},
	[GROWTH] = {"growth", "WoW", COLUMN_SCREEN | COLUMN_RIGHT | COLUMN_SORT, 6, 7, 4},
	[PRICE_STATUS] = {"price_status", "price", COLUMN_EXPORT, 0, 0, 0},
	[PROVENANCE] = PROVENANCE_COLUMNS,
};

/* Dollar share minus token share: above 0 a vendor is paid more than it is called.  The shares are
 * of the dollars that are known and of all tokens, the tail included. */
static struct value gap_value(const struct value *token_share, const struct value *usd_share)
{
	struct value gap;

	if (usd_share->kind != VALUE_SHARE)
		return (struct value){.kind = VALUE_ABSENT};
	gap = value_real(VALUE_POINTS, usd_share->real - token_share->real);
	gap.approx = token_share->approx || usd_share->approx;
	return gap;
}

/* The change of the vendor's share in the unit since the compared span. */
static struct value points(const struct figures *figures, const struct entry *entry)
{
	const struct standing *now = figures->growth_now, *before = figures->growth_before;
	const struct entry *current, *previous;
	struct value value;

	if (!figures_compared(figures, entry->key, entry->key_length, &current, &previous))
		return value_real(VALUE_POINTS, NAN);
	value = value_real(VALUE_POINTS,
			   ranking_share(entry_value(current, figures->measure),
					 standing_whole(now, figures->measure)) -
				   ranking_share(entry_value(previous, figures->measure),
						 standing_whole(before, figures->measure)));
	value.approx = current->partial || previous->partial;
	return value;
}

static void put_entry(const struct figures *figures, struct table *table, const struct entry *entry)
{
	const char *author = arena_strndup(&table->arena, entry->key, entry->key_length);
	struct row *row = table_row(table, author, 0);
	struct value *values = row->values;
	bool identified = strcmp(entry_region(entry), REGION_UNIDENTIFIED) != 0;
	/* Only the largest models of a coarse week are known: what a vendor has is at least that,
	 * and two such weeks know different models. */
	bool comparable = figures->growth_now && !figures->coarse &&
			  figures->growth_before->span.quality != HISTORY_COARSE;

	values[VENDOR] = value_text(author);
	values[VENDOR_NAME] = value_text(entry->vendor ? entry->vendor->name : author);
	values[REGION] = value_text(entry_region(entry));
	values[IN] = value_text(identified ? values[REGION].text : "-");
	values[TOKENS] = value_integer(VALUE_TOKENS, entry->tokens);
	values[TOKENS].approx = figures->coarse;
	values[TOKEN_SHARE] =
		value_real(VALUE_SHARE, ranking_share(entry->tokens, figures->now->total));
	values[TOKEN_SHARE].approx = figures->coarse;
	if (comparable) {
		values[WOW] = figures_growth(figures, entry->key, entry->key_length);
		values[WOW_POINTS] = points(figures, entry);
	}
	values[USD] = figures_usd(entry);
	values[USD].approx |= figures->coarse;
	values[USD_LOW] = figures_usd_low(entry);
	values[USD_LOW].approx |= figures->coarse;
	values[USD_HIGH] = figures_usd_high(entry);
	values[USD_HIGH].approx |= figures->coarse;
	values[USD_SHARE] = figures_usd_share(figures, entry);
	values[USD_SHARE].approx |= figures->coarse;
	values[TOKEN_BAR] = values[TOKEN_SHARE];
	values[USD_BAR] = values[USD_SHARE];
	values[GAP] = gap_value(&values[TOKEN_SHARE], &values[USD_SHARE]);
	values[GROWTH] = values[WOW];
	values[PRICE_STATUS] = value_text(figures_price_status(entry));
	figures_provenance(figures, table, row, PROVENANCE);
}

struct table *vendors_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = figures_table("vendors", columns, COLUMNS, query->unit);
	struct figures figures;

	table->title =
		figures_title(table, query, query->unit == UNIT_USD ? "by dollars" : "by tokens");
	if (!figures_init(&figures, snapshot, query, query->week, GROUP_VENDOR))
		return table;
	for (size_t i = 0; i < figures.now->n; i++)
		put_entry(&figures, table, &figures.now->entries[i]);
	if (figures.coarse)
		table_note(table, NOTE_LINE, "at least: only the %zu largest models are known",
			   figures.week->n_rows);
	figures_done(&figures);
	return table;
}
