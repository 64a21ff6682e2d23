#include "ui/cell.h"

enum role cell_role_of(enum tone tone)
{
	static const enum role roles[TONE_COUNT] = {
		[TONE_PLAIN] = ROLE_TEXT,  [TONE_STRONG] = ROLE_STRONG,   [TONE_DIM] = ROLE_DIM,
		[TONE_UP] = ROLE_UP,       [TONE_DOWN] = ROLE_DOWN,       [TONE_NEW] = ROLE_NEW,
		[TONE_FREE] = ROLE_FREE,   [TONE_UNKNOWN] = ROLE_UNKNOWN, [TONE_WARN] = ROLE_WARN,
		[TONE_ERROR] = ROLE_ERROR,
	};

	return roles[tone];
}

enum role cell_role(const struct column *column, const struct row *row, const struct value *value)
{
	return cell_role_of(cell_tone(column, row, value));
}
