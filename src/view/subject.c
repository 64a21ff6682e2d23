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

bool subject_is_named(const struct history *history, const struct history_bucket *bucket,
		      const struct subject *subject)
{
	for (size_t i = 0; i < bucket->n_rows; i++) {
		const char *slug = history->models[bucket->rows[i].model];
		size_t length = subject->vendor ? vendor_author_length(slug) : strlen(slug);

		if (length == subject->length && memcmp(slug, subject->key, length) == 0)
			return true;
	}
	return false;
}

int32_t subject_first_week(const struct history *history, const struct subject *subject)
{
	for (size_t i = 0; i < history->n_weeks; i++)
		if (subject_is_named(history, &history->weeks[i], subject))
			return history->weeks[i].date;
	return 0;
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

struct table_chart *subject_chart(struct table *table, size_t n, enum measure measure)
{
	struct table_chart *chart = arena_alloc(&table->arena, 1, sizeof(*chart));

	chart->kind = measure == MEASURE_USD ? VALUE_USD : VALUE_TOKENS;
	chart->n = n;
	chart->labels = arena_alloc(&table->arena, n, sizeof(*chart->labels));
	return chart;
}
