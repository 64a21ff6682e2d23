#include "source/store_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* In the header of SQLite's file format. */
#define HEADER_SIZE    100
#define READ_FORMAT_AT 19
#define WITHOUT_LOG    1
#define VERSION_AT     60
#define MARK_AT        68

/* In that of its log; the mark's last bit is the byte order of the checksums. */
#define LOG_MARK         0x377f0682u
#define LOG_PAGE_SIZE_AT 8

#define APPLICATION_ID 0x6f72746f /* "orto": what file(1) and we know our databases by */

/* Comments stay in the database, for those who look into it with sqlite3. */
static const char version_1[] =
	"CREATE TABLE bucket (\n"
	"  period     TEXT NOT NULL CHECK (period IN ('week', 'day')),\n"
	"  date       TEXT NOT NULL,    -- the Monday, or the day (UTC)\n"
	"  days       INTEGER NOT NULL, -- complete UTC days in it\n"
	"  quality    TEXT NOT NULL,    -- exact, daily-sum, coarse\n"
	"  as_of      INTEGER NOT NULL, -- Unix seconds: when the source made the answer\n"
	"  fetched_at INTEGER NOT NULL, -- Unix seconds\n"
	"  PRIMARY KEY (period, date)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE ranking (\n"
	"  period TEXT NOT NULL,\n"
	"  date   TEXT NOT NULL,\n"
	"  model  TEXT NOT NULL, -- permaslug; 'other' is all the rest\n"
	"  tokens INTEGER NOT NULL CHECK (tokens >= 0), -- prompt + completion\n"
	"  PRIMARY KEY (period, date, model),\n"
	"  FOREIGN KEY (period, date) REFERENCES bucket ON DELETE CASCADE\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE model (\n"
	"  id         TEXT NOT NULL PRIMARY KEY,\n"
	"  first_seen INTEGER NOT NULL, -- Unix seconds, in the catalogue\n"
	"  last_seen  INTEGER NOT NULL\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE listing ( -- a change log: in force until the next one of the id\n"
	"  id          TEXT NOT NULL,\n"
	"  seen        INTEGER NOT NULL, -- Unix seconds\n"
	"  permaslug   TEXT NOT NULL,    -- what rankings call it\n"
	"  name        TEXT NOT NULL,\n"
	"  context     INTEGER NOT NULL, -- tokens, 0 when not given\n"
	"  prompt      INTEGER,          -- pico-USD (10^-12) a token; -1 varies, NULL none\n"
	"  completion  INTEGER,\n"
	"  cache_read  INTEGER,\n"
	"  conditional INTEGER NOT NULL, -- 1: there are conditional prices too\n"
	"  PRIMARY KEY (id, seen)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE feed (\n"
	"  name          TEXT NOT NULL PRIMARY KEY, -- rankings, catalogue\n"
	"  ok_at         INTEGER NOT NULL DEFAULT 0, -- Unix seconds: last good refresh\n"
	"  failing_since INTEGER NOT NULL DEFAULT 0, -- Unix seconds, 0 while all is well\n"
	"  etag          TEXT NOT NULL DEFAULT ''\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE fetch ( -- requests of the last 30 days\n"
	"  n           INTEGER PRIMARY KEY,\n"
	"  at          INTEGER NOT NULL, -- Unix seconds\n"
	"  feed        TEXT NOT NULL,\n"
	"  keyed       INTEGER NOT NULL, -- 1: counts against the account's day\n"
	"  trouble     TEXT NOT NULL,\n"
	"  http        INTEGER NOT NULL,\n"
	"  bytes       INTEGER NOT NULL,\n"
	"  retry_after INTEGER NOT NULL, -- seconds that the server asked for\n"
	"  detail      TEXT NOT NULL\n"
	") STRICT;\n"
	"CREATE INDEX fetch_at ON fetch (at);\n"
	"INSERT INTO feed (name) VALUES ('rankings'), ('catalogue');\n";

static const char version_2[] =
	"CREATE TABLE provider_list ( -- models whose providers were asked for\n"
	"  model      TEXT NOT NULL PRIMARY KEY, -- id\n"
	"  fetched_at INTEGER NOT NULL           -- Unix seconds: the answer that the list is of\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE endpoint (\n"
	"  model        TEXT NOT NULL REFERENCES provider_list ON DELETE CASCADE,\n"
	"  place        INTEGER NOT NULL, -- in the answer, from 0\n"
	"  provider     TEXT NOT NULL,\n"
	"  tag          TEXT NOT NULL,    -- which offer of it; not always distinct\n"
	"  quantization TEXT,\n"
	"  context      INTEGER NOT NULL, -- tokens, 0 when not given\n"
	"  max_output   INTEGER NOT NULL, -- tokens, 0 when not given\n"
	"  prompt       INTEGER,          -- pico-USD as in listing, discount deducted\n"
	"  completion   INTEGER,\n"
	"  cache_read   INTEGER,\n"
	"  conditional  INTEGER NOT NULL,\n"
	"  discount     INTEGER NOT NULL, -- per mille\n"
	"  status       INTEGER,          -- 0 up\n"
	"  uptime       INTEGER,          -- of the 30 minutes before, per mille\n"
	"  PRIMARY KEY (model, place)\n"
	") STRICT, WITHOUT ROWID;\n";

