#include "view/choice.h"

#include <string.h>
#include "base/spell.h"

#define SEPARATORS ", \t"
#define IDS_MAX    64

const struct view *choice_view(size_t i)
{
	for (const struct view *view = views; view->id; view++)
		if (!(view->uses & (VIEW_PINS | VIEW_FIGURE)) && i-- == 0)
			return view;
	return NULL;
}

struct table *choice_empty(const struct view *view)
{
	struct history *history = history_finish(history_builder_new(HISTORY_LIVE));
	struct catalog *catalog = catalog_finish(catalog_builder_new());
	struct vendor_map *vendors = vendor_map_new();
	struct status status = {.interval = 0};
	struct snapshot *empty = snapshot_new(history, catalog, vendors, &status);
	struct query query = query_default();
	struct table *table = view_table(view, empty, &query);

	snapshot_unref(empty);
	vendor_map_free(vendors);
	history_unref(history);
	catalog_unref(catalog);
	return table;
}

static bool is_on_screen(const struct column *column)
{
	return column->flags & COLUMN_SCREEN;
}

/* What has been read of a choice. */
struct order {
	size_t *places; /* in the table, in the order of the choice */
	size_t n;
	bool hides; /* they are those that leave */
};

static bool no_such_column(const struct table *table, const char *id, size_t length,
			   struct error *error)
{
	struct strbuf typed;
	char ask[SPELL_ASK_SIZE];
	const char *ids[IDS_MAX] = {NULL};
	size_t n = 0;

	for (size_t i = 0; i < table->n_columns && n < IDS_MAX; i++)
		if (is_on_screen(&table->columns[i]))
			ids[n++] = table->columns[i].id;
	strbuf_init(&typed, 40);
	strbuf_bytes(&typed, id, length);
	error_set(error, "no column %s%s", typed.data,
		  spell_ask_nearest(ask, typed.data, ids, n, sizeof(ids[0])));
	strbuf_done(&typed);
	return false;
}

static bool is_id(const char *id, const char *typed, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (id[i] != typed[i] && !(id[i] == '_' && typed[i] == '-'))
			return false;
	return !id[length];
}

static bool add_column(const struct table *table, struct order *order, const char *id,
		       size_t length, struct error *error)
{
	size_t i = 0;

	while (i < table->n_columns &&
	       (!is_on_screen(&table->columns[i]) || !is_id(table->columns[i].id, id, length)))
		i++;
	if (i == table->n_columns)
		return no_such_column(table, id, length, error);
	for (size_t n = 0; n < order->n; n++)
		if (order->places[n] == i)
			return error_set(error, "column %s twice", table->columns[i].id);
	order->places[order->n++] = i;
	return true;
}

/* `order->places` has room for all columns of the table. */
static bool read_choice(const struct table *table, const char *text, struct order *order,
			struct error *error)
{
	size_t on_screen = 0;

	for (text += strspn(text, SEPARATORS); *text; text += strspn(text, SEPARATORS)) {
		size_t length = strcspn(text, SEPARATORS);
		bool hides = *text == '-';

		if (order->n == 0)
			order->hides = hides;
		if (order->hides != hides)
			return error_set(error, "either columns, or -columns that leave");
		if (!add_column(table, order, text + hides, length - hides, error))
			return false;
		text += length;
	}
	for (size_t i = 0; i < table->n_columns; i++)
		on_screen += is_on_screen(&table->columns[i]);
	return !order->hides || order->n < on_screen || error_set(error, "no column would be left");
}

static struct order new_order(struct table *table)
{
	return (struct order){.places =
				      arena_alloc(&table->arena, table->n_columns, sizeof(size_t))};
}

bool choice_check(const struct view *view, const char *columns, struct error *error)
{
	struct table *table = choice_empty(view);
	struct order order = new_order(table);
	bool good = read_choice(table, columns, &order, error);

	if (good && order.n == 0)
		good = error_set(error, "no column between the separators");
	table_free(table);
	return good;
}

void choice_columns(const struct view *view, struct strbuf *out)
{
	struct table *table = choice_empty(view);
	const char *between = "";

	for (size_t i = 0; i < table->n_columns; i++) {
		if (!is_on_screen(&table->columns[i]))
			continue;
		strbuf_printf(out, "%s%s", between, table->columns[i].id);
		between = ", ";
	}
	table_free(table);
}

static bool has_place(const struct order *order, size_t place)
{
	for (size_t i = 0; i < order->n; i++)
		if (order->places[i] == place)
			return true;
	return false;
}

/* All places of the table: those that stay on screen first, unless columns are only hidden. */
static void complete(struct order *order, size_t n_columns)
{
	for (size_t i = 0; i < n_columns; i++)
		if (!has_place(order, i))
			order->places[order->n++] = i;
}

/* Put the columns in the order; the first `n_shown` stay on screen. */
static void rearrange(struct table *table, const struct order *order, size_t n_shown)
{
	struct column *columns = arena_alloc(&table->arena, table->n_columns, sizeof(columns[0]));

	table_reorder(table, order->places);
	memcpy(columns, table->columns, table->n_columns * sizeof(columns[0]));
	for (size_t i = 0; i < table->n_columns; i++) {
		if (i >= n_shown)
			columns[i].flags &= ~(unsigned)COLUMN_SCREEN;
		/* It is no use alone, but may stand without the column that it stood beside. */
		if (i == 0 || order->places[i] != order->places[i - 1] + 1)
			columns[i].flags &= ~(unsigned)COLUMN_PAIRED;
	}
	table->columns = columns;
}

static void hide(struct table *table, const struct order *order)
{
	struct column *columns = arena_alloc(&table->arena, table->n_columns, sizeof(columns[0]));

	memcpy(columns, table->columns, table->n_columns * sizeof(columns[0]));
	for (size_t i = 0; i < order->n; i++)
		columns[order->places[i]].flags &= ~(unsigned)COLUMN_SCREEN;
	table->columns = columns;
}

/* Sparklines take no more room than their weeks. */
static void limit_weeks(struct table *table, int weeks)
{
	struct column *columns = arena_alloc(&table->arena, table->n_columns, sizeof(columns[0]));

	memcpy(columns, table->columns, table->n_columns * sizeof(columns[0]));
	for (size_t i = 0; i < table->n_columns; i++) {
		if (!(columns[i].flags & COLUMN_SERIES))
			continue;
		if (columns[i].max > weeks)
			columns[i].max = weeks;
		if (columns[i].width > weeks)
			columns[i].width = weeks;
	}
	table->columns = columns;
}

void choice_apply(const struct choice *choice, const struct view *view, struct table *table)
{
	const char *text = choice->columns[view - views];
	struct order order = new_order(table);
	size_t n_shown;

	if (choice->weeks)
		limit_weeks(table, choice->weeks);
	if (!text || !read_choice(table, text, &order, NULL) || order.n == 0)
		return;
	if (order.hides) {
		hide(table, &order);
		return;
	}
	n_shown = order.n;
	complete(&order, table->n_columns);
	rearrange(table, &order, n_shown);
}
