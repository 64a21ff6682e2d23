#include "source/store_internal.h"

#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "base/mem.h"

struct store_rows {
	struct store *store;
	sqlite3_stmt *statement;
};

/* From newest first to oldest first. */
static void turn_around(struct history_bucket *weeks, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct history_bucket week = weeks[i];

		weeks[i] = weeks[n - 1 - i];
		weeks[n - 1 - i] = week;
	}
}

bool store_load_heads(struct store *store, size_t most, struct history_bucket **weeks, size_t *n,
		      struct error *error)
{
	sqlite3_stmt *statement = store_select_buckets(
		store, "WHERE period = 'week' ORDER BY date DESC LIMIT ?1", error);
	size_t capacity = 0;
	int step = SQLITE_ERROR;
	bool ok = statement;

	*weeks = NULL;
	*n = 0;
	if (ok)
		sqlite3_bind_int64(statement, 1, (int64_t)most);
	while (ok && (step = sqlite3_step(statement)) == SQLITE_ROW) {
		*weeks = mem_grow(*weeks, &capacity, *n + 1, sizeof(**weeks));
		ok = store_read_head(statement, &(*weeks)[(*n)++], error);
	}
	if (ok && step != SQLITE_DONE)
		ok = store_fail(store, "rankings", error);
	sqlite3_finalize(statement);
	if (!ok) {
		free(*weeks);
		*weeks = NULL;
		*n = 0;
	}
	turn_around(*weeks, *n);
	return ok;
}

struct store_rows *store_rows_new(struct store *store, struct error *error)
{
	struct store_rows *rows;
	sqlite3_stmt *statement = store_prepare(store,
						"SELECT model, tokens FROM ranking"
						" WHERE period = 'week' AND date = ?1",
						error);

	if (!statement)
		return NULL;
	rows = mem_alloc(1, sizeof(*rows));
	rows->store = store;
	rows->statement = statement;
	return rows;
}

bool store_rows_of(struct store_rows *rows, int32_t monday, store_row_fn *add, void *data,
		   struct error *error)
{
	char date[CALENDAR_SIZE];
	int step;

	calendar_format_date(date, monday);
	sqlite3_bind_text(rows->statement, 1, date, -1, SQLITE_STATIC);
	while ((step = sqlite3_step(rows->statement)) == SQLITE_ROW)
		add(data, store_text(rows->statement, 0), sqlite3_column_int64(rows->statement, 1));
	sqlite3_reset(rows->statement);
	sqlite3_clear_bindings(rows->statement);
	return step == SQLITE_DONE || store_fail(rows->store, "rankings", error);
}

void store_rows_free(struct store_rows *rows)
{
	if (!rows)
		return;
	sqlite3_finalize(rows->statement);
	free(rows);
}
