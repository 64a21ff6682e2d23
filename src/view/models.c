#include "view/models.h"

#include <math.h>
#include <string.h>
#include "base/text.h"
#include "model/record.h"
#include "view/figures.h"
#include "view/records.h"

/* In the order of the export; what only the screen has stands where the screen wants it. */
enum {
	RANK,
	MOVE,
	PREV_RANK,
	SLUG,
	NAME,
	VENDOR,
	VENDOR_NAME,
	REGION,
	TOKENS,
	TOKEN_SHARE,
	WOW,
	USD,
	USD_LOW,
	USD_HIGH,
	USD_SHARE,
	INPUT,
	OUTPUT,
	CONTEXT,
	PRICE_STATUS,
	TREND,
	PROVENANCE,
	COLUMNS = PROVENANCE + PROVENANCE_COUNT,
};

/* Room for every name of the top, however long. */
#define NOTE_MAX_BYTES 65536

static const struct column columns[COLUMNS] = {
	[RANK] = {"rank", "#", COLUMN_NUMBER | COLUMN_PLACE, 2, 2, 1},
	[MOVE] = {"move", "", COLUMN_SCREEN, 4, 4, 5},
	[PREV_RANK] = {"prev_rank", "was", COLUMN_EXPORT | COLUMN_PLACE, 0, 0, 0},
	[SLUG] = {"slug", "slug", COLUMN_EXPORT, 0, 0, 0},
	[NAME] = {"name", "Model", COLUMN_TEXT, 22, 34, 1},
	[VENDOR] = {"vendor", "vendor", COLUMN_EXPORT, 0, 0, 0},
	[VENDOR_NAME] = {"vendor_name", "Vendor", COLUMN_TEXT, 11, 16, 6},
	[REGION] = {"region", "", COLUMN_EXPORT, 0, 0, 0},
	[TOKENS] = {"tokens", "Tokens", COLUMN_NUMBER, 6, 6, 1},
	[TOKEN_SHARE] = {"token_share", "Share", COLUMN_NUMBER, 6, 6, 3},
	[WOW] = {"wow", "WoW", COLUMN_NUMBER, 7, 7, 2},
	[USD] = {"usd", "Dollars", COLUMN_NUMBER, 8, 10, 1},
	[USD_LOW] = {"usd_low", "Low", COLUMN_NUMBER, 7, 7, FIGURES_BAND_PRIORITY},
	[USD_HIGH] = {"usd_high", "High", COLUMN_NUMBER | COLUMN_PAIRED, 7, 7,
		      FIGURES_BAND_PRIORITY},
	[USD_SHARE] = {"usd_share", "$ share", COLUMN_NUMBER, 7, 7, 3},
	[INPUT] = {"input_usd_per_m", "In $/M", COLUMN_NUMBER, 9, 10, 7},
	[OUTPUT] = {"output_usd_per_m", "Out $/M", COLUMN_NUMBER, 9, 10, 7},
	[CONTEXT] = {"context", "Context", COLUMN_NUMBER, 7, 7, 8},
	[PRICE_STATUS] = {"price_status", "price", COLUMN_EXPORT, 0, 0, 0},
	[TREND] = {"trend", "Trend", COLUMN_SCREEN | COLUMN_RIGHT | COLUMN_SERIES, 12,
		   FIGURES_SERIES, 4},
	[PROVENANCE] = PROVENANCE_COLUMNS,
};

/* The move since the week before: places, "back" for a model that some earlier week ranks, "new"
 * where no known week does; absent where the week before cannot say, or older weeks not yet. */
static struct value move_value(int rank, int before, const struct figures *figures, uint32_t model)
{
	const struct history *history = figures->snapshot->history;
	int32_t last;

