#include "source/store_internal.h"

#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/text.h"

const char *const store_periods[] = {
	[HISTORY_WEEK] = "week",
	[HISTORY_DAY] = "day",
};

const char *const store_qualities[] = {
	[HISTORY_EXACT] = "exact",
	[HISTORY_DAILY_SUM] = "daily-sum",
	[HISTORY_COARSE] = "coarse",
};

const char *const store_feeds[] = {
	[STORE_RANKINGS] = "rankings",
	[STORE_CATALOG] = "catalogue",
	[STORE_ENDPOINTS] = "endpoints",
	[STORE_DOCTOR] = "doctor",
};

const char *const store_troubles[] = {
	[TROUBLE_NONE] = "none",
	[TROUBLE_NO_KEY] = "no-key",
	[TROUBLE_KEY_REFUSED] = "key-refused",
	[TROUBLE_RATE_LIMITED] = "rate-limited",
	[TROUBLE_BUDGET] = "budget",
	[TROUBLE_OFFLINE] = "offline",
	[TROUBLE_TIMEOUT] = "timeout",
	[TROUBLE_CUT] = "cut",
	[TROUBLE_TLS] = "tls",
	[TROUBLE_PROXY] = "proxy",
	[TROUBLE_SERVER] = "server",
	[TROUBLE_REQUEST] = "request",
	[TROUBLE_PAYLOAD] = "payload",
	[TROUBLE_HELD] = "held",
	[TROUBLE_STORE] = "store",
	[TROUBLE_ABORTED] = "aborted",
};

#define N_TROUBLES ((int)(sizeof(store_troubles) / sizeof(store_troubles[0])))

static int find_word(const char *const *words, int n, const char *word)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(words[i], word))
			return i;
	return -1;
}

/* The buckets of a history are read one after the other, each with its rows. */
struct reader {
	struct store *store;
	struct history_builder *builder;
	sqlite3_stmt *buckets, *rows;
};

static bool load_rows(struct reader *reader, struct error *error)
{
	sqlite3_stmt *rows = reader->rows;
	int step;

	sqlite3_bind_value(rows, 1, sqlite3_column_value(reader->buckets, 0));
	sqlite3_bind_value(rows, 2, sqlite3_column_value(reader->buckets, 1));
	while ((step = sqlite3_step(rows)) == SQLITE_ROW) {
		const char *model = store_text(rows, 0);

		if (!history_builder_row(reader->builder, model,
					 (size_t)sqlite3_column_bytes(rows, 0),
					 sqlite3_column_int64(rows, 1), error))
			return false;
	}
	sqlite3_reset(rows);
	return step == SQLITE_DONE || store_fail(reader->store, "rankings", error);
}

bool store_read_head(sqlite3_stmt *statement, struct history_bucket *head, struct error *error)
{
	const char *period = store_text(statement, 0), *date = store_text(statement, 1);
	int quality = find_word(store_qualities, HISTORY_COARSE + 1, store_text(statement, 3));

	*head = (struct history_bucket){
		.days = sqlite3_column_int(statement, 2),
		.as_of = sqlite3_column_int64(statement, 4),
		.fetched_at = sqlite3_column_int64(statement, 5),
		.imported = sqlite3_column_int(statement, 6) != 0,
	};
	if (!calendar_parse_date(date, &head->date) || quality < 0)
		return error_set(error, "wrong date or quality of %s %s", period, date);
	head->quality = (enum history_quality)quality;
	return true;
}

static bool load_bucket(struct reader *reader, struct error *error)
{
	bool week = !strcmp(store_text(reader->buckets, 0), store_periods[HISTORY_WEEK]);
	struct history_bucket head;

	return store_read_head(reader->buckets, &head, error) &&
	       history_builder_bucket(reader->builder, week ? HISTORY_WEEK : HISTORY_DAY, &head,
				      error) &&
	       load_rows(reader, error);
}

/* Read the buckets that a statement selects: as long as it is not done, the rows of each are read
 * as of the same moment. */
static bool load_buckets(struct reader *reader, struct error *error)
{
	int step = SQLITE_ERROR;
	bool ok = reader->buckets;

	reader->rows = store_prepare(reader->store,
				     "SELECT model, tokens FROM ranking"
				     " WHERE period = ?1 AND date = ?2",
				     error);
	ok = ok && reader->rows;
	while (ok && (step = sqlite3_step(reader->buckets)) == SQLITE_ROW)
		ok = load_bucket(reader, error);
	if (ok && step != SQLITE_DONE)
		ok = store_fail(reader->store, "rankings", error);
	sqlite3_finalize(reader->buckets);
	sqlite3_finalize(reader->rows);
	return ok;
}

