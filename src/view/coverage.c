#include "view/coverage.h"

#include "base/format.h"
#include "view/figures.h"

enum {
	SLUG,
	NAME,
	VENDOR,
	VENDOR_NAME,
	TOKENS,
	TOKEN_SHARE,
	IDENTIFIED_SHARE,
	WHY,
	PROVENANCE,
	COLUMNS = PROVENANCE + PROVENANCE_COUNT,
};

static const struct column columns[COLUMNS] = {
	[SLUG] = {"slug", "slug", COLUMN_EXPORT, 0, 0, 0},
	[NAME] = {"name", "Model", COLUMN_TEXT, 22, 34, 1},
	[VENDOR] = {"vendor", "vendor", COLUMN_EXPORT, 0, 0, 0},
	[VENDOR_NAME] = {"vendor_name", "Vendor", COLUMN_TEXT, 11, 16, 4},
	[TOKENS] = {"tokens", "Tokens", COLUMN_NUMBER | COLUMN_VALUE, 6, 6, 1},
	[TOKEN_SHARE] = {"token_share", "of all", COLUMN_NUMBER, 6, 6, 3},
	[IDENTIFIED_SHARE] = {"identified_share", "of identified", COLUMN_NUMBER, 13, 13, 2},
	[WHY] = {"price_status", "Price", COLUMN_TEXT, 10, 10, 1},
	[PROVENANCE] = PROVENANCE_COLUMNS,
};

static void put_entry(const struct figures *figures, struct table *table, const struct entry *entry)
{
	struct row *row = table_row(table, entry->key, 0);
	struct value *values = row->values;

	values[SLUG] = value_text(entry->key);
	values[NAME] = value_text(entry_name(entry));
	values[VENDOR] = value_text(
		arena_strndup(&table->arena, entry->key, vendor_author_length(entry->key)));
	values[VENDOR_NAME] = entry->vendor ? value_text(entry->vendor->name) : values[VENDOR];
	values[TOKENS] = value_integer(VALUE_TOKENS, entry->tokens);
	values[TOKEN_SHARE] =
		value_real(VALUE_SHARE, ranking_share(entry->tokens, figures->now->total));
	values[IDENTIFIED_SHARE] =
		value_real(VALUE_SHARE, ranking_share(entry->tokens, figures->now->identified));
	values[WHY] = value_text(figures_unpriced(&entry->quote));
	figures_provenance(figures, table, row, PROVENANCE);
}

static void put_week(const struct figures *figures, struct table *table)
{
	char words[FIGURES_COVERAGE_SIZE], count[FIGURES_COVERAGE_SIZE], share[FORMAT_SIZE];
	const struct standing *now = figures->now;
	const char *pending = figures_pending(&table->arena, figures->snapshot, "prices are");
	const char *title = arena_printf(&table->arena, "%s; %s", figures_coverage(words, now),
					 figures_unpriced_count(count, now));

	table->title = figures_title(table, figures->query, title);
	for (size_t i = 0; i < now->n; i++)
		if (!now->entries[i].priced)
			put_entry(figures, table, &now->entries[i]);
	if (table->n_rows == 0)
		table_note(table, NOTE_EMPTY, "every identified model has a price");
	if (pending)
		table_note(table, NOTE_LINE, "%s", pending);
	if (now->has_tail && now->total > 0)
		table_note(table, NOTE_LINE,
			   "%s, %s of all tokens, cannot be priced: the source does not name them",
			   FIGURES_TAIL_NAME,
			   format_share(share, ranking_share(now->tail, now->total)));
}

struct table *coverage_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = table_new("coverage", columns, COLUMNS);
	struct query by_tokens = *query;
	struct figures figures;

	/* What has no price has no order by dollars. */
	by_tokens.unit = UNIT_TOKENS;
	if (figures_init(&figures, snapshot, &by_tokens, query->week, GROUP_MODEL))
		put_week(&figures, table);
	figures_done(&figures);
	return table;
}
