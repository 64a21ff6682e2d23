#include "view/columns.h"

#include <limits.h>

#define GAP_MAX    3
#define TEXT_LEAST 4
#define TEXT_SHORT 14

static int width_of(const struct columns_slot *slots, size_t n)
{
	int width = n ? (int)n - 1 : 0;

	for (size_t i = 0; i < n; i++)
		width += slots[i].width;
	return width;
}

/* The higher, the sooner it leaves; of two alike the one with the unit's values stays. */
static int need_of(const struct column *column)
{
	return 2 * column->priority - !!(column->flags & COLUMN_VALUE);
}

static size_t remove_slots(struct columns_slot *slots, size_t n, size_t first, size_t count)
{
	for (size_t i = first; i + count < n; i++)
		slots[i] = slots[i + count];
	return n - count;
}

/* The column that is least needed becomes narrower or leaves; returns how many are left. */
static size_t drop_one(const struct column *columns, struct columns_slot *slots, size_t n)
{
	size_t victim = 0;

	for (size_t i = 1; i < n; i++)
		if (need_of(&columns[slots[i].column]) >= need_of(&columns[slots[victim].column]))
			victim = i;
	/* Of a bar its number stays for a while. */
	if ((columns[slots[victim].column].flags & COLUMN_BAR) &&
	    slots[victim].width > COLUMNS_BAR_NUMBER) {
		slots[victim].width = COLUMNS_BAR_NUMBER;
		return n;
	}
	if ((columns[slots[victim].column].flags & COLUMN_PAIRED) && victim > 0 && n > 2)
		return remove_slots(slots, n, victim - 1, 2);
	return remove_slots(slots, n, victim, 1);
}

/* A text of priority 1 gives up room for columns of priority 2, and more of it, once only columns
 * of priority 1 are left, for those. */
static void squeeze_texts(const struct column *columns, struct columns_slot *slots, size_t n,
			  int width)
{
	int last = 1, least;

	for (size_t i = 0; i < n; i++)
		if (columns[slots[i].column].priority > last)
			last = columns[slots[i].column].priority;
	if (last > 2)
		return;
	least = last == 1 ? TEXT_LEAST : TEXT_SHORT;
	for (size_t i = 0; i < n; i++) {
		const struct column *column = &columns[slots[i].column];

		while (column->priority == 1 && !(column->flags & (COLUMN_RIGHT | COLUMN_BAR)) &&
		       slots[i].width > least && width_of(slots, n) > width)
			slots[i].width--;
	}
}

/* Where all but one blank fits, a sparkline gives up its oldest week: no column leaves for want of
 * it. */
static bool give_a_week(const struct column *columns, struct columns_slot *slots, size_t n,
			int width)
{
	for (size_t i = 0; i < n && width_of(slots, n) == width + 1; i++)
		if ((columns[slots[i].column].flags & COLUMN_SERIES) && slots[i].width > 1)
			slots[i].width--;
	return width_of(slots, n) <= width;
}

static size_t drop_until_fits(const struct column *columns, struct columns_slot *slots, size_t n,
			      int width)
{
	squeeze_texts(columns, slots, n, width);
	while (n > 1 && !give_a_week(columns, slots, n, width)) {
		n = drop_one(columns, slots, n);
		squeeze_texts(columns, slots, n, width);
	}
	if (n == 1 && slots[0].width > width)
		slots[0].width = width;
	return n;
}

/* The next priority above one, INT_MAX after the last. */
static int next_priority(const struct column *columns, const struct columns_slot *slots, size_t n,
			 int priority)
{
	int next = INT_MAX;

	for (size_t i = 0; i < n; i++) {
		int own = columns[slots[i].column].priority;

		if (own > priority && own < next)
			next = own;
	}
	return next;
}

/* Grow the columns of one priority to their max, one blank each in turn; returns the room left. */
static int grow_equals(const struct column *columns, struct columns_slot *slots, size_t n, int room,
		       int priority)
{
	int before;

	do {
		before = room;
		for (size_t i = 0; i < n && room > 0; i++) {
			const struct column *column = &columns[slots[i].column];

			if (column->priority != priority || slots[i].width >= column->max)
				continue;
			slots[i].width++;
			room--;
		}
	} while (room > 0 && room < before);
	return room;
}

/* What stays longest grows first: a name is whole before a sparkline gets more weeks. */
static int grow_columns(const struct column *columns, struct columns_slot *slots, size_t n,
			int room)
{
	for (int priority = next_priority(columns, slots, n, INT_MIN);
	     priority < INT_MAX && room > 0; priority = next_priority(columns, slots, n, priority))
		room = grow_equals(columns, slots, n, room, priority);
	return room;
}

/* Bars on one scale are compared by eye, so a cell must mean the same in each: the wider ones give
 * back what they have more.  Returns the room. */
static int level_bars(const struct column *columns, struct columns_slot *slots, size_t n, int room)
{
	const unsigned shared = COLUMN_BAR | COLUMN_SHARED;
	int least = INT_MAX;

	for (size_t i = 0; i < n; i++)
		if ((columns[slots[i].column].flags & shared) == shared && slots[i].width < least)
			least = slots[i].width;
	for (size_t i = 0; i < n; i++) {
		if ((columns[slots[i].column].flags & shared) != shared)
			continue;
		room += slots[i].width - least;
		slots[i].width = least;
	}
	return room;
}

size_t columns_fit(const struct column *columns, size_t n_columns, int width,
		   struct columns_slot slots[COLUMNS_MAX])
{
	size_t n = 0;
	int gap = 1, start = 0, room;

	if (width < 1)
		return 0;
	for (size_t i = 0; i < n_columns && n < COLUMNS_MAX; i++)
		if (columns[i].flags & COLUMN_SCREEN)
			slots[n++] = (struct columns_slot){.column = i, .width = columns[i].width};
	n = drop_until_fits(columns, slots, n, width);
	room = grow_columns(columns, slots, n, width - width_of(slots, n));
	room = level_bars(columns, slots, n, room);
	while (n > 1 && gap < GAP_MAX && room >= (int)n - 1) {
		room -= (int)n - 1;
		gap++;
	}
	for (size_t i = 0; i < n; i++) {
		slots[i].start = start;
		start += slots[i].width + gap;
	}
	return n;
}
