#include "source/csvcut.h"

#include <string.h>

static char peek(const struct csvcut *cut)
{
	return cut->at < cut->end ? *cut->at : '\0';
}

/* Past the end of a line, if one stands there. */
static bool take_newline(struct csvcut *cut)
{
	if (cut->end - cut->at >= 2 && memcmp(cut->at, "\r\n", 2) == 0)
		cut->at += 2;
	else if (peek(cut) == '\n')
		cut->at++;
	else
		return false;
	cut->line++;
	return true;
}

static bool wrong(const struct csvcut *cut, const char *what, struct error *error)
{
	return error_set(error, "line %zu: %s", cut->line, what);
}

/* RFC 4180 knows none in a field but the ends of lines that quotes hold together. */
static bool is_control(char c)
{
	return ((unsigned char)c < 0x20 && c != '\r' && c != '\n') || c == 0x7F;
}

static bool refuse_control(const struct csvcut *cut, struct error *error)
{
	return error_set(error, "line %zu: field %zu: a control character", cut->line, cut->field);
}

static bool take_plain(struct csvcut *cut, struct csvcut_field *field, struct error *error)
{
	field->text = cut->at;
	for (; cut->at < cut->end && *cut->at != ',' && *cut->at != '\n'; cut->at++) {
		if (*cut->at == '"')
			return wrong(cut, "a quote in a field that has none around it", error);
		if (is_control(*cut->at))
			return refuse_control(cut, error);
		if (*cut->at != '\r')
			continue;
		if (cut->end - cut->at >= 2 && cut->at[1] == '\n')
			break;
		return wrong(cut, "a carriage return without a line feed", error);
	}
	field->length = (size_t)(cut->at - field->text);
	return true;
}

static bool take_quoted(struct csvcut *cut, struct csvcut_field *field, struct error *error)
{
	size_t first = cut->line;

	field->text = ++cut->at;
	for (;; cut->at++) {
		if (cut->at == cut->end)
			return error_set(error, "line %zu: a quote is not closed", first);
		if (is_control(*cut->at))
			return refuse_control(cut, error);
		cut->line += *cut->at == '\n';
		if (*cut->at != '"')
			continue;
		if (cut->end - cut->at < 2 || cut->at[1] != '"')
			break;
		field->doubled = true;
		cut->at++;
	}
	field->length = (size_t)(cut->at++ - field->text);
	if (cut->at == cut->end || *cut->at == ',' || *cut->at == '\n' || *cut->at == '\r')
		return true;
	return wrong(cut, "more after a closing quote", error);
}

static bool take_field(struct csvcut *cut, struct csvcut_field *field, struct error *error)
{
	*field = (struct csvcut_field){.length = 0};
	return peek(cut) == '"' ? take_quoted(cut, field, error) : take_plain(cut, field, error);
}

void csvcut_open(struct csvcut *cut, const char *text, size_t length)
{
	*cut = (struct csvcut){.at = text, .end = text + length, .line = 1};
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		cut->at += 3;
}

enum csvcut_step csvcut_next(struct csvcut *cut, struct csvcut_row *row, struct error *error)
{
	while (take_newline(cut))
		;
	if (cut->at == cut->end)
		return CSVCUT_END;
	row->line = cut->line;
	for (row->n_fields = 0;; cut->at++) {
		if (row->n_fields == CSVCUT_FIELDS) {
			error_set(error, "line %zu: more than %d fields", row->line, CSVCUT_FIELDS);
			return CSVCUT_WRONG;
		}
		cut->field = row->n_fields + 1;
		if (!take_field(cut, &row->fields[row->n_fields++], error))
			return CSVCUT_WRONG;
		if (peek(cut) != ',')
			break;
	}
	if (cut->at == cut->end || take_newline(cut))
		return CSVCUT_TAKEN;
	wrong(cut, "a carriage return without a line feed", error);
	return CSVCUT_WRONG;
}
