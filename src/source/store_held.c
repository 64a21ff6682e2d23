#include "source/store_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/judge.h"

/* From version 3 on there are restatements, and an answer may be held. */
#define FIRST_VERSION 3

enum {
	KNOWN_DAYS,
	KNOWN_ROWS,
	ADD,
};

static const char *const statements[STORE_RESTATER_STATEMENTS] = {
	[KNOWN_DAYS] = "SELECT days FROM bucket WHERE period = ? AND date = ?",
	[KNOWN_ROWS] = "SELECT model, tokens FROM ranking WHERE period = ? AND date = ?",
	[ADD] = "INSERT INTO restatement (period, date, model, was, \"is\", at, growing)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
};

/* Held answers */

bool store_load_held(struct store *store, struct held *held, struct error *error)
{
	sqlite3_stmt *statement;
	int step;

	*held = (struct held){.agreeing = 0};
	if (store->version < FIRST_VERSION)
		return true;
	statement = store_prepare(
		store, "SELECT since, counted_at, agreeing, digest, reason FROM held", error);
	if (!statement)
		return false;
	step = sqlite3_step(statement);
	if (step == SQLITE_ROW) {
		held->since = sqlite3_column_int64(statement, 0);
		held->counted_at = sqlite3_column_int64(statement, 1);
		held->agreeing = sqlite3_column_int(statement, 2);
		held->digest = (uint64_t)sqlite3_column_int64(statement, 3);
		text_inert_into(held->reason, sizeof(held->reason), store_text(statement, 4));
	} else if (step != SQLITE_DONE) {
		store_fail(store, "held answer", error);
	}
	sqlite3_finalize(statement);
	return step == SQLITE_ROW || step == SQLITE_DONE;
}

static bool write_held(struct store *store, const struct held *held, struct error *error)
{
	sqlite3_stmt *statement;
	bool ok;

	if (!store_exec(store, "DELETE FROM held", error))
		return false;
	if (held->agreeing == 0)
		return true;
	statement = store_prepare(store,
				  "INSERT INTO held (one, since, counted_at, agreeing, digest,"
				  " reason) VALUES (1, ?, ?, ?, ?, ?)",
				  error);
	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, held->since);
	sqlite3_bind_int64(statement, 2, held->counted_at);
	sqlite3_bind_int(statement, 3, held->agreeing);
	sqlite3_bind_int64(statement, 4, (int64_t)held->digest);
	sqlite3_bind_text(statement, 5, held->reason, -1, SQLITE_STATIC);
	ok = store_run(store, statement, error);
	sqlite3_finalize(statement);
	return ok;
}

/* Without a judgement what is held stays so. */
bool store_hold(struct store *store, const struct store_refresh *refresh, struct held *held,
		struct error *error)
{
	if (!refresh->history || !refresh->judgement) {
		*held = (struct held){.agreeing = 0};
		return true;
	}
	if (!store_load_held(store, held, error))
		return false;
	held_takes(held, refresh->judgement, refresh->now, refresh->accept);
	return write_held(store, held, error);
}

/* Weeks and days after the end of an answer that was taken though it ends before what is known:
 * beside it they would contradict it. */
bool store_drop_after(struct store *store, int32_t end, int64_t now, struct error *error)
{
	char date[CALENDAR_SIZE], sql[400];

	calendar_format_date(date, end);
	snprintf(sql, sizeof(sql),
		 "INSERT INTO restatement (period, date, model, was, \"is\", at, growing)"
		 " SELECT period, date, model, tokens, NULL, %lld, 0 FROM ranking"
		 " WHERE date > '%s' ORDER BY period, date, model;"
		 "DELETE FROM bucket WHERE date > '%s'",
		 (long long)now, date, date);
	return store_exec(store, sql, error);
}

/* Restatements */

bool store_restater_init(struct store_restater *restater, struct store *store,
			 const struct store_refresh *refresh, struct error *error)
{
	*restater = (struct store_restater){
		.store = store,
		.history = refresh->history,
		.now = refresh->now,
		/* Nothing grows in a file. */
		.end = refresh->imported ? INT32_MAX : judge_last_day(refresh->history),
	};
	for (int i = 0; i < STORE_RESTATER_STATEMENTS; i++) {
		restater->statements[i] = store_prepare(store, statements[i], error);
		if (!restater->statements[i])
			return false;
	}
	return true;
}

void store_restater_done(struct store_restater *restater)
{
	for (int i = 0; i < STORE_RESTATER_STATEMENTS; i++)
		sqlite3_finalize(restater->statements[i]);
	free(restater->seen);
}

/* A week or day that is about to be replaced. */
struct change {
	enum history_period period;
	const struct history_bucket *bucket;
	const char *date;
	bool tail_seen;
};

static void bind_bucket(sqlite3_stmt *statement, const struct change *change)
{
	sqlite3_bind_text(statement, 1, store_periods[change->period], -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, change->date, -1, SQLITE_STATIC);
}

static void bind_tokens(sqlite3_stmt *statement, int place, int64_t tokens)
{
	if (tokens == RESTATEMENT_UNNAMED)
		sqlite3_bind_null(statement, place);
	else
		sqlite3_bind_int64(statement, place, tokens);
}

static bool add(struct store_restater *restater, const struct change *change, const char *model,
		int64_t was, int64_t is, struct error *error)
{
	sqlite3_stmt *statement = restater->statements[ADD];
	int32_t last = change->bucket->date + (change->period == HISTORY_WEEK ? 6 : 0);

	if (was == is)
		return true;
	bind_bucket(statement, change);
	sqlite3_bind_text(statement, 3, model, -1, SQLITE_STATIC);
	bind_tokens(statement, 4, was);
	bind_tokens(statement, 5, is);
	sqlite3_bind_int64(statement, 6, restater->now);
	sqlite3_bind_int(statement, 7, last >= restater->end);
	restater->added++;
	return store_run(restater->store, statement, error);
}

