#include "view/records.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"
#include "view/figures.h"

enum {
	RECORD,
	WHAT,
	SUBJECT,
	VALUE,
	VALUE_UNIT,
	WEEKS,
	SINCE,
	AT_LEAST,
	PROVENANCE,
	COLUMNS = PROVENANCE + PROVENANCE_COUNT,
};

static const struct column columns[COLUMNS] = {
	[RECORD] = {"record", "record", COLUMN_EXPORT, 0, 0, 0},
	[WHAT] = {"what", "What", COLUMN_TEXT, 30, 70, 1},
	[SUBJECT] = {"subject", "subject", COLUMN_EXPORT, 0, 0, 0},
	[VALUE] = {"value", "Value", COLUMN_NUMBER, 8, 8, 2},
	[VALUE_UNIT] = {"value_unit", "unit", COLUMN_EXPORT, 0, 0, 0},
	[WEEKS] = {"weeks", "Weeks", COLUMN_NUMBER, 5, 5, 3},
	[SINCE] = {"since", "Since", COLUMN_TEXT, 8, 8, 4},
	[AT_LEAST] = {"at_least", "At least", COLUMN_BOTH, 8, 8, 5},
	[PROVENANCE] = PROVENANCE_COLUMNS,
};

/* Below this width of the range (in shares) a decimal is needed to tell its ends apart. */
#define FINE_RANGE 0.02

static const char *side_name(int ahead)
{
	return ahead > 0 ? "China" : "the US";
}

static const char *weeks_text(struct arena *arena, const struct run *run)
{
	return arena_printf(arena, "%s%d week%s", run->at_least ? "at least " : "", run->weeks,
			    run->weeks == 1 ? "" : "s");
}

static const char *week_text(struct arena *arena, int32_t monday)
{
	char week[CALENDAR_SIZE];

	return arena_strdup(arena, calendar_format_week(week, monday));
}

static const char *ordinal(struct arena *arena, int n)
{
	static const char *const words[] = {"",      "first",    "second",  "third",  "fourth",
					    "fifth", "sixth",    "seventh", "eighth", "ninth",
					    "tenth", "eleventh", "twelfth"};
	int teens = n % 100;
	const char *ending = teens >= 11 && teens <= 13 ? "th"
			     : n % 10 == 1              ? "st"
			     : n % 10 == 2              ? "nd"
			     : n % 10 == 3              ? "rd"
							: "th";

	if (n < (int)(sizeof(words) / sizeof(words[0])))
		return words[n];
	return arena_printf(arena, "%d%s", n, ending);
}

/* The leader's lead at the least and at the most, in points. */
static void lead_range(const struct records *records, enum denominator denominator, double *low,
		       double *high)
{
	const struct lead_bounds bounds = trend_lead_bounds(&records->count, denominator);

	*low = 100 * (records->ahead > 0 ? bounds.least : -bounds.most);
	*high = 100 * (records->ahead > 0 ? bounds.most : -bounds.least);
}

static const char *lead_text(struct arena *arena, const struct records *records,
			     enum denominator denominator)
{
	double low, high;

	if (!records->ahead)
		return "";
	lead_range(records, denominator, &low, &high);
	return arena_printf(arena, "%s %sahead %s", side_name(records->ahead),
			    low < 0 ? "perhaps " : "", weeks_text(arena, &records->lead));
}

/* When China was first ahead, as it follows the words of who is ahead. */
static const char *china_text(struct arena *arena, const struct records *records)
{
	const struct milestone *china = &records->china;

	if (!china->week)
		return "";
	return arena_printf(arena, "%s in %s%s", records->ahead > 0 ? "first" : "China first ahead",
			    week_text(arena, china->week), china->at_least ? " or earlier" : "");
}

static const char *range_text(struct arena *arena, const struct records *records,
			      enum denominator denominator)
{
	double low, high;
	char ends[2][32];
	int decimals;

