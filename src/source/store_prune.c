#include "source/store_internal.h"

#include <stdio.h>
#include "base/calendar.h"

#define LOG_SECONDS ((int64_t)30 * CALENDAR_DAY_SECONDS)
#define LOG_LINES   20000

static bool is_within(struct store *store, bool *within, struct error *error)
{
	int64_t count, bytes;

	if (!store_number(store, "SELECT count(*) FROM listing", &count, error) ||
	    !store_number(store,
			  "SELECT total(octets) FROM (SELECT length(CAST(id AS BLOB))"
			  " + length(CAST(permaslug AS BLOB)) + length(CAST(name AS BLOB))"
			  " AS octets FROM listing)",
			  &bytes, error))
		return false;
	*within = count <= STORE_LISTINGS_MAX && bytes <= STORE_NAMES_MAX;
	return true;
}

/* Of models that are gone and by whose name nothing ranked. */
static bool drop_unused(struct store *store, int64_t now, struct error *error)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
		 "DELETE FROM listing WHERE id IN (SELECT id FROM model WHERE last_seen <> %lld)"
		 " AND permaslug NOT IN (SELECT DISTINCT model FROM ranking)",
		 (long long)now);
	return store_exec(store, sql, error);
}

/* Of what a model was called and cost within one week (Mon-Sun; day 0 was a Thursday) the last
 * stays, and so does its first of all, which stands for the weeks before. */
static bool drop_replaced(struct store *store, struct error *error)
{
	return store_exec(
		store,
		"DELETE FROM listing WHERE (id, seen) IN"
		" (SELECT id, seen FROM (SELECT id, seen, (seen + 259200) / 604800 AS week,"
		"   lead((seen + 259200) / 604800) OVER names AS next_week,"
		"   lag(seen) OVER names AS before"
		"   FROM listing WINDOW names AS (PARTITION BY id, permaslug ORDER BY seen))"
		"  WHERE week = next_week AND before IS NOT NULL)",
		error);
}

bool store_prune_listings(struct store *store, int64_t now, bool *fits, struct error *error)
{
	if (!is_within(store, fits, error))
		return false;
	if (*fits)
		return true;
	return drop_unused(store, now, error) && drop_replaced(store, error) &&
	       store_exec(store, "DELETE FROM model WHERE id NOT IN (SELECT id FROM listing)",
			  error) &&
	       is_within(store, fits, error);
}

bool store_prune_endpoints(struct store *store, struct error *error)
{
	return store_exec(
		store,
		"DELETE FROM provider_list WHERE model IN"
		" (SELECT model FROM (SELECT model, sum(8 + (SELECT count(*) FROM endpoint"
		"   WHERE endpoint.model = provider_list.model))"
		"   OVER (ORDER BY fetched_at DESC, model) AS total FROM provider_list)"
		"  WHERE total > 8192)",
		error);
}

bool store_prune_log(struct store *store, int64_t now, struct error *error)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
		 "DELETE FROM fetch WHERE at < %lld OR n <= (SELECT max(n) FROM fetch) - %d",
		 (long long)(now - LOG_SECONDS), LOG_LINES);
	return store_exec(store, sql, error);
}
