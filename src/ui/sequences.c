#include "ui/sequences.h"

#include <string.h>

/* Bits of terminfo's no_color_video. */
enum {
	NCV_UNDERLINE = 1 << 1,
	NCV_REVERSE = 1 << 2,
	NCV_DIM = 1 << 4,
	NCV_BOLD = 1 << 5,
};

/* Copy a sequence without its padding; one that has no room is left out, for half of it would be
 * worse. */
static void keep(char out[SEQUENCE_MAX], const char *sequence)
{
	size_t length = 0;

	while (sequence && *sequence && length + 1 < SEQUENCE_MAX) {
		if (strncmp(sequence, "$<", 2) == 0 && strchr(sequence, '>'))
			sequence = strchr(sequence, '>') + 1;
		else
			out[length++] = *sequence++;
	}
	out[sequence && *sequence ? 0 : length] = '\0';
}

/* NULL where the terminal has none: -1 is what terminfo has for a name that is no string's. */
static const char *look_up(const struct sequences *sequences, const char *name)
{
	const char *found = sequences->terminfo->string(name);

	return found == (const char *)-1 ? NULL : found;
}

static void read_string(const struct sequences *sequences, const char *name, char out[SEQUENCE_MAX])
{
	keep(out, look_up(sequences, name));
}

/* Cut the end of alternate characters off the head or the tail of `normal`. */
static void trim_normal(struct sequences *sequences)
{
	char end[SEQUENCE_MAX], *normal = sequences->normal;
	size_t length, whole = strlen(normal);

	read_string(sequences, "rmacs", end);
	length = strlen(end);
	if (length == 0 || length >= whole)
		return;
	if (strcmp(normal + whole - length, end) == 0)
		normal[whole - length] = '\0';
	else if (strncmp(normal, end, length) == 0)
		memmove(normal, normal + length, whole - length + 1);
}

static void read_attributes(struct sequences *sequences)
{
	static const struct {
		const char *name;
		int not_in_color;
	} all[SEQUENCE_ATTRIBUTES] = {
		[SEQUENCE_BOLD] = {"bold", NCV_BOLD},
		[SEQUENCE_DIM] = {"dim", NCV_DIM},
		[SEQUENCE_UNDERLINE] = {"smul", NCV_UNDERLINE},
		[SEQUENCE_REVERSE] = {"rev", NCV_REVERSE},
	};
	int not_in_color = sequences->terminfo->number("ncv");

	read_string(sequences, "sgr0", sequences->reset);
	memcpy(sequences->normal, sequences->reset, sizeof(sequences->normal));
	trim_normal(sequences);
	/* Where attributes take up cells, or cannot be ended, there are none. */
	if (sequences->terminfo->number("xmc") > 0)
		*sequences->normal = '\0';
	for (int i = 0; i < SEQUENCE_ATTRIBUTES && *sequences->normal; i++) {
		read_string(sequences, all[i].name, sequences->attributes[i]);
		if (not_in_color > 0 && (not_in_color & all[i].not_in_color))
			sequences->colorless |= 1u << i;
	}
}

static bool moves_as_ecma(const struct sequences *sequences)
{
	const char *right = look_up(sequences, "cuf");
	char place[SEQUENCE_MAX], move[SEQUENCE_MAX];

	sequences_place(sequences, 11, 22, place);
	keep(move, right ? sequences->terminfo->expand(right, 7) : NULL);
	return strcmp(place, "\033[12;23H") == 0 && strcmp(move, "\033[7C") == 0;
}

static void read_scrolling(struct sequences *sequences)
{
	char region[SEQUENCE_MAX];

	read_string(sequences, "ind", sequences->forward);
	read_string(sequences, "ri", sequences->backward);
	sequences_region(sequences, 0, 99, region);
	/* Some keep what left the screen, and bring that back. */
	sequences->scrolls = *region && *sequences->forward && *sequences->backward &&
			     sequences->terminfo->flag("da") <= 0 &&
			     sequences->terminfo->flag("db") <= 0;
}

void sequences_read(struct sequences *sequences, const struct terminfo *terminfo)
{
	memset(sequences, 0, sizeof(*sequences));
	sequences->terminfo = terminfo;
	read_attributes(sequences);
	read_string(sequences, "el", sequences->erase);
	if (*sequences->normal && look_up(sequences, "setaf") && look_up(sequences, "setab"))
		sequences->colors = terminfo->number("colors");
	if (sequences->colors < 0)
		sequences->colors = 0;
	read_scrolling(sequences);
	sequences->ecma_moves = moves_as_ecma(sequences);
	sequences->moves_painted = terminfo->flag("msgr") > 0;
	sequences->has_corner = terminfo->flag("am") <= 0 || terminfo->flag("xenl") > 0;
}

void sequences_place(const struct sequences *sequences, int row, int column, char out[SEQUENCE_MAX])
{
	const char *place = look_up(sequences, "cup");

	keep(out, place ? sequences->terminfo->expand(place, row, column) : NULL);
}

void sequences_region(const struct sequences *sequences, int top, int bottom,
		      char out[SEQUENCE_MAX])
{
	const char *region = look_up(sequences, "csr");

	keep(out, region ? sequences->terminfo->expand(region, top, bottom) : NULL);
}

void sequences_color(const struct sequences *sequences, bool background, short color,
		     char out[SEQUENCE_MAX])
{
	const char *set = look_up(sequences, background ? "setab" : "setaf");

	keep(out, set && sequences->colors > 0 ? sequences->terminfo->expand(set, color) : NULL);
}