static const char version_3[] =
	"CREATE TABLE restatement ( -- known figures that changed: the newest 4,000, and the "
	"newest\n"
	"                           -- 1,000 of days that the source still counted\n"
	"  n       INTEGER PRIMARY KEY,\n"
	"  period  TEXT NOT NULL,\n"
	"  date    TEXT NOT NULL,\n"
	"  model   TEXT NOT NULL,    -- as in ranking\n"
	"  was     INTEGER,          -- tokens, NULL: not named\n"
	"  \"is\"    INTEGER,\n"
	"  at      INTEGER NOT NULL, -- Unix seconds\n"
	"  growing INTEGER NOT NULL  -- 1: of the last day, or of a week that holds it\n"
	") STRICT;\n"
	"CREATE TABLE held ( -- the answer that was worse than what is known; no row: none\n"
	"  one        INTEGER PRIMARY KEY CHECK (one = 1),\n"
	"  since      INTEGER NOT NULL, -- Unix seconds: the first such answer\n"
	"  counted_at INTEGER NOT NULL, -- ... and the last that counted\n"
	"  agreeing   INTEGER NOT NULL, -- of 3 an hour apart; 3: it was taken\n"
	"  digest     INTEGER NOT NULL, -- of what is worse\n"
	"  reason     TEXT NOT NULL\n"
	") STRICT;\n";

static const char version_4[] = "ALTER TABLE bucket ADD COLUMN -- 1: it came in a user's file\n"
				"  imported INTEGER NOT NULL DEFAULT 0;\n";

/* What brings a database from version i to i + 1. */
static const char *const migrations[] = {version_1, version_2, version_3, version_4};

const int store_version = sizeof(migrations) / sizeof(migrations[0]);

/* A first frame asks for a few models' listings.  It is no version of its own: a store without it
 * is read all the same, and an older ortop keeps it up to date unawares. */
static const char listing_index[] =
	"CREATE INDEX IF NOT EXISTS listing_permaslug ON listing (permaslug)";

/* The three belong together: another ortop may be making the schema right now. */
static bool read_marks(struct store *store, int64_t *version, int64_t *application, int64_t *tables,
		       struct error *error)
{
	/* After a failure the callers end the transaction, or close. */
	return store_exec(store, "SAVEPOINT marks", error) &&
	       store_number(store, "PRAGMA user_version", version, error) &&
	       store_number(store, "PRAGMA application_id", application, error) &&
	       store_number(store, "SELECT count(*) FROM sqlite_schema", tables, error) &&
	       store_exec(store, "RELEASE marks", error);
}

static uint32_t big_endian(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

bool store_has_our_mark(const unsigned char *page, bool *newer)
{
	*newer = big_endian(page + VERSION_AT) > (uint32_t)store_version;
	return big_endian(page + MARK_AT) == APPLICATION_ID;
}

bool store_is_log(const unsigned char *header)
{
	uint32_t page = big_endian(header + LOG_PAGE_SIZE_AT);

	return (big_endian(header) & ~1u) == LOG_MARK && page >= 512 && page <= 65536 &&
	       (page & (page - 1)) == 0;
}

int store_peek(const char *path, bool *logs)
{
	unsigned char header[HEADER_SIZE];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool newer = true, ours = false;

	*logs = true;
	if (fd < 0)
		return 0;
	if (read(fd, header, sizeof(header)) == (ssize_t)sizeof(header)) {
		ours = store_has_our_mark(header, &newer);
		*logs = header[READ_FORMAT_AT] != WITHOUT_LOG;
	}
	close(fd);
	return ours && !newer ? (int)big_endian(header + VERSION_AT) : 0;
}

bool store_is_ours(struct store *store)
{
	int64_t application, version;

	if (!store_number(store, "PRAGMA application_id", &application, NULL) ||
	    !store_number(store, "PRAGMA user_version", &version, NULL))
		return false;
	store->version = (int)version;
	return application == APPLICATION_ID && version > 0 && version <= store_version;
}

bool store_check(struct store *store, int *version, struct error *error)
{
	int64_t found, application, tables;

	if (!read_marks(store, &found, &application, &tables, error))
		return false;
	*version = store->version = (int)found;
	if (found == 0 && tables == 0 && application == 0)
		return true;
	if (application != APPLICATION_ID || found <= 0)
		return error_set(error, "a database, but not one of ortop");
	if (found > store_version)
		return error_set(error, "of a newer ortop (version %d, this one knows %d)",
				 *version, store_version);
	return true;
}

static bool apply(struct store *store, struct error *error)
{
	char sql[96];
	int version;

	if (!store_check(store, &version, error))
		return false;
	for (int i = version; i < store_version; i++)
		if (!store_exec(store, migrations[i], error))
			return false;
	snprintf(sql, sizeof(sql), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		 APPLICATION_ID, store_version);
	store->version = store_version;
	if (!store_exec(store, listing_index, error))
		return false;
	return version == store_version || store_exec(store, sql, error);
}

bool store_migrate(struct store *store, struct error *error)
{
	/* Immediate, so that a store that cannot be written is found out here, and of two that
	 * start at once the second finds the schema made. */
	if (!store_exec(store, "BEGIN IMMEDIATE", error))
		return false;
	if (apply(store, error) && store_exec(store, "COMMIT", error))
		return true;
	store_exec(store, "ROLLBACK", NULL);
	return false;
}
