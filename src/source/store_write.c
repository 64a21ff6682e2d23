#include "source/store_internal.h"

#include <stdio.h>
#include "base/calendar.h"

enum insert {
	DROP_BUCKET,
	ADD_BUCKET,
	ADD_ROW,
	FIND_LISTING,
	ADD_LISTING,
	SEE_MODEL,
	FEED_GOOD,
	FEED_FAILING,
	ADD_FETCH,
	N_STATEMENTS,
};

/* Prepared once a transaction. */
static const char *const statements[N_STATEMENTS] = {
	[DROP_BUCKET] = "DELETE FROM bucket WHERE period = ? AND date = ?",
	[ADD_BUCKET] = "INSERT INTO bucket (period, date, days, quality, as_of, fetched_at,"
		       " imported) VALUES (?, ?, ?, ?, ?, ?, ?)"
		       " ON CONFLICT (period, date) DO UPDATE SET days = excluded.days,"
		       " quality = excluded.quality, as_of = excluded.as_of,"
		       " fetched_at = excluded.fetched_at, imported = excluded.imported",
	[ADD_ROW] = "INSERT INTO ranking (period, date, model, tokens) VALUES (?, ?, ?, ?)",
	[FIND_LISTING] = "SELECT " STORE_LISTING_COLUMNS
			 " FROM listing WHERE id = ? ORDER BY seen DESC LIMIT 1",
	[ADD_LISTING] = "INSERT OR REPLACE INTO listing (" STORE_LISTING_COLUMNS
			") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SEE_MODEL] = "INSERT INTO model (id, first_seen, last_seen) VALUES (?1, ?2, ?2)"
		      " ON CONFLICT (id) DO UPDATE SET last_seen = ?2",
	[FEED_GOOD] = "UPDATE feed SET ok_at = ?2, failing_since = 0 WHERE name = ?1",
	[FEED_FAILING] = "UPDATE feed SET failing_since = ?2 WHERE name = ?1 AND failing_since = 0",
	[ADD_FETCH] = "INSERT INTO fetch (at, feed, keyed, trouble, http, bytes, retry_after,"
		      " detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
};

struct writer {
	struct store *store;
	struct held held; /* what is held after this */
	sqlite3_stmt *statements[N_STATEMENTS];
};

static bool writer_init(struct writer *writer, struct store *store, struct error *error)
{
	*writer = (struct writer){.store = store};
	for (int i = 0; i < N_STATEMENTS; i++) {
		writer->statements[i] = store_prepare(store, statements[i], error);
		if (!writer->statements[i])
			return false;
	}
	return true;
}

static void writer_done(struct writer *writer)
{
	for (int i = 0; i < N_STATEMENTS; i++)
		sqlite3_finalize(writer->statements[i]);
}

static void bind_text(sqlite3_stmt *statement, int place, const char *text)
{
	sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC);
}

static bool write_rows(struct writer *writer, const struct history *history, const char *period,
		       const struct history_bucket *bucket, struct error *error)
{
	sqlite3_stmt *add = writer->statements[ADD_ROW];
	char date[CALENDAR_SIZE];

	bind_text(add, 1, period);
	bind_text(add, 2, calendar_format_date(date, bucket->date));
	for (size_t i = 0; i < bucket->n_rows; i++) {
		bind_text(add, 3, history->models[bucket->rows[i].model]);
		sqlite3_bind_int64(add, 4, bucket->rows[i].tokens);
		if (!store_run(writer->store, add, error))
			return false;
	}
	if (!bucket->has_tail)
		return true;
	bind_text(add, 3, HISTORY_TAIL);
	sqlite3_bind_int64(add, 4, bucket->tail);
	return store_run(writer->store, add, error);
}

static bool write_head(struct writer *writer, const char *period,
		       const struct history_bucket *bucket, struct error *error)
{
	sqlite3_stmt *add = writer->statements[ADD_BUCKET];
	char date[CALENDAR_SIZE];

	bind_text(add, 1, period);
	bind_text(add, 2, calendar_format_date(date, bucket->date));
	sqlite3_bind_int(add, 3, bucket->days);
	bind_text(add, 4, store_qualities[bucket->quality]);
	sqlite3_bind_int64(add, 5, bucket->as_of);
	sqlite3_bind_int64(add, 6, bucket->fetched_at);
	sqlite3_bind_int(add, 7, bucket->imported);
	return store_run(writer->store, add, error);
}

static bool drop_bucket(struct writer *writer, const char *period,
			const struct history_bucket *bucket, struct error *error)
{
	sqlite3_stmt *drop = writer->statements[DROP_BUCKET];
	char date[CALENDAR_SIZE];

	bind_text(drop, 1, period);
	bind_text(drop, 2, calendar_format_date(date, bucket->date));
	return store_run(writer->store, drop, error);
}

/* Most of what an answer has is known: rows that are all the same stay where they are. */
static bool replace_bucket(struct writer *writer, struct store_restater *restater,
			   enum history_period which, const struct history_bucket *bucket,
			   struct error *error)
{
	const char *period = store_periods[which];
	bool same;

