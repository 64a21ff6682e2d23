#include "view/subject.h"

#include <math.h>
#include <string.h>

struct subject subject_of(const struct snapshot *snapshot, const char *key, int32_t monday)
{
	struct subject subject = {
		.key = key, .length = strlen(key), .vendor = !strchr(key, '/'), .name = key};
	const struct vendor *vendor;
	struct entry entry = {.key = key, .key_length = subject.length};

	if (subject.vendor) {
		vendor = vendor_map_find(snapshot->vendors, key, subject.length);
		if (vendor)
			subject.name = vendor->name;
	} else {
		entry.quote = price_quote(snapshot->catalog, key, monday);
		subject.name = entry_name(&entry);
	}
	return subject;
}

enum grouping subject_grouping(const struct subject *subject)
{
	return subject->vendor ? GROUP_VENDOR : GROUP_MODEL;
}

static bool is_subject(const struct history *history, uint32_t model, const struct subject *subject)
{
	const char *slug = history->models[model];
	size_t length = subject->vendor ? vendor_author_length(slug) : strlen(slug);

	return length == subject->length && memcmp(slug, subject->key, length) == 0;
}

bool subject_is_named(const struct history *history, const struct history_bucket *bucket,
		      const struct subject *subject)
{
	for (size_t i = 0; i < bucket->n_rows; i++)
		if (is_subject(history, bucket->rows[i].model, subject))
			return true;
	return false;
}

int32_t subject_first_week(const struct history *history, const struct subject *subject)
{
	uint32_t first = UINT32_MAX;

	for (uint32_t model = 0; model < history->n_models; model++) {
		size_t at = history->first_mention[model];

		/* The first of a model's weeks, if any names it: days name others.  Numbers are
		 * compared first, since most models are newer. */
		if (at < history->first_mention[model + 1] && history->mentions[at].week < first &&
		    is_subject(history, model, subject))
			first = history->mentions[at].week;
	}
	return first < UINT32_MAX ? history->weeks[first].date : 0;
}

double subject_point(const struct figures *figures, const struct subject *subject,
		     const struct entry *entry)
{
	int64_t value;

	if (figures->coarse && (!entry || subject->vendor))
		return NAN;
	if (!entry)
		return subject_is_named(figures->snapshot->history, figures->week, subject) ? NAN
											    : 0;
	value = entry_value(entry, figures->measure);
	return value < 0 ? NAN : (double)value;
}

static double mixed_price(const struct quote *quote, struct mix mix)
{
	return (100.0 - mix.output) * (double)quote->input +
	       (double)mix.output * (double)quote->output;
}

struct value subject_price_change(const struct snapshot *snapshot, const struct subject *subject,
				  int32_t monday, struct mix mix)
{
	const struct catalog *catalog = snapshot->catalog;
	struct quote now = price_quote(catalog, subject->key, monday);
	struct quote before = price_quote(catalog, subject->key, monday - 7);

	if (!price_known(&now) || !price_known(&before) || now.later || before.later ||
	    (now.input == before.input && now.output == before.output))
		return value_real(VALUE_GROWTH, NAN);
	if (before.status == PRICE_FREE)
		return value_word("was free");
	return value_real(VALUE_GROWTH, mixed_price(&now, mix) / mixed_price(&before, mix) - 1);
}

struct table_chart *subject_chart(struct table *table, size_t n, enum measure measure)
{
	struct table_chart *chart = arena_alloc(&table->arena, 1, sizeof(*chart));

	chart->kind = measure == MEASURE_USD ? VALUE_USD : VALUE_TOKENS;
	chart->n = n;
	chart->labels = arena_alloc(&table->arena, n, sizeof(*chart->labels));
	return chart;
}
