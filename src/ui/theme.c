#include "ui/theme.h"

#include <stdio.h>
#include <string.h>
#include "base/spell.h"
#include "base/text.h"

#define SELECTED   ROLE_COUNT /* its index while a file is read */
#define QUOTED_MAX 60         /* bytes of a wrong word that an error repeats */

static const char *const role_names[ROLE_COUNT + 1] = {
	[ROLE_TEXT] = "text",
	[ROLE_STRONG] = "strong",
	[ROLE_DIM] = "dim",
	[ROLE_TITLE] = "title",
	[ROLE_TITLE_FOCUS] = "title-focus",
	[ROLE_RULE] = "rule",
	[ROLE_HEAD] = "head",
	[ROLE_UP] = "up",
	[ROLE_DOWN] = "down",
	[ROLE_NEW] = "new",
	[ROLE_FREE] = "free",
	[ROLE_UNKNOWN] = "unknown",
	[ROLE_BAR] = "bar",
	[ROLE_BAR_2] = "bar-2",
	[ROLE_SERIES_1] = "series-1",
	[ROLE_SERIES_2] = "series-2",
	[ROLE_SERIES_3] = "series-3",
	[ROLE_SERIES_4] = "series-4",
	[ROLE_WARN] = "warn",
	[ROLE_ERROR] = "error",
	[ROLE_KEY] = "key",
	[ROLE_MESSAGE] = "message",
	[SELECTED] = "selected",
};

/* By their numbers, and the one without. */
static const char *const color_names[] = {
	"black",        "red",           "green",       "yellow",         "blue",
	"magenta",      "cyan",          "white",       "bright-black",   "bright-red",
	"bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
	"bright-white", "default",
};

#define N_COLORS (sizeof(color_names) / sizeof(color_names[0]))

static const struct {
	const char *name;
	enum theme_attribute attribute;
} attributes[] = {
	{"bold", THEME_BOLD},
	{"dim", THEME_DIM},
	{"underline", THEME_UNDERLINE},
	{"reverse", THEME_REVERSE},
};

#define N_ATTRIBUTES (sizeof(attributes) / sizeof(attributes[0]))

static const short depth_colors[THEME_DEPTHS] = {256, 16, 8};

/* A piece of the file; words are not terminated there. */
struct word {
	const char *start;
	size_t length;
};

/* One file while it is read. */
struct reader {
	const char *name;
	int line;
	struct word rest; /* of the line */
	struct theme *theme;
	bool seen[ROLE_COUNT + 1], has_bg[ROLE_COUNT + 1];
	struct error *error;
};

const char *theme_role_name(enum role role)
{
	return role_names[role];
}

static bool word_is(struct word word, const char *string)
{
	return word.length == strlen(string) && memcmp(word.start, string, word.length) == 0;
}

static bool fail(const struct reader *reader, const char *what, struct word word)
{
	struct strbuf quoted;

	strbuf_init(&quoted, 8 * QUOTED_MAX);
	text_escape(&quoted, word.start, word.length < QUOTED_MAX ? word.length : QUOTED_MAX);
	error_set(reader->error, "%s.theme:%d: %s \"%s\"", reader->name, reader->line, what,
		  quoted.data);
	strbuf_done(&quoted);
	return false;
}

/* The same where a part of the word, or all of it, is none of a list (see spell.h). */
static bool fail_near(const struct reader *reader, const char *what, struct word word,
		      struct word part, const void *list, size_t n, size_t stride)
{
	char typed[QUOTED_MAX + 1], ask[SPELL_ASK_SIZE];
	size_t used;

	fail(reader, what, word);
	if (!reader->error || part.length > QUOTED_MAX)
		return false;
	snprintf(typed, sizeof(typed), "%.*s", (int)part.length, part.start);
	spell_ask_nearest(ask, typed, list, n, stride);
	used = strlen(reader->error->text);
	snprintf(reader->error->text + used, sizeof(reader->error->text) - used, "%s", ask);
	return false;
}