	if (!store_restate(restater, which, bucket, &same, error))
		return false;
	if (same)
		return write_head(writer, period, bucket, error);
	return drop_bucket(writer, period, bucket, error) &&
	       write_head(writer, period, bucket, error) &&
	       write_rows(writer, restater->history, period, bucket, error);
}

static bool replace_buckets(struct writer *writer, struct store_restater *restater,
			    struct error *error)
{
	const struct history *history = restater->history;

	for (size_t i = 0; i < history->n_weeks; i++)
		if (!replace_bucket(writer, restater, HISTORY_WEEK, &history->weeks[i], error))
			return false;
	for (size_t i = 0; i < history->n_days; i++)
		if (!replace_bucket(writer, restater, HISTORY_DAY, &history->days[i], error))
			return false;
	return true;
}

static bool write_history(struct writer *writer, const struct store_refresh *refresh,
			  struct error *error)
{
	const struct judgement *judgement = refresh->judgement;
	struct store *store = writer->store;
	struct store_restater restater;
	bool dropped = judgement && judgement->worse, ok;

	if (dropped && !store_drop_after(store, judgement->end, refresh->now, error))
		return false;
	ok = store_restater_init(&restater, store, refresh, error) &&
	     replace_buckets(writer, &restater, error);
	store_restater_done(&restater);
	if (ok && refresh->restated)
		*refresh->restated = restater.added;
	if (ok && (dropped || restater.added > 0))
		ok = store_trim_restatements(store, error);
	return ok;
}

/* Counted from the newest day, not from now: a clock that is years ahead must not cost figures. */
static bool trim_days(struct store *store, struct error *error)
{
	char sql[192];

	snprintf(sql, sizeof(sql),
		 "DELETE FROM bucket WHERE period = 'day' AND date < date("
		 "(SELECT max(date) FROM bucket WHERE period = 'day'), '-%d days')",
		 STORE_DAYS);
	return store_exec(store, sql, error);
}

void store_bind_price(sqlite3_stmt *statement, int place, int64_t price)
{
	if (price == PRICE_NONE)
		sqlite3_bind_null(statement, place);
	else
		sqlite3_bind_int64(statement, place, price == PRICE_VARIES ? -1 : price);
}

static bool add_listing(struct writer *writer, const struct listing *listing, int64_t seen,
			struct error *error)
{
	sqlite3_stmt *add = writer->statements[ADD_LISTING];

	bind_text(add, 1, listing->id);
	sqlite3_bind_int64(add, 2, seen);
	bind_text(add, 3, listing->permaslug);
	bind_text(add, 4, listing->name);
	sqlite3_bind_int64(add, 5, listing->context);
	store_bind_price(add, 6, listing->price.prompt);
	store_bind_price(add, 7, listing->price.completion);
	store_bind_price(add, 8, listing->price.cache_read);
	sqlite3_bind_int(add, 9, listing->price.conditional);
	return store_run(writer->store, add, error);
}

static bool write_listing(struct writer *writer, const struct listing *listing, struct error *error)
{
	sqlite3_stmt *find = writer->statements[FIND_LISTING];
	struct listing newest;
	int64_t seen = listing->seen;
	bool known = false;
	int step;

	bind_text(find, 1, listing->id);
	step = sqlite3_step(find);
	if (step == SQLITE_ROW) {
		store_read_listing(find, &newest);
		known = listing_equal(&newest, listing);
		/* After the clock was set back the newest listing must still be the newest. */
		if (newest.seen > seen)
			seen = newest.seen;
	} else if (step != SQLITE_DONE) {
		store_fail(writer->store, "catalogue", error);
	}
	sqlite3_reset(find);
	if (step != SQLITE_ROW && step != SQLITE_DONE)
		return false;
	return known || add_listing(writer, listing, seen, error);
}

static bool set_etag(struct store *store, const char *etag, struct error *error)
{
	sqlite3_stmt *set =
		store_prepare(store, "UPDATE feed SET etag = ? WHERE name = 'catalogue'", error);
	bool ok;

	if (!set)
		return false;
	bind_text(set, 1, etag ? etag : "");
	ok = store_run(store, set, error);
	sqlite3_finalize(set);
	return ok;
}

/* Whom this answer does not list was seen before it, also where another one came in this very
 * second, or by a clock that was ahead. */
static bool see_earlier(struct store *store, int64_t now, struct error *error)
{
	char sql[96];

	snprintf(sql, sizeof(sql), "UPDATE model SET last_seen = %lld WHERE last_seen >= %lld",
		 (long long)now - 1, (long long)now);
	return store_exec(store, sql, error);
}

static bool write_catalog(struct writer *writer, const struct store_refresh *refresh,
			  struct error *error)
{
	sqlite3_stmt *see = writer->statements[SEE_MODEL];
	bool fits;