	if (!figures->before || rank == 0)
		return (struct value){.kind = VALUE_ABSENT};
	if (before)
		return value_integer(VALUE_MOVE, before - rank);
	if (figures->before->span.quality == HISTORY_COARSE || figures->coarse)
		return (struct value){.kind = VALUE_ABSENT};
	last = record_last_named(history, model, figures->week->date);
	if (!last && history->partial)
		return (struct value){.kind = VALUE_ABSENT};
	return value_word(last ? "back" : "new");
}

static void put_ranks(const struct figures *figures, const struct entry *entry,
		      struct value *values)
{
	int rank = standing_rank(figures->now, entry, figures->measure), before = 0;
	const struct entry *previous = NULL;
	bool coarse_usd = figures->measure == MEASURE_USD && figures->before &&
			  (figures->coarse || figures->before->span.quality == HISTORY_COARSE);

	/* By dollars a coarse week has no ranks: a model of its tail may lead. */
	if (figures->measure == MEASURE_USD && figures->coarse)
		rank = 0;
	if (figures->before && !coarse_usd) {
		previous = standing_find(figures->before, entry->key, entry->key_length);
		before = standing_rank(figures->before, previous, figures->measure);
	}
	if (rank)
		values[RANK] = value_integer(VALUE_INTEGER, rank);
	if (before)
		values[PREV_RANK] = value_integer(VALUE_INTEGER, before);
	if (before || !previous)
		values[MOVE] = move_value(rank, before, figures, entry->model);
}

static struct value trend_value(const struct figures *figures, struct table *table, uint32_t model)
{
	struct series *series = arena_alloc(&table->arena, 1, sizeof(*series));
	double *points = arena_alloc(&table->arena, FIGURES_SERIES, sizeof(*points));
	struct basis basis = query_basis(figures->query);

	trend_model(figures->snapshot, model, figures->week->date, &basis, points, FIGURES_SERIES);
	*series = (struct series){FIGURES_SERIES, points, figures->running};
	return value_series(series);
}

static void put_entry(const struct figures *figures, struct table *table, const struct entry *entry)
{
	struct row *row = table_row(table, entry->key, 0);
	struct value *values = row->values;
	size_t author = vendor_author_length(entry->key);

	put_ranks(figures, entry, values);
	values[SLUG] = value_text(entry->key);
	values[NAME] = value_text(entry_name(entry));
	values[VENDOR] = value_text(arena_strndup(&table->arena, entry->key, author));
	values[VENDOR_NAME] = entry->vendor ? value_text(entry->vendor->name) : values[VENDOR];
	values[REGION] = value_text(entry_region(entry));
	values[TOKENS] = value_integer(VALUE_TOKENS, entry->tokens);
	values[TOKEN_SHARE] =
		value_real(VALUE_SHARE, ranking_share(entry->tokens, figures->now->total));
	values[WOW] = figures_growth(figures, entry->key, entry->key_length);
	values[USD] = figures_usd(entry);
	values[USD_LOW] = figures_usd_low(entry);
	values[USD_HIGH] = figures_usd_high(entry);
	values[USD_SHARE] = figures_usd_share(figures, entry);
	values[INPUT] = figures_price(&entry->quote, entry->quote.input);
	values[OUTPUT] = figures_price(&entry->quote, entry->quote.output);
	if (entry->quote.listing && entry->quote.listing->context > 0)
		values[CONTEXT] = value_integer(VALUE_CONTEXT, entry->quote.listing->context);
	values[PRICE_STATUS] = value_text(price_status_word(entry->quote.status));
	values[TREND] = trend_value(figures, table, entry->model);
	figures_provenance(figures, table, row, PROVENANCE);
}