	if (!records->ahead)
		return "";
	lead_range(records, denominator, &low, &high);
	decimals = high - low < 100 * FINE_RANGE ? 1 : 0;
	snprintf(ends[0], sizeof(ends[0]), "%.*f", decimals, low);
	snprintf(ends[1], sizeof(ends[1]), "%.*f", decimals, high);
	if (strcmp(ends[0], ends[1]) == 0)
		return arena_printf(arena, "%s leads by %s points", side_name(records->ahead),
				    ends[0]);
	if (low < 0)
		return arena_printf(arena, "%s perhaps leads: %s to %s points",
				    side_name(records->ahead), ends[0], ends[1]);
	return arena_printf(arena, "%s leads by %s to %s points", side_name(records->ahead),
			    ends[0], ends[1]);
}

/* Rises (direction 1) or falls (-1) in a row. */
static const char *moves_text(struct arena *arena, const struct run *run, int direction)
{
	if (!direction)
		return "";
	if (run->weeks == 1)
		return direction > 0 ? "a rise" : "a fall";
	return arena_printf(arena, "%s%s %s in a row", run->at_least ? "at least the " : "",
			    ordinal(arena, run->weeks), direction > 0 ? "rise" : "fall");
}

static const char *highest_text(struct arena *arena, const struct records *records)
{
	const struct milestone *highest = &records->highest;

	if (records->known_weeks < 2)
		return "";
	if (highest->week != records->week)
		return arena_printf(arena, "highest in %s%s", week_text(arena, highest->week),
				    highest->at_least ? ", of known weeks" : "");
	if (highest->at_least)
		return arena_printf(arena, "highest of %d known weeks", records->known_weeks);
	return "record week";
}

static const char *amount_text(char out[FORMAT_SIZE], int64_t amount, enum unit unit)
{
	return unit == UNIT_USD ? format_usd(out, amount) : format_tokens(out, amount);
}

static const char *change_text(struct arena *arena, const struct change *change, char sign,
			       const struct snapshot *snapshot, const struct query *query)
{
	char amount[FORMAT_SIZE];

	if (change->model == TREND_NO_MODEL)
		return "";
	return arena_printf(arena, "biggest %s: %s %s%c%s", sign == '+' ? "gain" : "loss",
			    ranking_name(snapshot, change->model, query->week),
			    change->at_least ? "at least " : "", sign,
			    amount_text(amount, change->amount, query->unit));
}

/* Who came and who left, counted. */
static const char *entrants_text(struct arena *arena, const struct records *records)
{
	size_t back = 0;

	if (!records->moves_known || (!records->n_entrants && !records->n_leavers))
		return "";
	for (size_t i = 0; i < records->n_entrants; i++)
		back += records->entrants[i].last != 0;
	return arena_printf(arena, "%zu new, %zu back, %zu out", records->n_entrants - back, back,
			    records->n_leavers);
}

struct record_words records_words(struct arena *arena, const struct records *records,
				  const struct snapshot *snapshot, const struct query *query)
{
	struct record_words words = {
		.leader = "",
		.lead = lead_text(arena, records, query->denominator),
		.china = china_text(arena, records),
		.range = range_text(arena, records, query->denominator),
		.total = moves_text(arena, &records->total, records->direction),
		.highest = highest_text(arena, records),
		.gain = change_text(arena, &records->gain, '+', snapshot, query),
		.moves = entrants_text(arena, records),
		.loss = change_text(arena, &records->loss, '-', snapshot, query),
	};

	if (records->leader.weeks)
		words.leader =
			arena_printf(arena, "%s #1 for %s",
				     ranking_name(snapshot, records->count.leader, query->week),
				     weeks_text(arena, &records->leader));
	return words;
}

struct streak_words streak_words(struct arena *arena, const struct streak *streak, enum unit unit)
{
	struct streak_words words = {.lead = "", .moves = "", .highest = "", .first = ""};
	char amount[FORMAT_SIZE];