	if (!see_earlier(writer->store, refresh->now, error))
		return false;
	for (size_t i = 0; i < refresh->catalog->n_listings; i++) {
		const struct listing *listing = &refresh->catalog->listings[i];

		bind_text(see, 1, listing->id);
		sqlite3_bind_int64(see, 2, refresh->now);
		if (!write_listing(writer, listing, error) || !store_run(writer->store, see, error))
			return false;
	}
	if (!store_prune_listings(writer->store, refresh->now, &fits, error))
		return false;
	if (!fits && refresh->catalog_too_much)
		*refresh->catalog_too_much = true;
	if (!fits)
		return error_set(error, "data: more changes than there is room for (%d listings)",
				 STORE_LISTINGS_MAX);
	return set_etag(writer->store, refresh->catalog_etag, error);
}

/* What the newest answer listed was seen when it came. */
static bool see_again(struct store *store, int64_t now, struct error *error)
{
	char sql[160];

	snprintf(sql, sizeof(sql),
		 "UPDATE model SET last_seen = %lld"
		 " WHERE last_seen = (SELECT ok_at FROM feed WHERE name = 'catalogue')",
		 (long long)now);
	return store_exec(store, sql, error);
}

static bool note_feed(struct writer *writer, enum insert how, enum store_feed feed, int64_t at,
		      struct error *error)
{
	sqlite3_stmt *update = writer->statements[how];

	bind_text(update, 1, store_feeds[feed]);
	sqlite3_bind_int64(update, 2, at);
	return store_run(writer->store, update, error);
}

static bool write_fetch(struct writer *writer, const struct store_fetch *fetch, struct error *error)
{
	sqlite3_stmt *add = writer->statements[ADD_FETCH];

	sqlite3_bind_int64(add, 1, fetch->at);
	bind_text(add, 2, store_feeds[fetch->feed]);
	sqlite3_bind_int(add, 3, fetch->keyed);
	bind_text(add, 4, store_troubles[fetch->trouble]);
	sqlite3_bind_int(add, 5, fetch->http);
	sqlite3_bind_int64(add, 6, fetch->bytes);
	sqlite3_bind_int64(add, 7, fetch->retry_after);
	bind_text(add, 8, fetch->detail);
	return store_run(writer->store, add, error);
}

/* The last of the rankings' requests; -1 when there is none. */
static int last_of_rankings(const struct store_refresh *refresh)
{
	int i = refresh->n_fetches - 1;

	while (i >= 0 && refresh->fetches[i].feed != STORE_RANKINGS)
		i--;
	return i;
}

/* Of an answer that waits the last request tells. */
static bool write_fetches(struct writer *writer, const struct store_refresh *refresh,
			  struct error *error)
{
	const struct held *held = &writer->held;
	int telling = held_waits(held) ? last_of_rankings(refresh) : -1;

	for (int i = 0; i < refresh->n_fetches; i++) {
		struct store_fetch fetch = refresh->fetches[i];

		if (i == telling) {
			fetch.trouble = TROUBLE_HELD;
			snprintf(fetch.detail, sizeof(fetch.detail), "%s", held->reason);
		}
		if (!write_fetch(writer, &fetch, error))
			return false;
		if (fetch.trouble != TROUBLE_NONE && fetch.trouble != TROUBLE_ABORTED &&
		    !note_feed(writer, FEED_FAILING, fetch.feed, fetch.at, error))
			return false;
	}
	return true;
}

static bool write_log(struct writer *writer, const struct store_refresh *refresh,
		      struct error *error)
{
	if (!write_fetches(writer, refresh, error))
		return false;
	if (refresh->history && !refresh->imported && !held_waits(&writer->held) &&
	    !note_feed(writer, FEED_GOOD, STORE_RANKINGS, refresh->now, error))
		return false;
	if ((refresh->catalog || refresh->catalog_unchanged) &&
	    !note_feed(writer, FEED_GOOD, STORE_CATALOG, refresh->now, error))
		return false;
	return store_prune_log(writer->store, refresh->now, error);
}

static bool write_all(struct writer *writer, const struct store_refresh *refresh,
		      struct error *error)
{
	struct store *store = writer->store;

	if (!store_hold(store, refresh, &writer->held, error))
		return false;
	if (refresh->history && !held_waits(&writer->held) &&
	    (!write_history(writer, refresh, error) || !trim_days(store, error)))
		return false;
	if (refresh->catalog && !write_catalog(writer, refresh, error))
		return false;
	if (refresh->catalog_unchanged && !see_again(store, refresh->now, error))
		return false;
	if (refresh->endpoints && (!store_write_endpoints(store, refresh->endpoints, error) ||
				   !store_prune_endpoints(store, error)))
		return false;
	return write_log(writer, refresh, error);
}

bool store_write(struct store *store, const struct store_refresh *refresh, struct error *error)
{
	struct writer writer;
	bool ok;

	if (!store_exec(store, "BEGIN IMMEDIATE", error))
		return false;
	ok = writer_init(&writer, store, error) && write_all(&writer, refresh, error);
	writer_done(&writer);
	if (!ok || !store_exec(store, "COMMIT", error)) {
		store_exec(store, "ROLLBACK", NULL);
		return false;
	}
	if (refresh->held && refresh->history && refresh->judgement)
		*refresh->held = writer.held;
	return true;
}
