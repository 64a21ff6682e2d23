#include "view/segments.h"

#include <stdio.h>
#include <string.h>
#include "view/figures.h"

enum {
	SEGMENT,
	NAME,
	LIMITS,
	MODELS,
	TOKENS,
	TOKEN_SHARE,
	USD,
	USD_LOW,
	USD_HIGH,
	USD_SHARE,
	TOKEN_BAR,
	USD_BAR,
	PROVENANCE,
	COLUMNS = PROVENANCE + PROVENANCE_COUNT,
};

static const struct column columns[COLUMNS] = {
	[SEGMENT] = {"segment", "segment", COLUMN_EXPORT, 0, 0, 0},
	[NAME] = {"name", "Segment", COLUMN_SCREEN | COLUMN_SORT, 16, 16, 1},
	[LIMITS] = {"limits", "Base $/M", COLUMN_BOTH, 14, 14, 3},
	[MODELS] = {"models", "Models", COLUMN_NUMBER, 6, 6, 2},
	[TOKENS] = {"tokens", "Tokens", COLUMN_NUMBER, 6, 6, 4},
	[TOKEN_SHARE] = {"token_share", "share", COLUMN_EXPORT, 0, 0, 0},
	[USD] = {"usd", "Dollars", COLUMN_NUMBER, 7, 7, 4},
	[USD_LOW] = {"usd_low", "Low", COLUMN_NUMBER, 7, 7, FIGURES_BAND_PRIORITY},
	[USD_HIGH] = {"usd_high", "High", COLUMN_NUMBER | COLUMN_PAIRED, 7, 7,
		      FIGURES_BAND_PRIORITY},
	[USD_SHARE] = {"usd_share", "share", COLUMN_EXPORT, 0, 0, 0},
	[TOKEN_BAR] = {"token_bar", "Token share", COLUMN_SHARES, 12, 40, 1},
	[USD_BAR] = {"usd_bar", "$ share", COLUMN_SHARES, 12, 40, 1},
	[PROVENANCE] = PROVENANCE_COLUMNS,
};

enum segment {
	SEGMENT_PREMIUM,
	SEGMENT_MID,
	SEGMENT_ULTRA_LOW,
	SEGMENT_FREE,
	SEGMENT_UNPRICED,
	SEGMENT_COUNT,
};

static const char *const names[SEGMENT_COUNT] = {
	[SEGMENT_PREMIUM] = "premium",     [SEGMENT_MID] = "mid",
	[SEGMENT_ULTRA_LOW] = "ultra-low", [SEGMENT_FREE] = "free",
	[SEGMENT_UNPRICED] = "unpriced",
};

/* "$2.00": cents, and what is below them where there is something. */
static const char *dollars(struct table *table, int64_t micro_usd)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "$%lld.%06lld", (long long)(micro_usd / 1000000),
			      (long long)(micro_usd % 1000000));

	while (text[length - 1] == '0' && text[length - 3] != '.')
		text[--length] = '\0';
	return arena_strdup(&table->arena, text);
}

static const char *limits_of(struct table *table, enum segment segment,
			     const struct segment_limits *limits)
{
	switch (segment) {
	case SEGMENT_PREMIUM:
		return arena_printf(&table->arena, "%s and more", dollars(table, limits->premium));
	case SEGMENT_MID:
		return arena_printf(&table->arena, "%s to %s", dollars(table, limits->mid),
				    dollars(table, limits->premium));
	case SEGMENT_ULTRA_LOW:
		return arena_printf(&table->arena, "under %s", dollars(table, limits->mid));
	case SEGMENT_FREE:
		return "0";
	default:
		return "no price";
	}
}

static enum segment segment_of(const struct entry *entry, const struct query *query)
{
	int64_t micro_usd;

	if (!entry->priced || !price_usd(&entry->quote, query->mix, 1000000, &micro_usd))
		return SEGMENT_UNPRICED;
	if (entry->free)
		return SEGMENT_FREE;
	if (micro_usd >= query->segments.premium)
		return SEGMENT_PREMIUM;
	return micro_usd >= query->segments.mid ? SEGMENT_MID : SEGMENT_ULTRA_LOW;
}

bool segments_has(const char *key, const struct entry *entry, const struct query *query)
{
	return strcmp(names[segment_of(entry, query)], key) == 0;
}

/* The models of a segment added up, as an entry of a group. */
struct sum {
	struct entry entry;
	int64_t models;
};

static void add_entry(struct sum *sum, const struct entry *entry)
{
	if (sum->models++ == 0)
		sum->entry = *entry;
	else
		entry_add(&sum->entry, entry);
}

static struct row *put_row(const struct figures *figures, struct table *table, const char *key,
			   unsigned flags, int64_t tokens)
{
	struct row *row = table_row(table, key, flags);
	struct value *values = row->values;

	values[SEGMENT] = values[NAME] = value_text(key);
	values[TOKENS] = value_integer(VALUE_TOKENS, tokens);
	values[TOKEN_SHARE] = value_real(VALUE_SHARE, ranking_share(tokens, figures->now->total));
	values[TOKEN_BAR] = values[TOKEN_SHARE];
	figures_provenance(figures, table, row, PROVENANCE);
	return row;
}

static void put_segment(const struct figures *figures, struct table *table, enum segment segment,
			const struct sum *sum)
{
	const bool aside = segment == SEGMENT_UNPRICED;
	struct row *row =
		put_row(figures, table, names[segment], aside ? ROW_ASIDE : 0, sum->entry.tokens);
	struct value *values = row->values;

	values[LIMITS] = value_text(limits_of(table, segment, &figures->query->segments));
	values[MODELS] = value_integer(VALUE_INTEGER, sum->models);
	if (sum->models == 0 || aside)
		return;
	values[USD] = figures_usd(&sum->entry);
	values[USD_LOW] = figures_usd_low(&sum->entry);
	values[USD_HIGH] = figures_usd_high(&sum->entry);
	values[USD_SHARE] = figures_usd_share(figures, &sum->entry);
	values[USD_BAR] = values[USD_SHARE];
}

static void put_week(const struct figures *figures, struct table *table)
{
	const struct standing *now = figures->now;
	struct sum sums[SEGMENT_COUNT] = {0};
	struct row *row;

	for (size_t i = 0; i < now->n; i++)
		add_entry(&sums[segment_of(&now->entries[i], figures->query)], &now->entries[i]);
	for (int i = 0; i < SEGMENT_COUNT; i++)
		if (i != SEGMENT_FREE || !figures->query->paid_only)
			put_segment(figures, table, (enum segment)i, &sums[i]);
	if (now->has_tail) {
		row = put_row(figures, table, REGION_TAIL, ROW_TAIL | ROW_ASIDE, now->tail);
		row->values[NAME] = value_text(FIGURES_TAIL_NAME);
	}
	if (figures->coarse)
		table_note(table, NOTE_LINE, "at least: only the %zu largest models are known",
			   figures->week->n_rows);
}

struct table *segments_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = figures_table("segments", columns, COLUMNS, query->unit);
	struct figures figures;

	table->title = figures_title(table, query, "by base price per million tokens");
	if (figures_init(&figures, snapshot, query, query->week, GROUP_MODEL))
		put_week(&figures, table);
	figures_done(&figures);
	return table;
}