static void put_tail(const struct figures *figures, struct table *table)
{
	struct row *row = table_row(table, HISTORY_TAIL, ROW_TAIL | ROW_ASIDE);

	row->values[SLUG] = value_text(HISTORY_TAIL);
	row->values[NAME] = value_text(FIGURES_TAIL_NAME);
	row->values[REGION] = value_text(REGION_TAIL);
	row->values[TOKENS] = value_integer(VALUE_TOKENS, figures->now->tail);
	row->values[TOKEN_SHARE] =
		value_real(VALUE_SHARE, ranking_share(figures->now->tail, figures->now->total));
	row->values[WOW] = value_real(VALUE_GROWTH, figures_growth_tail(figures));
	figures_provenance(figures, table, row, PROVENANCE);
}

/* "Kimi K2.6, was 6": who stood in the top of the week before and does not any more, by the names
 * that the rows have. */
static void say_leavers(const struct figures *figures, struct strbuf *text)
{
	const struct standing *before = figures->before;
	size_t empty = text->length;
	int rank;

	for (rank = 1; rank <= MODELS_TOP && (size_t)rank <= before->n; rank++) {
		const struct entry *old = &before->entries[rank - 1], *now;
		int new_rank;

		if (!standing_rank(before, old, figures->measure))
			break;
		now = standing_find(figures->now, old->key, old->key_length);
		new_rank = standing_rank(figures->now, now, figures->measure);
		if (new_rank && new_rank <= MODELS_TOP)
			continue;
		strbuf_printf(text, "%s%s, was %d", text->length > empty ? "; " : "",
			      ranking_name(figures->snapshot, old->model, figures->week->date),
			      rank);
	}
	if (rank == 1)
		strbuf_text(text, "not known, nothing in the week before is priced");
	else if (text->length == empty)
		strbuf_printf(text, "none, the same %d as the week before", rank - 1);
}

static void say_out(const struct figures *figures, struct strbuf *text)
{
	const struct standing *before = figures->before;

	if (!before)
		strbuf_text(text, "not known, the week before is missing");
	else if (figures->coarse)
		strbuf_text(text, "not known, the week is coarse");
	else if (before->span.quality == HISTORY_COARSE)
		strbuf_text(text, "not known, the week before is coarse");
	else
		say_leavers(figures, text);
}

/* Who leads since when and who gained most, on the line of who left: panes are short of lines. */
static void say_records(const struct figures *figures, struct arena *arena, struct strbuf *text)
{
	struct basis basis = query_basis(figures->query);
	struct records records;
	struct record_words words;

	if (!records_init(&records, figures->snapshot, figures->week->date, &basis))
		return;
	words = records_words(arena, &records, figures->snapshot, figures->query);
	strbuf_printf(text, "%s%s%s%s", *words.leader ? "; " : "", words.leader,
		      *words.gain ? "; " : "", words.gain);
	records_done(&records);
}

/* "out of the top 10: Kimi K2.6, was 6; Hy3 #1 for 2 weeks"; below a title with the top 10 in it
 * that need not be said again. */
static void put_note(const struct figures *figures, struct table *table)
{
	struct strbuf text;

	if (figures->running) {
		table_note(table, NOTE_LINE, "running: who moves is known when the week is over");
		return;
	}
	strbuf_init(&text, NOTE_MAX_BYTES);
	say_out(figures, &text);
	say_records(figures, &table->arena, &text);
	table_note(table, NOTE_LINE, "out of the top %d: %s", MODELS_TOP, text.data);
	table->notes[table->n_notes - 1].brief = arena_printf(&table->arena, "out: %s", text.data);
	strbuf_done(&text);
}

struct table *models_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = figures_table("models", columns, COLUMNS, query->unit);
	struct figures figures;

	table->lead = "Top 10";
	table->title =
		figures_title(table, query, query->unit == UNIT_USD ? "by dollars" : "by tokens");
	if (!figures_init(&figures, snapshot, query, query->week, GROUP_MODEL))
		return table;
	for (size_t i = 0; i < figures.now->n; i++)
		put_entry(&figures, table, &figures.now->entries[i]);
	if (figures.now->has_tail)
		put_tail(&figures, table);
	put_note(&figures, table);
	figures_done(&figures);
	return table;
}