sqlite3_stmt *store_select_buckets(struct store *store, const char *which, struct error *error)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
		 "SELECT period, date, days, quality, as_of, fetched_at, %s FROM bucket %s",
		 store->version < STORE_IMPORTS_VERSION ? "0" : "imported", which);
	return store_prepare(store, sql, error);
}

/* The history that the reader's builder holds, NULL when that has no week or !ok. */
static struct history *finish(struct reader *reader, bool ok)
{
	struct history *history;

	if (!ok) {
		history_builder_free(reader->builder);
		return NULL;
	}
	history = history_finish(reader->builder);
	if (history->n_weeks > 0)
		return history;
	history_unref(history);
	return NULL;
}

bool store_load_history(struct store *store, struct history **history, struct error *error)
{
	struct reader reader = {.store = store, .builder = history_builder_new(HISTORY_LIVE)};
	bool ok;

	reader.buckets = store_select_buckets(store, "ORDER BY period, date", error);
	ok = load_buckets(&reader, error);
	*history = finish(&reader, ok);
	return ok;
}

bool store_load_newest(struct store *store, int n_weeks, struct history **history,
		       struct error *error)
{
	struct reader reader = {.store = store, .builder = history_builder_new(HISTORY_LIVE)};
	char which[96];
	bool ok;

	snprintf(which, sizeof(which), "WHERE period = '%s' ORDER BY date DESC LIMIT %d",
		 store_periods[HISTORY_WEEK], n_weeks);
	reader.buckets = store_select_buckets(store, which, error);
	ok = load_buckets(&reader, error);
	history_builder_partial(reader.builder);
	*history = finish(&reader, ok);
	return ok;
}

int64_t store_read_price(sqlite3_stmt *statement, int column)
{
	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return PRICE_NONE;
	return sqlite3_column_int64(statement, column) < 0
		       ? PRICE_VARIES
		       : sqlite3_column_int64(statement, column);
}

void store_read_listing(sqlite3_stmt *statement, struct listing *listing)
{
	listing->id = store_text(statement, 0);
	listing->seen = sqlite3_column_int64(statement, 1);
	listing->permaslug = store_text(statement, 2);
	listing->name = store_text(statement, 3);
	listing->context = sqlite3_column_int64(statement, 4);
	listing->price.prompt = store_read_price(statement, 5);
	listing->price.completion = store_read_price(statement, 6);
	listing->price.cache_read = store_read_price(statement, 7);
	listing->price.conditional = sqlite3_column_int(statement, 8) != 0;
}

/* Add the rows of a statement; it is ready for the next values then. */
static bool add_listings(struct store *store, sqlite3_stmt *statement,
			 struct catalog_builder *builder, struct error *error)
{
	struct listing listing;
	int step;

	while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
		store_read_listing(statement, &listing);
		catalog_builder_add(builder, &listing);
		catalog_builder_checked(builder, listing.seen);
	}
	sqlite3_reset(statement);
	return step == SQLITE_DONE || store_fail(store, "catalogue", error);
}

bool store_load_catalog(struct store *store, struct catalog_builder *builder, struct error *error)
{
	sqlite3_stmt *statement = store_prepare(
		store, "SELECT " STORE_LISTING_COLUMNS " FROM listing ORDER BY id, seen", error);
	int64_t checked;
	bool ok = statement && add_listings(store, statement, builder, error);

	sqlite3_finalize(statement);
	if (!ok || !store_number(store, "SELECT ok_at FROM feed WHERE name = 'catalogue'", &checked,
				 error))
		return false;
	catalog_builder_checked(builder, checked);
	return true;
}

bool store_load_listings(struct store *store, const char *const *permaslugs, size_t n,
			 struct catalog_builder *builder, struct error *error)
{
	sqlite3_stmt *statement = store_prepare(
		store, "SELECT " STORE_LISTING_COLUMNS " FROM listing WHERE permaslug = ?1", error);
	bool ok = statement;

	for (size_t i = 0; ok && i < n; i++) {
		sqlite3_bind_text(statement, 1, permaslugs[i], -1, SQLITE_STATIC);
		ok = add_listings(store, statement, builder, error);
	}
	sqlite3_finalize(statement);
	return ok;
}

