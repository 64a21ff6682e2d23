#include "model/vendor.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/text.h"

#define FIELD_COUNT 4
#define BLANKS      " \t\r"

struct vendor_map {
	struct vendor *vendors; /* by author */
	size_t n, capacity;
	struct arena arena;
};

struct span {
	const char *start, *end;
};

struct vendor_map *vendor_map_new(void)
{
	struct vendor_map *map = mem_alloc(1, sizeof(*map));

	arena_init(&map->arena);
	return map;
}

void vendor_map_free(struct vendor_map *map)
{
	if (!map)
		return;
	arena_done(&map->arena);
	free(map->vendors);
	free(map);
}

/* Index of the author, or (*found false) of where it belongs. */
static size_t find_place(const struct vendor_map *map, const char *author, size_t length,
			 bool *found)
{
	size_t low = 0, high = map->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(map->vendors[middle].author, author, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = low < map->n && strncmp(map->vendors[low].author, author, length) == 0 &&
		 map->vendors[low].author[length] == '\0';
	return low;
}

static void put_vendor(struct vendor_map *map, const struct vendor *vendor)
{
	bool found;
	size_t i = find_place(map, vendor->author, strlen(vendor->author), &found);

	if (!found) {
		map->vendors =
			mem_grow(map->vendors, &map->capacity, map->n + 1, sizeof(*map->vendors));
		memmove(&map->vendors[i + 1], &map->vendors[i],
			(map->n - i) * sizeof(*map->vendors));
		map->n++;
	}
	map->vendors[i] = *vendor;
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

static struct span trim(struct span span)
{
	while (span.start < span.end && is_one_of(*span.start, BLANKS))
		span.start++;
	while (span.start < span.end && is_one_of(span.end[-1], BLANKS))
		span.end--;
	return span;
}

/* The next field of a trimmed line, moved past it and the tabs that follow: a run of tabs, as
 * people align columns, separates like one. */
static struct span next_field(struct span *line)
{
	struct span field = *line;
	const char *tab = memchr(line->start, '\t', (size_t)(line->end - line->start));

	if (tab)
		field.end = tab;
	line->start = field.end;
	*line = trim(*line);
	return trim(field);
}

static char *keep_field(struct vendor_map *map, struct span field)
{
	size_t length = (size_t)(field.end - field.start);
	struct strbuf text;
	char *kept;

	if (text_is_plain(field.start, length))
		return arena_strndup(&map->arena, field.start, length);
	strbuf_init(&text, SIZE_MAX);
	text_escape(&text, field.start, length);
	kept = arena_strdup(&map->arena, text.data);
	strbuf_done(&text);
	return kept;
}

static bool is_country(struct span field)
{
	return field.end - field.start == 2 && field.start[0] >= 'A' && field.start[0] <= 'Z' &&
	       field.start[1] >= 'A' && field.start[1] <= 'Z';
}

/* NULL, or what is wrong with the line. */
static const char *parse_line(struct vendor_map *map, struct span line)
{
	struct span fields[FIELD_COUNT];
	struct vendor vendor;
	bool known;

	for (int i = 0; i < FIELD_COUNT; i++) {
		if (line.start == line.end)
			return "not author, name, region and reason, separated by tabs";
		fields[i] = next_field(&line);
	}
	if (line.start != line.end)
		return "more than author, name, region and reason";
	for (const char *c = fields[0].start; c < fields[0].end; c++)
		if (is_one_of(*c, "/ "))
			return "author is not the part before a slash";
	known = is_country(fields[2]);
	if (!known && !(fields[2].end - fields[2].start == 1 && *fields[2].start == '-'))
		return "region is neither a country code (CN, US, ...) nor -";
	vendor.author = keep_field(map, fields[0]);
	vendor.name = keep_field(map, fields[1]);
	vendor.region = known ? keep_field(map, fields[2]) : REGION_UNIDENTIFIED;
	vendor.reason = keep_field(map, fields[3]);
	put_vendor(map, &vendor);
	return NULL;
}

bool vendor_map_parse(struct vendor_map *map, const char *text, size_t length, const char *origin,
		      struct error *error)
{
	const char *end = text + length, *first_wrong = NULL;
	size_t number = 0, first_number = 0, n_wrong = 0;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		struct span line = trim((struct span){text, newline ? newline : end});
		const char *wrong = NULL;

		number++;
		text = newline ? newline + 1 : end;
		if (line.start < line.end && *line.start != '#')
			wrong = parse_line(map, line);
		if (wrong && n_wrong++ == 0) {
			first_wrong = wrong;
			first_number = number;
		}
	}
	if (n_wrong == 0)
		return true;
	if (n_wrong == 1)
		return error_set(error, "%s:%zu: %s", origin, first_number, first_wrong);
	return error_set(error, "%s:%zu: %s (and %zu more wrong %s)", origin, first_number,
			 first_wrong, n_wrong - 1, n_wrong == 2 ? "line" : "lines");
}

size_t vendor_map_count(const struct vendor_map *map)
{
	return map->n;
}

const struct vendor *vendor_map_find(const struct vendor_map *map, const char *author,
				     size_t length)
{
	bool found;
	size_t i = find_place(map, author, length, &found);

	return found ? &map->vendors[i] : NULL;
}

size_t vendor_author_length(const char *permaslug)
{
	return strcspn(permaslug, "/");
}
