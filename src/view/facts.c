#include "view/facts.h"

#include <string.h>
#include "base/text.h"

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

void facts_text(struct table *facts, const char *what, const char *text)
{
	struct arena *arena = &facts->arena;

	for (int line = 1; line == 1 || *text; line++) {
		size_t length = text_line(text, LINE_COLUMNS);
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
