/* column.h - what the values of a column are: the same in every week and row, also where none is
 * there.
 *
 * Ids mean the same in every view, so the list goes by them; a comparison's columns are keys of
 * models and vendors, whose values are of the query's unit.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_COLUMN_H
#define ORTOP_VIEW_COLUMN_H

#include "view/table.h"

/* VALUE_ABSENT where kinds are mixed: a record's value, an explanation's. */
enum value_kind column_kind(const struct column *column, enum unit unit);

/* "text", "integer", "tokens", "usd", "price", "share", "growth", "points", "series", "mixed" */
const char *column_kind_word(enum value_kind kind);

/* What numbers of the column count in exports: "tokens", "usd", "usd_per_million_tokens",
 * "fraction"; of a series its points; NULL for plain integers, texts and what is mixed. */
const char *column_unit(const struct column *column, enum unit unit);

#endif
