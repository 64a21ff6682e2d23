#include "view/cell.h"

#include <stdio.h>
#include <string.h>
#include "base/glyph.h"
#include "base/text.h"
#include "model/price.h"

static char *number_text(const struct value *value, char out[FORMAT_SIZE])
{
	switch (value->kind) {
	case VALUE_INTEGER:
		return format_integer(out, value->integer);
	case VALUE_TOKENS:
		return format_tokens(out, value->integer);
	case VALUE_CONTEXT:
		return format_context(out, value->integer);
	case VALUE_USD:
		return format_usd(out, value->integer);
	case VALUE_PRICE:
		return format_price(out, value->integer);
	case VALUE_SHARE:
		return format_share(out, value->real);
	case VALUE_GROWTH:
		return format_growth(out, value->real);
	case VALUE_POINTS:
		return format_points(out, value->real);
	default:
		out[0] = '\0';
		return out;
	}
}

static const char *move_text(int64_t places, bool ascii, char out[CELL_TEXT_MAX])
{
	size_t length;

	if (places == 0)
		return "=";
	length = text_encode(glyph_sign(places > 0 ? GLYPH_UP : GLYPH_DOWN, ascii), out);
	format_integer(out + length, places > 0 ? places : -places);
	return out;
}

const char *cell_text(const struct value *value, bool ascii, char out[CELL_TEXT_MAX])
{
	if (value->text)
		return value->text;
	if (value->kind == VALUE_MOVE)
		return move_text(value->integer, ascii, out);
	out[0] = '~';
	number_text(value, out + value->approx);
	if (value->unit)
		snprintf(out + strlen(out), CELL_TEXT_MAX - strlen(out), "%s", value->unit);
	return out;
}

const char *cell_short(const char *text)
{
	return strcmp(text, price_status_word(PRICE_UNLISTED)) == 0 ? "unlisted" : text;
}

static enum tone sign_tone(double value)
{
	return value > 0 ? TONE_UP : value < 0 ? TONE_DOWN : TONE_DIM;
}

static enum tone word_tone(const char *word)
{
	static const enum price_status none[] = {PRICE_VARYING, PRICE_UNKNOWN, PRICE_UNLISTED,
						 PRICE_PENDING};

	if (strcmp(word, price_status_word(PRICE_FREE)) == 0)
		return TONE_FREE;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (strcmp(word, price_status_word(none[i])) == 0)
			return TONE_UNKNOWN;
	return strcmp(word, "new") == 0 || strcmp(word, "back") == 0 ? TONE_NEW : TONE_PLAIN;
}

enum tone cell_tone(const struct column *column, const struct row *row, const struct value *value)
{
	if (value->text && value->kind != VALUE_TEXT)
		return word_tone(value->text);
	if (row->flags & (ROW_ASIDE | ROW_TAIL))
		return TONE_DIM;
	if (value->kind == VALUE_MOVE)
		return sign_tone((double)value->integer);
	if (value->kind == VALUE_GROWTH || value->kind == VALUE_POINTS)
		return sign_tone(value->real);
	return column->flags & COLUMN_VALUE ? TONE_STRONG : TONE_PLAIN;
}