/* The next word of the line; empty at its end. */
static struct word next_word(struct reader *reader)
{
	static const char blanks[] = " \t\r";
	struct word *rest = &reader->rest;
	struct word word;

	while (rest->length > 0 && memchr(blanks, *rest->start, 3)) {
		rest->start++;
		rest->length--;
	}
	word = (struct word){rest->start, 0};
	while (rest->length > 0 && !memchr(blanks, *rest->start, 3)) {
		rest->start++;
		rest->length--;
		word.length++;
	}
	return word;
}

static bool parse_number(struct word word, short limit, short *color)
{
	int value = 0;

	if (word.length == 0 || word.length > 3)
		return false;
	for (size_t i = 0; i < word.length; i++) {
		if (word.start[i] < '0' || word.start[i] > '9')
			return false;
		value = value * 10 + (word.start[i] - '0');
	}
	*color = (short)value;
	return value < limit;
}

/* One colour for a depth; *below gets what it leaves to the depths below. */
static bool parse_color(struct word word, enum theme_depth depth, short *color, short *below)
{
	*below = THEME_DEFAULT;
	*color = THEME_DEFAULT;
	if (word_is(word, "default"))
		return true;
	if (parse_number(word, depth_colors[depth], color))
		return true;
	for (short i = 0; i < 16; i++)
		if (word_is(word, color_names[i])) {
			*below = i;
			*color = depth == THEME_8 ? i % 8 : i;
			return true;
		}
	return false;
}

/* "75/bright-blue/blue" */
static bool parse_colors(struct reader *reader, struct word word, short colors[THEME_DEPTHS])
{
	const char *end = word.start + word.length;
	const char *start = word.start;
	short below = THEME_DEFAULT;

	for (int depth = 0; depth < THEME_DEPTHS; depth++) {
		const char *slash;
		struct word one;

		if (!start) {
			colors[depth] = depth == THEME_8 && below >= 8 ? (short)(below - 8) : below;
			continue;
		}
		slash = memchr(start, '/', (size_t)(end - start));
		one = (struct word){start, (size_t)((slash ? slash : end) - start)};
		if (!parse_color(one, depth, &colors[depth], &below))
			return fail_near(reader, "unknown colour", word, one, color_names, N_COLORS,
					 sizeof(color_names[0]));
		start = slash ? slash + 1 : NULL;
	}
	return start ? fail(reader, "more than three colours in", word) : true;
}

static bool parse_attribute(struct reader *reader, struct word word, struct style *style)
{
	for (size_t i = 0; i < N_ATTRIBUTES; i++)
		if (word_is(word, attributes[i].name)) {
			style->attributes |= attributes[i].attribute;
			return true;
		}
	return fail_near(reader, "unknown attribute", word, word, attributes, N_ATTRIBUTES,
			 sizeof(attributes[0]));
}

static struct style *style_of(struct theme *theme, int role)
{
	return role == SELECTED ? &theme->selected : &theme->roles[role];
}

/* What stands after "ROLE =". */
static bool parse_style(struct reader *reader, int role)
{
	struct style *style = style_of(reader->theme, role);
	struct word word = next_word(reader);

	if (word.length == 0)
		return fail(reader, "no colour for",
			    (struct word){role_names[role], strlen(role_names[role])});
	if (!parse_colors(reader, word, style->fg))
		return false;
	word = next_word(reader);
	if (word_is(word, "on")) {
		reader->has_bg[role] = true;
		if (!parse_colors(reader, next_word(reader), style->bg))
			return false;
		word = next_word(reader);
	}
	for (; word.length > 0; word = next_word(reader))
		if (!parse_attribute(reader, word, style))
			return false;
	return true;
}

static bool parse_line(struct reader *reader)
{
	struct word name, equals;
	int role = 0;

	name = next_word(reader);
	if (name.length == 0)
		return true;
	while (role <= SELECTED && !word_is(name, role_names[role]))
		role++;
	if (role > SELECTED)
		return fail_near(reader, "unknown role", name, name, role_names, SELECTED + 1,
				 sizeof(role_names[0]));
	if (reader->seen[role])
		return fail(reader, "a second line for", name);
	reader->seen[role] = true;
	equals = next_word(reader);
	if (!word_is(equals, "="))
		return fail(reader, "expected \"=\" instead of", equals);
	return parse_style(reader, role);
}