/* What a model that is known has now. */
static int64_t tokens_now(struct store_restater *restater, struct change *change, const char *model)
{
	const struct history_bucket *bucket = change->bucket;

	if (strcmp(model, HISTORY_TAIL) == 0) {
		change->tail_seen = true;
		return bucket->has_tail ? bucket->tail : RESTATEMENT_UNNAMED;
	}
	for (size_t i = 0; i < bucket->n_rows; i++) {
		if (strcmp(restater->history->models[bucket->rows[i].model], model) != 0)
			continue;
		restater->seen[i] = true;
		return bucket->rows[i].tokens;
	}
	return RESTATEMENT_UNNAMED;
}

static bool compare_known(struct store_restater *restater, struct change *change,
			  struct error *error)
{
	sqlite3_stmt *rows = restater->statements[KNOWN_ROWS];
	bool ok = true;
	int step;

	bind_bucket(rows, change);
	while (ok && (step = sqlite3_step(rows)) == SQLITE_ROW)
		ok = add(restater, change, store_text(rows, 0), sqlite3_column_int64(rows, 1),
			 tokens_now(restater, change, store_text(rows, 0)), error);
	if (ok && step != SQLITE_DONE)
		ok = store_fail(restater->store, "restatements", error);
	sqlite3_reset(rows);
	return ok;
}

static bool add_unknown(struct store_restater *restater, const struct change *change,
			struct error *error)
{
	const struct history_bucket *bucket = change->bucket;

	for (size_t i = 0; i < bucket->n_rows; i++)
		if (!restater->seen[i] &&
		    !add(restater, change, restater->history->models[bucket->rows[i].model],
			 RESTATEMENT_UNNAMED, bucket->rows[i].tokens, error))
			return false;
	return !bucket->has_tail || change->tail_seen ||
	       add(restater, change, HISTORY_TAIL, RESTATEMENT_UNNAMED, bucket->tail, error);
}

/* The days that are known of it; 0 for none. */
static bool known_days(struct store_restater *restater, const struct change *change, int *days,
		       struct error *error)
{
	sqlite3_stmt *find = restater->statements[KNOWN_DAYS];
	int step;

	bind_bucket(find, change);
	step = sqlite3_step(find);
	*days = step == SQLITE_ROW ? sqlite3_column_int(find, 0) : 0;
	if (step != SQLITE_ROW && step != SQLITE_DONE)
		store_fail(restater->store, "restatements", error);
	sqlite3_reset(find);
	return step == SQLITE_ROW || step == SQLITE_DONE;
}

bool store_restate(struct store_restater *restater, enum history_period period,
		   const struct history_bucket *bucket, bool *same, struct error *error)
{
	size_t before = restater->added;
	char date[CALENDAR_SIZE];
	struct change change = {
		.period = period,
		.bucket = bucket,
		.date = calendar_format_date(date, bucket->date),
	};
	int days;

	*same = false;
	if (!known_days(restater, &change, &days, error))
		return false;
	if (days == 0 || days < bucket->days)
		return true;
	restater->seen = mem_grow(restater->seen, &restater->capacity, bucket->n_rows,
				  sizeof(*restater->seen));
	if (bucket->n_rows)
		memset(restater->seen, 0, bucket->n_rows * sizeof(*restater->seen));
	if (!compare_known(restater, &change, error) || !add_unknown(restater, &change, error))
		return false;
	*same = restater->added == before;
	return true;
}

bool store_trim_restatements(struct store *store, struct error *error)
{
	static const int kept[] = {STORE_RESTATED, STORE_RESTATED_GROWING};
	char sql[192];

	for (int growing = 0; growing < 2; growing++) {
		snprintf(sql, sizeof(sql),
			 "DELETE FROM restatement WHERE growing = %d AND n <= (SELECT n FROM"
			 " restatement WHERE growing = %d ORDER BY n DESC LIMIT 1 OFFSET %d)",
			 growing, growing, kept[growing]);
		if (!store_exec(store, sql, error))
			return false;
	}
	return true;
}

static int64_t column_tokens(sqlite3_stmt *statement, int column)
{
	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return RESTATEMENT_UNNAMED;
	return sqlite3_column_int64(statement, column);
}

static bool read_restatements(struct store *store, sqlite3_stmt *statement,
			      struct restatements_builder *builder, struct error *error)
{
	struct restatement item;
	int step;

	while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
		item.period = strcmp(store_text(statement, 0), store_periods[HISTORY_WEEK]) == 0
				      ? HISTORY_WEEK
				      : HISTORY_DAY;
		item.model = store_text(statement, 2);
		item.was = column_tokens(statement, 3);
		item.is = column_tokens(statement, 4);
		item.at = sqlite3_column_int64(statement, 5);
		if (!calendar_parse_date(store_text(statement, 1), &item.date))
			return error_set(error, "restatements: wrong date");
		restatements_builder_add(builder, &item);
	}
	return step == SQLITE_DONE || store_fail(store, "restatements", error);
}

bool store_load_restatements(struct store *store, struct restatements_builder *builder,
			     struct error *error)
{
	sqlite3_stmt *statement;
	bool ok;

	if (store->version < FIRST_VERSION)
		return true;
	statement = store_prepare(store,
				  "SELECT period, date, model, was, \"is\", at FROM restatement"
				  " ORDER BY model, n",
				  error);
	if (!statement)
		return false;
	ok = read_restatements(store, statement, builder, error);
	sqlite3_finalize(statement);
	return ok;
}
