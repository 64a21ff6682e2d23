#include "source/store_internal.h"

#include <string.h>
#include "base/text.h"

/* From version 2 on there are providers. */
#define FIRST_VERSION 2

#define ENDPOINT_COLUMNS                                                                           \
	"place, provider, tag, quantization, context, max_output, prompt, completion, cache_read," \
	" conditional, discount, status, uptime"

static int column_or(sqlite3_stmt *statement, int column, int otherwise)
{
	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return otherwise;
	return sqlite3_column_int(statement, column);
}

/* The ENDPOINT_COLUMNS stand after the list's own two. */
static void read_endpoint(sqlite3_stmt *statement, struct endpoint *endpoint)
{
	*endpoint = (struct endpoint){
		.provider = store_text(statement, 3),
		.tag = store_text(statement, 4),
		.quantization = (const char *)sqlite3_column_text(statement, 5),
		.context = sqlite3_column_int64(statement, 6),
		.max_output = sqlite3_column_int64(statement, 7),
		.price.prompt = store_read_price(statement, 8),
		.price.completion = store_read_price(statement, 9),
		.price.cache_read = store_read_price(statement, 10),
		.price.conditional = sqlite3_column_int(statement, 11) != 0,
		.discount = sqlite3_column_int(statement, 12),
		.status = column_or(statement, 13, ENDPOINT_NO_STATUS),
		.uptime = column_or(statement, 14, ENDPOINT_NO_UPTIME),
	};
}

static bool load_lists(struct store *store, sqlite3_stmt *statement,
		       struct endpoints_builder *builder, struct error *error)
{
	struct strbuf model;
	struct endpoint endpoint;
	int step;

	strbuf_init(&model, SIZE_MAX - 1);
	while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
		/* By model: another one opens the next list. */
		if (strcmp(store_text(statement, 0), model.data) != 0) {
			strbuf_clear(&model);
			strbuf_text(&model, store_text(statement, 0));
			endpoints_builder_open(builder, model.data,
					       sqlite3_column_int64(statement, 1));
		}
		/* The one row of a list without endpoints has no place. */
		if (sqlite3_column_type(statement, 2) == SQLITE_NULL)
			continue;
		read_endpoint(statement, &endpoint);
		endpoints_builder_add(builder, &endpoint);
	}
	strbuf_done(&model);
	return step == SQLITE_DONE || store_fail(store, "providers", error);
}

bool store_load_endpoints(struct store *store, struct endpoints_builder *builder,
			  struct error *error)
{
	sqlite3_stmt *statement;
	bool ok;

	if (store->version < FIRST_VERSION)
		return true;
	statement = store_prepare(store,
				  "SELECT model, fetched_at, " ENDPOINT_COLUMNS
				  " FROM provider_list LEFT JOIN endpoint USING (model)"
				  " WHERE model <> '' ORDER BY model, place",
				  error);
	if (!statement)
		return false;
	ok = load_lists(store, statement, builder, error);
	sqlite3_finalize(statement);
	return ok;
}

static void bind_or_null(sqlite3_stmt *statement, int place, int number, int none)
{
	if (number == none)
		sqlite3_bind_null(statement, place);
	else
		sqlite3_bind_int(statement, place, number);
}

static bool add_endpoint(struct store *store, sqlite3_stmt *add, int place,
			 const struct endpoint *endpoint, struct error *error)
{
	sqlite3_bind_int(add, 2, place);
	sqlite3_bind_text(add, 3, endpoint->provider, -1, SQLITE_STATIC);
	sqlite3_bind_text(add, 4, endpoint->tag, -1, SQLITE_STATIC);
	sqlite3_bind_text(add, 5, endpoint->quantization, -1, SQLITE_STATIC);
	sqlite3_bind_int64(add, 6, endpoint->context);
	sqlite3_bind_int64(add, 7, endpoint->max_output);
	store_bind_price(add, 8, endpoint->price.prompt);
	store_bind_price(add, 9, endpoint->price.completion);
	store_bind_price(add, 10, endpoint->price.cache_read);
	sqlite3_bind_int(add, 11, endpoint->price.conditional);
	sqlite3_bind_int(add, 12, endpoint->discount);
	bind_or_null(add, 13, endpoint->status, ENDPOINT_NO_STATUS);
	bind_or_null(add, 14, endpoint->uptime, ENDPOINT_NO_UPTIME);
	return store_run(store, add, error);
}

/* Run a statement with the list's model and, where it has a second place, its time. */
static bool run_for(struct store *store, const char *sql, const struct endpoint_list *list,
		    struct error *error)
{
	sqlite3_stmt *statement = store_prepare(store, sql, error);
	bool ok;

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, list->model, -1, SQLITE_STATIC);
	if (sqlite3_bind_parameter_count(statement) > 1)
		sqlite3_bind_int64(statement, 2, list->fetched_at);
	ok = store_run(store, statement, error);
	sqlite3_finalize(statement);
	return ok;
}

static bool write_list(struct store *store, const struct endpoint_list *list, struct error *error)
{
	sqlite3_stmt *add;
	bool ok = true;

	if (!run_for(store, "DELETE FROM provider_list WHERE model = ?", list, error) ||
	    !run_for(store, "INSERT INTO provider_list (model, fetched_at) VALUES (?, ?)", list,
		     error))
		return false;
	add = store_prepare(store,
			    "INSERT INTO endpoint (model, " ENDPOINT_COLUMNS
			    ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			    error);
	if (!add)
		return false;
	sqlite3_bind_text(add, 1, list->model, -1, SQLITE_STATIC);
	for (size_t i = 0; ok && i < list->n; i++)
		ok = add_endpoint(store, add, (int)i, &list->endpoints[i], error);
	sqlite3_finalize(add);
	return ok;
}

bool store_write_endpoints(struct store *store, const struct endpoints *endpoints,
			   struct error *error)
{
	for (size_t i = 0; i < endpoints->n; i++)
		if (!write_list(store, &endpoints->lists[i], error))
			return false;
	return true;
}
