/* figures.h - what the views share: a week's standing, the weeks that it is compared with, and the
 * columns that let an exported file stand by itself.
 *
 * Ownership: figures own their standings; strings belong to the snapshot.  Thread: any.
 */
#ifndef ORTOP_VIEW_FIGURES_H
#define ORTOP_VIEW_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include "model/ranking.h"
#include "view/query.h"
#include "view/table.h"

#define FIGURES_SERIES 52 /* weeks in a sparkline, at most */

struct figures {
	const struct snapshot *snapshot;
	const struct query *query;
	enum measure measure;
	const struct history_bucket *week; /* or the day */
	bool running, coarse, day;
	enum grouping grouping;
	struct standing *now;        /* the week */
	struct standing *before;     /* the week before, for ranks; NULL when missing or running */
	struct standing *growth_now; /* what growth is computed from, NULL when nothing is; may be
					the same as now */
	struct standing *growth_before;
};

/* False when the history has no such week; then nothing is to be done. */
bool figures_init(struct figures *figures, const struct snapshot *snapshot,
		  const struct query *query, int32_t monday, enum grouping grouping);

/* The same of one day, priced as of its week and compared with the day a week before; it has no
 * ranks before.  False when the history has no such day. */
bool figures_init_day(struct figures *figures, const struct snapshot *snapshot,
		      const struct query *query, int32_t date, enum grouping grouping);

/* Leave of figures by model only the ten largest of each span (TREND_TOP), added up by group. */
void figures_top(struct figures *figures, enum grouping grouping);

void figures_done(struct figures *figures);

/* The two entries that the growth of a key is computed from.  False when there are none, and for a
 * model when one is a sum of days that do not all name it: the days that it lacks are anything
 * below their last rank. */
bool figures_compared(const struct figures *figures, const char *key, size_t length,
		      const struct entry **current, const struct entry **previous);

/* Growth of a key as a value: absent where not comparable; of a group approximate where a day lacks
 * one of its models. */
struct value figures_growth(const struct figures *figures, const char *key, size_t length);

/* Growth of the whole and of the tail, NAN when not comparable. */
double figures_growth_total(const struct figures *figures);
double figures_growth_tail(const struct figures *figures);

/* Dollars and dollar share of an entry: absent without a price, "free" where all of it is, ~ where
 * a part is unpriced or priced later. */
struct value figures_usd(const struct entry *entry);
/* Its band: the word for what is missing stands in figures_usd alone. */
struct value figures_usd_low(const struct entry *entry);
struct value figures_usd_high(const struct entry *entry);
struct value figures_usd_share(const struct figures *figures, const struct entry *entry);

/* The word for what an entry's dollars rest on, for exports: price_status_word of a model or of all
 * models of a group; "partly" where some of its tokens have no price. */
const char *figures_price_status(const struct entry *entry);

/* The word for dollars that are not there: varies, not listed or unknown (also where they are out
 * of range). */
const char *figures_unpriced(const struct quote *quote);

/* A price as a value: the number, or the word free / varies / unknown / not listed. */
struct value figures_price(const struct quote *quote, int64_t pico_usd);

#define FIGURES_COVERAGE_SIZE 96

/* How much of a week's tokens has a price: "priced 99.7% of identified tokens (93.5% of all)"; and
 * "unpriced: 3 models", of a standing of models.  Both return `out`.  What is not quite all is
 * never shown as 100.0%. */
const char *figures_coverage(char out[FIGURES_COVERAGE_SIZE], const struct standing *standing);
const char *figures_unpriced_count(char out[FIGURES_COVERAGE_SIZE],
				   const struct standing *standing);

/* The name of the tail's row on screen. */
#define FIGURES_TAIL_NAME "all other models"

/* The last columns of every export, and their values. */
#define PROVENANCE_COLUMNS                                                                         \
	{"week", "week", COLUMN_EXPORT, 0, 0, 0}, {"days", "days", COLUMN_EXPORT, 0, 0, 0},        \
		{"source", "source", COLUMN_EXPORT, 0, 0, 0},                                      \
		{"as_of", "as of", COLUMN_EXPORT, 0, 0, 0},                                        \
	{                                                                                          \
		"price_rule", "price rule", COLUMN_EXPORT, 0, 0, 0                                 \
	}
#define PROVENANCE_COUNT 5

/* Fill the provenance of a row, whose first such column is `column`. */
void figures_provenance(const struct figures *figures, struct table *table, struct row *row,
			int column);

/* "exact", "daily sum", "coarse" */
const char *figures_quality(enum history_quality quality);

/* The words for where a week's figures come from: source, quality, licence. */
const char *figures_source(const struct history *history, const struct history_bucket *week);

/* A title with what holds for the whole table: "by tokens, paid models only"; the table's own. */
const char *figures_title(struct table *table, const struct query *query, const char *title);

/* A price rule with what holds for the whole table; the table's own. */
const char *figures_rule(struct table *table, const struct query *query, const char *rule);

/* Of usd_low and usd_high, in tokens; by dollars they belong to the figure beside them. */
#define FIGURES_BAND_PRIORITY 10

/* A table whose unit's columns (tokens, token_share or usd, usd_share and its band) stand first
 * and strong. */
struct table *figures_table(const char *view, const struct column *columns, size_t n_columns,
			    enum unit unit);

#endif