/* The row of a statement about one feed; SQLITE_DONE when there is none. */
static int step_feed(sqlite3_stmt *statement, enum store_feed name)
{
	sqlite3_bind_text(statement, 1, store_feeds[name], -1, SQLITE_STATIC);
	return sqlite3_step(statement);
}

static bool load_state(struct store *store, sqlite3_stmt *statement, enum store_feed name,
		       struct feed *feed, struct error *error)
{
	bool found = step_feed(statement, name) == SQLITE_ROW;

	if (found) {
		feed->ok_at = sqlite3_column_int64(statement, 0);
		feed->since = sqlite3_column_int64(statement, 1);
	} else {
		store_fail(store, "fetch log", error);
	}
	sqlite3_reset(statement);
	return found;
}

static bool load_last(struct store *store, sqlite3_stmt *statement, enum store_feed name,
		      struct feed *feed, struct error *error)
{
	int step = step_feed(statement, name), trouble = -1;

	feed->tried_at = 0;
	feed->http = 0;
	feed->detail[0] = '\0';
	if (step == SQLITE_ROW) {
		feed->tried_at = sqlite3_column_int64(statement, 0);
		trouble = find_word(store_troubles, N_TROUBLES, store_text(statement, 1));
		feed->http = sqlite3_column_int(statement, 2);
		text_inert_into(feed->detail, sizeof(feed->detail), store_text(statement, 3));
	} else if (step != SQLITE_DONE) {
		store_fail(store, "fetch log", error);
	}
	feed->trouble = trouble < 0 ? TROUBLE_NONE : (enum trouble)trouble;
	sqlite3_reset(statement);
	return step == SQLITE_ROW || step == SQLITE_DONE;
}

/* Two statements, each for both feeds: to plan and run a join of the two takes four times as long.
 */
static bool load_feeds(struct store *store, struct status *status, struct error *error)
{
	sqlite3_stmt *state = store_prepare(
		store, "SELECT ok_at, failing_since FROM feed WHERE name = ?1", error);
	sqlite3_stmt *last = store_prepare(store,
					   "SELECT at, trouble, http, detail FROM fetch"
					   " WHERE feed = ?1 AND trouble <> 'aborted'"
					   " ORDER BY n DESC LIMIT 1",
					   error);
	bool ok = state && last &&
		  load_state(store, state, STORE_RANKINGS, &status->rankings, error) &&
		  load_state(store, state, STORE_CATALOG, &status->catalog, error) &&
		  load_last(store, last, STORE_RANKINGS, &status->rankings, error) &&
		  load_last(store, last, STORE_CATALOG, &status->catalog, error);

	sqlite3_finalize(state);
	sqlite3_finalize(last);
	return ok;
}

bool store_load_status(struct store *store, int64_t now, struct status *status, struct error *error)
{
	int64_t midnight = (int64_t)calendar_day_of(now) * CALENDAR_DAY_SECONDS;
	char sql[128];
	int64_t requests;

	snprintf(sql, sizeof(sql),
		 "SELECT count(*) FROM fetch WHERE keyed AND at >= %lld AND at < %lld",
		 (long long)midnight, (long long)(midnight + 2 * CALENDAR_DAY_SECONDS));
	if (!load_feeds(store, status, error) || !store_load_held(store, &status->held, error) ||
	    !store_number(store, sql, &requests, error))
		return false;
	status->requests_today = (int)requests;
	return true;
}

bool store_load_retry_at(struct store *store, int64_t now, int64_t *retry_at, struct error *error)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
		 "SELECT max(at + retry_after) FROM fetch WHERE retry_after > 0 AND at <= %lld",
		 (long long)now);
	return store_number(store, sql, retry_at, error);
}

bool store_etag(struct store *store, char etag[FETCH_ETAG_MAX], struct error *error)
{
	sqlite3_stmt *statement = store_prepare(store,
						"SELECT etag FROM feed WHERE name = 'catalogue'"
						" AND EXISTS (SELECT 1 FROM listing)",
						error);
	int step;

	etag[0] = '\0';
	if (!statement)
		return false;
	step = sqlite3_step(statement);
	if (step == SQLITE_ROW)
		snprintf(etag, FETCH_ETAG_MAX, "%s", store_text(statement, 0));
	else if (step != SQLITE_DONE)
		store_fail(store, "etag", error);
	sqlite3_finalize(statement);
	return step == SQLITE_ROW || step == SQLITE_DONE;
}
