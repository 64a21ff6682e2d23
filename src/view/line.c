#include "view/line.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/glyph.h"
#include "base/mem.h"
#include "base/spell.h"
#include "base/text.h"

#define VALUE_MAX 4096 /* bytes of one value */
#define WIDTH_MAX 1000 /* columns */
#define LONGEST   32   /* of the names, in bytes */

struct part {
	const struct placeholder *placeholder; /* NULL: text */
	const char *text;
	int width; /* columns at most, 0 for all */
};

struct line {
	struct arena arena;
	struct part *parts;
	size_t n, capacity;
};

/* Parsing */

static void add_part(struct line *line, const struct part *part)
{
	line->parts = mem_grow(line->parts, &line->capacity, line->n + 1, sizeof(*line->parts));
	line->parts[line->n++] = *part;
}

static void add_text(struct line *line, const char *text, size_t length)
{
	struct part part = {.text = arena_strndup(&line->arena, text, length)};

	if (length > 0)
		add_part(line, &part);
}

static const struct placeholder *find_placeholder(const char *name, struct error *error)
{
	char ask[SPELL_ASK_SIZE];
	size_t n = 0;

	for (; placeholders[n].name; n++)
		if (strcmp(placeholders[n].name, name) == 0)
			return &placeholders[n];
	spell_ask_nearest(ask, name, placeholders, n, sizeof(placeholders[0]));
	error_set(error, "no placeholder {%s}%s", name, *ask ? ask : "; {{ is a brace");
	return NULL;
}

/* What stands between braces: NAME or NAME:WIDTH. */
static bool add_placeholder(struct line *line, const char *text, size_t length, struct error *error)
{
	struct part part = {0};
	const char *colon = memchr(text, ':', length);
	size_t name_length = colon ? (size_t)(colon - text) : length;
	char name[LONGEST + 1];

	snprintf(name, sizeof(name), "%.*s", (int)(name_length < LONGEST ? name_length : LONGEST),
		 text);
	part.placeholder = find_placeholder(name, error);
	if (!part.placeholder)
		return false;
	if (colon) {
		for (const char *c = colon + 1; c < text + length; c++)
			part.width = *c >= '0' && *c <= '9' && part.width <= WIDTH_MAX
					     ? part.width * 10 + *c - '0'
					     : WIDTH_MAX + 1;
		if (part.width < 1 || part.width > WIDTH_MAX)
			return error_set(error, "{%.*s}: a width is 1 to %d columns", (int)length,
					 text, WIDTH_MAX);
	}
	add_part(line, &part);
	return true;
}

static bool parse(struct line *line, const char *template, struct error *error)
{
	while (*template) {
		size_t text = strcspn(template, "{}");
		const char *end;

		add_text(line, template, text);
		template += text;
		if (*template == '\0')
			return true;
		if (template[0] == template[1] || *template == '}') {
			add_text(line, template, 1);
			template += template[0] == template[1] ? 2 : 1;
			continue;
		}
		end = strchr(template, '}');
		if (!end)
			return error_set(error, "\"%.40s\" is not closed; {{ is a brace", template);
		if (!add_placeholder(line, template + 1, (size_t)(end - template - 1), error))
			return false;
		template = end + 1;
	}
	return true;
}

struct line *line_parse(const char *template, struct error *error)
{
	struct line *line = mem_alloc(1, sizeof(*line));

	arena_init(&line->arena);
	if (parse(line, template, error))
		return line;
	line_free(line);
	return NULL;
}

void line_free(struct line *line)
{
	if (!line)
		return;
	arena_done(&line->arena);
	free(line->parts);
	free(line);
}

unsigned line_needs(const struct line *line)
{
	unsigned needs = 0;

	for (size_t i = 0; i < line->n; i++)
		if (line->parts[i].placeholder)
			needs |= line->parts[i].placeholder->needs;
	return needs;
}

/* Filling in */

const char *const line_escapes[] = {
	[LINE_PLAIN] = "none", [LINE_TMUX] = "tmux", [LINE_ZSH] = "zsh", [LINE_JSON] = "json", NULL,
};

bool line_find_escape(const char *name, enum line_escape *escape)
{
	int place;

	if (!text_find_word(name, line_escapes, &place))
		return false;
	*escape = (enum line_escape)place;
	return true;
}

/* The characters that are not themselves, and what makes them so. */
static const struct {
	const char *active, *prefix; /* prefix NULL: doubled */
} escapes[] = {
	[LINE_PLAIN] = {"", NULL},
	[LINE_TMUX] = {"#", NULL},
	[LINE_ZSH] = {"%", NULL},
	[LINE_JSON] = {"\"\\", "\\"},
};

void line_escape(struct strbuf *out, const char *text, enum line_escape escape)
{
	struct strbuf inert;

	strbuf_init(&inert, VALUE_MAX);
	text_escape(&inert, text, strlen(text));
	for (const char *c = inert.data; *c;) {
		size_t plain = strcspn(c, escapes[escape].active);

		strbuf_bytes(out, c, plain);
		c += plain;
		if (*c == '\0')
			break;
		if (escapes[escape].prefix)
			strbuf_text(out, escapes[escape].prefix);
		else
			strbuf_bytes(out, c, 1);
		strbuf_bytes(out, c++, 1);
	}
	strbuf_done(&inert);
}

/* Cut to a width, an ellipsis at the end where the locale has one. */
static void cut(struct strbuf *value, int width)
{
	const char *mark = glyph_cut(MB_CUR_MAX == 1, width);
	int used;

	if (width == 0 || text_width(value->data) <= width)
		return;
	value->length = text_fit(value->data, width - text_width(mark), &used);
	value->data[value->length] = '\0';
	strbuf_text(value, mark);
}

static void drop_blanks(struct strbuf *out, size_t start)
{
	while (out->length > start && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
}

void line_fill(const struct line *line, const struct line_facts *facts, enum line_escape escape,
	       struct strbuf *out)
{
	size_t start = out->length;
	struct placeholder_values values;
	struct strbuf value;

	if (!placeholder_values_init(&values, facts, line_needs(line)))
		return;
	strbuf_init(&value, VALUE_MAX);
	for (size_t i = 0; i < line->n; i++) {
		const struct part *part = &line->parts[i];
		const char *text = part->text;

		strbuf_clear(&value);
		if (part->placeholder) {
			part->placeholder->put(&value, &values);
			cut(&value, part->width);
			line_escape(out, value.data, escape);
			if (value.length == 0)
				drop_blanks(out, start);
		} else {
			/* Behind nothing but placeholders that were empty. */
			strbuf_text(out, i > 0 && out->length == start ? text + strspn(text, " ")
								       : text);
		}
	}
	strbuf_done(&value);
	placeholder_values_done(&values);
}
