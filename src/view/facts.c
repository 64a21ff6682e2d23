#include "view/facts.h"

#include <string.h>
#include "base/text.h"
#include "view/columns.h"

#define CUSTOMARY    79 /* columns of a table, on a screen of 80 */
#define LINE_COLUMNS 60 /* of a value in one row: what 80 columns have room for */

/* Of what is listed by name: the longest that nearly all names have, and the least, beside values
 * that are wide enough for sentences, or just for figures. */
#define NAME_MOST   58
#define NAME_WIDE   36
#define VALUE_WIDE  36
#define NAME_NARROW 24
#define VALUE_LEAST 14

enum {
	WHAT,
	VALUE,
	COLUMNS,
};

static const struct column columns[COLUMNS] = {
	[WHAT] = {"what", "What", COLUMN_SCREEN | COLUMN_EXPORT | COLUMN_SORT, 18, 34, 2},
	[VALUE] = {"value", "Value", COLUMN_SCREEN | COLUMN_EXPORT | COLUMN_SORT, LINE_COLUMNS,
		   LINE_COLUMNS, 1},
};

struct table *facts_new(const char *id)
{
	return table_new(id, columns, COLUMNS);
}

void facts_put(struct table *facts, const char *what, struct value value)
{
	struct row *row = table_row(facts, what, 0);

	row->values[WHAT] = value_text(row->key);
	row->values[VALUE] = value;
}

void facts_widen(struct table *facts, int room)
{
	struct column *own;

	/* For no screen in particular texts keep their customary lines, and names are never cut. */
	if (room == 0)
		return;
	own = arena_alloc(&facts->arena, COLUMNS, sizeof(*own));
	memcpy(own, columns, sizeof(columns));
	if (room >= NAME_WIDE + 1 + VALUE_WIDE)
		own[WHAT].width = NAME_WIDE;
	else if (room >= NAME_NARROW + 1 + VALUE_LEAST)
		own[WHAT].width = NAME_NARROW;
	own[WHAT].max = NAME_MOST;
	facts->columns = own;
}

int facts_width(const struct table *facts, int columns_of_table)
{
	const int room = columns_of_table > 0 ? columns_of_table : CUSTOMARY;
	struct columns_slot slots[COLUMNS_MAX];
	size_t n = columns_fit(facts->columns, COLUMNS, room, slots);

	for (size_t i = 0; i < n; i++)
		if (slots[i].column == VALUE)
			return slots[i].width;
	return LINE_COLUMNS;
}

void facts_text(struct table *facts, const char *what, const char *text, int width)
{
	struct arena *arena = &facts->arena;

	for (int line = 1; line == 1 || *text; line++) {
		size_t length = text_line(text, width);
		struct value part = value_text(arena_strndup(arena, text, length));

		if (line == 1)
			facts_put(facts, what, part);
		else
			table_row(facts, arena_printf(arena, "%s %d", what, line), 0)
				->values[VALUE] = part;
		text += length;
		text += strspn(text, " ");
	}
}
