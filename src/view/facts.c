#include "view/facts.h"

#include <string.h>
#include "base/text.h"
#include "view/columns.h"

#define LINE_COLUMNS 60 /* of a value in one row: what 80 columns have room for */

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

int facts_width(int columns_of_table)
{
	struct columns_slot slots[COLUMNS_MAX];
	size_t n = 0;

	if (columns_of_table > 0)
		n = columns_fit(columns, COLUMNS, columns_of_table, slots);
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