	if (streak->lead.weeks)
		words.lead = arena_printf(arena, "#1 for %s", weeks_text(arena, &streak->lead));
	if (streak->moves.weeks > 1)
		words.moves = moves_text(arena, &streak->moves, streak->direction);
	if (streak->highest.week)
		words.highest = arena_printf(arena, "highest %s: %s in %s",
					     streak->highest.at_least ? "known" : "ever",
					     amount_text(amount, streak->highest.value, unit),
					     week_text(arena, streak->highest.week));
	if (streak->first.week)
		words.first = arena_printf(arena, "first ranked in %s%s",
					   week_text(arena, streak->first.week),
					   streak->first.at_least ? " or earlier" : "");
	return words;
}

/* The view */

/* What the rows are made of. */
struct sheet {
	struct table *table;
	const struct figures *figures;
	const struct records *records;
	enum value_kind kind; /* of the unit's amounts */
};

static struct row *put(const struct sheet *sheet, const char *record, const char *what,
		       const char *subject)
{
	struct table *table = sheet->table;
	bool model = strcmp(record, "in") == 0 || strcmp(record, "out") == 0;
	struct row *row = table_row(
		table, model ? arena_printf(&table->arena, "%s:%s", record, subject) : record, 0);

	row->values[RECORD] = value_text(record);
	row->values[WHAT] = value_text(what);
	row->values[SUBJECT] = value_text(subject);
	figures_provenance(sheet->figures, table, row, PROVENANCE);
	return row;
}

static void put_value(const struct sheet *sheet, struct row *row, int64_t value)
{
	if (value < 0)
		return;
	row->values[VALUE] = value_integer(sheet->kind, value);
	row->values[VALUE_UNIT] = value_text(unit_word(sheet->figures->query->unit));
}

static void put_since(const struct sheet *sheet, struct row *row, int32_t week, bool at_least)
{
	if (week)
		row->values[SINCE] = value_text(week_text(&sheet->table->arena, week));
	row->values[AT_LEAST] = value_text(at_least ? "at least" : NULL);
}

static void put_run(const struct sheet *sheet, struct row *row, const struct run *run)
{
	row->values[WEEKS] = value_integer(VALUE_INTEGER, run->weeks);
	put_since(sheet, row, run->since, run->at_least);
}

static const char *slug_of(const struct sheet *sheet, uint32_t model)
{
	return sheet->figures->snapshot->history->models[model];
}

static void put_lead(const struct sheet *sheet, const struct record_words *words)
{
	const struct records *records = sheet->records;
	enum denominator denominator = sheet->figures->query->denominator;
	struct row *row;

	if (records->ahead) {
		row = put(sheet, "lead",
			  arena_printf(&sheet->table->arena, "%s (%s)", words->range,
				       denominator_word(denominator)),
			  records->ahead > 0 ? REGION_CHINA : REGION_US);
		row->values[VALUE] = value_real(
			VALUE_POINTS, fabs(trend_lead_bounds(&records->count, denominator).lead));
		row->values[VALUE].unit = " pt"; /* among tokens or dollars */
		row->values[VALUE_UNIT] = value_text("share");
		put_run(sheet, row, &records->lead);
	}
	if (records->china.week) {
		row = put(sheet, "china-first",
			  records->ahead > 0 ? arena_printf(&sheet->table->arena, "China ahead %s",
							    words->china)
					     : words->china,
			  REGION_CHINA);
		put_since(sheet, row, records->china.week, records->china.at_least);
	}
}

static void put_totals(const struct sheet *sheet, const struct record_words *words)
{
	const struct records *records = sheet->records;
	struct row *row;

	if (*words->total) {
		row = put(sheet, "total", words->total, NULL);
		put_value(sheet, row, records->count.total);
		put_run(sheet, row, &records->total);
	}
	if (*words->highest) {
		row = put(sheet, "highest", words->highest, NULL);
		put_value(sheet, row, records->highest.value);
		row->values[WEEKS] = value_integer(VALUE_INTEGER, records->known_weeks);
		put_since(sheet, row, records->highest.week, records->highest.at_least);
	}
}

