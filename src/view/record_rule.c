#include "view/record_rule.h"

#include <inttypes.h>
#include <string.h>
#include "base/format.h"
#include "model/record.h"

struct rule {
	struct arena *arena;
	const struct figures *figures;
	const struct row *row;
	const struct records *records;
};

static bool is_record(const struct row *row, const char *record)
{
	return strncmp(row->key, record, strlen(record)) == 0;
}

/* Exactly, in the unit: 8801230123 or $1234.56. */
static const char *amount(const struct rule *rule, int64_t value)
{
	char usd[FORMAT_SIZE];

	if (rule->figures->measure == MEASURE_USD)
		return arena_printf(rule->arena, "$%s", format_usd_exact(usd, value));
	return arena_printf(rule->arena, "%" PRId64, value);
}

/* The lead without the unknown, or the range that the unknown leaves open. */
static const char *lead_rule(const struct rule *rule, bool range)
{
	const struct week_count *count = &rule->records->count;
	const bool china = rule->records->ahead > 0;
	const char *one = amount(rule, china ? count->china : count->us);
	const char *other = amount(rule, china ? count->us : count->china);
	const char *names = china ? "China - US" : "US - China";
	const char *whole = amount(rule, count->whole), *unknown = amount(rule, count->unknown);

	if (!range)
		return arena_printf(rule->arena, "(%s) / what shares are of = (%s - %s) / %s",
				    names, one, other, whole);
	if (rule->figures->query->denominator == DENOMINATOR_IDENTIFIED)
		return arena_printf(rule->arena,
				    "(%s -/+ unknown) / (what shares are of + unknown) = (%s - %s "
				    "-/+ %s) / (%s + %s)",
				    names, one, other, unknown, whole, unknown);
	return arena_printf(rule->arena,
			    "(%s -/+ unknown) / what shares are of = (%s - %s -/+ %s) / %s", names,
			    one, other, unknown, whole);
}

/* Of a model that both weeks name; else the bound that model/record.h describes. */
static const char *change_rule(const struct rule *rule)
{
	const struct standing *now = rule->figures->now, *before = rule->figures->before;
	const char *slug = NULL;
	const struct change *change =
		is_record(rule->row, "gain") ? &rule->records->gain : &rule->records->loss;
	const struct entry *current, *previous;

	if (change->model != TREND_NO_MODEL)
		slug = rule->figures->snapshot->history->models[change->model];
	current = slug ? standing_find(now, slug, strlen(slug)) : NULL;
	previous = slug && before ? standing_find(before, slug, strlen(slug)) : NULL;
	if (!current || !previous)
		return "at least: for the week that does not name it, the smallest named stands";
	if (is_record(rule->row, "gain"))
		return arena_printf(rule->arena, "this week - the week before = %s - %s",
				    amount(rule, entry_value(current, rule->figures->measure)),
				    amount(rule, entry_value(previous, rule->figures->measure)));
	return arena_printf(rule->arena, "the week before - this week = %s - %s",
			    amount(rule, entry_value(previous, rule->figures->measure)),
			    amount(rule, entry_value(current, rule->figures->measure)));
}

static const char *total_rule(const struct rule *rule)
{
	const struct standing *before = rule->figures->before;
	const char *sign = rule->records->direction > 0 ? ">" : "<";

	if (!before || standing_whole(before, rule->figures->measure) < 0)
		return "the whole week, the tail included";
	return arena_printf(rule->arena, "this week %s the week before = %s %s %s", sign,
			    amount(rule, rule->records->count.total), sign,
			    amount(rule, standing_whole(before, rule->figures->measure)));
}

/* What the sentence of a row says, and its value. */
static const char *sentence_rule(const struct rule *rule, bool value)
{
	const struct records *records = rule->records;

	if (is_record(rule->row, "leader"))
		return arena_printf(rule->arena, "the most of all that the week names = %s",
				    amount(rule, records->count.leader_value));
	if (is_record(rule->row, "lead"))
		return lead_rule(rule, !value);
	if (is_record(rule->row, "china-first"))
		return "the first known week with more for China than for the US";
	if (is_record(rule->row, "total"))
		return total_rule(rule);
	if (is_record(rule->row, "highest"))
		return arena_printf(rule->arena, "the largest of %d known weeks = %s",
				    records->known_weeks, amount(rule, records->highest.value));
	if (is_record(rule->row, "gain") || is_record(rule->row, "loss"))
		return change_rule(rule);
	if (is_record(rule->row, "in:"))
		return "this week names it, the week before does not";
	return value ? "of the week before, the last that names it"
		     : "the week before names it, this week does not";
}

static const char *weeks_rule(const struct row *row)
{
	if (is_record(row, "highest"))
		return "how many weeks are known, this one included";
	if (is_record(row, "out:"))
		return "weeks in a row that named it, up to the week before";
	return "weeks in a row for which it was so, up to this one";
}

static const char *since_rule(const struct row *row)
{
	if (is_record(row, "highest") || is_record(row, "china-first"))
		return "the week of which it is said";
	if (is_record(row, "in:"))
		return "the last week before that named it, else this one";
	return "the first of those weeks in a row";
}

const char *record_rule_text(struct arena *arena, const struct figures *figures,
			     const struct row *row, const char *column)
{
	struct basis basis = query_basis(figures->query);
	struct records records;
	struct rule rule = {arena, figures, row, &records};
	const char *text;

	if (strcmp(column, "weeks") == 0)
		return weeks_rule(row);
	if (strcmp(column, "since") == 0)
		return since_rule(row);
	if (strcmp(column, "at_least") == 0)
		return "at least: a week that is not known could change it";
	if (!records_init(&records, figures->snapshot, figures->week->date, &basis))
		return "a running week has no records yet";
	text = sentence_rule(&rule, strcmp(column, "value") == 0);
	records_done(&records);
	return text;
}
