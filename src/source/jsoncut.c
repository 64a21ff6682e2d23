#include "source/jsoncut.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* What may stand next inside the value that is being cut. */
enum expect {
	EXPECT_VALUE,
	EXPECT_FIRST_ITEM, /* or ] */
	EXPECT_NAME,
	EXPECT_FIRST_NAME, /* or } */
	EXPECT_NEXT,       /* a comma or a closing bracket */
};

/* A walk through one value: a stack of JSONCUT_DEPTH_MAX levels is as many bits. */
struct walk {
	struct jsoncut *cut;
	struct error *error;
	enum expect expect;
	int depth;        /* inside the value */
	uint64_t objects; /* bit n: level n is an object, else an array */
	size_t values, members;
};

static bool wrong(const struct jsoncut *cut, const char *what, struct error *error)
{
	if (cut->at == cut->end)
		return error_set(error, "not JSON: cut off at byte %td", cut->at - cut->start);
	return error_set(error, "not JSON: %s at byte %td", what, cut->at - cut->start);
}

static void skip_space(struct jsoncut *cut)
{
	while (cut->at < cut->end &&
	       (*cut->at == ' ' || *cut->at == '\n' || *cut->at == '\r' || *cut->at == '\t'))
		cut->at++;
}

/* The byte that stands next, or NUL at the end (which no rule accepts either). */
static char peek(const struct jsoncut *cut)
{
	return cut->at < cut->end ? *cut->at : '\0';
}

static bool take(struct jsoncut *cut, char c)
{
	if (peek(cut) != c)
		return false;
	cut->at++;
	return true;
}

static bool take_digits(struct jsoncut *cut)
{
	const char *first = cut->at;

	while (isdigit((unsigned char)peek(cut)))
		cut->at++;
	return cut->at > first;
}

static bool take_number(struct jsoncut *cut, struct error *error)
{
	take(cut, '-');
	if (!take(cut, '0') && !take_digits(cut))
		return wrong(cut, "no value", error);
	if (take(cut, '.') && !take_digits(cut))
		return wrong(cut, "a wrong number", error);
	if (take(cut, 'e') || take(cut, 'E')) {
		if (!take(cut, '+'))
			take(cut, '-');
		if (!take_digits(cut))
			return wrong(cut, "a wrong number", error);
	}
	return true;
}

static bool take_word(struct jsoncut *cut, const char *word, struct error *error)
{
	for (; *word; word++)
		if (!take(cut, *word))
			return wrong(cut, "no value", error);
	return true;
}

/* What follows a backslash; `code` gets the value of \uNNNN, else it is left alone. */
static bool take_escape(struct jsoncut *cut, unsigned *code, struct error *error)
{
	if (peek(cut) != 'u') {
		if (peek(cut) == '\0' || !strchr("\"\\/bfnrt", peek(cut)))
			return wrong(cut, "a wrong escape", error);
		cut->at++;
		return true;
	}
	cut->at++;
	*code = 0;
	for (int i = 0; i < 4; i++) {
		int c = tolower((unsigned char)peek(cut));

		if (!isxdigit(c))
			return wrong(cut, "a wrong escape", error);
		*code = *code << 4 | (unsigned)(isdigit(c) ? c - '0' : c - 'a' + 10);
		cut->at++;
	}
	return true;
}