static void put_change(const struct sheet *sheet, const char *record, const char *what,
		       const struct change *change)
{
	struct row *row;

	if (!*what)
		return;
	row = put(sheet, record, what, slug_of(sheet, change->model));
	put_value(sheet, row, change->amount);
	put_since(sheet, row, 0, change->at_least);
}

static void put_entrant(const struct sheet *sheet, const struct entrant *entrant)
{
	struct arena *arena = &sheet->table->arena;
	const char *name =
		ranking_name(sheet->figures->snapshot, entrant->model, sheet->figures->week->date);
	const char *what = entrant->last ? arena_printf(arena, "back: %s, last ranked in %s", name,
							week_text(arena, entrant->last))
					 : arena_printf(arena, "new: %s%s", name,
							entrant->perhaps_back ? ", first known"
									      : ", first ever");
	struct row *row = put(sheet, "in", what, slug_of(sheet, entrant->model));

	put_value(sheet, row, entrant->value);
	put_since(sheet, row, entrant->last ? entrant->last : sheet->figures->week->date,
		  entrant->perhaps_back);
}

static void put_leaver(const struct sheet *sheet, const struct leaver *leaver)
{
	struct arena *arena = &sheet->table->arena;
	struct row *row = put(sheet, "out",
			      arena_printf(arena, "out: %s after %s",
					   ranking_name(sheet->figures->snapshot, leaver->model,
							sheet->figures->week->date),
					   weeks_text(arena, &leaver->ranked)),
			      slug_of(sheet, leaver->model));

	put_value(sheet, row, leaver->value);
	put_run(sheet, row, &leaver->ranked);
}

static void put_records(const struct sheet *sheet)
{
	const struct records *records = sheet->records;
	const struct figures *figures = sheet->figures;
	struct record_words words =
		records_words(&sheet->table->arena, records, figures->snapshot, figures->query);
	struct row *row;

	if (*words.leader) {
		row = put(sheet, "leader", words.leader, slug_of(sheet, records->count.leader));
		put_value(sheet, row, records->count.leader_value);
		put_run(sheet, row, &records->leader);
	}
	put_lead(sheet, &words);
	put_totals(sheet, &words);
	put_change(sheet, "gain", words.gain, &records->gain);
	put_change(sheet, "loss", words.loss, &records->loss);
	for (size_t i = 0; i < records->n_entrants; i++)
		put_entrant(sheet, &records->entrants[i]);
	for (size_t i = 0; i < records->n_leavers; i++)
		put_leaver(sheet, &records->leavers[i]);
	if (!records->moves_known)
		table_note(sheet->table, NOTE_LINE,
			   "who moved is not known: this week or the one before is coarse, "
			   "missing or shorter");
}

struct table *records_build(const struct snapshot *snapshot, const struct query *query)
{
	struct table *table = table_new("records", columns, COLUMNS);
	struct basis basis = query_basis(query);
	struct figures figures;
	struct records records;
	struct sheet sheet = {
		.table = table,
		.figures = &figures,
		.records = &records,
		.kind = query->unit == UNIT_USD ? VALUE_USD : VALUE_TOKENS,
	};

	table->title = figures_title(table, query,
				     query->unit == UNIT_USD ? "streaks and moves by dollars"
							     : "streaks and moves by tokens");
	if (!figures_init(&figures, snapshot, query, query->week, GROUP_MODEL))
		return table;
	if (records_init(&records, snapshot, query->week, &basis)) {
		put_records(&sheet);
		records_done(&records);
	} else {
		table->unknown = true;
		table_note(table, NOTE_EMPTY, "a running week has no records yet");
	}
	figures_done(&figures);
	return table;
}
