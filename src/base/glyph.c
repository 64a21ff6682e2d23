#include "base/glyph.h"

#include <math.h>

/* Each is one column wide, and none of them is drawn as an emoji anywhere. */
static const struct {
	uint32_t sign, ascii;
} signs[GLYPH_COUNT] = {
	[GLYPH_HORIZONTAL] = {0x2500, '-'}, [GLYPH_VERTICAL] = {0x2502, '|'},
	[GLYPH_UP] = {0x25B2, '+'},         [GLYPH_DOWN] = {0x25BC, '-'},
	[GLYPH_HOLLOW] = {0x25AF, 'o'},     [GLYPH_GAP] = {0x00B7, '.'},
	[GLYPH_ASCENDING] = {0x2191, '^'},  [GLYPH_DESCENDING] = {0x2193, 'v'},
	[GLYPH_SELECT] = {0x25BA, '>'},     [GLYPH_DOT] = {0x00B7, '|'},
};

uint32_t glyph_sign(enum glyph glyph, bool ascii)
{
	return ascii ? signs[glyph].ascii : signs[glyph].sign;
}

const char *glyph_cut(bool ascii, int width)
{
	if (!ascii)
		return "\u2026";
	return width > 1 ? ".." : ".";
}

uint32_t glyph_series(int series, bool hollow, bool ascii)
{
	static const uint32_t full[GLYPH_SERIES] = {0x25CF, 0x25A0, 0x25B2, 0x25C6};
	static const uint32_t outlines[GLYPH_SERIES] = {0x25CB, 0x25A1, 0x25B3, 0x25C7};

	if (ascii)
		return (uint32_t)(hollow ? 'a' : 'A') + (uint32_t)series;
	return hollow ? outlines[series] : full[series];
}

uint32_t glyph_spark(double fraction, bool ascii)
{
	static const char ladder[] = "_:-=+*%#";
	int height;

	if (!(fraction > 0))
		return ' ';
	height = fraction < 1 ? (int)ceil(fraction * 8) : 8;
	return ascii ? (uint32_t)ladder[height - 1] : 0x2580 + (uint32_t)height;
}

/* The second series is half as high and grows by halves of a cell: thin bars beside thick ones. */
static uint32_t thin_bar(int eighths)
{
	static const uint32_t halves[] = {' ', 0x2596, 0x2584};

	return halves[(eighths + 2) / 4];
}

uint32_t glyph_bar(int eighths, bool second, bool ascii)
{
	if (ascii && eighths >= 5)
		return second ? '=' : '#';
	if (ascii || eighths <= 0)
		return ' ';
	if (eighths > 8)
		eighths = 8;
	return second ? thin_bar(eighths) : 0x2590 - (uint32_t)eighths;
}