/* Past what stands for itself in a string. */
static void skip_plain(struct jsoncut *cut)
{
	const char *at = cut->at;

	while (at < cut->end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
		at++;
	cut->at = at;
}

static bool take_string(struct jsoncut *cut, bool is_name, struct error *error)
{
	if (!take(cut, '"'))
		return wrong(cut, "no string", error);
	for (;;) {
		unsigned code = UINT32_MAX;

		skip_plain(cut);
		if (take(cut, '"'))
			return true;
		if (!take(cut, '\\'))
			return wrong(cut, "a control character", error);
		if (!take_escape(cut, &code, error))
			return false;
		/* A tree that keeps names as C strings would see a shorter name here. */
		if (is_name && code == 0)
			return wrong(cut, "a name with a NUL", error);
	}
}

static bool open_level(struct walk *walk, bool object)
{
	/* One level is outside: the object or array that the value is cut from. */
	if (walk->depth + 1 == JSONCUT_DEPTH_MAX)
		return error_set(walk->error, "more than %d levels at byte %td", JSONCUT_DEPTH_MAX,
				 walk->cut->at - walk->cut->start);
	walk->depth++;
	walk->objects &= ~(UINT64_C(1) << walk->depth);
	walk->objects |= (uint64_t)object << walk->depth;
	walk->expect = object ? EXPECT_FIRST_NAME : EXPECT_FIRST_ITEM;
	walk->cut->at++;
	return true;
}

static bool in_object(const struct walk *walk)
{
	return walk->objects >> walk->depth & 1;
}

static bool walk_value(struct walk *walk)
{
	struct jsoncut *cut = walk->cut;

	walk->values++;
	walk->expect = EXPECT_NEXT;
	switch (peek(cut)) {
	case '{':
	case '[':
		return open_level(walk, *cut->at == '{');
	case '"':
		return take_string(cut, false, walk->error);
	case 't':
		return take_word(cut, "true", walk->error);
	case 'f':
		return take_word(cut, "false", walk->error);
	case 'n':
		return take_word(cut, "null", walk->error);
	default:
		return take_number(cut, walk->error);
	}
}

static bool take_name(struct jsoncut *cut, struct jsoncut_slice *name, struct error *error)
{
	*name = (struct jsoncut_slice){.text = cut->at, .values = 1};
	if (!take_string(cut, true, error))
		return false;
	name->length = (size_t)(cut->at - name->text);
	skip_space(cut);
	return take(cut, ':') || wrong(cut, "no colon", error);
}

static bool walk_name(struct walk *walk)
{
	struct jsoncut_slice name;

	walk->members++;
	walk->expect = EXPECT_VALUE;
	return take_name(walk->cut, &name, walk->error);
}

static bool walk_next(struct walk *walk)
{
	if (take(walk->cut, in_object(walk) ? '}' : ']')) {
		walk->depth--;
		walk->expect = EXPECT_NEXT;
		return true;
	}
	walk->expect = in_object(walk) ? EXPECT_NAME : EXPECT_VALUE;
	return take(walk->cut, ',') || wrong(walk->cut, "no comma", walk->error);
}

static bool walk_token(struct walk *walk)
{
	char c = peek(walk->cut);

	switch (walk->expect) {
	case EXPECT_FIRST_ITEM:
		return c == ']' ? walk_next(walk) : walk_value(walk);
	case EXPECT_VALUE:
		return walk_value(walk);
	case EXPECT_FIRST_NAME:
		return c == '}' ? walk_next(walk) : walk_name(walk);
	case EXPECT_NAME:
		return walk_name(walk);
	default:
		return walk_next(walk);
	}
}

static bool cut_value(struct jsoncut *cut, struct jsoncut_slice *value, struct error *error)
{
	struct walk walk = {.cut = cut, .error = error, .expect = EXPECT_VALUE};

	skip_space(cut);
	value->text = cut->at;
	do {
		skip_space(cut);
		if (!walk_token(&walk))
			return false;
	} while (walk.depth > 0);
	value->length = (size_t)(cut->at - value->text);
	value->values = walk.values;
	value->members = walk.members;
	return true;
}

/* Up to the next member or item, past its comma. */
static enum jsoncut_step go_on(struct jsoncut *cut, struct error *error)
{
	bool first = cut->at_first;

	cut->at_first = false;
	skip_space(cut);
	if (take(cut, cut->closing)) {
		skip_space(cut);
		if (cut->at == cut->end)
			return JSONCUT_END;
		wrong(cut, "more than one value", error);
		return JSONCUT_WRONG;
	}
	if (!first && !take(cut, ',')) {
		wrong(cut, "no comma", error);
		return JSONCUT_WRONG;
	}
	skip_space(cut);
	return JSONCUT_TAKEN;
}

bool jsoncut_open(struct jsoncut *cut, const char *text, size_t length, char bracket,
		  struct error *error)
{
	const char *kind = bracket == '{' ? "object" : "array";
	unsigned char c;

	*cut = (struct jsoncut){.start = text, .at = text, .end = text + length, .at_first = true};
	cut->closing = bracket == '{' ? '}' : ']';
	skip_space(cut);
	if (cut->at == cut->end)
		return error_set(error, "not a JSON %s: empty", kind);
	if (take(cut, bracket))
		return true;
	c = (unsigned char)*cut->at;
	if (c > 0x20 && c < 0x7F)
		return error_set(error, "not a JSON %s: begins with '%c'", kind, c);
	return error_set(error, "not a JSON %s: begins with byte 0x%02X", kind, c);
}

enum jsoncut_step jsoncut_member(struct jsoncut *cut, struct jsoncut_slice *name,
				 struct jsoncut_slice *value, struct error *error)
{
	enum jsoncut_step step = go_on(cut, error);

	if (step != JSONCUT_TAKEN)
		return step;
	if (!take_name(cut, name, error) || !cut_value(cut, value, error))
		return JSONCUT_WRONG;
	return JSONCUT_TAKEN;
}

enum jsoncut_step jsoncut_item(struct jsoncut *cut, struct jsoncut_slice *value,
			       struct error *error)
{
	enum jsoncut_step step = go_on(cut, error);

	if (step != JSONCUT_TAKEN)
		return step;
	return cut_value(cut, value, error) ? JSONCUT_TAKEN : JSONCUT_WRONG;
}
