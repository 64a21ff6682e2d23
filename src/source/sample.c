#include "source/sample.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "base/text.h"
#include "source/asset.h"

#define LINE_SIZE  2048
#define FIELDS_MAX 10
#define NONE       "-"

struct parser {
	struct history_builder *history;
	struct catalog_builder *catalog; /* NULL: listings are only checked */
	const char *const *wanted;       /* permaslugs in byte order; NULL: all are */
	size_t n_wanted;
	struct strbuf escaped;
	char line[LINE_SIZE];
};

static bool parse_count(const char *text, const char *what, int64_t *count, struct error *error)
{
	if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
		return error_set(error, "%s is not a whole number", what);
	errno = 0;
	*count = strtoll(text, NULL, 10);
	if (errno != 0)
		return error_set(error, "%s is above 2^63-1", what);
	return true;
}

static bool parse_price(const char *text, const char *what, int64_t *price, struct error *error)
{
	if (strcmp(text, NONE) == 0) {
		*price = PRICE_NONE;
		return true;
	}
	if (strcmp(text, "varies") == 0) {
		*price = PRICE_VARIES;
		return true;
	}
	return parse_count(text, what, price, error);
}

static bool check_text(struct parser *parser, const char *text, const char *what,
		       struct error *error)
{
	if (*text != '\0' && text_is_plain(text, strlen(text)))
		return true;
	strbuf_clear(&parser->escaped);
	text_escape(&parser->escaped, text, strlen(text));
	if (*text == '\0' || strcmp(parser->escaped.data, text) != 0)
		return error_set(error, "%s is empty or not escaped", what);
	return true;
}

/* For the sample the moment of the answer is also that of its arrival. */
static bool parse_as_of(const char *text, struct history_bucket *head, struct error *error)
{
	if (!calendar_parse_time(text, &head->as_of))
		return error_set(error, "as_of is not a time");
	head->fetched_at = head->as_of;
	return true;
}

static bool parse_quality(const char *text, enum history_quality *quality, struct error *error)
{
	if (strcmp(text, "daily-sum") == 0)
		*quality = HISTORY_DAILY_SUM;
	else if (strcmp(text, "coarse") == 0)
		*quality = HISTORY_COARSE;
	else
		return error_set(error, "quality is neither daily-sum nor coarse");
	return true;
}

static bool parse_week(struct parser *parser, char **fields, struct error *error)
{
	struct history_bucket head = {0};
	int64_t days;

	if (!calendar_parse_date(fields[1], &head.date))
		return error_set(error, "week is not a date");
	if (!parse_count(fields[2], "days", &days, error))
		return false;
	if (days < 1 || days > 7)
		return error_set(error, "days is not 1 to 7");
	head.days = (int)days;
	return parse_quality(fields[3], &head.quality, error) &&
	       parse_as_of(fields[4], &head, error) &&
	       history_builder_bucket(parser->history, HISTORY_WEEK, &head, error);
}

static bool parse_day(struct parser *parser, char **fields, struct error *error)
{
	struct history_bucket head = {.days = 1, .quality = HISTORY_EXACT};

	if (!calendar_parse_date(fields[1], &head.date))
		return error_set(error, "day is not a date");
	return parse_as_of(fields[2], &head, error) &&
	       history_builder_bucket(parser->history, HISTORY_DAY, &head, error);
}

static bool parse_row(struct parser *parser, char **fields, struct error *error)
{
	int64_t tokens;

	return parse_count(fields[2], "tokens", &tokens, error) &&
	       history_builder_row(parser->history, fields[1], strlen(fields[1]), tokens, error);
}

static int compare_slugs(const void *slug, const void *wanted)
{
	return strcmp(slug, *(const char *const *)wanted);
}

static bool is_wanted(const struct parser *parser, const char *slug)
{
	return !parser->wanted || bsearch(slug, parser->wanted, parser->n_wanted,
					  sizeof(*parser->wanted), compare_slugs);
}

static bool parse_listing(struct parser *parser, char **fields, struct error *error)
{
	struct listing listing = {.id = fields[2], .permaslug = fields[3], .name = fields[4]};
	int32_t seen;

	if (!is_wanted(parser, listing.permaslug))
		return true;
	if (!calendar_parse_date(fields[1], &seen))
		return error_set(error, "seen is not a date");
	listing.seen = (int64_t)seen * CALENDAR_DAY_SECONDS;
	if (!check_text(parser, listing.id, "id", error) ||
	    !check_text(parser, listing.permaslug, "permaslug", error) ||
	    !check_text(parser, listing.name, "name", error))
		return false;
	if (strcmp(fields[5], NONE) != 0 &&
	    !parse_count(fields[5], "context", &listing.context, error))
		return false;
	if (!parse_price(fields[6], "prompt", &listing.price.prompt, error) ||
	    !parse_price(fields[7], "completion", &listing.price.completion, error) ||
	    !parse_price(fields[8], "cache_read", &listing.price.cache_read, error))
		return false;
	listing.price.conditional = strcmp(fields[9], "1") == 0;
	if (!listing.price.conditional && strcmp(fields[9], "0") != 0)
		return error_set(error, "conditional is neither 0 nor 1");
	if (parser->catalog)
		catalog_builder_add(parser->catalog, &listing);
	return true;
}

