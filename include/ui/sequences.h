/* sequences.h - what one terminal understands, read from terminfo once.
 *
 * Kept ready to send: without padding ("$<5>", for lines slower than their terminal) and without
 * the switch of character sets that ends attributes on some (we draw no characters of such sets).
 *
 * Ownership: in place; `terminfo` and what it gives must live as long.  Thread: main.
 */
#ifndef ORTOP_UI_SEQUENCES_H
#define ORTOP_UI_SEQUENCES_H

#include <stdbool.h>

#define SEQUENCE_MAX 32

/* terminfo(5) of the terminal in use: tigetstr(), tigetnum(), tigetflag() and tiparm(). */
struct terminfo {
	char *(*string)(const char *name);
	int (*number)(const char *name);
	int (*flag)(const char *name);
	char *(*expand)(const char *capability, ...);
};

enum {
	SEQUENCE_BOLD,
	SEQUENCE_DIM,
	SEQUENCE_UNDERLINE,
	SEQUENCE_REVERSE,
	SEQUENCE_ATTRIBUTES, /* in the order of the bits of enum theme_attribute */
};

struct sequences {
	const struct terminfo *terminfo;
	/* "" where it has none. */
	char normal[SEQUENCE_MAX]; /* attributes and colours off; without it nothing is painted */
	char reset[SEQUENCE_MAX];  /* the same, and no other set of characters */
	char attributes[SEQUENCE_ATTRIBUTES][SEQUENCE_MAX]; /* on */
	char erase[SEQUENCE_MAX];                           /* from the cursor to the line's end */
	char forward[SEQUENCE_MAX];  /* on the region's last line: its lines go up by one */
	char backward[SEQUENCE_MAX]; /* on its first line: down by one */
	bool scrolls;                /* a region of lines, both ways, and blank lines come in */
	unsigned colorless; /* bits of enum theme_attribute that it cannot show in colour */
	int colors;         /* 0 for none */
	bool ecma_moves;    /* ESC [ row ; column H and ESC [ n C place the cursor */
	bool moves_painted; /* the cursor may move while attributes are on */
	bool has_corner;    /* its last cell can be written without scrolling it */
};

void sequences_read(struct sequences *sequences, const struct terminfo *terminfo);

/* Place the cursor, from 0, 0; make lines from `top` to `bottom` the region that scrolls, which
 * leaves the cursor anywhere; choose one of its colours.  "" when it cannot or it does not fit. */
void sequences_place(const struct sequences *sequences, int row, int column,
		     char out[SEQUENCE_MAX]);
void sequences_region(const struct sequences *sequences, int top, int bottom,
		      char out[SEQUENCE_MAX]);
void sequences_color(const struct sequences *sequences, bool background, short color,
		     char out[SEQUENCE_MAX]);

#endif