static const struct style plain = {
	.fg = {THEME_DEFAULT, THEME_DEFAULT, THEME_DEFAULT},
	.bg = {THEME_DEFAULT, THEME_DEFAULT, THEME_DEFAULT},
};

/* Roles that the file leaves out, and backgrounds that its lines leave out. */
static void fill_gaps(const struct reader *reader)
{
	struct theme *theme = reader->theme;
	const struct style *text = &theme->roles[ROLE_TEXT];

	for (int role = 0; role < ROLE_COUNT; role++) {
		if (!reader->seen[role])
			theme->roles[role] = *text;
		else if (!reader->has_bg[role])
			memcpy(theme->roles[role].bg, text->bg, sizeof(text->bg));
	}
	if (!reader->seen[SELECTED])
		theme->selected.attributes = THEME_REVERSE;
}

static void theme_init(struct theme *theme, const char *name)
{
	snprintf(theme->name, sizeof(theme->name), "%s", name);
	for (int role = 0; role <= SELECTED; role++)
		*style_of(theme, role) = plain;
}

bool theme_parse(struct theme *theme, const char *name, const char *text, size_t length,
		 struct error *error)
{
	const char *end = text + length;
	struct reader reader = {.name = name, .theme = theme, .error = error};

	theme_init(theme, name);
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *stop = newline ? newline : end;
		const char *comment = memchr(text, '#', (size_t)(stop - text));

		reader.line++;
		reader.rest = (struct word){text, (size_t)((comment ? comment : stop) - text)};
		if (!parse_line(&reader))
			return false;
		text = newline ? newline + 1 : end;
	}
	fill_gaps(&reader);
	return true;
}

struct look theme_look(const struct theme *theme, enum role role, unsigned flags,
		       enum theme_depth depth)
{
	const struct style *style = &theme->roles[role], *over = &theme->selected;
	struct look look = {THEME_DEFAULT, THEME_DEFAULT, style->attributes};

	if (depth < THEME_DEPTHS) {
		look.fg = style->fg[depth];
		look.bg = style->bg[depth];
	}
	if (flags & CELL_BOLD)
		look.attributes |= THEME_BOLD;
	if (!(flags & CELL_SELECTED))
		return look;
	look.attributes |= over->attributes;
	if (depth < THEME_DEPTHS && over->fg[depth] != THEME_DEFAULT)
		look.fg = over->fg[depth];
	if (depth < THEME_DEPTHS && over->bg[depth] != THEME_DEFAULT)
		look.bg = over->bg[depth];
	return look;
}

void theme_mono(struct theme *theme)
{
	static const struct {
		enum role role;
		unsigned attributes;
	} marks[] = {
		{ROLE_STRONG, THEME_BOLD}, {ROLE_DIM, THEME_DIM},
		{ROLE_TITLE, THEME_BOLD},  {ROLE_TITLE_FOCUS, THEME_BOLD | THEME_REVERSE},
		{ROLE_RULE, THEME_DIM},    {ROLE_HEAD, THEME_UNDERLINE},
		{ROLE_NEW, THEME_BOLD},    {ROLE_UNKNOWN, THEME_DIM},
		{ROLE_WARN, THEME_BOLD},   {ROLE_ERROR, THEME_BOLD | THEME_REVERSE},
		{ROLE_KEY, THEME_BOLD},    {ROLE_MESSAGE, THEME_BOLD},
	};

	theme_init(theme, "mono");
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		theme->roles[marks[i].role].attributes = marks[i].attributes;
	theme->selected.attributes = THEME_REVERSE;
}

void theme_plain(struct theme *theme)
{
	theme_init(theme, "plain");
	theme->roles[ROLE_TITLE_FOCUS].attributes = THEME_REVERSE;
	theme->selected.attributes = THEME_REVERSE;
}