static const struct line_kind {
	const char *name;
	size_t n_fields; /* the kind itself included */
	bool (*parse)(struct parser *parser, char **fields, struct error *error);
} line_kinds[] = {
	{"row", 3, parse_row},
	{"listing", FIELDS_MAX, parse_listing},
	{"week", 5, parse_week},
	{"day", 3, parse_day},
};

/* Cut the line at its tabs; returns how many fields there are, of which FIELDS_MAX are kept. */
static size_t split(char *line, char *fields[FIELDS_MAX])
{
	size_t n = 0;

	for (char *tab; line; line = tab, n++) {
		tab = strchr(line, '\t');
		if (tab)
			*tab++ = '\0';
		if (n < FIELDS_MAX)
			fields[n] = line;
	}
	return n;
}

static bool parse_line(struct parser *parser, const char *text, size_t length, struct error *error)
{
	char *fields[FIELDS_MAX];
	size_t n;

	if (length >= LINE_SIZE || memchr(text, '\0', length))
		return error_set(error, "longer than %d bytes, or not text", LINE_SIZE - 1);
	memcpy(parser->line, text, length);
	parser->line[length] = '\0';
	if (*parser->line == '#')
		return true;
	n = split(parser->line, fields);
	for (size_t i = 0; i < sizeof(line_kinds) / sizeof(line_kinds[0]); i++) {
		const struct line_kind *kind = &line_kinds[i];

		if (strcmp(fields[0], kind->name) != 0)
			continue;
		if (n != kind->n_fields)
			return error_set(error, "%s has %zu fields, not %zu", kind->name, n,
					 kind->n_fields);
		return kind->parse(parser, fields, error);
	}
	return error_set(error, "neither week, day, row nor listing");
}

static bool parse_lines(struct parser *parser, const char *text, size_t length, struct error *error)
{
	const char *end = text + length;
	bool right = true;

	strbuf_init(&parser->escaped, SIZE_MAX);
	for (size_t number = 1; right && text < end; number++) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *stop = newline ? newline : end;

		right = parse_line(parser, text, (size_t)(stop - text), error) ||
			error_wrap(error, "line %zu", number);
		text = newline ? newline + 1 : end;
	}
	strbuf_done(&parser->escaped);
	return right;
}

bool sample_parse(const char *text, size_t length, struct history_builder *history,
		  struct catalog_builder *catalog, struct error *error)
{
	struct history_builder *scratch = history ? NULL : history_builder_new(HISTORY_SAMPLE);
	struct parser parser = {.history = history ? history : scratch, .catalog = catalog};
	bool right = parse_lines(&parser, text, length, error);

	history_builder_free(scratch);
	return right;
}

/* The table is compiled in: a wrong one is a wrong build, and there is nothing to go on with.
 * Its listings stand last, so that either part is parsed without the other. */
static void parse_built_in(struct parser *parser)
{
	const struct asset *asset = asset_find("sample.tsv");
	const char *listings = asset ? strstr(asset->text, "\nlisting\t") : NULL;
	struct error error = {"not compiled in"};
	size_t first = listings ? (size_t)(listings + 1 - asset->text) : 0;

	if (listings && parser->history && parse_lines(parser, asset->text, first, &error))
		return;
	if (listings && !parser->history &&
	    parse_lines(parser, asset->text + first, asset->length - first, &error))
		return;
	fprintf(stderr, "ortop: built-in sample: %s\n", error.text);
	abort();
}

struct history *sample_history(void)
{
	struct parser parser = {.history = history_builder_new(HISTORY_SAMPLE)};

	parse_built_in(&parser);
	return history_finish(parser.history);
}

void sample_listings(struct catalog_builder *catalog)
{
	struct parser parser = {.catalog = catalog};

	parse_built_in(&parser);
}

void sample_listings_of(struct catalog_builder *catalog, const char *const *permaslugs, size_t n)
{
	struct parser parser = {.catalog = catalog, .wanted = permaslugs, .n_wanted = n};

	parse_built_in(&parser);
}
